"""A page in HTML by itself: no script, no font, nothing fetched.

Formulas are drawn as SVG from one set of glyphs for the whole page, pictures included. They take
the colour of the text, and each carries its LaTeX for screen readers and for copying.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
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
    LATEX,
    LATEX_LINE,
    TYPST,
    TYPST_LINE,
    cell_spans,
    clean_spans,
    columns_of,
    items,
    opened,
    plain_words,
    say,
)
from byhand.writers.html_style import STYLE
from byhand.writers.inline_svg import Symbols, compact, inlined
from byhand.writers.paper import FOLDED, is_long, is_turned

# In characters.
_WIDTH = 84
# Formulas are typeset at this size and shown at the size of the text around them.
_POINTS = 11.0
# Marks the place of a formula until all are typeset in one go; no cleaned word contains it.
_MARK = "\x00"
# From so many columns on a cell is a sentence, which keeps some width beside a wide formula.
_SENTENCE = 20
# A picture is not shown smaller than this, but scrolls in its box.
_LEAST_SCALE = 0.6


def write(document: Document, lang: Lang, pictures: Pictures, stem: str) -> dict[str, bytes]:
    """The page in one file."""
    page = _Html(lang, pictures)
    title = escape(say(document.title, lang))
    wide = ' class="wide"' if is_turned(document, lang) else ""
    body = page.typeset("\n".join(page.all(document.blocks)))
    html = "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{_LANGS[lang]}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            f'<svg class="glyphs" aria-hidden="true"><defs>{page.symbols.markup()}</defs></svg>',
            f"<main{wide}>\n<h1>{title}</h1>",
            body,
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )
    return {f"{stem}.html": compact(html).encode()}


_LANGS: dict[Lang, str] = {"en": "en", "zh": "zh-CN"}


class _Html:
    """Writes one block at a time, and typesets the formulas of all of them at the end."""

    def __init__(self, lang: Lang, pictures: Pictures) -> None:
        self.lang: Lang = lang
        self.pictures = pictures
        self.symbols = Symbols()
        self._formulas: list[tuple[str, str]] = []

    def all(self, blocks: Sequence[Block]) -> Iterator[str]:
        """All blocks, notes in a row held together."""
        for notes, run in groupby(blocks, key=_is_note):
            inside = [line for block in run for line in self.block(block)]
            yield from ['<div class="note">', *inside, "</div>"] if notes else inside

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading(text):
                yield f"<h2>{escape(say(text, self.lang))}</h2>"
            case Paragraph(prose, role):
                kind = ' class="rule"' if role == "rule" else ""
                yield f"<p{kind}>{self.line(list(clean_spans(prose, self.lang)))}</p>"
            case Equations(rows):
                yield self.equations(rows)
            case Table():
                yield from self.table(block)
            case Figure():
                yield from self.figure(block)
            case _:
                assert_never(block)

    # Formulas --------------------------------------------------------------------------------

    def formula(self, typst: str, latex: str) -> str:
        """The mark of a formula."""
        self._formulas.append((typst, latex))
        return f"{_MARK}{len(self._formulas) - 1}{_MARK}"

    def typeset(self, body: str) -> str:
        """The page with its formulas in the place of their marks."""
        from byhand.typeset import formulas

        made = formulas([typst for typst, _ in self._formulas], _POINTS)
        pieces = body.split(_MARK)
        for at in range(1, len(pieces), 2):
            index = int(pieces[at])
            formula, latex = made[index], self._formulas[index][1]
            self.symbols.add(formula.symbols)
            width, height = formula.width, formula.height
            lower = height - formula.ascent
            pieces[at] = (
                f'<svg class="math" role="img" aria-label="{escape(latex)}" '
                f'viewBox="0 0 {width:g} {height:g}" style="width:{_em(width)};'
                f'height:{_em(height)};vertical-align:-{_em(lower)}">{formula.body}</svg>'
            )
        return "".join(pieces)

    def equations(self, rows: Sequence[Row]) -> str:
        typst = " \\ ".join(line for row in rows for line in TYPST.aligned(row, _WIDTH))
        lines = [line for row in rows for line in LATEX.aligned(row, _WIDTH)]
        latex = "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"
        return (
            f'<div class="equations"><div class="scroll">{self.formula(typst, latex)}</div>\n'
            f"<details><summary>LaTeX</summary><pre>{escape(latex)}</pre></details></div>"
        )

    def line(self, pieces: Sequence[Span], *, tall: bool = False) -> str:
        return "".join(
            self.inline(piece, tall=tall) if isinstance(piece, Row) else escape(piece)
            for piece in pieces
        )

    def inline(self, row: Row, *, tall: bool) -> str:
        """A formula in a line of text; a list is one formula an item, so that lines can break."""
        style = "display" if tall else "inline"
        made = [
            self.formula(f"{style}({TYPST_LINE.chain(item.parts)})", LATEX_LINE.chain(item.parts))
            for item in items(row)
        ]
        return ", ".join(made)

    # Tables and pictures ---------------------------------------------------------------------

    def table(self, table: Table) -> Iterator[str]:
        yield '<div class="scroll"><table>'
        heads = "".join(f"<th>{escape(say(text, self.lang))}</th>" for text in table.header)
        yield f"<thead><tr>{heads}</tr></thead>"
        yield "<tbody>"
        for row in table.rows:
            yield f"<tr>{''.join(self.cell(cell) for cell in row)}</tr>"
        yield "</tbody>"
        yield "</table></div>"

    def cell(self, cell: Prose | Row) -> str:
        spans = cell_spans(cell, self.lang)
        kind = ' class="formula"' if isinstance(cell, Row) else ""
        if isinstance(cell, Row) and len(items(cell)) == 1 and is_long(cell):
            lines = (
                " \\ ".join(pen.aligned(opened(cell), FOLDED)) for pen in (TYPST_LINE, LATEX_LINE)
            )
            return f"<td{kind}>{self.formula(*lines)}</td>"
        if not kind and columns_of(plain_words(spans)) > _SENTENCE:
            kind = ' class="sentence"'
        elif not kind and self.lang == "zh":
            kind = ' class="short"'  # Chinese may break anywhere
        return f"<td{kind}>{self.line(spans, tall=True)}</td>"

    def figure(self, figure: Figure) -> Iterator[str]:
        picture = self.pictures.get(figure.style)
        words = list(clean_spans(figure.caption, self.lang))
        if picture is None:
            yield self.equations(figure.outline) if figure.outline else f"<p>{self.line(words)}</p>"
            return
        width, _ = picture.size
        svg = inlined(
            picture.svg,
            prefix=f"{figure.style}-",
            label=plain_words(words),
            style=f"width:{width:g}pt;min-width:{_LEAST_SCALE * width:g}pt",
            symbols=self.symbols,
        )
        yield f'<figure><div class="scroll paper">{svg}</div>'
        yield f"<figcaption>{self.line(words)}</figcaption></figure>"


def _is_note(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.role == "note"


def _em(points: float) -> str:
    return f"{points / _POINTS:.4g}em"
