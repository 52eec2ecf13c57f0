"""How a name falls apart into the symbol that a person would write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from byhand.language.letters import GREEK

_ACCENTS = ("hat", "bar", "tilde")
_PARTS = re.compile(r"(?P<base>[A-Za-z]+?)(?P<digits>\d+)?(?:_(?P<sub>\w+))?$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter or word, its accent, subscript and version."""

    base: str
    """One letter, Latin or Greek, or a word of several letters."""
    accent: str = ""
    sub: tuple[str, ...] = ()
    version: int = 0
    """Which of several values of the name; 0 where there is only one."""
    name: str = ""
    """The name as typed."""
    entry: tuple[str, ...] = ()
    """Which entry of an array it is: numbers, or letters that stand for any."""

    @property
    def is_bare(self) -> bool:
        """Whether the base has neither subscript nor version, so that indices may be attached."""
        return not (self.sub or self.version)

    def indices(self, beside: str = "") -> str:
        """The indices as they stand in a subscript: `jk`, but `0,1`."""
        letters = all(len(part) == 1 and part.isalpha() for part in self.entry)
        return (beside if letters else ",").join(self.entry)

    @property
    def is_letter(self) -> bool:
        """Whether the base is a single letter, which typeset mathematics slants."""
        return len(self.base) == 1


@lru_cache(maxsize=1 << 16)
def symbol(name: str) -> Symbol:
    """The symbol for a name.

    >>> symbol("w_12").sub, symbol("yhat").accent, symbol("theta0").base, symbol("d'3").version
    (('12',), 'hat', 'θ', 3)
    >>> symbol("W1[j,k]").entry
    ('j', 'k')
    """
    array, bracket, entry = name.partition("[")
    if bracket:
        inner = tuple(entry.rstrip("]").split(","))
        return replace(symbol(array), name=name, entry=inner)
    plain, _, version = name.partition("'")
    match = _PARTS.match(plain)
    if match is None:
        return Symbol(plain, version=int(version or 0), name=name)
    base, accent = _accent(match["base"])
    sub = [match["digits"]] if match["digits"] else []
    sub += [part for part in (match["sub"] or "").split("_") if part]
    if not accent and sub and sub[0] in _ACCENTS:
        accent = sub.pop(0)
    return Symbol(GREEK.get(base, base), accent, tuple(sub), int(version or 0), name)


def _accent(base: str) -> tuple[str, str]:
    for accent in _ACCENTS:
        stem = base.removesuffix(accent)
        if stem != base and (len(stem) == 1 or stem in GREEK):
            return stem, accent
    return base, ""


def version_name(name: str, version: int) -> str:
    """The name of one of several values that a program gives to a variable.

    >>> version_name("d", 2)
    "d'2"
    """
    return f"{name}'{version}"


def entry_name(name: str, entry: Sequence[int | str]) -> str:
    """The name of one entry of an array; an array without axes is its own entry.

    >>> entry_name("W1", (0, 1)), entry_name("b", ())
    ('W1[0,1]', 'b')
    """
    return f"{name}[{','.join(map(str, entry))}]" if entry else name
