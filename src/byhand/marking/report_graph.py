"""The graph of a problem with the verdicts on its edges.

Every value stands on the wire that leaves its operation, every gradient below it; a verdict is a
sign in front of the number: ✓ in green, ✗ in red, ~ and – in ink and grey. The first mistake makes
the wire of its edge thick.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from byhand.calculus.derivation import Derivation
from byhand.diagram.scene import Label, Scene, Wire
from byhand.diagram.styles import Drawing, default_view, scene_of, view_of
from byhand.graph import Edge
from byhand.graph.views import ViewName
from byhand.language.expr import Partial
from byhand.language.notations import TYPST, UNICODE
from byhand.language.show import show
from byhand.marking import report_words as words
from byhand.marking.places import first_edge
from byhand.marking.relations import Leaf, leaf_of
from byhand.marking.verdicts import Line, Marked, Verdict
from byhand.page.array_values import shown_array
from byhand.text import Lang

if TYPE_CHECKING:
    from byhand.diagram.scene import Direction

_INKS: Mapping[Verdict, str] = {
    "correct": "value",
    "other_form": "value",
    "follows": "ink",
    "mistake": "gradient",
    "wrong": "gradient",
    "unreadable": "gradient",
    "missing": "faint",
    "unjudged": "faint",
}
# Signs of relation keep their distance, and a minus behind them is the sign of a number.
_TYPST_SIGNS = {sign: f'class("relation", "{sign}")' for sign in "✓✗~–"}


@dataclass(frozen=True)
class Look:
    """How the graph of a report is drawn."""

    direction: Direction = "LR"
    theme: str = "default"
    view: ViewName | None = None
    digits: int = 4
    lang: Lang = "en"


def marked_scene(marked: Marked, derivation: Derivation, look: Look) -> Scene:
    """The plan of the picture."""
    drawing = Drawing(
        style="values",
        direction=look.direction,
        theme=look.theme,
        view=look.view or default_view(derivation),
        digits=look.digits,
        name=words.DRAWN.say(look.lang),
        lang=look.lang,
    )
    scene = scene_of(derivation, drawing)
    judged = {leaf_of(line.target): line for line in marked.lines if line.target is not None}
    judges = _Judge(derivation, judged, look.digits)
    edges = view_of(derivation, drawing).edges
    wires = _told(scene, edges, judges, derivation.of)
    first = first_edge(marked, derivation)
    if first is not None:
        wires = _struck(wires, first, edges)
    return replace(scene, wires=tuple(wires.values()))


@dataclass(frozen=True)
class _Judge:
    """Writes values and gradients with the verdict on them."""

    derivation: Derivation
    judged: Mapping[Leaf, Line]
    digits: int

    def label(self, label: Label | None, leaf: Leaf) -> Label | None:
        """The label of a value or of a gradient, in grey where nothing is said of it."""
        line = self.judged.get(leaf)
        if line is None:
            return replace(label, color="faint") if label is not None else None
        sign, color = words.SIGNS[line.verdict], _INKS[line.verdict]
        math, plain = _written(line, self.digits) or (
            (label.math, label.plain) if label is not None and line.right else ("", "")
        )
        return Label(f"{_TYPST_SIGNS[sign]} {math}".strip(), f"{sign} {plain}".strip(), color, 10)


def _written(line: Line, digits: int) -> tuple[str, str] | None:
    """The number that the student gave, if one was given."""
    if line.answer is None:
        return None
    values = [link.value for link in line.answer.links if link.value is not None]
    if not values:
        return None
    expr = shown_array(values[-1], max(digits, 6)).expr
    return show(expr, TYPST), show(expr, UNICODE)


def _told(scene: Scene, edges: tuple[Edge, ...], judge: _Judge, of: str) -> dict[str, Wire]:
    """All wires with the verdicts on what they carry."""
    wires = {wire.id: wire for wire in scene.wires}
    carried = {f"{edge.tail} {edge.head} {edge.slot}": edge for edge in edges}
    for name, wire in wires.items():
        edge = carried.get(name)
        node = of if name == "last" else edge.tail if edge else name.removesuffix(" trunk")
        split = edge is not None and f"{node} trunk" in wires
        told = wire
        if not split:
            over = judge.label(wire.over, node)
            told = replace(told, over=over, under=judge.label(wire.under, Partial(of, node)))
        elif wire.under is not None:
            told = replace(told, under=replace(wire.under, color="faint"))
        if edge is not None and Partial(edge.head, edge.tail) in judge.judged and edge.head != of:
            told = replace(told, beside=judge.label(None, Partial(edge.head, edge.tail)))
        wires[name] = told
    return wires


def _struck(wires: dict[str, Wire], first: Edge | str, edges: tuple[Edge, ...]) -> dict[str, Wire]:
    """The wires with the one of the first mistake thick and red, and a cross on it."""
    if isinstance(first, Edge):
        found = [f"{first.tail} {first.head} {first.slot}"]
    else:
        ends = [f"{e.tail} {e.head} {e.slot}" for e in edges if e.tail == first]
        found = [f"{first} trunk", "last" if not ends else ends[0]]
    name = next((name for name in found if name in wires), None)
    if name is None:
        return wires
    wire = wires[name]
    red = replace(wire, highlighted=True, ink="gradient")
    if not any(x and x.plain.startswith("✗") for x in (wire.over, wire.under, wire.beside)):
        red = replace(red, beside=Label(_TYPST_SIGNS["✗"], "✗", "gradient", 12))
    return {**wires, name: red}
