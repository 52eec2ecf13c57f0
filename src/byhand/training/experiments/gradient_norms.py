"""How large the gradient is after 50 layers, by activation and initialiser."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from byhand.ops import CATALOGUE
from byhand.plots import Line, Panel, Plot
from byhand.text import Text
from byhand.training.lessons.story import Story, formula
from byhand.training.lessons.topic import Given, Setting, Topic
from byhand.training.propagation import Fill, propagate

_PAIRS = (
    ("sigmoid", "xavier_normal_"),
    ("tanh", "normal_"),
    ("tanh", "xavier_normal_"),
    ("tanh", "orthogonal_"),
    ("relu", "xavier_normal_"),
    ("relu", "kaiming_normal_"),
)
"""Which activation goes with which initialiser; the normal one has a fixed standard deviation."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Result:
    """By pair, the norm of the gradient at every layer, and what theory says of one layer."""

    given: Given
    norms: Mapping[Pair, tuple[float, ...]]
    predicted: Mapping[Pair, float]

    def kept(self, pair: Pair) -> float:
        """What is left of the gradient at the first layer, as a share of that at the last."""
        return self.norms[pair][0] / self.norms[pair][-1]

    def factor(self, pair: Pair) -> float:
        """By how much a layer multiplies the gradient on its way back, on average."""
        norms = self.norms[pair]
        return (norms[0] / norms[-1]) ** (1 / (len(norms) - 1))


def run(given: Given) -> Result:
    """Gradients through every network."""
    import numpy as np

    from byhand.training.curves import curve

    widths = (given["width"],) * (given["layers"] + 1)
    norms, predicted = {}, {}
    for activation, initialiser in _PAIRS:
        fill = _fill(initialiser, given)
        passed = propagate(fill, activation, widths, batch=given["batch"], seed=given["seed"])
        pair = activation, initialiser
        norms[pair] = tuple(float(np.linalg.norm(g)) / math.sqrt(len(g)) for g in passed.g)
        # A gradient at the last layer meets the slopes of all layers below that one.
        slopes = [curve(activation).slope(z) for z in passed.z[:-1]]
        s = math.prod(math.sqrt(np.mean(slope**2)) for slope in slopes) ** (1 / len(slopes))
        predicted[pair] = math.sqrt(given["width"] * _variance(initialiser, given)) * s
    return Result(given, norms, predicted)


def _fill(initialiser: str, given: Given) -> Fill:
    from byhand.training.initialisers import INITIALISERS

    entry = INITIALISERS[initialiser]
    if initialiser == "normal_":
        return partial(entry, std=given["small"])
    return partial(entry, a=0.0) if "a" in entry.settings and entry.kind == "normal" else entry


def _variance(initialiser: str, given: Given) -> float:
    fill = _fill(initialiser, given)
    entry: Any = fill.func if isinstance(fill, partial) else fill
    settings = fill.keywords if isinstance(fill, partial) else {}
    return entry.variance((given["width"], given["width"]), layout="in_out", **settings)


def label(pair: Pair, given: Given) -> Text:
    """What a pair is called; the normal one with its standard deviation."""
    from byhand.training.initialisers import INITIALISERS

    activation, start = CATALOGUE[pair[0]].title, INITIALISERS[pair[1]].title
    if pair[1] == "normal_":
        small = f"{given['small']:g}"
        start = Text(en=f"{start.en} (std {small})", zh=f"{start.zh}（标准差 {small}）")
    return Text(en=f"{activation.en}, {start.en}", zh=f"{activation.zh}，{start.zh}")


_GRADIENT_STANDARD_DEVIATION = Text(
    en="A gradient of standard deviation 1 is sent back through {layers} layers of {width} "
    "units. What reaches the first layer is what it can learn from.",
    zh="把标准差为 1 的梯度从后往前传过 {layers} 层、每层 {width} 个神经元。"
    "传到第一层的，就是它能用来学习的全部信号。",
)
_GOING_BACK_THROUGH = Text(
    en="Here `v` is the gradient that arrives at the activation. Going back through a layer of "
    "`m` units, here {width}, a gradient is multiplied by the slope of the activation and by the "
    "weights, and `m` products are added up. So its mean square is multiplied by `m`, by the "
    "variance `sigma_w^2` of the weights, and by `s^2`, the mean of the squared slope:",
    zh="其中 `v` 是传到激活函数处的梯度。向后传过有 `m` 个神经元的一层（这里 `m` = {width}），"
    "梯度先乘激活函数的导数，再乘权重，并把 `m` 个乘积相加。"
    "因此梯度的均方乘以 `m`、权重的方差 `sigma_w^2`，以及导数平方的均值 `s^2`：",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    given = result.given
    story.say(
        _GRADIENT_STANDARD_DEVIATION,
        layers=given["layers"],
        width=given["width"],
    )
    story.section(Text(en="One layer back", zh="向后传一层"))
    story.gradients("z = w*x; a = tanh(z); L = v*a", ["x"])
    story.say(
        _GOING_BACK_THROUGH,
        "rule",
    )
    story.formulas("r^2 = m*sigma_w^2*s^2")
    story.say(
        Text(
            en="The slope of the sigmoid is at most 1/4, that of ReLU is 0 for half of the inputs. "
            "Of the gradient at layer {layers} a factor `r` below 1 leaves only {power} at layer "
            "1.",
            zh="Sigmoid 的导数最大只有 1/4，ReLU 对一半的输入导数为 0。因子 `r` 小于 1 时，"
            "从第 {layers} 层传到第 1 层只剩 {power}。",
        ),
        power=formula(f"r^{given['layers'] - 1}"),
    )
    story.section(Text(en="The norms", zh="各层的梯度范数"))
    story.plot(
        "gradient_norms",
        _plot(result),
        Text(
            en="The norm of the gradient at every layer; it travels from right to left.",
            zh="各层的梯度范数；梯度从右向左传。",
        ),
    )
    _table(story, result)
    _claims(story, result)


def _table(story: Story, result: Result) -> None:
    given = result.given
    story.say(
        Text(
            en="Measured and by the formula, with the geometric mean over the layers:",
            zh="实测值与公式值，都取各层的几何平均：",
        ),
        "rule",
    )
    header = (
        Text(en="activation, initialiser", zh="激活函数，初始化"),
        Text(en="factor of a layer", zh="每层的因子"),
        Text(en="by the formula", zh="公式给出"),
        Text(en="left at layer 1", zh="第 1 层剩下"),
    )
    rows = [
        (label(pair, given), result.factor(pair), result.predicted[pair], result.kept(pair))
        for pair in _PAIRS
    ]
    story.table(header, rows)


def _plot(result: Result) -> Plot:
    layers = range(1, result.given["layers"] + 1)
    lines = tuple(
        Line(layers, norms, label(pair, result.given), color=i)
        for i, (pair, norms) in enumerate(result.norms.items())
    )
    norm = Text(en="norm of the gradient", zh="梯度范数")
    panel = Panel(lines, Text(en="layer", zh="层"), norm, y_log=True)
    return Plot((panel,), height=3.0, ratio=1.8)


_SIGMOIDS_GRADIENT_VANISHES = Text(
    en="With sigmoids the gradient vanishes: {sigmoid} of it is left at the first layer.",
    zh="用 Sigmoid 时梯度消失：第一层只剩 {sigmoid}。",
)
_DOES_TANH_WEIGHTS = Text(
    en="So it does with tanh and weights that are too small: {small}.",
    zh="用 tanh 而权重太小，同样消失：{small}。",
)
_TANH_XAVIER_S = Text(
    en="With tanh, Xavier's weights keep {xavier} of it, orthogonal ones {orthogonal}.",
    zh="用 tanh 时，Xavier 初始化保留 {xavier}，正交初始化保留 {orthogonal}。",
)


def _claims(story: Story, result: Result) -> None:
    sigmoid, small, xavier, orthogonal, halved, kaiming = _PAIRS
    first = {pair: result.kept(pair) for pair in _PAIRS}
    story.claim(_SIGMOIDS_GRADIENT_VANISHES, first[sigmoid] < 1e-20, sigmoid=first[sigmoid])
    story.claim(_DOES_TANH_WEIGHTS, first[small] < 1e-20, small=first[small])
    story.claim(
        _TANH_XAVIER_S,
        min(first[xavier], first[orthogonal]) > 0.01,
        xavier=first[xavier],
        orthogonal=first[orthogonal],
    )
    story.claim(
        Text(
            en="ReLU lets half of the squared gradient through, so a layer with Xavier's weights "
            "multiplies its norm by {half}; one with Kaiming's, twice as large in variance, by "
            "{kept}.",
            zh="ReLU 只放行一半的梯度平方：用 Xavier 初始化，范数每层乘 {half}；"
            "Kaiming 的方差大一倍，每层乘 {kept}。",
        ),
        abs(result.factor(halved) - math.sqrt(0.5)) < 0.03
        and abs(result.factor(kaiming) - 1) < 0.03,
        half=result.factor(halved),
        kept=result.factor(kaiming),
    )
    away = max(abs(result.factor(p) / result.predicted[p] - 1) for p in _PAIRS)
    story.claim(
        Text(
            en="The factor of a layer differs from the formula by {away} at most, for every pair.",
            zh="每一组每层的因子与公式相差最多 {away}。",
        ),
        away < 0.05,
        away=f"{100 * away:.1f}%",
    )


TOPIC = Topic(
    name="gradient_norms",
    kind="experiment",
    title=Text(en="Gradients through 50 layers", zh="梯度穿过 50 层"),
    says=Text(
        en="The norm of the gradient in every layer, by activation and initialiser.",
        zh="不同激活函数与初始化方法下，各层梯度的范数。",
    ),
    run=run,
    tell=tell,
    settings={
        "layers": Setting(50, 3, 200, Text(en="how many layers", zh="层数")),
        "width": Setting(128, 8, 512, Text(en="units in a layer", zh="每层神经元数")),
        "batch": Setting(64, 4, 1000, Text(en="how many inputs", zh="输入个数")),
        "small": Setting(
            0.01, 1e-4, 1.0, Text(en="standard deviation of small weights", zh="偏小权重的标准差")
        ),
        "seed": Setting(0, 0, 2**32, Text(en="seed of inputs and weights", zh="随机种子")),
    },
    source="Glorot and Bengio (2010); He, Zhang, Ren and Sun (2015); Saxe, McClelland and Ganguli "
    "(2014)",
)
