"""Names, and derivatives in all their spellings: `∂L/∂z`, `dL/dz`, `d L / d z`, `∇_z L`, `dz`."""

from __future__ import annotations

from byhand.language.expr import Expr, Name, Partial
from byhand.marking import read_words
from byhand.marking.read_cursor import constant
from byhand.marking.read_methods import Methods
from byhand.marking.read_names import plain_word
from byhand.marking.read_words import Unreadable

_PREFIXES = frozenset(
    ("np", "numpy", "jnp", "jax", "torch", "tf", "math", "nn", "F", "functional", "special")
) | {"linalg", "scipy", "keras", "K"}
"""Libraries, and parts of them, whose functions have the names of byhand's."""


class Symbols(Methods):
    """Reads words."""

    __slots__ = ()

    def partial(self, at: int) -> Expr:
        """`∂L/∂z`."""
        self.i += 1
        top, slash, sign, bottom = (self.kind(k) for k in range(4))
        if (top, slash, sign, bottom) == ("word", "/", "∂", "word"):
            found = self.names.quotient(f"d{self.text()}", f"d{self.text(3)}")
            if found:
                self.i += 4
                return self._leaf_of(found)
        raise Unreadable(read_words.DERIVATIVE_EXPECTED, at)

    def _leaf_of(self, found: tuple[Partial, str]) -> Partial:
        partial, free = found
        if free and free not in self.names.own:
            self.free.append(free)
        return partial

    def nabla(self, at: int) -> Expr:
        """`∇_z L`."""
        self.i += 1
        braced = self.takes("_") and self.takes("{")
        wrt = self.names.known(plain_word(self.text())) if self.kind() == "word" else ""
        if not wrt:
            raise Unreadable(read_words.DERIVATIVE_EXPECTED, at)
        self.i += 1
        if braced and not self.takes("}"):
            raise self.unexpected()
        of = self.names.words.of
        if self.kind() == "word" and self.names.variable(plain_word(self.text())) == of:
            self.i += 1
        return Partial(of, wrt)

    def word(self) -> Expr:
        """A variable, a derivative, a function with what it is applied to, or a constant."""
        _, text, at, _ = self.pieces[self.i]
        behind = self.pieces[self.i + 1][0]
        if text[0] in "dδ" and (found := self._differentials(text, behind)):
            return found
        if behind == "." and self._is_prefix(text):
            self.i += 2
            return self.library_call()
        meaning = self.names.meaning(text)
        if meaning.kind == "name" or meaning.kind == "own":
            self.i += 1
            return Name(meaning.name, at)
        if meaning.kind == "partial":
            self.i += 1
            assert meaning.partial is not None
            return meaning.partial
        if meaning.kind == "constant":
            self.i += 1
            self.chosen = True
            return constant(meaning.name)
        if meaning.kind == "function" and self.applies(meaning.name):
            return self.applied(meaning.name, meaning.axis)
        return self.unknown(meaning.name)

    def _is_prefix(self, text: str) -> bool:
        return text in _PREFIXES and not self.names.known(text) and self.text(2) not in ("T", "")

    def _differentials(self, text: str, behind: str) -> Expr | None:
        """`dL/da`, `d L / d a`."""
        if behind == "/" and self.kind(2) == "word":
            if not (found := self.names.quotient(text, self.text(2))):
                return None
            self.i += 3
            return self._leaf_of(found)
        return self._spaced() if behind == "word" and len(text) == 1 else None

    def _spaced(self) -> Expr | None:
        """`d L / d a`."""
        shape = [self.kind(k) for k in range(5)]
        if shape != ["word", "word", "/", "word", "word"] or self.text(3) not in ("d", "δ"):
            return None
        if self.names.known("d"):
            return None
        found = self.names.quotient(f"d{self.text(1)}", f"d{self.text(4)}")
        if not found:
            return None
        self.i += 5
        return self._leaf_of(found)
