"""A plot as a value: panels of lines in no format, with labels in every language."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from byhand.errors import OutputError
from byhand.files import write_bytes
from byhand.text import Lang, Text, same
from byhand.typeset import svg_to_pdf, svg_to_png

Look = Literal["line", "dashed", "dotted", "points", "joined", "steps", "vertical", "path"]
"""How a line is drawn.

`steps` is a histogram, whose x are the edges of its bars, so one more than there are y; `vertical`
stands at every x; `path` is what an optimizer walked: its start is a ring, its end a dot.
"""

SUFFIXES = (".svg", ".pdf", ".png", ".gif")
_SUFFIX = Text(
    en="A plot cannot be written as '{name}'. Its name must end in one of: {known}.",
    zh="曲线图不能写成“{name}”。文件名后缀必须是：{known}。",
)
_EMPTY = same("")


def maths(latex: str) -> Text:
    """A label that is a formula, the same in every language.

    >>> maths("\\\\eta").zh
    '$\\\\eta$'
    """
    return same(f"${latex}$")


@dataclass(frozen=True, eq=False)
class Line:
    """One curve: its points, its label, its look, and which colour of the row it takes."""

    x: Any
    y: Any = ()
    label: Text = _EMPTY
    look: Look = "line"
    color: int = 0


@dataclass(frozen=True, eq=False)
class Contours:
    """Lines of equal height of a surface: `z[i, j]` is its height at `x[j]`, `y[i]`."""

    x: Any
    y: Any
    z: Any
    levels: Any
    boundary: float | None = None
    """A height whose line is drawn alone and thick, the two sides tinted: a decision boundary."""


@dataclass(frozen=True, eq=False)
class Panel:
    """Curves over one pair of axes."""

    lines: tuple[Line, ...]
    x: Text = _EMPTY
    y: Text = _EMPTY
    title: Text = _EMPTY
    x_log: bool = False
    y_log: bool = False
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    contours: Contours | None = None
    floor: bool = True
    """Whether a line marks y = 0."""
    above: bool = False
    """Whether the legend stands above the axes, where it covers no curve."""
    ticks: tuple[tuple[float, Text], ...] = ()
    """Places on the x axis with words in place of numbers."""
    whole: bool = False
    """Whether y counts something, so that only whole numbers stand on its axis."""


@dataclass(frozen=True, eq=False)
class Plot:
    """Panels in rows; `in_language(lang)` is a picture that pages take."""

    panels: tuple[Panel, ...]
    columns: int = 0
    """How many panels stand beside each other; 0 for all."""
    height: float = 2.0
    """Of a panel, in inches."""
    ratio: float = 1.35
    """How many times as wide a panel is."""

    def in_language(self, lang: Lang = "en") -> Drawn:
        """The plot as a picture, its labels in one language."""
        return Drawn(self, lang)

    def save(self, path: str | os.PathLike[str], lang: Lang = "en") -> Path:
        """Write the plot in the format of the name's suffix, whole or not at all."""
        return self.in_language(lang).save(path)

    @property
    def moves(self) -> bool:
        """Whether there is a path, so that it can be shown as it is walked."""
        return any(line.look == "path" for panel in self.panels for line in panel.lines)

    def _repr_svg_(self) -> str:
        return self.in_language().svg

    def __repr__(self) -> str:
        return f"<Plot of {sum(len(panel.lines) for panel in self.panels)} lines>"


@dataclass(frozen=True, eq=False)
class Drawn:
    """A plot in one language, as SVG, PDF, pixels, or an animation of its paths."""

    plot: Plot
    lang: Lang

    @property
    def svg(self) -> str:
        """A self-contained SVG, the same bytes every time."""
        return self._painted

    @cached_property
    def _painted(self) -> str:
        from byhand.plots.paint import paint

        return paint(self.plot, self.lang)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        from byhand.plots.paint import size_of

        return size_of(self.svg)

    @property
    def pdf(self) -> bytes:
        """A one-page PDF of the size of the plot."""
        return svg_to_pdf(self.svg)

    def png(self, ppi: float = 192) -> bytes:
        """Pixels on white, so many to an inch."""
        return svg_to_png(self.svg, ppi)

    @cached_property
    def gif(self) -> bytes:
        """The paths as they are walked, step by step."""
        from byhand.plots.animate import animate

        return animate(self.plot, self.lang)

    def as_bytes(self, suffix: str) -> bytes:
        """The picture in the format of a suffix; raises `OutputError` for another one."""
        match suffix.lower():
            case ".svg":
                return self.svg.encode()
            case ".pdf":
                return self.pdf
            case ".png":
                return self.png()
            case ".gif" if self.plot.moves:
                return self.gif
        known = SUFFIXES if self.plot.moves else SUFFIXES[:-1]
        raise OutputError(_SUFFIX.fill(name=suffix, known=", ".join(known)))

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture in the format of the name's suffix, whole or not at all."""
        target = Path(path)
        write_bytes(target, self.as_bytes(target.suffix))
        return target
