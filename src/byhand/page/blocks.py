"""A page as a value: headings, sentences, equations, tables and figures, in no format.

Mathematics travels as expressions and sentences as `Text`; a writer turns both into one format. A
writer matches on `Block` and ends with `assert_never`, so the type checker names every writer that
a new kind of block must visit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from byhand.language.expr import Expr
from byhand.text import Lang, Text

Sign = Literal["", "=", "≈", "+", "−", ",", ":"]
Role = Literal["plain", "value", "gradient"]


@dataclass(frozen=True, slots=True)
class Part:
    """One link of a chain of equalities, and the sign in front of it."""

    sign: Sign
    expr: Expr
    dots: bool = False
    """Whether products show their sign, as numbers put into a formula must."""


@dataclass(frozen=True, slots=True)
class Row:
    """A chain such as `a = σ(z) = σ(−1.5) ≈ 0.1824`; the first part has no sign."""

    parts: tuple[Part, ...]
    role: Role = "plain"
    """What its last part is: a forward value, a gradient, or neither."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A sentence whose placeholders are filled with mathematics, names or further sentences."""

    text: Text
    parts: tuple[tuple[str, Row | Expr | Text | str], ...] = ()


Span = str | Row
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def prose(text: Text, **parts: Row | Expr | Text | str | int) -> Prose:
    """A sentence with its placeholders filled.

    >>> list(spans(prose(Text(en="{n} uses", zh="{n} 次"), n=2), "en"))
    ['2', ' uses']
    """
    filled = {key: str(part) if isinstance(part, int) else part for key, part in parts.items()}
    return Prose(text, tuple(filled.items()))


def spans(sentence: Prose, lang: Lang) -> Iterator[Span]:
    """A sentence as words and inline mathematics, in order."""
    parts = dict(sentence.parts)
    for index, piece in enumerate(_PLACEHOLDER.split(sentence.text.say(lang))):
        if index % 2 == 0:
            if piece:
                yield piece
            continue
        part = parts[piece]
        if isinstance(part, Text):
            yield part.say(lang)
        elif isinstance(part, (str, Row)):
            yield part
        else:
            yield Row((Part("", part),))


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section."""

    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a `note` is set small, a `rule` introduces the equations below it."""

    prose: Prose
    role: Literal["plain", "rule", "note"] = "plain"


@dataclass(frozen=True, slots=True)
class Equations:
    """Displayed rows, aligned at their first sign."""

    rows: tuple[Row, ...]


Cell = Prose | Row


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading line; every cell is a sentence or mathematics."""

    header: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture by the name of its style; formats without pictures show the lines of `outline`."""

    style: str
    caption: Prose
    outline: tuple[Row, ...] = ()


Block = Heading | Paragraph | Equations | Table | Figure


@dataclass(frozen=True)
class Document:
    """A page in no language and no format."""

    title: Text
    blocks: tuple[Block, ...]
    data: Mapping[str, Any] = field(default_factory=dict)
    """The same facts for a machine: values, gradients, closed forms as plain text."""


class Picture(Protocol):
    """A drawn figure, in whatever form a format wants."""

    @property
    def svg(self) -> str:
        """A self-contained SVG document."""
        ...

    @property
    def pdf(self) -> bytes:
        """A PDF page of the size of the picture."""
        ...

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        ...


Pictures = Mapping[str, Picture]
"""Drawn figures by style."""
