"""A program of numbers as straight-line Python over `math`: value and gradients in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from byhand.emit.lines import READABLE, Line, operands_of, pieces, plan_lines
from byhand.emit.names import Names
from byhand.emit.reverse import Traced, trace
from byhand.emit.routine import Routine
from byhand.emit.scalar_python import MATH, Writer
from byhand.graph import Graph

_INDENT = "    "
_WIDTH = 99


def scalar_routine(
    graph: Graph, of: str, wrt: Sequence[str], comments: Mapping[str, str] = {}
) -> Routine:
    """The source of a function of the inputs that returns the value and the gradients.

    `comments` says for a gradient which line of the derivation it is.
    """
    return _Source(trace(graph, of, wrt), graph, comments).routine()


class _Source:
    """One function in the making."""

    def __init__(self, traced: Traced, graph: Graph, comments: Mapping[str, str]) -> None:
        self.traced, self.dag, self.comments = traced, traced.dag, comments
        self.names = Names()
        self.parameters = {n: self.names.free(n) for n in graph.inputs if n in traced.values}
        self.named: dict[int, str] = {
            traced.values[name]: word for name, word in self.parameters.items()
        }
        self.said = self.words()
        self.outputs = [traced.values[traced.of], *(traced.gradients[n] for n in traced.wrt)]
        computed = [node for node in self.outputs if self.dag.args[node]]
        self.lines = plan_lines(self.dag, computed, self.said.get, traced.origin, self.names.fresh)
        self.rows: list[tuple[str, int]] = []
        """Lines of text, and the place in the program that each comes from."""

    def words(self) -> dict[int, str]:
        """What nodes are called: values by their names, gradients by dL_dw."""
        found: dict[int, str] = {}
        for name, node in self.traced.values.items():
            if node not in self.named and self.dag.args[node]:
                found.setdefault(node, self.names.free(name))
        for name, node in self.traced.gradients.items():
            if node not in self.named and node not in found and self.dag.args[node]:
                found[node] = self.names.free(f"d{self.traced.of}_d{name}")
        return found

    def routine(self) -> Routine:
        used = [word for word in MATH if any(op == word for op in self.dag.ops)]
        if used:
            self.row(f"from math import {', '.join(sorted(used))}")
            self.row("")
            self.row("")
        parts = pieces(self.lines)
        if len(parts) < 2:
            self.whole()
        else:
            self.cut(parts)
        source = "\n".join(text for text, _ in self.rows) + "\n"
        places = tuple(at for _, at in self.rows)
        return Routine(source, "f", self.parameters, places)

    def writer(self, named: Mapping[int, str]) -> Writer:
        return Writer(self.dag, named, plain=len(self.lines) <= READABLE)

    def row(self, text: str, at: int = -1) -> None:
        self.rows.append((text, at))

    def whole(self) -> None:
        """Everything in one function."""
        self.row(f"def f({', '.join(self.parameters.values())}):")
        writer = self.writer(self.named)
        for line in self.lines:
            self.line(writer, line)
        self.row(self.result(self.writer(self.named)))

    def line(self, writer: Writer, line: Line, store: str = "") -> None:
        text = writer.text(line.node)
        self.named[line.node] = line.name
        row = f"{_INDENT}{store}{line.name} = {text}"
        comment = self.comments.get(line.name, "")
        fits = comment and len(row) + len(comment) + 4 <= _WIDTH
        self.row(f"{row}  # {comment}" if fits else row, line.at)

    def result(self, writer: Writer) -> str:
        value, *gradients = (writer.text_of(node) for node in self.outputs)
        pairs = zip(self.traced.wrt, gradients, strict=True)
        inside = ", ".join(f'"{name}": {text}' for name, text in pairs)
        return f"{_INDENT}return {value}, {{{inside}}}"

    # Long programs ---------------------------------------------------------------------------

    def cut(self, parts: list[list[Line]]) -> None:
        """Several functions that hand values on in a list `s`."""
        slots = self.slots(parts)
        for index, part in enumerate(parts):
            self.row(f"def part{index + 1}(s):")
            local: dict[int, str] = {}
            for node in self.loaded(part, slots):
                self.row(f"{_INDENT}{self.all_named[node]} = s[{slots[node]}]")
                local[node] = self.all_named[node]
            self.named = local
            writer = self.writer(local)
            for line in part:
                store = f"s[{slots[line.node]}] = " if line.node in slots else ""
                self.line(writer, line, store)
            self.row("")
            self.row("")
        self.row(f"def f({', '.join(self.parameters.values())}):")
        given = {node: slot for node, slot in slots.items() if not self.dag.args[node]}
        self.row(f"{_INDENT}s = [0.0] * {len(slots)}")
        for node, slot in given.items():
            self.row(f"{_INDENT}s[{slot}] = {self.all_named[node]}")
        for index in range(len(parts)):
            self.row(f"{_INDENT}part{index + 1}(s)")
        handed = {node: f"s[{slot}]" for node, slot in slots.items()}
        self.row(self.result(self.writer(handed)))

    def slots(self, parts: list[list[Line]]) -> dict[int, int]:
        """The nodes that more than one function needs, each with its place in the list."""
        self.all_named = {**self.named, **{line.node: line.name for line in self.lines}}
        home = {line.node: index for index, part in enumerate(parts) for line in part}
        shared = {node for node in self.outputs if self.dag.args[node] or node in self.named}
        for index, part in enumerate(parts):
            for line in part:
                for node in operands_of(self.dag, line.node, self.all_named):
                    if home.get(node, -1) != index:
                        shared.add(node)
        return {node: slot for slot, node in enumerate(sorted(shared))}

    def loaded(self, part: list[Line], slots: Mapping[int, int]) -> Iterator[int]:
        """The values that a function takes from the list, in order."""
        own = {line.node for line in part}
        wanted: set[int] = set()
        for line in part:
            wanted |= operands_of(self.dag, line.node, self.all_named)
        yield from sorted(node for node in wanted - own if node in slots)
