"""The form in which an operation is written, looked up in the catalogue."""

from __future__ import annotations

from byhand.ops import CATALOGUE, Op
from byhand.ops.forms import (
    Bars,
    Call,
    Cases,
    Constant,
    Exponential,
    Form,
    Index,
    Indicator,
    Norm,
    Root,
    Superscript,
    Total,
)

_CALLED = (Call, Exponential, Root, Bars, Indicator, Cases, Superscript, Norm, Constant)


TOTAL = "total"
"""A sum over an index, `Σ_i`; its operand is in index notation, so only pages hold it."""

EXPECTED, VARIANCE = "expected", "variance"
"""The mean and the variance of a random quantity, `E(x)` and `Var(x)`, on pages only."""

_ON_PAGES: dict[str, Form] = {TOTAL: Total(), EXPECTED: Call("E"), VARIANCE: Call("Var")}


def form_of(op: str) -> Form:
    """The form of an operation; `KeyError` if the catalogue has no such entry."""
    return _ON_PAGES.get(op) or CATALOGUE[op].form


def is_callable(name: str) -> bool:
    """Whether a word is typed as a function.

    >>> is_callable("sigmoid"), is_callable("add"), is_callable("sigmod")
    (True, False, False)
    """
    return any(isinstance(op.form, _CALLED) for op in ops_typed(name))


def ops_typed(word: str) -> list[Op]:
    """The operations that a word may mean: `max` is of one array, or of two values."""
    found = [CATALOGUE[word]] if word in CATALOGUE else []
    found += [CATALOGUE[name] for name in _SHARED.get(word, ()) if name in CATALOGUE]
    # Pullbacks write `x[i]` as a call too, since only a call can pass its plan `at` on.
    return [op for op in found if isinstance(op.form, (*_CALLED, Index)) and op.word == word]


_SHARED: dict[str, list[str]] = {}
for _op in CATALOGUE.values():
    if _op.typed:
        _SHARED.setdefault(_op.typed, []).append(_op.name)


def callable_names() -> list[str]:
    """The words that are typed as a function: `sigmoid(…)`, but not `+`."""
    return [op.word for op in CATALOGUE.values() if isinstance(op.form, _CALLED)]
