"""A page as a Jupyter notebook of Markdown cells, written by hand in format 4.5."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any

from byhand.page.blocks import Block, Document, Figure, Heading, Picture, Pictures
from byhand.text import Lang
from byhand.writers.common import say
from byhand.writers.github import escaped, markdown_blocks

# Notebooks show an attached picture at one pixel per point; JupyterLab attaches no SVG.
_PPI = 144
_MOST_PIXELS = 16_000


def write(document: Document, lang: Lang, pictures: Pictures, stem: str) -> dict[str, bytes]:
    """The notebook, one cell a section, its pictures attached to their cells."""
    title = f"# {escaped(say(document.title, lang))}"
    cells = []
    for number, blocks in enumerate(_sections(document.blocks)):
        source = markdown_blocks(blocks, lang, lambda figure: _place(figure, pictures))
        source = "\n\n".join(part for part in (title if number == 0 else "", source) if part)
        cells.append(_cell(number, source, blocks, pictures))
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    text = json.dumps(notebook, ensure_ascii=False, indent=1)
    return {f"{stem}.ipynb": f"{text}\n".encode()}


def _sections(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks before the first heading, then each heading with what follows it."""
    section: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            yield section
            section = []
        section.append(block)
    yield section


def _place(figure: Figure, pictures: Pictures) -> str | None:
    return f"attachment:{figure.style}.png" if figure.style in pictures else None


def _cell(number: int, source: str, blocks: Sequence[Block], pictures: Pictures) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": "markdown",
        "id": f"section-{number}",
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }
    figures = [block.style for block in blocks if isinstance(block, Figure)]
    attached = {
        f"{style}.png": {"image/png": b64encode(_png(pictures[style])).decode()}
        for style in figures
        if style in pictures
    }
    if attached:
        cell["attachments"] = attached
    return cell


def _png(picture: Picture) -> bytes:
    from byhand.typeset import svg_to_png

    return svg_to_png(picture.svg, min(_PPI, 72 * _MOST_PIXELS / max(picture.size)))
