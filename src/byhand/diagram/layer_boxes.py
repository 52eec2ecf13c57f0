"""The boxes of the view by layer: a title, the lines inside, and the weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from byhand.calculus.derivation import Derivation
from byhand.calculus.dress import dress
from byhand.diagram import words
from byhand.diagram.array_labels import (
    SHAPE_SIZE,
    blank_label,
    range_label,
    shape_label,
    value_label,
)
from byhand.diagram.labels import (
    equation_label,
    formula_label,
    name_label,
    number_label,
)
from byhand.diagram.numbering import Numbering
from byhand.diagram.scene import Box, Label, Role
from byhand.diagram.styles import Drawing
from byhand.diagram.time_grid import LEGEND
from byhand.diagram.titles import title_of
from byhand.diagram.told import Told
from byhand.graph import Edge
from byhand.graph.views import Box as ViewBox
from byhand.graph.views import Layer, View
from byhand.language.expr import Expr, Name, Partial
from byhand.numeric.backends import Value

Row = tuple[Label, ...]
_TITLE_SIZE, _TEXT_SIZE = 10.5, 9.5
_FEW_LINES = 4


class LayerBoxes:
    """Draws the boxes of layers in one style."""

    def __init__(self, derivation: Derivation, view: View, drawing: Drawing, told: Told) -> None:
        self.derivation, self.view, self.drawing, self.told = derivation, view, drawing, told
        self.style = drawing.style

    def box(self, box: ViewBox, role: Role) -> Box:
        """The box of one layer, or of a pile of layers like it."""
        layer = box.layer
        assert layer is not None
        numbering = Numbering(layer) if layer.count > 1 else None
        lines = self.title(box, layer)
        full = self.style == "formulas" or not lines or box.step is not None
        full = full or (layer.head and len(layer.lines) <= _FEW_LINES)
        table = self.equations(box, layer, numbering) if full else []
        if layer.count > 1:
            lines.append(Label(f"times {layer.count}", f"× {layer.count}", "ink", 11))
            if numbering and (note := numbering.note()):
                lines.append(note)
        elif not full and not (self.style in ("values", "blank") and layer.head):
            lines.append(name_label(box.id))
        table += self.weights(box, layer, numbering)
        return Box(box.id, tuple(lines), "box", role, table=tuple(table), stacked=layer.count > 1)

    def shared(self) -> Box:
        """The weights that all time steps use, with the whole of their gradients."""
        lang = self.drawing.lang
        shapes = self.shaped(self.view.shared)
        rows = [self.weight(name, None, shapes=shapes) for name in self.view.shared]
        title = Label(plain=words.SHARED.say(lang), color="faint", size=_TEXT_SIZE)
        return Box("shared weights", (title,), "box", "input", table=tuple(rows), step=LEGEND)

    # What stands inside ----------------------------------------------------------------------

    def title(self, box: ViewBox, layer: Layer) -> list[Label]:
        """What the layer is called."""
        lang = self.drawing.lang
        if box.step is not None and layer_is_cell(self.view, box):
            text = words.STEP.fill(step=box.step + 1).say(lang)
            return [Label(plain=text, size=_TITLE_SIZE)]
        parts = [self.part(layer, nodes) for nodes in layer.parts] or [layer]
        titles = [title_of(self.derivation, part, lang) for part in parts]
        return [Label(plain=title, size=_TITLE_SIZE) for title in titles if title]

    def part(self, layer: Layer, nodes: tuple[str, ...]) -> Layer:
        """One of several layers that are drawn together, with its own weights."""
        uses = self.derivation.graph.uses
        own = (p for p in layer.parameters if any(edge.head in nodes for edge in uses[p]))
        return Layer(nodes, (), tuple(own))

    def equations(self, box: ViewBox, layer: Layer, numbering: Numbering | None) -> list[Row]:
        """The lines of the program inside, and those of the backward pass."""
        rows: list[Row] = []
        for name, expr in layer.lines:
            rows.append((self.equation(Name(name), self.dressed(expr), numbering),))
        if self.style != "formulas":
            return rows
        first = layer.repeats[0] if layer.repeats else layer
        inner = [name for name, _ in reversed(layer.lines) if not self.leaves(first, name)]
        for name in (*inner, *layer.parameters):
            formula = self.told.inside(Edge(name, box.id, 0))
            if formula is not None:
                sign = "+=" if name in self.view.shared else "="
                left = Partial(self.derivation.of, name)
                rows.append((self.equation(left, formula, numbering, sign, "gradient"),))
        return rows

    def equation(
        self,
        left: Expr,
        right: Expr,
        numbering: Numbering | None,
        sign: str = "=",
        color: str = "ink",
    ) -> Label:
        """`Z₁ = X W₁ + b₁`, with running numbers as a letter where layers are drawn together."""
        if numbering is None:
            return equation_label(left, right, sign, color, _TEXT_SIZE)
        sides = numbering.renamed(left), numbering.renamed(right)
        return numbering.finished(equation_label(*sides, sign, color, _TEXT_SIZE))

    def weights(self, box: ViewBox, layer: Layer, numbering: Numbering | None) -> list[Row]:
        """The weights of the layer, their shapes, and the numbers or blanks of the style."""
        if self.style == "formulas":
            return self.shapes_line(layer, numbering)
        shapes = self.shaped(layer.parameters)
        rows = [self.weight(name, box, layer, numbering, shapes) for name in layer.parameters]
        return [row for row in (*self.totals(box, layer), *rows) if len(row) > 1]

    def totals(self, box: ViewBox, layer: Layer) -> list[Row]:
        """The whole gradients of what leaves a time step by several wires, each with a share."""
        if box.step is None:
            return []
        rows: list[Row] = []
        for name, _ in layer.lines:
            heads = {e.head for e in self.view.edges if e.tail == name}
            gradient = self.derivation.gradients.get(name)
            if len(heads) > 1 and gradient is not None:
                rows.append((self.symbol(name, None), *self.numbers(None, gradient)))
        return rows

    def shaped(self, names: Sequence[str]) -> bool:
        """Whether the shapes of some weights must be told: their entries do not show them all."""
        derivation = self.derivation
        if not derivation.is_arrays:
            return False
        return self.style != "values" or not derivation.has_values or any(map(self.large, names))

    def shapes_line(self, layer: Layer, numbering: Numbering | None) -> list[Row]:
        """`W₁: 784×512, b₁: 512`, below the formulas."""
        found: list[tuple[str, str]] = []
        for name in layer.parameters:
            shape = shape_label(self.derivation.shapes.get(name, ()))
            if shape is not None and name not in self.view.shared:
                symbol = self.symbol(name, numbering)
                math = f"{symbol.math} colon thin {shape.math}"
                found.append((math, f"{symbol.plain}: {shape.plain}"))
        if not found:
            return []
        math, plain = ", quad ".join(m for m, _ in found), ", ".join(p for _, p in found)
        return [(Label(math, plain, "faint", SHAPE_SIZE),)]

    def symbol(self, name: str, numbering: Numbering | None) -> Label:
        """The name of a weight."""
        if numbering is None:
            return replace(formula_label(Name(name)), size=_TEXT_SIZE)
        label = formula_label(numbering.renamed(Name(name)))
        return replace(numbering.finished(label), size=_TEXT_SIZE)

    def weight(
        self,
        name: str,
        box: ViewBox | None,
        layer: Layer | None = None,
        numbering: Numbering | None = None,
        shapes: bool = True,
    ) -> Row:
        """One weight: its name and shape, value and gradient."""
        derivation, shared = self.derivation, name in self.view.shared
        row = [self.symbol(name, numbering)]
        shape = shape_label(derivation.shapes.get(name, ()))
        if box is not None and shared:  # a step has only its share of the gradient to tell
            share = self.told.share(Edge(name, box.id, 0))
            return (*row, *self.numbers(None, share))
        if shapes:
            row.append(shape or Label())
        same = layer.repeats if layer else ()
        if len(same) > 1 and layer:
            at = layer.parameters.index(name)
            names = [block.parameters[at] for block in same]
            return (*row, *self.ranges(names))
        value, gradient = derivation.values.get(name), derivation.gradients.get(name)
        return (*row, *self.numbers(value, gradient))

    def large(self, name: str) -> bool:
        """Whether an array is shown by its shape and range."""
        value = self.derivation.values.get(name)
        return value is None or "…" in value_label(value, self.drawing.digits, "value").plain

    def numbers(self, value: Value | None, gradient: Value | None) -> Row:
        """A value and a gradient as the style shows them; what was not computed is left out."""
        cells: list[Label] = []
        for number, color in ((value, "value"), (gradient, "gradient")):
            if number is None or self.style not in ("values", "blank"):
                continue
            if self.style == "blank":
                cells.append(blank_label(number, color))
            elif self.derivation.is_arrays:
                cells.append(value_label(number, self.drawing.digits, color, shape=False))
            else:
                cells.append(number_label(number, self.drawing.digits, color))
        return tuple(cells)

    def ranges(self, names: list[str]) -> Row:
        """The ranges of weights that are drawn together."""
        import numpy as np

        cells: list[Label] = []
        for known, color in (
            (self.derivation.values, "value"),
            (self.derivation.gradients, "gradient"),
        ):
            values = [np.ravel(known[name]) for name in names if name in known]
            if self.style == "blank" and values:
                cells.append(Label(color=color, blank=True))
            elif self.style == "values" and len(values) == len(names):
                cells.append(range_label(np.concatenate(values), color, shape=False))
        return tuple(cells)

    def leaves(self, layer: Layer, name: str) -> bool:
        """Whether a value of the layer is used outside it."""
        uses = self.derivation.graph.uses[name]
        return not uses or any(edge.head not in layer.nodes for edge in uses)

    def dressed(self, expr: Expr) -> Expr:
        """The expression as it is written among arrays."""
        return dress(expr, self.derivation.shapes) if self.derivation.is_arrays else expr


def layer_is_cell(view: View, box: ViewBox) -> bool:
    """Whether the box of a time step passes a state on to the next step."""
    steps = {other.id: other.step for other in view.boxes}
    mine = box.step
    assert mine is not None
    return any(
        (view.home[e.tail] == box.id and steps.get(e.head) == mine + 1)
        or (e.head == box.id and steps.get(view.home[e.tail]) == mine - 1)
        for e in view.edges
    )
