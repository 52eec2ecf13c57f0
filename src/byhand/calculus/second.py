"""Second derivatives: forward and backward pass as one program, which is derived again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from byhand import shape_messages as messages
from byhand.calculus.backward import backward_program, gradient_words, without_places
from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.errors import InputError
from byhand.graph import Graph, build
from byhand.graph.infer import shape_text
from byhand.language.expr import Apply, Expr, Name
from byhand.language.program import Program, Statement
from byhand.numeric.backends import FLOAT, Value
from byhand.numeric.evaluate import evaluate
from byhand.numeric.values import as_array, as_fraction
from byhand.numeric.values import shape_of as given_shape

ROWS, ENTRIES = 2_000, 4_000_000
"""How many rows, and how many entries, a Hessian may have."""


@dataclass(frozen=True)
class SecondOrder:
    """The program of a directional derivative: forward pass, backward pass, and ⟨gradient, v⟩."""

    graph: Graph
    of: str
    """The sum of gradient × direction; its gradient is the Hessian times the direction."""
    directions: Mapping[str, str]
    """For every variable the name of its direction, an input of the program."""


def second_order(derivation: Derivation, along: Sequence[str]) -> SecondOrder:
    """Forward and backward pass as one program, with `s = sum(dL_dw * v_w) + ...` at its end.

    >>> from byhand.language.parse import parse
    >>> found = second_order(derive(build(parse("L = w^2*x"))), ["w"])
    >>> found.of, found.directions, derive(found.graph, {"w": 3, "x": 2, "v_w": 1}).gradients["w"]
    ('s', {'w': 'v_w'}, 4.0)
    """
    statements = [*_forward(derivation), *backward_program(derivation).statements]
    words = gradient_words(derivation)
    taken = {*derivation.graph.nodes, *words.values()}
    directions = {name: _free(f"v_{name}", taken) for name in along}
    products = [_product(derivation, name, words[name], directions[name]) for name in along]
    of = _free("s", taken)
    total = reduce(lambda x, y: Apply("add", (x, y)), products)
    statements.append(Statement(of, total, -1))
    return SecondOrder(build(Program(tuple(statements), "")), of, directions)


def _forward(derivation: Derivation) -> Iterator[Statement]:
    for node in derivation.relevant:
        if not node.is_input:
            yield Statement(node.id, without_places(node.expr), -1)


def _free(word: str, taken: set[str]) -> str:
    word = word.replace("'", "_")
    while word in taken:
        word += "_"
    taken.add(word)
    return word


def _product(derivation: Derivation, name: str, gradient: str, direction: str) -> Expr:
    product = Apply("mul", (Name(gradient), Name(direction)))
    return Apply("sum", (product,)) if derivation.shapes.get(name) else product


def hessian_vector(derivation: Derivation, v: Mapping[str, Any]) -> dict[str, Value]:
    """The Hessian times a direction, by variable; a variable without a direction stays put.

    Raises `InputError` for a direction of another shape than its variable's, and `NotYetError`
    for an operation that cannot be differentiated twice.
    """
    derivation.require_values()
    ways = _directions(derivation, v)
    found = second_order(derivation, list(ways))
    inputs = {**(derivation.inputs or {}), **{found.directions[n]: way for n, way in ways.items()}}
    again = _derived(derivation, found, inputs, derivation.wrt)
    known = again.gradients if again else {}
    return {name: known.get(name, derivation.values[name] * 0) for name in derivation.wrt}


def _derived(
    derivation: Derivation, found: SecondOrder, inputs: Mapping[str, Any], wrt: Sequence[str]
) -> Derivation | None:
    """The combined program derived; None where none of the variables takes part in it."""
    given = {name: value for name, value in inputs.items() if name in found.graph.inputs}
    there = [name for name in wrt if name in found.graph.nodes]
    if not there:
        return None
    return derive(found.graph, given, of=found.of, wrt=there, exact=derivation.exact)


def _directions(derivation: Derivation, v: Mapping[str, Any]) -> dict[str, Any]:
    ways: dict[str, Any] = {}
    for typed, way in v.items():
        name = derivation.computed(typed)
        wanted, found = derivation.shapes.get(name, ()), given_shape(typed, way)
        if found != wanted:
            parts = {"name": typed, "wanted": shape_text(wanted), "shape": shape_text(found)}
            raise InputError(messages.DIRECTION_SHAPE.fill(**parts))
        ways[name] = as_array(typed, way) if derivation.is_arrays else as_fraction(typed, way)
    if not ways:
        raise InputError(messages.NO_DIRECTION)
    return ways


def hessian(derivation: Derivation, name: str, other: str | None = None) -> Any:
    """∂²L/∂name∂other as an array whose axes are those of both variables, in that order.

    Raises `InputError` where it would be too large, and `NotYetError` for an operation that
    cannot be differentiated twice.
    """
    import numpy as np

    derivation.require_values()
    row, column = derivation.computed(name), derivation.computed(other or name)
    rows, columns = (np.shape(derivation.values[n]) for n in (row, column))
    count, width = (int(np.prod(shape, dtype=int)) for shape in (rows, columns))
    if count > ROWS or count * width > ENTRIES:
        parts = {"name": name, "other": other or name, "rows": count, "columns": width}
        raise InputError(messages.HESSIAN_TOO_LARGE.fill(**parts))
    result = np.zeros((count, width))
    for i, line in enumerate(_rows(derivation, row, column, count)):
        result[i] = np.ravel(line)
    return result.reshape(rows + columns)


def _rows(derivation: Derivation, row: str, column: str, count: int) -> Iterator[Any]:
    """Row by row: one program, run once for every direction along an axis."""
    import numpy as np

    first = second_order(derivation, [row])
    way = np.ones(np.shape(derivation.values[row]))
    number = float if not derivation.is_arrays else (lambda value: value)
    inputs = {n: number(x) for n, x in (derivation.inputs or {}).items()}
    start = {**inputs, first.directions[row]: way if way.ndim else 1.0}
    again = _derived(derivation, first, start, [column])
    if again is None or column not in again.active:
        yield from (np.zeros(np.shape(derivation.values[column])) for _ in range(count))
        return
    words = gradient_words(again)
    statements = (*_forward(again), *backward_program(again).statements)
    graph = build(Program(statements, ""))
    for i in range(count):
        unit = np.zeros(way.size)
        unit[i] = 1.0
        at = {**start, first.directions[row]: unit.reshape(way.shape) if way.ndim else 1.0}
        given = {name: at[name] for name in graph.inputs}
        yield _run(derivation, graph, given)[words[column]]


def _run(derivation: Derivation, graph: Graph, inputs: Mapping[str, Any]) -> Mapping[str, Value]:
    if not derivation.is_arrays:
        return evaluate(graph, inputs, FLOAT)
    from byhand.numeric.array_evaluate import evaluate_arrays

    return evaluate_arrays(graph, inputs)
