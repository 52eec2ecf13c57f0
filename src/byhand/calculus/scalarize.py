"""A program of arrays written out entry by entry: every number gets a name and a line of its own.

An operation with a definition by simpler ones is written out through it; the kernels of the others
only add, multiply and move entries, so they run on arrays of expressions as they are. A matrix rule
can then be held against scalar calculus, which knows nothing of matrices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from byhand import shape_messages
from byhand.calculus.derivation import Derivation
from byhand.calculus.entries_of import DEFINED, Entry, constant, each_entry
from byhand.errors import InputError
from byhand.graph import Node
from byhand.graph.shapes import fixed_settings
from byhand.language.expr import Apply, Expr, Leaf, Name, Number, fold, size
from byhand.language.identifiers import entry_name
from byhand.language.program import Program, Statement
from byhand.language.templates import filled, template
from byhand.numeric.array_kernels import KERNELS
from byhand.numeric.arrays import numpy_backend
from byhand.numeric.functions import all_settings, evaluate_constant, function_of
from byhand.ops import CATALOGUE

LIMIT = 20_000
"""Up to this many operations a program is written out."""

Array = Any


@dataclass(frozen=True)
class Scalars:
    """A program without arrays, and where the entries of each array are in it."""

    program: Program
    names: Mapping[str, Array]
    """For every node an array of the names of its entries."""
    values: Mapping[str, float]
    """The given value of every entry of an input."""


@dataclass(frozen=True, slots=True)
class _Both:
    """An array of entries, and its numbers where they are known."""

    entries: Array
    numbers: Any = None


def scalarize(derivation: Derivation) -> Scalars:
    """The program of a derivation of arrays with sizes that are numbers, entry by entry.

    Lines keep their names: `Z = X @ W` becomes a line for `Z[0,0]`, one for `Z[0,1]` and so on.
    Raises `InputError` where letters stand for sizes, or the program is too long to write out.
    """
    return _Writer(derivation).run()


class _Writer:
    def __init__(self, derivation: Derivation) -> None:
        self.derivation, self.graph = derivation, derivation.graph
        self.known: dict[str, _Both] = {}
        self.names: dict[str, Array] = {}
        self.statements: list[Statement] = []
        self.written = 0

    def run(self) -> Scalars:
        for node in self.derivation.relevant:
            if node.is_input:
                self.named(node)
                continue
            found = self.entries(node.expr)
            if node.named:
                self.lines(node, found)
                self.named(node)
            else:
                self.known[node.id] = _Both(found.entries, self.numbers(node.id))
        program = Program(tuple(self.statements), "")
        return Scalars(program, self.names, self.given(set(program.inputs())))

    def given(self, used: set[str]) -> dict[str, float]:
        """The values of the entries that take part; indices and masks have become numbers."""
        values: dict[str, float] = {}
        for name in self.graph.inputs:
            if name in self.names and self.derivation.has_values:
                given = np.asarray(self.derivation.values[name], dtype=float)
                flat = zip(self.names[name].ravel(), given.ravel(), strict=True)
                values |= {str(one): float(value) for one, value in flat if one in used}
        return values

    def numbers(self, name: str) -> Any:
        return self.derivation.values.get(name)

    def named(self, node: Node) -> None:
        dims = self.derivation.shapes[node.id]
        shape = tuple(dim for dim in dims if isinstance(dim, int))
        if len(shape) < len(dims):
            raise InputError(shape_messages.EXPAND_LETTERS.fill(name=node.id))
        names = np.empty(shape, dtype=object)
        entries = np.empty(shape, dtype=object)
        for at in np.ndindex(*names.shape):
            word = entry_name(node.id, at)
            names[at], entries[at] = word, Entry(Name(word))
        self.names[node.id] = names
        self.known[node.id] = _Both(entries, self.numbers(node.id))

    def lines(self, node: Node, found: _Both) -> None:
        for at in np.ndindex(*found.entries.shape):
            expr = found.entries[at].expr
            self.written += size(expr)
            if self.written > LIMIT:
                raise InputError(shape_messages.EXPAND_LIMIT.fill(limit=LIMIT))
            self.statements.append(Statement(entry_name(node.id, at), expr, node.at))

    def entries(self, expr: Expr, within: Mapping[str, _Both] | None = None) -> _Both:
        """The entries of an expression."""
        known = self.known if within is None else within

        def leaf(node: Leaf) -> _Both:
            if isinstance(node, Name):
                return known[node.name]
            assert isinstance(node, Number), node
            return _Both(_array(Entry(node)), float(node.value))

        return fold(expr, leaf, self.join)

    def join(self, node: Apply, parts: list[_Both]) -> _Both:
        op = CATALOGUE[node.op]
        numbers = None
        if all(part.numbers is not None for part in parts) and len(parts) <= len(op.operands):
            function = function_of(node.op, node.settings, numpy_backend())
            with np.errstate(all="ignore"):
                numbers = function(*[part.numbers for part in parts])
        if op.elementwise:
            return _Both(each_entry(node, [part.entries for part in parts]), numbers)
        if op.name in DEFINED or not op.formula:
            return _Both(self.kernel(node, parts), numbers)
        names = [f"operand {i}" for i in range(len(parts))]
        words = dict(zip(op.operands, map(Name, names), strict=True))
        formula = filled(template(op.formula), words, all_settings(op, node.settings))
        found = self.entries(formula, dict(zip(names, parts, strict=True)))
        return _Both(found.entries, numbers)

    def kernel(self, node: Apply, parts: list[_Both]) -> Array:
        """A kernel on arrays of entries; operands that only decide something stay numbers."""
        op = CATALOGUE[node.op]
        stops = op.stops.split()
        operands = []
        for slot, part in enumerate(parts):
            fixed = op.operand(slot) in stops and part.numbers is not None
            operands.append(part.numbers if fixed else part.entries)
        settings = all_settings(op, node.settings)
        backend = numpy_backend()
        loose = {k: v for k, v in settings.items() if k not in op.static_names}
        given = {k: evaluate_constant(v, backend) for k, v in loose.items()}
        function = DEFINED.get(op.name) or KERNELS[op.kernel]
        found = function(*operands, **given, **fixed_settings(op, node.settings))
        return constant(found)


def _array(entry: Entry) -> Array:
    found = np.empty((), dtype=object)
    found[()] = entry
    return found
