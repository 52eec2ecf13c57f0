"""A formula that can be read, written in every notation, and typed back in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from byhand import messages
from byhand.errors import InputError
from byhand.language.expr import Expr
from byhand.language.notations import NOTATIONS
from byhand.language.program import Shape
from byhand.language.show import show
from byhand.text import Text

_CHOICES = {
    "style": Text(en="style", zh="样式"),
    "view": Text(en="view", zh="视图"),
    "direction": Text(en="direction", zh="走向"),
    "figure": Text(en="figure", zh="插图"),
    "detail": Text(en="level of detail", zh="详略程度"),
    "language": Text(en="language", zh="语言"),
    "notation": Text(en="notation", zh="记法"),
    "method": Text(en="method", zh="方法"),
    "to": Text(en="library", zh="库"),
    "dtype": Text(en="number type", zh="数值类型"),
}


def choose(what: str, name: str, known: Iterable[str]) -> None:
    """Raise `InputError` for a choice that does not exist."""
    options = list(known)
    if name not in options:
        parts = {"what": _CHOICES[what], "name": name, "known": ", ".join(options)}
        raise InputError(messages.UNKNOWN_CHOICE.fill(**parts))


class Formula:
    """A formula of a derivation; `str()` is byhand's own language and reads back."""

    def __init__(self, expr: Expr, shapes: Mapping[str, Shape] | None = None) -> None:
        self.expr = expr
        self.shapes = shapes or {}

    def __str__(self) -> str:
        return show(self.expr, NOTATIONS["plain"])

    def __repr__(self) -> str:
        return f"Formula({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Formula) and self.expr == other.expr

    def __hash__(self) -> int:
        return hash(str(self))

    def to(self, notation: str) -> str:
        """The formula in a notation: plain, unicode, latex or typst."""
        choose("notation", notation, NOTATIONS)
        chosen = NOTATIONS[notation]
        if not self.shapes or chosen.exact:
            return show(self.expr, chosen)
        from byhand.calculus.dress import dress

        return show(dress(self.expr, self.shapes), chosen)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.to('latex')}$"
