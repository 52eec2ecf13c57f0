"""The table of initialisers, with PyTorch's names, arguments and defaults."""

from __future__ import annotations

from byhand.ops.gains import KAIMING_NONLINEARITY
from byhand.text import Text
from byhand.training.initialiser import Initialiser

GLOROT = (
    "Glorot and Bengio, “Understanding the difficulty of training deep feedforward neural "
    "networks” (2010)"
)
HE = (
    "He, Zhang, Ren and Sun, “Delving Deep into Rectifiers: Surpassing Human-Level Performance on "
    "ImageNet Classification” (2015)"
)
LECUN = "LeCun, Bottou, Orr and Müller, “Efficient BackProp” (1998), section 4.6"
SAXE = (
    "Saxe, McClelland and Ganguli, “Exact solutions to the nonlinear dynamics of learning in deep "
    "linear neural networks” (2014)"
)
TORCH = "torch.nn.init"

_SAME_FOR_ALL = Text(
    en="Units that start alike receive the same gradient and stay alike: a layer of weights "
    "started so computes one feature many times.",
    zh="起点相同的神经元得到相同的梯度，此后也始终相同：这样初始化的一层权重，"
    "只是把同一个特征算了很多遍。",
)

zeros_ = Initialiser(
    name="zeros_",
    kind="constant",
    numbers={"value": "0"},
    random=False,
    title=Text(en="zeros", zh="全零初始化"),
    says=Text(
        en="Every entry is 0. The usual start of a bias.", zh="所有元素都取 0，偏置通常这样初始化。"
    ),
    beware=_SAME_FOR_ALL,
    source=TORCH,
)
ones_ = Initialiser(
    name="ones_",
    kind="constant",
    numbers={"value": "1"},
    random=False,
    title=Text(en="ones", zh="全一初始化"),
    says=Text(
        en="Every entry is 1. The usual start of the scale of a normalisation layer.",
        zh="所有元素都取 1，归一化层的缩放系数通常这样初始化。",
    ),
    beware=_SAME_FOR_ALL,
    source=TORCH,
)
constant_ = Initialiser(
    name="constant_",
    kind="constant",
    numbers={"value": "val"},
    settings={"val": None},
    random=False,
    title=Text(en="a constant", zh="常数初始化"),
    says=Text(en="Every entry is the same number.", zh="所有元素都取同一个数。"),
    beware=_SAME_FOR_ALL,
    source=TORCH,
)
normal_ = Initialiser(
    name="normal_",
    kind="normal",
    numbers={"mean": "mean", "std": "std"},
    settings={"mean": 0.0, "std": 1.0},
    title=Text(en="normal", zh="正态初始化"),
    says=Text(
        en="Normal with a standard deviation of your choice, whatever the size of the layer.",
        zh="取自正态分布，标准差自定，与层的大小无关。",
    ),
    beware=Text(
        en="One standard deviation cannot suit layers of different sizes: too small, and the "
        "signal dies out on its way through the layers; too large, and it explodes or saturates.",
        zh="同一个标准差不可能适合大小不同的层：太小，信号逐层衰减直至消失；太大，则爆炸或饱和。",
    ),
    source=TORCH,
)
uniform_ = Initialiser(
    name="uniform_",
    kind="uniform",
    numbers={"low": "a", "high": "b"},
    settings={"a": 0.0, "b": 1.0},
    title=Text(en="uniform", zh="均匀初始化"),
    says=Text(en="Uniform over an interval of your choice.", zh="取自自定区间上的均匀分布。"),
    beware=Text(
        en="The default interval from 0 to 1 has the mean 1/2, whereas the derivation of 1/n needs "
        "mean 0: choose a = −b.",
        zh="默认区间从 0 到 1，均值为 1/2；而 1/n 的推导要求均值为 0，请取 a = −b。",
    ),
    source=TORCH,
)
xavier_uniform_ = Initialiser(
    name="xavier_uniform_",
    kind="uniform",
    numbers={
        "low": "-gain*sqrt(6/(fan_in + fan_out))",
        "high": "gain*sqrt(6/(fan_in + fan_out))",
    },
    settings={"gain": 1.0},
    title=Text(en="Xavier (Glorot), uniform", zh="Xavier（Glorot）均匀初始化"),
    says=Text(
        en="Uniform, with a variance between what the forward pass and the backward pass want.",
        zh="均匀分布，方差在前向与反向各自的要求之间取折中。",
    ),
    source=f"{GLOROT}, equation 16",
)
xavier_normal_ = Initialiser(
    name="xavier_normal_",
    kind="normal",
    numbers={"mean": "0", "std": "gain*sqrt(2/(fan_in + fan_out))"},
    settings={"gain": 1.0},
    title=Text(en="Xavier (Glorot), normal", zh="Xavier（Glorot）正态初始化"),
    says=Text(
        en="Normal, with a variance between what the forward pass and what the backward pass want.",
        zh="正态分布，方差在前向与反向各自的要求之间取折中。",
    ),
    source=f"{GLOROT}, equation 12",
)
_KAIMING = {"a": 0.0, "mode": "fan_in", "nonlinearity": KAIMING_NONLINEARITY}
kaiming_uniform_ = Initialiser(
    name="kaiming_uniform_",
    kind="uniform",
    numbers={"low": "-gain*sqrt(3/fan)", "high": "gain*sqrt(3/fan)"},
    settings=_KAIMING,
    title=Text(en="Kaiming (He), uniform", zh="Kaiming（He）均匀初始化"),
    says=Text(
        en="Uniform, with twice the variance of a linear layer, since ReLU drops half of it.",
        zh="均匀分布，方差是线性层的两倍，因为 ReLU 去掉了其中一半。",
    ),
    source=f"{HE}, equations 10 and 14",
)
kaiming_normal_ = Initialiser(
    name="kaiming_normal_",
    kind="normal",
    numbers={"mean": "0", "std": "gain/sqrt(fan)"},
    settings=_KAIMING,
    title=Text(en="Kaiming (He), normal", zh="Kaiming（He）正态初始化"),
    says=Text(
        en="Normal, with twice the variance of a linear layer, since ReLU drops half of it.",
        zh="正态分布，方差是线性层的两倍，因为 ReLU 去掉了其中一半。",
    ),
    source=f"{HE}, equations 10 and 14",
)
lecun_uniform_ = Initialiser(
    name="lecun_uniform_",
    kind="uniform",
    numbers={"low": "-sqrt(3/fan_in)", "high": "sqrt(3/fan_in)"},
    title=Text(en="LeCun, uniform", zh="LeCun 均匀初始化"),
    says=Text(
        en="Uniform, with the variance 1/fan_in that carries the forward pass through.",
        zh="均匀分布，方差取 1/fan_in，使前向信号的方差逐层不变。",
    ),
    source=LECUN,
)
lecun_normal_ = Initialiser(
    name="lecun_normal_",
    kind="normal",
    numbers={"mean": "0", "std": "sqrt(1/fan_in)"},
    title=Text(en="LeCun, normal", zh="LeCun 正态初始化"),
    says=Text(
        en="Normal and not truncated, with the variance 1/fan_in that carries the forward pass "
        "through.",
        zh="正态分布（不截断），方差取 1/fan_in，使前向信号的方差逐层不变。",
    ),
    source=LECUN,
)
trunc_normal_ = Initialiser(
    name="trunc_normal_",
    kind="truncated",
    numbers={"mean": "mean", "std": "std", "low": "a", "high": "b"},
    settings={"mean": 0.0, "std": 1.0, "a": -2.0, "b": 2.0},
    title=Text(en="truncated normal", zh="截断正态初始化"),
    says=Text(
        en="Normal, with what falls outside [a, b] drawn again; a and b are numbers, not multiples "
        "of std.",
        zh="正态分布，落在 [a, b] 之外的重新抽取；a、b 是数值本身，而不是 std 的倍数。",
    ),
    beware=Text(
        en="The cut makes the standard deviation smaller than std.", zh="截断使实际标准差小于 std。"
    ),
    source=TORCH,
)
orthogonal_ = Initialiser(
    name="orthogonal_",
    kind="orthogonal",
    numbers={"gain": "gain"},
    settings={"gain": 1.0},
    title=Text(en="orthogonal", zh="正交初始化"),
    says=Text(
        en="Rows (or columns, where there are fewer) of length gain at right angles to each other.",
        zh="各行（列数较少时为各列）长度为 gain 且两两正交。",
    ),
    source=SAXE,
)

INITIALISERS: dict[str, Initialiser] = {
    entry.name: entry
    for entry in (
        zeros_,
        ones_,
        constant_,
        normal_,
        uniform_,
        trunc_normal_,
        lecun_uniform_,
        lecun_normal_,
        xavier_uniform_,
        xavier_normal_,
        kaiming_uniform_,
        kaiming_normal_,
        orthogonal_,
    )
}
"""Every initialiser by name."""
