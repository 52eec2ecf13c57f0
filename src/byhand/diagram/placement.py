"""What a layout engine is asked (`Plan`), what it answers (`Layout`), and the places that follow.

A plan knows only rectangles and links between them. A wire with labels set on it becomes two links
with a rectangle between them, so every engine keeps room for the labels and the wire runs straight
through. All coordinates are in points, y downwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from byhand.diagram.measure import Size, Sizes
from byhand.diagram.scene import Direction, Scene, Wire
from byhand.text import Text

Point = tuple[float, float]
# How much of a box's breadth a wire may miss its middle by and still run straight into it.
_LEVEL = 0.22
Curve = tuple[Point, ...]  # cubic Bezier segments end to end: 3n + 1 points


@dataclass(frozen=True, slots=True)
class Link:
    """A connection between two cells, in the order in which the head wants its links."""

    tail: int
    head: int
    wire: int  # index of the wire in the scene
    label: Size | None = None  # the room of a label next to it
    length: int = 1  # how many layers it spans at least


@dataclass(frozen=True, slots=True)
class Plan:
    """Rectangles and links: all that a layout engine needs to know."""

    cells: tuple[Size, ...]  # the boxes of the scene first, then the rooms on wires
    links: tuple[Link, ...]  # sorted by head and slot
    boxes: int  # how many of the cells are boxes
    direction: Direction
    dots: frozenset[int] = frozenset()  # which cells are branch points

    @property
    def sideways(self) -> bool:
        """Whether the layers are columns."""
        return self.direction in ("LR", "RL")


@dataclass(frozen=True, slots=True)
class Layout:
    """An engine's answer to a plan; a curve may start and end anywhere inside its two cells."""

    centres: tuple[Point, ...]  # by cell
    curves: tuple[Curve, ...]  # by link
    labels: Mapping[int, Point]  # by link: the centre of the label next to it


@dataclass(frozen=True, slots=True)
class Route:
    """Where one wire runs, from inside its tail to inside its head, and where its labels sit."""

    curve: Curve
    on: Point | None = None  # the middle of the room on the wire
    beside: Point | None = None
    upright: bool | None = None  # whether it runs down there; None for the way of the picture


@dataclass(frozen=True, slots=True)
class Placement:
    """The place of everything in a picture."""

    boxes: Mapping[str, Point]  # centres, by box id
    routes: Mapping[str, Route]  # by wire id
    note: Text | None = None  # what the reader should know about how it was laid out


def make_plan(scene: Scene, sizes: Sizes) -> Plan:
    """The plan of a scene whose parts have these sizes."""
    index = {box.id: i for i, box in enumerate(scene.boxes)}
    cells = [sizes.boxes[box.id] for box in scene.boxes]
    links: list[Link] = []
    # A bare wire is as long as a labelled one, so that labels do not push like boxes apart.
    length = 2 if sizes.on else 1
    order = sorted(
        range(len(scene.wires)), key=lambda i: (index[scene.wires[i].head], scene.wires[i].slot, i)
    )
    for i in order:
        wire = scene.wires[i]
        tail, head, beside = index[wire.tail], index[wire.head], sizes.beside.get(wire.id)
        if wire.id in sizes.on:
            room = len(cells)
            cells.append(sizes.on[wire.id])
            links += [Link(tail, room, i, beside), Link(room, head, i)]
        else:
            links.append(Link(tail, head, i, beside, length))
    dots = frozenset(i for i, box in enumerate(scene.boxes) if box.shape == "dot")
    return Plan(tuple(cells), tuple(links), len(scene.boxes), scene.direction, dots)


def settle(scene: Scene, plan: Plan, layout: Layout, note: Text | None = None) -> Placement:
    """The places of the scene's own boxes and wires, from an engine's answer."""
    boxes = {box.id: layout.centres[i] for i, box in enumerate(scene.boxes)}
    routes: dict[str, Route] = {}
    for at, link in enumerate(plan.links):
        wire, beside = scene.wires[link.wire], layout.labels.get(at)
        curve = level(plan, layout, link, layout.curves[at])
        if link.head >= plan.boxes:  # into the room on the wire
            room = layout.centres[link.head]
            routes[wire.id] = Route(curve, room, beside)
        elif link.tail >= plan.boxes:  # and out of it
            before = routes[wire.id]
            through = straight(before.curve[-1], curve[0])
            routes[wire.id] = Route(
                before.curve + through[1:] + curve[1:], before.on, before.beside
            )
        else:
            routes[wire.id] = Route(curve, None, beside)
    _in_order(scene, routes)
    return Placement(boxes, routes, note)


def _in_order(scene: Scene, routes: dict[str, Route]) -> None:
    """Let bare wires between the same two boxes run in the order of their slots."""
    across = 1 if scene.sideways else 0
    bundles: dict[tuple[str, str], list[Wire]] = {}
    for wire in scene.wires:
        if routes[wire.id].on is None and routes[wire.id].beside is None:
            bundles.setdefault((wire.tail, wire.head), []).append(wire)
    for bundle in bundles.values():
        if len(bundle) > 1:
            found = [routes[wire.id] for wire in bundle]
            found.sort(key=lambda route: sum(p[across] for p in route.curve) / len(route.curve))
            in_slots = sorted(bundle, key=lambda wire: wire.slot)
            routes.update({wire.id: r for wire, r in zip(in_slots, found, strict=True)})


def level(plan: Plan, layout: Layout, link: Link, curve: Curve) -> Curve:
    """The curve of a link, straightened where the room on the wire is all but level with the box.

    Engines centre everything, and a wire that misses the centre by a point looks like a mistake;
    it may as well meet the side of the box a point off its middle.
    """
    rooms = [cell for cell in (link.tail, link.head) if cell >= plan.boxes]
    if len(rooms) != 1:
        return curve
    box = link.head if rooms[0] == link.tail else link.tail
    along = 0 if plan.sideways else 1
    side = layout.centres[rooms[0]][1 - along]
    straying = max(abs(point[1 - along] - side) for point in curve)
    if straying > plan.cells[box][1 - along] * _LEVEL:
        return curve
    ends = [(p[0], side) if plan.sideways else (side, p[1]) for p in (curve[0], curve[-1])]
    return straight(*ends)


def straight(start: Point, end: Point) -> Curve:
    """A straight line as a Bezier segment."""
    (x, y), (u, v) = start, end
    return start, (x + (u - x) / 3, y + (v - y) / 3), (u - (u - x) / 3, v - (v - y) / 3), end


def port(centre: Point, size: Size, direction: Direction, *, entry: bool) -> Point:
    """The middle of the side of a cell where the flow enters it, or leaves it."""
    (x, y), (w, h) = centre, size
    backward = entry == (direction in ("LR", "TB"))
    if direction in ("LR", "RL"):
        return (x - w / 2, y) if backward else (x + w / 2, y)
    return (x, y - h / 2) if backward else (x, y + h / 2)
