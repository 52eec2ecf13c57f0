"""A problem and an optimizer: some steps by hand, checked, and told as a page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.errors import InputError, ProofError
from byhand.graph import Graph
from byhand.text import Lang
from byhand.timing import PAGE, PROVE, WRITE, stage
from byhand.training.optimizers import phrases, words
from byhand.training.optimizers.hand import HandStep, work
from byhand.training.optimizers.optimizer import Optimizer

if TYPE_CHECKING:
    from byhand.page.blocks import Document
    from byhand.problem import Problem

MOST_STEPS = 1000
# Two orders of the same operations differ in the last digits only.
_TOLERANCE = 1e-9


class Steps:
    """Some steps of an optimizer on a problem, worked out by hand.

    `parameters[t]`, `states[t]` and `losses[t]` are what holds after t steps; `steps[t - 1]` is
    step t line by line.
    """

    def __init__(
        self, derivation: Derivation, optimizer: Optimizer, count: int, problem: Problem
    ) -> None:
        if not isinstance(count, int) or not 1 <= count <= MOST_STEPS:
            raise InputError(words.STEP_COUNT.fill(most=MOST_STEPS, value=count))
        self.optimizer, self.problem = optimizer, problem
        self.derivations = [derivation]
        """The derivation at the start, and where every further gradient was taken."""
        self._first = True
        params = _parameters(derivation)
        self.steps: list[HandStep] = work(optimizer, self._gradient, params, count)
        self.parameters: list[Mapping[str, Any]] = [params, *(s.after for s in self.steps)]
        self.losses: list[float] = self._losses(derivation)
        self.states: list[Mapping[str, Any]] = [{}, *(s.state for s in self.steps)]
        self._check()

    def _gradient(self, at: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        """The loss and the gradients at some parameters, by the derivation."""
        first = self.derivations[0]
        if self._first and not self.optimizer.ahead:
            here = first
        else:
            here = _derived(first, at)
            self.derivations.append(here)
        self._first = False
        gradients = {
            name: here.gradients[name] if _shape(at[name]) else float(here.gradients[name])
            for name in at
        }
        return float(here.values[here.of]), gradients

    def _losses(self, first: Derivation) -> list[float]:
        """The loss at the parameters before, between and after the steps."""
        last = _derived(first, self.steps[-1].after)
        if not self.optimizer.ahead:
            return [*(float(step.loss) for step in self.steps), float(last.values[last.of])]
        found = [_derived(first, params) for params in self.parameters[1:-1]]
        return [float(one.values[one.of]) for one in (first, *found, last)]

    def _check(self) -> None:
        """Run the NumPy made of the same lines beside the page; raises where they disagree."""
        import numpy as np

        params = {k: np.copy(v) if _shape(v) else v for k, v in self.parameters[0].items()}
        stepper = self.optimizer.start(params)
        for step in self.steps:
            stepper.step(step.gradients)
            found = {**params, **stepper.state}
            for key, value in {**step.after, **step.state}.items():
                scale = _TOLERANCE * (1 + np.abs(value))
                if not (np.abs(found[key] - value) <= scale).all():
                    parts = {"name": self.optimizer.rule.name, "key": key, "t": step.t}
                    raise ProofError(phrases.DISAGREES.fill(**parts))

    def __repr__(self) -> str:
        return f"<{len(self.steps)} steps of {self.optimizer!r}: {self.losses[-1]:.6g}>"

    def document(self, *, digits: int = 4, worked: int = 2) -> Document:
        """The page as blocks; its first steps, `worked` of them, line by line.

        Raises `ProofError` where the derivation behind the gradients does not hold.
        """
        from byhand.training.optimizers.page import steps_document

        derivation = self.derivations[0]
        with stage(PROVE):
            if derivation.is_arrays:
                from byhand.calculus.array_proof import prove_arrays

                prove_arrays(derivation)
            else:
                from byhand.calculus.proof import prove

                prove(derivation)
        return steps_document(self, digits, worked)

    def pages(
        self,
        suffix: str,
        stem: str = "steps",
        *,
        lang: Lang = "en",
        digits: int = 4,
        worked: int = 2,
    ) -> dict[str, bytes]:
        """The files of the page in a format, by name."""
        from byhand.writers import writer_for

        writer = writer_for(suffix)
        with stage(PAGE):
            document = self.document(digits=digits, worked=worked)
        with stage(WRITE):
            return writer.write(document, lang, {}, stem)

    def write(self, path: str | Path, **options: Any) -> list[Path]:
        """Write the page in the format of the suffix; options are those of `pages`."""
        from byhand.files import write_bytes

        path = Path(path)
        written = []
        for name, content in self.pages(path.suffix, path.stem, **options).items():
            write_bytes(path.parent / name, content)
            written.append(path.parent / name)
        return written


def _shape(value: Any) -> tuple[int, ...]:
    return tuple(getattr(value, "shape", ()))


def _parameters(derivation: Derivation) -> dict[str, Any]:
    """What is stepped: the inputs by which the derivation differentiates, as floats."""
    derivation.require_values()
    import numpy as np

    inputs: Mapping[str, Any] = derivation.inputs or {}
    for name in derivation.wrt:
        if name not in inputs:
            raise InputError(words.NOT_AN_INPUT.fill(name=name))
    if not derivation.wrt:
        raise InputError(words.NO_PARAMETERS)
    return {
        name: np.array(inputs[name], float) if _shape(inputs[name]) else float(inputs[name])
        for name in derivation.wrt
    }


def _derived(first: Derivation, at: Mapping[str, Any]) -> Derivation:
    """The same derivation at other values of the parameters."""
    graph: Graph = first.graph
    wanted: dict[str, Any] = {}
    for name in graph.inputs:
        value = at.get(name, (first.inputs or {}).get(name))
        wanted[name] = value
    return derive(graph, wanted, of=first.of, wrt=first.wrt)
