"""A derivation replays: every step follows from the earlier ones by the formula it shows."""

from __future__ import annotations

import sys
from fractions import Fraction

from byhand import messages
from byhand.calculus.derivation import Derivation
from byhand.calculus.local import flows
from byhand.calculus.steps import Forward, Gather, Push, Seed, Step
from byhand.errors import ProofError
from byhand.graph import Edge
from byhand.language.expr import Expr, names
from byhand.numeric.backends import EXACT, Value, many_digits
from byhand.numeric.functions import evaluate_expression

# The same numbers in the same arithmetic, but perhaps through another definition.
_TOLERANCE = 1e-9
# Below this float64 carries fewer digits the smaller a number is.
_FLOOR = sys.float_info.min


def replay(derivation: Derivation, subject: Derivation | None = None) -> int:
    """Recompute every step from the earlier ones by the formula it shows; count the steps.

    The numbers are those of `subject`, the same derivation with values, where the steps have none
    of their own. Raises `ProofError` for a step that does not follow, and for one that is missing.
    """
    run = _Replay(derivation, subject or derivation)
    for step in derivation.steps:
        run.step(step)
    run.finish()
    return len(derivation.steps)


class _Replay:
    """What is known after the steps so far."""

    def __init__(self, derivation: Derivation, subject: Derivation) -> None:
        self.derivation, self.subject = derivation, subject
        # Floats are replayed in more digits, so that a step is judged and not its rounding.
        self.backend = EXACT if derivation.exact else many_digits()
        number = self.backend.number
        inputs = [n for n in subject.values if derivation.graph.nodes[n].is_input]
        self.values = {n: number(Fraction(subject.values[n])) for n in inputs}
        self.gradients: dict[str, Value] = {}
        self.pushed: dict[str, list[tuple[Edge, Value]]] = {}
        self.gathered: set[str] = set()

    def step(self, step: Step) -> None:
        """Recompute one step."""
        match step:
            case Forward(node, expr, value):
                found = self.compute(expr)
                beside = [abs(float(self.values[name])) for name in names(expr)]
                self.agree(
                    node, found, value, self.subject.values[node], beside=max([0.0, *beside])
                )
                self.values[node] = self.backend.number(Fraction(self.subject.values[node]))
            case Seed(node, value):
                self.gradients[node] = self.backend.number(Fraction(1))
                self.agree(node, self.gradients[node], value)
            case Push():
                self.push(step)
            case Gather(node, _, pushes, value):
                self.gathered.add(node)
                if [push.edge for push in reversed(pushes)] != [e for e, _ in self.pushed[node]]:
                    raise self.missing(node)
                self.agree(node, self.gradients[node], value)

    def push(self, step: Push) -> None:
        """Upstream × local, from the formula as it is shown."""
        head, tail = step.edge.head, step.edge.tail
        if head not in self.gradients:
            raise self.missing(head)
        local = self.compute(step.local)
        self.agree(tail, self.gradients[head], step.upstream_value)
        self.agree(tail, local, step.local_value)
        product = self.gradients[head] * local
        self.agree(tail, product, step.value)
        known = self.gradients.get(tail)
        self.gradients[tail] = product if known is None else known + product
        self.pushed.setdefault(tail, []).append((step.edge, product))

    def compute(self, expr: Expr) -> Value:
        """The value of a formula over what is known so far."""
        try:
            return evaluate_expression(expr, self.values, self.backend)
        except KeyError as error:
            raise self.missing(str(error.args[0])) from error

    def finish(self) -> None:
        """Nothing was left out: every value, every edge, every branch, every gradient."""
        derivation = self.derivation
        edges = {edge for arrived in self.pushed.values() for edge, _ in arrived}
        for node in derivation.relevant:
            if node.id not in self.values:
                raise self.missing(node.id)
            for edge in derivation.graph.edges_into(node):
                wanted = {edge.head, edge.tail} <= derivation.active and flows(node, edge.slot)
                if wanted and edge not in edges:
                    raise self.missing(edge.tail)
        for name, arrived in self.pushed.items():
            if len(arrived) > 1 and name not in self.gathered:
                raise self.missing(name)
        for name, value in self.gradients.items():
            self.agree(name, value, self.subject.gradients[name])

    def agree(self, name: str, expected: Value, *found: Value, beside: float = 0.0) -> None:
        """The numbers shown are the numbers computed; None is a number not shown.

        A difference of two numbers may lose digits in proportion to what stands `beside` it.
        """
        for value in found:
            if value is None:
                continue
            scale = max(abs(float(expected)), abs(float(value)), beside)
            if not abs(float(value) - float(expected)) <= _TOLERANCE * scale + _FLOOR:
                raise failed(self.derivation, name, float(value), float(expected))

    def missing(self, name: str) -> ProofError:
        """A step that another one needs is not there."""
        return ProofError(messages.STEP_MISSING.fill(name=name))


def failed(derivation: Derivation, name: str, found: float, expected: float) -> ProofError:
    """Two ways to one number that disagree."""
    message = messages.PROOF_FAILED
    return ProofError(message.fill(of=derivation.of, name=name, found=found, expected=expected))
