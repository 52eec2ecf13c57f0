"""Which fonts a page needs, and where they are.

Typst carries its own Latin and mathematical fonts but no Chinese one, and it draws a hollow box for
a missing character without a word. So Chinese text asks here first, and hears an error that names
the remedy instead of finding hollow boxes on paper.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from byhand.errors import OutputError
from byhand.text import Lang, Text

if TYPE_CHECKING:
    import typst

TEXT_FONT = "New Computer Modern"
MATH_FONT = "New Computer Modern Math"

# Best first; serif families go with Computer Modern.
_FAMILIES = (
    "Noto Serif SC",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Songti SC",
    "SimSun",
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
)
_FILES = (
    "NotoSerifSC*",
    "NotoSerifCJK*",
    "SourceHanSerif*",
    "Songti*",
    "simsun*",
    "NotoSansSC*",
    "NotoSansCJK*",
    "SourceHanSans*",
    "PingFang*",
    "msyh*",
    "wqy-zenhei*",
)
_MISSING = OutputError(
    Text(
        en="No font with Chinese characters was found, so they would come out as hollow boxes. "
        'Install one with:  pip install "byhand[zh]"  '
        "(or the system package fonts-noto-cjk).",
        zh="没有找到含汉字的字体，汉字会变成空心方框。"
        '请安装：pip install "byhand[zh]"（或系统软件包 fonts-noto-cjk）。',
    )
)
_CJK_RANGES = (
    (0x2E80, 0x303F),  # radicals, ideographic punctuation
    (0x3040, 0x30FF),  # kana
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),  # full-width forms
    (0x20000, 0x3FFFF),
)


def needs_cjk(source: str) -> bool:
    """Whether a text holds a character that only a Chinese font can draw.

    >>> needs_cjk("loss"), needs_cjk("损失")
    (False, True)
    """
    return any(low <= ord(c) <= high for c in source if c > "\u2e7f" for low, high in _CJK_RANGES)


def language_of(source: str) -> Lang:
    """The language whose fonts a text needs."""
    return "zh" if needs_cjk(source) else "en"


def font_folders(lang: Lang) -> list[Path]:
    """The folders with the fonts that a language needs beyond those inside Typst."""
    if lang == "en":
        return []
    folder = _packaged_folder() or _system_folder()
    if folder is None:
        raise _MISSING
    return [folder]


def cjk_family(lang: Lang) -> str | None:
    """The Chinese font family by the name Typst knows; None for a language that needs none."""
    if lang == "en":
        return None
    known = set(fonts(lang).families())
    for family in _FAMILIES:
        if family in known:
            return family
    raise _MISSING


def font_file(lang: Lang) -> Path | None:
    """The file of the Chinese font for what is not set by Typst; None where none is needed."""
    for folder in font_folders(lang):
        found = [file for pattern in _FILES for file in sorted(folder.glob(pattern))]
        if found:
            return found[0]
        raise _MISSING
    return None


def fonts(lang: Lang) -> typst.Fonts:
    """Typst's own fonts and those of the language, never those of the machine at large."""
    return _fonts(tuple(font_folders(lang)))


@lru_cache(maxsize=4)
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(f) for f in folders])


def _packaged_folder() -> Path | None:
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    return folder if any(folder.glob("*.otf")) else None


@lru_cache(maxsize=1)
def _system_folder() -> Path | None:
    """The system folder of the best Chinese font; a pattern earlier in the list wins."""
    files = [file for place in _system_places() for file in _font_files(place)]
    for pattern in _FILES:
        matching = sorted(file for file in files if file.match(pattern))
        if matching:
            return matching[0].parent
    return None


def _font_files(place: Path) -> list[Path]:
    suffixes = {".otf", ".ttf", ".ttc"}
    return [
        Path(folder, name)
        for folder, _, names in os.walk(place)
        for name in names
        if os.path.splitext(name)[1].lower() in suffixes
    ]


def _system_places() -> list[Path]:
    home = Path(os.path.expanduser("~"))
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    if sys.platform == "win32":
        return [Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts")]
    return [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".local/share/fonts",
        home / ".fonts",
    ]
