"""The page for machines: its blocks, and the facts of the derivation."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, assert_never

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
    Table,
)
from byhand.text import Lang
from byhand.writers.common import LATEX, PLAIN, UNICODE, cell_spans, clean_spans, say


def write(document: Document, lang: Lang, pictures: Pictures, stem: str) -> dict[str, bytes]:
    """The page as JSON; every formula in plain, Unicode and LaTeX notation."""
    page = {
        "title": say(document.title, lang),
        "lang": lang,
        "blocks": [_block(block, lang) for block in document.blocks],
        "data": dict(document.data),
    }
    text = json.dumps(page, ensure_ascii=False, indent=2, allow_nan=False)
    return {f"{stem}.json": f"{text}\n".encode()}


def _block(block: Block, lang: Lang) -> dict[str, Any]:
    match block:
        case Heading(text):
            return {"type": "heading", "text": say(text, lang)}
        case Paragraph(prose, role):
            return {"type": "paragraph", "role": role, "text": _prose(prose, lang)}
        case Equations(rows):
            return {"type": "equations", "rows": [_row(row) for row in rows]}
        case Table(header, rows):
            return {
                "type": "table",
                "header": [say(text, lang) for text in header],
                "rows": [[_cell(cell, lang) for cell in row] for row in rows],
            }
        case Figure(style, caption, outline):
            return {
                "type": "figure",
                "style": style,
                "caption": _prose(caption, lang),
                "outline": [_row(row) for row in outline],
            }
    assert_never(block)


def _prose(prose: Prose, lang: Lang) -> list[str | dict[str, Any]]:
    return [_formula(s) if isinstance(s, Row) else s for s in clean_spans(prose, lang)]


def _cell(cell: Prose | Row, lang: Lang) -> list[str | dict[str, Any]]:
    return [_formula(s) if isinstance(s, Row) else s for s in cell_spans(cell, lang)]


def _formula(row: Row) -> dict[str, str]:
    return {name: pen.chain(row.parts) for name, pen in _PENS.items()}


def _row(row: Row) -> dict[str, Any]:
    """A chain as its links, because what it is worth is in its last one."""
    parts = []
    for part in row.parts:
        parts.append({"sign": part.sign, **_formula(Row((replace(part, sign=""),)))})
    return {"role": row.role, "parts": parts, **_formula(row)}


_PENS = {"plain": PLAIN, "unicode": UNICODE, "latex": LATEX}
