"""Results for other programs: Gradescope's JSON, and tables that Moodle and Canvas import."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args

from byhand.marking import report_words as words
from byhand.marking.desk import Record
from byhand.marking.quoting import quoted
from byhand.marking.report_data import number_of
from byhand.text import Lang, Text

Platform = Literal["moodle", "canvas"]
PLATFORMS: tuple[Platform, ...] = get_args(Platform)
_FEEDBACK = 4000
"""The most characters of feedback in a cell."""
# What Canvas calls a submission when it packs them: name, perhaps LATE, user, submission.
_CANVAS = re.compile(r"(?P<who>[^_/]+)_(?:LATE_)?(?P<id>\d+)_\d+_")
# What Moodle calls one: full name, number, assignsubmission.
_MOODLE = re.compile(r"(?P<who>[^_/]+)_(?P<id>\d+)_assignsubmission_")


def gradescope(record: Record, lang: Lang = "en") -> bytes:
    """The `results.json` of one student: a test for everything that was asked.

    Names and output are plain text to Gradescope, so nothing in them is markup.
    """
    tests = [_test(line, lang) for line in record["lines"] if line["of"]]
    result: dict[str, Any] = {
        "score": record["score"],
        "output": "\n".join(_general(record, lang)),
        "output_format": "text",
        "visibility": "visible",
        "tests": tests,
    }
    text = json.dumps(result, ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode("utf-8", "replace")


def _test(line: dict[str, Any], lang: Lang) -> dict[str, Any]:
    return {
        "name": line["target"],
        "name_format": "text",
        "score": line["mark"],
        "max_score": line["of"],
        "output": "\n".join(_told(line, lang)),
        "output_format": "text",
        "visibility": "visible",
    }


def _general(record: Record, lang: Lang) -> Iterable[str]:
    """What is to be said about the whole, and about lines that carry no marks."""
    yield from (note[lang] for note in record["notes"])
    for line in record["lines"]:
        if not line["of"] and line["line"] is not None:
            yield from _told(line, lang)


def _told(line: dict[str, Any], lang: Lang) -> Iterable[str]:
    """A line, its verdict, and what is said about it."""
    verdict = line["verdict"]
    judged = f"{words.SIGNS[verdict]} {words.VERDICTS[verdict].say(lang)}"
    if line["line"] is None:
        yield judged
        return
    yield f"{words.REMARK.fill(line=line['line']).say(lang)}{line['text']}"
    titles = [one["title"][lang] for one in line["together"] or line["mistakes"]]
    colon = {"en": ": ", "zh": "："}[lang]
    comma = {"en": ", ", "zh": "、"}[lang]
    yield judged + (colon + comma.join(dict.fromkeys(titles)) if titles else "")
    if line["error"] is not None:
        yield line["error"][lang]
    else:
        yield from (sentence[lang] for sentence in line["says"])


def feedback_of(record: Record, lang: Lang) -> str:
    """All that is said to a student, in one cell."""
    said = list(_general(record, lang))
    for line in record["lines"]:
        if line["of"]:
            said.append(f"[{line['target']}] " + " ".join(_told(line, lang)))
    return quoted(" | ".join(said), _FEEDBACK)


def grades(
    records: Sequence[Record], platform: Platform, title: Text | None, lang: Lang = "en"
) -> bytes:
    """A table of grades that a platform imports, as CSV with a byte order mark for Excel.

    Nothing in it is a formula: a cell that begins like one gets an apostrophe in front.
    """
    name = quoted((title or words.TITLE_ALONE).say(lang), 100)
    rows = _ROWS[platform](records, name, lang)
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([[safe(cell) for cell in r] for r in rows])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> safe("=1+1"), safe("+1"), safe("ann"), safe("0.5")
    ("'=1+1", "'+1", 'ann', '0.5')
    """
    shown = quoted(cell, _FEEDBACK)
    return f"'{shown}" if shown[:1] in _FORMULAS else shown


_FORMULAS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20|%")


def _moodle(records: Sequence[Record], name: str, lang: Lang) -> list[list[str]]:
    header = ["Identifier", "Full name", "ID number", "Username", "Email address"]
    rows = [[*header, name, "Maximum grade", "Feedback comments"]]
    for record in records:
        who = _who(record)
        participant = f"Participant {who['moodle']}" if who["moodle"] else ""
        row = [participant, who["name"], who["id"], who["username"], who["email"]]
        marks = [number_of(record["score"]), number_of(record["total"])]
        rows.append([*row, *marks, feedback_of(record, lang)])
    return rows


def _canvas(records: Sequence[Record], name: str, lang: Lang) -> list[list[str]]:
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", name]
    total = number_of(records[0]["total"]) if records else "0"
    rows = [header, ["Points Possible", "", "", "", "", total]]
    for record in records:
        who = _who(record)
        login = who["username"] or who["email"]
        row = [who["name"] or who["student"], who["canvas"], who["id"], login, ""]
        rows.append([*row, number_of(record["score"])])
    return rows


_ROWS = {"moodle": _moodle, "canvas": _canvas}


def _who(record: Record) -> dict[str, str]:
    """What a submission says about its student, by the kind of name that it has."""
    student = record["student"]
    keys = ("name", "id", "username", "email", "moodle", "canvas", "student")
    who: dict[str, str] = dict.fromkeys(keys, "")
    who["student"] = student
    moodle, canvas = _MOODLE.search(record["name"]), _CANVAS.match(record["name"])
    if moodle:
        return {**who, "name": moodle["who"], "moodle": moodle["id"]}
    if canvas:
        return {**who, "name": canvas["who"], "canvas": canvas["id"]}
    if "@" in student:
        return {**who, "email": student}
    if student.isdigit():
        return {**who, "id": student}
    return {**who, "name": student} if " " in student else {**who, "username": student}
