"""The rules by which gradients are rewritten, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from byhand.calculus import rewrite_words as words
from byhand.calculus.identities import (
    Definitions,
    Relation,
    declared_sum,
    power_in,
    shortened,
)
from byhand.calculus.matrix_algebra import cancelled, matrix_collected, numbers_out, transposed
from byhand.calculus.rewrite import Pass, Reason, everywhere, rebuilt, regions, rewritten, weight
from byhand.calculus.rewrite_algebra import collected_form, normal
from byhand.calculus.rewrite_context import Axes, Context, reduction
from byhand.calculus.rewrite_functions import sigmoid_in, softmax_in
from byhand.calculus.rewrite_monomials import Monomial, monomial
from byhand.calculus.rewrite_places import placed
from byhand.calculus.rewrite_plain import flat, plain, with_means
from byhand.calculus.rewrite_sums import constants_out, known_sum, split
from byhand.language.expr import Apply, Expr, fold, names, size, substitute

_TWO = ("name", "what", "other", "which")
_DEPTH = 2
_UNFOLDED = 6
_LONGEST = 40
_MOST_FACTORS = 12


class Rules:
    """The rules for one program; what its values are known to add up to is found once."""

    def __init__(self, ctx: Context, relevant: set[str]) -> None:
        self.ctx = ctx
        self.known: dict[tuple[Expr, Axes], tuple[Monomial, Reason] | None] = {}
        self._named: dict[Monomial, tuple[Monomial, tuple[Relation, ...]] | None] = {}
        self.depth = 0
        self.order = {name: i for i, name in enumerate(ctx.graph.nodes)}
        self.definitions = Definitions(
            ctx, relevant, lambda definition: self.normal(self.plain(definition)[0])[0]
        )

    def shorten(self, start: Expr) -> list[tuple[Expr, Reason | None]]:
        """The formulas from a start to the shortest that the rules reach, with reasons."""
        found = rewritten(start, self.passes)
        shorter, reason = self.means(found[-1][0])
        return found if shorter == found[-1][0] else [*found, (shorter, reason)]

    @property
    def passes(self) -> Sequence[Pass]:
        """The passes over a whole formula, in order."""
        return (
            self.plain,
            self.rule(transposed),
            self.rule(numbers_out),
            self.rule(cancelled),
            self.normal,
            self.rule(placed),
            self.rule(constants_out),
            self.facts,
            self.split,
            self.names,
            self.softmax,
            self.sigmoid,
            self.collect,
            self.collect_matrices,
        )

    def rule(self, rule: Callable[[Apply, Context], tuple[Expr, Reason] | None]) -> Pass:
        """A pass that applies one rule everywhere."""
        ctx = self.ctx

        def run(expr: Expr) -> tuple[Expr, Reason | None]:
            return everywhere(expr, lambda node: rule(node, ctx), ctx)

        return run

    def plain(self, expr: Expr) -> tuple[Expr, Reason | None]:
        """The form in which formulas are rewritten; not a step that a reader sees."""
        return everywhere(expr, lambda node: plain(node, self.ctx), self.ctx)[0], None

    def normal(self, expr: Expr) -> tuple[Expr, Reason | None]:
        """Equal factors merged and like terms added."""
        return regions(expr, normal, self.ctx), Reason(words.CANCELLED)

    def facts(self, expr: Expr) -> tuple[Expr, Reason | None]:
        """Sums that are known."""
        return everywhere(expr, lambda n: known_sum(n, self.ctx, self.known_value), self.ctx)

    def split(self, expr: Expr) -> tuple[Expr, Reason | None]:
        """Sums of sums, where a term has a known sum."""
        return everywhere(expr, lambda n: split(n, self.ctx, self.known_value), self.ctx)

    def _split(self, expr: Expr) -> tuple[Expr, Reason | None]:
        ctx, known = self.ctx, self.known_value
        return everywhere(expr, lambda n: split(n, ctx, known, always=True), ctx)

    def means(self, expr: Expr) -> tuple[Expr, Reason | None]:
        """Sums over n divided by n."""
        return with_means(expr, self.ctx), Reason(words.MEAN)

    def collect(self, expr: Expr) -> tuple[Expr, Reason | None]:
        """Common factors taken out of sums."""
        new = regions(expr, lambda part: collected_form(part, self.ctx, self.renamed), self.ctx)
        return new, Reason(words.COLLECTED)

    def collect_matrices(self, expr: Expr) -> tuple[Expr, Reason | None]:
        """Common factors taken out of sums of matrix products."""
        new = regions(expr, lambda part: matrix_collected(part, self.ctx), self.ctx)
        return new, Reason(words.MATRIX_COLLECTED)

    def names(self, expr: Expr) -> tuple[Expr, Reason | None]:
        """Names of the program where they shorten."""
        found: list[Reason] = []

        def change(part: Expr) -> Expr:
            step = self.named(monomial(part)) if not found else None
            if step is None or not self.ctx.fits(step[0].expr(), self.ctx.shape(part)):
                return part
            if weight(step[0].expr())[0] > weight(part)[0]:
                return part
            used = {relation.name: relation.definition for relation in step[1]}
            parts = [p for n, d in used.items() for p in (("name", n), ("what", d))]
            if len(used) > 1:
                parts = [(k, e) for k, (_, e) in zip(_TWO, parts, strict=False)]
            found.append(Reason(words.NAMED if len(used) == 1 else words.NAMED_TWO, tuple(parts)))
            return step[0].expr()

        new = outermost(expr, change, self.ctx)
        return new, found[0] if found else None

    def named(self, product: Monomial) -> tuple[Monomial, tuple[Relation, ...]] | None:
        """One product with a name in it that makes it shorter."""
        if len(product.factors) > _MOST_FACTORS:
            return None
        if product not in self._named:
            self._named[product] = shortened(product, self.near)
        return self._named[product]

    def renamed(self, product: Monomial) -> Monomial:
        """One product with all the names in it that make it shorter."""
        shape = self.ctx.shape(product.expr())
        for _ in range(_UNFOLDED):
            step = self.named(product)
            if step is None or not self.ctx.fits(step[0].expr(), shape):
                break
            product = step[0]
        return product

    def near(self, product: Monomial) -> list[Relation]:
        """The names and sums that may make a product shorter."""
        return self.definitions.near(product) + self.sums_in(product)

    def sums_in(self, product: Monomial) -> list[Relation]:
        """Sums over products that can be written with another name: Σ G·xc is Σ G·xhat / istd."""
        found = []
        for factor, _ in product.factors:
            if not isinstance(factor, Apply) or factor.op != "sum":
                continue
            full = self.ctx.shape(factor.args[0])
            inner = monomial(factor.args[0])
            for relation in self.definitions.near(inner):
                for shared, n in inner.factors:
                    there = power_in(relation.product, shared)
                    if not there or (n / there).denominator != 1:
                        continue
                    other = inner * relation.product.power(-n / there)
                    step = constants_out(Apply("sum", (other.expr(),), factor.settings), self.ctx)
                    if step is None or self.ctx.shape(other.expr()) != full:
                        continue
                    whole = monomial(step[0])
                    one = Monomial(Fraction(1), ((factor, Fraction(-1)),))
                    found.append(Relation(relation.name, relation.definition, whole * one))
        return found

    def softmax(self, expr: Expr) -> tuple[Expr, Reason | None]:
        """exp(Z) / Σ exp(Z) recognised."""
        new = everywhere_products(expr, lambda part: softmax_in(part, self.ctx), self.ctx)
        return new, Reason(words.SOFTMAX)

    def sigmoid(self, expr: Expr) -> tuple[Expr, Reason | None]:
        """1 / (1 + exp(−z)) recognised, and 1 − σ(−z)."""
        new = outermost(expr, sigmoid_in, self.ctx)
        exponential = _holds(expr, "exp")
        return new, Reason(words.SIGMOID if exponential else words.SIGMOIDS_TO_ONE)

    def known_value(self, expr: Expr, axes: Axes) -> tuple[Monomial, Reason] | None:
        """What an expression adds up to along axes, declared or found from its definition."""
        key = (expr, axes)
        if key not in self.known:
            self.known[key] = None
            self.known[key] = declared_sum(expr, axes, self.ctx) or self.computed(expr, axes)
        return self.known[key]

    def computed(self, expr: Expr, axes: Axes) -> tuple[Monomial, Reason] | None:
        """The sum of a value worked out from its definition, where it comes to a constant."""
        if self.depth >= _DEPTH or len(monomial(expr).factors) > 3:
            return None
        current: Expr = reduction(expr, axes, len(self.ctx.shape(expr)), True)
        self.depth += 1
        try:
            for _ in range(_UNFOLDED):
                sums = [f for f, _ in monomial(current).factors if _is_reduction(f)]
                inside = [n for f in sums[:1] for n in names(f) if n in self.definitions]
                unfolded = inside or [n for n in names(current) if n in self.definitions]
                if not unfolded or size(current) > _LONGEST:
                    return None
                latest = max(unfolded, key=self.order.__getitem__)
                current = self._worked_out(current, latest)
                value = monomial(current)
                if all(isinstance(f, Apply) and f.op == "size" for f, _ in value.factors):
                    return value, self._reason(expr, axes, value)
        finally:
            self.depth -= 1
        return None

    def _worked_out(self, expr: Expr, name: str) -> Expr:
        definition = self.ctx.exact(self.definitions[name], self.ctx.shapes[name])
        current = self.plain(substitute(expr, {name: definition}))[0]
        current = everywhere_products(current, lambda part: flat(part, self.ctx), self.ctx)
        for one in (self.normal, self.rule(constants_out), self.facts, self._split, self.normal):
            current = one(current)[0]
        return current

    def _reason(self, expr: Expr, axes: Axes, value: Monomial) -> Reason:
        rank = len(self.ctx.shape(expr))
        parts: tuple[tuple[str, Expr], ...] = (("what", expr),)
        if value == Monomial(Fraction(1)) and axes == (rank - 1,):
            return Reason(words.ROWS_ONE if rank > 1 else words.ALL_ONE, parts)
        return Reason(words.SUMS_TO, (*parts, ("value", value.expr())))


def _holds(expr: Expr, op: str) -> bool:
    """Whether an operation stands anywhere in a formula."""
    return fold(expr, lambda _: False, lambda node, found: node.op == op or any(found))


def _is_reduction(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op == "sum"


def everywhere_products(expr: Expr, change: Callable[[Expr], Expr], ctx: Context) -> Expr:
    """A change tried on every subexpression, from the leaves up."""

    def join(node: Apply, parts: list[Expr]) -> Expr:
        return change(rebuilt(node, parts, ctx))

    return fold(expr, lambda leaf: leaf, join)


def outermost(expr: Expr, change: Callable[[Expr], Expr], ctx: Context) -> Expr:
    """A change tried on every subexpression, from the whole inwards; no further where it worked."""
    better = change(expr)
    if better != expr or not isinstance(expr, Apply):
        return better
    return rebuilt(expr, [outermost(arg, change, ctx) for arg in expr.args], ctx)
