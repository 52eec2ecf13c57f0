"""Putting a training run together: what is trained, on what, how, and from where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from byhand.calculus.asked import asked_for
from byhand.errors import InputError
from byhand.graph import Graph, build
from byhand.language.parse import parse
from byhand.training.loop import words
from byhand.training.loop.begin import Init, begun, given_values
from byhand.training.loop.cost import Cost
from byhand.training.loop.history import History, Plan
from byhand.training.loop.run import Training, Watch
from byhand.training.loop.samples import Samples, samples_of
from byhand.training.loop.saved import restore
from byhand.training.optimizers.named import optimizer_of

if TYPE_CHECKING:
    from byhand.problem import Problem
    from byhand.training.optimizers.optimizer import Optimizer

MOST_STEPS = 10_000_000
STEPS = 100
"""How many steps are taken where nobody says."""


@dataclass(frozen=True)
class How:
    """How a program is trained; what is not given is read from the problem, else has a default."""

    steps: int | None = None
    """How many updates; 100 where nobody says."""
    epochs: int | None = None
    """How many passes over the samples, in place of steps."""
    batch_size: int | None = None
    """How many samples a step sees; all of them where it is not given."""
    data: Sequence[str] | str = ()
    """The arrays that hold samples, one a row; else all arrays that are not trained."""
    per_sample: bool | None = None
    """Whether the program is the loss of one sample, so that the cost is its mean."""
    seed: int | None = None
    """The same seed gives the same order of samples and the same drawn parameters."""
    init: Init | None = None
    """How parameters without a value are drawn: an initialiser, or one for each name."""
    every: int | None = None
    """From one recorded step to the next: 1 where a step sees all samples, else an epoch."""

    def for_problem(self, problem: Problem) -> How:
        """The same with what the problem says where nothing is given."""
        table = dict(problem.train)
        if "steps" in problem.optimizer:
            table.setdefault("steps", problem.optimizer["steps"])
        if self.steps is not None or self.epochs is not None:
            table |= {"steps": self.steps, "epochs": self.epochs}
        elif "epochs" in problem.train:
            table["steps"] = problem.train.get("steps")
        own = {f.name: getattr(self, f.name) for f in fields(self)}
        given = {key: value for key, value in own.items() if value not in (None, (), [], "")}
        return How(**{**own, **table, **given})


def train_problem(
    problem: Problem,
    at: Mapping[str, Any],
    optimizer: str | Optimizer | None,
    settings: Mapping[str, Any],
    asked: tuple[str | None, Sequence[str] | None, Sequence[str]],
    how: How,
    *,
    resume: str | Path | None = None,
    save: str | Path | None = None,
    watch: Watch | None = None,
) -> History:
    """Train a problem; `asked` holds of, wrt and constants."""
    how = how.for_problem(problem)
    made = optimizer_of(optimizer, problem.optimizer, settings)
    graph = build(parse(problem.program))
    given = given_values(graph, {**problem.given, **at})
    of, trained = _asked(graph, problem, asked, names_in(how.data), given)
    samples = _samples(graph, given, trained, how)
    params = begun(graph, given, trained, how.init, samples.seed)
    fixed = {name: value for name, value in given.items() if name not in trained}
    plan = _plan(how, samples)
    history = History(problem, graph, of, made, plan, samples, fixed, params)
    if resume is not None:
        restore(history, Path(resume))
    cost = Cost(graph, of, trained, {**given, **params}, samples, per_sample=plan.per_sample)
    return Training(history, cost, samples, watch, Path(save) if save is not None else None).run()


def _asked(
    graph: Graph,
    problem: Problem,
    asked: tuple[str | None, Sequence[str] | None, Sequence[str]],
    data: Sequence[str],
    given: Mapping[str, Any],
) -> tuple[str, tuple[str, ...]]:
    """The output and what is trained: samples are not, unless they are asked for."""
    of, wrt, constants = asked
    wrt = wrt if wrt is not None else problem.wrt
    for name in data:
        if graph.resolve(name) not in given:
            raise InputError(words.NO_DATA_VALUE.fill(name=name))
    fixed = [*(constants or problem.constants), *(data if wrt is None else ())]
    return asked_for(graph, of or problem.of, wrt, fixed)


def _samples(graph: Graph, given: Mapping[str, Any], trained: Sequence[str], how: How) -> Samples:
    size = _whole("batch_size", how.batch_size or 0, 0, MOST_STEPS)
    seed = _whole("seed", how.seed or 0, 0, 2**32)
    data = [graph.resolve(name) for name in names_in(how.data)]
    samples = samples_of(given, trained, data, size, seed)
    if how.per_sample and not samples.arrays:
        raise InputError(words.NO_DATA)
    return samples


def _plan(how: How, samples: Samples) -> Plan:
    """The number of steps, from that of epochs if need be, and how often they are recorded."""
    epoch = samples.steps_of_an_epoch
    steps = how.steps
    if how.epochs is not None:
        if steps is not None:
            raise InputError(words.STEPS_AND_EPOCHS)
        steps = _whole("epochs", how.epochs, 1, MOST_STEPS) * epoch
    steps = _whole("steps", steps if steps is not None else STEPS, 1, MOST_STEPS)
    every = how.every if how.every is not None else (epoch if epoch <= steps else 1)
    every = _whole("every", every, 1, MOST_STEPS)
    return Plan(steps, samples.size, samples.seed, bool(how.per_sample), every)


def _whole(name: str, value: Any, low: int, high: int) -> int:
    """A whole number between bounds; text from a problem file or a command line is read."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if isinstance(value, bool) or not low <= number <= high or number != int(number):
        raise InputError(words.COUNT.fill(name=name, low=low, high=high, value=value))
    return int(number)


def names_in(value: Any) -> Sequence[str]:
    """Names as a list, or as text that commas separate.

    >>> names_in("X, y"), names_in(["X"]), names_in(None)
    (['X', 'y'], ['X'], [])
    """
    if isinstance(value, str):
        return [name.strip() for name in value.replace("，", ",").split(",") if name.strip()]
    return list(value or ())
