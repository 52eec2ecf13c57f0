"""One submission after the other, marked so that nothing that a student hands in stops the rest."""

from __future__ import annotations

import hashlib
import os
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from byhand.errors import InputError
from byhand.marking import class_words as words
from byhand.marking.answers import Submission, Vocabulary
from byhand.marking.asking import key_of, scheme_of
from byhand.marking.judge import Marker
from byhand.marking.read_files import read_file
from byhand.marking.report_data import data_of
from byhand.marking.verdicts import Line, Marked
from byhand.page.blocks import prose
from byhand.problem import Problem
from byhand.text import Text
from byhand.version import VERSION

SECONDS = 30.0
"""The time that one submission may take; the main thread of a process keeps it."""
SIZE_LIMIT = 20_000_000
"""The most bytes of a submission that are read."""

Record = dict[str, Any]
"""A marked submission as `data_of` gives it, with what it is the result of."""


@dataclass(frozen=True)
class Setup:
    """Everything that decides how submissions are marked."""

    problem: Problem
    follow_through: bool | None = None
    decimal_comma: bool = False

    @cached_property
    def digest(self) -> str:
        """A fingerprint: two setups with one digest give every submission the same marks."""
        parts = [VERSION, repr(self.follow_through), repr(self.decimal_comma)]
        for name, value in sorted(vars(self.problem).items()):
            parts += [name, _spelled(value)]
        return digest_of("\x1f".join(parts).encode("utf-8", "surrogatepass"))


def _spelled(value: Any) -> str:
    """A value in characters, arrays by all their bytes."""
    if isinstance(value, Mapping):
        return repr([(key, _spelled(entry)) for key, entry in sorted(value.items())])
    if hasattr(value, "tobytes"):
        return f"{value.dtype} {value.shape} {digest_of(value.tobytes())}"
    return repr(value)


def digest_of(content: bytes) -> str:
    """The SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Task:
    """One submission: who handed it in, under which name, and what."""

    name: str
    """What tells it from all others: its path in the folder, or its place in a class file."""
    content: bytes | Submission
    """A file as it is, or what was read from a file of a whole class."""
    student: str = ""
    """Who it is, where the content does not say."""

    @cached_property
    def digest(self) -> str:
        """A fingerprint of what was handed in."""
        if isinstance(self.content, bytes):
            return digest_of(self.content)
        said = [self.content.student, repr(self.content.error)]
        said += [answer.text for answer in self.content.answers]
        return digest_of("\x1f".join(said).encode("utf-8", "surrogatepass"))


@dataclass
class Desk:
    """A problem with its key made, ready to mark; a process makes one."""

    setup: Setup
    seconds: float = SECONDS
    _lock: Any = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self.key = key_of(self.setup.problem)
        self.scheme = scheme_of(self.setup.problem, self.key, self.setup.follow_through)
        self.marker = Marker(self.key)

    @property
    def vocabulary(self) -> Vocabulary:
        """The names by which answers are understood."""
        return replace(self.key.vocabulary, decimal_comma=self.setup.decimal_comma)

    def marked(self, submission: Submission) -> Marked:
        """A submission with verdicts and marks."""
        with self._lock:  # the marker remembers what it has tried
            return self.scheme.applied(self.marker.mark(submission))

    def record(self, task: Task) -> Record:
        """The result of a task; whatever goes wrong with it is in the result."""
        try:
            with deadline(self.seconds):
                marked = self.marked(self.read(task))
        except TimeoutError:
            marked = self.unmarked(task, words.TOO_LONG.fill(seconds=f"{self.seconds:g}"))
        except InputError as error:
            marked = self.unmarked(task, error.message)
        except Exception as error:
            marked = self.unmarked(task, words.BROKE.fill(reason=type(error).__name__))
        return self.recorded(task, marked)

    def unmarked(self, task: Task, reason: Text) -> Marked:
        """A submission that could not be marked: everything is missing."""
        lines = tuple(Line(target, "missing") for target in self.key.asked)
        note = prose(words.NOT_MARKED, reason=reason)
        extra = {"failed": True}
        return self.scheme.applied(Marked(student_of(task), lines, (note,), extra=extra))

    def recorded(self, task: Task, marked: Marked) -> Record:
        """The result as data, with the fingerprints of what it is the result of."""
        made = {"name": task.name, "file": safe_name(task), "version": VERSION}
        made |= {"problem_digest": self.setup.digest, "submission_digest": task.digest}
        return {**made, **data_of(marked)}

    def read(self, task: Task) -> Submission:
        """What was handed in, line by line."""
        student = student_of(task)
        if isinstance(task.content, Submission):
            return replace(task.content, student=student)
        if len(task.content) > SIZE_LIMIT:
            size = {"size": len(task.content), "limit": SIZE_LIMIT}
            return Submission(student, (), words.TOO_LARGE.fill(**size))
        with _copy_of(task) as path:
            found = read_file(path, self.vocabulary)
        error = found.error and _without(found.error, path, Path(task.name).name)
        named = task.student or found.student
        unnamed = path.stem in found.student
        return replace(found, student=student if unnamed else named, error=error)


@contextmanager
def _copy_of(task: Task) -> Iterator[Path]:
    """A copy under a harmless name, which a worker on another computer can read too."""
    assert isinstance(task.content, bytes), "only files have copies"
    handle, name = tempfile.mkstemp(prefix="byhand-", suffix=_suffix(task.name))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(task.content)
        yield Path(name)
    finally:
        os.unlink(name)


def student_of(task: Task) -> str:
    """Who a submission is from: what it says, else its file."""
    if task.student:
        return task.student
    if isinstance(task.content, Submission) and task.content.student:
        return task.content.student
    return str(Path(task.name).with_suffix(""))


def _without(text: Text, path: Path, name: str) -> Text:
    """An error that names the file as the student did."""
    for copy in (str(path), path.name, path.stem):
        text = Text(en=text.en.replace(copy, name), zh=text.zh.replace(copy, name))
    return text


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) < 10 else ".txt"


def safe_name(task: Task) -> str:
    """A file name for a result: harmless characters, and a digest that no other task shares."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in task.name)
    digest = digest_of(task.name.encode("utf-8", "surrogatepass"))
    return f"{kept.strip('_')[:40] or 'answers'}-{digest[:12]}"


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise `TimeoutError` inside, once so much time has gone by; only where signals can."""
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
