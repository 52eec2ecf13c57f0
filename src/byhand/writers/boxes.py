"""Formulas that take several lines of a terminal: matrices, and shapes under their factors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from byhand.language.show import Rows
from byhand.page.blocks import Part
from byhand.writers.common import UNICODE, columns_of

# Stand for boxes while the line around them is put together; no formula holds such characters.
_FIRST, _LAST = 0xE000, 0xEFFF


Paint = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of equal width, and which of them stands on the line of the formula."""

    lines: tuple[str, ...]
    base: int = 0
    style: str = ""
    """How a terminal with colours paints it."""

    @property
    def width(self) -> int:
        """In columns of a terminal."""
        return columns_of(self.lines[0])


def boxed(part: Part) -> Box:
    """A link of a chain with its sign, on as many lines as it takes.

    >>> from byhand.language.expr import Matrix, Number
    >>> matrix = Matrix(((Number("1"), Number("2")), (Number("3"), Number("10"))))
    >>> print("\\n".join(boxed(Part("=", matrix)).lines))
     = ⎡1   2⎤
       ⎣3  10⎦
    """
    boxes: list[Box] = []

    def kept(box: Box) -> str:
        boxes.append(box)
        return chr(_FIRST + len(boxes) - 1)

    def matrix(rows: Rows) -> str:
        return kept(_matrix(rows)) if len(rows) > 1 else f"[{'  '.join(rows[0])}]"

    def under(text: str, shape: str) -> str:
        return kept(_under(_assembled(text, boxes), shape))

    pen = replace(UNICODE, notation=replace(UNICODE.notation, matrix=matrix, under=under))
    return _assembled(pen.part(part), boxes)


def beside(boxes: Sequence[Box], paint: Paint = lambda text, style: text) -> Box:
    """Boxes in one line of a formula, each painted in its style."""
    above = max(box.base for box in boxes)
    below = max(len(box.lines) - box.base for box in boxes)
    lines = []
    for row in range(above + below):
        line = ""
        for box in boxes:
            at = row - above + box.base
            inside = 0 <= at < len(box.lines)
            line += paint(box.lines[at], box.style) if inside else " " * box.width
        lines.append(line)
    return Box(tuple(lines), above)


def _assembled(text: str, boxes: Sequence[Box]) -> Box:
    return beside(list(_pieces(text, boxes)) or [Box(("",))])


def _pieces(text: str, boxes: Sequence[Box]) -> Iterator[Box]:
    words = ""
    for char in text:
        if not _FIRST <= ord(char) <= _LAST:
            words += char
            continue
        if words:
            yield Box((words,))
            words = ""
        yield boxes[ord(char) - _FIRST]
    if words:
        yield Box((words,))


def _matrix(rows: Rows) -> Box:
    """Columns aligned at their right, between tall brackets."""
    widths = [max(map(columns_of, column)) for column in zip(*rows, strict=True)]
    lines = []
    for index, row in enumerate(rows):
        left, right = "⎡⎤" if index == 0 else "⎣⎦" if index == len(rows) - 1 else "⎢⎥"
        cells = (" " * (w - columns_of(c)) + c for w, c in zip(widths, row, strict=True))
        lines.append(f"{left}{'  '.join(cells)}{right}")
    return Box(tuple(lines), (len(rows) - 1) // 2)


def _under(factor: Box, shape: str) -> Box:
    """A factor with its shape in the middle below it."""
    width = max(factor.width, columns_of(shape))
    lines = [_centred(line, width) for line in (*factor.lines, shape)]
    return Box(tuple(lines), factor.base)


def _centred(line: str, width: int) -> str:
    room = width - columns_of(line)
    return " " * (room // 2) + line + " " * (room - room // 2)
