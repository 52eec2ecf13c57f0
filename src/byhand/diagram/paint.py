"""A placed scene as one self-contained SVG: no scripts, no fonts, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from math import hypot

from byhand.diagram import geometry
from byhand.diagram.measure import (
    COLUMN_GAP,
    LINE_GAP,
    PILE,
    ROW_GAP,
    TABLE_GAP,
    WIRE_GAP,
    Sizes,
    grid,
)
from byhand.diagram.placement import Curve, Placement, Point, Route
from byhand.diagram.scene import Box, Label, Scene, Wire
from byhand.diagram.themes import Theme, theme_named
from byhand.typeset import sprite

_MARGIN = 6.0
_CORNER = 6.0
_ARROW_LENGTH, _ARROW_WIDTH = 7.0, 5.2


def paint(scene: Scene, sizes: Sizes, placement: Placement) -> str:
    """The SVG of a scene; its ids are `node-` and `edge-` followed by the ids of the scene."""
    painter = _Painter(scene, sizes, placement)
    wires = [painter.wire(wire) for wire in scene.wires]
    boxes = [painter.box(box) for box in scene.boxes]
    left, top, right, bottom = painter.bounds()
    width, height = _n(right - left + 2 * _MARGIN), _n(bottom - top + 2 * _MARGIN)
    title = escape(scene.title or scene.name)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
            f'viewBox="0 0 {width} {height}" role="img">',
            f"<title>{title}</title>",
            f"<defs>{sprite(sizes.labels.values())}</defs>",
            f'<g transform="translate({_n(_MARGIN - left)} {_n(_MARGIN - top)})">',
            *wires,
            *boxes,
            "</g>",
            "</svg>\n",
        ]
    )


def xml_id(prefix: str, name: str) -> str:
    """An id for a name with any characters in it; different names give different ids.

    >>> xml_id("node", "dL/da")
    'node-dL:2f:da'
    """
    return f"{prefix}-" + re.sub(r"[^\w.-]", lambda c: f":{ord(c[0]):x}:", name)


class _Painter:
    """Draws one thing at a time and remembers how far the ink reaches."""

    def __init__(self, scene: Scene, sizes: Sizes, placement: Placement) -> None:
        self.scene, self.sizes, self.placement = scene, sizes, placement
        self.theme: Theme = theme_named(scene.theme)
        self.boxes = {box.id: box for box in scene.boxes}
        self._xs: list[float] = []
        self._ys: list[float] = []

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of everything drawn so far."""
        xs, ys = self._xs or [0.0], self._ys or [0.0]
        return min(xs), min(ys), max(xs), max(ys)

    # Boxes -----------------------------------------------------------------------------------

    def box(self, box: Box) -> str:
        (x, y), (w, h) = self.placement.boxes[box.id], self.sizes.boxes[box.id]
        self._reach(x - w / 2, y - h / 2, x + w / 2, y + h / 2)
        parts: list[str] = []
        if box.shape == "dot":
            parts.append(
                f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{w / 2:g}" fill="{self.theme.wire}"/>'
            )
        elif box.shape == "box":
            parts += self._frames(box, (x, y), (w, h))
        if box.shape != "dot":
            front = PILE if box.stacked else 0.0
            parts += self._inside(box, (x - front, y + front), w - 2 * front)
        return self._group("node", box.id, parts, box.faded)

    def _frames(self, box: Box, centre: Point, size: Point) -> Iterator[str]:
        """The frame of a box; those of a pile one behind the other, the front one last."""
        frame = self.theme.frames[box.role]
        (x, y), (w, h) = centre, size
        behind = 2 if box.stacked else 0
        w, h = w - behind * PILE, h - behind * PILE
        left, top = x - size[0] / 2, y - size[1] / 2
        for depth in range(behind, -1, -1):
            yield (
                f'<rect x="{_n(left + depth * PILE)}" y="{_n(top + (behind - depth) * PILE)}" '
                f'width="{_n(w)}" height="{_n(h)}" '
                f'rx="{_CORNER:g}" fill="{frame.fill}" stroke="{frame.stroke}" '
                f'stroke-width="{frame.weight:g}"/>'
            )

    def _inside(self, box: Box, centre: Point, width: float) -> Iterator[str]:
        """The lines of a box, one below the other, and its table."""
        heights = [self.sizes.label(line)[1] for line in box.lines]
        columns, rows = grid(self.sizes, box.table)
        whole = sum(heights) + LINE_GAP * max(0, len(heights) - 1)
        whole += sum(rows) + ROW_GAP * max(0, len(rows) - 1)
        whole += TABLE_GAP if heights and rows else 0.0
        y = centre[1] - whole / 2
        for line, height in zip(box.lines, heights, strict=True):
            yield self._label(line, (centre[0], y + height / 2))
            y += height + LINE_GAP
        if not rows:
            return
        if heights:
            y += (TABLE_GAP - LINE_GAP) - TABLE_GAP / 2
            color = self.theme.frames[box.role].stroke
            yield (
                f'<path d="M{_n(centre[0] - width / 2)} {_n(y)}h{_n(width)}" stroke="{color}" '
                'stroke-width="0.4"/>'
            )
            y += TABLE_GAP / 2
        wide = [self.sizes.label(row[0])[0] for row in box.table if len(row) == 1]
        start = centre[0] - max([sum(columns) + COLUMN_GAP * (len(columns) - 1), *wide]) / 2
        for row, height in zip(box.table, rows, strict=True):
            x = start
            for i, label in enumerate(row):
                yield self._label(label, (x + self.sizes.label(label)[0] / 2, y + height / 2))
                x += columns[i] + COLUMN_GAP if i < len(columns) else 0.0
            y += height + ROW_GAP

    # Wires -----------------------------------------------------------------------------------

    def wire(self, wire: Wire) -> str:
        route = self.placement.routes[wire.id]
        parts = list(self._line(wire, route.curve))
        parts += self._labels_on(wire, route)
        if wire.beside and route.beside:
            parts.append(self._label(wire.beside, route.beside))
        return self._group("edge", wire.id, parts, wire.faded)

    def _line(self, wire: Wire, curve: Curve) -> Iterator[str]:
        color, weight = self.theme.line(wire)
        start, end = self._ends(wire, curve)
        tip = geometry.at(curve, end)
        if wire.arrow:
            scale = 1 + 0.18 * (weight / self.theme.wire_weight - 1)
            end = _back(curve, start, end, scale * _ARROW_LENGTH)
            neck = geometry.at(curve, end)
            yield _arrow(neck, tip, scale * _ARROW_WIDTH, color)
        visible = geometry.part(curve, start, end)
        self._reach(*(v for p in (*visible, tip) for v in p))
        yield f'<path d="{_path(visible)}" fill="none" stroke="{color}" stroke-width="{weight:g}"/>'

    def _ends(self, wire: Wire, curve: Curve) -> tuple[float, float]:
        """Where the wire leaves its tail's outline and meets its head's."""
        tail, head = self._outline(wire.tail), self._outline(wire.head)
        whole = float(geometry.segments(curve))
        start = geometry.first(curve, tail) or 0.0
        arrival = geometry.first(geometry.backwards(curve), head) or 0.0
        end = whole - arrival
        return (start, end) if start < end else (0.0, whole)

    def _outline(self, name: str):
        box, (w, h) = self.boxes[name], self.sizes.boxes[name]
        if box.shape == "dot":  # a wire runs to the middle of a point
            return lambda _: True
        rim = self.theme.frames[box.role].weight / 2 if box.shape == "box" else 0.0
        return geometry.outside_rounded(self.placement.boxes[name], w, h, _CORNER, rim)

    def _labels_on(self, wire: Wire, route: Route) -> Iterator[str]:
        if route.on is None:
            return
        x, y = route.on
        level = self.scene.sideways if route.upright is None else not route.upright
        for label, side in ((wire.over, -1), (wire.under, 1)):
            if label is not None:
                w, h = self.sizes.label(label)
                off = (h if level else w) / 2 + WIRE_GAP
                centre = (x, y + side * off) if level else (x + side * off, y)
                yield self._label(label, centre)

    # Labels ----------------------------------------------------------------------------------

    def _label(self, label: Label, centre: Point) -> str:
        (x, y), (w, h) = centre, self.sizes.label(label)
        left, top = x - w / 2, y - h / 2
        self._reach(left, top, left + w, top + h)
        color = self.theme.ink(label.color)
        if label.blank:
            return (
                f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(w)}" height="{_n(h)}" '
                f'rx="3" fill="#fff" stroke="{color}" stroke-width="0.7"/>'
            )
        body = self.sizes.labels[label].body
        written = f'<g color="{color}" transform="translate({_n(left)} {_n(top)})">{body}</g>'
        return f'<a href="{escape(label.link)}">{written}</a>' if label.link else written

    def _group(self, kind: str, name: str, parts: list[str], faded: bool) -> str:
        fade = f' opacity="{self.theme.fade:g}"' if faded else ""
        inside = "".join(parts)
        return f'<g id="{escape(xml_id(kind, name))}" class="{kind}"{fade}>{inside}</g>'

    def _reach(self, *coordinates: float) -> None:
        self._xs += coordinates[::2]
        self._ys += coordinates[1::2]


def _back(curve: Curve, start: float, end: float, length: float) -> float:
    """The place on the curve that is so far from its end, as the crow flies."""
    tip = geometry.at(curve, end)

    def away(point: Point) -> bool:
        return hypot(point[0] - tip[0], point[1] - tip[1]) >= length

    visible = geometry.part(curve, start, end)
    back = geometry.first(geometry.backwards(visible), away)
    if back is None:  # the wire is shorter than an arrowhead
        return start
    # Places on a part count its own segments; the segment that was cut is the last one.
    return _on_whole(visible, geometry.segments(visible) - back, start, end)


def _on_whole(visible: Curve, place: float, start: float, end: float) -> float:
    i, last = int(place), geometry.segments(visible) - 1
    i = min(i, last)
    low = max(start, int(start) + i)
    high = min(end, int(start) + i + 1)
    return low + (place - i) * (high - low)


def _arrow(neck: Point, tip: Point, width: float, color: str) -> str:
    (x, y), (u, v) = neck, tip
    length = hypot(u - x, v - y) or 1.0
    across = (-(v - y) / length * width / 2, (u - x) / length * width / 2)
    # The base reaches a little over the end of the line, so that no hair shows between the two.
    back = ((x - u) / length * 0.3, (y - v) / length * 0.3)
    corners = [
        (x + back[0] + across[0], y + back[1] + across[1]),
        tip,
        (x + back[0] - across[0], y + back[1] - across[1]),
    ]
    points = " ".join(f"{_n(a)},{_n(b)}" for a, b in corners)
    return f'<polygon points="{points}" fill="{color}"/>'


def _path(curve: Curve) -> str:
    start, *rest = (f"{_n(x)} {_n(y)}" for x, y in curve)
    return f"M{start}C{' '.join(rest)}"


def _n(value: float) -> str:
    """A coordinate with at most two decimals, and no negative zero."""
    return f"{round(value, 2) + 0.0:g}" if abs(value) < 10_000 else f"{value:.2f}"


def size_of(svg: str) -> tuple[float, float]:
    """The width and height, in points, of a picture painted here."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert found
    return float(found[1]), float(found[2])
