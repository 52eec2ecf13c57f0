"""The backward pass as a program in byhand's own language, and its graph."""

from __future__ import annotations

from collections.abc import Mapping

from byhand.calculus.derivation import Derivation
from byhand.graph import Graph, build
from byhand.language.expr import ONE, Apply, Expr, Leaf, Name, Partial, fold, leaves
from byhand.language.program import Program, Statement


def backward_program(derivation: Derivation) -> Program:
    """One line per gradient, `dL_dz = dL_da * a * (1 - a)`, in the order they become known.

    The names of the forward pass appear as inputs, so the program can be evaluated, drawn and
    differentiated like any other.

    >>> from byhand.graph import build
    >>> from byhand.language.parse import parse
    >>> from byhand.calculus.derive import derive
    >>> d = derive(build(parse("L = x^2")))
    >>> [s.target for s in backward_program(d).statements]
    ['dL_dL', 'dL_dx']
    """
    names = gradient_words(derivation)
    statements = [Statement(names[derivation.of], ONE, -1)]
    for node in derivation.order:
        if node != derivation.of:
            expr = _with_words(derivation.formula(node), names)
            statements.append(Statement(names[node], expr, -1))
    return Program(tuple(statements), "")


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
    if not any(isinstance(leaf, Partial) for leaf in leaves(expr)):
        return expr

    def leaf(node: Leaf) -> Expr:
        return Name(words[node.wrt]) if isinstance(node, Partial) else node

    def join(node: Apply, parts: list[Expr]) -> Expr:
        return Apply(node.op, tuple(parts), node.settings, node.at)

    return fold(expr, leaf, join)
