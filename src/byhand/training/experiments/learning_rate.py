"""The learning rate: too small, right, too large."""

from __future__ import annotations

import math
from dataclasses import dataclass

from byhand.errors import InputError
from byhand.plots import Line, Panel, Plot, maths
from byhand.text import Text
from byhand.training.experiments.descent import descend
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

_PROGRAM = "L = 1/2*h*(w - m)^2"
_AT_THE_MINIMUM = Text(
    en="learning_rate: a start at the minimum makes no step, so there is nothing to see.",
    zh="learning_rate：从极小点出发就不会更新，没有可看的。",
)


@dataclass(frozen=True)
class Result:
    """The weights of every run by its rate, and what the loss is made of."""

    given: Given
    rates: tuple[float, float, float]
    weights: tuple[tuple[float, ...], ...]
    losses: tuple[tuple[float, ...], ...]
    once: float
    """The weight after a single step with the rate 1/h."""

    def steps_to(self, run: int, share: float) -> float:
        """After how many steps the loss of a run is below a share of the first; inf for never."""
        losses = self.losses[run]
        below = (t for t, loss in enumerate(losses) if loss <= share * losses[0])
        return next(below, math.inf)


def run(given: Given) -> Result:
    """Gradient descent with three rates; raises `InputError` for a start at the minimum."""
    from byhand.training.optimizers.table import SGD

    if given["start"] == given["m"]:
        raise InputError(_AT_THE_MINIMUM)
    rates = (given["small"], given["right"], given["large"])
    fixed = {"h": given["h"], "m": given["m"]}
    walks = [
        descend(_PROGRAM, SGD(lr=rate), given["start"], given["steps"], **fixed) for rate in rates
    ]
    weights, losses = ([w.weights for w in walks], [w.losses for w in walks])
    once = descend(_PROGRAM, SGD(lr=1 / given["h"]), given["start"], 1, **fixed).weights[-1]
    return Result(given, rates, tuple(weights), tuple(losses), once)


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.say(
        Text(
            en="A parabola is what a smooth loss with positive curvature looks like close to a "
            "minimum, so the learning rate can be studied on it. `h` is its curvature, `m` the "
            "best weight.",
            zh="光滑且曲率为正的损失在极小点附近近似抛物线，所以学习率可以在抛物线上研究。"
            "`h` 是曲率，`m` 是最优权重。",
        )
    )
    _one_step(story, result)
    story.section(Text(en="Three runs", zh="三次运行"))
    story.plot(
        "learning_rate",
        _plot(result),
        Text(
            en="Left: the weight, on the same parabola, with three learning rates. Right: the "
            "loss.",
            zh="左：同一抛物线上三种学习率下权重的变化。右：损失。",
        ),
    )
    _claim_speeds(story, result)
    _claim_limit(story, result)


def _claim_limit(story: Story, result: Result) -> None:
    given = result.given
    story.claim(
        Text(
            en="Of the three rates those that lie below `2/h` = {limit} converge, and no others.",
            zh="三种学习率中，小于 `2/h` = {limit} 的收敛，其余的不收敛。",
        ),
        all((rate < 2 / given["h"]) == _shrinks(result, i) for i, rate in enumerate(result.rates)),
        limit=2 / given["h"],
    )


def _claim_speeds(story: Story, result: Result) -> None:
    small, right, large = result.rates
    story.claim(
        Text(
            en="Too small: after {steps} steps with `eta` = {small} the loss is still {slow} times "
            "the one at the start.",
            zh="太小：取 `eta` = {small}，走 {steps} 步后损失仍是起始值的 {slow} 倍。",
        ),
        result.losses[0][-1] > 0.05 * result.losses[0][0],
        steps=result.given["steps"],
        small=small,
        slow=result.losses[0][-1] / result.losses[0][0],
    )
    story.claim(
        Text(
            en="Right: with `eta` = {right} the loss has fallen to a thousandth after {fast} "
            "steps.",
            zh="合适：取 `eta` = {right}，只需 {fast} 步损失就降到起始值的千分之一。",
        ),
        result.steps_to(1, 1e-3) <= result.given["steps"],
        right=right,
        fast=result.steps_to(1, 1e-3),
    )
    story.claim(
        Text(
            en="Too large: with `eta` = {large} every step jumps over the valley and lands higher; "
            "the loss has grown from {before} to {after}.",
            zh="太大：取 `eta` = {large}，每一步都越过谷底并落在更高处，损失从 {before} 增大到 "
            "{after}。",
        ),
        result.losses[2][-1] > result.losses[2][0],
        large=large,
        before=result.losses[2][0],
        after=result.losses[2][-1],
    )


def _shrinks(result: Result, run: int) -> bool:
    return result.losses[run][-1] < result.losses[run][0]


def _one_step(story: Story, result: Result) -> None:
    given = result.given
    h, at = given["h"], {"h": given["h"], "m": given["m"], "w": given["start"]}
    story.section(Text(en="What one step does to the error", zh="一步更新如何改变误差"))
    story.gradients(_PROGRAM, ["w"], at)
    story.say(
        Text(
            en="A step subtracts `eta` times that gradient. The error `e = w - m` is then "
            "multiplied by the same factor in every step:",
            zh="一步更新从权重里减去 `eta` 乘以这个梯度。于是误差 `e = w - m` "
            "每一步都乘上同一个因子：",
        ),
        "rule",
    )
    story.formulas("e_1 = w - eta*h*(w - m) - m = (1 - eta*h)*e_0", "e_t = (1 - eta*h)^t*e_0")
    story.say(
        Text(
            en="The error shrinks if and only if this factor lies between −1 and 1, that is for a "
            "rate between 0 and `2/h`. It changes its sign in every step where the factor is "
            "negative, that is above `1/h`. For the three rates:",
            zh="当且仅当因子在 −1 与 1 之间，即学习率在 0 与 `2/h` 之间时，误差缩小。"
            "学习率大于 `1/h` 时因子为负，误差每一步变号。三种学习率对应的因子：",
        ),
        "rule",
    )
    story.worked(*(("1 - eta*h", "1 - eta*h", {"eta": rate, "h": h}) for rate in result.rates))
    story.say(
        Text(
            en="The best rate is `eta = 1/h` = {best}: the factor is 0, and a single step leads "
            "from {away} to {there}.",
            zh="最好的学习率是 `eta = 1/h` = {best}：因子为 0，只需一步就从 {away} 走到 {there}。",
        ),
        best=1 / h,
        away=given["start"],
        there=result.once,
    )


def _plot(result: Result) -> Plot:
    steps = range(len(result.weights[0]))
    labels = [maths(rf"\eta = {rate:g}") for rate in result.rates]
    runs = list(enumerate(labels))
    weights = tuple(Line(steps, result.weights[i], label, "joined", i) for i, label in runs)
    losses = tuple(Line(steps, result.losses[i], look="joined", color=i) for i, _ in runs)
    step = Text(en="step $t$", zh="步数 $t$")
    m, start = result.given["m"], result.given["start"]
    reach = 3 * abs(start - m)
    bounds = (m - reach, m + reach)
    return Plot(
        (
            Panel(weights, step, Text(en="weight $w$", zh="权重 $w$"), y_range=bounds, above=True),
            Panel(
                losses, step, Text(en="loss $L$", zh="损失 $L$"), y_log=True, y_range=(1e-6, 1e4)
            ),
        )
    )


TOPIC = Topic(
    name="learning_rate",
    kind="experiment",
    title=Text(en="The learning rate: too small, right, too large", zh="学习率：太小、合适、太大"),
    says=Text(
        en="Gradient descent on a parabola crawls, converges or diverges with the learning rate.",
        zh="在抛物线上，梯度下降随学习率不同而爬行、收敛或发散。",
    ),
    run=run,
    tell=tell,
    settings={
        "small": Setting(0.02, 1e-6, 1e3, Text(en="a small learning rate", zh="偏小的学习率")),
        "right": Setting(0.4, 1e-6, 1e3, Text(en="a good learning rate", zh="合适的学习率")),
        "large": Setting(1.05, 1e-6, 1e3, Text(en="a large learning rate", zh="偏大的学习率")),
        "h": Setting(2.0, 1e-3, 1e3, Text(en="the curvature", zh="曲率")),
        "m": Setting(1.0, -1e3, 1e3, Text(en="the best weight", zh="最优权重")),
        "start": Setting(4.0, -1e3, 1e3, Text(en="where the weight starts", zh="权重的起始值")),
        "steps": Setting(20, 1, 200, Text(en="how many steps", zh="步数")),
    },
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), sections 4.3 and 8.3.1",
)
