"""A derivation on a page: the lines of a program, its gradients, its computation graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from byhand.calculus.closed import closed_form
from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.graph import Graph, build
from byhand.language.expr import Name, Partial, names
from byhand.language.parse import parse
from byhand.page.array_values import value_of
from byhand.page.blocks import Part, Row
from byhand.page.rows import chain, gradient_row, numbers_in, value_part, worth
from byhand.text import Text

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from byhand.diagram.draw import Diagram
    from byhand.diagram.styles import Style
    from byhand.text import Lang

_GRAPH = Text(en="computation graph of {program}", zh="{program} 的计算图")


@dataclass(frozen=True)
class Computation:
    """The computation graph of a program at some values, proved before it is drawn.

    The style `values` writes values and gradients on its wires, `formulas` local derivatives.
    """

    program: str
    at: Mapping[str, Any]
    wrt: tuple[str, ...]
    style: Style = "values"

    def in_language(self, lang: Lang = "en") -> Diagram:
        """The graph as a picture."""
        from byhand.diagram.draw import Diagram
        from byhand.diagram.styles import Drawing, scene_of

        derivation = _derived(self.program, self.wrt, self.at)
        name = _GRAPH.fill(program=self.program).say(lang)
        return Diagram(scene_of(derivation, Drawing(style=self.style, name=name, lang=lang)))

    def save(self, path: str | os.PathLike[str], lang: Lang = "en") -> Path:
        """Write the picture in the format of the name's suffix, whole or not at all."""
        return self.in_language(lang).save(path)


def gradient_rows(
    program: str, wrt: Sequence[str], at: Mapping[str, Any] | None, digits: int
) -> Iterator[tuple[Row, ...]]:
    """The lines of a program, then a line for each gradient; proved before they are shown."""
    derivation = _derived(program, wrt, at or {})
    statements = derivation.graph.program.statements
    yield tuple(chain(Name(s.target), [Part("=", worth(s.expr))]) for s in statements)
    yield tuple(_gradient(derivation, name, digits) for name in wrt)


def pass_rows(
    program: str, wrt: Sequence[str], at: Mapping[str, Any], digits: int
) -> tuple[list[Row], list[Row]]:
    """The value of every line, `z = w·x = 2 · (−1) = −2`, and then the gradient of every node.

    The gradients begin at the output, and end with those asked for in the order of asking.
    """
    derivation = _derived(program, wrt, at)
    values = derivation.values
    forward = []
    for statement in derivation.graph.program.statements:
        parts = [Part("=", worth(statement.expr))]
        parts.append(Part("=", numbers_in(statement.expr, values, digits), dots=True))
        parts.append(value_part(values[statement.target], digits))
        forward.append(chain(Name(statement.target), parts, "value"))
    between = [node for node in derivation.order if node not in wrt and derivation.pushes.get(node)]
    backward = [gradient_row(derivation, node, digits, rule=False) for node in (*between, *wrt)]
    return forward, backward


def prove_at(graph: Graph, at: Mapping[str, Any], of: str, wrt: Sequence[str]) -> None:
    """Prove the derivation of a graph at some values; raises `ProofError` if it does not hold."""
    _prove(derive(graph, dict(at), of=of, wrt=list(wrt)))


def _derived(program: str, wrt: Sequence[str], at: Mapping[str, Any]) -> Derivation:
    """The derivation of a program; raises `ProofError` if it does not hold."""
    derivation = derive(build(parse(program)), dict(at), wrt=list(wrt))
    _prove(derivation)
    return derivation


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
