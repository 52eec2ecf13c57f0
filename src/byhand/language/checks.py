"""What is checked before and while an expression is read."""

from __future__ import annotations

from byhand import messages
from byhand.language.constants import constant_value
from byhand.language.errors_at import input_error
from byhand.language.expr import Apply, Expr, Number, leaves
from byhand.language.tokens import Token
from byhand.text import Text, same

DEPTH_LIMIT = 100
_CLOSES = {"(": ")", "[": "]", "{": "}"}


def check_brackets(tokens: list[Token], source: str) -> None:
    """Every bracket has its partner; said before anything else, since all else depends on it."""
    waiting: list[Token] = []
    for token in tokens:
        if token.kind != "sign":
            continue
        if token.text in _CLOSES:
            waiting.append(token)
            if len(waiting) > DEPTH_LIMIT:
                raise input_error(messages.TOO_DEEP, source, token.at, limit=DEPTH_LIMIT)
        elif token.text in _CLOSES.values():
            if not waiting or _CLOSES[waiting[-1].text] != token.text:
                raise input_error(messages.UNOPENED, source, token.at)
            waiting.pop()
        elif token.text == ";" and waiting:
            break
    if waiting:
        raise input_error(messages.UNCLOSED, source, waiting[-1].at)


def hides_a_tower(exponent: Expr) -> bool:
    """Whether a constant exponent holds a whole power too large to be written out."""
    if not all(isinstance(leaf, Number) for leaf in leaves(exponent)):
        return False
    waiting = [exponent]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, Apply):
            continue
        if part.op == "pow" and constant_value(part) is None:
            base, power = map(constant_value, part.args)
            if base and power is not None and power.denominator == 1:
                return True
        waiting.extend(part.args)
    return False


def before(token: Token) -> Text:
    """\"before 'x'\", for a message about what is missing in front of a token."""
    if token.kind in ("end", "newline"):
        return same("")
    return messages.BEFORE.fill(token=token.text)


def short(text: str) -> str:
    """A text cut to what fits a message."""
    return text if len(text) <= 40 else text[:39] + "…"
