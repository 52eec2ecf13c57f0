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
from byhand.text import Lang, Text
from byhand.writers.common import (
    LATEX,
    LATEX_LINE,
    cell_spans,
    clean_spans,
    items,
    opened,
    say,
)
from byhand.writers.paper import (
    FOLDED,
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
from byhand.writers.tex_words import needs_chinese, tex_words

# A longer table is broken across pages; its columns settle only on the second run of LaTeX.
_MOST_ROWS = 18

_PREAMBLE = r"""\usepackage{amsmath, amssymb, array, booktabs, etoolbox, graphicx}
\usepackage{longtable, pdflscape}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.6em plus 0.2em}
\AtBeginEnvironment{tabular}{\renewcommand{\arraystretch}{1.35}}
\AtBeginEnvironment{longtable}{\renewcommand{\arraystretch}{1.35}}
\setlength{\jot}{0.45em}
\allowdisplaybreaks
\pagestyle{plain}
\emergencystretch=3em
\setcounter{secnumdepth}{0}
% A formula wider than its column is made to fit.
\newcommand{\fit}[1]{\sbox0{$\displaystyle #1$}%
  \ifdim\wd0>\linewidth\resizebox{\linewidth}{!}{\usebox0}\else\usebox0\fi}
"""


def write(document: Document, lang: Lang, pictures: Pictures, stem: str) -> dict[str, bytes]:
    """The source and its pictures."""
    title = say(document.title, lang)
    turned = is_turned(document, lang)
    body = "\n".join(_Latex(lang, pictures, stem, turned).blocks(document.blocks))
    chinese = lang == "zh" or needs_chinese(title + body)
    source = "".join(
        [
            "% !TeX program = xelatex\n" if chinese else "",
            _document_class(lang, chinese),
            f"\\usepackage[a4paper, {'landscape, ' if turned else ''}margin=22mm]{{geometry}}\n",
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
    return f"\\documentclass[UTF8, zihao=5, fontset=fandol{scheme}]{{ctexart}}\n{left}"


class _Latex:
    """Writes one block at a time."""

    def __init__(self, lang: Lang, pictures: Pictures, stem: str, turned: bool) -> None:
        self.lang: Lang = lang
        self.pictures, self.stem, self.turned = pictures, stem, turned
        self.width = TURNED if turned else UPRIGHT

    def blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        above: Block | None = None
        for group, turned in on_their_side(blocks, self.pictures):
            turned = turned and not self.turned
            yield from ["\\begin{landscape}"] if turned else []
            for block in group:
                if isinstance(block, Equations):
                    yield from _closer(above)
                elif _is_rule(above):
                    yield ""
                yield from self.block(block)
                # No empty line below a rule: it belongs to the paragraph of its equations.
                if not _is_rule(block):
                    yield ""
                above = block
            yield from ["\\end{landscape}", ""] if turned else []

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading(text):
                yield f"\\section{{{tex_words(say(text, self.lang))}}}"
            case Paragraph(prose, role):
                line = self.line(list(clean_spans(prose, self.lang)))
                yield f"{{\\small {line}\\par}}" if role == "note" else line
            case Equations(rows):
                yield from self.equations(rows)
            case Table():
                yield from self.table(block)
            case Figure():
                yield from self.figure(block)
            case _:
                assert_never(block)

    def line(self, pieces: Sequence[Span]) -> str:
        return "".join(
            _inline(piece) if isinstance(piece, Row) else tex_words(piece) for piece in pieces
        )

    def figure(self, figure: Figure) -> Iterator[str]:
        picture = self.pictures.get(figure.style)
        caption = self.line(list(clean_spans(figure.caption, self.lang)))
        if picture is None:
            yield from self.equations(figure.outline) if figure.outline else [caption]
            return
        width = shown_width(picture, turned=self.turned or needs_turning(picture))
        size = "" if width == picture.size[0] else f"[width={width:.1f}bp]"
        floats = is_tall(picture) and not self.turned
        yield "\\begin{figure}[htp]\n\\centering" if floats else "\\begin{center}"
        yield f"\\includegraphics{size}{{{self.stem}-{figure.style}.pdf}}"
        yield ""
        yield f"\\small {caption}"
        yield "\\end{figure}" if floats else "\\end{center}"

    def table(self, table: Table) -> Iterator[str]:
        """Three lines; a table that may not fit on a page is broken across pages."""
        folded = sum(widths(table, self.lang)) > self.width
        broken = folded or len(table.rows) > _MOST_ROWS
        name = "longtable" if broken else "tabular"
        yield "\\begin{small}" if folded else "\\begin{center}"
        yield f"\\begin{{{name}}}{{{self.columns(table, folded=folded)}}}"
        yield "\\toprule"
        yield " & ".join(self.head(text) for text in table.header) + r" \\"
        yield "\\midrule"
        yield from ["\\endhead"] if broken else []
        for row in table.rows:
            cells = [self.cell(cell) for cell in row]
            # Fractions touch those in the next row where nothing keeps them apart.
            tall = any(r"\frac" in cell or r"\begin" in cell for cell in cells)
            yield " & ".join(cells) + (r" \\[0.6em]" if tall else r" \\")
        yield "\\bottomrule"
        yield f"\\end{{{name}}}"
        yield "\\end{small}" if folded else "\\end{center}"

    def head(self, text: Text) -> str:
        return f"\\textbf{{{tex_words(say(text, self.lang))}}}"

    def cell(self, cell: Prose | Row) -> str:
        if isinstance(cell, Row):
            return ", ".join(_cell_formula(item) for item in items(cell))
        return self.line(cell_spans(cell, self.lang))

    def columns(self, table: Table, *, folded: bool) -> str:
        """Columns as wide as they like, or shares of the page where that is too wide."""
        if not folded:
            return f"@{{}}{'l' * len(table.header)}@{{}}"
        shares = folded_widths(table, self.lang)
        # Every column has 6 points on both sides, together a fortieth of the line.
        room = 1 - 0.026 * len(shares)
        return "".join(
            rf">{{\raggedright\arraybackslash}}p{{{room * share / sum(shares):.3f}\linewidth}}"
            for share in shares
        )

    def equations(self, rows: Sequence[Row]) -> Iterator[str]:
        yield r"\begin{align*}"
        yield " \\\\\n".join(line for row in rows for line in LATEX.aligned(row, self.width))
        yield r"\end{align*}"


def _is_rule(block: Block | None) -> bool:
    return isinstance(block, Paragraph) and block.role == "rule"


def _closer(above: Block | None) -> Iterator[str]:
    """A display that begins a paragraph has an empty line above it, which is taken back."""
    if above is None or isinstance(above, Heading):
        yield r"\vspace{-\baselineskip}"


def _inline(row: Row) -> str:
    """A formula in a sentence; TeX breaks no line inside braces."""
    formula = LATEX_LINE.chain(row.parts)
    breaks = is_long(row) or not any(part.sign for part in row.parts)
    return f"${formula}$" if breaks else f"${{{formula}}}$"


def _cell_formula(row: Row) -> str:
    formula = LATEX_LINE.chain(row.parts)
    tall = r"\frac" in formula or r"\begin" in formula
    if tall and is_long(row):
        lines = r" \\ ".join(LATEX_LINE.aligned(opened(row), FOLDED))
        return rf"\fit{{\begin{{aligned}}[t] {lines} \end{{aligned}}}}"
    return f"$\\displaystyle {formula}$" if tall else f"${formula}$"
