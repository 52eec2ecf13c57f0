"""The order of the items within each layer: sweeps towards the mean of the neighbours' places.

The order of reading comes first and is kept unless a sweep removes crossings, so a tree always
shows its operands in the order in which they were written.
"""

from __future__ import annotations

from byhand.diagram.layers import Layers


def order_layers(layers: Layers) -> None:
    """Reorder the rows to cross fewer links."""
    best, fewest = [list(row) for row in layers.rows], _crossings(layers)
    items = len(layers.rank)
    for turn in range(12 if items < 5_000 else 6 if items < 50_000 else 1):
        if not fewest:
            break
        _sweep(layers, downwards=turn % 2 == 0)
        crossings = _crossings(layers)
        if crossings < fewest:
            best, fewest = [list(row) for row in layers.rows], crossings
    layers.rows[:] = best


def _sweep(layers: Layers, *, downwards: bool) -> None:
    near = layers.before if downwards else layers.after
    place = [0.0] * len(layers.rank)
    for row in layers.rows if downwards else reversed(layers.rows):
        for at, item in enumerate(row):
            friends = near[item]
            place[item] = sum(place[f] for f in friends) / len(friends) if friends else at
        row.sort(key=place.__getitem__)  # stable: items that want the same place keep their order
        for at, item in enumerate(row):
            place[item] = at


def _crossings(layers: Layers) -> int:
    """How many pairs of links between neighbouring rows cross.

    Read in the order of their upper ends, two links cross when the lower ends are out of order; a
    tree of counts (Fenwick) adds those up.
    """
    place = [0] * len(layers.rank)
    for row in layers.rows:
        for at, item in enumerate(row):
            place[item] = at
    total = 0
    for upper, lower in zip(layers.rows, layers.rows[1:], strict=False):
        counts, seen = [0] * (len(lower) + 1), 0
        for item in upper:
            lower_ends = sorted(place[f] for f in layers.after[item])
            for at in lower_ends:  # earlier links that end further along cross this one
                total += seen - _prefix(counts, at)
            for at in lower_ends:
                _add(counts, at)
            seen += len(lower_ends)
    return total


def _prefix(counts: list[int], at: int) -> int:
    """How many links so far end at this place or before it."""
    total, i = 0, at + 1
    while i:
        total += counts[i]
        i &= i - 1
    return total


def _add(counts: list[int], at: int) -> None:
    i = at + 1
    while i < len(counts):
        counts[i] += 1
        i += i & -i
