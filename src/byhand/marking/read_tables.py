"""Answers by name, from JSON and CSV: `{"Ann": {"dL/dw": "0.39"}}`, or one row a student."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from byhand.errors import InputError
from byhand.marking import read_words
from byhand.marking.read_sheets import Sheet, student_name

_STUDENT = frozenset(
    ("student", "name", "id", "email", "user", "sid", "学生", "姓名", "学号", "名字")
)
_DEEPEST = 40
"""How deep answers may be nested: an array of 32 axes in a list of students."""
_ITEMS = 100_000
"""How many students and answers one file may hold."""


def json_of(name: str, text: str) -> Any:
    """The value of a JSON text, with numbers as they are spelled; raises `InputError`."""
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except RecursionError as error:
        raise InputError(read_words.TOO_NESTED.fill(name=name)) from error
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise InputError(read_words.NOT_JSON.fill(name=name, line=line)) from error


def json_sheets(name: str, student: str, text: str) -> Iterator[Sheet]:
    """The sheets of a JSON file: one student, several by name, or a list of them."""
    value = json_of(name, text)
    found = False
    for number, (who, answers) in enumerate(_students(value, student)):
        if number >= _ITEMS:
            break
        found = True
        try:
            yield Sheet(student_name(who), _lines_of(name, answers))
        except InputError as error:
            yield Sheet(student_name(who), error=error)
    if not found:
        raise InputError(read_words.NO_ANSWERS.fill(name=name))


def _students(value: Any, student: str) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _students(item, f"{student} {number}") if isinstance(item, dict) else ()
    elif isinstance(value, dict):
        if "answers" in value:
            named = [v for k, v in value.items() if k.lower() in _STUDENT and isinstance(v, str)]
            yield (named[0] if named else student), value["answers"]
        elif value and all(isinstance(item, dict) for item in value.values()):
            for who, answers in value.items():
                yield who, answers["answers"] if set(answers) == {"answers"} else answers
        elif value:
            named = [k for k in value if k.lower() in _STUDENT and isinstance(value[k], str)]
            answers = {k: v for k, v in value.items() if k not in named[:1]}
            yield (value[named[0]] if named else student), answers


def _lines_of(name: str, answers: Any) -> str:
    if isinstance(answers, str):
        return answers
    if isinstance(answers, list):
        return "\n".join(item for item in answers if isinstance(item, str))
    if not isinstance(answers, dict):
        raise InputError(read_words.NO_ANSWERS.fill(name=name))
    return lines_by_name({str(k): _spelled(name, v, 0) for k, v in answers.items()})


def _spelled(name: str, value: Any, depth: int) -> str:
    """A value as it would be typed; a list as an array."""
    if depth > _DEEPEST:
        raise InputError(read_words.TOO_NESTED.fill(name=name))
    if isinstance(value, list):
        return f"[{', '.join(_spelled(name, item, depth + 1) for item in value)}]"
    return "" if value is None or isinstance(value, dict) else str(value)


def lines_by_name(answers: Mapping[str, str]) -> str:
    """Answers by name as lines `name = value`; one that was left empty is no line."""
    lines: list[str] = []
    for name, value in answers.items():
        plain = " ".join(name.split())
        value = value.strip()
        if value and plain:
            lines.append(value if is_line_about(plain, value) else f"{plain} = {on_one(value)}")
    return "\n".join(lines)


def on_one(value: str) -> str:
    """A value on one line; the rows of an array need no line ends to be told apart."""
    return " ".join(value.split("\n")) if "\n" in value else value


def is_line_about(name: str, value: str) -> bool:
    """Whether a value repeats what it is about: `dL/dw = 0.39` in the place for dL/dw."""
    left = value.partition("=")[0]
    return "".join(left.split()) == "".join(name.split())


def csv_sheets(name: str, text: str) -> Iterator[Sheet]:
    """The sheets of a CSV file: names in the first line, then one row a student."""
    first = text.partition("\n")[0]
    divider = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=divider)
    try:
        header = [cell.strip() for cell in next(rows, [])]
        if len(header) < 2:
            raise InputError(read_words.NO_COLUMNS.fill(name=name))
        who = next((i for i, cell in enumerate(header) if cell.lower() in _STUDENT), 0)
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _row(header, who, row)
    except csv.Error as error:
        reason = str(error)[:100]
        raise InputError(read_words.FILE_UNREADABLE.fill(name=name, reason=reason)) from error


def _row(header: list[str], who: int, row: list[str]) -> Sheet:
    student = student_name(row[who] if who < len(row) else "?")
    if len(row) != len(header):
        parts = {"given": len(row), "wanted": len(header)}
        return Sheet(student, error=InputError(read_words.WRONG_COLUMNS.fill(**parts)))
    answers = {h: cell for i, (h, cell) in enumerate(zip(header, row, strict=True)) if i != who}
    return Sheet(student, lines_by_name(answers))
