"""Writing a page of the course: sentences with their numbers, formulas worked out, plots."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal, Protocol

from byhand.errors import ProofError
from byhand.language.expr import Expr, Name, names, substitute
from byhand.language.parse import parse_expression
from byhand.numeric.backends import FLOAT
from byhand.numeric.functions import evaluate_expression
from byhand.numeric.rounding import shown
from byhand.page.array_values import value_of
from byhand.page.blocks import (
    Block,
    Equations,
    Figure,
    Paragraph,
    Part,
    Picture,
    Prose,
    Row,
    Table,
    prose,
)
from byhand.page.rows import chain, numbers_in, value_part
from byhand.text import Text, same
from byhand.training.lessons import phrases
from byhand.training.optimizers.maths import with_maths

if TYPE_CHECKING:
    from pathlib import Path

    from byhand.text import Lang


class Shown(Picture, Protocol):
    """A picture in one language, in the formats of files."""

    def as_bytes(self, suffix: str) -> bytes:
        """The picture in the format of a suffix such as `.svg`."""
        ...


class Drawing(Protocol):
    """A plot or a diagram whose words exist in every language."""

    def in_language(self, lang: Lang = "en") -> Shown:
        """The picture with its words in one language."""
        ...

    def save(self, path: str | Path, lang: Lang = "en") -> Path:
        """Write the picture in the format of the name's suffix."""
        ...


Said = float | int | str | Text | Expr | Row
"""What stands in a sentence or in a cell."""


@dataclass(frozen=True)
class Claim:
    """A sentence that the run shows to be true, or not."""

    prose: Prose
    holds: bool


_MOMENT = re.compile(r"\b(\w+)\[([a-z](?: ?[-+] ?1)?)\]")


def formula(text: str) -> Row:
    """A line in byhand's language, every link of it: `z = w*x + b`.

    A name may carry the number of a step or a layer: `v[t] = v[t-1] + g[t]^2`.

    >>> len(formula("v[t] = n*v[t-1] = s").parts)
    3
    """
    moments: dict[str, Expr] = {}

    def named(found: re.Match[str]) -> str:
        key = f"moment{len(moments)}"
        moments[key] = Name(f"{found[1]}[{found[2].replace(' ', '')}]")
        return key

    plain = _MOMENT.sub(named, text)
    first, *rest = (substitute(parse_expression(link), moments) for link in plain.split(" = "))
    return Row((Part("", first), *(Part("=", link) for link in rest)))


class Story:
    """A page in the making.

    Every number that a sentence takes in is kept by its name in `numbers`, so that a test can
    compare what was printed with what a new run gives.
    """

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self.parts: list[tuple[Text | None, list[Block]]] = [(None, [])]
        self.plots: dict[str, Drawing] = {}
        self.numbers: dict[str, float] = {}
        self.claims: list[Claim] = []

    def _add(self, block: Block) -> None:
        self.parts[-1][1].append(block)

    def section(self, title: Text) -> None:
        """Begin a numbered section."""
        self.parts.append((title, []))

    def say(
        self, text: Text, role: Literal["plain", "rule", "note"] = "plain", **parts: Said
    ) -> None:
        """A paragraph; formulas stand between backticks, `{name}` is filled with a part."""
        self._add(Paragraph(self.sentence(text, parts), role))

    def sentence(self, text: Text, parts: Mapping[str, Said]) -> Prose:
        """A sentence with its formulas and numbers; what was said before needs no saying again."""
        found = with_maths(text)
        known = {key: self.number(x) for key, x in self.numbers.items() if f"{{{key}}}" in text.en}
        said = {**known, **{key: self._part(key, value) for key, value in parts.items()}}
        return Prose(found.text, (*found.parts, *said.items()))

    def _part(self, key: str, value: Said) -> Row | Expr | Text | str:
        if isinstance(value, str | Text | Row | Expr):
            return value
        known = self.numbers.setdefault(key, float(value))
        if known != float(value) and known == known:
            raise ValueError(f"{key} is {known} and {value} on one page")
        return self.number(value)

    def number(self, value: float) -> Expr:
        """A number as it is shown; what is not finite is named."""
        if value != value or abs(value) == float("inf"):
            return Name("nan" if value != value else "infinity")
        whole = isinstance(value, int) or float(value) == int(value)
        return shown(int(value) if whole and abs(value) < 1e6 else float(value), self.digits).expr

    def formulas(self, *lines: str | Row) -> None:
        """Displayed lines: rows, or text in byhand's language."""
        self._add(Equations(tuple(formula(x) if isinstance(x, str) else x for x in lines)))

    def worked(self, *lines: tuple[str, str, Mapping[str, Any]]) -> list[float]:
        """Displayed lines `left = formula = numbers ≈ value`, worked out here; their values."""
        rows, values = [], []
        for left, text, at in lines:
            links = [parse_expression(link) for link in text.split(" = ")]
            found = [float(evaluate_expression(link, dict(at), FLOAT)) for link in links]
            if max(found) - min(found) > 1e-9 * (1 + abs(found[-1])):
                raise ProofError(phrases.DISAGREE.fill(formula=text, values=found))
            first = parse_expression(left)
            parts = [Part("=", link) for link in links if link != first]
            if names(links[-1]):
                filled = numbers_in(links[-1], at, self.digits)
                parts.append(Part("=", filled, dots=True))
            parts.append(value_part(found[-1], self.digits))
            rows.append(chain(first, parts, "value"))
            values.append(found[-1])
        self._add(Equations(tuple(rows)))
        return values

    def gradients(
        self,
        program: str,
        wrt: Sequence[str],
        at: Mapping[str, Any] | None = None,
        *,
        lines: bool = True,
    ) -> None:
        """A program and its gradients with respect to names in it; with values, in numbers too.

        Without `lines` the gradients alone, where the program stands on the page already.
        """
        from byhand.training.lessons.derived import gradient_rows

        program_rows, gradients = gradient_rows(program, wrt, at, self.digits)
        for rows in (program_rows, gradients) if lines else (gradients,):
            self._add(Equations(rows))

    def passes(self, program: str, wrt: Sequence[str], at: Mapping[str, Any]) -> None:
        """The forward and the backward pass of a program beside each other, in a table.

        Every gradient follows from those of the nodes above it. A table is not torn by a new page.
        """
        from byhand.training.lessons.derived import pass_rows

        forward, backward = pass_rows(program, wrt, at, self.digits)
        lines = zip_longest(forward, backward, fillvalue="")
        self.table((phrases.FORWARD, phrases.BACKWARD), list(lines))

    def table(self, header: Sequence[Text | str], rows: Sequence[Sequence[Said]]) -> None:
        """A table; its numbers need no names."""
        titles = tuple(same(title) if isinstance(title, str) else title for title in header)
        self._add(Table(titles, tuple(tuple(self._cell(x) for x in row) for row in rows)))

    def _cell(self, value: Any) -> Prose | Row:
        match value:
            case Row():
                return value
            case Text():
                return with_maths(value)
            case str():
                return prose(same(value))
        if isinstance(value, Expr):
            return Row((Part("", value),))
        if getattr(value, "shape", ()):
            return Row((Part("", value_of(value, self.digits).expr),))
        return Row((Part("", self.number(value)),))

    def plot(self, key: str, plot: Drawing, caption: Text, **parts: Said) -> None:
        """A plot or a diagram with its caption."""
        self.plots[key] = plot
        self._add(Figure(key, self.sentence(caption, parts)))

    def claim(self, text: Text, holds: bool, **parts: Said) -> None:
        """Something that the course says, and whether this run shows it."""
        self.claims.append(Claim(self.sentence(text, parts), bool(holds)))
