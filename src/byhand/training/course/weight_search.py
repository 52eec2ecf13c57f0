"""Exhaustive search over the weight of a linear model, and why nobody does it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from byhand.plots import Contours, Line, Panel, Plot, maths
from byhand.text import Text, same
from byhand.training.experiments.descent import Descent, descend
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

X, Y = (1.0, 2.0, 3.0), (2.0, 4.0, 6.0)
"""The three samples of the course: y is twice x."""
_COST = "L = 1/3*((w*1 - 2)^2 + (w*2 - 4)^2 + (w*3 - 6)^2)"


@dataclass(frozen=True)
class Result:
    """The cost over the grid of weights, over a grid of weight and bias, and a descent."""

    given: Given
    weights: Any
    costs: Any
    biases: Any
    surface: Any
    """cost[i, j] at bias i and weight j."""
    walk: Descent

    @property
    def spacing(self) -> float:
        """From one weight to the next: the step, or what is nearest to it and divides 2."""
        return float(self.weights[1] - self.weights[0])

    @property
    def best(self) -> tuple[float, float]:
        """The weight with the least cost on the grid, and that cost."""
        place = int(self.costs.argmin())
        return float(self.weights[place]), float(self.costs[place])

    @property
    def best_pair(self) -> tuple[float, float]:
        """The weight and bias with the least cost on the grid of both."""
        row, column = divmod(int(self.surface.argmin()), len(self.weights))
        return float(self.weights[column]), float(self.biases[row])

    @property
    def half(self) -> float:
        """How far the best weight can be from the nearest one on a grid like this."""
        return self.spacing / 2

    @property
    def steps(self) -> float:
        """After how many steps the descent is within half a grid step; infinity if it never is."""
        near = (t for t, w in enumerate(self.walk.weights) if abs(w - 2) <= self.half)
        return next(near, math.inf)


def run(given: Given) -> Result:
    """Try every weight, then every pair, then walk."""
    import numpy as np

    from byhand.training.optimizers.table import SGD

    count = 2 * round(2 / given["step"]) + 1  # odd, so that the middle of the range is tried
    weights = np.linspace(0, 4, count)
    biases = np.linspace(-2, 2, count)
    x, y = np.array(X), np.array(Y)
    costs = ((weights[:, None] * x - y) ** 2).mean(axis=1)
    errors = weights[None, :, None] * x + biases[:, None, None] - y
    surface = (errors**2).mean(axis=2)
    walk = descend(_COST, SGD(lr=given["lr"]), 0.0, 30)
    return Result(given, weights, costs, biases, surface, walk)


_INTRO = Text(
    en="The simplest way to train: try every weight, compute the cost of each, keep the best. The "
    "model is `a = w*x`, the samples are (1, 2), (2, 4), (3, 6).",
    zh="最简单的训练办法：把每个权重都试一遍，各算一次代价，留下最好的。模型是 `a = w*x`，"
    "样本是 (1, 2)、(2, 4)、(3, 6)。",
)
_EXPLODES = Text(
    en="With `k` values for every parameter, `n` parameters ask for `k^n` costs. Here `k` = {k}:",
    zh="每个参数取 `k` 个值，`n` 个参数就要算 `k^n` 次代价。这里 `k` = {k}：",
)
_ON_THE_GRID = Text(
    en="The search finds `w = 2` exactly only because 2 is on the grid; a best weight between two "
    "grid points would be missed by up to half a grid step, {half}.",
    zh="穷举能恰好找到 `w = 2`，只因为 2 正好在网格上；如果最优权重落在两个网格点之间，"
    "误差可达半个网格间隔，即 {half}。",
)
_GRADIENT = Text(
    en="The gradient says where to go next, so nothing has to be tried out. At `w = 1`:",
    zh="梯度会告诉我们下一步往哪走，不必一个个去试。在 `w = 1` 处：",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.say(_INTRO)
    story.section(Text(en="One weight by hand", zh="一个权重，手算一遍"))
    story.say(Text(en="The cost of `w = 1`:", zh="`w = 1` 的代价："), "rule")
    formula = "1/3*((w*1 - 2)^2 + (w*2 - 4)^2 + (w*3 - 6)^2)"
    story.worked(("L", formula, {"w": 1.0}))
    story.section(Text(en="All weights", zh="所有权重"))
    every = max(1, round(0.5 / result.given["step"]))
    places = range(0, len(result.weights), every)
    header = [same("w"), *(same(f"{result.weights[i]:g}") for i in places)]
    story.table(header, [("L", *(float(result.costs[i]) for i in places))])
    story.plot("weight_search", _plot(result), _CAPTION)
    story.say(_ON_THE_GRID, half=result.half)
    story.section(Text(en="Why nobody does it", zh="为什么没人这么做"))
    count = len(result.weights)
    story.say(_EXPLODES, "rule", k=count)
    rows = [(n, float(count) ** n) for n in (1, 2, 3, 10, 100)]
    story.table((Text(en="parameters", zh="参数个数"), Text(en="costs", zh="计算次数")), rows)
    story.say(_GRADIENT, "rule")
    story.gradients(_COST, ["w"], {"w": 1.0}, lines=False)
    _claims(story, result)


_CAPTION = Text(
    en="Left: the cost of every weight, and the steps of gradient descent. Right: lines of equal "
    "cost over weight and bias.",
    zh="左：每个权重的代价，以及梯度下降走过的点。右：权重与偏置上的代价等高线。",
)


def _plot(result: Result) -> Plot:
    tried = Line(result.weights, result.costs, Text(en="search", zh="穷举"), "points")
    walked = Line(
        result.walk.weights, result.walk.losses, Text(en="descent", zh="梯度下降"), "path", 1
    )
    levels = [0.05, 0.3, 1, 2.5, 5, 10, 18, 30]
    contours = Contours(result.weights, result.biases, result.surface, levels)
    w, b = result.best_pair
    best = Line([w], [b], look="points", color=1)
    return Plot(
        (
            Panel((tried, walked), maths("w"), Text(en="cost $L$", zh="代价 $L$")),
            Panel((best,), maths("w"), maths("b"), contours=contours),
        )
    )


def _claims(story: Story, result: Result) -> None:
    w, cost = result.best
    story.claim(
        Text(
            en="The search finds the best weight, {w}, with a cost of {cost}, after {tries} tries.",
            zh="穷举 {tries} 次，找到最优权重 {w}，代价 {cost}。",
        ),
        math.isclose(w, 2) and math.isclose(cost, 0, abs_tol=1e-12),
        w=w,
        cost=cost,
        tries=len(result.weights),
    )
    pair = result.best_pair
    story.claim(
        Text(
            en="With a bias it takes {pairs} tries, and finds w = {pw}, b = {pb}.",
            zh="加上偏置要试 {pairs} 次，得到 w = {pw}，b = {pb}。",
        ),
        abs(pair[0] - 2) <= result.spacing and abs(pair[1]) <= result.spacing,
        pairs=result.surface.size,
        pw=pair[0],
        pb=pair[1],
    )
    story.claim(
        Text(
            en="With a learning rate of {lr}, gradient descent comes within half a grid step "
            "({half}) of the best weight after {steps} steps, fewer than the tries of the search.",
            zh="学习率取 {lr} 的梯度下降只需 {steps} 步，与最优权重的距离就不超过半个网格间隔"
            "（{half}），少于穷举的次数。",
        ),
        result.steps < len(result.weights),
        lr=result.given["lr"],
        steps=result.steps,
    )


TOPIC = Topic(
    name="weight_search",
    kind="course",
    title=Text(en="Exhaustive search over a weight", zh="穷举搜索权重"),
    says=Text(
        en="Train a linear model by trying every weight: the curve of the cost, and its price.",
        zh="把权重逐个试一遍来训练线性模型：代价曲线，以及穷举的代价。",
    ),
    run=run,
    tell=tell,
    settings={
        "step": Setting(0.1, 0.01, 1.0, Text(en="from one weight to the next", zh="权重的间隔")),
        "lr": Setting(0.05, 1e-4, 0.2, Text(en="the learning rate", zh="学习率")),
    },
    source="Sung Kim, PyTorch Zero To All, lecture 2: Linear Model",
)
