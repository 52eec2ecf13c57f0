"""The table of formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from byhand import messages
from byhand.errors import InputError
from byhand.page.blocks import Document, Pictures
from byhand.text import Lang

Write = Callable[[Document, Lang, Pictures, str], dict[str, bytes]]
"""Turns a document into files by name; the last argument is the name of the page, no suffix."""


@dataclass(frozen=True)
class Writer:
    """A format: its name for people, its suffix, and the function that writes it."""

    name: str
    suffix: str
    write: Write
    draws: bool = False
    """Whether it shows pictures, so that they must be drawn."""


def _in(module: str) -> Write:
    """The `write` of a module, which is imported when the first page is written."""

    def write(document: Document, lang: Lang, pictures: Pictures, stem: str) -> dict[str, bytes]:
        return import_module(f"byhand.writers.{module}").write(document, lang, pictures, stem)

    return write


WRITERS: dict[str, Writer] = {
    writer.suffix: writer
    for writer in (
        Writer("plain text", "txt", _in("text")),
        Writer("Markdown", "md", _in("markdown"), draws=True),
        Writer("LaTeX", "tex", _in("latex"), draws=True),
        Writer("Typst", "typ", _in("typst"), draws=True),
        Writer("PDF", "pdf", _in("pdf"), draws=True),
        Writer("HTML", "html", _in("html"), draws=True),
        Writer("Jupyter notebook", "ipynb", _in("notebook"), draws=True),
        Writer("JSON", "json", _in("json_")),
    )
}


def writer_for(suffix: str) -> Writer:
    """The writer of a suffix, with or without its dot; `InputError` where there is none.

    >>> writer_for(".pdf").name
    'PDF'
    """
    found = WRITERS.get(suffix.removeprefix(".").lower())
    if found is None:
        known = ", ".join(WRITERS)
        raise InputError(messages.FORMAT_UNKNOWN.fill(name=suffix, known=known))
    return found
