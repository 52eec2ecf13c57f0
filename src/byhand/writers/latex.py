"""A LaTeX article, its pictures as PDF files beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    cell_spans,
    clean_spans,
    say,
    table_widths,
)
from byhand.writers.tex_words import needs_chinese, tex_words

# In characters; A4 with margins of 22 mm.
_WIDTH = 76
# In points: the width and height of the text, less room for a caption.
_PAGE = (470.0, 600.0)
_LANDSCAPE = (700.0, 400.0)
_TOO_WIDE = 1.6

_PREAMBLE = r"""\usepackage[a4paper, margin=22mm]{geometry}
\usepackage{amsmath, amssymb, array, booktabs, graphicx, longtable, pdflscape}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.6em plus 0.2em}
\setlength{\LTleft}{0pt}
\renewcommand{\arraystretch}{1.35}
\allowdisplaybreaks
\emergencystretch=3em
\setcounter{secnumdepth}{0}
"""


def write(document: Document, lang: Lang, pictures: Pictures, stem: str) -> dict[str, bytes]:
    """The source and its pictures."""
    title = say(document.title, lang)
    body = "\n".join(_Latex(lang, pictures, stem).blocks(document.blocks))
    chinese = lang == "zh" or needs_chinese(title + body)
    source = "".join(
        [
            "% !TeX program = xelatex\n" if chinese else "",
            _document_class(lang, chinese),
            _PREAMBLE,
            "\\begin{document}\n\n",
            f"{{\\LARGE\\bfseries\\raggedright {tex_words(title)}\\par}}\n\n",
            body.strip("\n"),
            "\n\n\\end{document}\n",
        ]
    )
    files = {f"{stem}-{style}.pdf": picture.pdf for style, picture in pictures.items()}
    return {f"{stem}.tex": source.encode(), **files}


def _document_class(lang: Lang, chinese: bool) -> str:
    if not chinese:
        return "\\documentclass[11pt]{article}\n\\usepackage[utf8]{inputenc}\n"
    scheme = "" if lang == "zh" else ", scheme=plain"
    left = "\\ctexset{section/format=\\Large\\bfseries\\raggedright}\n"
    return f"\\documentclass[UTF8, zihao=-4, fontset=fandol{scheme}]{{ctexart}}\n{left}"


class _Latex:
    """Writes one block at a time."""

    def __init__(self, lang: Lang, pictures: Pictures, stem: str) -> None:
        self.lang: Lang = lang
        self.pictures, self.stem = pictures, stem

    def blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        for block in blocks:
            yield from self.block(block)
            # No empty line below a rule: it belongs to the paragraph of its equations.
            if not (isinstance(block, Paragraph) and block.role == "rule"):
                yield ""

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading(text):
                yield f"\\section{{{tex_words(say(text, self.lang))}}}"
            case Paragraph(prose, role):
                line = self.line(list(clean_spans(prose, self.lang)))
                yield f"{{\\small {line}\\par}}" if role == "note" else line
            case Equations(rows):
                yield from _equations(rows)
            case Table():
                yield from self.table(block)
            case Figure():
                yield from self.figure(block)
            case _:
                assert_never(block)

    def line(self, pieces: Sequence[Span]) -> str:
        return "".join(
            f"${LATEX_LINE.chain(piece.parts)}$" if isinstance(piece, Row) else tex_words(piece)
            for piece in pieces
        )

    def figure(self, figure: Figure) -> Iterator[str]:
        picture = self.pictures.get(figure.style)
        caption = self.line(list(clean_spans(figure.caption, self.lang)))
        if picture is None:
            yield from _equations(figure.outline) if figure.outline else [caption]
            return
        width, height = picture.size
        turned = width > _TOO_WIDE * _PAGE[0] and width > height
        room = _LANDSCAPE if turned else _PAGE
        scale = min(1.0, room[0] / width, room[1] / height)
        size = "" if scale == 1 else f"[width={scale * width:.1f}bp]"
        yield from ["\\begin{landscape}"] if turned else []
        yield "\\begin{center}"
        yield f"\\includegraphics{size}{{{self.stem}-{figure.style}.pdf}}"
        yield ""
        yield f"\\small {caption}"
        yield "\\end{center}"
        yield from ["\\end{landscape}"] if turned else []

    def table(self, table: Table) -> Iterator[str]:
        yield f"\\begin{{longtable}}{{{self.columns(table)}}}"
        yield "\\toprule"
        yield " & ".join(tex_words(say(text, self.lang)) for text in table.header) + r" \\"
        yield "\\midrule"
        yield "\\endhead"
        for row in table.rows:
            yield " & ".join(self.cell(cell) for cell in row) + r" \\"
        yield "\\bottomrule"
        yield "\\end{longtable}"

    def cell(self, cell: Prose | Row) -> str:
        if isinstance(cell, Row):
            formula = LATEX_LINE.chain(cell.parts)
            style = "\\displaystyle " if r"\frac" in formula or r"\begin" in formula else ""
            return f"${style}{formula}$"
        return self.line(cell_spans(cell, self.lang))

    def columns(self, table: Table) -> str:
        """Columns as wide as they like, or shares of the page where that is too wide."""
        widths = table_widths(table, self.lang)
        if sum(widths) <= _WIDTH:
            return "l" * len(widths)
        shares = [min(width, _WIDTH // 2) ** 0.7 for width in widths]
        room = 0.97 - 0.025 * len(widths)
        return "".join(
            rf">{{\raggedright\arraybackslash}}p{{{room * share / sum(shares):.3f}\linewidth}}"
            for share in shares
        )


def _equations(rows: Sequence[Row]) -> Iterator[str]:
    yield r"\begin{align*}"
    yield " \\\\\n".join(line for row in rows for line in LATEX.aligned(row, _WIDTH))
    yield r"\end{align*}"
