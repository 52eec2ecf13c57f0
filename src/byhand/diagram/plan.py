"""One picture in the making: from the boxes and edges of a view to a scene."""

from __future__ import annotations

from dataclasses import replace

from byhand.calculus.derivation import Derivation
from byhand.calculus.dress import dress
from byhand.diagram.array_labels import blank_label, shape_label
from byhand.diagram.array_told import Arrays
from byhand.diagram.labels import (
    equation_label,
    formula_label,
    name_label,
    sign_label,
)
from byhand.diagram.layer_boxes import LayerBoxes
from byhand.diagram.paths import on_paths
from byhand.diagram.scene import Box, Label, Scene, Wire
from byhand.diagram.styles import Drawing
from byhand.diagram.told import Numbers, Told, uses_of
from byhand.graph import Edge
from byhand.graph.views import Box as ViewBox
from byhand.graph.views import View
from byhand.language.expr import Expr, Name
from byhand.numeric.backends import Value


class Plan:
    """The boxes and wires of a picture, with everything that is written on them."""

    def __init__(self, derivation: Derivation, view: View, drawing: Drawing) -> None:
        self.derivation, self.view, self.drawing = derivation, view, drawing
        self.of = derivation.of
        self.wired = drawing.style in ("values", "blank")
        self.uses = uses_of(view)
        kind = Arrays if derivation.is_arrays else Numbers
        self.told: Told = kind(derivation, view, drawing.digits)
        self.timed = any(box.step is not None for box in view.boxes)
        self.layers = LayerBoxes(derivation, view, drawing, self.told)
        lit = drawing.highlight
        edges = on_paths(derivation.graph, view, lit, self.of) if lit else set()
        self.lit = {(e.tail, e.head, e.slot) for e in edges}
        self.lit_boxes = {view.home[e.tail] for e in edges} | {e.head for e in edges}

    def scene(self) -> Scene:
        """The whole plan."""
        boxes: list[Box] = []
        wires: list[Wire] = []
        for box in self.view.boxes:
            boxes.append(self.box(box))
            for value in self.values_of(box):
                if self.splits(value):
                    boxes.append(self.branch(box, value))
                    wires.append(self.trunk(value))
        wires += [self.wire(edge) for edge in self.view.edges]
        if self.view.shared:
            boxes.append(self.layers.shared())
        if self.wired:
            boxes.append(self.last_box())
            wires.append(self.last_wire())
        drawing = self.drawing
        direction, title, theme = drawing.direction, drawing.title, drawing.theme
        return Scene(tuple(boxes), tuple(wires), direction, title, theme, drawing.name)

    def values_of(self, box: ViewBox) -> list[str]:
        """The values that leave a box."""
        nodes = box.layer.nodes if box.layer else (box.id,)
        return [name for name in nodes if self.uses.get(name)]

    # Boxes -----------------------------------------------------------------------------------

    def box(self, box: ViewBox) -> Box:
        """One box of the view."""
        role = "output" if self.view.home[self.of] == box.id else "operation"
        if box.layer is not None:
            drawn = self.layers.box(box, role)
        elif box.is_input:
            shape = "plain" if self.wired else "box"
            lines = (formula_label(Name(box.id)), *self.shape_line(box.id))
            drawn = Box(box.id, lines, shape, "input")
        else:
            drawn = Box(box.id, self.inside(box), "box", role)
        return self.shaded(replace(drawn, step=box.step, row=box.row))

    def inside(self, box: ViewBox) -> tuple[Label, ...]:
        """What stands in the box of an operation or of a line."""
        expr = self.dressed(box.expr)
        if self.drawing.style == "formulas":
            return (equation_label(Name(box.id), expr), *self.shape_line(box.id))
        node = self.derivation.graph.nodes[box.id]
        by_operation = self.view.name == "operations"
        sign = sign_label(node, expr) if by_operation else formula_label(expr)
        # The output's name already stands at the end of its wire.
        if self.wired and box.id == self.of:
            return (sign,)
        if self.drawing.style == "blank" and (shape := self.shape(box.id)):
            return (sign, _named(box.id, shape))
        return (sign, name_label(box.id))

    def dressed(self, expr: Expr) -> Expr:
        """The expression as it is written among arrays."""
        return dress(expr, self.derivation.shapes) if self.derivation.is_arrays else expr

    def shape(self, name: str) -> Label | None:
        """The shape of a value, if it has one."""
        return shape_label(self.derivation.shapes.get(name, ()))

    def shape_line(self, name: str) -> tuple[Label, ...]:
        """The shape, where the style has no room for it on the wire."""
        shape = self.shape(name)
        return (shape,) if shape and self.drawing.style in ("formulas", "blank") else ()

    def shaded(self, box: Box) -> Box:
        """The box, stepping back where others are highlighted."""
        if not self.drawing.highlight:
            return box
        name = self.view.home[self.of] if box.id == "output" else box.id.removeprefix("branch ")
        return replace(box, faded=self.view.home.get(name, name) not in self.lit_boxes)

    def splits(self, name: str) -> bool:
        """Whether the wire of a value has a branch point."""
        many = self.wired and self.drawing.branches and len(self.uses.get(name, ())) > 1
        return many and not self.timed

    def branch(self, box: ViewBox, name: str) -> Box:
        """The point where the wire of a value splits."""
        point = Box(f"branch {name}", (), "dot", "branch", step=box.step, row=box.row)
        return self.shaded(point)

    def last_box(self) -> Box:
        """The name at the end of the last wire."""
        return self.shaded(Box("output", (formula_label(Name(self.of)),), "plain", "output"))

    # Wires -----------------------------------------------------------------------------------

    def trunk(self, name: str) -> Wire:
        """From a value to its branch point: the value, and the sum of what comes back."""
        head, tail = f"branch {name}", self.view.home[name]
        wire = Wire(f"{name} trunk", tail, head, 0, self.value(name), self.total(name), arrow=False)
        return self.lit_wire(wire, tail in self.lit_boxes)

    def wire(self, edge: Edge) -> Wire:
        """The wire of one use."""
        split = self.splits(edge.tail)
        tail = f"branch {edge.tail}" if split else self.view.home[edge.tail]
        name = f"{edge.tail} {edge.head} {edge.slot}"
        wire = Wire(name, tail, edge.head, edge.slot)
        if self.wired:
            over = None if split else self.value(edge.tail)
            wire = replace(wire, over=over, under=self.label(self.told.share(edge), "gradient"))
        elif self.drawing.style == "formulas":
            wire = replace(wire, beside=self.told.slope(edge))
        else:
            wire = replace(wire, beside=self.shape(edge.tail))
        return self.lit_wire(wire, (edge.tail, edge.head, edge.slot) in self.lit)

    def last_wire(self) -> Wire:
        """The wire of the output."""
        tail = self.view.home[self.of]
        wire = Wire("last", tail, "output", 0, self.value(self.of), self.total(self.of))
        return self.lit_wire(wire, True)

    def lit_wire(self, wire: Wire, lit: bool) -> Wire:
        """The wire, stepping back where others are highlighted."""
        if not self.drawing.highlight:
            return wire
        return replace(wire, highlighted=lit, faded=not lit)

    # Labels: what was not computed is not written --------------------------------------------

    def value(self, name: str) -> Label | None:
        """A value; the shape alone where there are no numbers."""
        known = self.derivation.values.get(name)
        if known is None and self.drawing.style == "values":
            return self.shape(name)
        return self.label(known, "value")

    def total(self, name: str) -> Label | None:
        """The whole gradient of a value."""
        return self.label(self.derivation.gradients.get(name), "gradient")

    def label(self, value: Value | None, color: str) -> Label | None:
        """A value or gradient, or the box to write it into."""
        if value is None:
            return None
        if self.drawing.style == "blank":
            return blank_label(value, color)
        return self.told.number(value, color)


def _named(name: str, shape: Label) -> Label:
    """`Z₁: 3×2`, small and grey."""
    label = name_label(name)
    math, plain = f"{label.math} colon thin {shape.math}", f"{label.plain}: {shape.plain}"
    return replace(label, math=math, plain=plain)
