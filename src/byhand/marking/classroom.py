"""A class: every submission marked, every result written as it comes, a stopped run resumed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from byhand.errors import InputError
from byhand.files import write_bytes
from byhand.marking import class_words as words
from byhand.marking.answers import Submission
from byhand.marking.desk import SIZE_LIMIT, Desk, Record, Setup, Task, safe_name
from byhand.marking.read_files import read_class
from byhand.marking.runners import Runner, here, in_processes
from byhand.marking.summary import Summary
from byhand.problem import Problem

CLASS_FILES = (".csv", ".json")
"""Files that hold the answers of a whole class."""
_MOST_FILES = 200_000

Watch = Callable[[int, int, Record], None]
"""Told after every submission: how many are done, of how many, and the result."""


@dataclass(frozen=True)
class _Entry:
    """A submission that is read when its turn comes."""

    name: str
    read: Callable[[], bytes | Submission]
    student: str = ""

    def task(self) -> Task:
        """The submission, read; one that cannot be read says so."""
        return Task(self.name, self.read(), self.student)


def check_class(
    problem: Problem,
    source: str | Path | Sequence[str | Path],
    out: str | Path,
    *,
    jobs: int = 1,
    dask: str = "",
    follow_through: bool | None = None,
    decimal_comma: bool = False,
    watch: Watch | None = None,
) -> Summary:
    """Mark all submissions of a folder, of a class file, or of a list of files.

    Each result is a JSON file in `out`, written whole as it comes; where it is the result of the
    same problem, submission and version, it is taken from there. Results do not depend on `jobs`,
    nor on the order. Raises `InputError` for a problem without a key, and where nothing was
    handed in; a submission that cannot be marked is a result that says so.
    """
    desk = Desk(Setup(problem, follow_through, decimal_comma))
    runner: Runner = here if jobs == 1 else in_processes(jobs)
    if dask:
        from byhand.marking.cluster import on_cluster

        runner = on_cluster(dask)
    paths = [source] if isinstance(source, str | Path) else source
    entries = list(_entries(map(Path, paths), Path(out), desk))
    if not entries:
        raise InputError(words.NO_SUBMISSIONS.fill(path=", ".join(map(str, paths[:3]))))
    records = _Results(desk, Path(out), len(entries), watch).all(entries, runner)
    return Summary(records, desk.key, problem, desk.scheme)


class _Results:
    """The results of a run, in files and in memory."""

    def __init__(self, desk: Desk, out: Path, total: int, watch: Watch | None) -> None:
        self.desk, self.out, self.total, self.watch = desk, out, total, watch
        self.found: dict[str, Record] = {}

    def all(self, entries: Iterable[_Entry], runner: Runner) -> list[Record]:
        """Every result, by the name of its submission."""
        for task, record in runner(self.desk, self._left(entries)):
            text = json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)
            write_bytes(self._path(task), f"{text}\n".encode("utf-8", "replace"))
            self._take(task, record)
        return [self.found[name] for name in sorted(self.found)]

    def _left(self, entries: Iterable[_Entry]) -> Iterator[Task]:
        """The tasks that have no result yet."""
        for entry in entries:
            task = entry.task()
            record = self._earlier(task)
            if record is None:
                yield task
            else:
                self._take(task, record)

    def _take(self, task: Task, record: Record) -> None:
        self.found[task.name] = record
        if self.watch is not None:
            self.watch(len(self.found), self.total, record)

    def _path(self, task: Task) -> Path:
        return self.out / f"{safe_name(task)}.json"

    def _earlier(self, task: Task) -> Record | None:
        """The result of an earlier run, if it is one of exactly this."""
        try:
            record = json.loads(self._path(task).read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        blank = self.desk.recorded(task, self.desk.unmarked(task, words.DIED))
        same = ("name", "version", "problem_digest", "submission_digest")
        if not isinstance(record, dict) or record.keys() != blank.keys():
            return None
        failed = record["extra"] == blank["extra"]  # a failure may have been bad luck
        return None if failed or any(record[k] != blank[k] for k in same) else record


def _entries(paths: Iterable[Path], out: Path, desk: Desk) -> Iterator[_Entry]:
    """Every submission under some paths; names are different and in order."""
    taken: set[str] = set()
    for path in paths:
        for entry in _entries_of(path, out, desk):
            name, number = entry.name, 2
            while name in taken:
                name, number = f"{entry.name}#{number}", number + 1
            taken.add(name)
            yield replace(entry, name=name)


def _entries_of(path: Path, out: Path, desk: Desk) -> Iterator[_Entry]:
    if path.is_dir():
        yield from _folder(path, out)
    elif path.suffix.lower() in CLASS_FILES:
        for submission in read_class(path, desk.vocabulary):
            name = submission.student or "?"
            yield _Entry(name, lambda submission=submission: submission)
    else:
        yield _Entry(path.name, lambda: _content(path))


def _folder(folder: Path, out: Path) -> Iterator[_Entry]:
    """The files of a folder and of the folders in it; hidden ones and results are passed over."""
    files: list[Path] = []
    results = folder / out.resolve().relative_to(folder.resolve()) if _inside(out, folder) else None
    if results == folder:
        raise InputError(words.SAME_FOLDER.fill(path=folder))
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if any(part.startswith(".") for part in parts) or (results and results in path.parents):
            continue
        if path.is_symlink() or path.is_file():
            files.append(path)
        if len(files) > _MOST_FILES:
            raise InputError(words.TOO_MANY_FILES.fill(path=folder, limit=_MOST_FILES))
    beside = Counter(path.parent for path in files)
    for path in sorted(files):
        name = path.relative_to(folder)
        # A folder with one file is the folder of one student.
        student = name.parent.as_posix() if name.parent.name and beside[path.parent] == 1 else ""
        yield _Entry(name.as_posix(), lambda path=path: _content(path), student)


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _content(path: Path) -> bytes | Submission:
    """The bytes of a file; for one that is none, or a link, a submission that says so."""
    if path.is_symlink():
        return Submission("", (), words.A_LINK)
    try:
        with path.open("rb") as file:
            return file.read(SIZE_LIMIT + 1)
    except OSError as error:
        reason: Any = error.strerror or type(error).__name__
        return Submission("", (), words.UNREADABLE_FILE.fill(reason=reason))
