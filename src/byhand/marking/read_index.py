"""Square brackets behind a value: whole numbers, slices and index arrays."""

from __future__ import annotations

from abc import abstractmethod

from byhand.language.expr import Apply, Expr, Gap, Literal, Slice, Static
from byhand.language.statics import LARGEST
from byhand.marking import read_words
from byhand.marking.read_cursor import Cursor
from byhand.marking.read_words import Unreadable


class Indices(Cursor):
    """Reads indices."""

    __slots__ = ()

    @abstractmethod
    def choice(self) -> Expr:
        """A value, or a comparison of two."""

    def index(self, expr: Expr) -> Expr:
        """`x[...]`."""
        at = self.enter()
        spec: list[Static] = []
        arrays: list[Expr] = []
        while self.kind() != "]":
            part = self._part()
            if isinstance(part, Literal):
                spec.append(part.value)
            else:
                spec.append(Gap())
                arrays.append(part)
            if not self.takes(","):
                break
        self.leave("]")
        if not spec:
            raise Unreadable(read_words.INDEX, at)
        return Apply("index", (expr, *arrays), (("at", Literal(tuple(spec))),), at)

    def _part(self) -> Expr:
        if self.kind() == ":":
            return Literal(self._slice(None))
        if self.text() == "None" and not self.names.known("None"):
            self.i += 1
            return Literal(None)
        ahead = 1 if self.kind() == "-" else 0
        if self.kind(ahead) == "num" and self.kind(ahead + 1) in (",", "]", ":"):
            number = self._whole()
            return Literal(self._slice(number) if self.kind() == ":" else number)
        return self.choice()

    def _whole(self) -> int:
        negative = self.takes("-")
        kind, text, at, _ = self.pieces[self.i]
        if kind != "num" or not text.isdigit() or len(text) > 8 or int(text) > LARGEST:
            raise Unreadable(read_words.INDEX, at)
        self.i += 1
        return -int(text) if negative else int(text)

    def _slice(self, start: int | None) -> Slice:
        bounds: list[int | None] = [start]
        while len(bounds) < 3 and self.takes(":"):
            bounds.append(None if self.kind() in (":", ",", "]") else self._whole())
        return Slice(*bounds)
