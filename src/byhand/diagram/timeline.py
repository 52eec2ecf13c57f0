"""Time steps in columns: the layout of an unrolled recurrence.

A step is a column, its boxes stand in rows, and what the steps have in common (the row of the
cells, that of the inputs) is in line. All places are worked out as (along, across): along the
direction of time, and across it, away from the inputs.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from byhand.diagram.measure import WIRE_GAP, Sizes
from byhand.diagram.placement import Curve, Placement, Point, Route, straight
from byhand.diagram.scene import Box, Scene, Wire

_LEAST_GAP = 30.0  # between columns and between rows, for the arrow of a bare wire
_SIDE_GAP = 14.0  # between boxes of one cell of the grid
_ON_PADDING = 14.0  # before and behind a label on a wire
_LANE = 11.0  # between wires that run beside each other
_TURN = 12.0  # the radius in which a wire turns
_STRAIGHT = 0.6  # of the way to the next row, before a wire turns aside
LEGEND = -2  # the column of what belongs to all steps

Cell = tuple[int, int]


def has_steps(scene: Scene) -> bool:
    """Whether time runs through a scene."""
    return any(box.step is not None and box.step >= 0 for box in scene.boxes)


def timeline(scene: Scene, sizes: Sizes) -> Placement:
    """The place of everything in a scene with time steps."""
    return _Timeline(scene, sizes).placement()


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a column or a row starts and ends."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


class _Timeline:
    """One layout in the making."""

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
        wire, (c, r), (d, s) = item
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
                room = self.labels(wire, along=True)[0] + 2 * _ON_PADDING
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
                room = self.labels(wire, along=False)[0] + 2 * _ON_PADDING
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
            room = max(self.labels(w, along=False)[0] for w in lanes) + _ON_PADDING
            if above is not None:
                gaps[above] += room + _LANE * len(lanes)
        return _spans(numbers, breadth, gaps)

    def _centre(self, box: Box) -> Point:
        """The middle of a box: operations in the middle of their column, what they are given beside.

        States that are given before the first step stand where their wires run.
        """
        column, row = self.cell[box.id]
        boxes, (x, y) = self.inside[column, row], (self.columns[column].middle, self.rows[row].middle)
        if column == -1:
            wires = [wire for wire in self.scene.wires if wire.tail == box.id]
            return x, y + (self._shift(wires[0], self._bundle(wires[0])) if wires else 0.0)
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
        sides = [
            max((self.labels(w, along=False)[1] for w, a, b in self.wires if w.tail == name and a[0] == b[0]), default=0.0)
            for name in (made[-1].id, given[0].id)
        ]
        apart = sum(sides) + 4 * WIRE_GAP - first
        return max(self._length(made) / 2 + _SIDE_GAP, apart)

    def _beside(self, box: Box, boxes: list[Box], start: float) -> float:
        """Where a box stands in a line of boxes that starts here."""
        before = boxes[: boxes.index(box)]
        return start + sum(self.size(b)[0] + _SIDE_GAP for b in before) + self.size(box)[0] / 2

    def _length(self, boxes: list[Box]) -> float:
        return sum(self.size(b)[0] for b in boxes) + _SIDE_GAP * (len(boxes) - 1)

    # Wires -----------------------------------------------------------------------------------

    def placement(self) -> Placement:
        """Boxes and routes, turned into the direction of the scene."""
        lanes: dict[int, int] = defaultdict(int)
        routes: dict[str, Route] = {}
        # The longest way around goes outside.
        for item in sorted(self.over, key=lambda w: w[2][0] - w[1][0]):
            lanes[item[1][1]] += 1
            routes[item[0].id] = self._around(item[0], lanes[item[1][1]])
        for item in self.wires:
            if item not in self.over:
                routes[item[0].id] = self._direct(item)
        boxes = {name: self._turn(point) for name, point in self.centre.items()}
        return Placement(boxes, {n: self._turned(route) for n, route in routes.items()})

    def _direct(self, item: tuple[Wire, Cell, Cell]) -> Route:
        wire, (c, r), (d, s) = item
        start, end = self.centre[wire.tail], self.centre[wire.head]
        if c == d:
            return self._across(wire, start, end, upward=s > r)
        shift = self._shift(wire, self._bundle(wire))
        left = start[0] + self.size(self.boxes[wire.tail])[0] / 2
        right = end[0] - self.size(self.boxes[wire.head])[0] / 2
        middle = (left + right) / 2
        level = end[1] + shift if r == s else (start[1] + end[1]) / 2
        a = left, start[1] + self._held(wire.tail, level - start[1])
        b = right, end[1] + self._held(wire.head, level - end[1])
        if abs(a[1] - level) + abs(b[1] - level) < 0.1:
            curve = straight((start[0], a[1]), (end[0], b[1]))
        else:
            flat = self.labels(wire, along=True)[0] / 2
            m, n = (middle - flat, level), (middle + flat, level)
            curve = straight((start[0], a[1]), a)
            curve += _bend(a, m)[1:] + straight(m, n)[1:] + _bend(n, b)[1:]
            curve += straight(b, (end[0], b[1]))[1:]
        return self._labelled(wire, curve, (middle, level), along=True)

    def _bundle(self, wire: Wire) -> list[Wire]:
        """The wires that arrive at a box from the same column and row, this one among them."""
        tail = self.cell[wire.tail]
        return [w for w, a, _ in self.wires if w.head == wire.head and a == tail]

    def lane(self, wire: Wire) -> float:
        """The breadth that a wire needs: its labels on both sides, and a state it comes from."""
        room = max(2 * (self.labels(wire, along=True)[1] + WIRE_GAP) + 4, _LANE + 6)
        if self.cell[wire.tail][0] == -1:
            room = max(room, self.size(self.boxes[wire.tail])[1] + _LANE)
        return room

    def _shift(self, wire: Wire, bundle: list[Wire]) -> float:
        """How far a wire runs beside the middle, among those that arrive with it."""
        rooms = [self.lane(w) for w in bundle]
        at = bundle.index(wire)
        return sum(rooms[:at]) + rooms[at] / 2 - sum(rooms) / 2

    def _held(self, name: str, shift: float) -> float:
        """A shift that still meets the side of a box."""
        most = max(0.0, self.size(self.boxes[name])[1] / 2 - 7)
        return max(-most, min(most, shift))

    def _across(self, wire: Wire, start: Point, end: Point, *, upward: bool) -> Route:
        """From one row to another in the same column."""
        sign = 1 if upward else -1
        a = start[1] + sign * self.size(self.boxes[wire.tail])[1] / 2
        b = end[1] - sign * self.size(self.boxes[wire.head])[1] / 2
        most = max(0.0, self.size(self.boxes[wire.head])[0] / 2 - 7)
        x = max(end[0] - most, min(end[0] + most, start[0]))
        if abs(x - start[0]) < 0.1:
            curve = straight(start, (x, end[1]))
            return self._labelled(wire, curve, (x, (a + b) / 2), along=False)
        # Straight on past the label, and only then aside.
        turn = a + _STRAIGHT * (b - a)
        p, q = (start[0], turn), (x, b)
        half = (turn + b) / 2
        curve = straight(start, p) + ((start[0], half), (x, half), q)
        curve += straight(q, (x, end[1]))[1:]
        return self._labelled(wire, curve, (start[0], (a + turn) / 2), along=False)

    def _around(self, wire: Wire, lane: int) -> Route:
        """Out of the far side of its row, along a lane, and in again from there."""
        (x, y), (u, v) = self.centre[wire.tail], self.centre[wire.head]
        row = self.cell[wire.tail][1]
        top = max(self.rows[row].end, self.rows[self.cell[wire.head][1]].end)
        rooms = [self.labels(w, along=False)[0] for w, (_, r), _ in self.over if r == row]
        level = top + max(rooms, default=0.0) + _ON_PADDING + _LANE * lane
        u += _LANE * (lane - 1)
        t = _TURN
        edge = y + self.size(self.boxes[wire.tail])[1] / 2
        curve = straight((x, y), (x, level - t)) + ((x, level - t / 2), (x + t / 2, level))
        curve += ((x + t, level), *straight((x + t, level), (u - t, level))[1:])
        curve += ((u - t / 2, level), (u, level - t / 2), (u, level - t))
        curve += straight((u, level - t), (u, v))[1:]
        return self._labelled(wire, curve, (x, (edge + level - t) / 2), along=False)

    def _labelled(self, wire: Wire, curve: Curve, middle: Point, *, along: bool) -> Route:
        upright = along != self.scene.sideways
        if wire.beside is None:
            on = middle if wire.over or wire.under else None
            return Route(curve, on, None, upright)
        w, h = self.sizes.label(wire.beside)
        off = (w if upright else h) / 2 + 3 * WIRE_GAP / 2
        # Next to the wire: above it, or to the right of it.
        place = self._turn(middle)
        beside = (place[0] + off, place[1]) if upright else (place[0], place[1] - off)
        return Route(curve, None, beside, upright)

    # Turning ---------------------------------------------------------------------------------

    def _turn(self, point: Point) -> Point:
        along, across = point
        match self.scene.direction:
            case "LR":
                return along, -across
            case "RL":
                return -along, -across
            case "TB":
                return across, along
            case _:
                return across, -along

    def _turned(self, route: Route) -> Route:
        on = None if route.on is None else self._turn(route.on)
        curve = tuple(self._turn(point) for point in route.curve)
        return Route(curve, on, route.beside, route.upright)


def _bend(a: Point, b: Point) -> Curve:
    half = (a[0] + b[0]) / 2
    return a, (half, a[1]), (half, b[1]), b


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
    for box in reversed(scene.boxes):  # before the steps
        if box.id not in cell:
            heads = [cell[name] for name in out[box.id] if name in cell]
            column, row = min(heads, default=(0, 0))
            cell[box.id] = (min(column, first + 1) - 1, row)
    return cell
