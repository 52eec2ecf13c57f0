"""Where a gradient vanishes: the normal equations of a least-squares problem."""

from __future__ import annotations

from fractions import Fraction

from byhand.calculus.matrix_algebra import chain, chain_of
from byhand.calculus.rewrite_context import Context
from byhand.calculus.rewrite_monomials import Monomial, added, monomial, terms
from byhand.language.expr import Apply, Expr, Name, names


def normal_equations(expr: Expr, name: str, ctx: Context) -> tuple[Expr, Expr] | None:
    """Both sides of the linear equation that holds where a gradient is zero, if it is linear.

    `2*X.T @ (X @ w - y)/N` vanishes where `X.T @ X @ w` equals `X.T @ y`.

    >>> from byhand.graph import build
    >>> from byhand.language.notations import PLAIN
    >>> from byhand.language.parse import parse, parse_expression
    >>> from byhand.language.show import show
    >>> graph = build(parse("L = X @ w - y"))
    >>> ctx = Context(graph, {"X": ("N", "D"), "w": ("D",), "y": ("N",)}, {})
    >>> found = normal_equations(parse_expression("2*X.T @ (X @ w - y)"), "w", ctx)
    >>> " = ".join(show(side, PLAIN) for side in found or ())
    'X.T @ X @ w = X.T @ y'
    """
    opened = [term for part in terms(expr) for term in _opened(part, ctx)]
    common = _common(opened)
    left = [term for term in opened if name in names(term.expr())]
    right = [Monomial(Fraction(-1)) * term for term in opened if term not in left]
    if not left or not right or not all(_linear(term, name, ctx) for term in left):
        return None
    inverse = common.power(Fraction(-1))
    return added([inverse * t for t in left]), added([inverse * t for t in right])


def _opened(term: Monomial, ctx: Context) -> list[Monomial]:
    """A term with a matrix product of a sum as the sum of products."""
    for factor, n in term.factors:
        if n != 1 or not isinstance(factor, Apply) or factor.op != "matmul":
            continue
        *front, last = chain_of(factor, ctx)
        first, *behind = front
        scale = monomial(first)
        matrices = [f for f, _ in scale.factors if ctx.shape(f) != ()]
        if len(matrices) != 1:
            return [term]
        outside = term.without([factor]) * scale.without(matrices)
        outside *= Monomial(term.coefficient * scale.coefficient)
        found = []
        for inner in terms(last):
            vectors = [f for f, _ in inner.factors if ctx.shape(f) != ()]
            if len(vectors) != 1:
                return [term]
            whole = chain([matrices[0], *behind, *chain_of(vectors[0], ctx)])
            rest = inner.without(vectors) * Monomial(inner.coefficient)
            found.append(outside * rest * Monomial(Fraction(1), ((whole, Fraction(1)),)))
        return found
    return [term]


def _common(parts: list[Monomial]) -> Monomial:
    """The factor that all terms share, numbers and lengths."""
    first = parts[0]
    shared = tuple(p for p in first.factors if all(p in part.factors for part in parts))
    size = min((abs(part.coefficient) for part in parts), default=Fraction(1))
    return Monomial(size, shared)


def _linear(term: Monomial, name: str, ctx: Context) -> bool:
    """Whether a term is a matrix or a number times the variable."""
    holding = [f for f, n in term.factors if name in names(f) or (n < 0 and name in names(f))]
    if len(holding) != 1 or (holding[0], Fraction(1)) not in term.factors:
        return False
    *front, last = chain_of(holding[0], ctx)
    return last == Name(name) and not any(name in names(f) for f in front)
