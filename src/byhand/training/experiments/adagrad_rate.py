"""Adagrad's effective rate only falls, so on a long slope it slows to a crawl."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from byhand.plots import Line, Panel, Plot
from byhand.text import Text, same
from byhand.training.experiments.descent import Descent, descend
from byhand.training.experiments.walks import STEP
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

# Nearly straight far from its minimum at 0, so the gradient there is almost constant.
_PROGRAM = "L = sqrt(1 + w^2)"
_SHOWN = (1, 2, 3, 4, 10, 100, 300)


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
            en="What stands before the gradient is the effective rate. For a constant gradient "
            "`g > 0` the sum is `t*g^2`, and the step is `eta/sqrt(t)`, however large `g` is:",
            zh="梯度前面的系数就是有效学习率。若梯度恒为 `g > 0`，和为 `t*g^2`，"
            "步长为 `eta/sqrt(t)`，与 `g` 的大小无关：",
        ),
        "rule",
    )
    story.formulas("eta/sqrt(t*g^2)*g = eta/sqrt(t)")
    story.say(
        Text(
            en="So `t` steps cover a distance of about `2*eta*sqrt(t)`: twice the distance takes "
            "four times as many steps.",
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
    weights = tuple(
        Line(range(len(walk.weights)), walk.weights, color=i) for i, (_, walk) in enumerate(runs)
    )
    rate = Text(en="effective rate", zh="有效学习率")
    return Plot(
        (
            Panel(rates, STEP, rate, y_log=True),
            Panel(weights, STEP, Text(en="weight $w$", zh="权重 $w$")),
        )
    )


_STILL_AT = Text(
    en="After {steps} steps it is still at {stuck}, though the gradient there is {g}; by "
    "`2*eta*sqrt(t)` it would need about {needed} steps to arrive.",
    zh="走了 {steps} 步它仍在 {stuck} 处，尽管那里的梯度还有 {g}；"
    "按 `2*eta*sqrt(t)` 估计，约需 {needed} 步才能到达。",
)
_RMSPROP_FORGETS = Text(
    en="RMSprop forgets old gradients: its rate falls from {highest} to {least}, rises again to "
    "{again} as the gradient fades, and the weight arrives at {end}.",
    zh="RMSprop 会忘掉旧梯度：有效学习率先从 {highest} 降到 {least}，"
    "梯度变小后又回升到 {again}，权重走到了 {end}。",
)


def _claims(story: Story, result: Result) -> None:
    given, slow, fast = result.given, result.adagrad, result.rmsprop
    story.claim(
        Text(
            en="The effective rate of Adagrad falls in every step: from {first} to {last}.",
            zh="Adagrad 的有效学习率步步下降：从 {first} 降到 {last}。",
        ),
        all(b < a for a, b in pairwise(slow.rates)),
        first=slow.rates[0],
        last=slow.rates[-1],
    )
    covered, law = given["start"] - slow.weights[-1], 2 * given["lr"] * given["steps"] ** 0.5
    story.claim(
        Text(
            en="In {steps} steps it has covered a distance of {covered}; `2*eta*sqrt(t)` is {law}.",
            zh="{steps} 步之后只走了 {covered}；而 `2*eta*sqrt(t)` = {law}。",
        ),
        abs(covered - law) < 0.2 * law,
        steps=given["steps"],
        covered=covered,
        law=law,
    )
    needed = (given["start"] / (2 * given["lr"])) ** 2
    story.claim(
        _STILL_AT,
        slow.weights[-1] > given["start"] / 2 and needed > given["steps"],
        stuck=slow.weights[-1],
        g=slow.gradients[-1],
        needed=needed,
    )
    _claim_rmsprop(story, fast)


def _claim_rmsprop(story: Story, fast: Descent) -> None:
    least = min(fast.rates)
    at = fast.rates.index(least)
    falls = all(a > b for a, b in pairwise(fast.rates[: at + 1]))
    rises = all(a < b for a, b in pairwise(fast.rates[at:]))
    story.claim(
        _RMSPROP_FORGETS,
        0 < at < len(fast.rates) - 1 and falls and rises and abs(fast.weights[-1]) < 0.01,
        highest=fast.rates[0],
        least=least,
        again=fast.rates[-1],
        end=fast.weights[-1],
    )


TOPIC = Topic(
    name="adagrad_rate",
    kind="experiment",
    title=Text(en="Adagrad's vanishing step", zh="Adagrad：步子越走越小"),
    says=Text(
        en="Adagrad's effective rate only falls, and it slows to a crawl on a long slope; RMSprop "
        "does not.",
        zh="Adagrad 的有效学习率只降不升，在长坡上越走越慢；RMSprop 不会。",
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
