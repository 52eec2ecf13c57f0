"""The state of a stepper as it is saved and loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from byhand.errors import InputError
from byhand.language.errors_at import suggest
from byhand.training.optimizers import words


def check_saved(name: str, state: Mapping[str, Any], fresh: Mapping[str, Any]) -> None:
    """Raise `InputError` unless a saved state has the entries and shapes of a fresh one."""
    for key in state:
        if key not in fresh:
            hint = suggest(key, fresh)
            raise InputError(words.STATE_UNKNOWN.fill(key=key, name=name, hint=hint))
    for key, value in fresh.items():
        if key not in state:
            raise InputError(words.STATE_MISSING.fill(key=key, name=name))
        found = np.shape(state[key])
        if found != value.shape:
            parts = {"found": found, "wanted": value.shape}
            raise InputError(words.STATE_SHAPE.fill(key=key, **parts))
