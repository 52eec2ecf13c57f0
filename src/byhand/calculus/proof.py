"""Nothing is written before it is proved: replayed, differentiated by SymPy, and differenced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from byhand import messages
from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.calculus.oracle import tangent, whole_derivatives, whole_formula
from byhand.calculus.replay import failed, replay
from byhand.errors import InputError, ProofError
from byhand.numeric.backends import Value, many_digits
from byhand.numeric.differences import central_digits, reach, scattered
from byhand.numeric.evaluate import evaluate

# Float64 carries 16 digits; an honest program of a few thousand operations loses ten at most.
TOLERANCE = 1e-6
# What cancellation leaves of a zero: 0.1 + 0.2 − 0.3 is not quite nothing.
FLOOR = 1e-12
_EACH_LIMIT = 300_000
"""Up to this many (variables × operations) every variable is checked by itself."""


@dataclass(frozen=True)
class Proof:
    """What a derivation has been held against."""

    steps: int
    """How many steps were recomputed from the earlier ones."""
    whole: bool
    """Whether SymPy differentiated the whole formula, or operation by operation."""
    point: Mapping[str, Fraction]
    """Where the numbers were compared; chosen by byhand if none were given."""
    chosen: bool
    """Whether byhand chose the point."""
    differences: Mapping[str, float]
    """The central difference for every variable that was checked by itself."""
    directions: int
    """How many mixed directions were checked where the variables are too many."""
    skipped: tuple[str, ...]
    """Variables whose path crosses a kink, where no difference quotient can judge."""


def prove(derivation: Derivation) -> Proof:
    """Hold a derivation against its own steps, SymPy, and central differences.

    A derivation without numbers is proved at a point of byhand's choosing. Raises `ProofError`
    with both numbers where anything disagrees.
    """
    subject = derivation if derivation.has_values else at_some_point(derivation)
    steps = replay(derivation, subject)
    _forward_agrees(subject)
    judged = [name for name in subject.wrt if name not in _kinked(subject)]
    skipped = tuple(name for name in subject.wrt if name not in judged)
    each = len(judged) * len(subject.graph.nodes) <= _EACH_LIMIT
    names = [n for n in judged if subject.graph.nodes[n].is_input]
    whole = False
    if each:
        differences = dict(_differences(subject, names))
        whole = _against_sympy(subject, judged)
        directions = 0
    else:
        differences = {}
        directions = _along_directions(subject, names)
    point = dict(subject.inputs or {})
    chosen = not derivation.has_values
    return Proof(steps, whole, point, chosen, differences, directions, skipped)


def at_some_point(derivation: Derivation) -> Derivation:
    """The same derivation with numbers at which everything is defined."""
    graph = derivation.graph
    for attempt in range(12):
        point = {
            name: Fraction(3 + (7 * i + 5 * attempt) % 11, 8) * (1 if attempt < 8 else -1)
            for i, name in enumerate(graph.inputs)
        }
        try:
            found = derive(graph, point, of=derivation.of, wrt=derivation.wrt)
        except InputError:
            continue
        if not found.kinks:
            return found
    raise InputError(messages.NO_POINT.fill(of=derivation.of))


def _forward_agrees(derivation: Derivation) -> None:
    """The values are right to the digits that are shown: (1 + 10²⁰) − 10²⁰ is not 0."""
    exact = _many_digit_values(derivation)
    for node in derivation.relevant:
        found, expected = float(derivation.values[node.id]), float(exact[node.id])
        if not abs(found - expected) <= TOLERANCE * abs(expected) + FLOOR:
            parts = {"name": node.id, "found": found, "expected": expected}
            raise ProofError(messages.VALUE_FAILED.fill(**parts))


def _kinked(derivation: Derivation) -> set[str]:
    """Everything that a kink lies downstream of."""
    found: set[str] = set()
    for kink in derivation.kinks:
        found |= derivation.graph.ancestors(kink)
    return found


def _differences(derivation: Derivation, names: list[str]) -> Iterator[tuple[str, float]]:
    inputs = derivation.inputs or {}
    for name in names:
        try:
            far = reach(inputs[name])
            found = central_digits(derivation.graph, derivation.of, inputs, {name: far}) / float(
                far
            )
        except InputError:
            continue  # the edge of the domain: one of the two points has no value
        _close(derivation, name, float(derivation.gradients[name]), found)
        yield name, found


def _against_sympy(derivation: Derivation, names: list[str]) -> bool:
    graph, inputs = derivation.graph, derivation.inputs or {}
    only_inputs = all(graph.nodes[name].is_input for name in names)
    formula = whole_formula(graph, derivation.of) if only_inputs and not derivation.kinks else None
    if formula is not None:
        wanted = tuple(name for name in names if name in derivation.active)
        for name, slope in whole_derivatives(formula, wanted, inputs).items():
            _close(derivation, name, float(derivation.gradients[name]), slope)
        return True
    values = _many_digit_values(derivation)
    one = many_digits().number(Fraction(1))
    for name in names:
        slope = tangent(graph, derivation.of, values, {name: one})
        _close(derivation, name, float(derivation.gradients[name]), float(slope))
    return False


def _along_directions(derivation: Derivation, names: list[str]) -> int:
    directions = scattered(names, 4)
    values = _many_digit_values(derivation)
    number = many_digits().number
    inputs = derivation.inputs or {}
    label = "·".join(names[:3]) + " …"
    for weights in directions:
        direction = {name: weight * reach(inputs[name]) for name, weight in weights.items()}
        mixed = sum(float(derivation.gradients[n]) * float(d) for n, d in direction.items())
        found = central_digits(derivation.graph, derivation.of, inputs, direction)
        along = {name: number(distance) for name, distance in direction.items()}
        slope = float(tangent(derivation.graph, derivation.of, values, along))
        _close(derivation, label, mixed, found)
        _close(derivation, label, mixed, slope)
    return len(directions)


def _many_digit_values(derivation: Derivation) -> dict[str, Value]:
    backend = many_digits()
    inputs = {n: backend.number(v) for n, v in (derivation.inputs or {}).items()}
    return evaluate(derivation.graph, inputs, backend)


def _close(derivation: Derivation, name: str, found: float, expected: float) -> None:
    pushes = derivation.pushes.get(name, ())
    scale = max([abs(expected), *(abs(float(push.value)) for push in pushes)])
    if not abs(found - expected) <= TOLERANCE * scale + FLOOR:
        raise failed(derivation, name, found, expected)
