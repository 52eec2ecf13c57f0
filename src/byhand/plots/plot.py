"""A plot as a value: panels of lines, in no format and without a word of any language."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from byhand.errors import OutputError
from byhand.files import write_bytes
from byhand.text import Text
from byhand.typeset import svg_to_pdf, svg_to_png

Look = Literal["line", "dashed", "dotted", "points", "joined", "steps", "vertical"]
"""How a line is drawn; `steps` is a histogram, `vertical` stands at every x."""

SUFFIXES = (".svg", ".pdf", ".png")
_SUFFIX = Text(
    en="A plot cannot be written as '{name}'. Its name must end in one of: {known}.",
    zh="曲线图不能写成“{name}”。文件名后缀必须是：{known}。",
)


@dataclass(frozen=True, eq=False)
class Line:
    """One curve: its points, its label in LaTeX, its look, and which colour of the row it takes.

    A histogram, `steps`, has one x more than it has y: the edges of its bars.
    """

    x: Sequence[float] | Any
    y: Sequence[float] | Any = ()
    label: str = ""
    look: Look = "line"
    color: int = 0


@dataclass(frozen=True, eq=False)
class Panel:
    """Curves over one pair of axes; labels are LaTeX, so that they read alike in any language."""

    lines: tuple[Line, ...]
    x: str = ""
    y: str = ""
    title: str = ""
    x_log: bool = False
    y_log: bool = False
    y_range: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Plot:
    """Panels side by side; a picture with `.svg`, `.pdf`, `.png()` and `.save(path)`."""

    panels: tuple[Panel, ...]
    height: float = 2.3
    """In inches; every panel is 1.35 times as wide."""

    @cached_property
    def svg(self) -> str:
        """The plot as a self-contained SVG, the same bytes every time."""
        from byhand.plots.paint import paint

        return paint(self)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        from byhand.plots.paint import size_of

        return size_of(self.svg)

    @cached_property
    def pdf(self) -> bytes:
        """The plot as a one-page PDF."""
        return svg_to_pdf(self.svg)

    def png(self, ppi: float = 192) -> bytes:
        """The plot in pixels on white, so many to an inch."""
        return svg_to_png(self.svg, ppi)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the plot in the format of the name's suffix, whole or not at all."""
        target = Path(path)
        match target.suffix.lower():
            case ".svg":
                content = self.svg.encode()
            case ".pdf":
                content = self.pdf
            case ".png":
                content = self.png()
            case _:
                raise OutputError(_SUFFIX.fill(name=target.name, known=", ".join(SUFFIXES)))
        write_bytes(target, content)
        return target

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<Plot of {sum(len(panel.lines) for panel in self.panels)} lines>"
