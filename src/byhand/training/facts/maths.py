"""Writing the mathematics of a page: formulas, means, variances and sums as expressions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from byhand.language.expr import Apply, Expr, Literal, substitute
from byhand.language.forms_of import EXPECTED, TOTAL, VARIANCE
from byhand.language.parse import parse_expression
from byhand.numeric.rounding import DIGITS, shown
from byhand.page.blocks import Part, Role, Row, Sign


def read(text: str, **words: Expr) -> Expr:
    """A formula in byhand's language, with expressions in the place of some names.

    >>> from byhand.language.expr import Number
    >>> read("n*v", v=Number("2")).args[1].text
    '2'
    """
    return substitute(parse_expression(text), words)


def mean_of(expr: Expr) -> Expr:
    """E(x), the mean of a random quantity."""
    return Apply(EXPECTED, (expr,))


def var_of(expr: Expr) -> Expr:
    """Var(x), the variance of a random quantity."""
    return Apply(VARIANCE, (expr,))


def sum_over(index: str, expr: Expr) -> Expr:
    """The sum of a quantity over an index that its names carry, `w[i]`."""
    return Apply(TOTAL, (expr,), (("over", Literal(index)),))


def worth(value: Any, digits: int = DIGITS) -> Expr:
    """A number as it is shown."""
    return shown(value, digits).expr


def plain_part(value: Any, digits: int = DIGITS) -> Row:
    """A number alone, as a cell of a table."""
    return Row((Part("", worth(value, digits)),))


def ends_in(value: float, digits: int = DIGITS) -> Part:
    """The number at the end of a chain, after = or ≈."""
    number = shown(value, digits)
    return Part("=" if number.exact else "≈", number.expr)


def equals(left: Expr, *links: Expr, ends: float | None = None, role: Role = "plain") -> Row:
    """left = link = link ≈ number; a link that repeats the one before is left out."""
    parts = [Part("", left)]
    for link in links:
        if link != parts[-1].expr:
            parts.append(Part("=", link))
    last = [] if ends is None else [ends_in(ends)]
    if last and last[0].expr == parts[-1].expr:
        last = []
    return Row((*parts, *last), role)


def chained(left: Expr, links: Iterable[tuple[Sign, Expr]]) -> Row:
    """left, then links with a sign each."""
    return Row((Part("", left), *(Part(sign, expr) for sign, expr in links)))
