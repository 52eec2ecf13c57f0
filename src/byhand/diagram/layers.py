"""Cells into layers: each as deep as its longest path, inputs next to what they feed."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, replace
from itertools import pairwise

from byhand.diagram.placement import Link, Plan


@dataclass(slots=True)
class Layers:
    """Items in rows: the cells of a plan, then the rooms of labels, then points of long links."""

    boxes: int  # items below this number are boxes
    cells: int  # items below this number take room; those above are points that links pass
    rank: list[int]  # the row of each item
    breadth: list[float]  # along the row
    depth: list[float]  # across the rows
    links: tuple[Link, ...]
    chains: list[list[int]]  # by link: the items it passes, its tail and head included
    labels: dict[int, int]  # by link: the item that keeps room for its label
    rows: list[list[int]]
    before: list[list[int]]  # neighbours in the row above, operands in order
    after: list[list[int]]


def make_layers(plan: Plan) -> Layers:
    """The layers of a plan, items in reading order within each."""
    sizes = [(h, w) if plan.sideways else (w, h) for w, h in plan.cells]
    links, labels = _with_label_rooms(plan, sizes)
    rank = _ranks(len(sizes), plan.boxes, links)
    breadth, depth = [b for b, _ in sizes], [d for _, d in sizes]
    chains, cells = [], len(sizes)
    reach = _reach(rank, links)
    for link in links:
        chain, span = [link.tail], rank[link.head] - rank[link.tail]
        if 1 < span <= reach:
            for row in range(rank[link.tail] + 1, rank[link.head]):
                chain.append(len(rank))
                rank.append(row)
                breadth.append(0.0)
                depth.append(0.0)
        chains.append([*chain, link.head])
    before: list[list[int]] = [[] for _ in rank]
    after: list[list[int]] = [[] for _ in rank]
    for chain in chains:
        for one, other in pairwise(chain):
            if rank[other] == rank[one] + 1:
                before[other].append(one)
                after[one].append(other)
    whole = _joined(plan, chains, labels)
    rows = _reading_order(rank, before, after)
    return Layers(
        plan.boxes, cells, rank, breadth, depth, plan.links, whole, labels, rows, before, after
    )


def _with_label_rooms(
    plan: Plan, sizes: list[tuple[float, float]]
) -> tuple[list[Link], dict[int, int]]:
    """The links cut in two where a label stands next to them, and the room for each label."""
    links: list[Link] = []
    labels: dict[int, int] = {}
    for at, link in enumerate(plan.links):
        if link.label is None:
            links.append(link)
            continue
        w, h = link.label
        labels[at] = room = len(sizes)
        sizes.append((2 * h, w) if plan.sideways else (2 * w, h))
        links += [replace(link, head=room), replace(link, tail=room, length=1)]
    return links, labels


def _joined(plan: Plan, chains: list[list[int]], labels: dict[int, int]) -> list[list[int]]:
    """The chains by the links of the plan again."""
    pieces, whole = iter(chains), []
    for at in range(len(plan.links)):
        chain = next(pieces)
        whole.append(chain + next(pieces)[1:] if at in labels else chain)
    return whole


def _ranks(count: int, boxes: int, links: list[Link]) -> list[int]:
    into: list[list[Link]] = [[] for _ in range(count)]
    out: list[list[Link]] = [[] for _ in range(count)]
    for link in links:
        if link.tail != link.head:
            into[link.head].append(link)
            out[link.tail].append(link)
    rank = [0] * count
    order = _topological(into, out, rank)
    floating = [not links_in for links_in in into]
    for cell in order:  # a room behind an input goes where its input goes
        floating[cell] |= cell >= boxes and all(floating[link.tail] for link in into[cell])
    for cell in reversed(order):
        if floating[cell] and out[cell]:
            lowest = min(rank[link.head] - link.length for link in out[cell])
            rank[cell] = max(rank[cell], lowest)
    return rank


def _topological(into: list[list[Link]], out: list[list[Link]], rank: list[int]) -> list[int]:
    """Tails before heads, and the ranks by longest path; a circle is cut at its first cell."""
    waiting = [len(links) for links in into]
    ready = deque(cell for cell, n in enumerate(waiting) if not n)
    placed = [False] * len(into)
    order: list[int] = []
    unplaced = iter(range(len(into)))
    while len(order) < len(into):
        cell = ready.popleft() if ready else next(c for c in unplaced if not placed[c])
        if placed[cell]:
            continue
        placed[cell] = True
        order.append(cell)
        for link in out[cell]:
            if not placed[link.head]:
                rank[link.head] = max(rank[link.head], rank[cell] + link.length)
                waiting[link.head] -= 1
                if not waiting[link.head]:
                    ready.append(link.head)
    return order


def _reach(rank: list[int], links: list[Link]) -> int:
    """How long a link may be to pass through points; a longer one runs straight across.

    The points of all links together stay within about the size of the graph.
    """
    budget = len(rank) + len(links) + 20_000
    spans = Counter(rank[link.head] - rank[link.tail] for link in links)
    for span in sorted(s for s in spans if s > 1):
        budget -= (span - 1) * spans[span]
        if budget < 0:
            return span - 1
    return max(spans, default=1)


def _reading_order(
    rank: list[int], before: list[list[int]], after: list[list[int]]
) -> list[list[int]]:
    """Rows in the order of a walk back from the results, the first operand first."""
    rows: list[list[int]] = [[] for _ in range(max(rank, default=-1) + 1)]
    seen = [False] * len(rank)
    roots = [item for item in range(len(rank)) if not after[item]]
    # Items on a circle are behind no result; they come last, each as its own beginning.
    stack = [*reversed(range(len(rank))), *reversed(roots)]
    while stack:
        item = stack.pop()
        if seen[item]:
            continue
        seen[item] = True
        rows[rank[item]].append(item)
        stack.extend(f for f in reversed(before[item]) if not seen[f])
    return rows
