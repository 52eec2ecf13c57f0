"""Pages read as a person reads them: plain lines in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import byhand as bh
from byhand.language.notations import UNICODE
from byhand.language.show import show
from byhand.page.blocks import (
    Block,
    Document,
    Equations,
    Figure,
    Heading,
    Paragraph,
    Part,
    Prose,
    Row,
    Table,
    spans,
)
from byhand.text import Lang

Read = Callable[..., list[str]]


def line(row: Row | tuple[Part, ...]) -> str:
    """A chain of equalities as one line of text."""
    said = ""
    for part in row.parts if isinstance(row, Row) else row:
        notation = UNICODE.with_dots() if part.dots else UNICODE
        said += (f" {part.sign} " if part.sign else "") + show(part.expr, notation)
    return said.replace(" , ", ", ")


def sentence(prose: Prose, lang: Lang) -> str:
    return "".join(line(span) if isinstance(span, Row) else span for span in spans(prose, lang))


def _read(block: Block, lang: Lang) -> Iterator[str]:
    match block:
        case Heading(text):
            yield text.say(lang)
        case Paragraph(prose):
            yield sentence(prose, lang)
        case Equations(rows):
            yield from map(line, rows)
        case Table(_, rows):
            for cells in rows:
                yield " | ".join(
                    line(c) if isinstance(c, Row) else sentence(c, lang) for c in cells
                )
        case Figure(style, caption):
            yield f"[{style}] {sentence(caption, lang)}"


def lines_of(document: Document, lang: Lang = "en") -> list[str]:
    return [said for block in document.blocks for said in _read(block, lang)]


@pytest.fixture(scope="session")
def line_of() -> Callable[[Row | tuple[Part, ...]], str]:
    """A chain of equalities as one line of text."""
    return line


@pytest.fixture(scope="session")
def read() -> Read:
    """`read("L = x^2", {"x": 3})`: all lines of the page."""

    def reading(
        program: str, at: dict[str, Any] | None = None, *, lang: Lang = "en", **options: Any
    ) -> list[str]:
        telling = {key: options.pop(key) for key in ("detail", "digits") if key in options}
        return lines_of(bh.derive(program, at, **options).document(**telling), lang)

    return reading
