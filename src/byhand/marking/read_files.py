"""Homework from files: text, Markdown, notebooks, fillable pages, JSON, and tables of a class.

A file has 2 MB at most, 10 MB if it holds a class. Links are not followed, nothing outside the
folder is opened, names are shown and never open or write a file. What cannot be read is a
submission with an `error`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from byhand.errors import InputError, printable
from byhand.marking import read_words
from byhand.marking.answers import Answer, Submission, Vocabulary
from byhand.marking.read_markup import notebook_sheet, page_sheet
from byhand.marking.read_readers import reader_of
from byhand.marking.read_sheets import CLASS_LIMIT, FILE_LIMIT, Sheet, file_text, student_name
from byhand.marking.read_tables import csv_sheets, json_sheets
from byhand.marking.read_text import read_answers

FOLDER_LIMIT = 20_000
"""How many files a folder of submissions may hold."""
KINDS = (".txt", ".md", ".markdown", ".ipynb", ".html", ".htm", ".json", ".csv")
_OF_A_CLASS = (".json", ".csv")
_DAMAGED = "\ufffd"


def read_file(path: Path, words: Vocabulary) -> Submission:
    """Read what one student handed in; never raises.

    The student is named by the file, unless the file says more. A file that holds several students
    is for `read_class`.
    """
    found = list(_of_file(Path(path), words, most=2))
    if len(found) == 1:
        return found[0]
    name = printable(Path(path).name)
    message = read_words.SEVERAL_STUDENTS if found else read_words.NO_ANSWERS
    return Submission(_student_of(Path(path)), (), message.fill(name=name))


def read_class(path: Path, words: Vocabulary) -> Iterator[Submission]:
    """Read what a class handed in, one submission after another; never raises.

    A folder holds one file a student, or one folder a student with their files; a CSV or JSON file
    holds one row or entry a student.
    """
    path = Path(path)
    if not path.is_dir():
        yield from _of_file(path, words)
        return
    count = 0
    for entry in _entries(path):
        inner = _entries(Path(entry.path)) if entry.is_dir(follow_symlinks=False) else [entry]
        for file in inner:
            count += 1
            if count > FOLDER_LIMIT:
                message = read_words.TOO_MANY_FILES.fill(limit=FOLDER_LIMIT)
                yield Submission(student_name(path.name), (), message)
                return
            student = entry.name if len(inner) == 1 and file is not entry else ""
            student = student or (entry.name + "/" + file.name if file is not entry else "")
            yield from _of_file(Path(file.path), words, student)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in a folder, hidden things left out, in one order on every machine."""
    try:
        with os.scandir(folder) as entries:
            return sorted((e for e in entries if e.name[0] not in "._~"), key=lambda e: e.name)
    except OSError:
        return []


def _student_of(path: Path) -> str:
    return student_name(path.stem or path.name)


def _of_file(
    path: Path, words: Vocabulary, student: str = "", most: int | None = None
) -> Iterator[Submission]:
    """The submissions in a file; the last is an error where the file cannot be read on."""
    who = student_name(student) if student else _student_of(path)
    try:
        for number, sheet in enumerate(_sheets(path, who)):
            if most is not None and number >= most:
                return
            yield _submission(sheet, words)
    except InputError as error:
        yield Submission(who, (), error.message)
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        parts = {"name": printable(path.name), "reason": type(error).__name__}
        yield Submission(who, (), read_words.FILE_UNREADABLE.fill(**parts))


def _sheets(path: Path, student: str) -> Iterator[Sheet]:
    name, kind = printable(path.name), path.suffix.lower()
    if kind not in KINDS and not path.is_symlink():
        raise InputError(read_words.FILE_KIND.fill(kinds=", ".join(KINDS), name=name))
    text = file_text(path, CLASS_LIMIT if kind in _OF_A_CLASS else FILE_LIMIT)
    if kind == ".csv":
        yield from csv_sheets(name, text)
    elif kind == ".json":
        yield from json_sheets(name, student, text)
    elif kind == ".ipynb":
        yield notebook_sheet(name, student, text)
    elif kind in (".html", ".htm"):
        yield page_sheet(student, text)
    else:
        yield Sheet(student, text)


def _submission(sheet: Sheet, words: Vocabulary) -> Submission:
    if sheet.error is not None:
        return Submission(sheet.student, (), sheet.error.message)
    answers = read_answers(sheet.text, words)
    if sheet.code:
        answers = tuple(a for a in answers if not _is_other_code(a, sheet, words))
    if _DAMAGED in sheet.text:
        answers = (_damage(sheet.text), *answers)
    return Submission(sheet.student, answers)


def _damage(text: str) -> Answer:
    """That the text is not as it was typed, at the first damaged line."""
    line = 1 + text.count("\n", 0, text.index(_DAMAGED))
    return Answer(line, "", error=read_words.NOT_UTF8.fill(count=text.count(_DAMAGED)))


def _is_other_code(answer: Answer, sheet: Sheet, words: Vocabulary) -> bool:
    """Whether a line of a notebook is Python that has nothing to do with the answers."""
    if answer.error is None or answer.line not in sheet.code:
        return False
    left = answer.text.partition("=")[0].strip()
    return "/" not in left and reader_of(words).names.meaning(left).kind not in ("name", "partial")
