"""HTML: well formed, self-contained, harmless."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from tests.writers.sample import BLOCKS, FIGURE, HOSTILE, PAGE, PICTURES, Square

from byhand.page.blocks import Document
from byhand.text import LANGS, Lang
from byhand.writers.html import write

_EMPTY = {"meta", "br", "img", "link", "use", "path", "rect", "circle", "line", "polygon"}


class Reader(HTMLParser):
    """Collects tags, attributes and words, and checks that every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.words: dict[str, str] = {}
        self.feed(html)
        self.close()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.words.setdefault(self.open[-1], data)

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.attributes if key == name]


def html(lang: Lang = "en", document: Document = PAGE) -> str:
    return write(document, lang, PICTURES, "p")["p.html"].decode()


@pytest.mark.parametrize("lang", LANGS)
def test_every_tag_is_closed(lang: Lang) -> None:
    page = Reader(html(lang))
    assert page.open == []
    assert page.tags["h2"] == page.tags["table"] == page.tags["figure"] == 1


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_runs_and_nothing_is_fetched(lang: Lang) -> None:
    page = Reader(html(lang))
    assert not page.tags.keys() & {"script", "link", "iframe", "object", "img", "a", "b"}
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "src"]
    assert all(value.startswith("#") for value in page.values("href"))
    assert "url(" not in html(lang)
    assert "@import" not in html(lang)


@pytest.mark.parametrize("lang", LANGS)
def test_a_hostile_title_is_only_words(lang: Lang) -> None:
    page = Reader(html(lang))
    assert page.words["title"] == page.words["h1"] == HOSTILE.say(lang)


@pytest.mark.parametrize(("lang", "tag"), [("en", "en"), ("zh", "zh-CN")])
def test_the_page_says_its_language(lang: Lang, tag: str) -> None:
    assert Reader(html(lang)).values("lang") == [tag]


def test_every_glyph_that_is_used_is_there_once() -> None:
    page = Reader(html())
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {value[1:] for value in page.values("href")} <= set(ids)


def test_pictures_with_the_same_ids_stay_apart() -> None:
    other = FIGURE.__class__("blank", FIGURE.caption)
    pictures = {"values": Square(90, 80), "blank": Square(90, 80, "M9 9h1v1z")}
    text = write(Document(HOSTILE, (FIGURE, other)), "en", pictures, "p")["p.html"].decode()
    page = Reader(text)
    assert {"g0", "blank-g0", "values-node-w", "blank-node-w"} <= set(page.values("id"))
    assert '<use href="#blank-g0"' in text


def test_formulas_carry_their_latex() -> None:
    page = Reader(html())
    labels = page.values("aria-label")
    assert r"\partial L/\partial w \approx 0.2439" in labels
    assert any(r"\frac{\partial L}{\partial \mathrm{loss}}" in label for label in labels)
    assert page.tags["details"] == 2
    assert page.values("role") == ["img"] * len(labels)


def test_glyphs_have_the_colour_of_the_text() -> None:
    formulas = re.findall(r'<svg class="math".*?</svg>', html(), re.DOTALL)
    assert len(formulas) > 10
    assert all('fill="currentColor"' in formula for formula in formulas)
    assert not [formula for formula in formulas if "#000" in formula]


def test_formulas_stand_on_the_line() -> None:
    document = Document(HOSTILE, BLOCKS[7:8])
    style = re.findall(r"vertical-align:(-?[\d.]+)em", html(document=document))
    assert len(style) == 1
    assert -0.5 < float(style[0]) < 0


def test_there_is_a_look_for_dark_screens_and_for_paper() -> None:
    assert "prefers-color-scheme: dark" in html()
    assert "@media print" in html()
