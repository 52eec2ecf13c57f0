"""Which entries of arrays a gradient check moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from byhand.graph import Graph
from byhand.numeric.gradcheck import Move

ENTRIES = 100
"""At most so many entries of one array have a line of their own."""
_WORK = 20_000_000
"""About how many numbers may be computed for all these lines together."""


def moves_of(
    graph: Graph,
    inputs: Mapping[str, Any],
    gradients: Mapping[str, Any],
    *,
    together: bool = False,
) -> tuple[Iterator[Move], dict[str, tuple[int, int]]]:
    """Every entry by itself; of a large array some, and one direction that moves all of them.

    The second result says of which arrays how many entries were taken. A direction is called
    `W1·d`: random numbers of either sign, none near 0, so that no two wrong entries can cancel.
    With `together` every array is moved along a direction only.
    """
    work = len(graph.nodes) + 2 * sum(int(np.size(value)) for value in inputs.values())
    limit = max(2, min(ENTRIES, _WORK // (work * max(1, len(gradients)))))
    chosen = {
        name: [] if together else _chosen(np.asarray(g), limit) for name, g in gradients.items()
    }
    partly = {
        name: (len(places), np.size(gradients[name]))
        for name, places in chosen.items()
        if np.ndim(gradients[name]) and len(places) < np.size(gradients[name])
    }
    return _moves(gradients, chosen), partly


def _moves(gradients: Mapping[str, Any], chosen: Mapping[str, list[int]]) -> Iterator[Move]:
    random = np.random.default_rng(0)
    for name, gradient in gradients.items():
        if not np.ndim(gradient):
            yield Move(name, {name: 1.0}, float(gradient))
            continue
        yield from _entries(name, gradient, chosen[name])
        if len(chosen[name]) < gradient.size:
            sign = random.choice([-1.0, 1.0], size=gradient.shape)
            way = sign * random.uniform(0.5, 1.5, size=gradient.shape)
            yield Move(f"{name}·d", {name: way}, float(np.sum(gradient * way)))


def _chosen(gradient: Any, limit: int) -> list[int]:
    """Entries spread evenly over an array, the largest one among them."""
    if gradient.size <= limit:
        return list(range(gradient.size))
    spread = np.linspace(0, gradient.size - 1, limit - 1).astype(int).tolist()
    return sorted({*spread, int(np.abs(gradient).argmax())})


def _entries(name: str, gradient: Any, chosen: list[int]) -> Iterator[Move]:
    for flat in chosen:
        at = tuple(int(i) for i in np.unravel_index(flat, gradient.shape))
        way = np.zeros(gradient.shape)
        way[at] = 1.0
        yield Move(f"{name}[{','.join(map(str, at))}]", {name: way}, float(gradient[at]))
