"""Which variable, derivative or function a word of a student means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from byhand.language.expr import Partial
from byhand.language.forms_of import is_callable
from byhand.language.letters import FROM_SUBSCRIPT, FROM_SUPERSCRIPT, GREEK_NAMES
from byhand.language.program import Shape
from byhand.marking.answers import Vocabulary
from byhand.ops import CATALOGUE

Kind = Literal["name", "own", "partial", "function", "constant", "free"]

_ACCENTS = {"\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde"}
_MEMORY = 4096
"""How many words one vocabulary remembers; a class of students uses a few hundred."""
_SUGGESTIONS = 20
"""How many of a student's own names are compared with an unknown word."""
_LONGEST_RUN = 40
"""A word of more letters is not taken apart into names: nobody multiplies so many."""

# Names of other libraries and other spellings; those with a sign are read by `read_calls`.
_FUNCTIONS = {
    "σ": "sigmoid",
    "sigma": "sigmoid",
    "logistic": "sigmoid",
    "expit": "sigmoid",
    "sigm": "sigmoid",
    "swish": "silu",
    "ln": "log",
    "sgn": "sign",
    "absolute": "abs",
    "fabs": "abs",
    "maximum": "max",
    "minimum": "min",
    "amax": "max",
    "amin": "min",
    "LeakyReLU": "leaky_relu",
    "leakyrelu": "leaky_relu",
    "tr": "trace",
    "BN": "batchnorm",
    "LN": "layernorm",
    "CE": "cross_entropy",
    "KL": "kl",
    "conv": "conv2d",
    "reduce_sum": "sum",
    "reduce_mean": "mean",
    "I": "ind",
    "indicator": "ind",
    "one_hot": "onehot",
}
OPERATORS = {
    "multiply": "mul",
    "mul": "mul",
    "add": "add",
    "subtract": "sub",
    "sub": "sub",
    "divide": "div",
    "div": "div",
    "true_divide": "div",
    "power": "pow",
    "pow": "pow",
    "matmul": "matmul",
    "mm": "matmul",
}
"""Functions of libraries that are signs in byhand's language."""
SPECIAL = frozenset(["square", "len", "dot", "grad", "gradient", "array", "asarray", "tensor"])
"""Functions that `read_calls` writes by others."""
_ALONG = re.compile(r"(sum|mean|max|min|prod|var|std|norm|logsumexp|softmax)_?([0-3])")
_LOSSES = frozenset(["L", "J", "E", "C", "loss", "Loss", "cost", "Cost", "ell", "l"])
"""What the output is called by habit, where the problem calls it otherwise."""
_CONSTANTS = {"pi": "3.141592653589793", "e": "2.718281828459045"}


class Meaning(NamedTuple):
    """What a word means, and whether a rule had to choose that."""

    kind: Kind
    name: str
    """The name of a variable, the word of a function, or the digits of a constant."""
    partial: Partial | None = None
    chosen: bool = False
    axis: int | None = None
    """Of a sum along an axis, as byhand writes it: `sum₀(x)`."""


@lru_cache(maxsize=_MEMORY)
def plain_word(text: str) -> str:
    """A word in the letters of a keyboard.

    >>> plain_word("ŷ₁"), plain_word("θ"), plain_word("d⁽²⁾")
    ('yhat1', 'theta', "d'2")
    """
    if text.isascii():
        return text
    if text.endswith("⁾"):
        base, _, version = text.partition("⁽")
        return f"{plain_word(base)}'{version[:-1].translate(FROM_SUPERSCRIPT)}"
    letters = unicodedata.normalize("NFD", text).translate(FROM_SUBSCRIPT)
    return "".join(_ACCENTS.get(c) or GREEK_NAMES.get(c, c) for c in letters)


class Names:
    """The words of a vocabulary, and the names that one student made up, if they are known."""

    def __init__(self, words: Vocabulary, own: Mapping[str, Shape | None] | None = None) -> None:
        self.words = words
        self.own = own or {}
        self.strict = own is not None  # whether a word without a meaning is an error
        self.arrays = any(shape for shape in words.shapes.values())
        self.loose = self._loosely()
        self.memory: dict[str, Meaning] = {}
        self.quotients: dict[tuple[str, str], tuple[Partial, str] | None] = {}

    def _loosely(self) -> dict[str, str]:
        """The names without underscores, where that still tells them apart."""
        loose: dict[str, str] = {}
        for name in sorted(self.words.names):
            key = name.replace("_", "")
            loose[key] = "" if key in loose else name
        return {key: name for key, name in loose.items() if name}

    def variable(self, word: str) -> str:
        """The variable of the program that a plain word spells, or nothing."""
        if word in self.words.names:
            return word
        return self.loose.get(word.replace("_", ""), "") if word not in self.own else ""

    def known(self, word: str) -> str:
        """The variable, or the student's own name, that a plain word spells, or nothing."""
        return self.variable(word) or (word if word in self.own else "")

    def meaning(self, text: str) -> Meaning:
        """What a word means by itself."""
        found = self.memory.get(text)
        if found is None:
            if len(self.memory) >= _MEMORY:
                self.memory.clear()
            found = self.memory[text] = self._meaning(plain_word(text), text)
        return found

    def _meaning(self, word: str, text: str) -> Meaning:
        if variable := self.variable(word):
            return Meaning("name", variable)
        if word in self.own:
            return Meaning("own", word)
        if partial := self._derivative(word):
            return Meaning("partial", "", partial, True)
        if function := function_of(text) or function_of(word):
            # A lone e or σ may still be a constant or a name; what stands behind it decides.
            return Meaning("function", function)
        if (along := _ALONG.fullmatch(word)) and function_of(along[1]):
            return Meaning("function", function_of(along[1]), None, True, int(along[2]))
        if word in _CONSTANTS:
            return Meaning("constant", _CONSTANTS[word], None, True)
        return Meaning("free", word)

    def _derivative(self, word: str) -> Partial | None:
        """`dz`, `dL_dz`, `dLdz`, `grad_z`: one word that means a derivative."""
        for start in ("grad_", "grad"):
            if word.startswith(start) and (wrt := self.variable(word[len(start) :])):
                return Partial(self.words.of, wrt)
        if not word.startswith(("d", "delta")) or len(word) < 2:
            return None
        rest = word.removeprefix("d")
        if wrt := self.variable(rest):
            return Partial(self.words.of, wrt)
        for separator in ("_d", "d"):
            found = list(self._halves(rest, separator))
            if len(found) == 1 or (found and found[0].of == self.words.of):
                return found[0]
        return None

    def _halves(self, rest: str, separator: str) -> list[Partial]:
        found: list[Partial] = []
        at = rest.find(separator)
        while at > 0 and len(rest) <= _LONGEST_RUN:
            of, wrt = self.variable(rest[:at]), self.variable(rest[at + len(separator) :])
            if of and wrt:
                found.append(Partial(of, wrt))
            at = rest.find(separator, at + 1)
        return sorted(found, key=lambda partial: partial.of != self.words.of)

    def quotient(self, top: str, bottom: str) -> tuple[Partial, str] | None:
        """`dL` over `dz` as ∂L/∂z, and the name in it that only the student can know, if any."""
        if (top, bottom) not in self.quotients:
            if len(self.quotients) >= _MEMORY:
                self.quotients.clear()
            self.quotients[top, bottom] = self._quotient(top, bottom)
        return self.quotients[top, bottom]

    def _quotient(self, top: str, bottom: str) -> tuple[Partial, str] | None:
        upper, lower = plain_word(top), plain_word(bottom)
        of, wrt = self._behind_d(upper), self._behind_d(lower)
        if not of or not wrt or (upper in self.words.names and lower in self.words.names):
            return None
        left = self.known(of) or (self.words.of if of in _LOSSES else "")
        if not left:
            return None
        if right := self.known(wrt):
            return Partial(left, right), "" if self.variable(wrt) else right
        if self.strict or self.variable(lower):
            return None
        return Partial(left, wrt), wrt

    def _behind_d(self, word: str) -> str:
        if word.startswith("d") and not word.startswith("delta"):
            return word[1:]
        behind = word.removeprefix("delta")
        return behind if behind != word and self.known(behind) else word[1:] * (word[:1] == "d")

    def suggestions(self) -> list[str]:
        """The names that an unknown word may be a slip of."""
        return [*self.words.names, *list(self.own)[:_SUGGESTIONS]]

    def split(self, word: str) -> list[str]:
        """The known names whose product a word may be, `wx` as w and x; empty where none fit."""
        if len(word) > _LONGEST_RUN:
            return []
        ways: list[list[list[str]]] = [[[]]]  # by how much of the word is used; at most two kept
        for end in range(1, len(word) + 1):
            here: list[list[str]] = []
            for start in range(end):
                if ways[start] and (name := self.known(word[start:end])):
                    here += [[*way, name] for way in ways[start]]
            ways.append(sorted(here, key=len)[:2])
        best = ways[-1]
        if len(best) == 2 and len(best[0]) == len(best[1]):
            return []  # two readings: nobody can say which
        return best[0] if best else []


@lru_cache(maxsize=_MEMORY)
def function_of(word: str) -> str:
    """The word of byhand's language for a function, or nothing.

    >>> function_of("ReLU"), function_of("σ"), function_of("foo")
    ('relu', 'sigmoid', '')
    """
    if word in OPERATORS or word in SPECIAL:
        return word
    for candidate in (_FUNCTIONS.get(word, word), word.lower()):
        if is_callable(candidate):
            return candidate
    return ""


@lru_cache(maxsize=256)
def slope_of(function: str) -> str:
    """The function whose derivative a word names: `sigmoid_prime`, `dtanh`, or nothing."""
    for ending in ("_prime", "_derivative", "_deriv", "_grad", "_backward"):
        if function.endswith(ending) and (found := function_of(function.removesuffix(ending))):
            return found
    return function_of(function[1:]) if function[:1] == "d" and len(function) > 3 else ""


def one_operand(function: str) -> bool:
    """Whether a function takes one value and nothing else, so that it needs no brackets."""
    op = CATALOGUE.get(function)
    return op is not None and len(op.operands) == 1 and not op.many
