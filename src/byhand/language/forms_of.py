"""The form in which an operation is written, looked up in the catalogue."""

from __future__ import annotations

from byhand.ops import CATALOGUE
from byhand.ops.forms import Bars, Call, Cases, Exponential, Form, Indicator, Root

_CALLED = (Call, Exponential, Root, Bars, Indicator, Cases)


def form_of(op: str) -> Form:
    """The form of an operation; `KeyError` if the catalogue has no such entry."""
    return CATALOGUE[op].form


def is_callable(name: str) -> bool:
    """Whether an operation is typed as a function.

    >>> is_callable("sigmoid"), is_callable("add"), is_callable("sigmod")
    (True, False, False)
    """
    return name in CATALOGUE and isinstance(CATALOGUE[name].form, _CALLED)


def callable_names() -> list[str]:
    """The operations that are typed as a function: `sigmoid(…)`, but not `+`."""
    return [name for name, op in CATALOGUE.items() if isinstance(op.form, _CALLED)]
