"""Closed forms of gradients of arrays, with the steps that lead to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from byhand.calculus import rewrite_words as words
from byhand.calculus.array_closed_judge import Judge
from byhand.calculus.array_derive import whole_numbers
from byhand.calculus.array_tidy import tidy_arrays
from byhand.calculus.closed import spelled_out
from byhand.calculus.derivation import Derivation
from byhand.calculus.rewrite import Rewriting, weight
from byhand.calculus.rewrite_context import Context
from byhand.calculus.rewrite_monomials import monomial
from byhand.calculus.rewrite_plain import presented
from byhand.calculus.rewrite_rules import Rules
from byhand.calculus.tidy import plus
from byhand.graph.patterns import ShapeError
from byhand.language.expr import Apply, Expr, Leaf, Partial, fold, leaves, size

_LONGEST = 16
"""Beyond this many operations a formula is no help to a reader; its gradient keeps its name."""
_SHORT = 6
"""The same for a formula in which a gradient has already kept its name."""
_REPEATED, _LEAST, _AROUND = 14, 3, 6
"""Beyond this a formula in which a gradient stands several times is held against one that keeps
its name, if it is at least this long and so near."""
_BEYOND = 100
"""Beyond this a formula is not even looked at."""
_SPELLED = 20


@dataclass(frozen=True)
class ClosedForm:
    """The gradient in one formula over given and intermediate names, and how it was reached."""

    name: str
    expr: Expr
    steps: tuple[Rewriting, ...]
    """The first is the chain of pullbacks; each further one gives its reason."""
    uses: tuple[str, ...] = ()
    """The nodes between it and the output whose closed forms were put in."""


def array_closed_form(derivation: Derivation, name: str) -> ClosedForm:
    """∂of/∂name of arrays as one formula, as short as bounded rewriting makes it.

    Every line was held against the gradient at random arrays that have the declared properties.
    Raises `InputError` for a gradient that was not computed.

    >>> from byhand.calculus.derive import derive
    >>> from byhand.graph import build
    >>> from byhand.language.notations import PLAIN
    >>> from byhand.language.parse import parse
    >>> from byhand.language.show import show
    >>> text = "X: (N, D); w: D; y: N; L = sum((X @ w - y)^2)"
    >>> show(array_closed_form(derive(build(parse(text))), "w").expr, PLAIN)
    '2*X.T @ (X @ w - y)'
    """
    return ClosedForms(derivation).form(name)


class ClosedForms:
    """The closed forms of one derivation; what is found for one gradient serves the next."""

    def __init__(
        self, derivation: Derivation, parent: ClosedForms | None = None, held: str = ""
    ) -> None:
        self.derivation = derivation
        self.graph = derivation.graph
        self.forms: dict[str, ClosedForm] = {}
        self.working: dict[str, Expr] = {}
        """The same formulas as they are rewritten further, not as they are read."""
        self.held = held
        """A gradient that keeps its name."""
        self.kept: set[str] = set()
        """The gradients that stand by name in formulas that would repeat them."""
        if parent is not None:
            self.ctx, self.rules, self.judge = parent.ctx, parent.rules, parent.judge
            return
        counts = _counts(derivation)
        self.ctx = Context(derivation.graph, derivation.shapes, derivation.facts, counts)
        self.rules = Rules(self.ctx, self.graph.ancestors(derivation.of) - {derivation.of})
        self.judge = Judge(derivation)

    def form(self, name: str) -> ClosedForm:
        """The closed form of one gradient; those between it and the output come first."""
        target = self.derivation.computed(name)
        needed = self._above(target)
        for node in self.derivation.order:
            if node in needed:
                self._form(node)
        return self._form(target)

    def path(self, name: str) -> tuple[ClosedForm, ...]:
        """The closed forms that one closed form was made from, from the output back, and itself.

        Those that took no rewriting are left out, but for the last.
        """
        last = self.form(name)
        needed, waiting = {last.name}, [last.name]
        while waiting:
            for used in self.forms[waiting.pop()].uses:
                if used not in needed and used in self.forms:
                    needed.add(used)
                    waiting.append(used)
        found = [self.forms[n] for n in self.derivation.order if n in needed]
        return tuple(form for form in found if len(form.steps) > 1 or form is last)

    def _form(self, node: str) -> ClosedForm:
        if node not in self.forms:
            self.forms[node] = self._compose(node)
        return self.forms[node]

    def _above(self, target: str) -> set[str]:
        """The nodes whose gradients the gradient of a node is written with, itself included."""
        found, waiting = {target}, [target]
        while waiting:
            for pull in self.derivation.pulls.get(waiting.pop(), ()):
                for leaf in leaves(pull.product):
                    if isinstance(leaf, Partial) and leaf.wrt not in (*found, self.held):
                        found.add(leaf.wrt)
                        waiting.append(leaf.wrt)
        return found

    def _compose(self, node: str) -> ClosedForm:
        local = self.derivation.formula(node)
        if node == self.derivation.of or not self.derivation.pulls.get(node):
            return ClosedForm(node, local, (Rewriting(local, words.COMPOSED),))
        start, uses = self._chain(node)
        for attempt in (start, local):
            steps = self._shorter(node, attempt)
            if steps:
                found = ClosedForm(node, steps[-1].expr, steps, uses if attempt is start else ())
                return self._or_with_name(found)
        return ClosedForm(node, local, (Rewriting(local, words.COMPOSED),))

    def _or_with_name(self, found: ClosedForm) -> ClosedForm:
        """The same with a gradient by name that stands in it more than once, where that is less."""
        named = any(isinstance(leaf, Partial) for leaf in leaves(found.expr))
        if self.held or weight(found.expr)[0] <= _REPEATED + (_SHORT if named else 0):
            return found
        best, ink = found, weight(found.expr)[0]
        for name in self._near(found):
            other = ClosedForms(self.derivation, self, name)
            better = other.form(found.name)
            total = weight(better.expr)[0] + weight(self.forms[name].expr)[0]
            if total < ink:
                best, ink = better, total
                self.kept.add(name)
                self.working[found.name] = other.working.get(found.name, better.expr)
        return best

    def _near(self, found: ClosedForm) -> list[str]:
        """The nearest gradients that went into a formula and are worth a name."""
        above = self._above(found.name) - {found.name, self.derivation.of}
        worth = [
            name
            for name in reversed(self.derivation.order)
            if name in above
            and self.graph.nodes[name].named
            and name in self.working
            and weight(self.forms[name].expr)[0] >= _LEAST
        ]
        ink = {name: weight(self.forms[name].expr)[0] for name in worth[:_AROUND]}
        if not ink:
            return []
        products = list(_products(self.working.get(found.name, found.expr)))
        often = {name: self._times_in(name, products) for name in ink}
        most = max(ink, key=lambda name: (often[name] - 1) * ink[name])
        least = min(ink, key=ink.__getitem__)
        return [most, least] if often[most] > 1 and most != least else [least]

    def _times_in(self, name: str, products: list[set[Expr]]) -> int:
        """In how many products all factors of a gradient stand, numbers and scalars aside."""
        factors = {f for f, _ in monomial(self.working[name]).factors if self.ctx.shape(f)}
        return sum(factors <= product for product in products) if factors else 0

    def _chain(self, node: str) -> tuple[Expr, tuple[str, ...]]:
        """The pullbacks of the uses of a node, upstream gradients in closed form."""
        of, uses = self.derivation.of, []
        by: dict[str, Expr] = {}
        for pull in self.derivation.pulls[node]:
            for leaf in leaves(pull.product):
                if not isinstance(leaf, Partial) or leaf.wrt in (*by, of, self.held):
                    continue
                self._form(leaf.wrt)
                upstream = self.working.get(leaf.wrt, self.forms[leaf.wrt].expr)
                if self._carried(leaf.wrt, upstream):
                    by[leaf.wrt] = upstream
                    uses.append(leaf.wrt)
        terms = []
        for pull in self.derivation.pulls[node]:
            local = _spelled(self.derivation, pull.product)
            terms.append(put_in(local, by))
        return tidy_arrays(plus(terms), self.derivation.shapes), tuple(uses)

    def _carried(self, node: str, upstream: Expr) -> bool:
        """Whether a person carries the formula of a gradient along, rather than its name."""
        if not self.graph.nodes[node].named:
            return size(upstream) <= 2 * _LONGEST
        gradients = {leaf.wrt for leaf in leaves(upstream) if isinstance(leaf, Partial)}
        cut = bool(gradients - self.kept - {self.held})
        return size(upstream) <= (_SHORT if cut else _LONGEST)

    def _shorter(self, node: str, start: Expr) -> tuple[Rewriting, ...]:
        """The steps from a start to its shortest form; none where the start itself is wrong."""
        shape = self.derivation.shapes[node]
        if size(start) > _BEYOND or not self.judge.agrees(node, start):
            return ()
        try:
            found = self.rules.shorten(start)
        except ShapeError:
            found = [(start, None)]
        steps = [Rewriting(presented(start, self.ctx), words.COMPOSED)]
        for expr, reason in found[1:]:
            line = presented(self.ctx.exact(expr, shape, node), self.ctx)
            if line == steps[-1].expr:
                continue
            if reason is None:
                steps[-1] = Rewriting(line, steps[-1].reason, steps[-1].parts)
            else:
                steps.append(Rewriting(line, reason.text, dict(reason.parts)))
        good = [self.judge.agrees(node, step.expr) for step in steps]
        if all(good):
            self.working[node] = self.ctx.exact(found[-1][0], shape, node)
            return tuple(steps)
        return tuple(steps[: good.index(False)])


def _counts(derivation: Derivation) -> dict[str, int]:
    """The index inputs that count the rows, 0, 1, 2, ..., as `p[rows, y]` needs."""
    given = derivation.inputs or {}
    found = {}
    for name in whole_numbers(derivation.graph) & set(given):
        value = np.asarray(given[name])
        if value.ndim == 1 and (value == np.arange(value.size)).all():
            found[name] = value.size
    return found


def _products(expr: Expr) -> Iterator[set[Expr]]:
    """The factors of every product in a formula."""
    waiting = [expr]
    while waiting:
        factors = [f for f, _ in monomial(waiting.pop()).factors]
        yield set(factors)
        waiting.extend(arg for f in factors if isinstance(f, Apply) for arg in f.args)


def _spelled(derivation: Derivation, expr: Expr) -> Expr:
    return spelled_out(derivation.graph, expr, size(expr) + _SPELLED)


def put_in(expr: Expr, by: Mapping[str, Expr]) -> Expr:
    """A formula with gradients replaced by their own formulas."""

    def leaf(node: Leaf) -> Expr:
        return by.get(node.wrt, node) if isinstance(node, Partial) else node

    return fold(expr, leaf, lambda node, parts: Apply(node.op, tuple(parts), node.settings))
