"""What holds of every page of the course: its claims hold, its words are whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from byhand.errors import InputError
from byhand.text import LANGS, Lang
from byhand.training.course.knowledge_map import Map
from byhand.training.course.map_places import SUBJECTS
from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.table import TOPICS, lesson

ALL = sorted(TOPICS)


@pytest.fixture(scope="module")
def lessons() -> dict[str, Lesson]:
    return {}


def made(lessons: dict[str, Lesson], name: str) -> Lesson:
    """Every run once for all tests of this file."""
    if name not in lessons:
        lessons[name] = lesson(name, {})
    return lessons[name]


@pytest.mark.parametrize("name", ALL)
def test_every_claim_holds(lessons: dict[str, Lesson], name: str) -> None:
    page = made(lessons, name)
    fails = [claim.prose.text.en for claim in page.claims if not claim.holds]
    assert page.claims, f"{name} claims nothing"
    assert fails == [], f"{name}: {page.numbers}"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ALL)
def test_the_page_is_whole(lessons: dict[str, Lesson], name: str, lang: str) -> None:
    text = made(lessons, name).pages("txt", lang=lang)[f"{name}.txt"].decode()  # type: ignore[arg-type]
    assert re.findall(r"\{[a-z_]\w*\}", text) == [], "a placeholder was not filled"
    assert "`" not in text
    assert "nan" not in text.split()


@pytest.mark.parametrize("name", ALL)
def test_a_setting_that_makes_no_sense_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="no_such_setting"):
        lesson(name, {"no_such_setting": 1})
    for key in TOPICS[name].settings:
        with pytest.raises(InputError, match=key):
            lesson(name, {key: "much"})
        with pytest.raises(InputError, match=key):
            lesson(name, {key: float("nan")})


def test_an_unknown_topic_gets_a_suggestion() -> None:
    with pytest.raises(InputError, match="Did you mean 'learning_rate'"):
        lesson("learning_rat", {})


def test_the_map_names_pages_that_exist() -> None:
    gallery = Path(__file__).parents[3] / "gallery"
    problems = {path.stem for path in gallery.glob("*.toml")}
    shown = [name for subject in SUBJECTS for name, _ in subject.pages]
    assert len(shown) == len(set(shown)), "a page stands in one box"
    assert set(shown) - set(TOPICS) - {"optimizers"} <= problems
    assert problems <= set(shown), "a problem of the gallery is not on the map"


@pytest.mark.parametrize("lang", LANGS)
def test_every_line_of_the_map_is_a_link_to_its_page(lang: Lang) -> None:
    svg = Map().in_language(lang).svg
    links = re.findall(r'<a href="([^"]*)">', svg)
    assert sorted(links) == sorted(f"{n}.{lang}.html" for s in SUBJECTS for n, _ in s.pages)
    assert links
