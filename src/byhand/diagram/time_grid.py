"""Columns and rows for an unrolled recurrence: a column for each time step.

All places are worked out as (along, across): along the direction of time, and across it, away from
the inputs.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from byhand.diagram.measure import WIRE_GAP, Sizes
from byhand.diagram.placement import Point
from byhand.diagram.scene import Box, Scene, Wire

ON_PADDING = 14.0  # before and behind a label on a wire
LANE = 11.0  # between wires that run beside each other
LEGEND = -1_000_000  # the column of what belongs to all steps, before all others
_LEAST_GAP = 30.0  # between columns and between rows, for the arrow of a bare wire
_SIDE_GAP = 14.0  # between boxes of one cell of the grid

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a column or a row starts and ends."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


class TimeGrid:
    """Where the boxes of a scene with time steps stand."""

    def __init__(self, scene: Scene, sizes: Sizes) -> None:
        self.scene, self.sizes = scene, sizes
        self.boxes = {box.id: box for box in scene.boxes}
        self.cell = _cells(scene)
        self.inside: dict[Cell, list[Box]] = defaultdict(list)
        for box in scene.boxes:
            self.inside[self.cell[box.id]].append(box)
        self.wires = [(wire, self.cell[wire.tail], self.cell[wire.head]) for wire in scene.wires]
        self.over = [w for w in self.wires if self.detours(w)]
        self.columns = self._columns()
        self.rows = self._rows()
        self.centre = {box.id: self._centre(box) for box in scene.boxes}

    # Sizes in the directions of the layout ---------------------------------------------------

    def size(self, box: Box) -> tuple[float, float]:
        """How long a box is along time, and how broad across it."""
        w, h = self.sizes.boxes[box.id]
        return (w, h) if self.scene.sideways else (h, w)

    def labels(self, wire: Wire, *, along: bool) -> tuple[float, float]:
        """The room of a wire's labels along the wire, and on each side of it."""
        level = along == self.scene.sideways
        sizes = [self.sizes.label(x) for x in (wire.over, wire.under, wire.beside) if x]
        if not sizes:
            return 0.0, 0.0
        lengths, sides = zip(*((w, h) if level else (h, w) for w, h in sizes), strict=True)
        return max(lengths), max(sides)

    def detours(self, item: tuple[Wire, Cell, Cell]) -> bool:
        """Whether a wire must run around boxes that stand between its ends."""
        _, (c, r), (d, s) = item
        if c == d:
            return False
        between = any(self.inside.get((k, r)) for k in range(c + 1, d))
        return d > c + 1 and (between or r != s)

    # Columns and rows ------------------------------------------------------------------------

    def _columns(self) -> dict[int, _Span]:
        numbers = sorted({c for c, _ in self.cell.values()})
        length = dict.fromkeys(numbers, 0.0)
        for (column, _), boxes in self.inside.items():
            given = [b for b in boxes if b.role == "input"]
            made = [b for b in boxes if b.role != "input"]
            whole = self._length(made or given)
            if made and given and column >= 0:  # room for those beside, and as much opposite
                whole = max(whole, 2 * (self._clear(made, given) + self._length(given)))
            if column == -1:
                whole = max(self.size(b)[0] for b in boxes)
            length[column] = max(length[column], whole)
        for wire, (c, _), (d, _) in self.wires:
            if c == d:
                _, side = self.labels(wire, along=False)
                length[c] = max(length[c], 2 * (side + WIRE_GAP))
        gaps = dict.fromkeys(numbers, _LEAST_GAP)
        for item in self.wires:
            wire, (c, _), (d, _) = item
            if c < d and item not in self.over:
                room = self.labels(wire, along=True)[0] + 2 * ON_PADDING
                gaps[d] = max(gaps[d], room)
        return _spans(numbers, length, gaps)

    def _rows(self) -> dict[int, _Span]:
        numbers = sorted({r for _, r in self.cell.values()})
        breadth = dict.fromkeys(numbers, 0.0)
        for (column, row), boxes in self.inside.items():
            if column != LEGEND:
                breadth[row] = max(breadth[row], *(self.size(b)[1] for b in boxes))
        bundles: dict[tuple[int, str], float] = defaultdict(float)
        gaps = dict.fromkeys(numbers, _LEAST_GAP)
        for wire, a, b in self.wires:
            if a[0] == b[0]:
                room = self.labels(wire, along=False)[0] + 2 * ON_PADDING
                upper = max(a[1], b[1])
                gaps[upper] = max(gaps[upper], room)
            elif a[1] == b[1]:
                bundles[a[0], wire.head] += self.lane(wire)
        for (_, head), needed in bundles.items():
            row = self.cell[head][1]
            breadth[row] = max(breadth[row], needed)
        for row in {r for _, (_, r), _ in self.over}:
            lanes = [w for w, (_, r), _ in self.over if r == row]
            above = min((n for n in numbers if n > row), default=None)
            room = max(self.labels(w, along=False)[0] for w in lanes) + ON_PADDING
            if above is not None:
                gaps[above] += room + LANE * len(lanes)
        return _spans(numbers, breadth, gaps)

    def _centre(self, box: Box) -> Point:
        """The middle of a box: operations in mid-column, what they are given beside them.

        States that are given before the first step stand where their wires run.
        """
        column, row = self.cell[box.id]
        boxes, (x, y) = (
            self.inside[column, row],
            (self.columns[column].middle, self.rows[row].middle),
        )
        if column == -1:
            wires = [wire for wire in self.scene.wires if wire.tail == box.id]
            return x, y + (self.shift(wires[0], self.bundle(wires[0])) if wires else 0.0)
        given = [b for b in boxes if b.role == "input"]
        made = [b for b in boxes if b.role != "input"]
        if not given or not made:
            return self._beside(box, boxes, x - self._length(boxes) / 2), y
        if box in made:
            return self._beside(box, made, x - self._length(made) / 2), y
        return self._beside(box, given, x + self._clear(made, given)), y

    def _clear(self, made: list[Box], given: list[Box]) -> float:
        """How far from the middle of its column what is given beside an operation starts.

        The labels of its wire stay clear of those on the wire of the operation.
        """
        first = self.size(given[0])[0] / 2
        sides = self._side(made[-1]) + self._side(given[0])
        apart = sides + 4 * WIRE_GAP - first
        half = self._length(made) / 2
        past = half + self._side(given[0]) + 3 * WIRE_GAP - first
        return max(half + _SIDE_GAP, past, apart)

    def _side(self, box: Box) -> float:
        """How far the labels reach to the side of the wires that go on in the same column."""
        wires = [w for w, a, b in self.wires if w.tail == box.id and a[0] == b[0]]
        return max((self.labels(w, along=False)[1] for w in wires), default=0.0)

    def _beside(self, box: Box, boxes: list[Box], start: float) -> float:
        """Where a box stands in a line of boxes that starts here."""
        before = boxes[: boxes.index(box)]
        return start + sum(self.size(b)[0] + _SIDE_GAP for b in before) + self.size(box)[0] / 2

    def _length(self, boxes: list[Box]) -> float:
        return sum(self.size(b)[0] for b in boxes) + _SIDE_GAP * (len(boxes) - 1)

    def bundle(self, wire: Wire) -> list[Wire]:
        """The wires that arrive at a box from the same column and row, this one among them."""
        tail = self.cell[wire.tail]
        return [w for w, a, _ in self.wires if w.head == wire.head and a == tail]

    def lane(self, wire: Wire) -> float:
        """The breadth that a wire needs: its labels on both sides, and a state it comes from."""
        room = max(2 * (self.labels(wire, along=True)[1] + WIRE_GAP) + 4, LANE + 6)
        if self.cell[wire.tail][0] == -1:
            room = max(room, self.size(self.boxes[wire.tail])[1] + LANE)
        return room

    def shift(self, wire: Wire, bundle: list[Wire]) -> float:
        """How far a wire runs beside the middle, among those that arrive with it."""
        rooms = [self.lane(w) for w in bundle]
        at = bundle.index(wire)
        return sum(rooms[:at]) + rooms[at] / 2 - sum(rooms) / 2


def _spans(
    numbers: list[int], lengths: dict[int, float], gaps: dict[int, float]
) -> dict[int, _Span]:
    spans: dict[int, _Span] = {}
    at = 0.0
    for i, number in enumerate(numbers):
        at += gaps[number] if i else 0.0
        spans[number] = _Span(at, at + lengths[number])
        at += lengths[number]
    return spans


def _cells(scene: Scene) -> dict[str, Cell]:
    """The column and the row of every box; those of no step stand before or behind the steps."""
    cell = {box.id: (box.step, box.row) for box in scene.boxes if box.step is not None}
    last = max(step for step, _ in cell.values())
    first = min(step for step, _ in cell.values() if step != LEGEND)
    into: dict[str, list[str]] = defaultdict(list)
    out: dict[str, list[str]] = defaultdict(list)
    for wire in scene.wires:
        into[wire.head].append(wire.tail)
        out[wire.tail].append(wire.head)
    for box in scene.boxes:  # behind the steps, operands first
        tails = [cell[name] for name in into[box.id] if name in cell]
        if box.id not in cell and any(column >= 0 for column, _ in tails):
            column, row = max(tails)
            cell[box.id] = (max(column, last) + 1, row)
    for box in reversed(scene.boxes):
        if box.id not in cell:
            heads = [cell[name] for name in out[box.id] if name in cell]
            column, row = min(heads, default=(0, 0))
            if column > last and box.row != row:  # given behind the steps: beside what reads it
                cell[box.id] = (column, box.row)
            else:  # before the steps
                cell[box.id] = (min(column, first + 1) - 1, row)
    return cell
