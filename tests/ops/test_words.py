"""Every sentence of the catalogue: both languages, a full stop, and short enough for a margin."""

from __future__ import annotations

import re

import pytest

from byhand.ops import CATALOGUE
from byhand.text import Text

LONGEST = 110


def _sentences() -> list[tuple[str, Text]]:
    found: list[tuple[str, Text]] = []
    for name, op in CATALOGUE.items():
        texts = {"says": op.says, "says_one": op.says_one, "at_kink": op.at_kink}
        texts |= {f"says_of {operand}": text for operand, text in op.says_of.items()}
        texts |= {f"says_one_of {operand}": text for operand, text in op.says_one_of.items()}
        found += [(f"{name} {part}", text) for part, text in texts.items() if text is not None]
    return found


@pytest.mark.parametrize(("place", "text"), _sentences(), ids=lambda value: str(value)[:30])
def test_sentence(place: str, text: Text) -> None:
    assert re.fullmatch(r"[A-Z|].*\.|sign.*\.", text.en), text.en
    assert text.zh.endswith("。"), text.zh
    assert re.search(r"[\u4e00-\u9fff]{2}", text.zh), text.zh
    assert max(len(text.en), len(text.zh)) < LONGEST, f"{len(text.en)} and {len(text.zh)}"


@pytest.mark.parametrize("name", CATALOGUE)
def test_title(name: str) -> None:
    title = CATALOGUE[name].title
    assert 3 <= len(title.en) < 40, title.en
    assert re.search(r"[\u4e00-\u9fff]", title.zh) or title.zh == title.en, title.zh
    assert not title.en.endswith(".")


@pytest.mark.parametrize("name", [name for name, op in CATALOGUE.items() if op.needs])
def test_reason_why_there_is_no_value(name: str) -> None:
    for need in CATALOGUE[name].needs:
        filled = need.says.fill(**dict.fromkeys(CATALOGUE[name].operands, "−7"))
        assert re.search(r"[\u4e00-\u9fff]{2}", filled.zh), filled.zh
        # It ends inside a longer sentence, "Line 3 has no value: in 1/x it divides by 0 (x = 0)."
        assert re.fullmatch(r"it [^.{}]*", filled.en), filled.en


def test_node_rules_of_the_course_are_said() -> None:
    first_words = {name: CATALOGUE[name].says.en.split()[:2] for name in ("add", "mul", "max")}
    assert first_words == {
        "add": ["Add", "distributes:"],
        "mul": ["Multiply", "swaps:"],
        "max": ["Max", "routes:"],
    }
