"""Pointing at the place in a person's text that an error is about."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from byhand import messages
from byhand.errors import InputError, NotYetError
from byhand.text import Text, same

# A longer line is quoted around the caret only.
_QUOTED = 72


def line_of(source: str, at: int) -> int:
    """The line number of an offset, counted from 1."""
    return source.count("\n", 0, at) + 1


def quote(source: str, at: int) -> str:
    """The line that holds an offset, and a caret below it.

    >>> print(quote("z = w*x\\nL = sigmod(z)", 12))
      L = sigmod(z)
          ^
    """
    start = source.rfind("\n", 0, at) + 1
    end = source.find("\n", at)
    line = source[start : end if end >= 0 else len(source)]
    column = min(at - start, len(line))
    left = max(0, column - _QUOTED // 2)
    shown = "".join(_visible(char) for char in line[left : left + _QUOTED])
    before, after = ("…" if left else ""), ("…" if len(line) > left + _QUOTED else "")
    width = sum(_columns(char) for char in before + shown[: column - left])
    return f"  {before}{shown.rstrip()}{after}\n  {' ' * width}^"


def _visible(char: str) -> str:
    """Control characters must not reach a terminal."""
    return char if char.isprintable() else ("\u00a0" if char == "\t" else "\ufffd")


def _columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def input_error(message: Text, source: str, at: int, **parts: object) -> InputError:
    """An error that quotes the source at an offset."""
    return InputError(message.fill(**parts), quote(source, at) if at >= 0 else "")


def not_yet(message: Text, source: str, at: int, **parts: object) -> NotYetError:
    """The same for legal mathematics that this version cannot do yet."""
    return NotYetError(message.fill(**parts), quote(source, at) if at >= 0 else "")


def suggest(name: str, known: Iterable[str]) -> Text:
    """'Did you mean …?' for a name close to a known one, otherwise nothing.

    >>> suggest("sigmod", ["sigmoid", "tanh"]).en
    " Did you mean 'sigmoid'?"
    """
    options = sorted(known)
    lower = {option.lower(): option for option in options}
    close = difflib.get_close_matches(name.lower(), list(lower), n=1, cutoff=0.6)
    return messages.SUGGESTION.fill(name=lower[close[0]]) if close else same("")
