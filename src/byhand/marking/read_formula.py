"""Formulas as students write them, read by precedence into byhand's expressions.

The grammar, loosest first::

    choice    sum [(< <= > >= == !=) sum]
    sum       product {(+ -) product}
    product   signed {(* · / @ ⊙) signed | power}          a factor may follow without a sign
    signed    {- +} power
    power     postfix {^ signed | ^T}
    postfix   atom {.T | ᵀ | ' | .method(...) | [index]}
    atom      number | word | function(...) | (choice) | |choice| | [condition] | ∂L/∂z

Products without a sign bind like those with one and go from left to right, as in the language:
`1/2(a − y)²` is a half times the square. Whenever a rule chose a reading, `chosen` says so, and
the line is echoed in byhand's own way of writing it.
"""

from __future__ import annotations

from byhand import messages
from byhand.language.checks import hides_a_tower
from byhand.language.constants import constant_value
from byhand.language.expr import Apply, Expr, Number
from byhand.language.grammar import EXPONENT_LIMIT
from byhand.marking import read_words
from byhand.marking.read_cursor import (
    EULER,
    RELATIONS,
    as_value,
    indicator,
    number_text,
)
from byhand.marking.read_symbols import Symbols
from byhand.marking.read_words import Unreadable

_FACTORS = frozenset(["word", "(", "√", "𝟙", "∂", "∇"])
"""What may follow a factor without a sign between them."""


class Formula(Symbols):
    """Reads one side of an equation."""

    __slots__ = ()

    def choice(self) -> Expr:
        """A value, or a comparison of two."""
        left = self.sum()
        kind, _, at, _ = self.pieces[self.i]
        if kind in RELATIONS and (self.inside or kind not in ("=", "==")):
            self.i += 1
            return Apply(RELATIONS[kind], (left, self.sum()), (), at)
        return left

    def sum(self) -> Expr:
        """Terms from left to right."""
        left = self.product()
        while True:
            kind, _, at, _ = self.pieces[self.i]
            if kind == "+":
                self.i += 1
                left = Apply("add", (left, self.product()), (), at)
            elif kind == "-":
                self.i += 1
                left = Apply("sub", (left, self.product()), (), at)
            else:
                return left

    def product(self) -> Expr:
        """Factors from left to right."""
        left = self.signed()
        while True:
            kind, _, at, _ = self.pieces[self.i]
            if kind == "⊙":
                self.i += 1
                left = Apply("mul", (left, self.signed()), (), at)
            elif kind == "*" or kind == "·":
                self.i += 1
                left = self.times(left, self.signed(), at, kind)
            elif kind == "/":
                self.i += 1
                left = Apply("div", (left, self.signed()), (), at)
            elif kind == "@":
                self.i += 1
                left = Apply("matmul", (left, self.signed()), (), at)
            elif kind in _FACTORS or (kind in ("[", "|", "‖", "num") and self._begins(kind)):
                self.chosen = True
                left = self.times(left, self.power(), at)
            else:
                return left

    def _begins(self, kind: str) -> bool:
        """Whether a sign that can also end something begins a new factor here."""
        if kind == "num":
            return self.kind(-1) in (")", "]", "ᵀ")
        if kind == "[":
            return self.holds_relation()
        return kind not in self.bars

    def times(self, left: Expr, right: Expr, at: int, sign: str = "") -> Expr:
        """A product whose kind the shapes decide."""
        if not self.names.arrays:
            return Apply("mul", (left, right), (), at)
        shapes = self.shapes
        choose = {"*": shapes.starred, "·": shapes.dotted}.get(sign, shapes.beside)
        op = choose(left, right)
        self.chosen = self.chosen or op == "matmul"
        return Apply(op, (left, right), (), at)

    def signed(self) -> Expr:
        """A power behind any number of signs."""
        kind, _, at, _ = self.pieces[self.i]
        if kind != "-" and kind != "+":
            return self.power()
        self.i += 1
        self.deeper(at)
        inner = self.signed()
        self.depth -= 1
        return Apply("neg", (inner,), (), at) if kind == "-" else inner

    def power(self) -> Expr:
        """A base, and perhaps an exponent or a raised T."""
        base = self.postfix()
        while self.pieces[self.i][0] == "^":
            at = self.pieces[self.i][2]
            self.i += 1
            if self._is_raised_t():
                self.i += 1
                base = self.transposed(base, at)
            elif self.kind() == "-" and self._is_raised_t(1):
                self.i += 2
                base = self.transposed(Apply("inv", (base,), (), at), at)
            else:
                return self._raised(base, at)
        return base

    def _is_raised_t(self, ahead: int = 0) -> bool:
        if self.kind(ahead) == "ᵀ":
            return True
        return self.text(ahead) == "T" and not self.names.known("T")

    def _raised(self, base: Expr, at: int) -> Expr:
        self.deeper(at)
        exponent = self.signed()
        self.depth -= 1
        if base is EULER:
            return Apply("exp", (exponent,), (), at)
        if isinstance(exponent, Number) and len(exponent.text) < 4:
            return Apply("pow", (base, exponent), (), at)
        value = constant_value(exponent)
        if hides_a_tower(exponent) or (value is not None and abs(value) > EXPONENT_LIMIT):
            raise Unreadable(messages.EXPONENT_TOO_LARGE.fill(limit=EXPONENT_LIMIT), at)
        if value == -1 and self.names.arrays and len(self.shapes.of(base) or ()) == 2:
            self.chosen = True
            return Apply("inv", (base,), (), at)
        return Apply("pow", (base, exponent), (), at)

    def postfix(self) -> Expr:
        """An atom with what stands behind it: `.T`, `.sum(axis=0)`, `'`, `[0]`."""
        expr = self.atom()
        while True:
            kind, _, at, _ = self.pieces[self.i]
            if kind == ".":
                expr = self.method(expr)
            elif kind == "ᵀ" or (kind == "'" and self.names.arrays):
                self.i += 1
                self.chosen = self.chosen or kind == "'"
                expr = self.transposed(expr, at)
            elif kind == "[" and not self.holds_relation() and not isinstance(expr, Number):
                expr = self.index(expr)
            else:
                return expr

    def atom(self) -> Expr:
        """A number, a word, or something in brackets."""
        kind, text, at, end = self.pieces[self.i]
        if kind == "word":
            return self.word()
        if kind == "num":
            self.i += 1
            behind = self.pieces[self.i]
            if text == "1" and behind[2] == end and self._is_indicator(behind[0]):
                return self.indicated(at)
            return Number(number_text(text, at), at)
        if kind == "(":
            self.enter()
            inner = self.choice()
            self.leave(")")
            return as_value(inner, at)
        return self._other_atom(kind, at)

    def _is_indicator(self, kind: str) -> bool:
        return kind in ("[", "{", "(") and self.holds_relation()

    def _other_atom(self, kind: str, at: int) -> Expr:
        match kind:
            case "|" | "‖":
                return self._between_bars(kind, at)
            case "[" if self.holds_relation():
                return self.indicated(at)
            case "[":
                raise Unreadable(read_words.ENTRY, at)
            case "𝟙":
                self.i += 1
                return self.indicated(at)
            case "√":
                self.i += 1
                self.chosen = True
                return Apply("sqrt", (self.postfix(),), (), at)
            case "∂":
                return self.partial(at)
            case "∇":
                return self.nabla(at)
            case _:
                raise self.missing()

    def indicated(self, at: int) -> Expr:
        """The condition in the bracket that opens here, as 1 or 0."""
        kind = self.pieces[self.i][0]
        if kind not in ("[", "{", "("):
            raise self.missing()
        self.chosen = True
        self.enter()
        inner = self.choice()
        self.leave({"[": "]", "{": "}", "(": ")"}[kind])
        return indicator(inner, at)

    def _between_bars(self, kind: str, at: int) -> Expr:
        self.i += 1
        self.deeper(at)
        self.bars.append(kind)
        inner = self.sum()
        if not self.takes(kind):
            raise self.unexpected()
        self.bars.pop()
        self.depth -= 1
        self.chosen = True
        return Apply("abs" if kind == "|" else "norm", (inner,), (), at)
