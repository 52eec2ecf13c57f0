"""Optimizers by name, as a problem file and the command line say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from byhand.problem.typed import array_from, is_array_text
from byhand.training.fans import check_choice
from byhand.training.optimizers import words
from byhand.training.optimizers.adaptive import Adam, Adamax, AdamW, Lion, NAdam, RAdam
from byhand.training.optimizers.optimizer import Optimizer
from byhand.training.optimizers.rule import Rule
from byhand.training.optimizers.schedules import SCHEDULES
from byhand.training.optimizers.table import SGD, Adadelta, Adagrad, RMSprop

RULES: dict[str, Rule] = {
    rule.name.lower(): rule
    for rule in (SGD, Adagrad, RMSprop, Adadelta, Adam, AdamW, NAdam, Adamax, RAdam, Lion)
}
"""Every update rule by its name in small letters."""

ALIASES: dict[str, tuple[str, dict[str, Any]]] = {
    "gd": ("sgd", {}),
    "gradient_descent": ("sgd", {}),
    "momentum": ("sgd", {"momentum": 0.9}),
    "nesterov": ("sgd", {"momentum": 0.9, "nesterov": True}),
    "amsgrad": ("adam", {"amsgrad": True}),
}
"""Other names, and the settings that they stand for."""


def from_table(table: Mapping[str, Any]) -> Optimizer:
    """The optimizer that the `[optimizer]` of a problem file describes.

    `name` (else gradient descent) and settings; numbers may be text, as TOML files are read.
    `schedule = "cosine"` and `T_max = 50`, or a table of both with `name`, make `lr` follow a
    schedule. Raises `InputError`.

    >>> from_table({"name": "adam", "lr": "0.1", "betas": ["0.8", "0.9"]}).settings["betas"]
    (0.8, 0.9)
    """
    settings = {key: typed(value) for key, value in table.items() if key not in _OTHER_KEYS}
    name = str(table.get("name", "sgd"))
    schedule = table.get("schedule")
    if schedule is not None:
        more = dict(schedule) if isinstance(schedule, Mapping) else {"name": schedule}
        kind = str(more.pop("name", ""))
        check_choice(words.SCHEDULE, kind, SCHEDULES)
        inner = {key: typed(value) for key, value in more.items()}
        beside = [key for key in SCHEDULES[kind].settings if key in settings]
        inner |= {key: settings.pop(key) for key in beside}
        lr = settings.get("lr", make(name).settings["lr"])
        settings["lr"] = SCHEDULES[kind](lr, **inner)
    return make(name, **settings)


def optimizer_of(
    chosen: str | Optimizer | None, table: Mapping[str, Any], settings: Mapping[str, Any]
) -> Optimizer:
    """The optimizer that is asked for, else that of a problem, with settings given beside it.

    What the problem says counts where the same optimizer is asked for, or none.
    """
    if isinstance(chosen, Optimizer):
        return chosen.rule(**{**chosen.settings, **settings})
    own = table if chosen is None or chosen == table.get("name") else {}
    name = chosen or str(table.get("name", "sgd"))
    return from_table({**own, **settings, "name": name})


_OTHER_KEYS = ("name", "steps", "schedule")
_TRUTHS = {"true": True, "false": False}


def typed(value: Any) -> Any:
    """What a person writes for a setting: a number, true or false, a list of numbers.

    >>> typed("0.1"), typed("true"), typed("[0.9, 0.99]"), typed("much")
    (0.1, True, [0.9, 0.99], 'much')
    """
    if isinstance(value, list):
        return [typed(one) for one in value]
    if not isinstance(value, str):
        return value
    if is_array_text(value):
        return array_from("betas", value)
    if value.lower() in _TRUTHS:
        return _TRUTHS[value.lower()]
    try:
        return float(value.replace("−", "-"))
    except ValueError:
        return value


def make(name: str, **settings: Any) -> Optimizer:
    """The optimizer of a name, in small or large letters, with its settings.

    `momentum`, `nesterov`, `amsgrad` and `gd` are names too. Raises `InputError` for a name that
    does not exist, with a suggestion, and for settings that do not exist or make no sense.

    >>> make("adam", lr=0.1)
    Adam(lr=0.1, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.0, amsgrad=False)
    >>> make("nesterov", lr=0.1).settings["momentum"]
    0.9
    """
    key = str(name).lower().replace("-", "_").replace(" ", "_")
    check_choice(words.OPTIMIZER, key, [*RULES, *ALIASES])
    key, preset = ALIASES.get(key, (key, {}))
    return RULES[key](**{**preset, **settings})
