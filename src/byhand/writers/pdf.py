"""A page as PDF, set by the embedded typesetter."""

from __future__ import annotations

from byhand.page.blocks import Document, Pictures
from byhand.text import Lang
from byhand.writers.typst_page import page_source, picture_name


def write(document: Document, lang: Lang, pictures: Pictures, stem: str) -> dict[str, bytes]:
    """The page, its pictures inside it."""
    from byhand.typeset import cjk_family, needs_cjk, pdf

    source = page_source(document, lang, pictures, stem, ())
    if needs_cjk(source) and (family := cjk_family("zh")):
        source = page_source(document, lang, pictures, stem, (family,))
    files = {picture_name(stem, name): picture.svg.encode() for name, picture in pictures.items()}
    return {f"{stem}.pdf": pdf(source, files)}
