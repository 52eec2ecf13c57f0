"""Every exception, grouped by who reads it.

`InputError` speaks to the person whose line could not be used; `NotYetError` to the person whose
mathematics is fine but beyond this version; `OutputError` to the person whose file could not be
made; `ProofError` to us, because a derivation that disagrees with its proof is our mistake.
Misuse by a programmer raises the built-in exceptions.
"""

from __future__ import annotations

from byhand.text import Lang, Text

_LONGEST = 500


def printable(text: str) -> str:
    """A text without control characters, cut to what a reader reads.

    >>> printable("x\\x1b[31m")
    'x\ufffd[31m'
    """
    shown = "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text[: _LONGEST + 1])
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


class ByhandError(Exception):
    """A message for a reader, in every language."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message

    def say(self, lang: Lang) -> str:
        """The whole message in one language, fit for a terminal."""
        return printable(self.message.say(lang))

    def __str__(self) -> str:
        return self.say("en")


class InputError(ByhandError):
    """What a person wrote cannot be used; quotes the line and points at the column."""

    def __init__(self, message: Text, quote: str = "") -> None:
        super().__init__(message)
        self.quote = quote

    def say(self, lang: Lang) -> str:
        """The message, and below it the line with a caret under the column."""
        return "\n".join(part for part in (super().say(lang), self.quote) if part)


class NotYetError(InputError):
    """Legal mathematics that this version cannot do yet."""


class OutputError(ByhandError):
    """A page or picture that cannot be made here; the message names the remedy."""


class ProofError(ByhandError):
    """A derivation that its own proof contradicts; nothing is written."""
