"""What the course says of activations: sentences with the property that makes each true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from byhand.text import Text
from byhand.training.facts.profile import Profile


@dataclass(frozen=True)
class Saying:
    """A sentence of the course, the property that it claims, and the numbers it quotes."""

    text: Text
    holds: Callable[[Profile], bool]
    numbers: Callable[[Profile], dict[str, float]] = lambda _: {}


SAYINGS: dict[str, Saying] = {
    "saturates": Saying(
        Text(
            en="It saturates: for x below {left} or above {right} its slope is under 0.001, and "
            "the "
            "gradient is all but lost.",
            zh="会饱和：x 小于 {left} 或大于 {right} 时斜率不到 0.001，梯度几乎消失。",
        ),
        lambda p: p.saturates,
        lambda p: {"left": p.flat_below, "right": p.flat_above},
    ),
    "at most a quarter": Saying(
        Text(
            en="Its slope is at most {steepest}, so every layer shrinks the gradient to a quarter "
            "or less.",
            zh="斜率最大只有 {steepest}，每过一层梯度至少缩到四分之一。",
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
            en="Its negative values pull the mean output towards 0: {mean}, where ReLU has 0.3989.",
            zh="负值把平均输出拉向 0：{mean}，而 ReLU 是 0.3989。",
        ),
        lambda p: abs(p.mean) < 0.39,
        lambda p: {"mean": p.mean},
    ),
    "full slope at 0": Saying(
        Text(
            en="Around 0 its slope is {steepest}, four times that of the sigmoid.",
            zh="在 0 附近斜率为 {steepest}，是 Sigmoid 的四倍。",
        ),
        lambda p: p.steepest == 1,
        lambda p: {"steepest": p.steepest},
    ),
    "exponential": Saying(
        Text(
            en="It needs an exponential or the like: about {cost} operations a value, where ReLU "
            "takes 1.",
            zh="要算指数一类的函数：每个值约 {cost} 次运算，而 ReLU 只要 1 次。",
        ),
        lambda p: p.value.transcendental > 0,
        lambda p: {"cost": p.value.whole},
    ),
    "cheap": Saying(
        Text(
            en="It is cheap: {cost} operations a value, and no exponential.",
            zh="便宜：每个值只要 {cost} 次运算，不用算指数。",
        ),
        lambda p: p.value.transcendental == 0,
        lambda p: {"cost": p.value.whole},
    ),
    "open for positive inputs": Saying(
        Text(
            en="It does not saturate for positive inputs: there its slope is {steepest}.",
            zh="输入为正时不饱和，斜率为 {steepest}。",
        ),
        lambda p: p.flat_above == float("inf") and p.steepest == 1,
        lambda p: {"steepest": p.steepest},
    ),
    "dies": Saying(
        Text(
            en="Its slope is exactly 0 for negative inputs: a unit that is negative for all "
            "samples "
            "never learns again.",
            zh="输入为负时斜率恰好为 0：若一个神经元对所有样本都为负，它就再也不会学习。",
        ),
        lambda p: p.dead,
    ),
    "does not die": Saying(
        Text(
            en="It does not die: its slope is nowhere 0; the least is {least}.",
            zh="不会死：斜率处处不为 0，最小为 {least}。",
        ),
        lambda p: p.least > 0,
        lambda p: {"least": p.least},
    ),
    "fades, but does not die": Saying(
        Text(
            en="It does not die: its slope is nowhere 0, though below {left} it is under 0.001.",
            zh="不会死：斜率处处不为 0，只是 x 小于 {left} 时不到 0.001。",
        ),
        lambda p: p.least > 0 and p.flat_below > float("-inf"),
        lambda p: {"left": p.flat_below},
    ),
    "saturates below": Saying(
        Text(
            en="For negative inputs it settles at {low}, with a slope under 0.001 below {left}: "
            "robust to noise there, at the price of the gradient.",
            zh="输入为负时趋于 {low}，x 小于 {left} 时斜率不到 0.001：对噪声不敏感，"
            "代价是梯度也小。",
        ),
        lambda p: p.flat_below > float("-inf") and p.low < 0 and not p.dead,
        lambda p: {"low": p.low, "left": p.flat_below},
    ),
    "keeps its scale": Saying(
        Text(
            en="For normal inputs its outputs have mean {mean}, and its mean squared slope is "
            "{square}: signals keep their scale from layer to layer.",
            zh="标准正态输入下输出均值为 {mean}，斜率平方的均值为 {square}：信号逐层保持尺度。",
        ),
        lambda p: abs(p.mean) < 0.01 and abs(p.square - 1) < 0.1,
        lambda p: {"mean": p.mean, "square": p.square},
    ),
    "smooth": Saying(
        Text(en="It is smooth: its slope does not jump at 0.", zh="光滑：斜率在 0 处不跳变。"),
        lambda p: p.jump == 0,
    ),
    "not monotone": Saying(
        Text(
            en="It is not monotone: it dips to {low}, where its slope changes sign; the least "
            "slope "
            "is {least}.",
            zh="不单调：先降到 {low} 再上升，斜率在那里变号，最小为 {least}。",
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
        en="Fit for gates and for the output of a two-class classifier, where a number between 0 "
        "and 1 is wanted; not for hidden layers.",
        zh="适合门控和二分类的输出层，那里需要 0 到 1 之间的数；不适合隐藏层。",
    ),
    "tanh": Text(
        en="Fit for recurrent cells and small networks, better than the sigmoid in hidden layers.",
        zh="适合循环单元和小网络；用在隐藏层里比 Sigmoid 好。",
    ),
    "relu": Text(
        en="The default of hidden layers; watch the learning rate and the share of dead units.",
        zh="隐藏层的默认选择；要留意学习率和死亡神经元的比例。",
    ),
    "leaky_relu": Text(en="Fit where units of ReLU die.", zh="ReLU 神经元大量死亡时可以换用。"),
    "elu": Text(
        en="Fit for deep networks without normalisation, where a mean near 0 helps.",
        zh="适合不带归一化的深层网络，均值接近 0 有帮助。",
    ),
    "selu": Text(
        en="Fit for deep fully connected networks with LeCun's weights, which then normalise "
        "themselves.",
        zh="适合配合 LeCun 初始化的深层全连接网络，网络会自行归一化。",
    ),
    "gelu": Text(en="Fit for transformers.", zh="适合 Transformer。"),
    "silu": Text(
        en="Fit for deep convolutional networks and the gated layers of transformers.",
        zh="适合深层卷积网络和 Transformer 的门控层。",
    ),
    "softplus": Text(
        en="Fit for outputs that must be positive, such as a variance.",
        zh="适合必须为正的输出，例如方差。",
    ),
}
"""Where each is used."""
