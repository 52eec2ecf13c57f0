"""A line of a rule with its numbers put in: `m₁ = 0.9 · 0 + 0.1 · (−0.53) = −0.053`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from byhand.calculus.tidy import is_neg
from byhand.language.expr import Apply, Expr, Leaf, Name, Number, fold
from byhand.numeric.backends import FLOAT
from byhand.numeric.functions import evaluate_expression
from byhand.numeric.rounding import shown
from byhand.page.array_values import shown_array, value_of
from byhand.page.blocks import Part, Row
from byhand.page.rows import chain
from byhand.training.optimizers.hand import Worked
from byhand.training.optimizers.optimizer import Optimizer
from byhand.training.optimizers.symbols import in_letters

# Arrays of more entries make lines of numbers that nobody reads; their lines stay in letters.
_ENTRIES = 3


def worked_row(one: Worked, t: int, called: str, optimizer: Optimizer, digits: int) -> Row:
    """A line of step t: letters only where arrays are large, otherwise numbers, then the value."""
    told = one.told
    left = told.left(f"_{t}", called)
    used = [value for name, value in one.values.items() if name in _names(told.update.expr)]
    if any(getattr(value, "size", 1) > _ENTRIES for value in used):
        words = told.named(f"_{t}", f"_{t - 1}", called)
        return chain(left, [Part("=", in_letters(told.update.expr, words)), _end(one, digits)])
    numbers = with_numbers(told.update.expr, one.values, optimizer.fixed, digits)
    return chain(left, [Part("=", numbers, dots=True), _end(one, digits)])


def _end(one: Worked, digits: int) -> Part:
    return value_of(one.value, digits)


def _names(expr: Expr) -> set[str]:
    from byhand.language.expr import names

    return set(names(expr))


def _is_negative(expr: Expr) -> TypeGuard[Apply]:
    """Whether an expression is a number below 0, which a person subtracts."""
    return isinstance(expr, Apply) and is_neg(expr) and isinstance(expr.args[0], Number)


_Filled = tuple[Expr, Expr, bool]
"""The numbers, the letters they came from, and whether only settings are among those."""


def with_numbers(expr: Expr, values: Mapping[str, Any], fixed: set[str], digits: int) -> Expr:
    """A line with numbers in the place of names; what settings alone make is worked out: 1 − 0.9.

    >>> from byhand.language.notations import UNICODE
    >>> from byhand.language.parse import parse_expression
    >>> from byhand.language.show import show
    >>> line = parse_expression("beta1*m + (1 - beta1)*g")
    >>> at = {"beta1": 0.9, "m": 0.0, "g": -0.53}
    >>> show(with_numbers(line, at, {"beta1"}, 4), UNICODE)
    '0.9 · 0 + 0.1 · (−0.53)'
    """

    def leaf(node: Leaf) -> _Filled:
        if not isinstance(node, Name):
            return node, node, True
        known = node.name == "t" or node.name in fixed
        return shown_array(values[node.name], digits).expr, node, known

    def join(node: Apply, parts: list[_Filled]) -> _Filled:
        letters = Apply(node.op, tuple(part[1] for part in parts), node.settings)
        # 1 − 0.9² shows which step it is; 0.19 would not.
        if all(part[2] for part in parts) and node.op != "pow":
            value = shown(evaluate_expression(letters, values, FLOAT), digits)
            if value.exact:
                return value.expr, letters, True
        inside = tuple(part[0] for part in parts)
        if node.op == "neg" and isinstance(inside[0], Apply) and is_neg(inside[0]):
            return inside[0].args[0], letters, False
        if node.op == "add" and len(inside) == 2 and _is_negative(inside[1]):
            return Apply("sub", (inside[0], inside[1].args[0])), letters, False
        return Apply(node.op, inside, node.settings), letters, False

    return fold(expr, leaf, join)[0]
