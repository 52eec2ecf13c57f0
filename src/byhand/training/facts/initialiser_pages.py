"""A page for every initialiser: its numbers, a small layer by hand, a draw, ten layers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from byhand.ops import CATALOGUE
from byhand.plots import Line, Panel, Plot
from byhand.text import Text
from byhand.training.facts.initialiser_numbers import told_numbers
from byhand.training.facts.initialiser_words import CLAIMS, SHOWN, WHY, Shown
from byhand.training.fans import fans
from byhand.training.initialiser import Initialiser
from byhand.training.initialisers import INITIALISERS
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic
from byhand.training.propagation import Propagation, propagate

_SMALL = (2, 4)
"""A layer of 2 units with 4 inputs, in PyTorch's layout."""
_BARS = 41


@dataclass(frozen=True)
class Result:
    """One draw, its variance beside that of the formula, and a signal through ten layers."""

    entry: Initialiser
    shown: Shown
    given: Given
    draw: Any
    variance: float
    """By the formula."""
    passed: Propagation

    @property
    def squares(self) -> list[float]:
        """The mean square of the sums in every layer."""
        return [float((z**2).mean()) for z in self.passed.z]

    @property
    def alike(self) -> bool:
        """Whether all units of a layer have one output, and below the last layer one gradient."""
        import numpy as np

        every = (*self.passed.z, *self.passed.g[:-1])
        return all(np.allclose(layer, layer[:, :1], rtol=1e-9, atol=0) for layer in every)

    @property
    def silent(self) -> bool:
        """Whether every output is 0, and every gradient below the last layer."""
        return not any(layer.any() for layer in (*self.passed.z, *self.passed.g[:-1]))


def run(entry: Initialiser, given: Given) -> Result:
    """Draw a large array, and send a signal through layers of them."""
    import numpy as np

    shown = SHOWN[entry.name]
    width, seed = given["width"], given["seed"]
    settings: Mapping[str, Any] = shown.settings
    shape = (width, 2 * width) if entry.kind != "orthogonal" else (width, width)
    draw = entry(np.empty(shape), generator=seed, **settings)
    variance = entry.variance(shape, **settings)
    widths = (width,) * 11
    fill = partial(entry, **settings)
    passed = propagate(fill, shown.activation, widths, batch=given["batch"], seed=seed)
    return Result(entry, shown, given, draw, variance, passed)


def tell(story: Story, result: Result) -> None:
    """The page."""
    entry, shown = result.entry, result.shown
    story.say(entry.says)
    story.section(Text(en="The numbers", zh="参数怎么算"))
    told_numbers(story, entry, shown.settings)
    _small_layer(story, result)
    if shown.why:
        story.say(WHY[entry.kind == "orthogonal"], topic=shown.why)
    story.section(Text(en="A draw, and ten layers", zh="抽样一次，再过十层"))
    activation = _WITHOUT
    if shown.activation:
        activation = _WITH.fill(name=CATALOGUE[shown.activation].title.en)
    given = {"units": result.given["width"], "inputs": result.given["batch"]}
    story.say(_LAYERS, activation=activation, **given)
    story.plot(
        entry.name.strip("_"),
        _plot(result),
        Text(
            en="Left: one draw of weights. Right: the mean square of the signal, and of the "
            "gradient on its way back, in ten layers.",
            zh="左：抽取的一组权重。右：十层中信号的均方，以及往回传的梯度的均方。",
        ),
    )
    if entry.beware is not None:
        story.say(entry.beware)
    _claims(story, result)


_LAYERS = Text(
    en="Ten layers of {units} units, with {activation} and no biases, receive {inputs} inputs of "
    "standard normal numbers; a gradient of standard normal numbers comes back from the last.",
    zh="十层，每层 {units} 个神经元，{activation}，无偏置；输入为 {inputs} 个标准正态样本，"
    "从最后一层传回的梯度也取标准正态。",
)
_WITHOUT = Text(en="no activation", zh="无激活函数")
_WITH = Text(en="{name}", zh="激活函数为 {name}")


def _small_layer(story: Story, result: Result) -> None:
    """The numbers of a layer that is small enough to check."""
    entry = result.entry
    settings: Mapping[str, Any] = result.shown.settings
    fan_in, fan_out = fans(_SMALL)
    numbers = entry.at(_SMALL, **settings)
    story.say(_LAYER, "rule", fan_in=fan_in, fan_out=fan_out)
    rows = [(key, numbers[key]) for key in entry.numbers]
    rows.append(("Var(w)", entry.variance(_SMALL, **settings)))
    story.table((Text(en="number", zh="参数"), Text(en="value", zh="值")), rows)


_LAYER = Text(
    en="For a layer with {fan_in} inputs (fan_in) and {fan_out} units (fan_out):",
    zh="对一个有 {fan_in} 个输入（fan_in）、{fan_out} 个神经元（fan_out）的层：",
)
_SHARE = Text(en="share of weights", zh="占比")


def _plot(result: Result) -> Plot:
    import numpy as np

    values = result.draw.ravel()
    reach = (float(abs(values).max()) or 1.0) * 1.05
    edges = np.linspace(-reach, reach, _BARS)
    heights = np.histogram(values, edges)[0] / values.size
    bars, layers = Line(edges, heights, look="steps"), range(1, 11)
    signal = Line(layers, result.squares, Text(en="signal", zh="信号"), "joined")
    back = [float((g**2).mean()) for g in result.passed.g]
    gradient = Line(layers, back, Text(en="gradient", zh="梯度"), "joined", 1)
    positive = min(*result.squares, *back) > 0
    square = Text(en="mean square", zh="均方")
    top = max(*result.squares, *back)
    bounds = None if top > 100 or not positive else (1e-2, 1e2)
    layer = Text(en="layer", zh="层")
    return Plot(
        (
            Panel((bars,), Text(en="weight", zh="权重"), _SHARE),
            Panel((signal, gradient), layer, square, y_log=positive, y_range=bounds),
        )
    )


def _claims(story: Story, result: Result) -> None:
    # The rows of an orthogonal draw have one length, so its mean square is no measurement.
    if result.entry.random and result.entry.kind != "orthogonal":
        measured = float((result.draw**2).mean() - result.draw.mean() ** 2)
        story.claim(
            Text(
                en="The variance of the draw is {measured}; the formula says {variance}.",
                zh="抽样的方差是 {measured}；公式给出 {variance}。",
            ),
            math.isclose(measured, result.variance, rel_tol=0.05),
            measured=measured,
            variance=result.variance,
        )
    ratio = result.squares[-1] / result.squares[0] if result.squares[0] else 0.0
    holds = {
        "kept": 0.25 < ratio < 4,
        "exact": math.isclose(ratio, 1, rel_tol=1e-9),
        "grows": ratio > 1e6,
        "alike": result.alike,
        "silent": result.silent,
    }
    fate = result.shown.fate
    parts = {} if fate in ("alike", "silent") else {"ratio": ratio}
    story.claim(CLAIMS[fate], holds[fate], **parts)


TOPICS: tuple[Topic, ...] = tuple(
    Topic(
        name=entry.name.strip("_"),
        kind="initialiser",
        title=Text(
            en=f"Initialisation: {entry.title.en}",
            zh=entry.title.zh,
        ),
        says=entry.says,
        run=partial(run, entry),
        tell=tell,
        settings={
            "width": Setting(200, 4, 1000, Text(en="units in a layer", zh="每层神经元数")),
            "batch": Setting(100, 1, 1000, Text(en="how many inputs", zh="输入个数")),
            "seed": Setting(0, 0, 2**32, Text(en="seed of the draw", zh="随机种子")),
        },
        source=entry.source,
    )
    for entry in INITIALISERS.values()
)
