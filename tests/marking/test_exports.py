"""What Gradescope, Moodle and Canvas are given."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from tests.marking.report_samples import sample

from byhand.marking.exports import Platform, grades, gradescope, safe
from byhand.marking.report_data import data_of
from byhand.text import LANGS, Lang, same


def record(student: str = "ann", name: str = "ann.txt", injected: str = "") -> dict[str, Any]:
    return {"name": name, "file": "x", **data_of(sample(student, injected).marked)}


def table(records: list[dict[str, Any]], platform: Platform, lang: Lang = "en") -> list[list[str]]:
    text = grades(records, platform, same("Homework 1"), lang).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


# https://gradescope-autograders.readthedocs.io/en/latest/specs/
RESULT = {"score", "output", "output_format", "visibility", "tests"}
TEST = {"name", "name_format", "score", "max_score", "output", "output_format", "visibility"}


@pytest.mark.parametrize("lang", LANGS)
def test_gradescope(lang: Lang) -> None:
    result = json.loads(gradescope(record(), lang))
    assert set(result) == RESULT
    assert all(set(test) == TEST for test in result["tests"])
    assert [test["name"] for test in result["tests"]] == [
        "z",
        "a",
        "dL/da",
        "dL/dz",
        "dL/dw",
        "dL/db",
    ]
    assert sum(test["score"] for test in result["tests"]) == result["score"] == 3
    assert sum(test["max_score"] for test in result["tests"]) == 6
    assert {test["output_format"] for test in result["tests"]} == {"text"}
    assert {test["visibility"] for test in result["tests"]} == {"visible"}


def test_gradescope_says_what_is_wrong() -> None:
    outputs = [test["output"] for test in json.loads(gradescope(record()))["tests"]]
    assert outputs[2].startswith("Line 3: dL/da = a - y\n✗ wrong: one branch only")
    assert "never opened" in outputs[4]
    assert outputs[5] == "– missing"


def test_canvas() -> None:
    rows = table([record("ann"), record("12345"), record("x@y.edu")], "canvas")
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Homework 1"]
    assert rows[1] == ["Points Possible", "", "", "", "", "6"]
    assert rows[2] == ["ann", "", "", "ann", "", "3"]
    assert rows[3] == ["12345", "", "12345", "", "", "3"]
    assert rows[4] == ["x@y.edu", "", "", "x@y.edu", "", "3"]


def test_moodle() -> None:
    head, *rows = table([record("ann"), record("12345"), record("x@y.edu")], "moodle")
    by_name = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["Username"] for row in by_name] == ["ann", "", ""]
    assert [row["ID number"] for row in by_name] == ["", "12345", ""]
    assert [row["Email address"] for row in by_name] == ["", "", "x@y.edu"]
    assert {row["Homework 1"] for row in by_name} == {"3"}
    assert {row["Maximum grade"] for row in by_name} == {"6"}
    assert "one branch only" in by_name[0]["Feedback comments"]


def test_packed_submissions_say_who_they_are_from() -> None:
    moodle = record("x", "Ann Lee_1234567_assignsubmission_file_/answers.txt")
    row = dict(zip(*table([moodle], "moodle"), strict=True))
    assert (row["Identifier"], row["Full name"]) == ("Participant 1234567", "Ann Lee")
    for name in ("leeann_4711_98765_answers.txt", "leeann_LATE_4711_98765_answers.txt"):
        (*_, row) = table([record("x", name)], "canvas")
        assert row[:2] == ["leeann", "4711"]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "|x", "\u200b=1"]


@pytest.mark.parametrize("cell", FORMULAS)
@pytest.mark.parametrize("platform", ["moodle", "canvas"])
def test_no_cell_is_a_formula(cell: str, platform: Platform) -> None:
    assert safe(cell).startswith("'")
    rows = table([record(cell, f"{cell}.txt", injected=cell)], platform)
    for row in rows:
        assert not [c for c in row if c[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "|")]


@pytest.mark.parametrize("platform", ["moodle", "canvas"])
def test_a_table_has_the_same_columns_in_every_row(platform: Platform) -> None:
    hostile = [record('a",b\n"c', injected='"\n,;\r\n'), record("x\x00\ud800")]
    rows = table(hostile, platform)
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == (3 if platform == "moodle" else 4)
