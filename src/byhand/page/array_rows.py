"""Single lines of a derivation of arrays: the rule, its numbers, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from byhand.calculus.derivation import Derivation
from byhand.calculus.dress import dress
from byhand.calculus.steps import Forward, Pull
from byhand.calculus.tidy import is_neg, plus
from byhand.language.expr import Apply, Expr, Leaf, Listing, Name, Partial, Under, fold, number
from byhand.language.program import Shape
from byhand.numeric.backends import Value
from byhand.ops import CATALOGUE
from byhand.page.array_values import as_column, as_row, shown_array, value_of
from byhand.page.blocks import Part, Role, Row
from byhand.page.factors import each_factor, unmarked, with_shapes
from byhand.page.lines import width_of
from byhand.page.rows import definition, worth

# Numbers are put into a formula only where a person would still want to read it.
_NUMBERS = 64


class ArrayLines:
    """Writes the lines of one derivation."""

    def __init__(self, derivation: Derivation, digits: int) -> None:
        self.derivation, self.digits = derivation, digits
        self.shapes: Mapping[str, Shape] = derivation.shapes
        known: dict[Any, Value] = dict(derivation.values)
        for name, value in derivation.gradients.items():
            known[Partial(derivation.of, name)] = value
        self.known = known

    @cached_property
    def same_as(self) -> Mapping[str, Partial]:
        """For unnamed nodes that only pass a gradient on, the gradient that is passed.

        A person who writes Z = X W + b in one line never writes the gradient of X W down.
        """
        found: dict[str, Partial] = {}
        graph, of = self.derivation.graph, self.derivation.of
        for name in self.derivation.order:
            pulls = self.derivation.pulls.get(name, ())
            if graph.nodes[name].named or len(pulls) != 1 or pulls[0].product != pulls[0].upstream:
                continue
            head = pulls[0].edge.head
            if head != of:
                found[name] = found.get(head, Partial(of, head))
        return found

    def resolved(self, expr: Expr) -> Expr:
        """A formula with the gradients of such nodes replaced by those they pass on."""

        def leaf(node: Leaf) -> Expr:
            return self.same_as.get(node.wrt, node) if isinstance(node, Partial) else node

        return fold(expr, leaf, lambda node, args: Apply(node.op, tuple(args), node.settings))

    def forward(self, step: Forward, *, defined: bool) -> Row:
        """`Z = X W + b = [1 2; 3 4] [1; 0] + 0.5 = (1.5, 3.5)`, shapes below the names."""
        formula = dress(worth(step.expr), self.shapes)
        parts = [Part("=", with_shapes(formula, self.shapes), dots=True)]
        if defined:
            parts.append(Part("=", dress(definition(step.expr), self.shapes), dots=True))
        if step.value is not None:
            parts += self.numbers(formula, step.value)
            parts.append(value_of(step.value, self.digits))
        return self.row(Name(step.node), parts, "value" if step.value is not None else "plain")

    def gradient(self, node: str) -> Row:
        """`∂L/∂W = Xᵀ ∂L/∂Z = …`, shapes below the factors."""
        derivation = self.derivation
        left = Partial(derivation.of, node)
        pulls = derivation.pulls[node]
        local = self.sum_of(pulls, lambda pull: pull.product)
        short = self.sum_of(pulls, lambda pull: self.resolved(pull.product))
        parts = [Part("=", with_shapes(short, self.shapes), dots=False)]
        if local != short:
            parts.insert(0, Part("=", local))
        if node in self.same_as and self.shapes[node]:
            return self.row(left, parts[-1:])
        if not derivation.has_values:
            return self.row(left, parts)
        value = derivation.gradients[node]
        parts += self.numbers(short, value)
        parts.append(value_of(value, self.digits))
        return self.row(left, parts, "gradient")

    def sum_of(self, pulls: tuple[Pull, ...], product: Any) -> Expr:
        """The contributions of a node's uses, added, as they are shown."""
        return plus([worth(dress(product(pull), self.shapes)) for pull in pulls])

    def row(self, left: Name | Partial, parts: list[Part], role: Role = "plain") -> Row:
        """A chain with the shape of its left side, without links that repeat the one before."""
        name = left.name if isinstance(left, Name) else left.wrt
        shape = self.shapes.get(name, ())
        kept: list[Part] = []
        for part in parts:
            if not kept or part.sign == ":" or _bare(kept[-1].expr) != _bare(part.expr):
                kept.append(part)
            elif part.sign == "≈":
                kept[-1] = part  # the same digits, but not the whole truth
        return Row((Part("", Under(left, shape) if shape else left), *kept), role)

    # Numbers ---------------------------------------------------------------------------------

    def numbers(self, formula: Expr, value: Value) -> list[Part]:
        """The formula with numbers put in, where that is short and says more than the result."""
        try:
            filled = added_up(each_factor(formula, self._filled))
        except _TooLargeError:
            return []
        result = shown_array(value, self.digits)
        part = Part("=", filled, dots=True)
        if not isinstance(filled, Apply) or filled == result.expr or width_of(part) > _NUMBERS:
            return []
        return [part]

    def _filled(self, factor: Expr, inside: bool) -> Expr:
        from byhand.numeric.array_evaluate import evaluate_formula

        if not isinstance(factor, Apply) and not isinstance(factor, Name | Partial):
            return factor
        if isinstance(factor, Apply) and not _has_names(factor):
            return factor
        if not _is_whole(factor):
            raise _TooLargeError
        value = evaluate_formula(_computable(factor), self.known)
        if inside and getattr(value, "ndim", 0) == 1 and value.size <= _SHORT:
            transposed = isinstance(factor, Apply) and factor.op == "transpose"
            return as_row(value, self.digits) if transposed else as_column(value, self.digits)
        shown = shown_array(value, self.digits)
        if not shown.whole:
            raise _TooLargeError
        return shown.expr


_SHORT = 6


class _TooLargeError(Exception):
    """An array does not fit into a formula."""


def added_up(expr: Expr) -> Expr:
    """A formula with the entries of a vector added or averaged as a person does it.

    >>> from byhand.language.expr import number
    >>> from byhand.language.notations import UNICODE
    >>> from byhand.language.show import show
    >>> entries = Listing((number(2), Apply("neg", (number(3),)), number(7)))
    >>> show(added_up(Apply("mean", (entries,))), UNICODE)
    '(2 − 3 + 7)/3'
    """

    def join(node: Apply, args: list[Expr]) -> Expr:
        match node.op, args:
            case ("sum" | "mean") as op, [Listing(items)]:
                total = plus(list(items))
                count = number(len(items))
                return Apply("div", (total, count)) if op == "mean" else total
        return Apply(node.op, tuple(args), node.settings)

    return fold(expr, lambda leaf: leaf, join)


def _has_names(expr: Expr) -> bool:
    return fold(expr, lambda leaf: isinstance(leaf, Name | Partial), lambda _, parts: any(parts))


def _is_whole(expr: Expr) -> bool:
    """Whether every operation still has all its operands, though not all may be shown."""
    return fold(
        expr,
        lambda _: True,
        lambda node, parts: all(parts) and not (node.op == "expand" and len(parts) < 2),
    )


def _computable(expr: Expr) -> Expr:
    """A dressed factor as an evaluator knows it."""

    def join(node: Apply, args: list[Expr]) -> Expr:
        plain = unmarked(node)
        made = Apply(plain.op, tuple(args), plain.settings)
        together = node.op == "inv" and len(plain.settings) < len(node.settings)
        return Apply("transpose", (made,)) if together else made

    return fold(expr, lambda leaf: leaf, join)


def _bare(expr: Expr) -> Expr:
    """A formula without the shapes below it."""

    def leaf(node: Leaf) -> Expr:
        return node.expr if isinstance(node, Under) else node

    return fold(expr, leaf, lambda node, args: Apply(node.op, tuple(args), node.settings))


def is_defined(expr: Expr) -> bool:
    """Whether an operation has a definition by simpler ones that is worth showing."""
    return isinstance(expr, Apply) and bool(CATALOGUE[expr.op].formula) and not is_neg(expr)
