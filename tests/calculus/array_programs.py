"""A program of arrays in the making: as typed, and as calls on autograd's arrays."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np

# autograd makes its functions when it is imported, which no type checker can see.
anp: Any = import_module("autograd.numpy")

Array = Any
World = Mapping[str, Array]
Function = Callable[..., Array]

_LARGEST, _ROOM = 6.0, 96
"""How large entries may become, and how many there may be."""


@dataclass(frozen=True)
class Term:
    """An expression: as typed, as a function of the named arrays, and its value here."""

    text: str
    run: Callable[[World], Array]
    value: np.ndarray

    @property
    def shape(self) -> tuple[int, ...]:
        return self.value.shape


@dataclass
class Sample:
    """A program: as typed, the arrays it is given, and the same as a function."""

    seed: int
    lines: list[str] = field(default_factory=list)
    inputs: dict[str, Any] = field(default_factory=dict)
    indices: dict[str, Any] = field(default_factory=dict)
    steps: list[tuple[str, Callable[[World], Array]]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def run(self, inputs: Mapping[str, Array]) -> Array:
        """The last value, computed with autograd's functions."""
        world = {**inputs, **self.indices}
        for target, step in self.steps:
            world[target] = step(world)
        return world["L"]


Line = Callable[["Maker"], Term | None]
Around = Callable[["Maker", Term], Term | None]


class Maker:
    """Makes one program from a seed, of lines that `makers` make."""

    def __init__(self, seed: int, makers: Sequence[Line], outside: Sequence[Around]) -> None:
        self.makers, self.outside = makers, outside
        self.rng = random.Random(seed)
        self.sample = Sample(seed)
        self.named: dict[str, np.ndarray] = {}
        self.used: set[str] = set()

    # Leaves ---------------------------------------------------------------------------------

    def shape(self, least: int = 0, most: int = 4) -> tuple[int, ...]:
        rank = self.rng.choice([r for r in (0, 1, 1, 2, 2, 2, 3, 3, 4) if least <= r <= most])
        sizes = (1, 2, 2, 3, 3, 4) if rank < 4 else (1, 2, 2, 3)
        return tuple(self.rng.choice(sizes) for _ in range(rank))

    def fresh(self, shape: tuple[int, ...]) -> Term:
        """A new given array."""
        name = f"x{len(self.sample.inputs)}"
        count = int(np.prod(shape))
        flat = [self.rng.randint(-1500, 1500) / 1000 or 0.5 for _ in range(count)]
        value = np.array(flat).reshape(shape)
        self.sample.inputs[name] = value
        return self.name(name, value)

    def name(self, name: str, value: np.ndarray) -> Term:
        self.named[name] = value
        return Term(name, lambda world: world[name], value)

    def whole(self, below: int, shape: tuple[int, ...]) -> Term:
        """A new array of indices."""
        name = f"k{len(self.sample.indices)}"
        flat = [self.rng.randrange(below) for _ in range(int(np.prod(shape)))]
        self.sample.indices[name] = value = np.array(flat, dtype=int).reshape(shape)
        return Term(name, lambda world: world[name], value)

    def some(self, fits: Callable[[tuple[int, ...]], bool] = lambda shape: True) -> Term | None:
        """A named array whose shape fits, those not used yet first."""
        names = [name for name, value in self.named.items() if fits(value.shape)]
        idle = [name for name in names if name not in self.used]
        if not names:
            return None
        name = self.rng.choice(idle if idle and self.rng.random() < 0.6 else names)
        return Term(name, lambda world: world[name], self.named[name])

    def given(self, fits: Callable[[tuple[int, ...]], bool], shape: Callable[[], Any]) -> Term:
        """A named array that fits, or a new one."""
        found = self.some(fits) if self.rng.random() < 0.7 else None
        return found or self.fresh(shape())

    # Programs -------------------------------------------------------------------------------

    def make(self) -> Sample:
        for _ in range(self.rng.randint(1, 3)):
            self.fresh(self.shape())
        lines = self.rng.randint(3, 9)
        while len(self.sample.lines) < lines:
            term = self.term()
            if term is not None:
                self.assign(term)
        self.finish()
        return self.sample

    def assign(self, term: Term) -> None:
        # A third of the lines give a new value to an old name.
        computed = [n for n in self.named if n.startswith("a")]
        spent = [n for n in computed if n in self.used]
        again = spent and self.rng.random() < 0.4
        name = self.rng.choice(spent) if again else f"a{len(computed)}"
        self.used.update(re.findall(r"(?<!\w)[axk]\d+", term.text))
        self.sample.lines.append(f"{name} = {term.text}")
        self.sample.steps.append((name, term.run))
        self.named[name] = term.value
        self.used.discard(name)

    def term(self) -> Term | None:
        """A good expression, or None: another attempt is free."""
        term = self.rng.choice(self.makers)(self)
        if term is not None and self.rng.random() < 0.35:
            term = self.rng.choice(self.outside)(self, term)
        if term is None or term.value.size > _ROOM or not np.isfinite(term.value).all():
            return None
        return term if np.abs(term.value).max() < _LARGEST else None

    def finish(self) -> None:
        """A loss in which every computed array that was not used has a part."""
        sample = self.sample
        sample.inputs = {n: x for n, x in sample.inputs.items() if n in self.used}
        sample.indices = {n: x for n, x in sample.indices.items() if n in self.used}
        idle = [n for n in self.named if n not in self.used and n.startswith("a")]
        parts = [f"sum(sin({n}))" for n in idle]
        self.sample.lines.append("L = " + " + ".join(parts))
        self.sample.steps.append(("L", lambda w: sum(anp.sum(anp.sin(w[n])) for n in idle)))


def held(term: Term) -> str:
    """The text of a term as an operand."""
    return term.text if re.fullmatch(r"\w+", term.text) else f"({term.text})"


def built(text: str, function: Function, *terms: Term) -> Term:
    """A term made of others."""
    run = lambda world: function(*(term.run(world) for term in terms))  # noqa: E731
    value = np.asarray(function(*(term.value for term in terms)), dtype=float)
    return Term(text.format(*map(held, terms)), run, value)
