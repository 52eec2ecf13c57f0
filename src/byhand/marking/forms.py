"""In which form a right formula is written, and what numbers in a formula stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any

from byhand.calculus.closed import closed_form
from byhand.calculus.derive import derive
from byhand.language.expr import (
    ONE,
    Apply,
    Expr,
    Name,
    Number,
    Partial,
    fold,
    leaves,
    size,
    with_leaves,
)
from byhand.marking import remarks
from byhand.marking.answers import Link, Target
from byhand.marking.key import Key, names_in, target_of
from byhand.marking.relations import Leaf, leaf_of
from byhand.marking.rounding import half_unit
from byhand.text import Text

_MOST_READINGS = 64
_LONGEST = 400
"""Operations; a relation of unnamed values is not written out beyond this."""


def with_names(key: Key, leaf: Leaf) -> Expr:
    """The relation of a quantity in the names that a student has: v1, v2, ... written out."""
    if leaf not in key.written:
        key.written[leaf] = _with_names(key, leaf)
    return key.written[leaf]


def _with_names(key: Key, leaf: Leaf) -> Expr:
    relation = key.relations.get(leaf)
    expr = relation.expr if relation is not None else _step(key, leaf)
    for _ in range(len(key.relations)):
        by = {
            leaf_of(x): key.relations[leaf_of(x)].expr
            for x in leaves(expr)
            if isinstance(x, Name | Partial) and _is_unnamed(key, x)
        }
        if not by:
            break
        expr = written_out(expr, by)
        if size(expr) > _LONGEST:
            break
    return _plainer(expr)


def _step(key: Key, leaf: Leaf) -> Expr:
    """∂a/∂z of a program of numbers as a formula; what has none is its own name."""
    derivation = key.derivation
    if isinstance(leaf, Partial) and not derivation.is_arrays and key.truth(leaf) is not None:
        return closed_form(derive(derivation.graph, {}, of=leaf.of, wrt=[leaf.wrt]), leaf.wrt)
    return target_of(leaf)


def _is_unnamed(key: Key, target: Target) -> bool:
    leaf = leaf_of(target)
    output = isinstance(leaf, Partial) and leaf.wrt == key.derivation.of
    return leaf in key.relations and (output or not key.named(leaf))


def written_out(expr: Expr, by: Mapping[Leaf, Expr]) -> Expr:
    """The formula with some names and derivatives replaced."""

    def leaf(node: Any) -> Expr:
        return by.get(leaf_of(node), node) if isinstance(node, Name | Partial) else node

    return with_leaves(expr, leaf)


def _plainer(expr: Expr) -> Expr:
    """The formula without factors of 1."""

    def join(node: Apply, parts: list[Expr]) -> Expr:
        if node.op == "mul" and ONE in parts:
            return parts[0] if parts[1] == ONE else parts[1]
        return Apply(node.op, tuple(parts), node.settings, node.at)

    return fold(expr, lambda node: node, join)


def form_of(key: Key, leaf: Leaf, expr: Expr) -> Text | None:
    """What is said of a right formula that is not made of what byhand's own is made of."""
    expected = names_in(with_names(key, leaf))
    written = names_in(expr)
    if written == expected or not isinstance(leaf, Partial) or leaf not in key.relations:
        return None
    derivatives = [name for name in written if isinstance(name, Partial)]
    if any(partial.of != key.derivation.of for partial in derivatives):
        return None  # the chain rule itself, ∂L/∂a · ∂a/∂z
    if any(isinstance(name, str) and not key.named(name) for name in written):
        return remarks.OWN_FORM
    return remarks.OTHER_FORM if derivatives else remarks.CLOSED_FORM


_SIGNS = frozenset("*@⊙∘×")


def other_products(link: Link) -> Iterator[Expr]:
    """A formula of arrays with its unsigned products read in another way.

    `u v` may mean the product entry by entry or the sum of it; who writes a sign has said which.
    """
    if link.expr is None or not link.read_as or _SIGNS & set(link.text):
        return
    for old, new in (("mul", "dot"), ("mul", "matmul"), ("matmul", "mul")):
        other = _with_product(link.expr, old, new)
        if other != link.expr:
            yield other


def _with_product(expr: Expr, old: str, new: str) -> Expr:
    def join(node: Apply, parts: list[Expr]) -> Expr:
        op = new if node.op == old and not any(isinstance(p, Number) for p in parts) else node.op
        return Apply(op, tuple(parts), node.settings, node.at)

    return fold(expr, lambda node: node, join)


def generalised(expr: Expr, given: Mapping[Leaf, Any]) -> Iterator[Expr]:
    """The formula with its numbers read as values of the problem that they are, rounded."""
    choices: list[list[Expr]] = []
    for node in leaves(expr):
        if isinstance(node, Number):
            choices.append([*_standing_for(node, given), node])
    if sum(len(choice) for choice in choices) == len(choices):
        return
    for chosen in islice(product(*choices), _MOST_READINGS):
        yield _chosen(expr, iter(chosen))


def _standing_for(number: Number, given: Mapping[Leaf, Any]) -> list[Expr]:
    value, half = float(number.value), half_unit(number.text)
    return [
        target_of(leaf)
        for leaf, known in given.items()
        if isinstance(known, float) and abs(known - value) <= half + 1e-12
    ]


def _chosen(expr: Expr, chosen: Iterator[Expr]) -> Expr:
    def leaf(node: Any) -> Expr:
        return next(chosen) if isinstance(node, Number) else node

    return with_leaves(expr, leaf)
