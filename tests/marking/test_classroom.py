"""A class: the same results in any order, with any number of jobs, and after a stop."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.marking.report_samples import PROBLEM, RIGHT

from byhand.errors import InputError
from byhand.marking import classroom, runners
from byhand.marking.answers import Submission
from byhand.marking.classroom import check_class
from byhand.marking.desk import Desk, Record, Setup, Task, deadline, safe_name
from byhand.problem import Problem

SCORES = {"ann": 6, "bob": 5, "cleo": 0, "dan": 0, "eve": 0, "fay": 6}


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """Right, wrong, empty, broken, hostile."""
    folder = tmp_path / "submissions"
    (folder / "fay").mkdir(parents=True)
    (folder / "ann.txt").write_text(RIGHT, encoding="utf-8")
    (folder / "bob.md").write_text(RIGHT.replace("db = -", "db = "), encoding="utf-8")
    (folder / "cleo.txt").write_text("", encoding="utf-8")
    (folder / "dan.png").write_bytes(b"\x89PNG\xff\xfe" + bytes(range(256)))
    (folder / "eve.txt").symlink_to("/etc/passwd")
    (folder / "fay" / "answers.txt").write_text(RIGHT.replace("\n", "\r\n"), encoding="utf-8")
    (folder / ".hidden").write_text("z = 1", encoding="utf-8")
    return folder


def results(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.json")}


def scores(records: Iterable[Record]) -> dict[str, float]:
    return {record["student"]: record["score"] for record in records}


def test_every_submission_has_a_result(submissions: Path, tmp_path: Path) -> None:
    summary = check_class(PROBLEM, submissions, tmp_path / "out")
    assert scores(summary.records) == SCORES
    assert len(results(tmp_path / "out")) == len(SCORES)


def test_a_link_is_not_followed(submissions: Path, tmp_path: Path) -> None:
    check_class(PROBLEM, submissions, tmp_path / "out")
    everything = b"".join(results(tmp_path / "out").values())
    assert b"root:" not in everything
    assert str(tmp_path).encode() not in everything, "no place of this computer is told"


@pytest.mark.parametrize("jobs", [2, 3])
def test_any_number_of_jobs_gives_the_same(submissions: Path, tmp_path: Path, jobs: int) -> None:
    check_class(PROBLEM, submissions, tmp_path / "one")
    check_class(PROBLEM, submissions, tmp_path / "many", jobs=jobs)
    assert results(tmp_path / "one") == results(tmp_path / "many")


def test_any_order_gives_the_same(submissions: Path, tmp_path: Path) -> None:
    files = [path for path in submissions.rglob("*.*") if path.is_file() and not path.is_symlink()]
    files = [path for path in files if path.name != ".hidden"]
    check_class(PROBLEM, files, tmp_path / "one")
    random.Random(3).shuffle(files)
    check_class(PROBLEM, files, tmp_path / "two")
    assert results(tmp_path / "one") == results(tmp_path / "two")


def test_progress_is_told(submissions: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    check_class(PROBLEM, submissions, tmp_path / "o", watch=lambda i, n, _: told.append((i, n)))
    assert told == [(i, len(SCORES)) for i in range(1, len(SCORES) + 1)]


# A stopped run -----------------------------------------------------------------------------------


class _Counted:
    """Counts the submissions that are really marked, and stops after some of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, stop: int = 10**6) -> None:
        self.marked: list[str] = []
        record = Desk.record

        def counting(desk: Desk, task: Task) -> Record:
            if len(self.marked) >= stop:
                raise KeyboardInterrupt
            self.marked.append(task.name)
            return record(desk, task)

        monkeypatch.setattr(Desk, "record", counting)


def test_a_stopped_run_goes_on_where_it_was(
    submissions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_class(PROBLEM, submissions, tmp_path / "whole")
    with monkeypatch.context() as patch:
        first = _Counted(patch, stop=3)
        with pytest.raises(KeyboardInterrupt):
            check_class(PROBLEM, submissions, tmp_path / "out")
    assert len(results(tmp_path / "out")) == 3, "what was marked before the stop is there"
    second = _Counted(monkeypatch)
    check_class(PROBLEM, submissions, tmp_path / "out")
    assert sorted(first.marked + second.marked) == sorted(
        json.loads(r)["name"] for r in results(tmp_path / "whole").values()
    )
    assert results(tmp_path / "out") == results(tmp_path / "whole")


def test_only_what_is_the_same_is_taken_again(
    submissions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_class(PROBLEM, submissions, tmp_path)
    again = _Counted(monkeypatch)
    check_class(PROBLEM, submissions, tmp_path)
    assert again.marked == []
    (submissions / "ann.txt").write_text("z = 1", encoding="utf-8")
    check_class(PROBLEM, submissions, tmp_path)
    assert again.marked == ["ann.txt"]
    summary = check_class(PROBLEM, submissions, tmp_path, follow_through=False)
    assert len(again.marked) == 1 + len(SCORES), "another scheme, other results"
    assert scores(summary.records)["ann"] == 0


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[1]", b"{}", b'{"name": 1}', b"\xff", b"[" * 10**5]
)
def test_a_damaged_result_is_made_anew(submissions: Path, tmp_path: Path, damage: bytes) -> None:
    check_class(PROBLEM, submissions, tmp_path / "out")
    whole = results(tmp_path / "out")
    for path in (tmp_path / "out").glob("*.json"):
        path.write_bytes(damage)
    check_class(PROBLEM, submissions, tmp_path / "out")
    assert results(tmp_path / "out") == whole


def test_results_inside_the_folder_are_no_submissions(submissions: Path) -> None:
    check_class(PROBLEM, submissions, submissions / "marked")
    summary = check_class(PROBLEM, submissions, submissions / "marked")
    assert scores(summary.records) == SCORES


@pytest.mark.parametrize(
    "change",
    [
        {"program": "L = w"},
        {"given": {"w": 2.5}},
        {"given": {"w": np.array([1.0, 2.0])}},
        {"given": {"w": np.array([1.0, 3.0])}},
        {"ask": ("z",)},
        {"marks": {"z": 2.0}},
        {"follow_through": False},
        {"of": "a"},
    ],
)
def test_another_problem_has_another_digest(change: dict[str, Any]) -> None:
    fields = {**vars(PROBLEM), **change}
    assert Setup(Problem(**fields)).digest != Setup(PROBLEM).digest
    assert Setup(Problem(**fields)).digest == Setup(Problem(**fields)).digest


# What goes wrong ---------------------------------------------------------------------------------


def _reading(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def broken(*_: Any) -> Any:
        raise error

    monkeypatch.setattr("byhand.marking.desk.read_file", broken)


@pytest.mark.parametrize(
    "error", [ValueError("x"), RecursionError(), MemoryError(), TimeoutError()]
)
def test_a_breakdown_is_a_result(
    submissions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    with monkeypatch.context() as patch:
        _reading(patch, error)
        summary = check_class(PROBLEM, submissions, tmp_path)
    assert len(summary.records) == len(SCORES)
    assert len(summary.tally.failed) == len(SCORES) - 1, "all but the link, which is not read"
    assert all(record["total"] == 6 for record in summary.records)
    healed = check_class(PROBLEM, submissions, tmp_path)
    assert scores(healed.records) == SCORES, "what failed is tried again"


def _dying(task: Task) -> Record:
    if task.name.startswith("bob"):
        os._exit(1)
    (desk,) = runners._DESKS.values()
    return desk.record(task)


def test_a_process_that_dies_takes_nothing_with_it(
    submissions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runners, "_record", _dying)
    summary = check_class(PROBLEM, submissions, tmp_path, jobs=2)
    assert scores(summary.records) == {**SCORES, "bob": 0}
    assert summary.tally.failed == ("bob",)


def test_what_takes_too_long_is_stopped() -> None:
    def turning() -> Iterator[int]:
        while True:
            yield 1

    with pytest.raises(TimeoutError), deadline(0.05):
        sum(turning())


def test_a_folder_without_submissions(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no submissions"):
        check_class(PROBLEM, tmp_path, tmp_path / "out")


def test_results_need_a_folder_of_their_own(submissions: Path) -> None:
    with pytest.raises(InputError, match="another folder"):
        check_class(PROBLEM, submissions, submissions)


def test_too_many_files(submissions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classroom, "_MOST_FILES", 3)
    with pytest.raises(InputError, match="more than 3 files"):
        check_class(PROBLEM, submissions, tmp_path / "out")


# Names -------------------------------------------------------------------------------------------

NAMES = [
    "ann",
    "Ann",
    "ann/",
    "ann_",
    "../ann",
    "..",
    "",
    "安",
    "安安",
    "a" * 300,
    "a" * 301,
    "a\x00",
]


def test_two_students_never_share_a_file() -> None:
    names = [safe_name(Task(name, b"")) for name in NAMES]
    assert len(set(map(str.lower, names))) == len(NAMES)
    assert all(name.isascii() and "/" not in name and "." not in name for name in names)
    assert max(map(len, names)) <= 60


def test_students_of_one_name_in_a_class_file(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text("student,z,a\nann,-1.5,0.1824\nann,3,4\n../bob,-1.5,\n", encoding="utf-8")
    summary = check_class(PROBLEM, path, tmp_path / "out")
    assert [record["score"] for record in summary.records if record["student"] == "ann"] == [2, 0]
    assert len(results(tmp_path / "out")) == 3
    assert {path.name for path in tmp_path.iterdir()} == {"class.csv", "out"}


def test_a_submission_is_known_by_what_was_handed_in() -> None:
    same = Task("a", b"z = 1").digest == Task("b", b"z = 1").digest
    assert same
    assert Task("a", b"z = 1").digest != Task("a", b"z = 2").digest
    assert Task("a", Submission("ann", ())).digest != Task("a", Submission("bob", ())).digest
