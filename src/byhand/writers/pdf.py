"""A page as PDF, set by the embedded typesetter."""

from __future__ import annotations

from byhand.page.blocks import Document, Pictures
from byhand.text import Lang
from byhand.writers.typst_page import page_source, picture_name


def write(document: Document, lang: Lang, pictures: Pictures, stem: str) -> dict[str, bytes]:
    """The page, its pictures inside it."""
    from byhand.typeset import font_rules, pdf

    # Which fonts a page needs is seen from its words, so it is written once to look at them.
    fonts = font_rules(page_source(document, lang, pictures, stem, ""))
    source = page_source(document, lang, pictures, stem, fonts)
    files = {picture_name(stem, name): picture.svg.encode() for name, picture in pictures.items()}
    return {f"{stem}.pdf": pdf(source, files)}
