"""What the course says of activations: sentences with the property that makes each true."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from byhand.ops import CATALOGUE
from byhand.text import Text
from byhand.training.curves import curve
from byhand.training.facts.counting import value_count
from byhand.training.facts.profile import Profile, settled


@dataclass(frozen=True)
class Saying:
    """A sentence of the course, the property that it claims, and the numbers it quotes."""

    text: Text
    holds: Callable[[Profile], bool]
    numbers: Callable[[Profile], dict[str, float]] = lambda _: {}


def _slope(name: str, x: float) -> float:
    """The slope of an activation at one place."""
    import numpy as np

    return float(curve(name).slope(np.array([float(x)]))[0])


_RELU_MEAN = 1 / math.sqrt(2 * math.pi)
"""E(max(0, x)) of a standard normal x: the integral of x·φ(x) from 0 on is φ(0)."""

SAYINGS: dict[str, Saying] = {
    "saturates": Saying(
        Text(
            en="It saturates: for x below {left} or above {right} its slope is under 0.001, and "
            "the gradient is all but lost.",
            zh="会饱和：x 小于 {left} 或大于 {right} 时导数不到 0.001，梯度几乎消失。",
        ),
        lambda p: p.saturates,
        lambda p: {"left": p.flat_below, "right": p.flat_above},
    ),
    "at most a quarter": Saying(
        Text(
            en="Its slope is at most {steepest}, so every layer multiplies the gradient by at most "
            "1/4, apart from the weights.",
            zh="导数最大只有 {steepest}，不计权重，每过一层梯度至多剩四分之一。",
        ),
        lambda p: p.steepest == 0.25,
        lambda p: {"steepest": p.steepest},
    ),
    "not zero-centred": Saying(
        Text(
            en="Its outputs are not centred at 0: normal inputs give a mean of {mean}, so the next "
            "layer sees inputs that lean to one side.",
            zh="输出不以 0 为中心：标准正态输入的平均输出是 {mean}，下一层的输入偏向一侧。",
        ),
        lambda p: abs(p.mean) > 0.1,
        lambda p: {"mean": p.mean},
    ),
    "zero-centred": Saying(
        Text(en="It is odd, so its outputs are centred at 0.", zh="它是奇函数，输出以 0 为中心。"),
        lambda p: p.odd,
    ),
    "nearly centred": Saying(
        Text(
            en="Its negative values pull the mean output towards 0: {mean}, where ReLU has {relu}.",
            zh="负值把平均输出拉向 0：{mean}，而 ReLU 是 {relu}。",
        ),
        lambda p: abs(p.mean) < _RELU_MEAN,
        lambda p: {"mean": p.mean, "relu": _RELU_MEAN},
    ),
    "full slope at 0": Saying(
        Text(
            en="At 0 its slope is {steepest}, four times that of the sigmoid.",
            zh="在 0 处导数为 {steepest}，是 Sigmoid 的四倍。",
        ),
        lambda p: p.steepest == _slope(p.name, 0) == 4 * _slope("sigmoid", 0),
        lambda p: {"steepest": p.steepest},
    ),
    "exponential": Saying(
        Text(
            en="It needs an exponential or the like: about {cost} operations per value, where "
            "ReLU takes {one}.",
            zh="要算指数一类的函数：每个值约 {cost} 次运算，而 ReLU 只要 {one} 次。",
        ),
        lambda p: p.value.transcendental > 0,
        lambda p: {"cost": p.value.whole, "one": value_count("relu").whole},
    ),
    "cheap": Saying(
        Text(
            en="It is cheap, with an operation count of {cost} per value and no exponential.",
            zh="便宜：每个值只要 {cost} 次运算，不用算指数。",
        ),
        lambda p: p.value.transcendental == 0,
        lambda p: {"cost": p.value.whole},
    ),
    "open for positive inputs": Saying(
        Text(
            en="It does not saturate for positive inputs: there its slope is {steepest}.",
            zh="输入为正时不饱和，导数为 {steepest}。",
        ),
        lambda p: p.flat_above == float("inf") and p.steepest == 1,
        lambda p: {"steepest": p.steepest},
    ),
    "dies": Saying(
        Text(
            en="Its slope is exactly 0 for negative inputs: a unit that is negative for all "
            "samples gets no gradient, and learns nothing as long as its inputs stay the same.",
            zh="输入为负时导数恰好为 0：若一个神经元对所有样本都为负，只要输入不变，"
            "就再没有梯度能传到它的权重。",
        ),
        lambda p: p.dead,
    ),
    "does not die": Saying(
        Text(
            en="It does not die: its slope is nowhere 0; the least is {least}.",
            zh="不会死：导数处处不为 0，最小为 {least}。",
        ),
        lambda p: p.least > 0,
        lambda p: {"least": p.least},
    ),
    "fades, but does not die": Saying(
        Text(
            en="It does not die: its slope is positive everywhere, though it goes to 0 on the "
            "left, where it is under 0.001 below {left}.",
            zh="不会死：导数处处为正，但向左趋于 0，x 小于 {left} 时已不到 0.001。",
        ),
        lambda p: p.least > 0 and settled(p.least) == 0 and p.flat_below > float("-inf"),
        lambda p: {"left": p.flat_below},
    ),
    "saturates below": Saying(
        Text(
            en="For negative inputs it settles at {low}, with a slope under 0.001 below {left}: "
            "robust to noise there, at the price of the gradient.",
            zh="输入为负时趋于 {low}，x 小于 {left} 时导数不到 0.001：对噪声不敏感，"
            "代价是梯度也小。",
        ),
        lambda p: p.flat_below > float("-inf") and p.low < 0 and not p.dead,
        lambda p: {"low": p.low, "left": p.flat_below},
    ),
    "keeps its scale": Saying(
        Text(
            en="For standard normal inputs its outputs have mean {mean} and variance {variance}, "
            "so with LeCun's weights signals keep their scale from layer to layer; in layers of "
            "equal width the mean square of the gradient grows by a factor of {square} a layer.",
            zh="标准正态输入下，输出均值为 {mean}、方差为 {variance}，配合 LeCun 初始化，"
            "信号逐层保持尺度；各层等宽时，梯度的均方每层乘以 {square}。",
        ),
        lambda p: p.mean == 0 and abs(p.variance - 1) < 1e-6 and p.square > 1,
        lambda p: {"mean": p.mean, "variance": p.variance, "square": p.square},
    ),
    "smooth": Saying(
        Text(
            en="Its slope is continuous, also at 0.",
            zh="导数连续，在 0 处也不跳变。",
        ),
        lambda p: p.jump == 0 and not CATALOGUE[p.name].kink,
    ),
    "not monotone": Saying(
        Text(
            en="It is not monotone: it dips to {low}, where its slope changes sign; the least "
            "slope is {least}.",
            zh="不单调：先降到 {low} 再上升，导数在那里变号，最小为 {least}。",
        ),
        lambda p: p.least < 0,
        lambda p: {"low": p.low, "least": p.least},
    ),
}
"""Every sentence by what it is about."""

COURSE: dict[str, tuple[str, ...]] = {
    "sigmoid": ("saturates", "at most a quarter", "not zero-centred", "exponential"),
    "tanh": ("zero-centred", "full slope at 0", "saturates", "exponential"),
    "relu": ("open for positive inputs", "cheap", "not zero-centred", "dies"),
    "leaky_relu": ("open for positive inputs", "cheap", "does not die"),
    "elu": ("open for positive inputs", "nearly centred", "saturates below", "exponential"),
    "selu": ("keeps its scale", "saturates below", "exponential"),
    "gelu": ("smooth", "not monotone", "nearly centred", "exponential"),
    "silu": ("smooth", "not monotone", "nearly centred", "exponential"),
    "softplus": ("smooth", "fades, but does not die", "not zero-centred", "exponential"),
}
"""What the course says of each, pros and cons."""

FIT_FOR: dict[str, Text] = {
    "sigmoid": Text(
        en="Suited to gates and for the output of a two-class classifier, where a number between 0 "
        "and 1 is wanted; not for hidden layers.",
        zh="适合门控和二分类的输出层，那里需要 0 到 1 之间的数；不适合隐藏层。",
    ),
    "tanh": Text(
        en="Suited to recurrent cells and small networks; in hidden layers better than the "
        "sigmoid.",
        zh="适合循环单元和小网络；用在隐藏层里比 Sigmoid 好。",
    ),
    "relu": Text(
        en="The default of hidden layers; watch the learning rate and the share of dead units.",
        zh="隐藏层的默认选择；要留意学习率和死亡神经元的比例。",
    ),
    "leaky_relu": Text(
        en="Suited to networks in which units of ReLU die.", zh="适合 ReLU 神经元大量死亡的网络。"
    ),
    "elu": Text(
        en="Suited to deep networks without normalisation, where a mean near 0 helps.",
        zh="适合不带归一化的深层网络，均值接近 0 有帮助。",
    ),
    "selu": Text(
        en="Suited to deep fully connected networks with LeCun's weights, which then normalise "
        "themselves.",
        zh="适合配合 LeCun 初始化的深层全连接网络，网络会自行归一化。",
    ),
    "gelu": Text(en="Suited to transformers.", zh="适合 Transformer。"),
    "silu": Text(
        en="Suited to deep convolutional networks and the gated layers of transformers.",
        zh="适合深层卷积网络和 Transformer 的门控层。",
    ),
    "softplus": Text(
        en="Suited to outputs that must be positive, such as a variance.",
        zh="适合必须为正的输出，例如方差。",
    ),
}
"""Where each is used."""

CHINESE: dict[str, str] = {"tanh": "Tanh（双曲正切）", "relu": "ReLU（修正线性单元）"}
"""Names in Chinese titles that say more than the catalogue's."""

SOURCES: dict[str, str] = {
    "sigmoid": "Rumelhart, Hinton and Williams, Learning Representations by Back-propagating "
    "Errors (1986)",
    "tanh": "LeCun, Bottou, Orr and Müller, Efficient BackProp (1998), section 4.4",
    "relu": "Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines (2010)",
    "leaky_relu": "Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network Acoustic "
    "Models (2013)",
    "elu": "Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning by "
    "Exponential Linear Units (2016)",
    "selu": "Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural Networks (2017)",
    "gelu": "Hendrycks and Gimpel, Gaussian Error Linear Units (2016)",
    "silu": "Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units for Neural Network Function "
    "Approximation in Reinforcement Learning (2018)",
    "softplus": "Dugas, Bengio, Bélisle, Nadeau and Garcia, Incorporating Second-Order Functional "
    "Knowledge for Better Option Pricing (2001)",
}
"""Where each was published, or is recommended."""
