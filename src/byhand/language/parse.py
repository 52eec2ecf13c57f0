"""Text to expressions, by hand: nothing a person types is ever evaluated.

The grammar, loosest first::

    line      name = choice
    choice    sum [(< <= > >= == !=) sum]
    sum       product {(+ -) product}
    product   signed {(* /) signed}
    signed    {- +} power
    power     atom [^ signed]
    atom      number | name | function ( choice, ... setting=choice ) | ( choice )

Python's own parser is not used: it takes `lambda` for itself, binds `^` too loosely, counts columns
after replacement, and gives up on a sum of ten thousand terms.
"""

from __future__ import annotations

from byhand import messages
from byhand.errors import InputError
from byhand.language.calls import check_exists, make_call
from byhand.language.checks import DEPTH_LIMIT, before, check_brackets, hides_a_tower, short
from byhand.language.constants import constant_value
from byhand.language.errors_at import input_error, not_yet
from byhand.language.expr import Apply, Expr, Name, Number
from byhand.language.letters import FUNCTION_ALIASES
from byhand.language.program import Program, Statement
from byhand.language.tokens import Token, tokenize
from byhand.text import Text

EXPONENT_LIMIT = 1000

_RELATIONS = {">": "gt", ">=": "ge", "<": "lt", "<=": "le", "==": "eq", "!=": "ne"}
_SUMS = {"+": "add", "-": "sub"}
_PRODUCTS = {"*": "mul", "/": "div"}


def parse(source: str) -> Program:
    """Read a program: assignments on lines of their own or separated by `;`.

    Raises `InputError` with the line quoted and a caret under the column.

    >>> parse("z = w*x + b; a = σ(z)").inputs()
    ['w', 'x', 'b']
    """
    reader = _Reader(source)
    statements: list[Statement] = []
    while (statement := reader.statement()) is not None:
        statements.append(statement)
    if not statements:
        raise InputError(messages.EMPTY)
    return Program(tuple(statements), source)


def parse_expression(source: str) -> Expr:
    """Read one expression.

    >>> parse_expression("a*(1 - a)").op
    'mul'
    """
    reader = _Reader(source)
    expr = reader.choice()
    reader.expect_end()
    return expr


class _Reader:
    """A position in the tokens of one source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.position = 0
        self.depth = 0
        self.open: list[Token] = []
        check_brackets(self.tokens, source)

    # Tokens ----------------------------------------------------------------------------------

    def peek(self) -> Token:
        # Inside brackets a line may be broken.
        while self.open and self.tokens[self.position].kind == "newline":
            self.position += 1
        return self.tokens[self.position]

    def take(self) -> Token:
        token = self.peek()
        self.position += 1
        return token

    def sees(self, *signs: str) -> bool:
        token = self.peek()
        return token.kind == "sign" and token.text in signs

    def error(self, message: Text, at: int, **parts: object) -> InputError:
        return input_error(message, self.source, at, **parts)

    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise self.error(messages.TOO_DEEP, token.at, limit=DEPTH_LIMIT)

    # Lines -----------------------------------------------------------------------------------

    def statement(self) -> Statement | None:
        while self.peek().kind == "newline" or self.sees(";"):
            self.take()
        start = self.peek()
        if start.kind == "end":
            return None
        target = self.target(start)
        expr = self.choice()
        self.expect_end()
        return Statement(target, expr, start.at)

    def target(self, start: Token) -> str:
        stop = self.position
        while self.tokens[stop].kind not in ("newline", "end") and self.tokens[stop].text not in (
            "=",
            ";",
            ":=",
        ):
            stop += 1
        end = self.tokens[stop]
        if end.text == ":=":
            raise self.error(messages.WALRUS, end.at)
        left = self.source[start.at : end.at].strip()
        if end.text != "=":
            self.choice()  # a misspelled line deserves its own error first
            self.expect_end()
            raise self.error(messages.NO_EQUALS, start.at, line=short(left))
        if stop == self.position + 1 and start.kind == "name":
            self.position += 2
            name = "sigma" if start.text == "σ" else start.text
            if "'" in name:
                raise self.error(messages.VERSION_ASSIGNED, start.at, name=name)
            return name
        raise self.left_side_error(start, self.tokens[stop - 1], left)

    def left_side_error(self, start: Token, last: Token, left: str) -> InputError:
        if start.text == "=" or not left:
            return self.error(messages.EXPECTED_VALUE, start.at, before=before(start))
        if last.text in ("+", "-", "*", "/", "^"):
            name = left.rstrip("+-*/^ ")
            return self.error(messages.AUGMENTED, start.at, name=short(name), sign=last.text)
        return self.error(messages.ASSIGN_TO_EXPRESSION, start.at, left=short(left))

    def expect_end(self) -> None:
        token = self.peek()
        if token.kind in ("newline", "end") or token.text == ";":
            return
        raise self.unexpected(token)

    def unexpected(self, token: Token) -> InputError:
        """What is wrong with a token that cannot continue the line."""
        if token.text == "=":
            return self.error(messages.TWO_EQUALS, token.at)
        if token.text in ("[", "]", "{", "}"):
            return self.error(messages.SQUARE_BRACKETS, token.at)
        if token.text == "@":
            return not_yet(messages.MATRIX_NOT_YET, self.source, token.at, sign="@")
        if token.text in (":", ":="):
            return self.error(messages.WALRUS, token.at)
        if token.text == ".":
            return self.attribute(token)
        if token.text in _RELATIONS:
            return self.error(messages.CHAINED_RELATION, token.at)
        if token.kind == "sign" and token.text != "(":
            return self.error(messages.EXPECTED_VALUE, token.at, before=before(token))
        left = self.tokens[self.position - 1].text if self.position else ""
        return self.error(messages.MISSING_OPERATOR, token.at, left=left, right=token.text)

    def attribute(self, dot: Token) -> InputError:
        after = self.tokens[self.position + 1]
        if after.text == "T":
            return not_yet(messages.MATRIX_NOT_YET, self.source, dot.at, sign=".T")
        return self.error(
            messages.ATTRIBUTE, dot.at, name=after.text if after.kind == "name" else ""
        )

    # Expressions -----------------------------------------------------------------------------

    def choice(self) -> Expr:
        left = self.sum()
        token = self.peek()
        if token.kind == "sign" and token.text in _RELATIONS:
            self.take()
            left = Apply(_RELATIONS[token.text], (left, self.sum()), at=token.at)
        return left

    def sum(self) -> Expr:
        left = self.product()
        while self.sees("+", "-"):
            token = self.take()
            left = Apply(_SUMS[token.text], (left, self.product()), at=token.at)
        return left

    def product(self) -> Expr:
        left = self.signed()
        while self.sees("*", "/"):
            token = self.take()
            left = Apply(_PRODUCTS[token.text], (left, self.signed()), at=token.at)
        return left

    def signed(self) -> Expr:
        signs: list[Token] = []
        while self.sees("-", "+"):
            signs.append(self.take())
            self.deeper(signs[-1])
        expr = self.power()
        self.depth -= len(signs)
        for token in reversed(signs):
            if token.text == "-":
                expr = Apply("neg", (expr,), at=token.at)
        return expr

    def power(self) -> Expr:
        base = self.atom()
        if not self.sees("^"):
            return base
        token = self.take()
        self.deeper(token)
        exponent = self.signed()
        self.depth -= 1
        value = constant_value(exponent)
        if hides_a_tower(exponent) or (value is not None and abs(value) > EXPONENT_LIMIT):
            raise self.error(messages.EXPONENT_TOO_LARGE, token.at, limit=EXPONENT_LIMIT)
        return Apply("pow", (base, exponent), at=token.at)

    def atom(self) -> Expr:
        token = self.take()
        if token.kind == "number":
            return Number(token.text, token.at)
        if token.kind == "name":
            if self.sees("("):
                return self.call(token)
            return Name("sigma" if token.text == "σ" else token.text, token.at)
        if token.text == "(":
            self.enter(token)
            inner = self.choice()
            self.leave()
            return inner
        self.position -= 1
        if token.text in ("[", "]", "{", "}", "@", ":", ":=", "."):
            raise self.unexpected(token)
        at = min(token.at, len(self.source.rstrip()))
        raise self.error(messages.EXPECTED_VALUE, at, before=before(token))

    def enter(self, token: Token) -> None:
        self.deeper(token)
        self.open.append(token)

    def leave(self) -> None:
        token = self.peek()
        if token.text != ")":
            raise self.unexpected(token)
        self.take()
        self.open.pop()
        self.depth -= 1

    def call(self, name: Token) -> Expr:
        function = FUNCTION_ALIASES.get(name.text, name.text)
        check_exists(function, name, self.source)
        self.enter(self.take())
        args: list[Expr] = []
        settings: list[tuple[Token, Expr]] = []
        while not self.sees(")"):
            self.argument(args, settings)
            if not self.sees(","):
                break
            self.take()
        self.leave()
        return make_call(function, name, args, settings, self.source)

    def argument(self, args: list[Expr], settings: list[tuple[Token, Expr]]) -> None:
        key = self.peek()
        if key.kind == "name" and self.tokens[self.position + 1].text == "=":
            self.position += 2
            settings.append((key, self.choice()))
        elif settings:
            raise self.error(messages.POSITIONAL_AFTER_SETTING, key.at)
        else:
            args.append(self.choice())
