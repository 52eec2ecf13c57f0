"""Typst source in, pages out; compiled inside this process, with the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from byhand.errors import OutputError
from byhand.text import Text
from byhand.typeset.fonts import cjk_family, fonts, language_of

_FAILED = Text(
    en="The page could not be typeset: {why}",
    zh="无法排版：{why}",
)
_MAIN = "main.typ"


def svg_pages(source: str, files: Mapping[str, bytes] | None = None) -> list[str]:
    """Every page of a Typst source as an SVG."""
    return [page.decode() for page in _compile(source, files, format="svg")]


def png_pages(
    source: str, ppi: float = 144, files: Mapping[str, bytes] | None = None
) -> list[bytes]:
    """Every page of a Typst source as a PNG."""
    return _compile(source, files, format="png", ppi=ppi)


def pdf(source: str, files: Mapping[str, bytes] | None = None) -> bytes:
    """A Typst source as a PDF; the same source always gives the same bytes."""
    return _compile(source, files, format="pdf")[0]


def font_rules(source: str) -> str:
    """The Typst rules that set text and mathematics in byhand's fonts, Chinese where needed.

    A page that uses them and holds Chinese never falls back on a font by accident.
    """
    family = cjk_family(language_of(source))
    more = "" if family is None else f', "{family}"'
    return (
        f'#set text(font: ("New Computer Modern"{more}))\n'
        f'#show math.equation: set text(font: ("New Computer Modern Math"{more}))\n'
    )


def _compile(source: str, files: Mapping[str, bytes] | None, **options: Any) -> list[bytes]:
    import typst

    # A date would change the bytes from one second to the next. The rule shares the first line, so
    # the line numbers in an error message stay those of the source.
    main = ("#set document(date: none);" + source).encode()
    named: Any = {**(files or {}), _MAIN: main}
    try:
        made = typst.compile(named, font_paths=fonts(language_of(source)), timestamp=0, **options)
    except typst.TypstError as error:
        raise OutputError(_FAILED.fill(why=error.diagnostic.strip())) from error
    return made if isinstance(made, list) else [made]
