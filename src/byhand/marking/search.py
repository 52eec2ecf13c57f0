"""Looking for the mistake that explains a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

from byhand.language.expr import Partial
from byhand.marking.key import Key, Way, target_of, way_of
from byhand.marking.mistakes.table import variants_of
from byhand.marking.relations import Leaf
from byhand.marking.state import State
from byhand.marking.verdicts import Explained
from byhand.marking.worlds import World

_MOST_PAIRS = 3000
"""So many pairs are tried; enough for a neuron, and a bound for a network."""

Matches = Callable[[Sequence[Any]], bool]
"""Whether the line has these values, given in all spaces."""


class Search:
    """All mistakes at all places of a problem, and what they lead to."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self.variants = list(variants_of(key.derivation, key.relations, key.spaces()))
        self.ways: list[dict[Leaf, Way]] = [
            {v.leaf: way_of(v.expr), **{leaf: way_of(expr) for leaf, expr in v.also.items()}}
            for v in self.variants
        ]
        self._effects: dict[Leaf, list[tuple[int, list[Any]]]] = {}
        self._changes: dict[int, frozenset[Leaf]] = {}

    def explain(
        self, leaf: Leaf, state: State, matches: Matches, *, pairs: bool
    ) -> list[tuple[Explained, ...]]:
        """The mistakes, single or in pairs, that lead to exactly this line, the nearest first."""
        found = [(self._explained(i, leaf),) for i in self._singles(leaf, state, matches)]
        if found or not pairs:
            telling = [one for one in found if not one[0].mistake.general]
            return _distinct(telling or found)
        return self._both(self._pairs(leaf, state, matches, self.key.spaces()))

    def pairs_for(
        self, leaf: Leaf, state: State, matches: Callable[[Any], bool]
    ) -> list[tuple[Explained, ...]]:
        """The pairs of mistakes that lead to a number at the given values."""
        given = self.key.spaces()[-1:]
        return self._both(self._pairs(leaf, state, lambda effect: matches(effect[-1]), given))

    def _both(self, pairs: Iterator[tuple[int, int]]) -> list[tuple[Explained, ...]]:
        return _distinct([(self._explained(i), self._explained(j)) for i, j in pairs])

    def from_numbers(
        self,
        leaf: Leaf,
        state: State,
        conceivable: Callable[[Any], bool],
        matches: Callable[[Any], bool],
    ) -> list[tuple[Explained, ...]]:
        """The mistakes that lead to a number from the numbers that were written above.

        Only those are tried whose effect at the true numbers is `conceivable`.
        """
        given = self.key.given
        assert given is not None
        above = {**state.stated, **state.wrong[-1]}
        found = []
        for index, effect in self._effects_on(leaf):
            if not conceivable(effect[-1]):
                continue
            if self._allowed(index, state):
                value = self.key.follow(given, above, self.ways[index], [leaf]).get(leaf)
                if value is not None and matches(value):
                    found.append((self._explained(index),))
        telling = [one for one in found if not one[0].mistake.general]
        return _distinct(telling or found)

    def convention(self, leaf: Leaf, matches: Matches) -> Explained | None:
        """The convention by which the line is right, if there is one."""
        for i, values in self._effects_on(leaf):
            if self.variants[i].mistake.convention and matches(values):
                return self._explained(i)
        return None

    def _explained(self, index: int, leaf: Leaf | None = None) -> Explained:
        variant = self.variants[index]
        about = leaf if leaf is not None and self.key.whole(leaf) else variant.leaf
        return Explained(variant.mistake, target_of(about), variant.edge)

    def _allowed(self, index: int, state: State) -> bool:
        """Whether the mistake leaves alone what was answered rightly."""
        changes = self._changes_of(index)
        return not self.variants[index].mistake.convention and changes.isdisjoint(state.right)

    def _changes_of(self, index: int) -> frozenset[Leaf]:
        if index not in self._changes:
            space = self.key.spaces()[-1]
            after = self.key.follow(space, {}, self.ways[index])
            moved = (leaf for leaf, value in after.items() if _differs(value, space[leaf]))
            self._changes[index] = frozenset(moved)
        return self._changes[index]

    def _singles(self, leaf: Leaf, state: State, matches: Matches) -> Iterator[int]:
        near = sorted(self._effects_on(leaf), key=lambda e: self.variants[e[0]].leaf != leaf)
        for index, values in near:
            if self._allowed(index, state) and matches(values):
                yield index
        if any(state.wrong):
            yield from self._after_wrong(leaf, state, matches)

    def _after_wrong(self, leaf: Leaf, state: State, matches: Matches) -> Iterator[int]:
        """Mistakes made on top of wrong values from above."""
        for index, variant in enumerate(self.variants):
            if variant.leaf == leaf and self._allowed(index, state):
                ways = self.ways[index]
                values = [
                    self.key.follow(space, wrong, ways, [leaf]).get(leaf)
                    for space, wrong in zip(self.key.spaces(), state.wrong, strict=True)
                ]
                if all(value is not None for value in values) and matches(values):
                    yield index

    def _effects_on(self, leaf: Leaf) -> list[tuple[int, list[Any]]]:
        """What every mistake that reaches a quantity makes of it, in all spaces."""
        if leaf not in self._effects:
            found = []
            for index, ways in enumerate(self.ways):
                values = self._effect(ways, leaf, self.key.spaces())
                if values is not None:
                    found.append((index, values))
            self._effects[leaf] = found
        return self._effects[leaf]

    def _effect(
        self, instead: dict[Leaf, Way], leaf: Leaf, spaces: Sequence[World]
    ) -> list[Any] | None:
        whole, values = self.key.whole(leaf), []
        for space in spaces:
            changed = self.key.follow(space, {}, instead, [whole or leaf])
            if whole is not None:
                self._divide(changed, space, leaf, whole)
            if leaf not in changed:
                return None
            values.append(changed[leaf])
        return values

    def _divide(self, changed: dict[Leaf, Any], space: World, leaf: Leaf, whole: Partial) -> None:
        """What a mistake in ∂L/∂z makes of the factor ∂a/∂z, where it leaves ∂L/∂a alone."""
        import numpy as np

        assert not isinstance(leaf, str), "a derivative"
        upstream = Partial(whole.of, leaf.of)
        if whole in changed and upstream not in changed:
            with np.errstate(all="ignore"):
                changed[leaf] = changed[whole] / space[upstream]

    def _pairs(
        self, leaf: Leaf, state: State, matches: Matches, spaces: Sequence[World]
    ) -> Iterator[tuple[int, int]]:
        """Two mistakes at two places, which lead to a line in some spaces."""
        reaching = [
            i
            for i, _ in self._effects_on(leaf)
            if self._allowed(i, state) and type(self.variants[i].leaf) is type(leaf)
        ]
        tried = 0
        for i, j in combinations(reaching, 2):
            if not self.ways[i].keys().isdisjoint(self.ways[j]):
                continue
            tried += 1
            if tried > _MOST_PAIRS:
                return
            values = self._effect({**self.ways[i], **self.ways[j]}, leaf, spaces)
            if values is not None and matches(values):
                yield i, j


def _differs(value: Any, truth: Any) -> bool:
    import numpy as np

    return np.shape(value) != np.shape(truth) or not np.allclose(
        value, truth, rtol=1e-9, atol=1e-12
    )


def _distinct(found: list[tuple[Explained, ...]]) -> list[tuple[Explained, ...]]:
    """One explanation for every set of names, the first."""
    by_names: dict[tuple[str, ...], tuple[Explained, ...]] = {}
    for explained in found:
        names = tuple(sorted(e.mistake.name for e in explained))
        by_names.setdefault(names, explained)
    return list(by_names.values())
