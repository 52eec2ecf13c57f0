"""Expressions, read by recursive descent.

The grammar, loosest first::

    choice    sum [(< <= > >= == !=) sum]
    sum       product {(+ -) product}
    product   signed {(* / @) signed}
    signed    {- +} power
    power     postfix [^ signed]
    postfix   atom {.T | ᵀ | [ index, ... ]}
    atom      number | name | function ( choice, ... setting=choice ) | ( choice )
"""

from __future__ import annotations

from byhand import messages
from byhand.language.calls import check_exists, make_call
from byhand.language.checks import before, hides_a_tower
from byhand.language.constants import constant_value
from byhand.language.cursor import RELATIONS, Cursor
from byhand.language.expr import Apply, Expr, Literal, Name, Number
from byhand.language.letters import FUNCTION_ALIASES
from byhand.language.statics import index_of, is_tuple, static_tuple
from byhand.language.tokens import Token
from byhand.ops import CATALOGUE

EXPONENT_LIMIT = 1000

_SUMS = {"+": "add", "-": "sub"}
_PRODUCTS = {"*": "mul", "/": "div", "@": "matmul"}


class Grammar:
    """Reads expressions at a cursor."""

    def __init__(self, cursor: Cursor, *, template: bool = False) -> None:
        self.cursor = cursor
        self.template = template  # whether names of settings may stand for their values

    def choice(self) -> Expr:
        """A value, or a comparison of two."""
        left = self.sum()
        token = self.cursor.peek()
        if token.kind == "sign" and token.text in RELATIONS:
            self.cursor.take()
            left = Apply(RELATIONS[token.text], (left, self.sum()), at=token.at)
        return left

    def sum(self) -> Expr:
        """Terms from left to right."""
        left = self.product()
        while self.cursor.sees("+", "-"):
            token = self.cursor.take()
            left = Apply(_SUMS[token.text], (left, self.product()), at=token.at)
        return left

    def product(self) -> Expr:
        """Factors from left to right."""
        left = self.signed()
        while self.cursor.sees("*", "/", "@"):
            token = self.cursor.take()
            left = Apply(_PRODUCTS[token.text], (left, self.signed()), at=token.at)
        return left

    def signed(self) -> Expr:
        """A power behind any number of signs."""
        signs: list[Token] = []
        while self.cursor.sees("-", "+"):
            signs.append(self.cursor.take())
            self.cursor.deeper(signs[-1])
        expr = self.power()
        self.cursor.depth -= len(signs)
        for token in reversed(signs):
            if token.text == "-":
                expr = Apply("neg", (expr,), at=token.at)
        return expr

    def power(self) -> Expr:
        """A base, and perhaps an exponent."""
        base = self.postfix()
        if not self.cursor.sees("^"):
            return base
        token = self.cursor.take()
        self.cursor.deeper(token)
        exponent = self.signed()
        self.cursor.depth -= 1
        value = constant_value(exponent)
        if hides_a_tower(exponent) or (value is not None and abs(value) > EXPONENT_LIMIT):
            raise self.cursor.error(messages.EXPONENT_TOO_LARGE, token.at, limit=EXPONENT_LIMIT)
        return Apply("pow", (base, exponent), at=token.at)

    def postfix(self) -> Expr:
        """An atom, transposed or indexed."""
        expr = self.atom()
        while self.cursor.sees("[", ".", "ᵀ"):
            token = self.cursor.peek()
            if token.text == "[":
                expr = self.index(expr)
                continue
            if token.text == ".":
                if self.cursor.after().text != "T":
                    raise self.cursor.unexpected(token)
                self.cursor.take()
            self.cursor.take()
            expr = Apply("transpose", (expr,), at=token.at)
        return expr

    def index(self, expr: Expr) -> Apply:
        """`expr[...]`: whole numbers, slices and index arrays."""
        bracket = self.cursor.take()
        self.cursor.enter(bracket)
        spec, arrays = index_of(self.cursor, self.choice)
        self.cursor.leave("]")
        at = (("at", Literal(spec)),)
        return Apply("index", (expr, *arrays), at, bracket.at)

    def atom(self) -> Expr:
        """A number, a name, a call, or something in brackets."""
        cursor = self.cursor
        token = cursor.take()
        if token.kind == "number":
            return Number(token.text, token.at)
        if token.kind == "name":
            if cursor.sees("("):
                return self.call(token)
            return Name("sigma" if token.text == "σ" else token.text, token.at)
        if token.text == "(":
            cursor.enter(token)
            inner = self.choice()
            cursor.leave()
            return inner
        cursor.position -= 1
        if token.text in ("[", "]", "{", "}", ":", ":=", "."):
            raise cursor.unexpected(token)
        at = min(token.at, len(cursor.source.rstrip()))
        raise cursor.error(messages.EXPECTED_VALUE, at, before=before(token))

    def call(self, name: Token) -> Expr:
        """A function of the catalogue with its operands and settings."""
        function = FUNCTION_ALIASES.get(name.text, name.text)
        if not (self.template and function in CATALOGUE):  # a template may say index(g, i, at=at)
            check_exists(function, name, self.cursor.source)
        self.cursor.enter(self.cursor.take())
        args: list[Expr] = []
        settings: list[tuple[Token, Expr]] = []
        while not self.cursor.sees(")"):
            self.argument(args, settings)
            if not self.cursor.takes(","):
                break
        self.cursor.leave()
        return make_call(function, name, args, settings, self.cursor.source, self.template)

    def argument(self, args: list[Expr], settings: list[tuple[Token, Expr]]) -> None:
        """One argument by position, or a setting by name."""
        key = self.cursor.peek()
        if key.kind == "name" and self.cursor.after().text == "=":
            self.cursor.position += 2
            settings.append((key, self.value()))
        elif settings:
            raise self.cursor.error(messages.POSITIONAL_AFTER_SETTING, key.at)
        else:
            args.append(self.value())

    def value(self) -> Expr:
        """An argument: an expression, or a tuple such as the shape (2, 3)."""
        if is_tuple(self.cursor):
            return Literal(static_tuple(self.cursor))
        return self.choice()
