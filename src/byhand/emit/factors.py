"""Numbers drawn out of formulas of arrays, so that a loop over the arrays multiplies once.

`lr*(m/c)/(sqrt(v/d) + eps)` is `k*m/(sqrt(v) + e)` with two numbers k and e that do not depend on
any entry: three passes over memory less.
"""

from __future__ import annotations

from collections.abc import Callable, Set

from byhand.language.expr import ONE, Apply, Expr, Name, Number, leaves

Split = tuple[Expr, Expr | None]
"""A number, and the array that it multiplies; None where the whole is a number."""


class Factors:
    """Splits formulas into a number times an array.

    `positive` says which numbers are certain to be above 0; only those may leave a root, an
    absolute value or a sum with a number.
    """

    def __init__(self, arrays: Set[str], positive: Callable[[Expr], bool]) -> None:
        self.arrays, self.positive = arrays, positive

    def is_scalar(self, expr: Expr) -> bool:
        """Whether no array occurs."""
        return not any(isinstance(x, Name) and x.name in self.arrays for x in leaves(expr))

    def drawn_out(self, expr: Expr) -> Expr:
        """The formula with every number as far out as it can be."""
        return _join(*self.split(expr))

    def split(self, expr: Expr) -> Split:
        """A number, and the array that it multiplies."""
        if self.is_scalar(expr):
            return expr, None
        if not isinstance(expr, Apply):
            return ONE, expr
        parts = [self.split(arg) for arg in expr.args]
        match expr.op:
            case "neg":
                return Apply("neg", (parts[0][0],)), parts[0][1]
            case "mul":
                return self._product(parts)
            case "div":
                return self._quotient(*parts)
            case "add" | "sub" if len(parts) == 2:
                return self._sum(expr.op, *parts)
            case "sqrt" | "abs" | "sign" if self._is_positive(parts[0][0]):
                k, core = parts[0]
                outside = ONE if expr.op == "sign" or k == ONE else Apply(expr.op, (k,))
                return outside, Apply(expr.op, (_of(core),))
            case "pow" if self.is_scalar(expr.args[1]) and self._is_positive(parts[0][0]):
                k, core = parts[0]
                outside = ONE if k == ONE else Apply("pow", (k, expr.args[1]))
                return outside, Apply("pow", (_of(core), expr.args[1]))
        return ONE, Apply(expr.op, tuple(_join(*part) for part in parts), expr.settings)

    def _is_positive(self, k: Expr) -> bool:
        return k == ONE or self.positive(k)

    def _product(self, parts: list[Split]) -> Split:
        number: Expr = ONE
        cores = [core for _, core in parts if core is not None]
        for k, _ in parts:
            number = _times(number, k)
        core = cores[0]
        for other in cores[1:]:
            core = Apply("mul", (core, other))
        return number, core

    def _quotient(self, top: Split, bottom: Split) -> Split:
        number = top[0] if bottom[0] == ONE else Apply("div", (top[0], bottom[0]))
        if bottom[1] is None:
            return number, top[1]
        return number, Apply("div", (ONE if top[1] is None else top[1], bottom[1]))

    def _sum(self, op: str, left: Split, right: Split) -> Split:
        (a, x), (b, y) = left, right
        if x is not None and y is None:  # an array and a number
            if a != ONE and self.positive(a):
                return a, Apply(op, (x, Apply("div", (b, a))))
        elif x is not None and x == y:
            return Apply(op, (a, b)), x
        elif x is not None and y is not None and a == b:
            return a, Apply(op, (x, y))
        return ONE, Apply(op, (_join(a, x), _join(b, y)))


def _of(core: Expr | None) -> Expr:
    assert core is not None
    return core


def _times(a: Expr, b: Expr) -> Expr:
    if a == ONE:
        return b
    return a if b == ONE else Apply("mul", (a, b))


def _join(number: Expr, core: Expr | None) -> Expr:
    if core is None:
        return number
    if number == ONE:
        return core
    if isinstance(core, Apply) and core.op == "div" and core.args[0] == Number("1"):
        return Apply("div", (number, core.args[1]))
    return Apply("mul", (number, core))
