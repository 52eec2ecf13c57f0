"""What a page and a picture tell about each other, in the language of the reader."""

from __future__ import annotations

import pytest

import byhand as bh
from byhand.text import LANGS, Lang, Text

TITLED = bh.Problem("L = x*y", title=Text(en="Two wires", zh="两根导线"))


def tangle(size: int) -> str:
    """Every value is used by two others far away, which no layout engine likes."""
    lines = [f"x{i} = sin(a{i})" for i in range(7)]
    lines += [f"x{i} = x{i * 5 % (i - 1)} - x{i * 11 % i}" for i in range(7, size)]
    return "\n".join([*lines, "L = " + " + ".join(f"x{i}" for i in range(size // 2, size))])


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "byhand laid it out itself"), ("zh", "自行布局")]
)
def test_a_page_says_that_the_picture_is_plainer(lang: Lang, words: str) -> None:
    d = bh.derive(tangle(200))
    page = d.pages("typ", lang=lang, draw={"time_limit": 0.01, "direction": "LR"})
    assert words in page["derivation.typ"].decode()


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_with_an_ordinary_picture_says_nothing(lang: Lang) -> None:
    page = bh.derive("L = x*y").pages("typ", lang=lang)["derivation.typ"].decode()
    assert "Graphviz" not in page


@pytest.mark.parametrize(("lang", "title"), [("en", "Two wires"), ("zh", "两根导线")])
def test_a_picture_is_named_in_the_language_asked_for(lang: Lang, title: str) -> None:
    diagram = bh.derive(TITLED).draw(lang=lang)
    assert f"<title>{title}</title>" in diagram.svg
    assert title in diagram.source


@pytest.mark.parametrize(("lang", "name"), [("en", "computation graph"), ("zh", "计算图")])
def test_a_picture_without_a_title_has_a_name(lang: Lang, name: str) -> None:
    assert f"<title>{name}</title>" in bh.derive("L = x*y").draw(lang=lang).svg
