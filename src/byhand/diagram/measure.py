"""How large everything in a scene is, found by typesetting it; layout needs only sizes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from byhand.diagram.scene import Box, Label, Scene, Wire
from byhand.diagram.themes import Theme, theme_named
from byhand.typeset import Formula, formulas

Size = tuple[float, float]

LINE_GAP = 4.5  # between the lines of a box
TABLE_GAP = 9.0  # between the lines of a box and its table; a rule runs through the middle
ROW_GAP, COLUMN_GAP = 4.0, 9.0
PILE = 3.0  # how far the boxes of a pile stand behind each other
WIRE_GAP = 2.6  # between a wire and a label set on it
BLANK: Size = (34.0, 13.0)
_BLANK_COLUMN = 27.0  # a number beside others
DOT = 4.4
_BOX_PADDING = (8.5, 6.5)
_BOX_LEAST = 24.0
_PLAIN_PADDING = (3.0, 2.5)
_ON_PADDING = 5.0  # along the wire, before and after a label set on it
_BESIDE_PADDING = 4.0


def blank_size(label: Label) -> Size:
    """The size of an empty answer box, with room for every number of a small array."""
    rows, columns = label.grid
    return max(BLANK[0], columns * _BLANK_COLUMN), rows * BLANK[1]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Width and height, in points, of what the engines place."""

    labels: Mapping[Label, Formula]  # every label that has a text
    boxes: Mapping[str, Size]  # by box id
    on: Mapping[str, Size]  # by wire id: the room of the labels set on the wire
    beside: Mapping[str, Size]  # by wire id: the room of the label next to it

    def label(self, label: Label) -> Size:
        """The size of one label."""
        if label.blank:
            return blank_size(label)
        formula = self.labels[label]
        return formula.width, formula.height


def measure(scene: Scene) -> Sizes:
    """Typeset every label of a scene, one compile for each size of type, and measure."""
    labels = _typeset(_labels(scene), theme_named(scene.theme))
    bare = Sizes(labels, {}, {}, {})
    on = {w.id: _on(bare, w, scene.sideways) for w in scene.wires if w.over or w.under}
    beside = {w.id: _beside(bare, w.beside) for w in scene.wires if w.beside}
    return Sizes(labels, {box.id: _box(bare, box) for box in scene.boxes}, on, beside)


def _labels(scene: Scene) -> Iterator[Label]:
    for box in scene.boxes:
        yield from box.lines
        for row in box.table:
            yield from row
    for wire in scene.wires:
        yield from (label for label in (wire.over, wire.under, wire.beside) if label)


def _typeset(labels: Iterable[Label], theme: Theme) -> dict[Label, Formula]:
    by_size: dict[float, list[Label]] = {}
    for label in dict.fromkeys(labels):
        if not label.blank:
            by_size.setdefault(label.size, []).append(label)
    return {
        label: formula
        for size, group in by_size.items()
        for label, formula in zip(
            group, formulas([_source(x, theme) for x in group], size), strict=True
        )
    }


def _source(label: Label, theme: Theme) -> str:
    quoted = label.plain.replace("\\", "\\\\").replace('"', '\\"')
    source = label.math or (f'"{quoted}"' if quoted else "")
    return f"bold({source})" if source and label.color in theme.bold else source


def _box(sizes: Sizes, box: Box) -> Size:
    if box.shape == "dot":
        return DOT, DOT
    lines = [sizes.label(line) for line in box.lines]
    columns, rows = grid(sizes, box.table)
    widths = [w for w, _ in lines] + [sizes.label(row[0])[0] for row in box.table if len(row) == 1]
    width = max([0.0, *widths, sum(columns) + COLUMN_GAP * (len(columns) - 1)])
    height = sum(h for _, h in lines) + LINE_GAP * max(0, len(lines) - 1)
    height += sum(rows) + ROW_GAP * max(0, len(rows) - 1)
    height += TABLE_GAP if lines and rows else 0.0
    across, down = _PLAIN_PADDING if box.shape == "plain" else _BOX_PADDING
    least = 0.0 if box.shape == "plain" else _BOX_LEAST
    pile = 2 * PILE if box.stacked else 0.0
    return max(width + 2 * across, least) + pile, max(height + 2 * down, least) + pile


def grid(sizes: Sizes, table: tuple[tuple[Label, ...], ...]) -> tuple[list[float], list[float]]:
    """The widths of the columns and the heights of the rows of a table.

    A row of one cell, such as a formula, is as wide as it likes.
    """
    cells = [[sizes.label(label) for label in row] for row in table]
    columned = [row for row in cells if len(row) > 1]
    count = max(map(len, columned), default=0)
    columns = [max(row[i][0] for row in columned if i < len(row)) for i in range(count)]
    return columns, [max(h for _, h in row) for row in cells]


def _on(sizes: Sizes, wire: Wire, sideways: bool) -> Size:
    """The room around a wire for the labels on it; the wire runs through its middle."""
    both = [sizes.label(label) for label in (wire.over, wire.under) if label]
    width, height = max(w for w, _ in both), max(h for _, h in both)
    if sideways:
        return width + 2 * _ON_PADDING, 2 * (height + WIRE_GAP)
    return 2 * (width + WIRE_GAP), height + 2 * _ON_PADDING


def _beside(sizes: Sizes, label: Label) -> Size:
    width, height = sizes.label(label)
    return width + 2 * _BESIDE_PADDING, height + _BESIDE_PADDING
