"""A vector picture as a one-page PDF or as pixels, the page as large as the picture."""

from __future__ import annotations

from typing import Literal

from byhand.typeset.engine import pdf, png_pages

Background = Literal["white", "transparent"]
_PICTURE = "picture.svg"


def svg_to_pdf(svg: str, background: Background = "white") -> bytes:
    """A vector picture as a PDF whose page is the picture; the vectors stay vectors."""
    return pdf(_page(background), {_PICTURE: svg.encode()})


def svg_to_png(svg: str, ppi: float = 192, background: Background = "white") -> bytes:
    """A vector picture as a PNG with so many pixels per inch."""
    return png_pages(_page(background), ppi=ppi, files={_PICTURE: svg.encode()})[0]


def _page(background: Background) -> str:
    fill = "none" if background == "transparent" else background
    return f'#set page(width: auto, height: auto, margin: 0pt, fill: {fill})\n#image("{_PICTURE}")'
