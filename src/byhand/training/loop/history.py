"""What a training run leaves: its parameters, losses and gradients over the steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from byhand.errors import InputError
from byhand.language.errors_at import suggest
from byhand.text import Lang, Text
from byhand.training.loop import words

if TYPE_CHECKING:
    from byhand.graph import Graph
    from byhand.page.blocks import Document
    from byhand.plots import Plot
    from byhand.problem import Problem
    from byhand.training.loop.samples import Samples
    from byhand.training.optimizers.optimizer import Optimizer

ROOM = 20_000_000
"""How many numbers a history may hold; of larger models fewer steps are recorded."""


@dataclass(frozen=True)
class Plan:
    """How a program is trained."""

    steps: int
    batch_size: int = 0
    """0 for all samples in every step."""
    seed: int = 0
    per_sample: bool = False
    every: int = 1
    """From one recorded step to the next."""


@dataclass(eq=False, repr=False)
class History:
    """A training run: what held before the first step, at every recorded step, and at the end.

    `parameters[i]`, `states[i]`, `gradients[i]` and `losses[i]` belong to the moment after
    `recorded[i]` steps; training on all samples records every step, so that there i counts steps.
    `losses` is the cost over all samples, `batch_losses[t]` what step t + 1 saw of it.
    """

    problem: Problem
    graph: Graph
    of: str
    optimizer: Optimizer
    plan: Plan
    samples: Samples
    given: Mapping[str, Any]
    """The inputs that are not trained."""
    params: dict[str, Any] = field(default_factory=dict)
    """The parameters now."""
    state: Mapping[str, Any] = field(default_factory=dict)
    """What the optimizer remembers now."""
    recorded: list[int] = field(default_factory=list)
    parameters: list[Mapping[str, Any]] = field(default_factory=list)
    states: list[Mapping[str, Any]] = field(default_factory=list)
    gradients: list[Mapping[str, Any]] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    batch_losses: list[float] = field(default_factory=list)
    stopped: Text | None = None
    """Why the run ended before its last step; None where it did not."""

    @property
    def t(self) -> int:
        """How many steps have been taken."""
        return len(self.batch_losses)

    @property
    def loss(self) -> float:
        """The cost over all samples at the end."""
        return self.losses[-1]

    def infer(self, name: str, at: Mapping[str, Any] | None = None) -> Any:
        """The value of a name of the program with the trained parameters, at other inputs.

        Inputs on which it does not depend need no value. Raises `InputError` for a name that does
        not exist and for values that are missing or do not fit.
        """
        from byhand.training.loop.infer import value_of

        node = self.graph.latest.get(name, name)
        if node not in self.graph.nodes:
            hint = suggest(name, self.graph.nodes)
            raise InputError(words.NO_NODE.fill(name=name, hint=hint))
        return value_of(self.graph, node, {**self.given, **(at or {}), **self.params})

    def document(self, *, digits: int = 4) -> Document:
        """The page as blocks."""
        from byhand.training.loop.page import history_document

        return history_document(self, digits)

    def plot(self) -> Plot:
        """The loss over the steps, beside it the parameters where they are few numbers."""
        from byhand.training.loop.page import history_plot

        return history_plot(self)

    def pages(
        self, suffix: str, stem: str = "training", *, lang: Lang = "en", digits: int = 4
    ) -> dict[str, bytes]:
        """The files of the page in a format, by name."""
        from byhand.training.loop.page import PLOT
        from byhand.writers import writer_for

        writer = writer_for(suffix)
        pictures = {PLOT: self.plot().in_language(lang)} if writer.draws else {}
        return writer.write(self.document(digits=digits), lang, {**pictures}, stem)

    def write(self, path: str | Path, **options: Any) -> list[Path]:
        """Write the page in the format of the suffix; options are those of `pages`."""
        from byhand.files import write_bytes

        path = Path(path)
        written = []
        for name, content in self.pages(path.suffix, path.stem, **options).items():
            write_bytes(path.parent / name, content)
            written.append(path.parent / name)
        return written

    def save(self, path: str | Path) -> Path:
        """Write the whole run as an NPZ file from which `train(..., resume=path)` goes on."""
        from byhand.training.loop.saved import save

        return save(self, Path(path))

    def __str__(self) -> str:
        return self.pages("txt")["training.txt"].decode()

    def __repr__(self) -> str:
        first, last = self.losses[0], self.losses[-1]
        return f"<{self.t} steps of {self.optimizer!r}: {self.of} {first:.6g} to {last:.6g}>"
