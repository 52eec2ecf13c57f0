"""`byhand check`: one submission, a class, and every way to ask for it wrongly."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import byhand as bh

Byhand = Callable[..., CompletedProcess[str]]
PROBLEM = """
title = { en = "Neuron", zh = "神经元" }
program = "z = w*x + b; L = z^2"
ask = ["z", "dL/dz", "dL/dw"]
[given]
w = 2
x = 3
b = 1
[marks]
"dL/dw" = 2
"""
RIGHT = "z = 7\ndL/dz = 2z = 14\ndL/dw = 42\n"
FOLLOWS = "z = 6\ndL/dz = 12\ndL/dw = 36\n"


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    (tmp_path / "p.toml").write_text(PROBLEM, encoding="utf-8")
    (tmp_path / "a.txt").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(FOLLOWS, encoding="utf-8")
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "ann.txt").write_text(RIGHT, encoding="utf-8")
    (folder / "bob.txt").write_text(FOLLOWS, encoding="utf-8")
    return tmp_path


def test_everything_right(byhand: Byhand, problem: Path) -> None:
    run = byhand("check", "p.toml", "a.txt")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Score: 4 of 4. Everything that was asked is right." in run.stdout


def test_something_wrong(byhand: Byhand, problem: Path) -> None:
    run = byhand("check", "p.toml", "b.txt")
    assert run.returncode == 1
    assert "Score: 3 of 4." in run.stdout
    assert "The first mistake is in line 1" in run.stdout


def test_follow_through_can_be_off(byhand: Byhand, problem: Path) -> None:
    assert "Score: 0 of 4." in byhand("check", "p.toml", "b.txt", "--no-follow-through").stdout


def test_answers_on_the_command_line(byhand: Byhand, problem: Path) -> None:
    run = byhand("check", "p.toml", "--answers", "z = 7; dL/dz = 14; dL/dw = 42")
    assert run.returncode == 0, run.stdout


def test_answers_from_standard_input(byhand: Byhand, problem: Path) -> None:
    assert byhand("check", "p.toml", "-", stdin=RIGHT.encode()).returncode == 0
    assert byhand("check", "p.toml", "-", stdin=b"\xff\xfe\x00").returncode == 1


def test_a_decimal_comma(byhand: Byhand, problem: Path) -> None:
    answers = ("--answers", "z = 7,0; dL/dz = 14,0; dL/dw = 42,0")
    assert byhand("check", "p.toml", *answers, "--decimal-comma").returncode == 0


def test_in_chinese(byhand: Byhand, problem: Path) -> None:
    assert "批改：神经元" in byhand("check", "p.toml", "a.txt", "--lang", "zh").stdout


@pytest.mark.parametrize("name", ["r.pdf", "r.html", "r.md", "r.json", "r.tex"])
def test_reports_are_written(byhand: Byhand, problem: Path, name: str) -> None:
    run = byhand("check", "p.toml", "b.txt", "-o", name)
    assert (run.returncode, run.stdout) == (1, "")
    assert (problem / name).stat().st_size > 300


def test_json_on_standard_output(byhand: Byhand, problem: Path) -> None:
    data = json.loads(byhand("check", "p.toml", "b.txt", "--json").stdout)["data"]
    assert [line["verdict"] for line in data["lines"]] == ["wrong", "follows", "follows"]


def test_gradescope_for_one(byhand: Byhand, problem: Path) -> None:
    run = byhand("check", "p.toml", "b.txt", "--gradescope", "--out", "results")
    assert run.stdout == ""
    assert json.loads((problem / "results" / "results.json").read_bytes())["score"] == 3


def test_a_class(byhand: Byhand, problem: Path) -> None:
    run = byhand("check", "p.toml", "class")
    assert run.returncode == 0, run.stderr
    assert "2 submissions. Marks: 3.5 of 4 on average" in run.stdout
    assert len(list((problem / "class-marked").glob("*.json"))) == 2


def test_a_class_with_everything(byhand: Byhand, problem: Path) -> None:
    options = ("--summary", "s.md", "--summary", "s.json", "--gradescope", "--grades", "canvas")
    run = byhand("check", "p.toml", "class", "--out", "o", *options)
    assert (run.returncode, run.stdout) == (0, "")
    assert len(list((problem / "o" / "gradescope").glob("*.json"))) == 2
    table = (problem / "o" / "grades-canvas.csv").read_text(encoding="utf-8-sig")
    assert table.splitlines()[2:] == ["ann,,,ann,,4", "bob,,,bob,,3"]
    assert json.loads((problem / "s.json").read_bytes())["data"]["students"] == 2
    again = byhand("check", "p.toml", "class", "--out", "o", *options)
    assert again.returncode == 0, "results in the folder do not disturb"


def test_several_files_are_a_class(byhand: Byhand, problem: Path) -> None:
    assert "2 submissions." in byhand("check", "p.toml", "a.txt", "b.txt").stdout
    assert (problem / "marked").is_dir()


def test_a_class_file(byhand: Byhand, problem: Path) -> None:
    (problem / "c.csv").write_text("student,z\nann,7\nbob,6\n", encoding="utf-8")
    assert "2 submissions." in byhand("check", "p.toml", "c.csv").stdout
    (problem / "one.json").write_text('{"z": "7"}', encoding="utf-8")
    assert "Score: 1 of 4." in byhand("check", "p.toml", "one.json").stdout


def test_one_bad_file_does_not_stop_the_rest(byhand: Byhand, problem: Path) -> None:
    (problem / "class" / "c.ipynb").write_bytes(b"PK\x03\x04\xff")
    run = byhand("check", "p.toml", "class")
    assert run.returncode == 0
    assert "3 submissions." in run.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "Which problem?"),
        (("p.toml",), "nothing to mark"),
        (("p.toml", "a.txt", "--answers", "z = 7"), "not both"),
        (("p.toml", "nope.txt"), "no file nope.txt"),
        (("p.toml", "../nope"), "no file ../nope"),
        (("nope.toml", "a.txt"), "no file nope.toml"),
        (("p.toml", "a.txt", "--summary", "s.pdf"), "--summary is for a class"),
        (("p.toml", "a.txt", "--grades", "moodle"), "--grades is for a class"),
        (("p.toml", "class", "-o", "r.pdf"), "use --summary"),
        (("p.toml", "class", "--grades", "blackboard"), "moodle, canvas"),
        (("p.toml", "a.txt", "-o", "r.docx"), "docx"),
        (("p.toml", "class", "--jobs", "0"), "--jobs"),
    ],
)
def test_asked_wrongly(byhand: Byhand, problem: Path, args: tuple[str, ...], said: str) -> None:
    run = byhand("check", *args)
    assert run.returncode == 2, run.stdout
    assert said in run.stderr


def test_an_unknown_target_is_suggested(byhand: Byhand, problem: Path) -> None:
    text = PROBLEM.replace('"dL/dz"', '"dL/dzz"')
    (problem / "p.toml").write_text(text, encoding="utf-8")
    run = byhand("check", "p.toml", "a.txt")
    assert run.returncode == 2
    assert "Did you mean 'dL/dz'?" in run.stderr


def test_from_python(problem: Path) -> None:
    report = bh.check(problem / "p.toml", problem / "a.txt")
    assert (report.score, report.right, report.marked.student) == (4, True, "a")
    assert bh.check(problem / "p.toml", RIGHT, student="Ann").marked.student == "Ann"
    summary = bh.check_class(problem / "p.toml", problem / "class", problem / "out")
    assert [record["score"] for record in summary.records] == [4, 3]
