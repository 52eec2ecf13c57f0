"""The finished picture, made when it is asked for, in the format that is asked for."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from byhand.diagram.engines import TIME_LIMIT, EngineName, place
from byhand.diagram.measure import Sizes, measure
from byhand.diagram.paint import paint, size_of
from byhand.diagram.placement import Placement
from byhand.diagram.plain_dot import dot_source
from byhand.diagram.scene import Scene
from byhand.errors import OutputError
from byhand.files import write_bytes
from byhand.text import Text
from byhand.typeset import svg_to_pdf, svg_to_png

# The longer side of a picture in pixels; a row of thousands of boxes would fill the memory.
_MOST_PIXELS = 16_000
SUFFIXES = (".svg", ".pdf", ".png", ".dot", ".gv")
_SUFFIX = Text(
    en="A picture cannot be written as '{name}'. Its name must end in one of: {known}.",
    zh="图片不能写成“{name}”。文件名后缀必须是：{known}。",
)


class Diagram:
    """A picture of a scene; nothing is laid out or typeset before it is looked at."""

    def __init__(
        self, scene: Scene, engine: EngineName = "auto", time_limit: float = TIME_LIMIT
    ) -> None:
        self.scene = scene
        self.engine: EngineName = engine
        self.time_limit = time_limit

    @property
    def source(self) -> str:
        """Plain DOT for any Graphviz, with Unicode labels."""
        return dot_source(self.scene)

    @property
    def svg(self) -> str:
        """The picture as a self-contained SVG."""
        return self._svg

    @property
    def note(self) -> Text | None:
        """What the reader should know about how the picture was laid out, if anything."""
        return self._placement.note

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return size_of(self.svg)

    @property
    def pdf(self) -> bytes:
        """The picture as a one-page PDF."""
        return self._pdf

    def png(self, ppi: float = 192) -> bytes:
        """The picture in pixels on white, so many to an inch; fewer where it would be enormous."""
        return svg_to_png(self.svg, min(ppi, 72 * _MOST_PIXELS / max(self.size)))

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture in the format of the name's suffix, whole or not at all."""
        target = Path(path)
        write_bytes(target, self.as_bytes(target.suffix, target.name))
        return target

    def as_bytes(self, suffix: str, name: str = "") -> bytes:
        """The picture in a format: svg, pdf, png or dot."""
        match suffix.lower().removeprefix("."):
            case "svg":
                return self.svg.encode()
            case "pdf":
                return self.pdf
            case "png":
                return self.png()
            case "dot" | "gv":
                return self.source.encode()
            case _:
                raise OutputError(_SUFFIX.fill(name=name or suffix, known=", ".join(SUFFIXES)))

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"image/svg+xml": self.svg, "text/plain": repr(self)}

    def __repr__(self) -> str:
        boxes, wires = len(self.scene.boxes), len(self.scene.wires)
        return f"<Diagram of {boxes} boxes and {wires} wires>"

    @cached_property
    def _svg(self) -> str:
        return paint(self.scene, self._sizes, self._placement)

    @cached_property
    def _pdf(self) -> bytes:
        return svg_to_pdf(self.svg)

    @cached_property
    def _sizes(self) -> Sizes:
        return measure(self.scene)

    @cached_property
    def _placement(self) -> Placement:
        return place(self.scene, self._sizes, self.engine, self.time_limit)
