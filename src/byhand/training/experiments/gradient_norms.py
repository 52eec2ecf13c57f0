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
from byhand.training.lessons.story import Story
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
"""Which activation goes with which initialiser; the normal one has a fixed deviation."""

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
        slopes = [curve(activation).slope(z) for z in passed.z[1:]]
        squares = float(np.mean([np.mean(s**2) for s in slopes]))
        predicted[pair] = math.sqrt(given["width"] * _variance(initialiser, given) * squares)
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


def label(pair: Pair) -> Text:
    """What a pair is called."""
    from byhand.training.initialisers import INITIALISERS

    activation, start = CATALOGUE[pair[0]].title, INITIALISERS[pair[1]].title
    return Text(en=f"{activation.en}, {start.en}", zh=f"{activation.zh}，{start.zh}")


_GRADIENT_STANDARD_DEVIATION = Text(
    en="A gradient of standard deviation 1 is sent back through {layers} layers of {width} "
    "units. What reaches the first layer is what it can learn from.",
    zh="把标准差为 1 的梯度从后往前传过 {layers} 层、每层 {width} 个神经元。"
    "传到第一层的，就是它能用来学习的全部信号。",
)
_GOING_BACK_THROUGH = Text(
    en="Going back through a layer, a gradient is multiplied by the slope of the "
    "activation "
    "and by the weights, and `m` products are added up. So its mean square is multiplied "
    "by `m`, by the variance of the weights, and by the mean of the squared slope:",
    zh="向后传一层，梯度先乘激活函数的斜率，再乘权重，并把 `m` 个乘积相加。"
    "因此梯度的均方乘以 `m`、权重的方差，以及斜率平方的均值：",
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
            "A factor `r` below 1 becomes `r^50` after 50 layers.",
            zh="Sigmoid 的斜率最大只有 1/4，ReLU 有一半输入斜率为 0。因子 `r` 小于 1 时，50 "
            "层之后就是 `r^50`。",
        )
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
    header = (
        Text(en="activation, initialiser", zh="激活函数，初始化"),
        Text(en="factor of a layer", zh="每层的因子"),
        Text(en="by the formula", zh="公式给出"),
        Text(en="left at layer 1", zh="第 1 层剩下"),
    )
    rows = [
        (label(pair), result.factor(pair), result.predicted[pair], result.kept(pair))
        for pair in _PAIRS
    ]
    story.table(header, rows)


def _plot(result: Result) -> Plot:
    layers = range(1, result.given["layers"] + 1)
    lines = tuple(
        Line(layers, norms, label(pair), color=i)
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
    story.claim(
        _SIGMOIDS_GRADIENT_VANISHES,
        first[sigmoid] < 1e-20,
        sigmoid=first[sigmoid],
    )
    story.claim(
        _DOES_TANH_WEIGHTS,
        first[small] < 1e-20,
        small=first[small],
    )
    story.claim(
        _TANH_XAVIER_S,
        min(first[xavier], first[orthogonal]) > 0.01,
        xavier=first[xavier],
        orthogonal=first[orthogonal],
    )
    story.claim(
        Text(
            en="ReLU lets half of the squared gradient through, so Xavier's weights shrink it by "
            "{half} a layer; those of Kaiming, twice as large in variance, by {kept}.",
            zh="ReLU 只放行一半的梯度平方：Xavier 初始化每层乘 {half}；Kaiming 的方差大一倍，"
            "每层乘 {kept}。",
        ),
        abs(result.factor(halved) - math.sqrt(0.5)) < 0.03
        and abs(result.factor(kaiming) - 1) < 0.03,
        half=result.factor(halved),
        kept=result.factor(kaiming),
    )
    away = max(abs(result.factor(p) / result.predicted[p] - 1) for p in _PAIRS)
    story.claim(
        Text(
            en="The formula is right to within {away} for every pair.",
            zh="公式与实测相差最多 {away}，每一组都如此。",
        ),
        away < 0.1,
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
            0.01, 1e-4, 1.0, Text(en="deviation of small weights", zh="偏小权重的标准差")
        ),
        "seed": Setting(0, 0, 2**32, Text(en="seed of inputs and weights", zh="随机种子")),
    },
    source="Glorot and Bengio (2010); He, Zhang, Ren and Sun (2015); Saxe, McClelland and Ganguli "
    "(2014)",
)
