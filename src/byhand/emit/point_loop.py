"""A program of arrays at many points: its function called for each, the results stacked."""

from __future__ import annotations

from collections.abc import Sequence

from byhand.emit.names import Names
from byhand.emit.routine import Routine


def looped(routine: Routine, wrt: Sequence[str], batch: Sequence[str]) -> Routine:
    """The source of a function of one point, with one behind it that takes many."""
    names = Names(("i", "points", "rows", "row", "name"))
    words = {name: names.free(word) for name, word in routine.parameters.items()}
    batched = [word for name, word in words.items() if name in batch]
    one = ", ".join(f"{word}[i]" if word in batched else word for word in words.values())
    asked = ", ".join(f'"{name}"' for name in wrt) + ("," if len(wrt) == 1 else "")
    stacked = "{name: np.array([row[1][name] for row in rows]) for name in (" + asked + ")}"
    rows = [
        "",
        "",
        f"def points({', '.join(words.values())}):",
        f'    """f at every point along the first axis of {", ".join(batched)}."""',
        f"    rows = [f({one}) for i in range(len({batched[0]}))]",
        "    value = np.array([row[0] for row in rows])",
        f"    return value, {stacked}",
    ]
    source = routine.source + "\n".join(rows) + "\n"
    places = (*routine.places, *([-1] * len(rows)))
    return Routine(source, "points", words, places, routine.indices)
