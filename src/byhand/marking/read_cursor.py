"""A position in the pieces of one line, and what has been noticed on the way."""

from __future__ import annotations

from byhand import messages
from byhand.language.checks import short
from byhand.language.expr import Apply, Expr, Number
from byhand.language.letters import PI
from byhand.marking import read_words
from byhand.marking.read_names import Names
from byhand.marking.read_products import Shapes
from byhand.marking.read_tokens import Piece
from byhand.marking.read_words import Unreadable

DEPTH_LIMIT = 60
"""How deep brackets, powers and signs may be nested: a person loses count at five, and every level
takes a handful of Python's own thousand."""
DIGIT_LIMIT = 400
"""Of one number, as in the language."""
RELATIONS = {">": "gt", ">=": "ge", "<": "lt", "<=": "le", "==": "eq", "!=": "ne", "=": "eq"}
COMPARISONS = frozenset(RELATIONS.values())
CLOSES = {"(": ")", "[": "]", "{": "}"}
_FAR = 400
"""How many pieces one formula may have, and so how far away the end of a bracket may be."""
EULER = Number("2.718281828459045")
"""The one object that a lone `e` is read as, so that a power of it is known to be exp."""
_NUMBERS = {"pi": Number(PI)}


class Cursor:
    """Reads one piece after another."""

    __slots__ = (
        "bars",
        "chosen",
        "depth",
        "free",
        "i",
        "inside",
        "names",
        "pieces",
        "shapes",
        "slopes",
    )

    def __init__(self, pieces: list[Piece], names: Names) -> None:
        self.pieces = pieces
        self.names = names
        self.i = 0
        self.depth = 0
        self.slopes = 0  # how many σ'( are open
        self.inside = 0  # how many brackets are open
        self.bars: list[str] = []  # the bars | and ‖ that are open
        self.chosen = False  # whether a rule chose among readings
        self.free: list[str] = []  # names that only the rest of the submission can explain
        self.shapes = Shapes(names)

    def kind(self, ahead: int = 0) -> str:
        """The kind of a piece from here on; `end` behind the last one."""
        place = self.i + ahead
        return self.pieces[place][0] if place < len(self.pieces) else "end"

    def text(self, ahead: int = 0) -> str:
        """The text of a piece from here on."""
        place = self.i + ahead
        return self.pieces[place][1] if place < len(self.pieces) else ""

    def takes(self, kind: str) -> bool:
        """Pass a piece if it is of this kind."""
        if self.pieces[self.i][0] == kind:
            self.i += 1
            return True
        return False

    def enter(self) -> int:
        """Pass an opening bracket, one level deeper; where it stands."""
        at = self.pieces[self.i][2]
        self.i += 1
        self.inside += 1
        self.deeper(at)
        return at

    def leave(self, kind: str) -> None:
        """Pass the closing bracket, one level up."""
        piece = self.pieces[self.i]
        if piece[0] != kind:
            raise self.unexpected()
        self.i += 1
        self.inside -= 1
        self.depth -= 1

    def deeper(self, at: int) -> None:
        """One level of nesting more."""
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise Unreadable(messages.TOO_DEEP.fill(limit=DEPTH_LIMIT), at)

    def holds_relation(self, ahead: int = 0) -> bool:
        """Whether a bracket that opens here compares two values: `[z > 0]`."""
        depth = 0
        start = self.i + ahead
        for kind, *_ in self.pieces[start : start + _FAR]:
            if kind in CLOSES:
                depth += 1
            elif kind in (")", "]", "}"):
                depth -= 1
                if depth == 0:
                    return False
            elif depth == 1 and kind in RELATIONS:
                return True
        return False

    def unexpected(self) -> Unreadable:
        """What is wrong with a piece that cannot continue the line."""
        kind, text, at, _ = self.pieces[self.i]
        if kind == "end":
            if self.inside:
                return Unreadable(messages.UNCLOSED, self._opened())
            return Unreadable(read_words.UNFINISHED, at)
        if kind in (")", "]", "}") and not self.inside:
            return Unreadable(messages.UNOPENED, at)
        if kind == "command":
            return Unreadable(read_words.COMMAND.fill(name=short(text)), at)
        if kind in ('"', "“", "”"):
            return Unreadable(messages.QUOTES, at)
        if kind in ("num", "word", "("):
            left = self.pieces[self.i - 1][1] if self.i else ""
            return Unreadable(
                messages.MISSING_OPERATOR.fill(left=short(left), right=short(text)), at
            )
        return Unreadable(read_words.STRAY_SIGN.fill(sign=short(text)), at)

    def _opened(self) -> int:
        """Where the innermost bracket that is still open stands."""
        waiting: list[int] = []
        for kind, _, at, _ in self.pieces:
            if kind in CLOSES:
                waiting.append(at)
            elif kind in (")", "]", "}") and waiting:
                waiting.pop()
        return waiting[-1] if waiting else self.pieces[-1][2]

    def missing(self) -> Unreadable:
        """What is wrong where a value should stand and none does."""
        kind, text, at, _ = self.pieces[self.i]
        if kind == "end" or kind in ("command", "}", '"', "“", "”", "{"):
            return self.unexpected()
        if kind == "Σ":
            return Unreadable(read_words.SUM_SIGN, at)
        before = messages.BEFORE.fill(token=short(text))
        return Unreadable(messages.EXPECTED_VALUE.fill(before=before), at)


def number_text(text: str, at: int) -> str:
    """A number spelled as the language spells it: `.5` as 0.5, `0,5` as 0.5."""
    if text.isdigit() and len(text) <= DIGIT_LIMIT:
        return text
    mantissa, _, exponent = text.lower().replace(",", ".").partition("e")
    if len(mantissa) > DIGIT_LIMIT or len(exponent) > 4 or (exponent and abs(int(exponent)) > 300):
        raise Unreadable(messages.NUMBER_TOO_LONG, at)
    whole, _, decimals = mantissa.partition(".")
    spelled = (whole or "0") + (f".{decimals}" if decimals else "")
    return spelled + (f"e{int(exponent)}" if exponent else "")


def constant(digits: str) -> Number:
    """The number that π or e stands for."""
    return EULER if digits == EULER.text else _NUMBERS["pi"]


def as_value(expr: Expr, at: int) -> Expr:
    """A comparison as the number 1 or 0; anything else as it is."""
    if isinstance(expr, Apply) and expr.op in COMPARISONS:
        return Apply("ind", (expr,), (), at)
    return expr


def indicator(expr: Expr, at: int) -> Expr:
    """The indicator of a condition, whether or not the condition already counts as a number."""
    return expr if isinstance(expr, Apply) and expr.op == "ind" else Apply("ind", (expr,), (), at)
