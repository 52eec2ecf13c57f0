"""What the course expects of every initialiser, and with which activation it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from byhand.text import Text

Fate = Literal["kept", "grows", "alike"]
"""What becomes of a signal in ten layers: it keeps its size, explodes, or all units are alike."""


@dataclass(frozen=True)
class Shown:
    """How an initialiser is shown."""

    fate: Fate
    activation: str = ""
    """The activation of the layers; empty for none."""
    settings: Mapping[str, float] = field(default_factory=dict)
    """Settings that it needs, or that go with the activation."""
    why: str = ""
    """The topic that derives its variance."""


SHOWN: dict[str, Shown] = {
    "zeros_": Shown("alike"),
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
    "orthogonal_": Shown("kept", why="orthogonal_lengths"),
}

CLAIMS: dict[Fate, Text] = {
    "kept": Text(
        en="Ten layers keep the size of the signal: the mean square of the last is {ratio} times "
        "that of the first.",
        zh="十层之后信号大小不变：最后一层的均方是第一层的 {ratio} 倍。",
    ),
    "grows": Text(
        en="With its defaults the signal explodes: the mean square of layer 10 is {ratio} times "
        "that "
        "of layer 1.",
        zh="用默认参数，信号会爆炸：第 10 层的均方是第 1 层的 {ratio} 倍。",
    ),
    "alike": Text(
        en="All units of a layer are alike: their outputs differ by {apart}.",
        zh="同一层的神经元全都一样：输出之间相差 {apart}。",
    ),
}
