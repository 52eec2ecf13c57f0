"""Which nodes get a line of their own, and in which function the line stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from byhand.emit.dag import Dag

# A line holds at most so many operations; longer ones nobody reads, and nothing gets faster.
OPERATIONS = 12
# Up to this many operations every name of the program keeps its line: there reading counts.
READABLE = 60
# What is written with one operand twice, as `x if x >= y else y` is.
_REPEATS = frozenset(("max", "min", "sign"))


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment: the node it computes, and the place in the program that it comes from."""

    node: int
    name: str
    at: int


def live(dag: Dag, outputs: Sequence[int]) -> list[int]:
    """How often each node is used by what the outputs need; 0 is not needed at all."""
    uses = [0] * len(dag.ops)
    waiting = list(outputs)
    while waiting:
        node = waiting.pop()
        uses[node] += 1
        if uses[node] == 1:
            waiting.extend(dag.args[node])
    return uses


def plan_lines(
    dag: Dag,
    outputs: Sequence[int],
    name_of: Callable[[int], str | None],
    fresh: Callable[[], str],
) -> list[Line]:
    """The lines in the order in which they are computed; `fresh` names what has no name."""
    uses = live(dag, outputs)
    needed = [i for i, count in enumerate(uses) if count and dag.args[i]]
    own = set(outputs).union(*(dag.args[i] for i in needed if dag.ops[i] in _REPEATS))
    readable = len(needed) <= READABLE
    size = [0] * len(dag.ops)
    lines: list[Line] = []
    for node in needed:
        count = 1 + sum(size[arg] for arg in dag.args[node])
        name = name_of(node)
        if uses[node] > 1 or node in own or count > OPERATIONS or (readable and name):
            lines.append(Line(node, name or fresh(), dag.places[node]))
        else:
            size[node] = count
    return lines


def operands_of(dag: Dag, node: int, named: Mapping[int, str]) -> set[int]:
    """The named nodes that the right side of a line mentions."""
    found: set[int] = set()
    waiting = list(dag.args[node])
    while waiting:
        arg = waiting.pop()
        if arg in named:
            found.add(arg)
        else:
            waiting.extend(dag.args[arg])
    return found
