"""Pictures inside a page: their ids made unique, their glyphs shared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from itertools import count

_PROLOG = re.compile(r"^\s*(?:<\?xml.*?\?>|<!DOCTYPE[^>]*>|<!--.*?-->|\s)*", re.DOTALL)
_ROOT = re.compile(r"<svg\b[^>]*>")
_VIEW = re.compile(r'viewBox="[^"]*"')
_SYMBOL = re.compile(r'<symbol id="([^"]+)"[^>]*>.*?</symbol>', re.DOTALL)
_ID = re.compile(r'(?<=\sid=")[^"]+(?=")')
_USED = re.compile(r'(?<=href="#)[^"]+(?=")|(?<=url\(#)[^)]+(?=\))')


class Symbols:
    """The glyphs of a page, each once."""

    def __init__(self) -> None:
        self._markup: dict[str, str] = {}

    def add(self, symbols: Iterable[tuple[str, str]]) -> None:
        """Glyphs whose ids are made from their content."""
        self._markup.update(symbols)

    def share(self, name: str, markup: str) -> bool:
        """Take in a glyph of a picture, unless another one has its id."""
        return self._markup.setdefault(name, markup) == markup

    def markup(self) -> str:
        """All of them, in a fixed order."""
        return "".join(self._markup[name] for name in sorted(self._markup))


_PLACED = re.compile(r'<g transform="([^"]+)"><use href="([^"]+)"/></g>')
_GLYPH = re.compile(r'(?<= id=")g[0-9a-f]{12}(?=")|(?<=href="#)g[0-9a-f]{12}(?=")')


def compact(html: str) -> str:
    """The same page with short names for glyphs, which are most of what it is made of."""
    html = _PLACED.sub(r'<use href="\2" transform="\1"/>', html)
    taken = set(_ID.findall(html))
    free = (name for name in map("g{}".format, count()) if name not in taken)
    names = {glyph: next(free) for glyph in dict.fromkeys(_GLYPH.findall(html))}
    return _GLYPH.sub(lambda glyph: names[glyph[0]], html)


def inlined(svg: str, *, prefix: str, label: str, style: str, symbols: Symbols) -> str:
    """An SVG as an element of a page: glyphs move to `symbols`, other ids get the prefix."""
    shared: set[str] = set()

    def take(found: re.Match[str]) -> str:
        if not symbols.share(found[1], found[0]):
            return found[0]
        shared.add(found[1])
        return ""

    def renamed(found: re.Match[str]) -> str:
        return found[0] if found[0] in shared else prefix + found[0]

    body = _SYMBOL.sub(take, _PROLOG.sub("", svg, count=1))
    body = _USED.sub(renamed, _ID.sub(lambda found: prefix + found[0], body))
    root = _ROOT.search(body)
    view = _VIEW.search(root[0]) if root else None
    assert root, "a picture is an SVG"
    assert view, "a picture has a viewBox"
    start = f'<svg role="img" aria-label="{escape(label)}" {view[0]} style="{style}">'
    return (start + body[root.end() :]).strip()
