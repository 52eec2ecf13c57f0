"""Time steps in columns: the layout of an unrolled recurrence.

A step is a column, its boxes stand in rows, and what the steps have in common (the row of the
cells, that of the inputs) is in line. All places are worked out as (along, across): along the
direction of time, and across it, away from the inputs.
"""

from __future__ import annotations

from collections import defaultdict

from byhand.diagram.measure import WIRE_GAP, Sizes
from byhand.diagram.placement import Curve, Placement, Point, Route, straight
from byhand.diagram.scene import Scene, Wire
from byhand.diagram.time_grid import LANE, ON_PADDING, Cell, TimeGrid

_TURN = 12.0  # the radius in which a wire turns
_STRAIGHT = 0.6  # of the way to the next row, before a wire turns aside


def has_steps(scene: Scene) -> bool:
    """Whether time runs through a scene."""
    return any(box.step is not None and box.step >= 0 for box in scene.boxes)


def timeline(scene: Scene, sizes: Sizes) -> Placement:
    """The place of everything in a scene with time steps."""
    return _Timeline(scene, sizes).placement()


class _Timeline(TimeGrid):
    """One layout in the making: the wires between the boxes of a grid."""

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
        shift = self.shift(wire, self.bundle(wire))
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
        curve = (*straight(start, p), (start[0], half), (x, half), q)
        curve += straight(q, (x, end[1]))[1:]
        return self._labelled(wire, curve, (start[0], (a + turn) / 2), along=False)

    def _around(self, wire: Wire, lane: int) -> Route:
        """Out of the far side of its row, along a lane, and in again from there."""
        (x, y), (u, v) = self.centre[wire.tail], self.centre[wire.head]
        row = self.cell[wire.tail][1]
        top = max(self.rows[row].end, self.rows[self.cell[wire.head][1]].end)
        rooms = [self.labels(w, along=False)[0] for w, (_, r), _ in self.over if r == row]
        level = top + max(rooms, default=0.0) + ON_PADDING + LANE * lane
        u += LANE * (lane - 1)
        t = _TURN
        edge = y + self.size(self.boxes[wire.tail])[1] / 2
        curve = (*straight((x, y), (x, level - t)), (x, level - t / 2), (x + t / 2, level))
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
