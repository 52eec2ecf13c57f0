"""A page as Typst source; it is a format by itself, and what the PDF is made from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import assert_never

from byhand.page.blocks import (
    Block,
    Document,
    Equations,
    Figure,
    Heading,
    Paragraph,
    Pictures,
    Prose,
    Row,
    Span,
    Table,
)
from byhand.text import Lang
from byhand.writers.common import (
    TYPST,
    TYPST_LINE,
    cell_spans,
    clean_spans,
    items,
    opened,
    plain_words,
    say,
)
from byhand.writers.paper import (
    FOLDED,
    SEE_FIGURE,
    TURNED,
    UPRIGHT,
    folded_widths,
    is_long,
    is_tall,
    is_turned,
    needs_turning,
    on_their_side,
    shown_width,
    widths,
)

# A table of so few rows is not broken across sheets.
_WHOLE = 12
# Nor are so few lines of formulas: a step that is read together stays together.
_WHOLE_LINES = 8

_RULES = """#set page(paper: "a4", flipped: {flipped}, margin: 22mm, numbering: "1 / 1")
#set text(size: 11pt, lang: "{lang}")
{fonts}#set par(justify: true, leading: 0.72em, spacing: 1.05em)
#show title: set text(size: 18pt)
#show title: set block(below: 1.3em)
#show heading: set text(size: 13pt)
#show heading: set block(above: 1.7em, below: 1em)
{headings}#show math.equation: set block(breakable: true)
#show figure: set block(above: 1.4em, below: 1.6em)
#show figure.caption: set text(size: 9.5pt)
#show table.cell.where(y: 0): strong
#show table: set par(justify: false)
#set table(stroke: none, align: left + horizon, inset: (x: 0.65em, y: 0.5em))

// An equation wider than the page is set smaller; it may still be broken across sheets.
#let rows(equation) = layout(page => {{
  let width = measure(equation).width
  set text(size: 0.99em * (page.width / width)) if width > page.width
  equation
}})
#let whole(equation) = {{ show math.equation: set block(breakable: false); rows(equation) }}
#let lines(equation) = {{ show math.equation: set align(left); rows(equation) }}
#let sheet(table, breakable: true, sticky: false) = {{
  let whole = align(center, table)
  block(width: 100%, above: 1.2em, below: 1.6em, breakable: breakable, sticky: sticky, whole)
}}
#let note(words, sticky: true) = {{
  block(above: 0.75em, below: 0.75em, sticky: sticky, text(size: 9.5pt, luma(35%), words))
}}
#let rule(words) = block(sticky: true, words)

"""


def page_source(
    document: Document, lang: Lang, pictures: Pictures, stem: str, chinese: Sequence[str]
) -> str:
    """The source; `chinese` are the fonts for Chinese characters, best first, if it holds any."""
    title = say(document.title, lang)
    flipped = is_turned(document, lang)
    page = _Page(lang, pictures, stem, flipped)
    return "".join(
        [
            f"#set document(title: {quoted(title)}, date: none)\n",
            _RULES.format(
                lang=lang,
                flipped="true" if flipped else "false",
                fonts=_fonts(chinese),
                headings=_HAN_HEADINGS if chinese else "",
            ),
            "#title()\n\n",
            "\n".join(page.blocks(document.blocks)).rstrip("\n"),
            "\n",
        ]
    )


# Chinese fonts often come in one weight.
_HAN_HEADINGS = """#let han(it) = { show regex("\\p{Han}+"): set text(stroke: 0.03em); it }
#show title: han
#show heading: han
#show table.cell.where(y: 0): han
"""


# Chinese fonts have signs such as ∂ in the width of a character.
_SIGNS = ("New Computer Modern Math",)
# A column of so few characters is as wide as it needs to be; others share the rest.
_NARROW = 6


def _fonts(chinese: Sequence[str]) -> str:
    def rule(family: str) -> str:
        names = ", ".join(quoted(name) for name in (family, *_SIGNS, *chinese))
        return f"set text(font: ({names},))"

    text, mathematics = rule("New Computer Modern"), rule("New Computer Modern Math")
    return f"#{text}\n#show math.equation: {mathematics}\n"


def picture_name(stem: str, style: str) -> str:
    """The name of the file that a picture lies in, beside the source."""
    return f"{stem}-{style}.svg"


def quoted(words: str) -> str:
    """Words as a string of Typst code."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_SPECIAL = re.compile(r"[\\*_`$#\[\]<>@~\"']|-(?=[-?\d])|/(?=[/*])|\.(?=\.)")
_AT_START = re.compile(r"^(\s*)([-+=/]|\d+(?=\.))")


def escaped(words: str) -> str:
    """Words that mean nothing to Typst.

    >>> escaped("a_b #c https://d")
    'a\\\\_b \\\\#c https:\\\\//d'
    """
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", words)


class _Page:
    """Writes one block at a time."""

    def __init__(self, lang: Lang, pictures: Pictures, stem: str, flipped: bool) -> None:
        self.lang: Lang = lang
        self.pictures, self.stem, self.flipped = pictures, stem, flipped
        self.width = TURNED if flipped else UPRIGHT

    def blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        """All blocks; a picture too wide for the page is turned, together with its heading."""
        following = iter((*blocks[1:], None))
        for group, turned in on_their_side(blocks, self.pictures):
            turned = turned and not self.flipped
            yield from ["#page(flipped: true)["] if turned else []
            for block in group:
                yield from self.block(block, next(following))
                yield ""
            yield from ["]", ""] if turned else []

    def block(self, block: Block, after: Block | None) -> Iterator[str]:
        """One block; a short table holds on to a note below it, which is no page of its own."""
        match block:
            case Heading(text):
                yield f"= {escaped(say(text, self.lang))}"
            case Paragraph(prose, role):
                line = self.line(list(clean_spans(prose, self.lang)))
                # What holds on to nothing would be torn from what holds on to it.
                loose = "(sticky: false)" if role == "note" and after is None else ""
                yield line if role == "plain" else f"#{role}{loose}[{line}]"
            case Equations(rows):
                yield self.equations(rows)
            case Table():
                noted = isinstance(after, Paragraph) and after.role == "note"
                yield from self.table(block, noted=noted)
            case Figure():
                yield from self.figure(block)
            case _:
                assert_never(block)

    def line(self, pieces: Sequence[Span], inline: Callable[[Row], str] | None = None) -> str:
        written = inline or _inline
        line = "".join(
            written(piece) if isinstance(piece, Row) else escaped(piece) for piece in pieces
        )
        return _AT_START.sub(lambda found: f"{found[1]}\\{found[2]}", line)

    def equations(self, rows: Sequence[Row]) -> str:
        lines = [line for row in rows for line in TYPST.aligned(row, self.width)]
        joined = " \\\n  ".join(lines)
        kind = "whole" if len(lines) <= _WHOLE_LINES else "rows"
        return f"#{kind}($ {joined} $)"

    def figure(self, figure: Figure) -> Iterator[str]:
        picture = self.pictures.get(figure.style)
        words = list(clean_spans(figure.caption, self.lang))
        if picture is None:
            yield self.equations(figure.outline) if figure.outline else self.line(words)
            return
        width = shown_width(picture, turned=self.flipped or needs_turning(picture))
        floats, mark = is_tall(picture), f"figure-{figure.style}"
        if floats:
            before, after = SEE_FIGURE.say(self.lang).split("{figure}")
            yield f"{escaped(before)}@{mark}{escaped(after)}"
            yield ""
        yield "#figure("
        if floats:
            yield "  placement: bottom,"  # at the top it would stand above the title
        yield (
            f"  image({quoted(picture_name(self.stem, figure.style))}, width: {width:.1f}pt, "
            f"alt: {quoted(plain_words(words))}),"
        )
        yield f"  caption: [{self.line(words)}],"
        yield f") <{mark}>" if floats else ")"

    def table(self, table: Table, *, noted: bool) -> Iterator[str]:
        """Three lines, and a heading that is repeated on every page."""
        columns, size = str(len(table.header)), "1em"
        if sum(widths(table, self.lang)) > self.width:
            folded = folded_widths(table, self.lang)
            shares = ("auto" if width <= _NARROW else f"{width}fr" for width in folded)
            columns, size = f"({', '.join(shares)})", "0.87em"
        yield f"#sheet(text(size: {size}, table(columns: {columns},"
        heads = ", ".join(f"[{escaped(say(text, self.lang))}]" for text in table.header)
        yield f"  table.header(table.hline(), {heads}, table.hline(stroke: 0.5pt)),"
        for row in table.rows:
            yield f"  {', '.join(f'[{self.cell(cell)}]' for cell in row)},"
        yield "  table.hline(),"
        whole = ", breakable: false" if len(table.rows) <= _WHOLE else ""
        whole += ", sticky: true" if whole and noted else ""
        yield f")){whole})"

    def cell(self, cell: Prose | Row) -> str:
        if isinstance(cell, Row):
            return ", ".join(_cell_formula(item) for item in items(cell))
        return self.line(cell_spans(cell, self.lang), _cell_formula)


def _inline(row: Row) -> str:
    """A formula in a sentence; a line breaks inside it only if it is long.

    Typst ends a box at a semicolon, and would take that of the sentence for it.
    """
    formula = f"${TYPST_LINE.chain(row.parts)}$"
    return formula if is_long(row) else f"#box[{formula}];"


def _cell_formula(row: Row) -> str:
    if is_long(row):  # a paragraph would break it anywhere, and let tall lines run into each other
        lines = " \\ ".join(TYPST_LINE.aligned(opened(row), FOLDED))
        return f"#lines($ {lines} $)"
    formula = TYPST_LINE.chain(row.parts)
    if "frac(" in formula or "cases(" in formula:
        return f"#box(inset: (y: 0.35em), $display({formula})$);"
    return f"#box[${formula}$];"
