"""What one entry of the table of optimizers says."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from byhand.language.parse import parse
from byhand.language.program import Statement
from byhand.text import Text

if TYPE_CHECKING:
    from byhand.training.optimizers.optimizer import Optimizer


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a rule in byhand's language, and when it is part of it.

    `when` holds comparisons, all of which must be true, separated by commas: of settings
    (`amsgrad > 0`), and of numbers that change from step to step (`t > 1`).
    """

    text: str
    when: str = ""

    @property
    def statement(self) -> Statement:
        """The line, parsed."""
        return _parsed(self.text)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Statement:
    return parse(text).statements[0]


CLIPPING = (
    Line("g = min(1, clip_norm/(norm + 1e-6))*g", "clip_norm > 0"),
    Line("g = max(-clip_value, min(clip_value, g))", "clip_value > 0"),
)
ASCENT = Line("g = -g", "maximize > 0")
COUPLED = Line("g = g + weight_decay*theta", "weight_decay > 0, decoupled_weight_decay == 0")
DECOUPLED = Line(
    "theta = theta - lr*weight_decay*theta", "weight_decay > 0, decoupled_weight_decay > 0"
)
BEFORE = (*CLIPPING, ASCENT, COUPLED, DECOUPLED)
"""What every rule may begin with: clipping, ascent, weight decay in the gradient or beside it."""

ALSO: dict[str, Text] = {
    "clip_norm > 0": Text(
        en="A gradient whose norm over all parameters is larger than `C` is first scaled down to "
        "it.",
        zh="如果全部参数的梯度合起来的范数大于 `C`，先把梯度缩短到 `C`。",
    ),
    "clip_value > 0": Text(
        en="Every entry of the gradient is first cut off at `-c` and `c`.",
        zh="先把梯度的每个元素截断到 `-c` 与 `c` 之间。",
    ),
    "maximize > 0": Text(
        en="The loss is to grow, so the gradient changes its sign.",
        zh="目标是增大函数值，所以梯度先变号。",
    ),
    "weight_decay > 0, decoupled_weight_decay == 0": Text(
        en="Weight decay adds `lambda*theta` to the gradient, which is the derivative of "
        "`lambda*theta^2/2`.",
        zh="权重衰减把 `lambda*theta` 加进梯度，它正是 `lambda*theta^2/2` 的导数。",
    ),
}
"""What a page says of them, by condition."""

COMMON: dict[str, Any] = {
    "maximize": False,
    "decoupled_weight_decay": False,
    "clip_value": None,
    "clip_norm": None,
}
"""The settings of those lines; `weight_decay` has a default of its own in every rule."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Rule:
    """One update rule: an entry of data that makes an optimizer when it is called.

    Lines are written over `theta` (the parameters), `g` (their gradient), `t` (the number of the
    step, from 1), `lr`, the settings and the state; `betas` are `beta1` and `beta2` in them. A
    state that depends on no array is one number for all parameters.
    """

    name: str
    settings: Mapping[str, Any]
    """PyTorch's arguments and their defaults."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Conventions of other publications, and their defaults, which are PyTorch's ways."""
    state: Mapping[str, str] = field(default_factory=dict)
    """What is remembered, and what it starts with, in byhand's language over the settings."""
    lines: tuple[Line, ...]
    title: Text
    says: Text
    source: str
    titles: Mapping[str, Text] = field(default_factory=dict)
    """Other titles, by the condition under which the first that holds is taken."""
    also: Mapping[str, Text] = field(default_factory=dict)
    """What a page adds to `says`, by condition."""
    told: Mapping[str, Text] = field(default_factory=dict)
    """What a page says of another convention than PyTorch's, by condition."""
    ahead: tuple[Line, ...] = ()
    """Where the gradient is taken, if not at the parameters themselves."""

    @property
    def defaults(self) -> dict[str, Any]:
        """Every setting and option with its default, in the order of the signature."""
        return {**self.settings, **COMMON, **self.options}

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """Clipping, ascent and weight decay, then the rule itself."""
        return (*BEFORE, *self.lines)

    def __call__(self, *args: Any, **settings: Any) -> Optimizer:
        """An optimizer with these settings; `InputError` for one that makes no sense."""
        from byhand.training.optimizers.optimizer import Optimizer
        from byhand.training.optimizers.settings import chosen

        return Optimizer(self, chosen(self, args, settings))

    @property
    def __signature__(self) -> inspect.Signature:
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        only = inspect.Parameter.KEYWORD_ONLY
        return inspect.Signature(
            [
                inspect.Parameter(k, kind if k in self.settings else only, default=v)
                for k, v in self.defaults.items()
            ]
        )

    def __repr__(self) -> str:
        return f"<update rule {self.name}{self.__signature__}>"
