"""The derivation of one entry of an array in scalars: only what lies between it and the output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from byhand import shape_messages
from byhand.calculus.array_proof import at_some_arrays, close
from byhand.calculus.closed import closed_form
from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.calculus.scalarize import Scalars, scalarize
from byhand.calculus.tidy import plus, times
from byhand.errors import InputError
from byhand.graph import build
from byhand.graph.infer import shape_text
from byhand.language.expr import ONE, Expr, Partial, names
from byhand.language.program import Program, Statement
from byhand.numeric.array_evaluate import evaluate_formula


@dataclass(frozen=True, slots=True)
class Link:
    """One use of a scalar: ∂L/∂z · ∂z/∂w, and what ∂z/∂w is."""

    head: str
    local: Expr


@dataclass(frozen=True)
class OneEntry:
    """One entry of an array, and the way from the output back to it."""

    derivation: Derivation
    """With values, byhand's own where none were given."""
    dims: Mapping[str, int]
    """The sizes that byhand chose for letters."""
    scalars: Scalars
    node: str
    at: tuple[int, ...]
    given: bool
    """Whether the values are the reader's own."""

    @property
    def name(self) -> str:
        """The entry, `W1[0,1]`."""
        return str(self.scalars.names[self.node][self.at])

    @property
    def of(self) -> str:
        """The output."""
        return self.derivation.of

    @cached_property
    def lines(self) -> dict[str, Expr]:
        """The scalar program by the names of its lines."""
        return {line.target: line.expr for line in self.scalars.program.statements}

    @cached_property
    def uses(self) -> dict[str, list[str]]:
        """For every scalar the lines that read it."""
        found: dict[str, list[str]] = {}
        for target, expr in self.lines.items():
            for name in names(expr):
                found.setdefault(name, []).append(target)
        return found

    @cached_property
    def values(self) -> dict[str, float]:
        """The value of every scalar."""
        return self._spread(self.derivation.values)

    @cached_property
    def gradients(self) -> dict[str, float]:
        """∂L by every scalar, from the array derivation."""
        return self._spread(self.derivation.gradients)

    def _spread(self, arrays: Mapping[str, object]) -> dict[str, float]:
        import numpy as np

        found: dict[str, float] = {}
        for name, entries in self.scalars.names.items():
            if name in arrays:
                numbers = np.asarray(arrays[name], dtype=float)
                flat = zip(entries.ravel(), numbers.ravel(), strict=True)
                found |= {str(entry): float(value) for entry, value in flat}
        return found

    @cached_property
    def way(self) -> list[str]:
        """The scalars from the output back to the entry, each after all that it is needed for."""
        reached, waiting = {self.name}, [self.name]
        while waiting:
            for head in self.uses.get(waiting.pop(), ()):
                if head not in reached:
                    reached.add(head)
                    waiting.append(head)
        order = [self.name, *self.lines]
        return [one for one in reversed(order) if one in reached]

    def links(self, name: str) -> list[Link]:
        """The uses of a scalar, with the derivative of each line by it."""
        return [Link(head, self._slope(head, name)) for head in self.uses.get(name, ())]

    def _slope(self, head: str, name: str) -> Expr:
        line = Program((Statement(head, self.lines[head], -1),), "")
        return closed_form(derive(build(line), of=head, wrt=[name]), name)

    def chain(self, links: list[Link]) -> Expr:
        """`∂L/∂z1 · ∂z1/∂w + ∂L/∂z2 · ∂z2/∂w`."""
        return plus([times(self.upstream(one), Partial(one.head, self.name)) for one in links])

    def sum(self, links: list[Link]) -> Expr:
        """The same with the derivative of every line put in."""
        return plus([self.product(one) for one in links])

    def product(self, link: Link) -> Expr:
        """Upstream × local of one use; ∂L/∂L = 1 is not written."""
        if link.head == self.of:
            return link.local
        return self.upstream(link) if link.local == ONE else times(self.upstream(link), link.local)

    def upstream(self, link: Link) -> Expr:
        """∂L/∂head."""
        return ONE if link.head == self.of else Partial(self.of, link.head)

    def check(self, name: str, total: Expr) -> None:
        """Raise `ProofError` where the scalar sum is not the entry of the array gradient."""
        known = {**self.values, **{Partial(self.of, n): v for n, v in self.gradients.items()}}
        found = evaluate_formula(total, known)
        close(self.derivation, name, found, self.gradients[name], 1e-9, 1e-12)


def one_entry(derivation: Derivation, name: str, at: Sequence[int]) -> OneEntry:
    """One entry of a variable, in a derivation of arrays written out in scalars.

    Without values it is shown at small random arrays. Raises `InputError` for an entry that does
    not exist, and for programs too long to be written out.
    """
    subject, dims = (derivation, {}) if derivation.has_values else at_some_arrays(derivation)
    node = subject.computed(name)
    shape = subject.shapes[node]
    place = tuple(at)
    if len(place) != len(shape) or any(
        not (isinstance(dim, int) and -dim <= i < dim) for i, dim in zip(place, shape, strict=False)
    ):
        parts = {"shape": shape_text(shape), "entry": ", ".join(map(str, place))}
        raise InputError(shape_messages.NO_ENTRY.fill(name=name, **parts))
    sizes = [dim for dim in shape if isinstance(dim, int)]
    place = tuple(i % dim for i, dim in zip(place, sizes, strict=True))
    scalars = scalarize(subject)
    return OneEntry(subject, dims, scalars, node, place, derivation.has_values)
