"""From a derivation to the plan of its picture, in one of four styles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from byhand.calculus.closed import closed_form
from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.diagram.labels import (
    equation_label,
    formula_label,
    name_label,
    number_label,
    sign_label,
)
from byhand.diagram.paths import on_paths
from byhand.diagram.scene import Box, Direction, Label, Scene, Wire
from byhand.graph import Edge, build
from byhand.graph.views import VIEWS, View, ViewName
from byhand.graph.views import Box as ViewBox
from byhand.language.expr import Expr, Name
from byhand.language.program import Program, Statement
from byhand.numeric.backends import Value

Style = Literal["values", "formulas", "structure", "blank"]
STYLES: tuple[Style, ...] = get_args(Style)


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


def scene_of(derivation: Derivation, drawing: Drawing) -> Scene:
    """The plan of a picture: boxes and wires with everything that is written on them."""
    view = VIEWS[drawing.view](derivation.graph, derivation.relevant)
    return _Plan(derivation, view, drawing).scene()


class _Plan:
    """One picture in the making."""

    def __init__(self, derivation: Derivation, view: View, drawing: Drawing) -> None:
        self.derivation, self.view, self.drawing = derivation, view, drawing
        self.of = derivation.of
        self.wired = drawing.style in ("values", "blank")
        self.uses: dict[str, list[Edge]] = {box.id: [] for box in view.boxes}
        for edge in view.edges:
            self.uses[edge.tail].append(edge)
        self.lines = {box.id: box for box in view.boxes}
        lit = drawing.highlight
        edges = on_paths(derivation.graph, view.edges, lit, self.of) if lit else set()
        self.lit = {(e.tail, e.head, e.slot) for e in edges}
        self.lit_boxes = {e.tail for e in edges} | {e.head for e in edges}

    def scene(self) -> Scene:
        boxes: list[Box] = []
        wires: list[Wire] = []
        for box in self.view.boxes:
            boxes.append(self.box(box))
            if self.splits(box.id):
                boxes.append(self.branch(box.id))
                wires.append(self.trunk(box.id))
        wires += [self.wire(edge) for edge in self.view.edges]
        if self.wired:
            boxes.append(
                self.shaded(Box("output", (formula_label(Name(self.of)),), "plain", "output"))
            )
            wires.append(self.last_wire())
        drawing = self.drawing
        direction, title, theme = drawing.direction, drawing.title, drawing.theme
        return Scene(tuple(boxes), tuple(wires), direction, title, theme, drawing.name)

    # Boxes -----------------------------------------------------------------------------------

    def box(self, box: ViewBox) -> Box:
        if box.is_input:
            shape = "plain" if self.wired else "box"
            return self.shaded(Box(box.id, (formula_label(Name(box.id)),), shape, "input"))
        role = "output" if box.id == self.of else "operation"
        return self.shaded(Box(box.id, self.inside(box), "box", role))

    def inside(self, box: ViewBox) -> tuple[Label, ...]:
        if self.drawing.style == "formulas":
            return (equation_label(box.id, box.expr),)
        node = self.derivation.graph.nodes[box.id]
        by_operation = self.drawing.view == "operations"
        sign = sign_label(node, box.expr) if by_operation else formula_label(box.expr)
        # The output's name already stands at the end of its wire.
        named = () if self.wired and box.id == self.of else (name_label(box.id),)
        return (sign, *named)

    def shaded(self, box: Box) -> Box:
        if not self.drawing.highlight:
            return box
        name = self.of if box.id == "output" else box.id.removeprefix("branch ")
        return replace(box, faded=name not in self.lit_boxes)

    def splits(self, name: str) -> bool:
        return self.wired and self.drawing.branches and len(self.uses[name]) > 1

    def branch(self, name: str) -> Box:
        return self.shaded(Box(f"branch {name}", (), "dot", "branch"))

    # Wires -----------------------------------------------------------------------------------

    def trunk(self, name: str) -> Wire:
        """From a value to its branch point: the value, and the sum of what comes back."""
        head = f"branch {name}"
        wire = Wire(f"{name} trunk", name, head, 0, self.value(name), self.total(name), arrow=False)
        return self.lit_wire(wire, name in self.lit_boxes)

    def wire(self, edge: Edge) -> Wire:
        split = self.splits(edge.tail)
        tail = f"branch {edge.tail}" if split else edge.tail
        name = f"{edge.tail} {edge.head} {edge.slot}"
        wire = Wire(name, tail, edge.head, edge.slot)
        if self.wired:
            over = None if split else self.value(edge.tail)
            wire = replace(wire, over=over, under=self.share(edge))
        elif self.drawing.style == "formulas":
            wire = replace(wire, beside=self.slope(edge))
        return self.lit_wire(wire, (edge.tail, edge.head, edge.slot) in self.lit)

    def last_wire(self) -> Wire:
        wire = Wire("last", self.of, "output", 0, self.value(self.of), self.total(self.of))
        return self.lit_wire(wire, True)

    def lit_wire(self, wire: Wire, lit: bool) -> Wire:
        if not self.drawing.highlight:
            return wire
        return replace(wire, highlighted=lit, faded=not lit)

    # Labels: what was not computed is not written --------------------------------------------

    def value(self, name: str) -> Label | None:
        known = self.derivation.values.get(name)
        return self.label(known, "value")

    def total(self, name: str) -> Label | None:
        return self.label(self.derivation.gradients.get(name), "gradient")

    def label(self, value: Value | None, color: str) -> Label | None:
        if value is None:
            return None
        if self.drawing.style == "blank":
            return Label(color=color, blank=True)
        return number_label(value, self.drawing.digits, color)

    def share(self, edge: Edge) -> Label | None:
        """What one use contributes to the gradient."""
        derivation = self.derivation
        if self.drawing.view == "operations":
            for push in derivation.pushes.get(edge.tail, ()):
                if push.edge == edge:
                    return self.label(push.value, "gradient")
            return None
        if len(self.uses[edge.tail]) == 1:
            return self.total(edge.tail)
        head = derivation.gradients.get(edge.head)
        if head is None or edge.tail not in derivation.active:
            return None
        same = [other for other in self.uses[edge.tail] if other.head == edge.head]
        if len(same) > 1:
            return None  # several uses inside one line: their shares have no wire of their own
        line = self.line(edge.head)
        return self.label(head * line.gradients[edge.tail], "gradient")

    def slope(self, edge: Edge) -> Label | None:
        """The local derivative, as a formula."""
        derivation = self.derivation
        if self.drawing.view == "operations":
            for push in derivation.pushes.get(edge.tail, ()):
                if push.edge == edge:
                    return formula_label(push.local, "local", 9.5)
            return None
        if edge.tail not in derivation.active or edge.head not in derivation.active:
            return None
        first = next(e for e in self.uses[edge.tail] if e.head == edge.head)
        if first != edge:
            return None  # the derivative of a line by a name is written once
        return formula_label(self.line_slope(edge), "local", 9.5)

    def line_slope(self, edge: Edge) -> Expr:
        return closed_form(self.line(edge.head), edge.tail)

    def line(self, name: str) -> Derivation:
        """One line of the program as a derivation of its own; its operands are its inputs."""
        program = Program((Statement(name, self.lines[name].expr, -1),), "")
        graph = build(program)
        values = self.derivation.values
        at = {n: values[n] for n in graph.inputs} if values else None
        return derive(graph, at, exact=self.derivation.exact)


def default_style(derivation: Derivation) -> Style:
    """Values where there are numbers, formulas where there are none."""
    return "values" if derivation.has_values else "formulas"
