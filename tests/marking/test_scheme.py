"""Marks: what is asked, what it is worth, what a submission gets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from tests.marking.report_samples import PROBLEM, key, sample, written

from byhand.errors import InputError
from byhand.language.expr import Name, Partial
from byhand.marking.asking import asked_of, derivation_of, key_of, scheme_of
from byhand.marking.scheme import Scheme
from byhand.marking.verdicts import Line, Marked, Verdict
from byhand.problem import Problem, load

W = Partial("L", "w")
MARK = {"correct": 2.0, "other_form": 2.0, "follows": 2.0}


@pytest.mark.parametrize("verdict", get_args(Verdict))
@pytest.mark.parametrize("follow", [True, False])
def test_what_a_verdict_is_worth(verdict: Verdict, follow: bool) -> None:
    line = written(1, "dL/dw = 1", W, verdict)
    marked = Scheme({W: 2.0}, follow).applied(Marked("Ann", (line,)))
    expected = 0.0 if verdict == "follows" and not follow else MARK.get(verdict, 0.0)
    assert (marked.score, marked.total) == (expected, 2.0)
    assert (marked.lines[0].mark, marked.lines[0].of) == (expected, 2.0)


def test_a_line_that_is_not_asked_for_has_no_marks() -> None:
    line = written(1, "z = -1.5", Name("z"), "correct")
    marked = Scheme({W: 1.0}).applied(Marked("Ann", (line,)))
    assert (marked.lines[0].mark, marked.lines[0].of, marked.score, marked.total) == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("verdicts", "score"), [(("correct", "wrong"), 0), (("wrong", "correct"), 1)]
)
def test_the_last_line_about_a_target_counts(verdicts: tuple[Verdict, Verdict], score: int) -> None:
    lines = tuple(written(i, "dL/dw = 1", W, v) for i, v in enumerate(verdicts, 1))
    marked = Scheme({W: 1.0}).applied(Marked("Ann", lines))
    assert (marked.score, marked.total) == (score, 1)
    assert [line.of for line in marked.lines] == [0, 1]
    assert all(line.says for line in marked.lines), "both lines say which of them counts"


def test_the_sum_of_a_sample() -> None:
    report = sample()
    assert (report.score, report.total) == (3, 6)
    assert [line.mark for line in report.lines] == [1, 1, 0, 1, 0, 0, 0]


@pytest.mark.parametrize(
    "text", ["dL/dw", "∂L/∂w", "dL/ dw", "dL_dw", "∂L_∂w", "dw", "∂w", "grad(w)"]
)
def test_ways_to_ask_for_a_gradient(text: str) -> None:
    problem = replace(PROBLEM, ask=(text,))
    assert asked_of(problem, derivation_of(problem)) == (W,)


def test_ways_to_ask_for_other_things() -> None:
    problem = Problem("theta1 = w*x; dz = theta1^2; L = dz", ask=("θ₁", "dz", "dL/dθ₁", "ddz/dw"))
    expected = (Name("theta1"), Name("dz"), Partial("L", "theta1"), Partial("dz", "w"))
    assert asked_of(problem, derivation_of(problem)) == expected


def test_without_ask_all_gradients_are_asked_for() -> None:
    assert key_of(replace(PROBLEM, ask=())).asked == tuple(Partial("L", n) for n in "wxb")


def test_marks_without_ask_say_what_is_asked() -> None:
    problem = replace(PROBLEM, ask=(), marks={"dL/dw": 3.0, "z": 0.5})
    found = key_of(problem)
    assert found.asked == (W, Name("z"))
    assert scheme_of(problem, found).marks == {W: 3.0, "z": 0.5}


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"ask": ("dL/dv",)}, "dL/d"),
        ({"ask": ("q",)}, "'q'"),
        ({"ask": ("__import__('os')",)}, "__import__"),
        ({"marks": {"dL/dx": 1.0}}, "not asked"),
    ],
)
def test_what_a_problem_does_not_have(changes: dict[str, object], hint: str) -> None:
    problem = replace(PROBLEM, **changes)  # pyright: ignore[reportArgumentType]
    with pytest.raises(InputError, match=hint.replace("(", r"\(").replace(")", r"\)")):
        scheme_of(problem, key_of(problem))


def write(folder: Path, text: str) -> Path:
    path = folder / "problem.toml"
    path.write_text(f'program = "L = w*x"\n{text}', encoding="utf-8")
    return path


def test_a_problem_file_says_what_is_asked(tmp_path: Path) -> None:
    text = 'ask = ["L", "dL/dw"]\n[marks]\n"dL/dw" = 2.5\nL = 1\nfollow_through = false'
    problem = load(write(tmp_path, text))
    assert problem.ask == ("L", "dL/dw")
    assert problem.marks == {"dL/dw": 2.5, "L": 1.0}
    assert problem.follow_through is False
    scheme = scheme_of(problem, key_of(problem))
    assert (scheme.total, scheme.follow_through) == (3.5, False)
    assert scheme_of(problem, key_of(problem), follow_through=True).follow_through


@pytest.mark.parametrize(
    "text",
    [
        'ask = "dL/dw"',
        "ask = [1]",
        "marks = 3",
        "[marks]\nL = true",
        '[marks]\nL = "two"',
        "[marks]\nL = -1",
        "[marks]\nL = nan",
        "[marks]\nL = inf",
        "[marks]\nL = 1e9",
        "[marks]\nL = [1]",
        "[marks]\nL = {of = 1}",
        '[marks]\nfollow_through = "yes"',
        "mark = 3",
    ],
)
def test_a_problem_file_that_says_it_wrongly(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        load(write(tmp_path, text))


def test_a_million_lines_are_marked_in_no_time() -> None:
    line = Line(W, "wrong")
    marked = Scheme({W: 1.0}).applied(Marked("Ann", (line,) * 100_000))
    assert marked.total == 1
    assert key().asked
