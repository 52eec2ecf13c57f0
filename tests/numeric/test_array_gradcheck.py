"""The gradient check of arrays: a line for every entry, kinks entry by entry, large arrays."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import byhand as bh
from byhand.cli.main import main
from byhand.graph import build
from byhand.language.parse import parse
from byhand.numeric.gradcheck import gradcheck

W = np.array([[1.0, -2.0, 0.5], [0.25, 1.5, -1.0]])
X = np.array([0.5, -1.0, 2.0])


def test_every_entry_has_a_line() -> None:
    report = bh.gradcheck("b: 2; L = sum(tanh(W @ x + b)^2)", at={"W": W, "x": X, "b": [1, 2]})
    names = {line.name for line in report.lines}
    expected = {f"W[{i},{j}]" for i in range(2) for j in range(3)}
    assert names == expected | {"x[0]", "x[1]", "x[2]", "b[0]", "b[1]"}
    assert {line.verdict for line in report.lines} == {"ok"}
    assert report
    assert report.partly == {}
    worst = [line.maxdiff for line in report.lines]
    assert worst == sorted(worst, reverse=True)


def test_a_number_among_arrays_keeps_its_name() -> None:
    report = bh.gradcheck("L = sum(x^2)*s", at={"x": X, "s": 3})
    lines = {line.name: line.exact for line in report.lines}
    assert lines == {"x[0]": 3, "x[1]": -6, "x[2]": 12, "s": pytest.approx(5.25)}


def test_a_wrong_entry_is_found() -> None:
    graph = build(parse("L = sum(W @ x)"))
    right = {"W": np.tile(X, (2, 1)), "x": W.sum(axis=0)}
    assert gradcheck(graph, "L", {"W": W, "x": X}, right, arrays=True)
    wrong = {**right, "W": right["W"].copy()}
    wrong["W"][1, 2] += 0.5
    report = gradcheck(graph, "L", {"W": W, "x": X}, wrong, arrays=True)
    assert not report
    differs = [line for line in report.lines if line.verdict == "differs"]
    assert [line.name for line in differs] == ["W[1,2]"] == [report.lines[0].name]
    assert differs[0].maxdiff == pytest.approx(0.5, abs=1e-6)


def test_a_kink_is_that_of_an_entry() -> None:
    report = bh.gradcheck("L = sum(relu(x)) + max(y)", at={"x": [1, 0, -1], "y": [2, 2, 1]})
    verdicts = {line.name: line.verdict for line in report.lines}
    ok = dict.fromkeys(("x[0]", "x[2]", "y[2]"), "ok")
    assert verdicts == {**ok, "x[1]": "kink", "y[0]": "kink", "y[1]": "kink"}


@pytest.mark.parametrize("program", ["L = sum(maxpool2d(x, 2))", "L = sum(max(x, axis=1))"])
def test_a_tie_in_a_window_is_a_kink(program: str) -> None:
    x = np.array([[1.0, 3.0], [3.0, 3.0]])
    report = bh.gradcheck(program, at={"x": x})
    assert "kink" in {line.verdict for line in report.lines}
    assert report


def test_the_edge_of_the_domain() -> None:
    report = bh.gradcheck("L = sum(x^1.5)", at={"x": [0, 1]})
    assert {line.name: line.verdict for line in report.lines} == {"x[0]": "edge", "x[1]": "ok"}


def test_of_a_large_array_some_entries_and_a_direction() -> None:
    x = np.random.default_rng(1).normal(size=(40, 30))
    report = bh.gradcheck("L = sum(sin(x))", at={"x": x})
    assert report
    checked, entries = report.partly["x"]
    assert (checked, entries) == (100, 1200)
    assert len(report.lines) == 101
    mixed = next(line for line in report.lines if line.name == "x·d")
    assert mixed.exact == pytest.approx(mixed.approximate, rel=1e-6)
    largest = np.unravel_index(np.abs(np.cos(x)).argmax(), x.shape)
    assert f"x[{largest[0]},{largest[1]}]" in {line.name for line in report.lines}


def test_a_wrong_entry_that_has_no_line_is_found_along_the_direction() -> None:
    x = np.random.default_rng(1).normal(size=(40, 30))
    gradient = np.cos(x)
    gradient[0, 1] += 1
    report = gradcheck(build(parse("L = sum(sin(x))")), "L", {"x": x}, {"x": gradient}, arrays=True)
    differs = [line.name for line in report.lines if line.verdict == "differs"]
    assert set(differs) <= {"x[0,1]", "x·d"}
    assert "x·d" in differs


def test_indices_are_not_moved() -> None:
    report = bh.gradcheck("L = sum(x[i]^2)", at={"x": X, "i": [0, 0]})
    assert {line.name for line in report.lines} == {"x[0]", "x[1]", "x[2]"}


@pytest.mark.parametrize(
    ("lang", "says"), [("en", "x has 1,200 entries; 99 of them"), ("zh", "x 有 1,200 个元素")]
)
def test_the_command_says_what_it_left_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, lang: str, says: str
) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"x": np.ones((40, 30)).tolist()}), "utf-8")
    args = ["gradcheck", "-e", "L = sum(x^2)", "--at", str(path)]
    assert main([*args, "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert says in out, out
    assert main([*args, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["partly"] == {"x": [99, 1200]}
