"""The homework in the gallery: its pages are what a new run gives, and it shows what it says."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

import byhand as bh
from byhand.marking.report import Report

GALLERY = Path(__file__).parents[2] / "gallery"
HOMEWORK = GALLERY / "homework"


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery_make", GALLERY / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def marked(name: str) -> Report:
    problem = GALLERY / f"{name.partition('-')[0]}.toml"
    return bh.check(problem, HOMEWORK / f"{name}.txt")


def test_the_committed_pages_are_what_a_new_run_gives(make: ModuleType, tmp_path: Path) -> None:
    reports = [(a, bh.check(make.problem_of(a), a)) for a in make.submissions()]
    classes = [
        (a, bh.check_class(make.problem_of(a), a, tmp_path / "results")) for a in make.classes()
    ]
    assert len(reports) == 2
    assert len(classes) == 1
    for answers, told in [*reports, *classes]:
        written = make.pages(told, answers.stem, tmp_path, ("md",))
        for page in (path for path in written if path.suffix == ".md"):
            new, old = page.read_text("utf-8"), (HOMEWORK / page.name).read_text("utf-8")
            assert not make.differ(new, old), f"{page.name} is not what is committed:\n{new}"


def test_three_mistakes_are_named_at_their_lines() -> None:
    report = marked("sigmoid_neuron-three_mistakes")
    found = {
        line.answer.line: line.mistakes[0].mistake.name
        for line in report.lines
        if line.answer and line.verdict == "mistake"
    }
    assert found == {7: "factor_half", 8: "wrong_activation", 11: "input_for_weight"}
    verdicts = [line.verdict for line in report.lines]
    assert verdicts == [
        *["correct"] * 3,
        *["mistake"] * 2,
        "follows",
        "correct",
        "mistake",
        *["follows"] * 2,
    ]
    assert (report.score, report.total) == (2, 3)


def test_an_unusual_form_is_right_throughout() -> None:
    report = marked("two_layer_network-unusual_form")
    assert report.right
    assert report.first_wrong is None
    assert {line.verdict for line in report.lines} == {"correct", "other_form", "unjudged"}
    own = [str(line.target) for line in report.lines if line.verdict == "unjudged"]
    assert len(own) == 3, own


def test_the_class_has_a_frequent_mistake(tmp_path: Path) -> None:
    folder = HOMEWORK / "sigmoid_neuron-class"
    summary = bh.check_class(GALLERY / "sigmoid_neuron.toml", folder, tmp_path)
    data = json.loads(summary.pages("json")["summary.json"])["data"]
    assert data["students"] == len(list(folder.iterdir())) == 14
    students = {name: one["students"] for name, one in data["mistakes"].items()}
    assert max(students, key=lambda name: students[name]) == "factor_half"
    assert students["factor_half"] == 5, students
    assert not data["failed"], "every file can be read, the one in UTF-16 too"
