"""Which part of a graph lies on the paths that are to be highlighted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from byhand import messages
from byhand.errors import InputError
from byhand.graph import Edge, Graph


def on_paths(graph: Graph, edges: Iterable[Edge], names: Sequence[str], of: str) -> set[Edge]:
    """The edges on all paths through the names in order, and on to the output.

    One name gives all its paths to the output. Raises `InputError` where there is no such path.
    """
    stops = [graph.resolve(name) for name in names]
    if stops[-1] != of:
        stops.append(of)
    forward: dict[str, list[Edge]] = {}
    backward: dict[str, list[Edge]] = {}
    for edge in edges:
        forward.setdefault(edge.tail, []).append(edge)
        backward.setdefault(edge.head, []).append(edge)
    found: set[Edge] = set()
    for start, stop in pairwise(stops):
        down = _reach(start, forward, up=False)
        up = _reach(stop, backward, up=True)
        between = {e for e in down if e in up}
        if not between and start != stop:
            raise InputError(messages.NO_PATH.fill(names=" → ".join(stops)))
        found |= between
    return found


def _reach(start: str, links: Mapping[str, list[Edge]], *, up: bool) -> set[Edge]:
    found: set[Edge] = set()
    seen, waiting = {start}, [start]
    while waiting:
        for edge in links.get(waiting.pop(), []):
            found.add(edge)
            other = edge.tail if up else edge.head
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return found
