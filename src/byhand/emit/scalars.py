"""A program of numbers as straight-line Python over `math`: value and gradients in one pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from byhand.emit.lines import READABLE, Line, plan_lines
from byhand.emit.names import Names
from byhand.emit.parts import LONGEST, Part, cut
from byhand.emit.reverse import Traced, trace
from byhand.emit.routine import Routine
from byhand.emit.scalar_python import MATH, Writer
from byhand.graph import Graph

_INDENT = "    "
_WIDTH = 99
# A longer tuple Python makes from a list, which takes twice as many instructions.
_TUPLE = 30


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
        self.lines = plan_lines(self.dag, computed, self.said.get, self.names.fresh)
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
        used = set(MATH).intersection(self.dag.ops)
        if used:
            self.row(f"from math import {', '.join(sorted(used))}")
            self.row("")
            self.row("")
        if len(self.lines) <= LONGEST:
            self.whole()
        else:
            self.in_parts()
        source = "\n".join(text for text, _ in self.rows) + "\n"
        places = tuple(at for _, at in self.rows)
        return Routine(source, "f", self.parameters, places)

    def writer(self) -> Writer:
        return Writer(self.dag, self.named, plain=len(self.lines) <= READABLE)

    def row(self, text: str, at: int = -1) -> None:
        self.rows.append((text, at))

    def whole(self) -> None:
        """Everything in one function."""
        self.row(f"def f({', '.join(self.parameters.values())}):")
        writer = self.writer()
        for line in self.lines:
            self.line(writer, line)
        self.row(self.result(self.writer()))

    def line(self, writer: Writer, line: Line) -> None:
        text = writer.text(line.node)
        self.named[line.node] = line.name
        row = f"{_INDENT}{line.name} = {text}"
        comment = self.comments.get(line.name, "")
        fits = comment and len(row) + len(comment) + 4 <= _WIDTH
        self.row(f"{row}  # {comment}" if fits else row, line.at)

    def result(self, writer: Writer) -> str:
        value, *gradients = (writer.text_of(node) for node in self.outputs)
        pairs = zip(self.traced.wrt, gradients, strict=True)
        inside = ", ".join(f'"{name}": {text}' for name, text in pairs)
        return f"{_INDENT}return {value}, {{{inside}}}"

    # Long programs ---------------------------------------------------------------------------

    def in_parts(self) -> None:
        """Several functions, and one that calls them in turn."""
        self.named.update({line.node: line.name for line in self.lines})
        parts = cut(self.dag, self.lines, self.named, self.outputs)
        functions = [self.names.free(f"part{i + 1}") for i in range(len(parts))]
        bundles = {
            (i, j): self.named[nodes[0]]
            if len(nodes) == 1
            else self.names.free(f"p{i + 1}_{j + 1}")
            for i, part in enumerate(parts)
            for j, nodes in part.gives.items()
        }
        writer = self.writer()
        calls = []
        for i, part in enumerate(parts):
            given = [self.named[node] for node in part.inputs]
            given += [bundles[source, i] for source in part.takes]
            left = {bundles[i, j]: self.tuple_of(nodes) for j, nodes in part.gives.items()}
            left.update({self.named[node]: self.named[node] for node in part.results})
            self.row(f"def {functions[i]}({', '.join(given)}):")
            self.part(part, i, bundles, writer)
            self.row(f"{_INDENT}return {', '.join(left.values())}")
            self.row("")
            self.row("")
            calls.append(f"{', '.join(left)} = {functions[i]}({', '.join(given)})")
            read = [bundles[source, i] for source, nodes in part.takes.items() if len(nodes) > 1]
            if read:  # numbers that nobody needs any more make room for the next ones
                calls.append(f"del {', '.join(read)}")
        self.row(f"def f({', '.join(self.parameters.values())}):")
        for call in calls:
            self.row(f"{_INDENT}{call}")
        self.row(self.result(writer))

    def part(
        self, part: Part, index: int, bundles: Mapping[tuple[int, int], str], writer: Writer
    ) -> None:
        """The inside of a part: what it was handed is taken apart, then come its lines."""
        for source, nodes in part.takes.items():
            if len(nodes) > 1:
                self.row(f"{_INDENT}{self.tuple_of(nodes)} = {bundles[source, index]}")
        for line in part.lines:
            self.line(writer, line)

    def tuple_of(self, nodes: Sequence[int]) -> str:
        """`(a, b)` for several values, `a` for one."""
        names = [self.named[node] for node in nodes]
        while len(names) > 1:
            inside = (names[i : i + _TUPLE] for i in range(0, len(names), _TUPLE))
            names = [f"({', '.join(some)})" if len(some) > 1 else some[0] for some in inside]
        return names[0]
