"""The settings of one optimizer: defaults, what was given, and what makes no sense."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from byhand.errors import InputError
from byhand.text import Text
from byhand.training.fans import check_choice
from byhand.training.optimizers import words
from byhand.training.optimizers.schedules import Schedule

if TYPE_CHECKING:
    from byhand.training.optimizers.rule import Rule

BELOW_1 = ("alpha", "rho", "momentum")
"""What averages with a weight; 1 would never forget."""
MAY_BE_ABSENT = {"clip_value", "clip_norm"}
PAIR = "betas"


def chosen(rule: Rule, args: tuple[Any, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of one optimizer: defaults, then those by position, then those by name.

    Raises `InputError` for a setting that does not exist or makes no sense.
    """
    if len(args) > len(rule.settings):
        count = {"most": len(rule.settings), "count": len(args)}
        raise InputError(words.TOO_MANY.fill(name=rule.name, **count))
    for key in given:
        check_choice(words.SETTING.fill(name=rule.name), key, rule.defaults)
    settings = {**rule.defaults, **dict(zip(rule.settings, args, strict=False)), **given}
    found = {key: _checked(rule, key, value) for key, value in settings.items()}
    if found.get("nesterov") and not (found["momentum"] > 0 and found["dampening"] == 0):
        raise InputError(words.NESTEROV.fill(name=rule.name))
    return found


def numbers_of(settings: Mapping[str, Any]) -> dict[str, float]:
    """The settings as the lines of a rule name them: `beta1` and `beta2` for `betas`, 0 for None.

    A learning rate that follows a schedule is that of the first step.
    """
    found: dict[str, float] = {}
    for key, value in settings.items():
        if key == PAIR:
            found["beta1"], found["beta2"] = value
        elif isinstance(value, Schedule):
            found[key] = value(0)
        else:
            found[key] = float(value or 0)
    return found


def _checked(rule: Rule, key: str, value: Any) -> Any:
    default = rule.defaults[key]
    if isinstance(default, bool):
        if isinstance(value, bool) or value in (0, 1):
            return bool(value)
        raise _wrong(rule, key, value, words.YES_NO)
    if key == "lr" and isinstance(value, Schedule):
        return value
    if key == PAIR:
        return _pair(rule, key, value)
    if value is None and key in MAY_BE_ABSENT:
        return None
    number = _number(value)
    if key in BELOW_1:
        if not 0 <= number < 1:
            raise _wrong(rule, key, value, words.BELOW_1)
    elif key in MAY_BE_ABSENT:
        if not (number > 0 and math.isfinite(number)):
            raise _wrong(rule, key, value, words.ABOVE_0)
    elif not (number >= 0 and math.isfinite(number)):
        raise _wrong(rule, key, value, words.AT_LEAST_0)
    return number


def _pair(rule: Rule, key: str, value: Any) -> tuple[float, float]:
    pair = [_number(one) for one in value] if isinstance(value, (tuple, list)) else []
    if len(pair) != 2 or not all(0 <= one < 1 for one in pair):
        raise _wrong(rule, key, value, words.TWO_BELOW_1)
    return pair[0], pair[1]


def _number(value: Any) -> float:
    if isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _wrong(rule: Rule, key: str, value: Any, wanted: Text) -> InputError:
    shown = repr(value)[:60]
    return InputError(words.NOT_NUMBER.fill(name=rule.name, key=key, wanted=wanted, value=shown))
