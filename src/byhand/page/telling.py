"""How a page is told, and what every page is put together with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from byhand.numeric.rounding import DIGITS
from byhand.page import phrases
from byhand.page.blocks import Block, Heading, Prose, Row, prose
from byhand.text import Text

Detail = Literal["brief", "full"]


@dataclass(frozen=True)
class Telling:
    """How a page is told."""

    title: Text = phrases.TITLE
    source: str = ""
    detail: Detail = "full"
    digits: int = DIGITS
    figures: tuple[str, ...] = ("values",)


AS_USUAL = Telling()


def sections(parts: Iterable[tuple[Text | None, list[Block]]]) -> tuple[Block, ...]:
    """The blocks of a page; a part that has a title and anything in it is a numbered section."""
    blocks: list[Block] = []
    count = 0
    for title, inside in parts:
        if title is not None and inside:
            count += 1
            blocks.append(Heading(phrases.section(count, title)))
        blocks += inside
    return tuple(blocks)


def listed(sentence: Text, rows: list[Row]) -> Prose:
    """A sentence whose `{values}` is a list of inline formulas; of names alone, `w, b and c`."""
    keys = [f"{{r{i}}}" for i in range(len(rows))]
    names = all(len(row.parts) == 1 for row in rows)
    separators = {"en": ", ", "zh": "、" if names else "，"}
    last = {"en": " and ", "zh": " 和 "} if names else separators
    lists = {
        lang: last[lang].join([comma.join(keys[:-1]), keys[-1]] if keys[1:] else keys)
        for lang, comma in separators.items()
    }
    filled = Text(
        en=sentence.en.replace("{values}", lists["en"]),
        zh=sentence.zh.replace("{values}", lists["zh"]),
    )
    return prose(filled, **{f"r{i}": row for i, row in enumerate(rows)})
