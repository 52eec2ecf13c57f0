"""Why a matrix rule holds: the chain rule for one entry, in index notation.

`∂L/∂W_jk = Σ_i ∂L/∂Z_ik · ∂Z_ik/∂W_jk = Σ_i ∂L/∂Z_ik · X_ij`
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from byhand.calculus.derivation import Derivation
from byhand.calculus.index_notation import (
    DELTA,
    At,
    NoEntriesError,
    Rule,
    aligned,
    entry_of,
    fresh,
    product,
    rule_of,
    size_of,
    total,
)
from byhand.calculus.local import local_derivative
from byhand.calculus.steps import Pull
from byhand.graph import Node
from byhand.graph.shape_rules import axes_of
from byhand.graph.shapes import fixed_settings, shape_of
from byhand.language.expr import ONE, Apply, Expr, Leaf, Name, Partial, fold
from byhand.language.identifiers import entry_name
from byhand.language.parse import parse_expression
from byhand.language.program import Shape
from byhand.ops import CATALOGUE
from byhand.page.blocks import Part, Row
from byhand.page.rows import chain


@dataclass(frozen=True, slots=True)
class _Entries:
    """Which entries of the result one entry of the operand takes part in, and how."""

    tail: At
    """The indices of the operand's entry."""
    head: At
    """The indices of the result's entry."""
    local: Expr
    """The derivative of the one by the other."""
    mixed: bool = False
    """Whether the local derivative is no single product, so that the sum can be worked out."""

    @property
    def over(self) -> At:
        """The letters that the chain rule adds over."""
        return tuple(index for index in self.head if index not in self.tail and index != "0")


def justification(derivation: Derivation, pull: Pull) -> list[Row]:
    """The definition of an operation by entries, and the chain rule for one entry of the operand.

    Empty where index notation does not help: indexing, reshaping, solving.
    """
    graph, shapes = derivation.graph, derivation.shapes
    node = graph.spelled(graph.nodes[pull.edge.head])
    taken = {name for name in graph.nodes if len(name) == 1}
    try:
        found = _entries(derivation, node, pull, taken)
    except NoEntriesError:
        return []
    if found is None or not (found.head or found.tail):
        return []
    rows = []
    with suppress(NoEntriesError):
        value = entry_of(node.expr, found.head, shapes, taken | set(found.head))
        rows.append(Row((Part("", Name(entry_name(node.id, found.head))), Part("=", value))))
    reason = _chain(derivation, node, pull, found, taken)
    return [*rows, reason] if len(reason.parts) > 1 else []


def _chain(derivation: Derivation, node: Node, pull: Pull, found: _Entries, taken: set[str]) -> Row:
    of, tail = derivation.of, pull.edge.tail
    target = Partial(of, entry_name(tail, found.tail))
    head = entry_name(node.id, found.head)
    upstream: Expr = ONE if node.id == of else Partial(of, head)
    rule = Partial(head, entry_name(tail, found.tail))
    links: list[Expr] = []
    if sum(edge.tail == tail for edge in derivation.graph.edges_into(node)) == 1:
        links.append(total(product([upstream, rule]), found.over))
    links.append(total(product([upstream, found.local]), found.over))
    if found.mixed:
        letters = taken | set(found.tail)
        with suppress(NoEntriesError):
            links.append(entry_of(pull.product, found.tail, derivation.shapes, letters))
    only = len(derivation.pulls.get(tail, ())) == 1
    left = target if only else links.pop(0)
    links = [link for link in links if link != left]
    return chain(left, [Part("=", link) for link in links])


def _entries(derivation: Derivation, node: Node, pull: Pull, taken: set[str]) -> _Entries | None:
    op, shapes = CATALOGUE[node.op], derivation.shapes
    if op.elementwise:
        return _elementwise(derivation, node, pull, taken)
    found = rule_of(node_call(node), shapes)
    if found is not None:
        names = {letter: letter for letter in found.letters}
        clashing = [letter for letter in found.letters if letter in taken]
        others = fresh(taken | set(found.letters), len(clashing))
        names |= dict(zip(clashing, others, strict=True))
        return _by_rule(node, pull.edge.slot, found.renamed(names), shapes, taken)
    if op.entries and "=" not in op.entries:
        return _along(node, shapes, taken)
    return None


def node_call(node: Node) -> Apply:
    """The operation of a node as an expression."""
    expr = node.expr
    assert isinstance(expr, Apply)
    return expr


def _elementwise(derivation: Derivation, node: Node, pull: Pull, taken: set[str]) -> _Entries:
    shapes = derivation.shapes
    rank = len(shapes[node.id])
    head = tuple(fresh(set(taken), rank))
    head = tuple("0" if d == 1 else i for i, d in zip(head, shapes[node.id], strict=True))
    local = local_derivative(node, pull.edge.slot)
    own = aligned(head, shape_of(local, shapes))
    entry = entry_of(local, own, shapes, taken | set(head)) if rank else local
    return _Entries(aligned(head, shapes[pull.edge.tail]), head, entry)


def _by_rule(
    node: Node, slot: int, found: Rule, shapes: Mapping[str, Shape], taken: set[str]
) -> _Entries:
    """The other factors, for the entry of one operand of a sum of products."""
    op = CATALOGUE[node.op]
    operand = op.operands[slot]
    place = next(i for i, (name, _) in enumerate(found.factors) if name == operand)
    own = found.factors[place][1]
    used = set(taken) | set(found.letters)
    tail: list[str] = []
    factors: list[Expr] = []
    for letter in own:
        if letter in tail:  # A[i, i]: only entries with equal indices take part
            (other,) = fresh(used, 1)
            factors.append(Name(entry_name(DELTA, (letter, other))))
            letter = other
        tail.append(letter)
    words = dict(zip(op.operands, node.args, strict=False))
    for i, (name, at) in enumerate(found.factors):
        if i != place:
            factors.append(entry_of(words[name], at, shapes, used))
    local = product(factors)
    if found.share:
        call = node_call(node)
        local = Apply("div", (local, size_of(call, shapes[own_name(node, slot)])))
    rest = [letter for letter in found.letters if letter not in (*found.out, *tail)]
    return _Entries(tuple(tail), found.out, total(local, tuple(rest)))


def own_name(node: Node, slot: int) -> str:
    """The node that an operand is."""
    arg = node.args[slot]
    assert isinstance(arg, Name)
    return arg.name


def _along(node: Node, shapes: Mapping[str, Shape], taken: set[str]) -> _Entries:
    """An operation along an axis, whose entries all depend on each other there."""
    op = CATALOGUE[node.op]
    shape = shapes[own_name(node, 0)]
    fixed = fixed_settings(op, node.settings)
    axes = axes_of(fixed["axis"], len(shape))
    if len(axes) != 1:
        raise NoEntriesError
    (axis,) = axes
    letters = fresh(set(taken), len(shape) + 1)
    head, k = letters[:-1], letters[-1]
    tail = (*head[:axis], k, *head[axis + 1 :])
    places = {"j": head[axis], "k": k}
    if shapes[node.id] != shape:
        head = [i for a, i in enumerate(head) if a != axis or fixed.get("keepdims")]
        head = ["0" if fixed.get("keepdims") and i == places["j"] else i for i in head]
    names = {"out": node.id, op.operands[0]: own_name(node, 0)}

    def leaf(one: Leaf) -> Expr:
        if isinstance(one, Name) and one.name == "out":
            return Name(entry_name(node.id, tuple(head)))
        return one

    def join(one: Apply, parts: list[Expr]) -> Expr:
        if one.op != "index":
            return Apply(one.op, tuple(parts), one.settings)
        base = one.args[0]
        assert isinstance(base, Name)
        at = [places[a.name] for a in one.args[1:] if isinstance(a, Name)]
        if base.name == DELTA:
            return Name(entry_name(DELTA, at))
        return Name(entry_name(names[base.name], (*tail[:axis], at[0], *tail[axis + 1 :])))

    local = fold(parse_expression(op.entries), leaf, join)
    return _Entries(tail, tuple(head), local, mixed=True)
