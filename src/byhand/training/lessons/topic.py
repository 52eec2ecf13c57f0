"""What one entry of the course says: its name, its settings, its run, and how it is told."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from byhand.errors import InputError
from byhand.text import Text
from byhand.training.fans import check_choice

if TYPE_CHECKING:
    from byhand.training.lessons.story import Story

Kind = Literal["course", "experiment", "activation", "loss", "initialiser"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_SETTING = Text(en="setting of {name}", zh="{name} 的参数")
_NUMBER = Text(
    en="{name}: '{key}' must be {wanted}; it is {value}.",
    zh="{name}：“{key}”必须是{wanted}，这里是 {value}。",
)
_WHOLE = Text(en="a whole number from {low} to {high}", zh="{low} 到 {high} 之间的整数")
_REAL = Text(en="a number from {low} to {high}", zh="{low} 到 {high} 之间的数")


@dataclass(frozen=True)
class Setting:
    """A number that a reader may change: its default, its bounds, and what it is."""

    default: float
    low: float
    high: float
    says: Text

    def read(self, topic: str, key: str, value: Any) -> float:
        """A value as the number it means; raises `InputError` where it makes no sense."""
        whole = isinstance(self.default, int)
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not self.low <= number <= self.high or (whole and number != int(number)):
            wanted = (_WHOLE if whole else _REAL).fill(low=self.low, high=self.high)
            parts = {"name": topic, "key": key, "wanted": wanted, "value": value}
            raise InputError(_NUMBER.fill(**parts))
        return int(number) if whole else number


Given = Mapping[str, Any]
"""Settings of one run: every name with its number."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One page of the course.

    `run` computes and says nothing, `tell` says and computes nothing but what it shows; so the same
    run is told in any language, and tests look at the run.
    """

    name: str
    kind: Kind
    title: Text
    says: Text
    """What it is about, in one sentence."""
    run: Callable[[Given], Any]
    tell: Callable[[Story, Any], None]
    settings: Mapping[str, Setting] = field(default_factory=dict)
    source: str | Text = ""
    """Where the claim is published."""

    def given(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Defaults and what is given beside them; raises `InputError` for what does not exist."""
        for key in settings:
            check_choice(_SETTING.fill(name=self.name), key, self.settings)
        return {
            key: setting.read(self.name, key, settings.get(key, setting.default))
            for key, setting in self.settings.items()
        }
