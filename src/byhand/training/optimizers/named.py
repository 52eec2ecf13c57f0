"""Optimizers by name, as a problem file and the command line say them."""

from __future__ import annotations

from typing import Any

from byhand.training.fans import check_choice
from byhand.training.optimizers import words
from byhand.training.optimizers.adaptive import Adam, Adamax, AdamW, Lion, NAdam, RAdam
from byhand.training.optimizers.optimizer import Optimizer
from byhand.training.optimizers.rule import Rule
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
