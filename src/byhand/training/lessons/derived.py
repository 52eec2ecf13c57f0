"""A derivation as a few lines of a page: the program, its gradients, their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from byhand.calculus.closed import closed_form
from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.graph import Graph, build
from byhand.language.expr import Name, Partial, names
from byhand.language.parse import parse
from byhand.page.array_values import value_of
from byhand.page.blocks import Part, Row
from byhand.page.rows import chain, numbers_in, value_part, worth


def gradient_rows(
    program: str, wrt: Sequence[str], at: Mapping[str, Any] | None, digits: int
) -> Iterator[tuple[Row, ...]]:
    """The lines of a program, then a line for each gradient; proved before they are shown."""
    derivation = derive(build(parse(program)), dict(at or {}), wrt=list(wrt))
    _prove(derivation)
    statements = derivation.graph.program.statements
    yield tuple(chain(Name(s.target), [Part("=", worth(s.expr))]) for s in statements)
    yield tuple(_gradient(derivation, name, digits) for name in wrt)


def prove_at(graph: Graph, at: Mapping[str, Any], of: str, wrt: Sequence[str]) -> None:
    """Prove the derivation of a graph at some values; raises `ProofError` if it does not hold."""
    _prove(derive(graph, dict(at), of=of, wrt=list(wrt)))


def _prove(derivation: Derivation) -> None:
    if derivation.is_arrays:
        from byhand.calculus.array_proof import prove_arrays

        prove_arrays(derivation)
    else:
        from byhand.calculus.proof import prove

        prove(derivation)


def _gradient(derivation: Derivation, name: str, digits: int) -> Row:
    left = Partial(derivation.of, name)
    if derivation.is_arrays:
        return chain(left, [value_of(derivation.gradients[name], digits)], "gradient")
    form = closed_form(derivation, name)
    parts = [Part("=", form)]
    if derivation.has_values:
        if names(form):
            parts.append(Part("=", numbers_in(form, derivation.values, digits), dots=True))
        parts.append(value_part(derivation.gradients[name], digits))
    return chain(left, parts, "gradient")
