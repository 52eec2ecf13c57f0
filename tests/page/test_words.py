"""Every sentence in every language, with the same blanks to fill."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from byhand import messages
from byhand.cli import words
from byhand.ops import CATALOGUE
from byhand.page import phrases
from byhand.text import Text


def texts() -> Iterator[tuple[str, Text]]:
    for module in (phrases, messages, words):
        for name, value in vars(module).items():
            for key, text in inside(value):
                yield f"{module.__name__}.{name}{key}", text
    for op in CATALOGUE.values():
        said = {"title": op.title, "says": op.says, "says_one": op.says_one, "at_kink": op.at_kink}
        yield from ((f"{op.name}.{key}", text) for key, text in said.items() if text)
        yield from ((f"{op.name}.says_of[{x}]", text) for x, text in op.says_of.items())
        yield from ((f"{op.name}.says_one_of[{x}]", text) for x, text in op.says_one_of.items())
        yield from ((f"{op.name}.needs[{i}]", need.says) for i, need in enumerate(op.needs))


def inside(value: Any) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield "", value
    elif isinstance(value, dict):
        yield from ((f"[{key}]", text) for key, text in value.items() if isinstance(text, Text))
    elif isinstance(value, tuple):
        yield from ((f"[{i}]", text) for i, text in enumerate(value) if isinstance(text, Text))


TEXTS = dict(texts())

# Placeholders with nothing but signs around them read alike in every language.
SYMBOLIC = {"byhand.messages.WITH_VALUES", "byhand.page.phrases._SECTION"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_the_tables_are_found() -> None:
    for name in ("byhand.page.phrases.AT", "byhand.messages.EMPTY", "byhand.cli.words.APP"):
        assert name in TEXTS
    assert len(TEXTS) > 200


@pytest.mark.parametrize("name", TEXTS)
def test_a_sentence_is_in_both_languages(name: str) -> None:
    text = TEXTS[name]
    assert text.en.strip(), "no English"
    assert text.zh.strip(), "no Chinese"
    assert not CHINESE.search(text.en), text.en
    assert CHINESE.search(text.zh) or name in SYMBOLIC, text.zh


@pytest.mark.parametrize("name", TEXTS)
def test_the_blanks_are_the_same_in_both_languages(name: str) -> None:
    text = TEXTS[name]
    blanks = [set(re.findall(r"\{(\w+)", said)) for said in (text.en, text.zh)]
    assert blanks[0] == blanks[1]


@pytest.mark.parametrize("name", TEXTS)
def test_a_sentence_ends_alike_in_both_languages(name: str) -> None:
    text = TEXTS[name]
    ends = text.en.removesuffix("...").endswith("."), text.zh.endswith("。")
    assert ends[0] == ends[1], (text.en, text.zh)


def test_chinese_has_its_own_punctuation() -> None:
    # GB/T 15834: between Chinese characters stand full-width commas, colons and brackets.
    half = re.compile(r"[\u4e00-\u9fff”][,;:?!]|[,;:?!(][\u4e00-\u9fff“]")
    assert [name for name, text in TEXTS.items() if half.search(text.zh)] == []
