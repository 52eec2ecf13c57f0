"""What the writers share: chains of equalities in a notation, and words fit to print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from byhand.language.expr import Literal
from byhand.language.notations import NOTATIONS
from byhand.language.show import Notation, Piece, show_piece
from byhand.ops.forms import ATOM, SUM
from byhand.page.blocks import Part, Prose, Row, Sign, Span, spans
from byhand.text import Lang, Text
from byhand.writers.rows import set_lines


@dataclass(frozen=True)
class Pen:
    """How a format writes mathematics: its notation, and the signs between the links of a chain."""

    notation: Notation
    signs: Mapping[Sign, str]
    indent: str
    """What sets a line off that goes on with a sum."""

    def part(self, part: Part) -> str:
        """A link with its sign."""
        notation = self.notation.with_dots() if part.dots else self.notation
        piece = show_piece(part.expr, notation)
        if part.sign in ("+", "−") and piece.signed and piece.level > SUM:
            piece = notation.wrapped(piece)
        return self.signs[part.sign] + piece.text

    def chain(self, parts: Iterable[Part]) -> str:
        """A whole chain on one line."""
        return "".join(map(self.part, parts))

    def aligned(self, row: Row, width: int) -> Iterator[str]:
        """The lines of a row, broken at a width, with `&` before the sign they are aligned at."""
        for line in set_lines(row, width):
            written = [self.part(part) for part in line]
            at = next((i for i, part in enumerate(line) if part.sign in ("=", "≈", ":")), 0)
            if line[0].sign in ("+", "−"):
                written[0] = f"{self.indent}{written[0].strip()}"
                at = 0
            left, right = "".join(written[:at]), "".join(written[at:])
            yield f"{left} &{right.lstrip()}".strip()

    def on_one_line(self, slash: Callable[[str, str], str]) -> Pen:
        """The same pen for running text, where ∂L/∂w does not stand upright."""

        def partial(of: str, wrt: str) -> Piece:
            return Piece(slash(of, wrt), ATOM, "partial", "partial")

        return replace(self, notation=replace(self.notation, partial=partial))


def _signs(equals: str, about: str, minus: str, comma: str) -> dict[Sign, str]:
    return {
        "": "",
        "=": f" {equals} ",
        "≈": f" {about} ",
        "+": " + ",
        "−": f" {minus} ",
        ",": f"{comma} ",
        ":": " : ",
    }


LATEX = Pen(NOTATIONS["latex"], _signs("=", r"\approx", "-", r",\quad"), r"\quad ")
LATEX_LINE = LATEX.on_one_line(lambda of, wrt: rf"\partial {of}/\partial {wrt}")
# A comma is escaped, or it would end an argument of the Typst function around it; a plus after an
# empty text is still a plus between two terms.
TYPST = Pen(NOTATIONS["typst"], _signs("=", "≈", "−", r"\, quad"), 'quad "" ')
TYPST_LINE = TYPST.on_one_line(lambda of, wrt: rf"∂{of}\/∂{wrt}")
UNICODE = Pen(NOTATIONS["unicode"], _signs("=", "≈", "−", ","), "  ")
PLAIN = Pen(NOTATIONS["plain"], _signs("=", "≈", "-", ","), "  ")


def clean(words: str) -> str:
    """Words without line breaks and invisible control characters.

    >>> clean("a\\n b\\x00")
    'a b'
    """
    spaced = re.sub(r"\s+", " ", words)
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs"))


def say(text: Text, lang: Lang) -> str:
    """A text in one language, fit for a line."""
    return clean(text.say(lang)).strip()


def clean_spans(prose: Prose, lang: Lang) -> Iterator[Span]:
    """The words and formulas of a sentence, the words fit for a line."""
    for span in spans(prose, lang):
        yield span if isinstance(span, Row) else clean(span)


def cell_spans(cell: Prose | Row, lang: Lang) -> Sequence[Span]:
    """A table cell as words and formulas."""
    return [cell] if isinstance(cell, Row) else list(clean_spans(cell, lang))


def plain_words(pieces: Iterable[Span]) -> str:
    """Words with their formulas in Unicode."""
    return "".join(UNICODE.chain(s.parts) if isinstance(s, Row) else s for s in pieces)


def items(row: Row) -> list[Row]:
    """The chains of a list such as `∂z/∂x = y, ∂z/∂y = x`, between which a line may break."""
    lists: list[list[Part]] = [[]]
    for part in row.parts:
        if part.sign == "," and lists[-1]:
            lists.append([Part("", part.expr, part.dots)])
        else:
            lists[-1].append(part)
    return [Row(tuple(parts)) for parts in lists]


def opened(row: Row) -> Row:
    """A chain that goes on with a sign, as one with nothing on its left."""
    return Row((Part("", Literal("")), *row.parts), row.role) if row.parts[0].sign else row


def columns_of(text: str) -> int:
    """How many columns of a terminal a text takes; Chinese characters take two.

    >>> columns_of("σ(z)"), columns_of("损失")
    (4, 4)
    """
    return sum(_columns(c) for c in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
