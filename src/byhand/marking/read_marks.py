"""What stands around an answer and is none of it: bullets, labels, emphasis, comments."""

from __future__ import annotations

import re

from byhand.marking.read_tokens import Piece

_WORDS = (
    "so then thus therefore hence and we get have find obtain where with let now here answer "
    "since because finally first next which gives is by also for"
)
_LEAD = re.compile(
    r"""[ \t\u3000]*+(?:
    (?:[-+>•◦▪‣–—]|\*(?!\*)|\\item|=>|⇒|→|->|∴|\#{1,6})[ \t]+
    |[-*]?[ \t]*\[[ xX]\][ \t]+
    |[(（]?(?:[0-9]{1,3}|[A-Za-z]|[ivx]{1,4})
        (?:[)）.、][ \t]+|[）、]|[).](?=[^\x00-\x7f]))(?![ \t]*[=≈])
    |[①-⑳][ \t]*
    |[\u3400-\u9fff，、]+[ \t]*(?=[^\x00-\x7f\u3400-\u9fff：]|[A-Za-z∂∇\\$`*])
    |(?:WORDS)\b,?[ \t]+(?![ \t]*[=≈:])
    )""".replace("WORDS", _WORDS.replace(" ", "|")),
    re.VERBOSE | re.IGNORECASE,
)
_LABEL = re.compile(r"[^=≈:：\[\]{}|\\∂/]{1,60}(?:：[ \t]*|:[ \t]+)(?=[^ \t=])")
_SPANS = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,9}>|<!--.*?-->|&nbsp;")


def noise_before(text: str) -> int:
    """How many characters before an answer are none of it.

    >>> noise_before("- Step 3: dL/da = 2"), noise_before("(2) dL/da = 2"), noise_before("a = 2")
    (10, 4, 0)
    """
    at = 0
    while match := _LEAD.match(text, at):
        at = match.end()
    if match := _LABEL.match(text, at):
        return noise_before_label(text, match.end())
    return at


def noise_before_label(text: str, at: int) -> int:
    """The end of the noise behind a label, which may be another one."""
    while match := _LEAD.match(text, at) or _LABEL.match(text, at):
        at = match.end()
    return at


def is_comment(text: str) -> bool:
    """Whether the whole line is one."""
    start = text.strip()
    if len(start) > 2 and not start.strip("=-*_"):
        return True  # a line under a heading
    return start.startswith(("#", "%", "//", "<!--", "```", "~~~", '"""'))


def without_comment(text: str) -> str:
    """The line up to a comment, which begins with # behind a space; columns stay."""
    if "\n" not in text:
        return _before_comment(text, "=" in text)
    first, *rest = text.split("\n")
    kept = [_before_comment(first, True), *(_before_comment(line, False) for line in rest)]
    lines = zip(kept, [first, *rest], strict=True)
    return "\n".join(short.ljust(len(line)) for short, line in lines)


def _before_comment(text: str, equation: bool) -> str:
    """The line up to a comment, behind its first equals sign if it must have one."""
    if "#" not in text and "  //" not in text:
        return text
    at = text.find("#")
    while at > 0:
        if text[at - 1] in " \t" and (not equation or "=" in text[:at]):
            return text[:at]
        at = text.find("#", at + 1)
    at = text.find("  //")
    return text[:at] if at > 0 and (not equation or "=" in text[:at]) else text


def without_emphasis(pieces: list[Piece]) -> list[Piece]:
    """The pieces without the stars that make a word bold: those that multiply nothing.

    A star multiplies if something stands on both sides of it.
    """
    kept: list[Piece] = []
    for piece in pieces:  # behind nothing
        if piece[1] not in _STARS or (kept and kept[-1][0] not in _EDGES):
            kept.append(piece)
    kept.reverse()
    inner: list[Piece] = []
    for piece in kept:  # before nothing
        if piece[1] not in _STARS or (inner and inner[-1][0] not in _EDGES):
            inner.append(piece)
    inner.reverse()
    return inner if (len(pieces) - len(inner)) % 2 == 0 else pieces


_STARS = frozenset(["**", "*"])
_EDGES = frozenset(["end", "=", "≈", ",", ";", "break", "⇒"])


def two_bars(pieces: list[Piece]) -> list[Piece]:
    """The pieces with `||` as two bars: of a number there is no norm, but |  |x| − 1|."""
    apart: list[Piece] = []
    for piece in pieces:
        if piece[1] == "||":
            at = piece[2]
            apart += [("|", "|", at, at + 1), ("|", "|", at + 1, at + 2)]
        else:
            apart.append(piece)
    return apart
