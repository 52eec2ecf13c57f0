"""Ten layers of tanh with small, large and scaled weights."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from byhand.plots import Line, Panel, Plot
from byhand.text import Text, same
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic
from byhand.training.propagation import Propagation, propagate

_LAYERS = 10
_SHOWN = (1, 4, 7, 10)
_SATURATED = 0.97
"""Beyond this absolute value the derivative of tanh, 1 − a², is below 0.06."""
_LABELS = {
    "small": Text(en="small", zh="太小"),
    "large": Text(en="large", zh="太大"),
    "scaled": Text(en="scaled", zh="缩放"),
}
_SHARE = Text(en="share", zh="占比")
_ACTIVATION = Text(en="activation $a$", zh="激活值 $a$")
_COLUMNS = Text(
    en="Standard deviations of the activations `a`, and of the gradients `g` that arrive:",
    zh="激活值 `a` 的标准差，以及传到该层的梯度 `g` 的标准差：",
)


@dataclass(frozen=True)
class Result:
    """What passes ten layers, by the size of the weights."""

    given: Given
    passed: Mapping[str, Propagation]

    def saturated(self, name: str, layer: int) -> float:
        """The share of activations of a layer, counted from 1, that are saturated."""
        return float((abs(self.passed[name].a[layer - 1]) > _SATURATED).mean())

    def deviation(self, name: str, layer: int) -> float:
        """The standard deviation of the activations of a layer."""
        return self.passed[name].spread("a")[layer - 1]

    def typical_slope(self, name: str, layer: int) -> float:
        """The median derivative of tanh in a layer, 1 − a²."""
        import numpy as np

        return float(np.median(1 - self.passed[name].a[layer - 1] ** 2))

    def gradient(self, name: str, layer: int) -> float:
        """The standard deviation of the gradient that arrives at a layer."""
        return self.passed[name].spread("g")[layer - 1]


def run(given: Given) -> Result:
    """Send the same inputs through three networks, and gradients back."""
    from byhand.training.initialisers import lecun_normal_, normal_

    width = given["width"]
    fills = {
        "small": partial(normal_, std=given["small"]),
        "large": partial(normal_, std=given["large"]),
        "scaled": lecun_normal_,
    }
    widths = (width,) * (_LAYERS + 1)
    passed = {
        name: propagate(fill, "tanh", widths, batch=given["batch"], seed=given["seed"])
        for name, fill in fills.items()
    }
    return Result(given, passed)


_NORMAL_INPUTS_GO = Text(
    en="Normal inputs go through {layers} layers of {n} tanh units, without biases. Only "
    "the size of the weights differs.",
    zh="正态分布的输入经过 {layers} 层、每层 {n} 个 tanh 神经元，没有偏置；三次只有权重大小不同。",
)
_UNIT_ADDS_PRODUCTS = Text(
    en="A unit adds `n` products of independent numbers with mean 0, so variances multiply "
    "and add. Near 0 tanh is close to the identity. A layer multiplies the standard "
    "deviation by",
    zh="一个神经元把 `n` 个均值为 0 的独立乘积相加，方差先乘后加；在 0 附近 tanh 近似恒等。"
    "于是每过一层，标准差乘以",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    n = result.given["width"]
    story.say(_NORMAL_INPUTS_GO, layers=_LAYERS, n=n)
    story.section(Text(en="What a layer does to the spread", zh="一层如何改变信号的大小"))
    story.say(_UNIT_ADDS_PRODUCTS, "rule")
    story.formulas("s = sqrt(n)*sigma_w")
    story.say(Text(en="With the three sizes of weights:", zh="三种权重大小："), "rule")
    sizes = (result.given["small"], result.given["large"], 1 / math.sqrt(n))
    story.worked(*(("s", "sqrt(n)*sigma_w", {"n": n, "sigma_w": size}) for size in sizes))
    story.say(
        Text(
            en="Below 1 the signal dies out, far above 1 it is pressed against ±1, where the slope "
            "`1 - a^2` is almost 0. A variance of `1/n` keeps it as far as tanh is the identity; "
            "as tanh bends, it still shrinks slowly.",
            zh="小于 1 则信号逐层消失；远大于 1 则被压到 ±1，那里的导数 `1 - a^2` 几乎为 0。"
            "方差取 `1/n`，在 tanh 近似恒等时保持不变；因 tanh 的弯曲，仍会缓慢变小。",
        )
    )
    story.section(Text(en="Layer by layer", zh="逐层观察"))
    story.plot(
        "tanh_layers",
        _plot(result),
        Text(
            en="Histograms of the activations in layers 1, 4, 7 and 10: small weights (top), large "
            "ones (middle), scaled ones (bottom).",
            zh="第 1、4、7、10 层激活值的直方图：权重太小（上）、太大（中）、按 fan_in 缩放（下）"
            "。",
        ),
    )
    _table(story, result)
    _claims(story, result)


def _table(story: Story, result: Result) -> None:
    story.say(_COLUMNS, "rule")
    header = (
        Text(en="layer", zh="层"),
        *(
            Text(en=f"{what}, {label.en}", zh=f"{what}，{label.zh}")
            for what in "ag"
            for label in _LABELS.values()
        ),
    )
    measures = (result.deviation, result.gradient)
    story.table(
        header,
        [
            (layer, *(measure(name, layer) for measure in measures for name in _LABELS))
            for layer in _SHOWN
        ],
    )


def _plot(result: Result) -> Plot:
    import numpy as np

    edges = np.linspace(-1, 1, 41)
    panels = []
    for i, name in enumerate(_LABELS):
        for layer in _SHOWN:
            values = result.passed[name].a[layer - 1].ravel()
            heights = np.histogram(values, edges)[0] / values.size
            bars = Line(edges, heights, look="steps", color=i)
            title = Text(en=f"layer {layer}", zh=f"第 {layer} 层") if i == 0 else same("")
            y = _SHARE if layer == _SHOWN[0] else same("")
            x = _ACTIVATION if i == len(_LABELS) - 1 else same("")
            panels.append(Panel((bars,), x, y, title, x_range=(-1.05, 1.05)))
    return Plot(tuple(panels), columns=len(_SHOWN), height=1.1, ratio=1.5)


_SMALL_WEIGHTS_ACTIVATIONS = Text(
    en="Small weights: the standard deviation of the activations of layer 10 has shrunk to "
    "{small_a}, and that of the gradient that reaches layer 1 to {small_g}.",
    zh="权重太小：第 10 层激活值的标准差缩到 {small_a}，传到第 1 层的梯度标准差缩到 {small_g}。",
)
_LARGE_WEIGHTS_ACTIVATIONS = Text(
    en="Large weights: {share} of the activations of layer 10 are beyond ±{edge}, saturated; the "
    "median slope is {slope}, so most units learn nothing.",
    zh="权重太大：第 10 层有 {share} 的激活值超出 ±{edge}，已经饱和；导数的中位数只有 {slope}，"
    "大多数神经元学不到东西。",
)
_FEW_UNITS_NOT = Text(
    en="The few units that are not saturated pass the gradient through large weights: it "
    "grows from {large_10} at layer 10 to {large_1} at layer 1.",
    zh="少数未饱和的神经元让梯度乘上很大的权重：从第 10 层的 {large_10} 增大到第 1 层的 "
    "{large_1}。",
)
_SCALED_FAN_LAYER = Text(
    en="Scaled by fan_in: in layer 10 the standard deviation is still {kept}, {sat} are "
    "saturated, and the standard deviation of the gradient that reaches layer 1 is {kept_g}.",
    zh="按 fan_in 缩放：第 10 层标准差仍有 {kept}，饱和的占 {sat}，传到第 1 层的梯度标准差为 "
    "{kept_g}。",
)
_FORMULA_HOLDS = Text(
    en="Where tanh is close to the identity the formula holds: with small weights the "
    "standard deviation of layer 10 is {factor} times that of layer 9, and "
    "`sqrt(n)*sigma_w` is {predicted}.",
    zh="在 tanh 近似恒等的地方公式成立：权重太小时，第 10 层的标准差是第 9 层的 "
    "{factor} 倍，而 `sqrt(n)*sigma_w` = {predicted}。",
)


def _claims(story: Story, result: Result) -> None:
    story.claim(
        _SMALL_WEIGHTS_ACTIVATIONS,
        result.deviation("small", 10) < 1e-3 and result.gradient("small", 1) < 1e-3,
        small_a=result.deviation("small", 10),
        small_g=result.gradient("small", 1),
    )
    story.claim(
        _LARGE_WEIGHTS_ACTIVATIONS,
        result.saturated("large", 10) > 0.7 and result.typical_slope("large", 10) < 0.01,
        share=f"{100 * result.saturated('large', 10):.0f}%",
        edge=_SATURATED,
        slope=result.typical_slope("large", 10),
    )
    story.claim(
        _FEW_UNITS_NOT,
        result.gradient("large", 1) > result.gradient("large", 10),
        large_10=result.gradient("large", 10),
        large_1=result.gradient("large", 1),
    )
    story.claim(
        _SCALED_FAN_LAYER,
        0.1 < result.deviation("scaled", 10) < 1 and 0.1 < result.gradient("scaled", 1) < 10,
        kept=result.deviation("scaled", 10),
        sat=f"{100 * result.saturated('scaled', 10):.1f}%",
        kept_g=result.gradient("scaled", 1),
    )
    first = result.deviation("small", 10) / result.deviation("small", 9)
    predicted = math.sqrt(result.given["width"]) * result.given["small"]
    story.claim(
        _FORMULA_HOLDS,
        abs(first / predicted - 1) < 0.1,
        factor=first,
        predicted=predicted,
    )


TOPIC = Topic(
    name="tanh_layers",
    kind="experiment",
    title=Text(en="Weights too small, too large, and scaled", zh="权重太小、太大与按 fan_in 缩放"),
    says=Text(
        en="Ten tanh layers: small weights let the signal die, large ones saturate, scaled ones "
        "keep it alive.",
        zh="十层 tanh：权重太小信号消失，太大则饱和，按 fan_in 缩放才能保持。",
    ),
    run=run,
    tell=tell,
    settings={
        "width": Setting(256, 16, 1024, Text(en="units in a layer", zh="每层神经元数")),
        "batch": Setting(256, 16, 2000, Text(en="how many inputs", zh="输入个数")),
        "small": Setting(
            0.01, 1e-4, 10.0, Text(en="standard deviation of small weights", zh="偏小权重的标准差")
        ),
        "large": Setting(
            1.0, 1e-4, 10.0, Text(en="standard deviation of large weights", zh="偏大权重的标准差")
        ),
        "seed": Setting(0, 0, 2**32, Text(en="seed of inputs and weights", zh="随机种子")),
    },
    source="Glorot and Bengio (2010); LeCun, Bottou, Orr and Müller, Efficient BackProp (1998)",
)
