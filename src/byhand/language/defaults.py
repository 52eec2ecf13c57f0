"""The settings that a call leaves out."""

from __future__ import annotations

from functools import lru_cache

from byhand.language.constants import constant_value
from byhand.language.expr import Expr, Literal
from byhand.language.parse import parse_expression
from byhand.language.statics import as_static
from byhand.ops import CATALOGUE


def default_of(op: str, key: str) -> Expr | None:
    """The default of a setting; None for one that must be given."""
    entry = CATALOGUE[op]
    text = entry.settings.get(key, "")
    return _read(text, key in entry.static_names) if text else None


@lru_cache(maxsize=512)
def _read(text: str, static: bool) -> Expr:
    expr = parse_expression(text)
    fixed = as_static(expr) if static else expr
    assert fixed is not None, text
    return fixed


def differs(op: str, key: str, value: Expr) -> bool:
    """Whether a setting is not at its default."""
    default = default_of(op, key)
    if default is None or isinstance(value, Literal) or isinstance(default, Literal):
        return value != default
    return constant_value(value) != constant_value(default)
