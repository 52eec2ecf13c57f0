"""What the menu serves of marking: one submission, and a class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from byhand.api import as_problem
from byhand.problem import Problem

if TYPE_CHECKING:
    from byhand.marking.report import Report
    from byhand.marking.summary import Summary


def check(
    problem: str | Problem | Path,
    answers: str | Path,
    *,
    student: str = "",
    follow_through: bool | None = None,
    decimal_comma: bool = False,
) -> Report:
    """Mark one submission: every line with its verdict, the first wrong one, and why.

    `answers` is text, one line for each answer, or the path of a file. `.lines`, `.score` and
    `.first_wrong` say what was found; `.write("report.pdf", lang="zh")` writes it. Raises
    `InputError` for a problem that cannot be derived; answers never raise.

    >>> report = check("L = (a - y)^2", "dL/da = 2(a - y); dL/dy = 2(a - y)")
    >>> [line.verdict for line in report.lines], report.score
    (['correct', 'mistake'], 1.0)
    """
    from byhand.marking.answers import Submission
    from byhand.marking.desk import Desk, Setup
    from byhand.marking.report import Report

    desk = Desk(Setup(as_problem(problem), follow_through, decimal_comma))
    if isinstance(answers, Path):
        from byhand.marking.read_files import read_file

        submission = read_file(answers, desk.vocabulary)
        submission = replace(submission, student=student or submission.student)
    else:
        from byhand.marking.read_text import read_answers

        text = answers if "\n" in answers else lines_of(answers)
        submission = Submission(student, read_answers(text, desk.vocabulary))
    marked = desk.marker.mark(submission)
    return Report(marked, desk.key, desk.setup.problem, desk.scheme)


def holds_a_class(problem: str | Problem | Path, path: Path) -> bool:
    """Whether a file holds the answers of several students."""
    from itertools import islice

    from byhand.marking.desk import Desk, Setup
    from byhand.marking.read_files import read_class

    desk = Desk(Setup(as_problem(problem)))
    return len(list(islice(read_class(path, desk.vocabulary), 2))) > 1


def lines_of(text: str) -> str:
    """Answers typed on one line, one below the other: they are parted by semicolons.

    A semicolon in brackets parts the rows of a matrix.

    >>> lines_of("W = [1 2; 3 4]; b = 1")
    'W = [1 2; 3 4]\\n b = 1'
    """
    depth, found = 0, []
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        found.append("\n" if char in ";；" and depth <= 0 else char)
    return "".join(found)


def check_class(
    problem: str | Problem | Path,
    submissions: str | Path | Sequence[str | Path],
    out: str | Path,
    **how: Any,
) -> Summary:
    """Mark a class: a folder of submissions, a class file, or a list of files.

    Every result is written to the folder `out` as it comes, so that a stopped run goes on where it
    was. `how` is `jobs=2` processes, or `dask="tcp://..."`; `follow_through`, `decimal_comma`;
    `watch(done, total, record)` is told after every submission.
    """
    from byhand.marking.classroom import check_class as run

    return run(as_problem(problem), submissions, out, **how)
