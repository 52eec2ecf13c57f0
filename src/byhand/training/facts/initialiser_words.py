"""What the course expects of every initialiser, and with which activation it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from byhand.text import Text

Fate = Literal["kept", "exact", "grows", "alike", "silent"]
"""What becomes of a signal in ten layers: its size is kept, about or exactly, or it explodes, or
all units are alike, or nothing passes."""


@dataclass(frozen=True)
class Shown:
    """How an initialiser is shown."""

    fate: Fate
    activation: str = ""
    """The activation of the layers; empty for none."""
    settings: Mapping[str, float] = field(default_factory=dict)
    """Settings that it needs, or that go with the activation."""
    why: str = ""
    """The topic that derives its variance, or shows why lengths are kept."""


SHOWN: dict[str, Shown] = {
    "zeros_": Shown("silent"),
    "ones_": Shown("alike"),
    "constant_": Shown("alike", settings={"val": 0.1}),
    "normal_": Shown("grows"),
    "uniform_": Shown("grows"),
    "trunc_normal_": Shown("grows"),
    "lecun_uniform_": Shown("kept", why="variance_1_over_n"),
    "lecun_normal_": Shown("kept", why="variance_1_over_n"),
    "xavier_uniform_": Shown("kept", why="variance_1_over_n"),
    "xavier_normal_": Shown("kept", why="variance_1_over_n"),
    "kaiming_uniform_": Shown("kept", "relu", {"a": 0.0}, "variance_2_over_n"),
    "kaiming_normal_": Shown("kept", "relu", {"a": 0.0}, "variance_2_over_n"),
    "orthogonal_": Shown("exact", why="orthogonal_lengths"),
}

WHY = (
    Text(
        en="Where the variance comes from is derived on the page {topic}.",
        zh="方差的由来见 {topic} 一页的推导。",
    ),
    Text(
        en="Why lengths are kept is shown on the page {topic}.",
        zh="为什么长度不变，见 {topic} 一页。",
    ),
)
"""What the page of `why` shows: a variance, or that lengths are kept."""

CLAIMS: dict[Fate, Text] = {
    "kept": Text(
        en="Through ten layers the signal keeps its order of magnitude: the mean square of the "
        "last is {ratio} times that of the first.",
        zh="经过十层，信号大小基本不变：最后一层的均方是第一层的 {ratio} 倍。",
    ),
    "exact": Text(
        en="Ten layers keep the size of the signal: the mean square of the last, divided by that "
        "of the first, is {ratio}.",
        zh="经过十层，信号大小不变：最后一层与第一层的均方之比为 {ratio}。",
    ),
    "grows": Text(
        en="With its defaults the signal explodes: the mean square of layer 10 is {ratio} times "
        "that of layer 1.",
        zh="用默认参数，信号会爆炸：第 10 层的均方是第 1 层的 {ratio} 倍。",
    ),
    "alike": Text(
        en="All units of a layer have the same output, and in every layer but the last, into which "
        "the gradient is put, all receive the same gradient.",
        zh="同一层的神经元输出全都相同；除最后一层（梯度由外面给定）外，收到的梯度也全都相同。",
    ),
    "silent": Text(
        en="All outputs are 0, and so are the gradients of every layer but the last, into which "
        "the gradient is put.",
        zh="输出全为 0；除最后一层（梯度由外面给定）外，梯度也全为 0。",
    ),
}
