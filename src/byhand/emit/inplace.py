"""Lines that update arrays, as NumPy source that writes every result where its memory already is.

Two functions come out. `scalars` is called once a step and works out every number that does not
depend on an entry. `update` goes over the arrays block by block, with `out=` in every call: nothing
is allocated, and single precision stays single.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from byhand.emit.factors import Factors
from byhand.emit.inplace_calls import Calls
from byhand.emit.inplace_numbers import Numbers
from byhand.errors import printable
from byhand.language.expr import Expr, Name, leaves, names, substitute
from byhand.language.identifiers import version_name

_INDENT = "    "
_AXPY = "axpy(x, y, a=a) adds a*x to y in one pass: daxpy or saxpy of scipy.linalg.blas."


@dataclass(frozen=True, slots=True)
class Update:
    """A line `target = expr`; with `when`, a comparison of numbers, only where that holds."""

    target: str
    expr: Expr
    when: Expr | None = None
    text: str = ""
    """How it is written, for the comment above it."""


@dataclass(frozen=True, slots=True)
class InPlace:
    """Source that defines `scalars` and `update`, and what they are called with.

    `scalars(*numbers)` returns the numbers for `update` and the new values of `carried`, both as
    tuples. `update(numbers, blocks, axpy)` writes into the arrays that are kept; a block holds a
    part of each array, in the order of `arrays`, and scratch arrays as long; `axpy(x, y, a=a)` adds
    a*x to y.
    """

    source: str
    numbers: tuple[str, ...]
    carried: tuple[str, ...]
    arrays: tuple[str, ...]
    buffers: int
    """How many scratch arrays are needed."""


def array_names(updates: Sequence[Update], given: Sequence[str]) -> set[str]:
    """The names that stand for arrays: those given, and whatever is computed from them."""
    found = set(given)
    while True:
        more = {u.target for u in updates if found & set(names(u.expr))} - found
        if not more:
            return found
        found |= more


def inplace(
    updates: Sequence[Update],
    given: Sequence[str],
    kept: Sequence[str],
    positive: Callable[[Expr], bool] = lambda _: False,
    title: str = "",
) -> InPlace:
    """The source of lines of elementwise updates.

    `given` are arrays, `kept` what lives on from step to step: arrays, or numbers where nothing
    computed from an array is assigned. Every other name that no line assigns is a number.
    `positive` says which expressions of numbers are certain to be above 0.
    """
    arrays = array_names(updates, given)
    carried = tuple(name for name in kept if name not in arrays)
    own = tuple(dict.fromkeys([*given, *(name for name in kept if name in arrays)]))
    numbers = Numbers(updates, arrays, carried)
    lines = _inlined(_array_lines(updates, numbers, arrays, own, kept), frozenset(kept))
    factors = Factors({*arrays, *(u.target for u in lines)}, positive)
    lines = [replace(u, expr=factors.drawn_out(u.expr)) for u in lines]
    calls = Calls(factors, numbers, own)
    source = _source(numbers, carried, calls.body(lines), title)
    return InPlace(source, numbers.parameters, carried, own, calls.buffers)


def _array_lines(
    updates: Sequence[Update],
    numbers: Numbers,
    arrays: set[str],
    own: Sequence[str],
    kept: Sequence[str],
) -> list[Update]:
    """The lines of arrays; those of numbers are done once, and what is assigned again renamed."""
    lines: list[Update] = []
    again: dict[str, Expr] = {}
    taken = set(own)
    for update in updates:
        expr = substitute(update.expr, {**numbers.now, **again})
        when = None if update.when is None else substitute(update.when, numbers.now)
        if update.target not in arrays:
            numbers.assign(update.target, expr, when)
            continue
        target = update.target
        if target not in kept:
            version = 1
            while target in taken:
                target, version = version_name(update.target, version), version + 1
            taken.add(target)
            again[update.target] = Name(target)
        lines.append(replace(update, target=target, expr=expr, when=when))
    return lines


def _inlined(lines: list[Update], kept: frozenset[str]) -> list[Update]:
    """The lines with what is used once put where it is used, unless its operands change before."""
    lines = list(lines)
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if line.target in kept:
            continue
        target = Name(line.target)
        uses = [i for i, other in enumerate(lines) for x in leaves(other.expr) if x == target]
        if not uses:
            del lines[index]
            continue
        changed = {lines[i].target for i in range(index + 1, uses[0])}
        if len(uses) == 1 and not changed & set(names(line.expr)):
            user = lines[uses[0]]
            expr = substitute(user.expr, {line.target: line.expr})
            lines[uses[0]] = replace(user, expr=expr, text=f"{line.text}\n{user.text}")
            del lines[index]
    return lines


def _source(numbers: Numbers, carried: Sequence[str], body: list[str], title: str) -> str:
    """The whole module."""
    # A title may be a person's: on one line behind a # nothing of it is code.
    rows = [f"# {' '.join(printable(title).split())}"] if title else []
    rows += [f"# {_AXPY}"] if any("axpy(" in row for row in body) else []
    rows += [""] if rows else []
    functions = numbers.functions
    rows += [f"from math import {', '.join(functions)}", ""] if functions else []
    rows += ["import numpy as np", "", ""]
    rows += [f"def scalars({', '.join(numbers.words)}):"]
    rows += [_INDENT + row for row in numbers.rows]
    ends = _tuple([numbers.last(name) for name in carried])
    rows += [f"{_INDENT}return {_tuple(list(numbers.hoisted))}, {ends}", "", ""]
    rows += ["def update(numbers, blocks, axpy):"]
    rows += [f"{_INDENT}{_tuple(list(numbers.hoisted))} = numbers"] if numbers.hoisted else []
    rows += [_INDENT + row for row in body]
    return "\n".join(rows) + "\n"


def _tuple(items: list[str]) -> str:
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
