"""What the menu serves of training: steps by hand, whole runs, and the course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from byhand.api import as_problem, derive
from byhand.problem import Problem

if TYPE_CHECKING:
    from byhand.training.lessons.contents import Contents
    from byhand.training.lessons.lesson import Lesson
    from byhand.training.loop.begin import Init
    from byhand.training.loop.history import History
    from byhand.training.loop.run import Watch
    from byhand.training.optimizers.optimizer import Optimizer
    from byhand.training.optimizers.walk import Steps


def step(
    program: str | Problem | Path,
    at: Mapping[str, Any] | None = None,
    *,
    optimizer: str | Optimizer | None = None,
    steps: int | None = None,
    of: str | None = None,
    wrt: Sequence[str] | None = None,
    constants: Sequence[str] = (),
    **settings: Any,
) -> Steps:
    """Take some steps of an optimizer by hand, every line with its numbers.

    `optimizer` is a name with `settings`, such as "adam" and `lr=0.1`, or made by `byhand.optim`;
    it defaults to the problem's own, else gradient descent. `steps` is 3 unless the problem says
    otherwise. Raises `InputError` as `derive` does, and for settings that make no sense.

    >>> s = step("L = (w*x - y)^2", {"w": 1, "x": 2, "y": 3}, wrt=["w"], lr=0.1, steps=2)
    >>> [round(x, 4) for x in s.losses], [round(p["w"], 4) for p in s.parameters]
    ([1.0, 0.04, 0.0016], [1.0, 1.4, 1.48])
    """
    from byhand.training.optimizers.named import optimizer_of
    from byhand.training.optimizers.walk import Steps

    problem = as_problem(program)
    made = optimizer_of(optimizer, problem.optimizer, settings)
    count = steps if steps is not None else problem.optimizer.get("steps", 3)
    derived = derive(problem, at, of=of, wrt=wrt, constants=constants)
    return Steps(derived.derivation, made, count, problem)


def explain(topic: str, **settings: Any) -> Lesson:
    """The page of a topic of the course, run with its settings.

    Topics are activations, losses, initialisers, experiments, and chapters of the course; `topics`
    lists them. `.numbers` are what the page quotes of its run, `.claims` what the run shows,
    `.plot()` is a picture, `.write("page.pdf", lang="zh")` the page. Raises `InputError` for a
    topic or a setting that does not exist.

    >>> [claim.holds for claim in explain("learning_rate", large=0.9).claims]
    [True, True, False, True]
    """
    from byhand.training.lessons.table import lesson

    return lesson(topic, settings)


def train(
    program: str | Problem | Path,
    at: Mapping[str, Any] | None = None,
    *,
    optimizer: str | Optimizer | None = None,
    steps: int | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    data: Sequence[str] | str = (),
    per_sample: bool | None = None,
    seed: int | None = None,
    init: Init | None = None,
    every: int | None = None,
    resume: str | Path | None = None,
    save: str | Path | None = None,
    watch: Watch | None = None,
    of: str | None = None,
    wrt: Sequence[str] | None = None,
    constants: Sequence[str] = (),
    **settings: Any,
) -> History:
    """Train a program: step its parameters with an optimizer, and keep what happened.

    `How` says what every option means. `save` writes the run to a file, from which `resume` goes
    on. A run that diverges stops, and `history.stopped` says why. Raises `InputError` as `derive`.

    >>> at = {"x": [1, 2, 3], "y": [2, 4, 6], "w": 0}
    >>> h = train("L = (w*x - y)^2", at, wrt=["w"], per_sample=True, lr=0.05, steps=2)
    >>> [round(p["w"], 4) for p in h.parameters], [round(loss, 4) for loss in h.losses]
    ([0.0, 0.9333, 1.4311], [18.6667, 5.3096, 1.5103])
    """
    from byhand.training.loop.train import How, train_problem

    how = How(steps, epochs, batch_size, data, per_sample, seed, init, every)
    around = {"resume": resume, "save": save, "watch": watch}
    asked = (of, wrt, constants)
    return train_problem(as_problem(program), at or {}, optimizer, settings, asked, how, **around)


def topics() -> Contents:
    """What `explain` can explain, as a page that prints itself."""
    from byhand.training.lessons.contents import Contents

    return Contents()
