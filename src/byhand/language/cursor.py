"""A position in the tokens of one source, and the errors that point at it."""

from __future__ import annotations

from byhand import messages
from byhand.errors import InputError
from byhand.language.checks import DEPTH_LIMIT, before, check_brackets
from byhand.language.errors_at import input_error
from byhand.language.tokens import Token, tokenize
from byhand.text import Text

RELATIONS = {">": "gt", ">=": "ge", "<": "lt", "<=": "le", "==": "eq", "!=": "ne"}


class Cursor:
    """Reads one token after another; inside brackets a line may be broken."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.position = 0
        self.depth = 0
        self.open: list[Token] = []
        check_brackets(self.tokens, source)

    def peek(self) -> Token:
        """The next token."""
        token = self.tokens[self.position]
        if self.open:
            while token.kind == "newline":
                self.position += 1
                token = self.tokens[self.position]
        return token

    def after(self) -> Token:
        """The token behind the next one."""
        return self.tokens[min(self.position + 1, len(self.tokens) - 1)]

    def take(self) -> Token:
        """The next token, passed."""
        token = self.peek()
        self.position += 1
        return token

    def sees(self, *signs: str) -> bool:
        """Whether the next token is one of these signs."""
        token = self.peek()
        return token.kind == "sign" and token.text in signs

    def takes(self, sign: str) -> bool:
        """Pass a sign if it is the next token."""
        if self.sees(sign):
            self.take()
            return True
        return False

    def enter(self, bracket: Token) -> None:
        """Go inside a bracket."""
        self.deeper(bracket)
        self.open.append(bracket)

    def leave(self, bracket: str = ")") -> None:
        """Come out of it, past its partner."""
        token = self.peek()
        if token.text != bracket:
            raise self.unexpected(token)
        self.take()
        self.open.pop()
        self.depth -= 1

    def deeper(self, token: Token) -> None:
        """One level of nesting more."""
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise self.error(messages.TOO_DEEP, token.at, limit=DEPTH_LIMIT)

    def expect_end(self) -> None:
        """Raise unless the line ends here."""
        token = self.peek()
        if token.kind in ("newline", "end") or token.text == ";":
            return
        raise self.unexpected(token)

    def error(self, message: Text, at: int, **parts: object) -> InputError:
        """An error that quotes the source at an offset."""
        return input_error(message, self.source, at, **parts)

    def unexpected(self, token: Token) -> InputError:
        """What is wrong with a token that cannot continue the line."""
        if token.text == "=":
            return self.error(messages.TWO_EQUALS, token.at)
        if token.text in ("[", "]", "{", "}"):
            return self.error(messages.SQUARE_BRACKETS, token.at)
        if token.text in (":", ":="):
            return self.error(messages.WALRUS, token.at)
        if token.text == ".":
            name = self.after()
            shown = name.text if name.kind == "name" else ""
            return self.error(messages.ATTRIBUTE, token.at, name=shown)
        if token.text in RELATIONS:
            return self.error(messages.CHAINED_RELATION, token.at)
        if token.kind == "sign" and token.text != "(":
            return self.error(messages.EXPECTED_VALUE, token.at, before=before(token))
        left = self.tokens[self.position - 1].text if self.position else ""
        return self.error(messages.MISSING_OPERATOR, token.at, left=left, right=token.text)
