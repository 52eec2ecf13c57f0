"""Plan to DOT and Graphviz's answer back to a layout.

Graphviz is asked for positions only. Every node is a bare rectangle of fixed size and no text is
passed, so the answer does not depend on any font, and nothing needs quoting.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from byhand.diagram.measure import Size
from byhand.diagram.placement import Curve, Layout, Link, Plan, Point, port

_INCH = 72.0
# Graphviz measures a capital M of one-point type like this; blocks of them make any size.
_M_WIDTH, _M_HEIGHT = 0.889, 1.2
_CLEAR = 16.0  # along the wires, before and behind a branch point together
_APART = 12.0  # across the wires, on both sides of a box together
_TALL = 70.0
_SIDES = {"LR": ("w", "e"), "RL": ("e", "w"), "TB": ("n", "s"), "BT": ("s", "n")}


def to_dot(plan: Plan, *, ordered: bool = True, tables: bool = False) -> str:
    """The question to Graphviz; one built with tables in its labels measures those exactly."""
    rooms, labels = len(plan.cells) > plan.boxes, any(link.label for link in plan.links)
    layers = 0.22 if rooms else 0.5 if labels else 0.42
    aside = 0.12 if plan.sideways else 0.3
    lines = [
        "digraph {",
        f"graph [rankdir={plan.direction} nodesep={aside} ranksep={layers} splines=true"
        f"{' ordering=in' if ordered else ''}]",
        'node [shape=box fixedsize=true label="" margin=0]',
        "edge [arrowhead=none headclip=false tailclip=false fontsize=1]",
    ]
    for i in range(len(plan.cells)):
        w, h = _room(plan, i)
        lines.append(f"{i} [width={w / _INCH:.4f} height={h / _INCH:.4f}]")
    lines += [_edge(plan, at, link, tables) for at, link in enumerate(plan.links)]
    return "\n".join([*lines, "}"])


def _room(plan: Plan, cell: int) -> Size:
    """The size of a cell with the distance that it keeps.

    Wires of others pass a branch point well clear of it; boxes stand so far apart that the arrows
    into one do not cross the arrows into the next.
    """
    along, across = plan.cells[cell] if plan.sideways else reversed(plan.cells[cell])
    if cell in plan.dots:
        along += _CLEAR
    elif cell < plan.boxes and len(plan.cells) > plan.boxes:
        across += _APART
    return (along, across) if plan.sideways else (across, along)


def _edge(plan: Plan, at: int, link: Link, tables: bool) -> str:
    entry, leaving = _SIDES[plan.direction]
    attributes = [f"link={at}"]
    if link.tail < plan.boxes and _is_tall(plan, link.tail):
        attributes.append(f"tailport={leaving}")
    if link.head < plan.boxes and _is_tall(plan, link.head):
        attributes.append(f"headport={entry}")
    if link.head >= plan.boxes:
        # A heavy first half keeps the label level with what it leaves; the bend comes behind it.
        attributes += [f"headport={entry}", "weight=4"]
    if link.tail >= plan.boxes:
        attributes.append(f"tailport={leaving}")
    if link.length > 1:
        attributes.append(f"minlen={link.length}")
    if link.label:
        attributes.append(f"label={_table(*link.label) if tables else _letters(*link.label)}")
    return f"{link.tail} -> {link.head} [{' '.join(attributes)}]"


def _is_tall(plan: Plan, cell: int) -> bool:
    """Whether a box is so tall that its wires should not meet it from above or below."""
    return plan.sideways and plan.cells[cell][1] > _TALL


def _letters(width: float, height: float) -> str:
    columns, rows = max(1, round(width / _M_WIDTH)), max(1, round(height / _M_HEIGHT))
    text = "\\n".join(["M" * columns] * rows)
    return f'"{text}"'


def _table(width: float, height: float) -> str:
    size = f'WIDTH="{width:.0f}" HEIGHT="{height:.0f}"'
    return f'<<TABLE BORDER="0" CELLBORDER="0" FIXEDSIZE="TRUE" {size}><TR><TD></TD></TR></TABLE>>'


def from_json(plan: Plan, answer: str | bytes) -> Layout:
    """Graphviz's answer as a layout.

    Positions are read from the drawing instructions: the plain attributes hold five digits only, so
    in a long picture they are wrong by points.
    """
    told: dict[str, Any] = json.loads(answer)
    top = float(told["bb"].split(",")[3])
    centres: list[Point] = [(0.0, 0.0)] * len(plan.cells)
    for node in told.get("objects", ()):
        corners = _drawn(node, "_draw_", "pP", top)
        centres[int(node["name"])] = _mean(corners)
    curves: list[Curve] = [()] * len(plan.links)
    labels: dict[int, Point] = {}
    for edge in told.get("edges", ()):
        at = int(edge["link"])
        curve = tuple(_drawn(edge, "_draw_", "bB", top))
        curves[at] = _anchored(plan, plan.links[at], centres, curve)
        if plan.links[at].label:
            x, y = (float(v) for v in edge["lp"].split(","))
            labels[at] = _mean(_lettered(edge, top) or [(x, top - y)])
    _spread(plan, curves, heads=True)
    _spread(plan, curves, heads=False)
    return Layout(tuple(centres), tuple(curves), labels)


def _spread(plan: Plan, curves: list[Curve], *, heads: bool) -> None:
    """Wires that meet a tall box in one point meet its side one below the other."""
    meeting: dict[int, list[int]] = {}
    for at, link in enumerate(plan.links):
        cell = link.head if heads else link.tail
        if cell < plan.boxes and _is_tall(plan, cell) and curves[at]:
            meeting.setdefault(cell, []).append(at)
    for cell, links in meeting.items():
        step = min(_APART, 0.6 * plan.cells[cell][1] / len(links))
        far = {at: curves[at][0] if heads else curves[at][-1] for at in links}
        for i, at in enumerate(sorted(links, key=lambda at: far[at][1])):
            shift = (i - (len(links) - 1) / 2) * step
            curve = list(curves[at])
            for near in (-2, -1) if heads else (0, 1):
                curve[near] = (curve[near][0], curve[near][1] + shift)
            curves[at] = tuple(curve)


def _drawn(told: dict[str, Any], key: str, kinds: str, top: float) -> list[Point]:
    """The points of the first instruction of some kind."""
    points = next(step["points"] for step in told[key] if step["op"] in kinds)
    return [(x, top - y) for x, y in points]


def _lettered(edge: dict[str, Any], top: float) -> list[Point]:
    """Where the lines of a label made of letters are set."""
    steps = edge.get("_ldraw_", ())
    return [(s["pt"][0], top - s["pt"][1]) for s in steps if s["op"] == "T"]


def _mean(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _anchored(plan: Plan, link: Link, centres: list[Point], curve: Curve) -> Curve:
    """The curve with its ends moved the last fraction of a point onto what they join."""
    start, end = curve[0], curve[-1]
    if link.tail >= plan.boxes:
        start = port(centres[link.tail], plan.cells[link.tail], plan.direction, entry=False)
    if link.head >= plan.boxes:
        end = port(centres[link.head], plan.cells[link.head], plan.direction, entry=True)
    return (start, *curve[1:-1], end)
