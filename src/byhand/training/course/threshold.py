"""From regression to classification: a probability and a threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from byhand.plots import Contours, Line, Panel, Plot, maths
from byhand.text import Text, same
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

_PROGRAM = """
X: (N, 2)
w: (2,)
y: (N,)
z = X @ w + b
p = sigmoid(z)
L = -mean(y*log(p) + (1 - y)*log(1 - p))
"""
_THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9)
_DRAWN = (0.1, 0.5, 0.9)
_SPAN = (-3.5, 4.5)


@dataclass(frozen=True)
class Counts:
    """How many samples were put where, at one threshold."""

    tp: int
    fp: int
    fn: int
    tn: int

    @property
    def accuracy(self) -> float:
        """The share of all that is right."""
        return (self.tp + self.tn) / (self.tp + self.fp + self.fn + self.tn)

    @property
    def precision(self) -> float:
        """The share of those called positive that are; nan where none is called so."""
        called = self.tp + self.fp
        return self.tp / called if called else math.nan

    @property
    def recall(self) -> float:
        """The share of the positive ones that is called so."""
        return self.tp / (self.tp + self.fn)


@dataclass(frozen=True)
class Result:
    """The samples, the trained model, and the counts by threshold."""

    given: Given
    x: Any
    y: Any
    history: Any
    p: Any
    counts: dict[float, Counts]


def run(given: Given) -> Result:
    """Draw two clouds, train logistic regression, and cut the probabilities."""
    import numpy as np

    from byhand.problem import Problem
    from byhand.training.loop.train import How, train_problem

    rng, half = np.random.default_rng(given["seed"]), given["samples"] // 2
    y = np.repeat([0.0, 1.0], half)
    x = rng.normal(size=(2 * half, 2)) + y[:, None] * [1.5, 1.0]
    at = {"X": x, "y": y, "w": np.zeros(2), "b": 0.0}
    how = How(steps=given["steps"], data=["X", "y"])
    asked = (None, ["w", "b"], ())
    history = train_problem(Problem(_PROGRAM), at, "sgd", {"lr": given["lr"]}, asked, how)
    p = history.infer("p")
    return Result(given, x, y, history, p, {t: counts(p, y, t) for t in _THRESHOLDS})


def counts(p: Any, y: Any, threshold: float) -> Counts:
    """What is called positive, that is where p is at least the threshold, against the truth.

    >>> import numpy as np
    >>> counts(np.array([0.2, 0.6, 0.9]), np.array([0.0, 1.0, 0.0]), 0.5)
    Counts(tp=1, fp=1, fn=0, tn=1)
    """
    called, true = p >= threshold, y > 0.5
    return Counts(
        tp=int((called & true).sum()),
        fp=int((called & ~true).sum()),
        fn=int((~called & true).sum()),
        tn=int((~called & ~true).sum()),
    )


_INTRO = Text(
    en="Regression gives any number. A classifier needs a class: the sigmoid turns the number into "
    "a "
    "probability, and a threshold turns the probability into a class.",
    zh="回归给出任意一个数，分类要的却是类别：Sigmoid 把这个数变成概率，阈值再把概率变成类别。",
)
_BOUNDARY = Text(
    en="A sample is called positive where `p >= t`. Since the sigmoid grows with `z`, that is "
    "where "
    "`z` is at least the number whose sigmoid is `t`:",
    zh="当 `p >= t` 时判为正类。Sigmoid 随 `z` 单调增大，所以这等价于 `z` 不小于 Sigmoid 值为 `t` "
    "的那个数：",
)
_LINE = Text(
    en="For `t = 0.5` that is `z = 0`. In the plane `w_1*x_1 + w_2*x_2 + b = z_t` is a straight "
    "line, the decision boundary; another threshold only shifts it.",
    zh="`t = 0.5` 时就是 `z = 0`。在平面上，`w_1*x_1 + w_2*x_2 + b = z_t` 是一条直线，即决策边界；"
    "改变阈值只会把它平移。",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.say(_INTRO)
    story.section(Text(en="The probability and its loss", zh="概率及其损失"))
    story.gradients("p = sigmoid(z); L = -(y*log(p) + (1 - y)*log(1 - p))", ["z"])
    story.section(Text(en="The decision boundary", zh="决策边界"))
    story.say(_BOUNDARY, "rule")
    story.worked(*((f"z_{i + 1}", "log(t/(1 - t))", {"t": t}) for i, t in enumerate(_DRAWN)))
    story.say(_LINE)
    story.section(Text(en="Moving the threshold", zh="移动阈值"))
    w = result.history.params["w"]
    story.say(
        Text(
            en="After {steps} steps on {count} samples the model is w = ({w1}, {w2}), b = {b}.",
            zh="在 {count} 个样本上训练 {steps} 步，得到 w = ({w1}, {w2})，b = {b}。",
        ),
        steps=result.history.t,
        count=len(result.y),
        w1=float(w[0]),
        w2=float(w[1]),
        b=result.history.params["b"],
    )
    _table(story, result)
    story.plot("threshold", _plot(result), _CAPTION)
    _claims(story, result)


_CAPTION = Text(
    en="The two classes and the decision boundary for three thresholds. What lies on the reddish "
    "side is called positive.",
    zh="两类样本与三种阈值下的决策边界。偏红的一侧判为正类。",
)


def _table(story: Story, result: Result) -> None:
    header = (
        Text(en="threshold", zh="阈值"),
        *(same(name) for name in ("TP", "FP", "FN", "TN")),
        Text(en="accuracy", zh="准确率"),
        Text(en="precision", zh="精确率"),
        Text(en="recall", zh="召回率"),
    )
    story.table(
        header,
        [
            (t, c.tp, c.fp, c.fn, c.tn, c.accuracy, c.precision, c.recall)
            for t, c in result.counts.items()
        ],
    )


def _plot(result: Result) -> Plot:
    import numpy as np

    axis = np.linspace(*_SPAN, 81)
    across, along = np.meshgrid(axis, axis)
    w, b = result.history.params["w"], result.history.params["b"]
    p = 1 / (1 + np.exp(-(w[0] * across + w[1] * along + b)))
    clouds = tuple(
        Line(result.x[result.y == k, 0], result.x[result.y == k, 1], look="points", color=int(k))
        for k in (0.0, 1.0)
    )
    panels = tuple(
        Panel(
            clouds,
            maths("x_1"),
            maths("x_2"),
            maths(f"t = {t:g}"),
            x_range=_SPAN,
            y_range=_SPAN,
            contours=Contours(axis, axis, p, [], boundary=t),
        )
        for t in _DRAWN
    )
    return Plot(panels, height=2.1, ratio=1.0)


def _claims(story: Story, result: Result) -> None:
    found = list(result.counts.values())
    called = [c.tp + c.fp for c in found]
    story.claim(
        Text(
            en="Raising the threshold from {low} to {high} never calls more samples positive: from "
            "{many} down to {few}; recall falls from {r1} to {r2}.",
            zh="阈值从 {low} 提到 {high}，判为正类的只减不增：从 {many} 个降到 {few} 个，"
            "召回率从 {r1} 降到 {r2}。",
        ),
        called == sorted(called, reverse=True) and found[-1].recall <= found[0].recall,
        low=_THRESHOLDS[0],
        high=_THRESHOLDS[-1],
        many=called[0],
        few=called[-1],
        r1=found[0].recall,
        r2=found[-1].recall,
    )
    story.claim(
        Text(
            en="Precision rises in return, from {p1} to {p2}.",
            zh="相应地，精确率从 {p1} 升到 {p2}。",
        ),
        found[-1].precision >= found[0].precision,
        p1=found[0].precision,
        p2=found[-1].precision,
    )
    middle = result.counts[0.5]
    story.claim(
        Text(
            en="The middle threshold is the most accurate one here: {accuracy}.",
            zh="这里阈值取 0.5 最准确：{accuracy}。",
        ),
        middle.accuracy == max(c.accuracy for c in found),
        accuracy=middle.accuracy,
    )


TOPIC = Topic(
    name="threshold",
    kind="course",
    title=Text(en="From regression to classification: the threshold", zh="从回归到分类：阈值"),
    says=Text(
        en="Logistic regression with a threshold, its decision boundary, and what moving it does.",
        zh="逻辑回归加阈值：决策边界，以及移动阈值的影响。",
    ),
    run=run,
    tell=tell,
    settings={
        "samples": Setting(120, 8, 2000, Text(en="how many samples", zh="样本数")),
        "lr": Setting(0.5, 1e-3, 2.0, Text(en="the learning rate", zh="学习率")),
        "steps": Setting(300, 1, 5000, Text(en="how many steps", zh="步数")),
        "seed": Setting(0, 0, 2**32, Text(en="seed of the samples", zh="随机种子")),
    },
    source="Bishop, Pattern Recognition and Machine Learning (2006), sections 1.5 and 4.3.2",
)
