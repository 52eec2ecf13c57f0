"""A page in GitHub-flavoured Markdown, its pictures as SVG files beside it."""

from __future__ import annotations

from urllib.parse import quote

from byhand.page.blocks import Document, Figure, Pictures
from byhand.text import Lang
from byhand.writers.common import say
from byhand.writers.github import escaped, markdown_blocks


def write(document: Document, lang: Lang, pictures: Pictures, stem: str) -> dict[str, bytes]:
    """The page and its pictures."""

    def place(figure: Figure) -> str | None:
        return quote(f"{stem}-{figure.style}.svg") if figure.style in pictures else None

    title = escaped(say(document.title, lang))
    page = f"# {title}\n\n{markdown_blocks(document.blocks, lang, place)}\n"
    files = {f"{stem}-{style}.svg": picture.svg.encode() for style, picture in pictures.items()}
    return {f"{stem}.md": page.encode(), **files}
