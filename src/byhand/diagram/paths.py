"""Which part of a graph lies on the paths that are to be highlighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from byhand import messages
from byhand.errors import InputError
from byhand.graph import Edge, Graph
from byhand.graph.views import View


def on_paths(graph: Graph, view: View, names: Sequence[str], of: str) -> set[Edge]:
    """The edges of a view on all paths through the names in order, and on to the output.

    One name gives all its paths to the output. Raises `InputError` where there is no such path.
    """
    home = view.home
    known = [graph.resolve(name) for name in names]
    stops = [home.get(name, name) for name in (*known, of)]
    if len(stops) > 1 and stops[-1] == stops[-2]:
        stops.pop()
    forward: dict[str, list[Edge]] = {}
    backward: dict[str, list[Edge]] = {}
    for edge in view.edges:
        forward.setdefault(home[edge.tail], []).append(edge)
        backward.setdefault(edge.head, []).append(edge)
    found: set[Edge] = set()
    for start, stop in pairwise(stops):
        down = _reach(start, forward, home, up=False)
        up = _reach(stop, backward, home, up=True)
        between = {e for e in down if e in up}
        if not between and start != stop:
            raise InputError(messages.NO_PATH.fill(names=" → ".join(stops)))
        found |= between
    return found


def _reach(
    start: str, links: Mapping[str, list[Edge]], home: Mapping[str, str], *, up: bool
) -> set[Edge]:
    found: set[Edge] = set()
    seen, waiting = {start}, [start]
    while waiting:
        for edge in links.get(waiting.pop(), []):
            found.add(edge)
            other = home[edge.tail] if up else edge.head
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return found
