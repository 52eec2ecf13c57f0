"""A page as Typst source, its pictures as SVG files beside it."""

from __future__ import annotations

from byhand.page.blocks import Document, Pictures
from byhand.text import Lang
from byhand.writers.typst_page import page_source, picture_name

# Typst takes the first family it finds. The source should compile on any machine, so these are the
# usual Chinese fonts, whatever is installed on this one.
_CHINESE = ("Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun")


def write(document: Document, lang: Lang, pictures: Pictures, stem: str) -> dict[str, bytes]:
    """The source and its pictures."""
    from byhand.typeset import needs_cjk

    source = page_source(document, lang, pictures, stem, ())
    if needs_cjk(source):
        source = page_source(document, lang, pictures, stem, _CHINESE)
    files = {picture_name(stem, name): picture.svg.encode() for name, picture in pictures.items()}
    return {f"{stem}.typ": source.encode(), **files}
