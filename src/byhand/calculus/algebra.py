"""Shorter forms of a formula by SymPy, brought back in the author's names and order.

Everything that is not plain arithmetic (an exponential, an indicator, a square root of a name) is
one opaque letter to SymPy, so it sees rational functions only: fast, and nothing is rewritten that
the author did not mean as algebra.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from byhand.calculus.terms import Product, opposite, sign_moved, terms_of, whole_power
from byhand.calculus.tidy import is_neg, plus
from byhand.language.expr import Apply, Expr, Leaf, Number, fold, names, size
from byhand.language.notations import PLAIN
from byhand.language.show import show

if TYPE_CHECKING:
    import sympy as sp

SIZE_LIMIT = 60
SYMBOL_LIMIT = 14

_ARITHMETIC = ("add", "sub", "mul", "div", "neg")


@dataclass
class Words:
    """Which SymPy letter stands for which expression, in order of first appearance."""

    symbols: dict[Expr, Any] = field(default_factory=dict)
    exprs: dict[Any, Expr] = field(default_factory=dict)
    rank: dict[Any, int] = field(default_factory=dict)
    whole_sums: bool = False
    """Whether a sum inside a product is a letter too: `(x + y)²` is not multiplied out."""

    def symbol(self, expr: Expr) -> Any:
        """The letter for an expression that SymPy must not look into."""
        import sympy as sp

        if expr not in self.symbols:
            symbol = sp.Symbol(f"x{len(self.symbols):03d}")
            self.symbols[expr] = symbol
            self.exprs[symbol] = expr
            self.rank[symbol] = len(self.rank)
        return self.symbols[expr]

    def rational(self, expr: Expr) -> sp.Expr:
        """An expression as a rational function of letters."""
        import sympy as sp

        if self.whole_sums:
            return sp.Add(*[self._rational(term) for term in terms_of(expr)])
        return self._rational(expr)

    def _rational(self, expr: Expr) -> sp.Expr:
        import sympy as sp

        def leaf(node: Leaf) -> tuple[Expr, Any]:
            if isinstance(node, Number):
                return node, sp.Rational(node.value.numerator, node.value.denominator)
            return node, self.symbol(node)

        def join(node: Apply, parts: list[tuple[Expr, Any]]) -> tuple[Expr, Any]:
            values = [value for _, value in parts]
            power = whole_power(node)
            if power is not None:
                return node, values[0] ** power[1]
            whole = self.whole_sums and node.op in ("add", "sub")
            if whole or node.op not in _ARITHMETIC:
                turned = opposite(node) if node.op in ("add", "sub") else node
                if turned in self.symbols and node not in self.symbols:
                    return node, -self.symbols[turned]
                return node, self.symbol(node)
            return node, _ARITHMETIC_RULES[node.op](*values)

        return fold(expr, leaf, join)[1]


_ARITHMETIC_RULES: dict[str, Any] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "neg": lambda x: -x,
}


def cost(expr: Expr) -> tuple[int, int, int]:
    """What a person would rather not write: operations first, then names, then characters."""
    # a(1 − a) reads better than a − a², though both are two operations.
    powers = sum(isinstance(p, Apply) and p.op == "pow" for p in _parts(expr))
    return size(expr) + powers, len(names(expr)), len(show(expr, PLAIN))


def shortest(expr: Expr, definitions: Mapping[Expr, Expr] | None = None) -> Expr:
    """The shortest form of a formula that algebra finds; the formula itself where none is shorter.

    `definitions` are values the program has a name for; where their names make the formula
    shorter, they are used. Bounded: a formula beyond the limits is returned as it is.

    >>> from byhand.language.parse import parse_expression as read
    >>> from byhand.language.notations import UNICODE
    >>> show(shortest(read("-(y/a) + (1 - y)/(1 - a)")), UNICODE)
    '(a − y)/(a(1 − a))'
    """
    if size(expr) > SIZE_LIMIT:
        return expr
    best, least = expr, cost(expr)
    for whole_sums in (False, True):
        words = Words(whole_sums=whole_sums)
        raw = words.rational(expr)
        if len(words.symbols) > SYMBOL_LIMIT or raw.has(_infinity()):
            return expr
        shape = _Shape(expr, words)
        for form in dict.fromkeys(_candidates(raw, words, definitions or {})):
            for candidate in shape.back(form):
                price = cost(candidate)
                # Whether it is defined everywhere takes longest to find out, and so is asked last.
                if price < least and _defined_wherever(raw, form):
                    best, least = candidate, price
    return best


def _defined_wherever(raw: Any, form: Any) -> bool:
    """Whether a form divides by nothing that the formula itself does not divide by.

    `h/w` for σ(x) would be shorter where h = σ(x)·w, but has no value at w = 0.
    """
    import sympy as sp

    divisor = sp.denom(sp.together(form))
    return sp.denom(sp.cancel(sp.denom(sp.together(raw)) / divisor)).is_Number


def _infinity() -> Any:
    import sympy as sp

    return sp.zoo


def _candidates(raw: Any, words: Words, definitions: Mapping[Expr, Expr]) -> Iterator[Any]:
    import sympy as sp

    yield from _forms(raw)
    for name, definition in definitions.items():
        for symbol, value in _solved(name, definition, words):
            if raw.has(symbol):
                yield from _forms(sp.cancel(raw.subs(symbol, value)))


def _forms(raw: Any) -> Iterator[Any]:
    import sympy as sp

    together = sp.cancel(raw)
    yield sp.factor(together)
    yield sp.expand(raw)
    yield together


def _solved(name: Expr, definition: Expr, words: Words) -> Iterator[tuple[Any, Any]]:
    """Opaque letters written by a name of the program: f = 1/(1 + E) gives E = 1/f − 1."""
    import sympy as sp

    known = set(words.symbols.values())
    value = words.rational(definition)
    for symbol in sorted(value.free_symbols & known, key=words.rank.__getitem__):
        if not isinstance(words.exprs[symbol], Apply):
            continue
        top, bottom = sp.fraction(sp.together(value))
        letter = words.symbol(name)
        equation = sp.Poly(sp.expand(top - letter * bottom), symbol)
        if equation.degree() == 1:
            a, b = equation.all_coeffs()
            yield symbol, -b / a


class _Shape:
    """The author's habits in one formula: order of factors and terms, and which way round."""

    def __init__(self, expr: Expr, words: Words) -> None:
        self.words = words
        self.order: dict[str, int] = {}
        self.sums: set[str] = set()
        self._visit(expr)

    def _visit(self, expr: Expr) -> None:
        for part in _parts(expr):
            self.order.setdefault(show(part, PLAIN), len(self.order))
            if isinstance(part, Apply) and part.op in ("add", "sub"):
                self.sums.add(show(part, PLAIN))

    def back(self, form: Any) -> list[Expr]:
        """A SymPy form as an expression; also with a leading minus sign moved into a sum."""
        if form.is_Add:
            return [self.sum(form)]
        product = self.product(form)
        return [product.expr(), sign_moved(product).expr()]

    def product(self, form: Any) -> Product:
        coefficient, rest = form.as_coeff_Mul()
        result = Product(Fraction(int(coefficient.p), int(coefficient.q)), ())
        parts: list[tuple[Expr, int]] = []
        for factor in rest.as_ordered_factors():
            base, exponent = factor.as_base_exp()
            if base.is_Number:
                result *= Product(Fraction(int(base.p), int(base.q)) ** int(exponent), ())
                continue
            expr = self.sum(base) if base.is_Add else self.words.exprs[base]
            turned = self.turned(expr) if base.is_Add else expr
            if turned != expr and int(exponent) % 2:
                result *= Product(Fraction(-1), ())
            parts.append((turned, int(exponent)))
        for expr, exponent in sorted(parts, key=lambda part: self.position(part[0])):
            result *= Product(Fraction(1), ((expr, exponent),))
        return result

    def position(self, expr: Expr) -> tuple[int, int, str]:
        text = show(expr, PLAIN)
        inside = [show(p, PLAIN) for p in _parts(expr) if not isinstance(p, Number)]
        inner = [self.order[word] for word in inside if word in self.order]
        # What the author did not write leads: f(1 − f) from a definition, names before sums.
        return self.order.get(text, min(inner, default=-1)), size(expr), text

    def turned(self, expr: Expr) -> Expr:
        """A sum the way round the author wrote it: `1 − a` and not `a − 1`."""
        other = opposite(expr)
        if show(expr, PLAIN) in self.sums:
            return expr
        if show(other, PLAIN) in self.sums:
            return other
        return other if is_neg(terms_of(expr)[0]) else expr

    def sum(self, form: Any) -> Expr:
        terms = [(self.product(term).expr(), term) for term in form.args]
        variable = [(t, f) for t, f in terms if not f.is_Number]
        variable.sort(key=lambda pair: self.rank(pair[1]))
        ordered = [t for t, _ in variable]
        constant = [t for t, f in terms if f.is_Number]
        # A constant leads only in front of a minus sign, as in 1 − a.
        lead = all(is_neg(t) for t in ordered) and constant and not is_neg(constant[0])
        ordered = constant + ordered if lead else ordered + constant
        first = next((t for t in ordered if not is_neg(t)), ordered[0])
        ordered.remove(first)
        return plus([first, *ordered])

    def rank(self, term: Any) -> tuple[int, ...]:
        return tuple(sorted(self.words.rank[symbol] for symbol in term.free_symbols))


def _parts(expr: Expr) -> Iterable[Expr]:
    """All subexpressions, outermost first, from left to right."""
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, Apply):
            waiting.extend(reversed(part.args))
