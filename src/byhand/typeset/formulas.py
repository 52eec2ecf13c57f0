"""Mathematics as small vector pictures: many formulas in one compile, cut apart.

A formula is drawn from *symbols*, one per glyph shape. Their ids are made from their content, so
equal glyphs of different formulas share an id and a page of formulas needs each only once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from byhand.errors import OutputError
from byhand.text import Text
from byhand.typeset.engine import font_rules, svg_pages

# Room around a formula on its page: glyphs may overhang the box that Typst measures.
_MARGIN = 4.0
# A speck on the baseline, found again by its colour. It counts as an opening bracket, so that a
# minus behind it stays a sign and no space comes between.
_SPECK = "#010203"
_PREAMBLE = """#set page(width: auto, height: auto, margin: {margin}pt, fill: none)
#set text(size: {size}pt)
#let speck = math.class("opening", box(width: .001pt, height: .001pt, fill: rgb("{speck}")))
"""
# Characters that no font has: what they look like is how a missing glyph is recognised.
_NOBODY = "\U0010fffd"
_MISSING_PROBE = f"{_NOBODY}_({_NOBODY}_{_NOBODY})"
_NO_GLYPH = Text(
    en="No font here can draw a character of the formula  {source}",
    zh="没有字体能显示这个公式中的某个字符：{source}",
)
_CACHE_LIMIT = 20_000
_cache: dict[tuple[str, float], Formula] = {}


@dataclass(frozen=True, slots=True)
class Formula:
    """A typeset formula; lengths are in points, and the body's origin is its top left corner."""

    body: str  # SVG fragment, drawn in currentColor, of <use href="#g..."> and lines
    symbols: tuple[tuple[str, str], ...]  # (id, <symbol> markup) of the glyphs it uses
    width: float
    height: float
    ascent: float  # from the top to the baseline


def formulas(sources: Sequence[str], size: float = 11) -> list[Formula]:
    """Typeset the insides of many Typst `$ ... $` in one compile, in the order given."""
    found = {source: _cache[source, size] for source in sources if (source, size) in _cache}
    missing = [source for source in dict.fromkeys(sources) if source not in found]
    if missing:
        found.update(zip(missing, _typeset(missing, size), strict=True))
        if len(_cache) + len(missing) > _CACHE_LIMIT:
            _cache.clear()
        _cache.update({(source, size): found[source] for source in missing[:_CACHE_LIMIT]})
    return [found[source] for source in sources]


def sprite(used: Iterable[Formula]) -> str:
    """Every glyph of some formulas once, in a fixed order, to be put into `<defs>`."""
    symbols = {name: markup for formula in used for name, markup in formula.symbols}
    return "".join(symbols[name] for name in sorted(symbols))


def _typeset(sources: Sequence[str], size: float) -> list[Formula]:
    text = "\n".join(sources)
    preamble = _PREAMBLE.format(margin=_MARGIN, size=size, speck=_SPECK)
    # The closing dollar stands on its own line, out of reach of a comment in the formula.
    pages = "".join(f"#page[$ #speck {source}\n$]\n" for source in (*sources, _MISSING_PROBE))
    *made, probe = map(_cut, svg_pages(font_rules(text) + preamble + pages))
    hollow = {name for name, _ in probe.symbols}
    for source, formula in zip(sources, made, strict=True):
        if any(name in hollow for name, _ in formula.symbols):
            raise OutputError(_NO_GLYPH.fill(source=source))
    return made


def _cut(page: str) -> Formula:
    """One page of the compile as a formula."""
    root, inside = _ROOT.match(page), _INSIDE.search(page)
    assert root, "Typst changed its SVG"
    assert inside, "Typst changed its SVG"
    body, defs = inside["body"], inside["defs"] or ""
    names = {old: _content_id(shape) for old, shape in _SYMBOL.findall(defs)}
    symbols = {names[old]: _symbol(names[old], shape) for old, shape in _SYMBOL.findall(defs)}
    speck = _SPECK_PATH.search(body)
    assert speck, "Typst changed its SVG"
    body = body.replace(speck[0], "")
    body = _USE.sub(lambda use: f'<use href="#{names[use[1]]}"{_at(use[2], use[3])}/>', body)
    body = body.replace('fill="#000000"', "").replace('stroke="#000000"', 'stroke="currentColor"')
    body = _rounded(body.replace(' fill-rule="nonzero"', ""))
    return Formula(
        body=f'<g fill="currentColor" transform="translate(-{_MARGIN:g} -{_MARGIN:g})">{body}</g>',
        symbols=tuple(sorted(symbols.items())),
        width=round(float(root[1]) - 2 * _MARGIN, 3),
        height=round(float(root[2]) - 2 * _MARGIN, 3),
        ascent=round(float(speck[1]) + 0.001 - _MARGIN, 3),
    )


_ROOT = re.compile(r'<svg viewBox="0 0 ([\d.]+) ([\d.]+)"')
_INSIDE = re.compile(r"^<svg[^>]*>(?P<body>.*?)(?:<defs>(?P<defs>.*)</defs>)?</svg>\s*$", re.DOTALL)
_SYMBOL = re.compile(r'<symbol id="(\w+)"[^>]*>(.*?)</symbol>', re.DOTALL)
_SPECK_PATH = re.compile(
    rf'<g transform="translate\([\d.]+ ([\d.]+)\)"><path fill="{_SPECK}"[^>]*/></g>'
)
_USE = re.compile(
    r'<use xlink:href="#(\w+)" x="([\d.-]+)" y="([\d.-]+)" fill="#000000" fill-rule="nonzero"/>'
)
_LONG_NUMBER = re.compile(r"-?\d+\.\d{4,}")


@lru_cache(maxsize=4096)
def _content_id(shape: str) -> str:
    return "g" + hashlib.sha256(shape.encode()).hexdigest()[:12]


def _symbol(name: str, shape: str) -> str:
    return f'<symbol id="{name}" overflow="visible">{shape}</symbol>'


def _at(x: str, y: str) -> str:
    return "" if x == y == "0" else f' x="{x}" y="{y}"'


def _rounded(markup: str) -> str:
    # `72.` is no number to a browser: it would throw the whole transform away.
    return _LONG_NUMBER.sub(lambda n: f"{float(n[0]):.3f}".rstrip("0").rstrip("."), markup)
