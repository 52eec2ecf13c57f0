"""What Adam's bias correction corrects."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from byhand.errors import InputError
from byhand.plots import Line, Panel, Plot
from byhand.text import Text
from byhand.training.experiments.descent import Descent, descend
from byhand.training.experiments.walks import STEP
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

# A constant gradient shows the correction alone.
_PROGRAM = "L = s*w"
_NO_GRADIENT = Text(
    en="adam_bias: a gradient of 0 makes no step, so there is nothing to see.",
    zh="adam_bias：梯度为 0 就不会更新，没有可看的。",
)


@dataclass(frozen=True)
class Result:
    """Adam with and without the correction under a constant gradient, and under a smaller one."""

    given: Given
    with_it: Descent
    without: Descent
    scaled: Descent


def run(given: Given) -> Result:
    """The three walks; raises `InputError` for a gradient of 0."""
    from byhand.training.optimizers.adaptive import Adam

    if given["gradient"] == 0:
        raise InputError(_NO_GRADIENT)
    betas = (given["beta1"], given["beta2"])
    made = Adam(lr=given["lr"], betas=betas)
    bare = Adam(lr=given["lr"], betas=betas, bias_correction=False)
    g, steps = given["gradient"], given["steps"]
    return Result(
        given,
        descend(_PROGRAM, made, 0.0, steps, s=g),
        descend(_PROGRAM, bare, 0.0, steps, s=g),
        descend(_PROGRAM, made, 0.0, steps, s=g / 1000),
    )


def steps_of(walk: Descent) -> list[float]:
    """How long every step was."""
    return [abs(b - a) for a, b in pairwise(walk.weights)]


_ADAM_S_AVERAGES = Text(
    en="Adam's averages `m` and `v` start at 0, so at first they are too small: `m` by the "
    "factor `1 - beta1^t`, `v` by `1 - beta2^t`. The two do not cancel.",
    zh="Adam 的滑动平均 `m` 和 `v` 都从 0 开始，起初偏小：`m` 差一个因子 `1 - beta1^t`，"
    "`v` 差一个因子 `1 - beta2^t`，两者并不互相抵消。",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    given = result.given
    beta1, beta2, g = given["beta1"], given["beta2"], given["gradient"]
    story.say(_ADAM_S_AVERAGES)
    story.section(Text(en="The first step", zh="第一步"))
    story.say(Text(en="With a gradient of `g` = {g}:", zh="设梯度 `g` = {g}："), "rule", g=g)
    at = {"beta1": beta1, "beta2": beta2, "g": g}
    m, v = story.worked(("m_1", "(1 - beta1)*g", at), ("v_1", "(1 - beta2)*g^2", at))
    story.say(
        Text(
            en="Without correction the first step subtracts `eta` times",
            zh="不修正时，第一步减去 `eta` 乘以",
        ),
        "rule",
    )
    first = "(1 - beta1)*g/(sqrt(1 - beta2)*abs(g))"
    (bare,) = story.worked(("m_1/sqrt(v_1)", first, at))
    story.say(
        Text(en="With correction it subtracts `eta` times", zh="修正之后，减去 `eta` 乘以"), "rule"
    )
    hat = {"m_1": m, "v_1": v, "beta1": beta1, "beta2": beta2}
    story.worked(("mhat_1/sqrt(vhat_1)", "m_1/(1 - beta1)/sqrt(v_1/(1 - beta2))", hat))
    _every_step(story, result)
    _claims(story, result, abs(bare))


def _every_step(story: Story, result: Result) -> None:
    story.section(Text(en="Every step", zh="此后的每一步"))
    story.say(
        Text(
            en="With a constant gradient the absolute value of this factor at step `t` is, without "
            "correction,",
            zh="梯度恒定且不修正时，第 `t` 步这个因子的绝对值为",
        ),
        "rule",
    )
    story.formulas("c_t = (1 - beta1^t)/sqrt(1 - beta2^t)")
    story.plot(
        "adam_bias",
        _plot(result),
        Text(
            en="Left: the length of every step. Right: the distance covered.",
            zh="左：每一步的长度。右：走过的路程。",
        ),
    )


def _plot(result: Result) -> Plot:
    runs = (
        (Text(en="with correction", zh="有修正"), result.with_it),
        (Text(en="without", zh="无修正"), result.without),
    )
    lengths = tuple(
        Line(range(1, result.given["steps"] + 1), steps_of(walk), label, color=i)
        for i, (label, walk) in enumerate(runs)
    )
    ways = tuple(
        Line(range(len(walk.weights)), [abs(w) for w in walk.weights], color=i)
        for i, (_, walk) in enumerate(runs)
    )
    return Plot(
        (
            Panel(lengths, STEP, Text(en="length of the step", zh="步长")),
            Panel(ways, STEP, Text(en="distance covered", zh="走过的路程")),
        )
    )


_WITHOUT_CORRECTION_FIRST = Text(
    en="Without correction the first step is {bare}, that is {factor} times the learning "
    "rate {lr}.",
    zh="不修正时第一步长 {bare}，是学习率 {lr} 的 {factor} 倍。",
)


def _claims(story: Story, result: Result, factor: float) -> None:
    lr = result.given["lr"]
    first, bare = steps_of(result.with_it)[0], steps_of(result.without)[0]
    story.claim(
        _WITHOUT_CORRECTION_FIRST,
        abs(bare / lr - factor) < 1e-4 * factor and abs(factor - 1) > 0.01,
        bare=bare,
        factor=factor,
        lr=lr,
    )
    story.claim(
        Text(
            en="With correction the first step is as long as the learning rate: {first}.",
            zh="修正之后，第一步恰好等于学习率：{first}。",
        ),
        abs(first - lr) < 1e-4 * lr,
        first=first,
    )
    scaled = steps_of(result.scaled)[0]
    story.claim(
        Text(
            en="The size of the gradient does not matter: with one a thousand times smaller the "
            "step is {scaled}.",
            zh="与梯度大小无关：梯度缩小到千分之一，第一步仍是 {scaled}。",
        ),
        abs(scaled - first) < 0.01 * first,
        scaled=scaled,
    )
    _claim_peak(story, result)
    last = steps_of(result.without)[-1]
    story.claim(
        Text(
            en="The difference fades: step {steps} without correction is {last}.",
            zh="差别会慢慢消失：不修正的第 {steps} 步长 {last}。",
        ),
        abs(last - lr) < abs(max(steps_of(result.without)) - lr),
        steps=result.given["steps"],
        last=last,
    )


def _claim_peak(story: Story, result: Result) -> None:
    lengths = steps_of(result.without)
    at = lengths.index(max(lengths))
    rises = all(a < b for a, b in pairwise(lengths[: at + 1]))
    falls = all(a > b for a, b in pairwise(lengths[at:]))
    story.claim(
        Text(
            en="Without correction the steps grow at first: step {at} is the longest, {peak} times "
            "the learning rate; from then on they shrink.",
            zh="不修正时，步长先增大：第 {at} 步最长，是学习率的 {peak} 倍，此后逐步缩短。",
        ),
        0 < at < len(lengths) - 1 and rises and falls,
        at=at + 1,
        peak=lengths[at] / result.given["lr"],
    )


TOPIC = Topic(
    name="adam_bias",
    kind="experiment",
    title=Text(en="Adam's bias correction", zh="Adam 的偏差修正"),
    says=Text(
        en="Without its correction Adam's first steps are several times too long.",
        zh="没有偏差修正，Adam 最初几步会长出好几倍。",
    ),
    run=run,
    tell=tell,
    settings={
        "lr": Setting(0.01, 1e-6, 1.0, Text(en="the learning rate", zh="学习率")),
        "beta1": Setting(0.9, 0.0, 0.999, Text(en="decay of m", zh="m 的衰减系数")),
        "beta2": Setting(0.999, 0.5, 0.99999, Text(en="decay of v", zh="v 的衰减系数")),
        "gradient": Setting(-0.5, -1e3, 1e3, Text(en="the gradient", zh="梯度")),
        "steps": Setting(1000, 1, 20000, Text(en="how many steps", zh="步数")),
    },
    source="Kingma and Ba, Adam: A Method for Stochastic Optimization (2015), section 3",
)
