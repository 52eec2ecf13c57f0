"""A page for every loss: one sample by hand, its slope, what is computed of it, what follows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from byhand.ops import CATALOGUE
from byhand.plots import Line, Panel, Plot, maths
from byhand.text import Text
from byhand.training.facts.loss_words import LOSSES, Loss
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Topic

_POINTS = 401
_YES, _NO = Text(en="yes", zh="是"), Text(en="no", zh="否")


@dataclass(frozen=True)
class Result:
    """The loss and its slope over the prediction, for every target, and what that shows."""

    loss: Loss
    x: Any
    values: Mapping[float, Any]
    slopes: Mapping[float, Any]

    @property
    def convex(self) -> bool:
        """Whether the slope never falls as the prediction grows."""
        return all(bool((slope[1:] - slope[:-1] >= -1e-9).all()) for slope in self.slopes.values())

    @property
    def steepest(self) -> float:
        """The largest slope in the range that is drawn."""
        return max(float(abs(slope).max()) for slope in self.slopes.values())

    def slope(self, x: float, y: float) -> float:
        """The slope at one prediction and target."""
        return evaluated(self.loss, x, y)[1]


def evaluated(loss: Loss, x: Any, y: float) -> tuple[Any, Any]:
    """The loss of one sample and its slope, at one prediction or many."""
    from byhand.emit.many import function_of
    from byhand.graph import build
    from byhand.language.parse import parse

    asked = {"of": None, "wrt": [loss.prediction], "constants": ()}
    many = function_of(build(parse(loss.program)), {}, asked, (loss.prediction,), "float64", 1)
    fixed = {name: value for name, value in loss.at.items() if name in many.routine.parameters}
    single = not getattr(x, "shape", ())
    given = {**fixed, loss.prediction: [x] if single else x}
    if loss.target:
        given[loss.target] = float(y)
    value, gradients = many(**given)
    slope = gradients[loss.prediction]
    return (float(value[0]), float(slope[0])) if single else (value, slope)


def best_constant(loss: Loss, targets: tuple[float, ...]) -> float:
    """The one prediction with the least total loss over some targets, by bisection of the slope."""
    low, high = min(targets), max(targets)
    for _ in range(80):
        middle = (low + high) / 2
        total = math.fsum(evaluated(loss, middle, y)[1] for y in targets)
        low, high = (low, middle) if total > 0 else (middle, high)
    return (low + high) / 2


def run(loss: Loss, given: Given) -> Result:
    """The loss over its predictions."""
    import numpy as np

    x = np.linspace(*loss.span, _POINTS)
    found = {y: evaluated(loss, x, y) for y in loss.targets}
    values = {y: value for y, (value, _) in found.items()}
    slopes = {y: slope for y, (_, slope) in found.items()}
    return Result(loss, x, values, slopes)


def tell(story: Story, result: Result) -> None:
    """The page."""
    loss = result.loss
    story.say(loss.says)
    story.section(Text(en="One sample by hand", zh="一个样本，手算一遍"))
    story.say(_given(loss), "rule")
    story.gradients(loss.program, [loss.prediction], loss.at)
    story.say(loss.slope)
    story.plot(
        loss.name,
        _plot(result),
        Text(en="The loss of one sample, and its slope.", zh="单个样本的损失及其导数。"),
    )
    story.section(Text(en="Computed facts", zh="算出来的性质"))
    rows: list[tuple[Any, Any]] = [
        (
            Text(en="convex in the prediction", zh="对预测值是凸函数"),
            _YES if result.convex else _NO,
        ),
        (Text(en="largest |slope| in the plot", zh="图中 |导数| 的最大值"), result.steepest),
    ]
    for x, y in loss.far:
        place = [f"`{loss.prediction} = {x:g}`"] + [f"`{loss.target} = {y:g}`"] * bool(loss.target)
        at = Text(en=f"slope at {', '.join(place)}", zh=f"{'、'.join(place)} 处的导数")
        rows.append((at, result.slope(x, y)))
    story.table((Text(en="property", zh="性质"), Text(en="value", zh="结果")), rows)
    for saying in loss.sayings:
        holds, numbers = saying.judge(result)
        story.claim(saying.text, holds, **numbers)


def _given(loss: Loss) -> Text:
    """Where the sample is worked out, and which logarithm is meant."""
    values = [f"`{name} = {value:g}`" for name, value in loss.at.items()]
    log = Text(en=" (log is the natural logarithm)", zh="（log 为自然对数）")
    told = log if "log(" in loss.program else Text(en="", zh="")
    return Text(en=f"With {', '.join(values)}{told.en}:", zh=f"取 {'、'.join(values)}{told.zh}：")


def _plot(result: Result) -> Plot:
    loss = result.loss
    sign = maths(loss.prediction)
    values, slopes = [], []
    for i, y in enumerate(loss.targets):
        label = maths(f"{loss.target} = {y:g}") if loss.target else Text(en="", zh="")
        values.append(Line(result.x, result.values[y], label, color=i))
        slopes.append(Line(result.x, result.slopes[y], color=i))
    return Plot(
        (
            Panel(tuple(values), sign, Text(en="loss", zh="损失")),
            Panel(tuple(slopes), sign, Text(en="slope", zh="导数")),
        )
    )


TOPICS: tuple[Topic, ...] = tuple(
    Topic(
        name=loss.name,
        kind="loss",
        title=Text(
            en=f"{CATALOGUE[loss.name].title.en[0].upper()}{CATALOGUE[loss.name].title.en[1:]}",
            zh=f"损失函数：{CATALOGUE[loss.name].title.zh}",
        ),
        says=loss.says,
        run=partial(run, loss),
        tell=tell,
        source=loss.source,
    )
    for loss in LOSSES
)
