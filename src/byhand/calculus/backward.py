"""The backward pass as a program in byhand's own language, and its graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from byhand.calculus.derivation import Derivation
from byhand.graph import Graph, build
from byhand.graph.infer import shape_text
from byhand.language.expr import ONE, Apply, Expr, Leaf, Name, Number, Partial, fold
from byhand.language.notations import PLAIN
from byhand.language.program import Declaration, Program, Statement
from byhand.language.show import show


def backward_program(derivation: Derivation) -> Program:
    """One line per gradient, `dL_dz = dL_da * a * (1 - a)`, in the order they become known.

    The names of the forward pass appear as inputs, with their shapes declared, so the program can
    be evaluated, drawn and differentiated like any other; its `source` is its text.

    >>> from byhand.graph import build
    >>> from byhand.language.parse import parse
    >>> from byhand.calculus.derive import derive
    >>> d = derive(build(parse("L = x^2")))
    >>> print(backward_program(d).source)
    dL_dL = 1
    dL_dx = 2*x
    """
    names = gradient_words(derivation)
    statements = [Statement(names[derivation.of], ONE, -1)]
    for node in derivation.order:
        if node != derivation.of:
            expr = _with_words(derivation.formula(node), names)
            statements.append(Statement(names[node], expr, -1))
    declared = tuple(_declarations(derivation, statements))
    return Program(tuple(statements), _source(declared, statements), declared)


def _declarations(derivation: Derivation, statements: Sequence[Statement]) -> Iterator[Declaration]:
    """The shapes of the arrays that the backward pass takes from the forward pass."""
    for name in Program(tuple(statements), "").inputs():
        shape = derivation.shapes.get(name)
        # A length such as N+M has no letter of its own.
        if shape and all(isinstance(dim, int) or dim.isidentifier() for dim in shape):
            yield Declaration(name, shape)


def _source(declared: Sequence[Declaration], statements: Sequence[Statement]) -> str:
    """The program as typed."""
    lines = [f"{d.name}: {shape_text(d.shape)}" for d in declared]
    lines += [f"{s.target} = {show(s.expr, PLAIN)}" for s in statements]
    return "\n".join(lines)


def backward_graph(derivation: Derivation) -> Graph:
    """The graph of the backward pass."""
    return build(backward_program(derivation))


def gradient_words(derivation: Derivation) -> dict[str, str]:
    """A plain name for every gradient, `dL_dz`, that no variable of the program has."""
    taken = set(derivation.graph.nodes)
    words: dict[str, str] = {}
    for node in dict.fromkeys((derivation.of, *derivation.order)):
        word = f"d{_plain(derivation.of)}_d{_plain(node)}"
        while word in taken:
            word += "_"
        words[node] = word
        taken.add(word)
    return words


def _plain(name: str) -> str:
    return name.replace("'", "_")


def _with_words(expr: Expr, words: Mapping[str, str]) -> Expr:
    """Gradients by their plain names."""

    def leaf(node: Leaf) -> Expr:
        return Name(words[node.wrt]) if isinstance(node, Partial) else node

    return without_places(expr, leaf)


def without_places(expr: Expr, change: Callable[[Leaf], Expr] = lambda leaf: leaf) -> Expr:
    """An expression that points at no place in a text: its parts come from several texts."""

    def leaf(node: Leaf) -> Expr:
        found = change(node)
        return replace(found, at=-1) if isinstance(found, (Name, Number)) else found

    def join(node: Apply, parts: list[Expr]) -> Expr:
        return Apply(node.op, tuple(parts), node.settings)

    return fold(expr, leaf, join)
