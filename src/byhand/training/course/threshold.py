"""From regression to classification: a probability and a threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from byhand.plots import Contours, Line, Panel, Plot, maths
from byhand.text import Text, same
from byhand.training.lessons.story import Story, formula
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
_MIDDLE = 0.5
_SPAN = (-3.5, 4.5)
_Z = "w_1*x_1 + w_2*x_2 + b"


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
_MODEL = Text(
    en="A sample has two features, `x_1` and `x_2`, and a label `y`: 1 for the positive class, 0 "
    "for the negative. The model computes a number `z`, and from it `p`, the probability of the "
    "positive class:",
    zh="每个样本有两个特征 `x_1`、`x_2` 和一个标签 `y`：正类为 1，负类为 0。"
    "模型先算出一个数 `z`，再得到属于正类的概率 `p`：",
)
_BOUNDARY = Text(
    en="A sample is called positive where `p >= t`. Since the sigmoid grows with `z`, that is "
    "where "
    "`z` is at least `z_t`, the number whose sigmoid is `t`:",
    zh="当 `p >= t` 时判为正类。Sigmoid 随 `z` 单调增大，所以这等价于 `z` 不小于 `z_t`，"
    "即 Sigmoid 值为 `t` 的那个数：",
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
    story.say(_MODEL, "rule")
    story.gradients(f"z = {_Z}; p = sigmoid(z); L = -(y*log(p) + (1 - y)*log(1 - p))", ["z"])
    story.section(Text(en="The decision boundary", zh="决策边界"))
    story.say(_BOUNDARY, "rule")
    story.worked(*(("z_t", "log(t/(1 - t))", {"t": t}) for t in _DRAWN))
    story.say(_LINE)
    _moving(story, result)
    _claims(story, result)


_TRAINED = Text(
    en="After {steps} steps on {count} samples the model is w = ({w1}, {w2}), b = {b}.",
    zh="在 {count} 个样本上训练 {steps} 步，得到 w = ({w1}, {w2})，b = {b}。",
)
_COUNTED = Text(
    en="A sample called positive is a true positive (TP) if it is positive, a false positive (FP) "
    "if not; one called negative is a false negative (FN) if it is positive, a true negative (TN) "
    "if not. Three shares of these counts measure a classifier:",
    zh="判为正类的样本，判对的是真正例（TP），判错的是假正例（FP）；"
    "判为负类的样本，判错的（其实是正类）是假负例（FN），判对的是真负例（TN）。"
    "由这四个数得到三个衡量分类器的比例：",
)
_MEASURES = (
    (
        Text(en="accuracy", zh="准确率"),
        formula("(TP + TN)/(TP + FP + FN + TN)"),
        Text(en="of all samples, the share called right", zh="全部样本中判对的比例"),
    ),
    (
        Text(en="precision", zh="精确率（查准率）"),
        formula("TP/(TP + FP)"),
        Text(
            en="of those called positive, the share that is", zh="判为正类的样本中，确为正类的比例"
        ),
    ),
    (
        Text(en="recall", zh="召回率（查全率）"),
        formula("TP/(TP + FN)"),
        Text(en="of the positive, the share called so", zh="正类样本中，被判为正类的比例"),
    ),
)
_FEWER = Text(
    en="A higher threshold can only take samples away from those called positive, here from {many} "
    "at {low} to {few} at {high}, so that recall never rises.",
    zh="阈值提高，判为正类的样本只会减少、不会增加（这里从 {low} 时的 {many} 个降到 {high} 时的 "
    "{few} 个），所以召回率只降不升。",
)


def _moving(story: Story, result: Result) -> None:
    """The counts by threshold, and what is made of them."""
    story.section(Text(en="Moving the threshold", zh="移动阈值"))
    w, b = result.history.params["w"], result.history.params["b"]
    trained = {"w1": float(w[0]), "w2": float(w[1]), "b": b}
    story.say(_TRAINED, "plain", steps=result.history.t, count=len(result.y), **trained)
    story.say(_COUNTED, "rule")
    measure, written = Text(en="measure", zh="指标"), Text(en="formula", zh="公式")
    story.table((measure, written, Text(en="meaning", zh="含义")), _MEASURES)
    _table(story, result)
    first, *_, last = result.counts.values()
    called = {"many": first.tp + first.fp, "few": last.tp + last.fp}
    story.say(_FEWER, "plain", low=_THRESHOLDS[0], high=_THRESHOLDS[-1], **called)
    story.plot("threshold", _plot(result), _CAPTION)


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
    first, *_, last = result.counts.values()
    story.claim(
        Text(
            en="From a threshold of {low} to one of {high} recall falls from {r1} to {r2}; in "
            "return precision rises here, from {p1} to {p2}.",
            zh="阈值从 {low} 提到 {high}，召回率从 {r1} 降到 {r2}；相应地，在这里精确率从 {p1} "
            "升到 {p2}。",
        ),
        last.recall < first.recall and last.precision > first.precision,
        r1=first.recall,
        r2=last.recall,
        p1=first.precision,
        p2=last.precision,
    )
    middle = result.counts[_MIDDLE]
    others = [c.accuracy for t, c in result.counts.items() if t != _MIDDLE]
    story.claim(
        Text(
            en="Of these {thresholds} thresholds {middle} is the most accurate: {accuracy}.",
            zh="这 {thresholds} 个阈值中 {middle} 的准确率最高：{accuracy}。",
        ),
        middle.accuracy > max(others),
        thresholds=len(result.counts),
        middle=_MIDDLE,
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
