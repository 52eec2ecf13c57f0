"""What holds of every page of the course: its claims hold, its words are whole."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from byhand.errors import InputError
from byhand.text import LANGS, Lang
from byhand.training.course.knowledge_map import Map
from byhand.training.course.map_places import SUBJECTS
from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.table import TOPICS, lesson

ALL = sorted(TOPICS)
GALLERY = Path(__file__).parents[3] / "gallery"


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
    problems = {path.stem for path in GALLERY.glob("*.toml")}
    shown = [name for subject in SUBJECTS for name, _ in subject.pages]
    assert len(shown) == len(set(shown)), "a page stands in one box"
    assert set(shown) - set(TOPICS) - {"optimizers"} <= problems
    assert problems <= set(shown), "a problem of the gallery is not on the map"


@pytest.mark.parametrize("lang", LANGS)
def test_every_line_of_the_map_leads_to_a_page_of_the_gallery(lang: Lang) -> None:
    svg = Map().in_language(lang).svg
    links = re.findall(r'<a href="([^"]*)">', svg)
    assert len(links) == sum(len(subject.pages) for subject in SUBJECTS)
    assert [link for link in links if not (GALLERY / "course" / link).is_file()] == []


def gallery_maker() -> ModuleType:
    """The script of the gallery as a module."""
    spec = spec_from_file_location("make", GALLERY / "make.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ALL)
def test_the_gallery_quotes_what_a_new_run_gives(
    lessons: dict[str, Lesson], name: str, lang: Lang
) -> None:
    file = f"{name}.{lang}.md"
    new = made(lessons, name).pages("md", f"{name}.{lang}", lang=lang)[file].decode()
    old = (GALLERY / "course" / file).read_text("utf-8")
    assert not gallery_maker().differ(new, old), f"{new}\n\nis not\n\n{old}"


def test_pages_differ_by_a_digit_or_by_a_word() -> None:
    differ = gallery_maker().differ
    assert not differ("after 40 steps 1.2345", "after 40 steps 1.2346")
    assert differ("after 40 steps 1.2345", "after 40 steps 1.2347")
    assert differ("after 40 steps 1.2345", "after 41 steps 1.2345")
    assert differ("after 40 steps", "within 40 steps")


@pytest.mark.parametrize("name", ALL)
def test_a_page_can_be_printed(lessons: dict[str, Lesson], name: str) -> None:
    pdf = made(lessons, name).pages("pdf", lang="zh")[f"{name}.pdf"]
    assert pdf.startswith(b"%PDF")
    assert len(pdf) > 10_000, len(pdf)
