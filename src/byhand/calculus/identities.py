"""What is known about the values of a program: sums that are constant, and names for products."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from byhand.calculus import rewrite_words as words
from byhand.calculus.closed import spelled_out
from byhand.calculus.rewrite import Reason
from byhand.calculus.rewrite_context import Axes, Context
from byhand.calculus.rewrite_monomials import Monomial, monomial
from byhand.calculus.rewrite_places import sum_of_places
from byhand.calculus.rewrite_plain import flat, kept, varied
from byhand.calculus.terms import opposite
from byhand.language.expr import Apply, Expr, Name, names

_LONGEST = 25
_DETOUR = 2
_MOST_DETOURS = 40
_POWERS = {Fraction(k) for k in range(-4, 5)} - {Fraction(0)}


@dataclass(frozen=True)
class Relation:
    """A product that is 1 everywhere: `xhat / (xc * istd)`."""

    name: Name
    definition: Expr
    product: Monomial


class Definitions:
    """What the named values of a program stand for, worked out where a formula comes near them."""

    def __init__(self, ctx: Context, among: set[str], simplified: Callable[[Expr], Expr]) -> None:
        self.ctx, self._simplified = ctx, simplified
        self.written: dict[str, Expr] = {}
        """Each in given and named values, as the program has it."""
        self._mentioned: dict[str, list[str]] = {}
        self._simple: dict[str, Expr] = {}
        self._relations: dict[str, list[Relation]] = {}
        for name, node in ctx.graph.nodes.items():
            if name in among and node.named and not node.is_input:
                self.written[name] = spelled_out(ctx.graph, node.expr, _LONGEST)
                for used in names(self.written[name]):
                    self._mentioned.setdefault(used, []).append(name)

    def __contains__(self, name: str) -> bool:
        return name in self.written

    def __getitem__(self, name: str) -> Expr:
        """A definition in the form in which formulas are rewritten."""
        if name not in self._simple:
            self._simple[name] = self._simplified(self.written[name])
        return self._simple[name]

    def near(self, product: Monomial) -> list[Relation]:
        """The relations that a product may have a factor in common with."""
        there = {n for factor, _ in product.factors for n in names(factor)}
        close = dict.fromkeys(m for n in sorted(there) for m in (n, *self._mentioned.get(n, ())))
        return [relation for name in close if name in self for relation in self._of(name)]

    def _of(self, name: str) -> list[Relation]:
        """The name divided by what defines it, with and without keepdims: both broadcast alike."""
        if name not in self._relations:
            found: list[Relation] = []
            for change in (flat, kept):
                product = monomial(varied(self[name], change, self.ctx))
                if product.factors and product.coefficient:
                    whole = Monomial(Fraction(1), ((Name(name), Fraction(1)),))
                    whole *= product.power(Fraction(-1))
                    relation = Relation(Name(name), self.written[name], whole)
                    if relation not in found:
                        found.append(relation)
            self._relations[name] = found
        return self._relations[name]


def shortened(
    product: Monomial, near: Callable[[Monomial], list[Relation]]
) -> tuple[Monomial, tuple[Relation, ...]] | None:
    """A product with names of the program in it that make it shorter, and which names.

    Two names may be needed at once: xc/(var + eps) is xhat·istd.
    """
    degree = product.degree
    if degree < 2:
        return None
    first = list(_with_one(product, near(product)))
    safe = [step for step in first if not _divides_anew(product, step[0], step[1:])]
    best = min(safe, key=lambda step: step[0].degree, default=None)
    if best is not None and best[0].degree < degree:
        return _in_place(product, best[0]), (best[1],)
    found: tuple[Monomial, tuple[Relation, ...]] | None = None
    for new, relation in first if len(first) <= _MOST_DETOURS else ():
        if new.degree > product.degree + _DETOUR:
            continue
        for newer, other in _with_one(new, near(new)):
            if other is relation or newer.degree >= degree:
                continue
            if not _divides_anew(product, newer, (relation, other)):
                found, degree = (_in_place(product, newer), (relation, other)), newer.degree
    return found


def _with_one(product: Monomial, relations: list[Relation]) -> Iterator[tuple[Monomial, Relation]]:
    there = dict(product.factors)
    for relation in relations:
        shared = [(f, n, m) for f, n in there.items() if (m := power_in(relation.product, f))]
        if shared:
            # Only powers that take one of the shared factors away are of use.
            powers = {-n / m for _, n, m in shared if (n / m).denominator == 1}
            for k in sorted(powers & _POWERS):
                new = product * relation.product.power(k)
                if new.coefficient:
                    yield new, relation


def _divides_anew(old: Monomial, new: Monomial, used: tuple[Relation, ...]) -> bool:
    """Whether a product divides by what it did not divide by before.

    `c·b/(a·b)` for b/(|a||b|) would be shorter, but has no value where a·b = 0.
    """
    below = {f for f, n in old.factors if n < 0}
    for relation in used:  # a product is not 0 exactly where none of its factors is
        defining = {f for f, _ in relation.product.factors if f != relation.name}
        if relation.name in below:
            below |= defining
        elif defining <= below:
            below.add(relation.name)
    return any(n < 0 and f not in below for f, n in new.factors)


def _in_place(old: Monomial, new: Monomial) -> Monomial:
    """New factors where the first factor that they replace stood."""
    before, after = dict(old.factors), dict(new.factors)
    gone = [i for i, (f, n) in enumerate(old.factors) if after.get(f) != n]
    kept = [(f, n) for f, n in new.factors if f in before]
    fresh = [(f, n) for f, n in new.factors if f not in before]
    place = len([f for f, _ in old.factors[: gone[0]] if f in after]) if gone else len(kept)
    return Monomial(new.coefficient, (*kept[:place], *fresh, *kept[place:]))


def power_in(product: Monomial, factor: Expr) -> Fraction:
    """The exponent with which a factor stands in a product, either way round: a − y, y − a."""
    table = dict(product.factors)
    if factor in table:
        return table[factor]
    turned = opposite(factor) if is_sum(factor) else factor
    return table.get(turned, Fraction(0))


def is_sum(expr: Expr) -> bool:
    """Whether an expression is a sum or a difference."""
    return isinstance(expr, Apply) and expr.op in ("add", "sub")


def declared_sum(expr: Expr, axes: Axes, ctx: Context) -> tuple[Monomial, Reason] | None:
    """What rows add up to by declaration or by the operation that made them."""
    rank = len(ctx.shape(expr))
    last = axes == (rank - 1,)
    text = words.ROWS_ONE if rank > 1 else words.ALL_ONE
    reason = Reason(text, (("what", expr),))
    one = Monomial(Fraction(1))
    match expr:
        case Name(name):
            if last and "probability" in ctx.facts.get(name, ()):
                return one, reason
            node = ctx.graph.nodes.get(name)
            if node and node.op == "softmax" and ctx.axes(_as_apply(node.expr))[0] == axes:
                return one, reason
        case Apply("softmax") if ctx.axes(expr)[0] == axes:
            return one, reason
        case Apply("onehot" | "onehot_like") if last:
            return one, reason
        case Apply("scatter"):
            count = sum_of_places(expr, axes, ctx)
            if count is not None:
                return count, Reason(words.SUMS_TO, (("what", expr), ("value", count.expr())))
        case Apply("exp", (Name(name),)):
            node = ctx.graph.nodes.get(name)
            if node and node.op == "log_softmax" and ctx.axes(_as_apply(node.expr))[0] == axes:
                return one, reason
    return None


def _as_apply(expr: Expr) -> Apply:
    assert isinstance(expr, Apply)
    return expr
