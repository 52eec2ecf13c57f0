"""Text to programs, by hand: nothing a person types is ever evaluated.

A program is a sequence of lines::

    line         name = choice
    declaration  name : ( dimension, ... ) [fact]

and `choice` is the expression of `grammar.py`. Python's own parser is not used: it takes `lambda`
for itself, binds `^` too loosely, counts columns after replacement, and gives up on a sum of ten
thousand terms.
"""

from __future__ import annotations

from byhand import messages, shape_messages
from byhand.errors import InputError
from byhand.language.checks import before, short
from byhand.language.cursor import Cursor
from byhand.language.errors_at import suggest
from byhand.language.expr import Expr
from byhand.language.grammar import Grammar
from byhand.language.program import FACTS, Declaration, Program, Statement
from byhand.language.statics import static_tuple, whole
from byhand.language.tokens import Token


def parse(source: str) -> Program:
    """Read a program: assignments on lines of their own or separated by `;`.

    Raises `InputError` with the line quoted and a caret under the column.

    >>> parse("z = w*x + b; a = σ(z)").inputs()
    ['w', 'x', 'b']
    >>> parse("X: (N, D); Y = X @ W").declarations[0].shape
    ('N', 'D')
    """
    reader = _Lines(source)
    while reader.line():
        pass
    if not reader.statements:
        raise InputError(messages.EMPTY)
    return Program(tuple(reader.statements), source, tuple(reader.declarations))


def parse_expression(source: str) -> Expr:
    """Read one expression.

    >>> parse_expression("a*(1 - a)").op
    'mul'
    """
    cursor = Cursor(source)
    expr = Grammar(cursor).choice()
    cursor.expect_end()
    return expr


class _Lines:
    """Reads one line after another."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.cursor = Cursor(source)
        self.grammar = Grammar(self.cursor)
        self.statements: list[Statement] = []
        self.declarations: list[Declaration] = []

    def line(self) -> bool:
        """Read a line; false at the end of the program."""
        cursor = self.cursor
        while cursor.peek().kind == "newline" or cursor.sees(";"):
            cursor.take()
        start = cursor.peek()
        if start.kind == "end":
            return False
        if start.kind == "name" and cursor.after().text == ":":
            self.declarations.append(self.declaration(start))
        else:
            target = self.target(start)
            expr = self.grammar.choice()
            self.statements.append(Statement(target, expr, start.at))
        cursor.expect_end()
        return True

    def declaration(self, start: Token) -> Declaration:
        """`X: (N, D)`, `y: N`, `Y: (N, C) onehot`."""
        cursor = self.cursor
        cursor.position += 2
        if cursor.sees("("):
            shape = static_tuple(cursor)
        elif cursor.peek().kind == "name":
            shape = (cursor.take().text,)
        else:
            shape = (whole(cursor),)
        if not all(isinstance(d, str) or (type(d) is int and d > 0) for d in shape):
            raise cursor.error(shape_messages.DECLARATION, start.at, name=start.text)
        facts: list[str] = []
        while cursor.peek().kind == "name" or cursor.takes(","):
            facts.append(self.fact(cursor.take()))
        dims = tuple(d for d in shape if isinstance(d, (int, str)))
        return Declaration(_variable(start), dims, tuple(facts), start.at)

    def fact(self, word: Token) -> str:
        if word.text not in FACTS:
            hint = suggest(word.text, FACTS)
            known = ", ".join(FACTS)
            raise self.cursor.error(
                shape_messages.UNKNOWN_FACT, word.at, fact=word.text, hint=hint, known=known
            )
        return word.text

    def target(self, start: Token) -> str:
        cursor = self.cursor
        stop = cursor.position
        while cursor.tokens[stop].kind not in ("newline", "end") and cursor.tokens[
            stop
        ].text not in ("=", ";", ":="):
            stop += 1
        end = cursor.tokens[stop]
        if end.text == ":=":
            raise cursor.error(messages.WALRUS, end.at)
        left = self.source[start.at : end.at].strip()
        if end.text != "=":
            self.grammar.choice()  # a misspelled line deserves its own error first
            cursor.expect_end()
            raise cursor.error(messages.NO_EQUALS, start.at, line=short(left))
        if stop == cursor.position + 1 and start.kind == "name":
            cursor.position += 2
            name = _variable(start)
            if "'" in name:
                raise cursor.error(messages.VERSION_ASSIGNED, start.at, name=name)
            return name
        raise self.left_side_error(start, cursor.tokens[stop - 1], left)

    def left_side_error(self, start: Token, last: Token, left: str) -> InputError:
        if start.text == "=" or not left:
            return self.cursor.error(messages.EXPECTED_VALUE, start.at, before=before(start))
        if last.text in ("+", "-", "*", "/", "^", "@"):
            name = left.rstrip("+-*/^@ ")
            return self.cursor.error(messages.AUGMENTED, start.at, name=short(name), sign=last.text)
        return self.cursor.error(messages.ASSIGN_TO_EXPRESSION, start.at, left=short(left))


def _variable(token: Token) -> str:
    return "sigma" if token.text == "σ" else token.text
