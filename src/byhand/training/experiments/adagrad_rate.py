"""Adagrad's effective rate only falls, so on a long slope it runs out of steps."""

from __future__ import annotations

from dataclasses import dataclass

from byhand.plots import Line, Panel, Plot
from byhand.text import Text, same
from byhand.training.experiments.descent import Descent, descend
from byhand.training.experiments.walks import STEP
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

# Nearly straight far from its minimum at 0, so the gradient there is almost constant.
_PROGRAM = "L = sqrt(1 + w^2)"
_SHOWN = (1, 2, 3, 4, 10, 100)


@dataclass(frozen=True)
class Result:
    """The same slope under Adagrad and RMSprop."""

    given: Given
    adagrad: Descent
    rmsprop: Descent


def run(given: Given) -> Result:
    """Both walks."""
    from byhand.training.optimizers.table import Adagrad, RMSprop

    rate, start, steps = given["lr"], given["start"], given["steps"]
    return Result(
        given,
        descend(_PROGRAM, Adagrad(lr=rate), start, steps),
        descend(_PROGRAM, RMSprop(lr=rate, alpha=given["alpha"]), start, steps),
    )


_ADAGRAD_DIVIDES_EVERY = Text(
    en="Adagrad divides every gradient by the root of the sum of all squared gradients so "
    "far. That gives rarely used parameters long steps; but the sum never shrinks.",
    zh="Adagrad 用至今所有梯度平方之和的平方根去除每个梯度。很少更新的参数因此步子大；"
    "可是这个和只增不减。",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.say(_ADAGRAD_DIVIDES_EVERY)
    story.section(Text(en="The effective rate", zh="有效学习率"))
    story.formulas("G[t] = G[t-1] + g[t]^2", "w[t] = w[t-1] - eta/sqrt(G[t])*g[t]")
    story.say(
        Text(
            en="What stands before the gradient is the effective rate. Where the gradient stays at "
            "the same `g`, the sum is `t*g^2`, and the step is `eta/sqrt(t)`, whatever `g` is:",
            zh="梯度前面的系数就是有效学习率。若梯度一直是同一个 `g`，和为 `t*g^2`，"
            "步长为 `eta/sqrt(t)`，与 `g` 的大小无关：",
        ),
        "rule",
    )
    story.formulas("eta/sqrt(t*g^2)*g = eta/sqrt(t)")
    story.say(
        Text(
            en="So after `t` steps the way is about `2*eta*sqrt(t)`: four times the steps for "
            "twice "
            "the way.",
            zh="所以走 `t` 步的总路程约为 `2*eta*sqrt(t)`：路程翻一倍，步数要四倍。",
        )
    )
    story.section(Text(en="On a long slope", zh="在一段长坡上"))
    story.gradients(_PROGRAM, ["w"])
    _table(story, result)
    story.plot(
        "adagrad_rate",
        _plot(result),
        Text(
            en="Left: the effective rates. Right: how far each still is from the minimum.",
            zh="左：有效学习率。右：离最低点还有多远。",
        ),
    )
    _claims(story, result)


def _table(story: Story, result: Result) -> None:
    header = (
        same("t"),
        Text(en="gradient", zh="梯度"),
        Text(en="rate of Adagrad", zh="Adagrad 有效学习率"),
        Text(en="weight", zh="权重"),
        Text(en="rate of RMSprop", zh="RMSprop 有效学习率"),
        Text(en="weight", zh="权重"),
    )
    slow, fast = result.adagrad, result.rmsprop
    story.table(
        header,
        [
            (
                t,
                slow.gradients[t - 1],
                slow.rates[t - 1],
                slow.weights[t],
                fast.rates[t - 1],
                fast.weights[t],
            )
            for t in _SHOWN
            if t <= result.given["steps"]
        ],
    )


def _plot(result: Result) -> Plot:
    runs = ((same("Adagrad"), result.adagrad), (same("RMSprop"), result.rmsprop))
    rates = tuple(
        Line(range(1, len(walk.rates) + 1), walk.rates, label, color=i)
        for i, (label, walk) in enumerate(runs)
    )
    ways = tuple(
        Line(range(len(walk.weights)), walk.weights, color=i) for i, (_, walk) in enumerate(runs)
    )
    rate = Text(en="effective rate", zh="有效学习率")
    return Plot(
        (
            Panel(rates, STEP, rate, y_log=True),
            Panel(ways, STEP, Text(en="weight $w$", zh="权重 $w$")),
        )
    )


def _claims(story: Story, result: Result) -> None:
    given, slow, fast = result.given, result.adagrad, result.rmsprop
    story.claim(
        Text(
            en="The effective rate of Adagrad falls in every step: from {first} to {last}.",
            zh="Adagrad 的有效学习率步步下降：从 {first} 降到 {last}。",
        ),
        all(b < a for a, b in zip(slow.rates, slow.rates[1:], strict=False)),
        first=slow.rates[0],
        last=slow.rates[-1],
    )
    way, law = given["start"] - slow.weights[-1], 2 * given["lr"] * given["steps"] ** 0.5
    story.claim(
        Text(
            en="After {steps} steps it has come {way} far; `2*eta*sqrt(t)` is {law}.",
            zh="{steps} 步之后只走了 {way}；而 `2*eta*sqrt(t)` = {law}。",
        ),
        abs(way - law) < 0.2 * law,
        steps=given["steps"],
        way=way,
        law=law,
    )
    story.claim(
        Text(
            en="It stops far from the minimum, at {stuck}, though the gradient there is still {g}.",
            zh="它停在离最低点很远的 {stuck} 处，尽管那里的梯度仍有 {g}。",
        ),
        slow.weights[-1] > given["start"] / 2,
        stuck=slow.weights[-1],
        g=slow.gradients[-1],
    )
    story.claim(
        Text(
            en="RMSprop forgets old gradients; its rate stays near {kept} and it arrives at {end}.",
            zh="RMSprop 会忘掉旧梯度，有效学习率保持在 {kept} 附近，走到了 {end}。",
        ),
        abs(fast.weights[-1]) < 1,
        kept=sorted(fast.rates)[len(fast.rates) // 2],
        end=fast.weights[-1],
    )


TOPIC = Topic(
    name="adagrad_rate",
    kind="experiment",
    title=Text(en="Adagrad's vanishing step", zh="Adagrad：步子越走越小"),
    says=Text(
        en="Adagrad's effective rate only falls, and it stalls on a long slope; RMSprop does not.",
        zh="Adagrad 的有效学习率只降不升，在长坡上走不到头；RMSprop 不会。",
    ),
    run=run,
    tell=tell,
    settings={
        "lr": Setting(0.1, 1e-4, 1.0, Text(en="the learning rate", zh="学习率")),
        "alpha": Setting(
            0.99, 0.5, 0.9999, Text(en="how slowly RMSprop forgets", zh="RMSprop 的衰减系数")
        ),
        "start": Setting(20.0, 1.0, 1000.0, Text(en="where the weight starts", zh="权重的起始值")),
        "steps": Setting(300, 10, 3000, Text(en="how many steps", zh="步数")),
    },
    source="Duchi, Hazan and Singer (2011); Hinton, Neural Networks for Machine Learning, lecture "
    "6",
)
