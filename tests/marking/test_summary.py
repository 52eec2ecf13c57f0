"""What a class did, counted by hand and by the summary."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.marking.report_samples import PROBLEM, RIGHT, key, sample

from byhand.marking.asking import scheme_of
from byhand.marking.classroom import check_class
from byhand.marking.report_data import data_of
from byhand.marking.summary import Summary
from byhand.marking.summary_plots import spread_of
from byhand.text import LANGS, Lang

SIGN = RIGHT.replace("dL/db = -0.2439", "dL/db = 0.2439")
MASK = RIGHT.replace("2(a - y) = -1.6351", "(a - y) = -0.8176")
CLASS = {"ann": RIGHT, "bob": SIGN, "cleo": SIGN, "dan": MASK, "eve": "z = 3\n", "fay": ""}


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    folder = tmp_path_factory.mktemp("class")
    for name, text in CLASS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return check_class(PROBLEM, folder, folder / "out")


def test_the_lines_are_counted(summary: Summary) -> None:
    lines = summary.tally.lines
    assert list(lines) == list(PROBLEM.ask)
    assert (lines["dL/db"].losers, lines["dL/db"].first, lines["dL/db"].lost) == (4, 2, 4)
    assert (lines["dL/da"].losers, lines["dL/da"].first) == (3, 1)
    assert (lines["z"].losers, lines["z"].verdicts["missing"]) == (2, 1)
    assert sum(sum(line.verdicts.values()) for line in lines.values()) == 6 * len(CLASS)


def test_the_mistakes_are_counted_once_for_a_student(summary: Summary) -> None:
    found = summary.tally.mistakes
    students = [one.students for one in found.values()]
    assert students == sorted(students, reverse=True)
    assert max(students) == 2, "two students have the same slip in dL/db"
    assert next(iter(found.values())).targets["dL/db"] == 2


def test_the_marks(summary: Summary) -> None:
    assert sorted(summary.tally.scores) == [0, 0, 5, 5, 5, 6]
    text = str(summary)
    assert "6 submissions. Marks: 3.5 of 6 on average, median 5, from 0 to 6." in text
    assert "Full marks: 1." in text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("suffix", ["txt", "md", "html", "tex", "typ", "pdf", "ipynb", "json"])
def test_every_format(summary: Summary, lang: Lang, suffix: str) -> None:
    files = summary.pages(suffix, "s", lang=lang)
    assert len(files[f"s.{suffix}"]) > 500


def test_the_data(summary: Summary) -> None:
    data = json.loads(summary.pages("json", "s")["s.json"])["data"]
    assert data["students"] == 6
    assert data["lines"]["dL/db"]["first_wrong"] == 2


def test_files_are_written(summary: Summary, tmp_path: Path) -> None:
    names = {path.name for path in summary.write(tmp_path / "s.md", lang="zh")}
    assert names == {"s.md", "s-marks.svg", "s-lines.svg", "s-mistakes.svg"}


def record(student: str, **more: Any) -> dict[str, Any]:
    made = {"name": student, "file": student, **data_of(sample(student, "{x} <b>").marked)}
    return {**made, **more}


def test_hostile_names_and_lines_are_words() -> None:
    hostile = [record("<script>{names}"), record("Bob $x$", extra={"failed": True})]
    page = Summary(hostile, key(), PROBLEM, scheme_of(PROBLEM, key()))
    text = str(page)
    assert "<script>{names}" in text
    assert "Bob $x$" in text
    assert "<script>" not in page.pages("html", "s")["s.html"].decode()


def test_a_class_that_is_too_long_for_a_page() -> None:
    many = [record(f"s{i}", extra={"failed": i % 2}) for i in range(500)]
    text = str(Summary(many, key(), PROBLEM, scheme_of(PROBLEM, key())))
    assert "100 more submissions are not listed here." in text
    assert "and 238 more" in text


@given(st.lists(st.integers(0, 40).map(lambda i: i / 2), max_size=30), st.integers(1, 20))
def test_every_score_is_in_one_range(scores: list[float], total: int) -> None:
    scores = [min(score, total) for score in scores]
    ranges = spread_of(scores, total)
    assert sum(count for _, _, count in ranges) == len(scores)
    assert ranges[-1][:2] == (total, total)
    assert all(low <= high for low, high, _ in ranges)
    assert all(math.isfinite(high) for _, high, _ in ranges)
