"""What fits on a sheet of A4 with margins of 22 mm: characters, columns and pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from byhand.page.blocks import (
    Block,
    Document,
    Figure,
    Heading,
    Paragraph,
    Picture,
    Pictures,
    Row,
    Table,
)
from byhand.text import Lang, Text
from byhand.writers.common import cell_spans, columns_of, plain_words, say

# About how many characters of mathematics fit beside each other, upright and turned.
UPRIGHT, TURNED = 80, 120
# In points: the room for a picture with its heading and caption, upright and turned.
_ROOM = (470.0, 600.0)
_TURNED_ROOM = (700.0, 400.0)
# Beyond so many times the width of the text a picture shrinks until nobody can read it.
_TOO_WIDE = 2.0
# A column of a table may be folded to so many characters.
FOLDED = 46

# Under a heading whose picture floats to where there is room for it.
SEE_FIGURE = Text(en="See {figure}.", zh="见{figure}。")


def widths(table: Table, lang: Lang) -> list[int]:
    """About how many characters each column of a table would like."""
    wanted = [columns_of(say(text, lang)) for text in table.header]
    for row in table.rows:
        for index, cell in enumerate(row):
            words = plain_words(cell_spans(cell, lang))
            wanted[index] = max(wanted[index], columns_of(words))
    return wanted


def folded_widths(table: Table, lang: Lang) -> list[int]:
    """The same with long cells folded."""
    return [min(width, FOLDED) for width in widths(table, lang)]


def is_long(row: Row) -> bool:
    """Whether a formula is so long that a line may have to be broken inside it."""
    return columns_of(plain_words([row])) > FOLDED


def is_turned(document: Document, lang: Lang) -> bool:
    """Whether the sheets lie on their side, because a table is too wide even when folded."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return any(sum(folded_widths(table, lang)) > TURNED for table in tables)


def needs_turning(picture: Picture) -> bool:
    """Whether a picture can only be read on a sheet on its side."""
    width, height = picture.size
    return width > _TOO_WIDE * _ROOM[0] and width > height


def is_tall(picture: Picture) -> bool:
    """Whether a picture fills so much of a sheet that the text should flow on around it.

    Kept in its place, it would leave the rest of the sheet before it empty.
    """
    width, height = picture.size
    return not needs_turning(picture) and height * shown_width(picture, turned=False) / width > 260


def on_their_side(
    blocks: Sequence[Block], pictures: Pictures
) -> Iterator[tuple[list[Block], bool]]:
    """The blocks in groups, and whether a group needs a sheet on its side.

    A turned picture takes the heading above it along, and the words between them.
    """
    index = 0
    while index < len(blocks):
        size = 1
        if isinstance(blocks[index], Heading):
            while index + size < len(blocks) and isinstance(blocks[index + size], Paragraph):
                size += 1
            size = min(size + 1, len(blocks) - index)
        last = blocks[index + size - 1]
        picture = pictures.get(last.style) if isinstance(last, Figure) else None
        turned = picture is not None and needs_turning(picture)
        group = list(blocks[index : index + (size if turned else 1)])
        yield group, turned
        index += len(group)


def shown_width(picture: Picture, *, turned: bool) -> float:
    """The width in points at which a picture fits on a sheet; never more than its own."""
    width, height = picture.size
    room = _TURNED_ROOM if turned else _ROOM
    return width * min(1.0, room[0] / width, room[1] / height)
