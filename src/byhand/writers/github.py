"""GitHub-flavoured Markdown with mathematics, as pages and notebooks understand it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import assert_never

from byhand.page.blocks import (
    Block,
    Equations,
    Figure,
    Heading,
    Paragraph,
    Row,
    Span,
    Table,
)
from byhand.text import Lang
from byhand.writers.common import LATEX, LATEX_LINE, cell_spans, clean_spans, say

Place = Callable[[Figure], str | None]
"""Where the picture of a figure lies; None if it was not drawn."""

# About how many characters fit beside each other on GitHub's page.
_WIDTH = 84
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")
# Where a sign begins a list or a rule, or ends the number of a list; a digit cannot be escaped.
_AT_START = re.compile(r"^\s*(?=[-+=])|^\s*\d+(?=[.)](\s|$))")


def markdown_blocks(blocks: Sequence[Block], lang: Lang, place: Place) -> str:
    """Blocks as Markdown, an empty line between them; notes in a row are one quotation."""
    text = ""
    above: Block | None = None
    for block in blocks:
        gap = "\n" if _is_note(above) and _is_note(block) else "\n\n"
        text += (gap if text else "") + "\n".join(_block(block, lang, place))
        above = block
    return text


def escaped(words: str) -> str:
    """Words that mean nothing to Markdown.

    >>> escaped("a_b * $5 <i>")
    'a\\\\_b \\\\* \\\\$5 \\\\<i\\\\>'
    """
    return _SPECIAL.sub(r"\\\1", words)


def _is_note(block: Block | None) -> bool:
    return isinstance(block, Paragraph) and block.role == "note"


def _block(block: Block, lang: Lang, place: Place) -> Iterator[str]:
    match block:
        case Heading(text):
            yield f"## {escaped(say(text, lang))}"
        case Paragraph(prose, role):
            line = _start(_line(list(clean_spans(prose, lang))))
            yield f"> {line}" if role == "note" else line
        case Equations(rows):
            yield from _equations(rows)
        case Table(header, rows):
            yield _table_line([escaped(say(text, lang)) for text in header])
            yield "|" + "---|" * len(header)
            for row in rows:
                yield _table_line([_line(cell_spans(cell, lang)) for cell in row])
        case Figure(_, caption, outline):
            path = place(block)
            words = _line(list(clean_spans(caption, lang)))
            if path is not None:
                yield f"![{words}]({path})"
                yield ""
                yield words
            else:
                yield from _equations(outline) if outline else [words]
        case _:
            assert_never(block)


def _equations(rows: Sequence[Row]) -> Iterator[str]:
    lines = [line for row in rows for line in LATEX.aligned(row, _WIDTH)]
    yield "$$"
    if len(lines) == 1:
        yield from (_portable(lines[0].replace("&", "", 1)), "$$")
        return
    yield r"\begin{aligned}"
    yield " \\\\\n".join(map(_portable, lines))
    yield r"\end{aligned}"
    yield "$$"


def _table_line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(pieces: Sequence[Span]) -> str:
    """Words and formulas; a formula has a space before it, or GitHub does not see its dollar."""
    line = ""
    risky = any("}_" in _formula(piece) for piece in pieces if isinstance(piece, Row))
    for piece in pieces:
        if isinstance(piece, Row):
            # An underscore after a bracket begins emphasis unless every one has a space before it.
            formula = _formula(piece).replace("_", " _") if risky else _formula(piece)
            line += f"{'' if not line or line[-1] == ' ' else ' '}${formula}$"
        else:
            line += escaped(piece)
    return line


def _start(line: str) -> str:
    """A line that begins no list and no rule.

    >>> _start("1. item"), _start("2.5 is a number"), _start("- item")
    ('1\\\\. item', '2.5 is a number', '\\\\- item')
    """
    return _AT_START.sub(lambda found: f"{found[0]}\\", line)


def _formula(row: Row) -> str:
    formula = _portable(LATEX_LINE.chain(row.parts))
    return rf"\displaystyle {formula}" if r"\begin{" in formula else formula


def _portable(latex: str) -> str:
    """LaTeX without what GitHub forbids, or Markdown takes for a table or a tag."""
    for ours, theirs in _PORTABLE:
        latex = latex.replace(ours, theirs)
    return latex


_PORTABLE = (
    (r"\left|", r"\left\lvert "),
    (r"\right|", r"\right\rvert "),
    (r"\operatorname{", r"\mathrm{"),
    (" < ", r" \lt "),
    (" > ", r" \gt "),
)
