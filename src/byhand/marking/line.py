"""The verdict on one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from byhand.language.expr import Expr, Partial
from byhand.marking import remarks
from byhand.marking.answers import Answer, Link, Target
from byhand.marking.compare import near
from byhand.marking.forms import form_of, generalised, other_products, with_names
from byhand.marking.judged import ORDER, Judged, is_trivial
from byhand.marking.key import MISFITS, names_in, target_of, way_of
from byhand.marking.line_numbers import NumberJudge
from byhand.marking.relations import Leaf, leaf_of
from byhand.marking.state import State
from byhand.marking.told import said_of
from byhand.marking.verdicts import Line
from byhand.page.blocks import Prose, prose

_MOST_FORMS = 20_000
"""So many right formulas are remembered, with what is said of them."""


class LineJudge(NumberJudge):
    """Judges lines one after the other, in the light of what was said before."""

    def line(self, answer: Answer, state: State) -> Line:
        """The verdict; what the line says is remembered for the next ones."""
        if answer.error is not None:
            return Line(answer.target, "unreadable", answer, (prose(answer.error),))
        if answer.target is None or not answer.links:
            return Line(None, "unreadable", answer, (prose(remarks.NO_TARGET),))
        target = self.key.resolved(answer.target)
        truth = self.key.truth(target)
        if truth is None:
            return self._own(answer, target, state)
        return self._asked(answer, target, truth, state)

    # Names of the student's own ---------------------------------------------------------------

    def _own(self, answer: Answer, target: Target, state: State) -> Line:
        if isinstance(target, Partial):
            return Line(target, "unjudged", answer, (prose(remarks.NOT_ASKED, target=target),))
        link = answer.links[0]
        values, trouble = self._values(link, state)
        if trouble is not None:
            return Line(target, "unreadable", answer, (trouble,))
        for own, value in zip(state.own, values, strict=True):
            own[target.name] = value
        return Line(target, "unjudged", answer, (prose(remarks.OWN_NAME, target=target),))

    # What the problem has ---------------------------------------------------------------------

    def _asked(self, answer: Answer, target: Target, truth: list[Any], state: State) -> Line:
        leaf = leaf_of(target)
        state.forget(leaf)
        sides: list[Judged] = []
        for i, link in enumerate(answer.links):
            right = bool(sides) and all(s.verdict in ("correct", "other_form") for s in sides)
            before = answer.links[:i] if right else ()
            side = (
                None
                if right or link.expr is not None
                else self._worked_out(link, answer, sides, state)
            )
            sides.append(side or self._side(link, target, truth, state, before))
        worst = max(sides, key=lambda side: ORDER.index(side.verdict))
        self._remember(leaf, answer.links, sides, truth, state)
        singles = [one for one in worst.found if len(one) == 1]
        together = worst.found[0] if len(worst.found) == 1 and not singles else ()
        return Line(
            target,
            worst.verdict,
            answer,
            tuple(worst.says),
            tuple(one[0] for one in singles),
            together,
            with_names(self.key, leaf),
            truth[-1] if self.key.given is not None else None,
        )

    def _worked_out(
        self, link: Link, answer: Answer, sides: Sequence[Judged], state: State
    ) -> Judged | None:
        """A number that is what the formula to the left of it gives shares its verdict."""
        formulas = [i for i in range(len(sides)) if sides[i].values is not None]
        before = [answer.links[i] for i in formulas]
        for i, (value, radius) in zip(formulas, self._from_formulas(before, state), strict=False):
            if near(link.value, value, link.half, radius):
                return Judged(sides[i].verdict)
        return None

    def _side(
        self,
        link: Link,
        target: Target,
        truth: list[Any],
        state: State,
        before: Sequence[Link],
    ) -> Judged:
        """One side; `before` are the right sides to the left of it."""
        if link.expr is not None and names_in(link.expr):
            return self._formula(link, target, truth, state)
        return self.number(link, target, truth, state, before)

    def _values(self, link: Link, state: State) -> tuple[list[Any], Prose | None]:
        """What a side is in every space, or why it has no value."""
        if link.expr is None:
            return [link.value] * len(self.spaces), None
        worlds = [state.world(self.spaces, i) for i in range(len(self.spaces))]
        missing = names_in(link.expr) - worlds[0].keys()
        if missing:
            unknown = sorted(
                filter(None, (self._unknown(leaf, state) for leaf in missing)), key=str
            )
            if unknown:
                return [], prose(remarks.UNKNOWN_NAME, name=unknown[0])
            worlds = [state.world(self.spaces, i) for i in range(len(self.spaces))]
        way = way_of(link.expr)
        try:
            import numpy as np

            with np.errstate(all="ignore"):
                return [way(world) for world in worlds], None
        except MISFITS:
            return [], prose(remarks.DOES_NOT_FIT)

    def _unknown(self, leaf: Leaf, state: State) -> Target | None:
        """A name that nothing explains; a known derivative ∂a/∂z is kept for later lines."""
        truth = None if isinstance(leaf, str) else self.key.truth(self.key.resolved(leaf))
        if truth is None:
            return target_of(leaf)
        for own, value in zip(state.own, truth, strict=True):
            own[leaf] = value
        return None

    # Formulas ---------------------------------------------------------------------------------

    def _formula(self, link: Link, target: Target, truth: list[Any], state: State) -> Judged:
        """A formula; a class writes the same right ones again and again."""
        if state.own[0]:
            return self._compared(link, target, truth, state)
        known = self.key.right_forms
        at = (leaf_of(target), link.text)
        if at not in known:
            found = self._compared(link, target, truth, state)
            if found.verdict not in ("correct", "other_form") or len(known) >= _MOST_FORMS:
                return found
            known[at] = found
        return known[at]

    def _compared(self, link: Link, target: Target, truth: list[Any], state: State) -> Judged:
        values, trouble = self._values(link, state)
        if trouble is not None:
            unknown = trouble.text == remarks.UNKNOWN_NAME
            return Judged("unreadable" if unknown else "wrong", [trouble])
        assert link.expr is not None
        if self._same(values, truth):
            form = form_of(self.key, leaf_of(target), link.expr)
            says = [prose(form, expected=with_names(self.key, leaf_of(target)))] if form else []
            return Judged("other_form" if form else "correct", says, values=values)
        for other in other_products(link) if not self.numbers else ():
            found = self._compared(Link(link.text, other), target, truth, state)
            if found.verdict in ("correct", "other_form"):
                return found
        if self._with_numbers(link.expr, truth, state):
            return Judged("other_form", [prose(remarks.NUMBERS_IN)], values=None)
        followed = self._followed(leaf_of(target), state)
        if followed is not None and self._overlaid(link.expr, followed, state):
            return self._following(leaf_of(target), state, values)
        found = self.search.explain(
            leaf_of(target),
            state,
            lambda effect: self._same(values, effect),
            pairs=True,
        )
        return said_of(self.key, target, found, values)

    def _with_numbers(self, expr: Expr, truth: list[Any], state: State) -> bool:
        """Whether a formula is right once its numbers are read as the values they stand for."""
        given = self.key.given
        if given is None:
            return False
        for form in generalised(expr, given):
            way = way_of(form)
            try:
                worlds = (state.world(self.spaces, i) for i in range(self.random))
                if self._same([way(world) for world in worlds], truth):
                    return True
            except MISFITS:
                continue
        return False

    def _followed(self, leaf: Leaf, state: State) -> list[Any] | None:
        """What the quantity is if the student's wrong values above are taken for true."""
        if not self.follows or not any(state.wrong):
            return None
        found = []
        for space, wrong in zip(self.spaces, state.wrong, strict=True):
            if not wrong:
                found.append(space.get(leaf))
                continue
            found.append(self.key.follow(space, wrong, wanted=[leaf]).get(leaf, space.get(leaf)))
        return None if any(value is None for value in found) else found

    def _overlaid(self, expr: Expr, followed: list[Any], state: State) -> bool:
        way = way_of(expr)
        try:
            values = [
                way({**state.world(self.spaces, i), **state.wrong[i]}) for i in range(self.random)
            ]
        except MISFITS:
            return False
        return self._same(values, followed)

    # What is remembered -----------------------------------------------------------------------

    def _take_up(self, leaf: Leaf, expr: Expr, state: State) -> None:
        """A wrong formula, by the student's own values above, is what later lines build on."""
        way = way_of(expr)
        for i, wrong in enumerate(state.wrong):
            try:
                value = way({**state.world(self.spaces, i), **wrong})
            except MISFITS:
                continue
            wrong.setdefault(leaf, value)

    def _remember(
        self,
        leaf: Leaf,
        links: Sequence[Link],
        sides: list[Judged],
        truth: list[Any],
        state: State,
    ) -> None:
        fine = all(side.verdict in ("correct", "other_form") for side in sides)
        for link, side in zip(links, sides, strict=True):
            if link.expr is None and self.key.given is not None:
                state.stated[leaf] = link.value
                if not fine:
                    state.wrong[-1][leaf] = link.value
            elif not fine and link.expr is not None and side.values is not None:
                self._take_up(leaf, link.expr, state)
        if fine:
            state.right.add(leaf)
        elif leaf in state.wrong[-1] and is_trivial(state.wrong[-1][leaf]):
            state.trivial.add(leaf)
