"""How a derivation is to be drawn, and from there to the plan of its picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from byhand.calculus.derivation import Derivation
from byhand.graph.views import VIEWS, View, ViewName, by_operation, by_statement
from byhand.text import Lang

if TYPE_CHECKING:
    from byhand.diagram.scene import Direction, Scene

Style = Literal["values", "formulas", "structure", "blank"]
STYLES: tuple[Style, ...] = get_args(Style)

# Up to here a picture of arrays with a box per operation, and per line, is read with pleasure.
_MOST_OPERATIONS, _MOST_LINES = 10, 20


@dataclass(frozen=True)
class Drawing:
    """How a graph is to be drawn."""

    style: Style = "values"
    direction: Direction = "LR"
    theme: str = "default"
    view: ViewName = "operations"
    branches: bool = True
    """Whether a value with several uses gets a branch point of its own."""
    highlight: tuple[str, ...] = ()
    digits: int = 4
    title: str = ""
    name: str = "computation graph"
    collapse: bool = True
    """Whether layers that repeat are drawn once, in the view by layer."""
    lang: Lang = "en"


def scene_of(derivation: Derivation, drawing: Drawing) -> Scene:
    """The plan of a picture: boxes and wires with everything that is written on them."""
    from byhand.diagram.plan import Plan

    return Plan(derivation, view_of(derivation, drawing), drawing).scene()


def view_of(derivation: Derivation, drawing: Drawing) -> View:
    """The boxes and edges that a drawing shows."""
    graph, nodes = derivation.graph, derivation.relevant
    if drawing.view == "layers":
        from byhand.graph.layers import by_layer

        data = frozenset(graph.inputs) - set(derivation.wrt)
        return by_layer(
            graph, nodes, derivation.shapes, derivation.of, data, collapse=drawing.collapse
        )
    if drawing.view == "operations":
        return by_operation(graph, nodes)
    view = by_statement(graph, nodes)
    return view.bundled() if derivation.is_arrays else view


def default_style(derivation: Derivation) -> Style:
    """Values where there are numbers, formulas where there are none."""
    return "values" if derivation.has_values else "formulas"


def default_view(derivation: Derivation) -> ViewName:
    """The closest look at which a picture can still be read."""
    if not derivation.is_arrays:
        return "operations"
    computed = [node for node in derivation.relevant if not node.is_input]
    if len(computed) <= _MOST_OPERATIONS:
        return "operations"
    lines = sum(node.named for node in computed)
    return "statements" if lines <= _MOST_LINES else "layers"


def views_from(derivation: Derivation) -> tuple[ViewName, ...]:
    """The views that a page may choose among, the closest look first."""
    if not derivation.is_arrays:
        return ("operations",)
    return VIEWS[VIEWS.index(default_view(derivation)) :]
