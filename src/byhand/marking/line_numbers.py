"""The verdict on a number that was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from byhand.language.expr import Expr
from byhand.marking import remarks
from byhand.marking.answers import Link, Target
from byhand.marking.compare import near, same
from byhand.marking.judged import Judged, is_precise, loosely
from byhand.marking.key import MISFITS, Key, names_in, way_of
from byhand.marking.relations import Leaf, leaf_of
from byhand.marking.rounding import Spread, half_of
from byhand.marking.search import Search
from byhand.marking.state import State
from byhand.marking.told import said_of
from byhand.page.blocks import prose

_BENT = 4.0
"""So many radii from the truth a number may be if it comes from the student's own numbers."""


class NumberJudge:
    """Judges numbers; a line is judged by `LineJudge`."""

    def __init__(self, key: Key, search: Search, spread: Spread | None, *, follows: bool) -> None:
        self.key, self.search, self.spread, self.follows = key, search, spread, follows
        self.spaces = key.spaces()
        self.random = len(key.worlds)
        """How many spaces are random; the given one comes after them."""
        self.numbers = not key.derivation.is_arrays

    def _same(self, values: Sequence[Any], truth: Sequence[Any]) -> bool:
        """Whether two formulas agree at all random points."""
        count = self.random
        return same(values[:count], truth[:count], numbers=self.numbers)

    def _following(self, leaf: Leaf, state: State, values: list[Any] | None) -> Judged:
        needs = self.key.relations[leaf].needs() if leaf in self.key.relations else frozenset()
        if state.trivial & needs or any(self.key.whole(step) == leaf for step in state.trivial):
            return Judged("wrong", [prose(remarks.DEGENERATE)], values=values)
        return Judged("follows", [prose(remarks.FOLLOWS)], values=values)

    def number(
        self,
        link: Link,
        target: Target,
        truth: list[Any],
        state: State,
        before: Sequence[Link],
    ) -> Judged:
        """A number, by the truth, by the student's own numbers, by the table of mistakes."""
        leaf = leaf_of(target)
        value, half = self._read(link)
        if self.key.given is None:
            return self._constant(value, half, target, truth, state)
        if near(value, truth[-1], half):
            return Judged("correct")
        radius = self._radius(leaf, state)
        if near(value, truth[-1], half, radius):
            return Judged("correct")
        if self._in_chain(leaf, value, half, radius, truth[-1], state):
            return Judged("correct")
        formulas = self._from_formulas(before, state)
        for followed, spread in (self._from_stated(leaf, state), *formulas):
            if followed is not None and near(value, followed, half, spread):
                if not state.wrong[-1]:
                    return Judged("correct")
                return self._following(leaf, state, None)
        convention = self.search.convention(leaf, lambda effect: near(value, effect[-1], half))
        if convention is not None:
            name = convention.mistake.title
            return Judged("other_form", [prose(remarks.CONVENTION, name=name)])
        if before:
            due = formulas[-1][0] if formulas and state.wrong[-1] else truth[-1]
            return Judged("wrong", [prose(remarks.SLIP, value=self._shown(due))])
        return self._wrong(target, value, half, radius, state)

    def _wrong(self, target: Target, value: Any, half: Any, radius: Any, state: State) -> Judged:
        """A number that is not right, with the mistakes that lead to it."""
        leaf = leaf_of(target)
        found = self.search.explain(
            leaf, state, lambda effect: near(value, effect[-1], half, radius), pairs=False
        )
        if not found and state.stated:
            found = self.search.from_numbers(
                leaf,
                state,
                lambda effect: near(value, effect, 20 * half, loosely(effect, radius)),
                lambda effect: near(value, effect, half),
            )
        if not found and is_precise(value, half):
            found = self.search.pairs_for(
                leaf, state, lambda effect: near(value, effect, half, radius)
            )
        return said_of(self.key, target, found, None)

    def _radius(self, leaf: Leaf, state: State) -> Any:
        """How far rounding of the other numbers, as far as they are right, may carry this one."""
        if self.spread is None or not state.rounding:
            return 0.0
        wrong = state.wrong[-1]
        return self.spread.radius(leaf, {n: h for n, h in state.rounding.items() if n not in wrong})

    def _in_chain(
        self, leaf: Leaf, value: Any, half: Any, radius: Any, truth: Any, state: State
    ) -> bool:
        """Whether a number comes from the other numbers of the submission, all honestly rounded.

        Where a function bends, that goes further than the radius, which knows slopes only.
        """
        local = self.key.local(leaf)
        if local is None and not near(value, truth, half, _BENT * radius):
            return False
        others = {n: v for n, v in state.numbers.items() if n != leaf and n not in state.wrong[-1]}
        given = self.key.given
        assert given is not None
        if local is not None:
            true = {n: v for n, v in others.items() if n in given and self._is_near(n, state)}
            return near(value, local({**given, **true}), half)
        found = self.key.follow(given, others, wanted=[leaf]).get(leaf)
        return found is not None and near(value, found, half)

    def _is_near(self, leaf: Leaf, state: State) -> bool:
        """Whether a number of the submission is true as far as rounding goes."""
        assert self.key.given is not None
        radius = _BENT * self._radius(leaf, state)
        return near(state.numbers[leaf], self.key.given[leaf], state.rounding[leaf], radius)

    def _constant(
        self, value: Any, half: Any, target: Target, truth: list[Any], state: State
    ) -> Judged:
        """A number in a problem without numbers: right if the quantity is that constant."""
        if all(near(value, entry, half) for entry in truth[: self.random]):
            return Judged("correct")
        found = self.search.explain(
            leaf_of(target),
            state,
            lambda effect: all(near(value, e, half) for e in effect),
            pairs=False,
        )
        return said_of(self.key, target, found, [value] * len(truth))

    def _read(self, link: Link) -> tuple[Any, Any]:
        if link.expr is None:
            return link.value, link.half
        return way_of(link.expr)({}), half_of(link.expr, {})

    def _from_stated(self, leaf: Leaf, state: State) -> tuple[Any | None, Any]:
        """What the quantity is by the numbers that the student wrote above; their rounding."""
        given, stated = self.key.given, {**state.stated, **state.wrong[-1]}
        if not self.follows or not stated or given is None:
            return None, 0.0
        local = self.key.local(leaf)

        def way(numbers: Mapping[Leaf, Any]) -> Any:
            if local is not None:
                return local({**given, **numbers})
            return self.key.follow(given, numbers, wanted=[leaf]).get(leaf)

        value = way(stated)
        return value, self._carried(way, value, stated, stated, state)

    def _carried(
        self,
        way: Callable[[Mapping[Leaf, Any]], Any],
        value: Any,
        at: Mapping[Leaf, Any],
        leaves: Iterable[Leaf],
        state: State,
    ) -> Any:
        """How far the rounding of wrong numbers above moves what is worked out from them."""
        total: Any = 0.0
        if value is None:
            return total
        for leaf in leaves:
            if leaf in state.wrong[-1] and leaf in state.stated and leaf in state.rounding:
                moved = way({**at, leaf: at[leaf] + state.rounding[leaf]})
                total = total + abs(moved - value)
        return total

    def _shown(self, value: Any) -> Expr:
        from byhand.page.array_values import value_of

        return value_of(value, 4).expr

    def _from_formulas(self, before: Sequence[Link], state: State) -> list[tuple[Any, Any]]:
        """What the formulas to the left give with the numbers that the student wrote above."""
        if self.key.given is None:
            return []
        at = {**state.world(self.spaces, -1), **state.stated, **state.wrong[-1]}
        found = []
        for link in before:
            if link.expr is not None:
                way = way_of(link.expr)
                try:
                    value = way(at)
                    used = [leaf for leaf in names_in(link.expr) if leaf in at]
                    found.append((value, self._carried(way, value, at, used, state)))
                except MISFITS:
                    continue
        return found
