"""A long program cut into functions, and which values one hands to another.

One huge function compiles in more than proportion to its length, and from the 257th local variable
on every access needs a second instruction. So a part has fewer names than that, and what a later
part reads goes there in one tuple, which is taken apart by a single instruction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from byhand.emit.dag import Dag
from byhand.emit.lines import Line, operands_of

LONGEST = 500
"""So many lines stay one function, as a reader would have it."""
NAMES = 250
"""The local names of a part."""


@dataclass(slots=True)
class Part:
    """Some lines, and what they read and leave for others."""

    lines: list[Line] = field(default_factory=list)
    inputs: list[int] = field(default_factory=list)
    """The inputs that it reads."""
    takes: dict[int, list[int]] = field(default_factory=dict)
    """For an earlier part, by its index, the values taken from it."""
    gives: dict[int, list[int]] = field(default_factory=dict)
    """For a later part, by its index, the values left for it."""
    results: list[int] = field(default_factory=list)
    """The values that the program returns."""


def cut(
    dag: Dag, lines: Sequence[Line], named: Mapping[int, str], results: Sequence[int]
) -> list[Part]:
    """The lines in parts of at most `NAMES` names; `named` are the nodes that have one."""
    parts: list[Part] = []
    home: dict[int, int] = {}
    names: set[int] = set()
    for line in lines:
        read = operands_of(dag, line.node, named)
        if not parts or len(names | read) >= NAMES:
            _connect(parts, home, names)
            parts.append(Part())
            names = set()
        names |= read
        names.add(line.node)
        home[line.node] = len(parts) - 1
        parts[-1].lines.append(line)
    _connect(parts, home, names)
    for node in dict.fromkeys(results):
        if node in home:
            parts[home[node]].results.append(node)
    return parts


def _connect(parts: Sequence[Part], home: Mapping[int, int], names: set[int]) -> None:
    """The last part is whole: what it reads from the inputs and from the parts before it."""
    if not parts:
        return
    index, part = len(parts) - 1, parts[-1]
    takes: defaultdict[int, list[int]] = defaultdict(list)
    for node in sorted(names):
        source = home.get(node)
        if source is None:
            part.inputs.append(node)
        elif source != index:
            takes[source].append(node)
    for source, nodes in sorted(takes.items()):
        part.takes[source] = parts[source].gives[index] = nodes
