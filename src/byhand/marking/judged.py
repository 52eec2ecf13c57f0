"""A verdict in the making, and what decides between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from byhand.marking.verdicts import Explained, Verdict
from byhand.page.blocks import Prose

_TRIVIAL = (0.0, 1.0, -1.0)
_FEW_DIGITS = 1e-2
"""With fewer digits than this a number is explained by too many pairs of mistakes."""


@dataclass
class Judged:
    """The verdict on one side of a line, and why."""

    verdict: Verdict
    says: list[Prose] = field(default_factory=list)
    found: list[tuple[Explained, ...]] = field(default_factory=list)
    values: list[Any] | None = None
    """What was written, in every space; None where it is only known at the given values."""


ORDER: tuple[Verdict, ...] = (
    "correct",
    "other_form",
    "unjudged",
    "follows",
    "mistake",
    "wrong",
    "unreadable",
    "missing",
)
"""From the best to the worst."""


def is_trivial(value: Any) -> bool:
    """Whether a value is 0, 1 or −1 throughout."""
    import numpy as np

    return any(bool(np.all(np.asarray(value) == constant)) for constant in _TRIVIAL)


def loosely(effect: Any, radius: Any) -> Any:
    """How far a number may be from what a mistake makes of the true ones, if others are rounded."""
    import numpy as np

    return 20 * np.max(radius) + 0.3 * np.abs(effect).max(initial=0.0)


def is_precise(value: Any, half: Any) -> bool:
    """Whether a number has enough digits to tell pairs of mistakes apart."""
    import numpy as np

    size = float(np.abs(value).max(initial=0.0))
    return float(np.max(half)) <= _FEW_DIGITS * size
