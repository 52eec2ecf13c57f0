"""Our own layout, for graphs on which Graphviz does not finish: layers, sweeps, no recursion.

Every cell gets a layer by its longest path; long links pass through a point in each layer between;
a few sweeps put neighbours level with each other. The time grows with the size of the graph, not
with how tangled it is, and the picture is plainer than Graphviz's.
"""

from __future__ import annotations

from itertools import pairwise

from byhand.diagram.layers import Layers, make_layers
from byhand.diagram.ordering import order_layers
from byhand.diagram.placement import Curve, Layout, Link, Plan, Point, port, straight

_GAP, _ROOMY_GAP, _WIDEST_GAP = 13.0, 26.0, 90.0  # between layers
_SIDE_GAP, _POINT_GAP = 10.0, 5.0  # inside a layer
_SPREAD = 7.0  # between wires that share a side of a box
_PASSES, _FEW_PASSES = 7, 3  # odd, so that the last one follows the flow
_LARGE = 50_000  # items; from here on the picture is made in fewer passes


def layered(plan: Plan) -> Layout:
    """A layout of any plan."""
    layers = make_layers(plan)
    order_layers(layers)
    across = _across(layers)
    starts, ends = _along(layers, across, _GAP if len(plan.cells) > plan.boxes else _ROOMY_GAP)
    middle = [(starts[r] + ends[r]) / 2 for r in range(len(starts))]
    centres = [(middle[layers.rank[c]], across[c]) for c in range(len(plan.cells))]
    shifts = _shifts(layers, across)
    curves = [
        _curve(layers.chains[at], layers, across, starts, ends, shifts[at])
        for at in range(len(plan.links))
    ]
    labels = {at: (middle[layers.rank[c]], across[c]) for at, c in layers.labels.items()}
    return _turned(plan, centres, curves, labels)


def _across(layers: Layers) -> list[float]:
    """The coordinate of every item along its layer: near its neighbours, never overlapping."""
    place = [0.0] * len(layers.breadth)
    for row in layers.rows:
        _settle(row, [0.0] * len(row), layers, place)
    passes = _PASSES if len(place) < _LARGE else _FEW_PASSES
    for turn in range(passes):
        near = layers.before if turn % 2 == 0 else layers.after
        last = turn >= passes - 2
        for row in layers.rows if turn % 2 == 0 else reversed(layers.rows):
            friends = [_friends(item, layers) if last else near[item] for item in row]
            wanted = [
                sum(place[f] for f in some) / len(some) if some else place[item]
                for item, some in zip(row, friends, strict=True)
            ]
            _settle(row, wanted, layers, place)
    return place


def _friends(item: int, layers: Layers) -> list[int]:
    """Whom an item stands level with in the end; a room on a wire is level with what it leaves."""
    before, after = layers.before[item], layers.after[item]
    if item >= layers.boxes and len(before) == 1 and len(layers.after[before[0]]) == 1:
        return before
    return before + after


def _settle(row: list[int], wanted: list[float], layers: Layers, place: list[float]) -> None:
    """Move the items of a row as near to where they want to be as their widths allow.

    With the room that each needs subtracted this is a regression onto a rising sequence, which
    pooling neighbours that are out of order solves exactly and in one pass.
    """
    offsets, offset = [], 0.0
    for i, item in enumerate(row):
        if i:
            points = item >= layers.cells and row[i - 1] >= layers.cells
            gap = _POINT_GAP if points else _SIDE_GAP
            offset += (layers.breadth[row[i - 1]] + layers.breadth[item]) / 2 + gap
        offsets.append(offset)
    pools: list[tuple[float, float, int]] = []  # sum, weight, how many
    for i, item in enumerate(row):
        weight = 4.0 if item >= layers.cells else 1.0
        total, count = weight * (wanted[i] - offsets[i]), 1
        while pools and pools[-1][0] / pools[-1][1] > total / weight:
            more, heavy, many = pools.pop()
            total, weight, count = total + more, weight + heavy, count + many
        pools.append((total, weight, count))
    at = 0
    for total, weight, count in pools:
        for _ in range(count):
            place[row[at]] = total / weight + offsets[at]
            at += 1


def _along(layers: Layers, across: list[float], least: float) -> tuple[list[float], list[float]]:
    """Where every layer starts and ends; steep wires between two push them apart."""
    starts, ends, edge = [], [], 0.0
    for row in layers.rows:
        leap = max((abs(across[i] - across[j]) for i in row for j in layers.before[i]), default=0.0)
        edge += min(_WIDEST_GAP, max(least, 0.16 * leap)) if starts else 0.0
        starts.append(edge)
        edge += max((layers.depth[i] for i in row), default=0.0)
        ends.append(edge)
    return starts, ends


def _shifts(layers: Layers, across: list[float]) -> list[tuple[float, float]]:
    """How far from the middle of its tail and of its head every link is attached."""
    links = layers.links
    tails: list[list[tuple[float, int]]] = [[] for _ in range(layers.cells)]
    heads: list[list[tuple[float, int]]] = [[] for _ in range(layers.cells)]
    for at, chain in enumerate(layers.chains):
        tails[links[at].tail].append((across[chain[1]], at))
        heads[links[at].head].append((across[chain[-2]], at))
    shifts = [[0.0, 0.0] for _ in links]
    for end, groups in ((0, tails), (1, heads)):
        for cell, group in enumerate(groups):
            step = min(_SPREAD, 0.7 * layers.breadth[cell] / max(1, len(group)))
            for i, (_, at) in enumerate(sorted(group)):
                shifts[at][end] = (i - (len(group) - 1) / 2) * step
    return [(a, b) for a, b in shifts]


def _curve(
    chain: list[int],
    layers: Layers,
    across: list[float],
    starts: list[float],
    ends: list[float],
    shift: tuple[float, float],
) -> Curve:
    """A link through the items it passes: straight inside a layer, bent between two."""
    side = [across[item] for item in chain]
    side[0] += shift[0]
    side[-1] += shift[1]
    rank = [layers.rank[item] for item in chain]
    first = (starts[rank[0]] + ends[rank[0]]) / 2
    points: list[Point] = [(first, side[0])]
    for (r, y), (s, v) in pairwise(zip(rank, side, strict=True)):
        points += straight(points[-1], (ends[r], y))[1:]
        bend = (ends[r] + starts[s]) / 2
        points += [(bend, y), (bend, v), (starts[s], v)]
    last = (starts[rank[-1]] + ends[rank[-1]]) / 2
    points += straight(points[-1], (last, side[-1]))[1:]
    return tuple(points)


def _turned(
    plan: Plan, centres: list[Point], curves: list[Curve], labels: dict[int, Point]
) -> Layout:
    """The layout turned from (along, across) into the direction of the plan."""

    way = -1 if plan.direction in ("RL", "BT") else 1

    def turn(point: Point) -> Point:
        return (way * point[0], point[1]) if sideways else (point[1], way * point[0])

    sideways = plan.sideways
    places = [turn(c) for c in centres]
    bent = [
        _anchored(plan, places, link, tuple(turn(p) for p in curve))
        for link, curve in zip(plan.links, curves, strict=True)
    ]
    beside = {at: _next_to(plan, plan.links[at], turn(p)) for at, p in labels.items()}
    return Layout(tuple(places), tuple(bent), beside)


def _next_to(plan: Plan, link: Link, wire: Point) -> Point:
    """The middle of a label next to a wire that passes through a point."""
    assert link.label
    w, h = link.label
    return (wire[0], wire[1] - h / 2) if plan.sideways else (wire[0] + w / 2, wire[1])


def _anchored(plan: Plan, places: list[Point], link: Link, curve: Curve) -> Curve:
    """A room is entered and left at the middle of its sides, not at its centre."""
    if link.tail >= plan.boxes:
        leave = port(places[link.tail], plan.cells[link.tail], plan.direction, entry=False)
        curve = straight(leave, curve[3]) + curve[4:]
    if link.head >= plan.boxes:
        enter = port(places[link.head], plan.cells[link.head], plan.direction, entry=True)
        curve = curve[:-4] + straight(curve[-4], enter)
    return curve
