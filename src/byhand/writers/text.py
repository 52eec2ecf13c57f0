"""A page for the terminal: Unicode mathematics in aligned columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from byhand.page.blocks import (
    Block,
    Document,
    Equations,
    Figure,
    Heading,
    Paragraph,
    Part,
    Pictures,
    Prose,
    Row,
    Table,
)
from byhand.page.lines import broken
from byhand.text import Lang
from byhand.writers.boxes import Box, beside, boxed
from byhand.writers.common import UNICODE, cell_spans, clean_spans, columns_of, say
from byhand.writers.folding import folded, narrowest, one_line

_INDENT = "  "
_GAP = "   "
# No column is folded narrower than this.
_SLIVER = 16
_ANSI = {"bold": "1", "dim": "2", "value": "32", "gradient": "31"}


def write(document: Document, lang: Lang, pictures: Pictures, stem: str) -> dict[str, bytes]:
    """The page as plain text."""
    return {f"{stem}.txt": f"{text_of(document, lang)}\n".encode()}


def text_of(document: Document, lang: Lang, *, color: bool = False, width: int = 80) -> str:
    """The page as text for a terminal of some width."""
    writer = _Text(lang, color, width)
    parts = ["\n".join(writer.title(say(document.title, lang), "═"))]
    previous: Block | None = None
    for block in document.blocks:
        if lines := "\n".join(writer.block(block)):
            parts.append("\n" if _together(previous, block) else "\n\n")
            parts.append(lines)
            previous = block
    return "".join(parts)


def _together(above: Block | None, below: Block) -> bool:
    """Whether two blocks stand close: a rule and its equations, the sentences of a note."""
    if not isinstance(above, Paragraph):
        return False
    if above.role == "note":
        return isinstance(below, Paragraph) and below.role == "note"
    if above.role != "rule":
        return False
    return isinstance(below, Equations) or (isinstance(below, Paragraph) and below.role == "rule")


class _Text:
    """Writes one block at a time as lines."""

    def __init__(self, lang: Lang, color: bool, width: int) -> None:
        self.lang: Lang = lang
        self.color, self.width = color, width

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading(text):
                yield from self.title(say(text, self.lang), "─")
            case Paragraph(prose, role):
                yield from self.paragraph(prose, "dim" if role == "note" else "")
            case Equations(rows):
                yield from self.equations(rows)
            case Table():
                yield from self.table(block)
            case Figure(_, caption, outline):
                # The caption speaks of what can be seen in the picture.
                yield from self.equations(outline) if outline else self.paragraph(caption, "")
            case _:
                assert_never(block)

    def title(self, words: str, line: str) -> Iterator[str]:
        lines = folded(words, self.width)
        yield from (self.paint(each, "bold") for each in lines)
        yield line * max(map(columns_of, lines))

    def paragraph(self, prose: Prose, style: str) -> Iterator[str]:
        line = one_line(list(clean_spans(prose, self.lang)))
        return (self.paint(each, style) for each in folded(line, self.width))

    def paint(self, text: str, style: str) -> str:
        if not (self.color and style in _ANSI):
            return text
        return f"\033[{_ANSI[style]}m{text}\033[0m"

    # Equations -------------------------------------------------------------------------------

    def equations(self, rows: Sequence[Row]) -> Iterator[str]:
        """Rows aligned at their first sign, with an empty line between them if one is tall."""
        column = max((_left_width(row) for row in rows if len(row.parts) > 1), default=0)
        written: list[tuple[str, ...]] = []
        begins: set[int] = set()
        for row in rows:
            room = self.width - len(_INDENT) - max(column - _left_width(row), 0)
            *lines, last = broken(row, room)
            begins.add(len(written))
            written += [self.line(line, column, "") for line in lines]
            written.append(self.line(last, column, row.role))
        tall = any(len(lines) > 1 for lines in written)
        for index, lines in enumerate(written):
            # The shapes below a row do not need room before it goes on, but matrices do.
            if (
                index
                and tall
                and (index in begins or max(map(len, written[index - 1 : index + 1])) > 2)
            ):
                yield ""
            yield from (f"{_INDENT}{line}".rstrip() for line in lines)

    def line(self, line: Sequence[Part], column: int, role: str) -> tuple[str, ...]:
        """One line of a row, with the number it ends in painted; tall where it holds matrices."""
        left = Box(("",)) if line[0].sign else boxed(line[0])
        written = [boxed(part) for part in (line if line[0].sign else line[1:])]
        if line[0].sign in ("+", "−"):
            written.insert(0, Box((_INDENT,)))
        if written and line[-1].sign in ("=", "≈", ":"):
            number = replace(boxed(replace(line[-1], sign="")), style=role)
            written[-1:] = [Box((UNICODE.signs[line[-1].sign],)), number]
        pad = Box((" " * (column - left.width if written else 0),))
        return beside([pad, left, *written], self.paint).lines

    # Tables ----------------------------------------------------------------------------------

    def table(self, table: Table) -> Iterator[str]:
        """Columns side by side; the widest ones are folded where they do not fit."""
        header = [say(text, self.lang) for text in table.header]
        body = [[one_line(cell_spans(cell, self.lang)) for cell in row] for row in table.rows]
        widths = _widths([header, *body], self.width - len(_INDENT))
        if widths is None:
            yield from self.records(header, body)
            return
        for line in _side_by_side(header, widths):
            yield _INDENT + self.paint(line, "bold")
        yield _INDENT + "─" * (sum(widths) + len(_GAP) * (len(widths) - 1))
        rows = [list(_side_by_side(row, widths)) for row in body]
        apart = any(len(row) > 2 for row in rows)
        for index, row in enumerate(rows):
            if apart and index:
                yield ""
            yield from (_INDENT + line for line in row)

    def records(self, header: Sequence[str], body: Sequence[Sequence[str]]) -> Iterator[str]:
        """A table too wide for the page, row by row: the first cell, below it the others."""
        colon = {"en": ": ", "zh": "\uff1a"}[self.lang]
        for index, (first, *cells) in enumerate(body):
            if index:
                yield ""
            yield from (self.paint(line, "bold") for line in folded(first, self.width))
            for name, cell in zip(header[1:], cells, strict=True):
                lines = folded(f"{name}{colon}{cell}", self.width - 2 * len(_INDENT))
                yield _INDENT + lines[0]
                yield from (_INDENT * 2 + line for line in lines[1:])


def _left_width(row: Row) -> int:
    return boxed(row.parts[0]).width


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """The columns of a table: as wide as their cells, or the widest narrowed until all fit.

    None if they cannot fit, or only in slivers that nobody wants to read.
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(map(columns_of, column)) for column in columns]
    least = [max(map(narrowest, column)) for column in columns]
    least = [max(low, min(wide, _SLIVER)) for low, wide in zip(least, widths, strict=True)]
    room -= len(_GAP) * (len(columns) - 1)
    if sum(least) > room:
        return None
    while sum(widths) > room:
        index = max(range(len(widths)), key=lambda i: (widths[i] > least[i], widths[i]))
        widths[index] -= 1
    return widths


def _side_by_side(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    columns = [folded(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for index in range(max(map(len, columns))):
        pieces = [column[index] if index < len(column) else "" for column in columns]
        padded = [p + " " * (w - columns_of(p)) for p, w in zip(pieces, widths, strict=True)]
        yield _GAP.join(padded).rstrip()
