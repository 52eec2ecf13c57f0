"""Answers in a notebook's cells, and in the fields of a fillable page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from byhand.errors import InputError
from byhand.marking import read_words
from byhand.marking.read_sheets import Sheet, student_name
from byhand.marking.read_tables import is_line_about, json_of, on_one

CELL_LIMIT = 1_000
"""How many cells a notebook may have: a course's longest assignment has 80."""
_CODE = re.compile(r"[ \t]*[^\W\d][\w.]*(?:[ \t]*/[ \t]*[^\W\d]\w*)?[ \t]*=(?!=)")
"""A line of Python that gives a value to a name, and is no call or condition."""
_IGNORED = frozenset(
    ("submit", "button", "reset", "password", "file", "image", "checkbox", "radio", "hidden")
)
_FIELDS = 10_000
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "link", "meta", "source", "track", "wbr")
)


def notebook_sheet(name: str, student: str, text: str) -> Sheet:
    """The text and code of a notebook; outputs and attachments are not looked at."""
    value = json_of(name, text)
    cells = value.get("cells") if isinstance(value, dict) else None
    if cells is None and isinstance(value, dict):  # notebooks of 2014 have worksheets
        sheets = value.get("worksheets")
        first = sheets[0] if isinstance(sheets, list) and sheets else None
        cells = first.get("cells") if isinstance(first, dict) else None
    if not isinstance(cells, list):
        raise InputError(read_words.NOT_A_NOTEBOOK.fill(name=name))
    if len(cells) > CELL_LIMIT:
        parts = {"name": name, "count": len(cells), "limit": CELL_LIMIT}
        raise InputError(read_words.TOO_MANY_CELLS.fill(**parts))
    lines: list[str] = []
    code: set[int] = set()
    for cell in cells:
        _add_cell(cell, lines, code)
    return Sheet(student, "\n".join(lines), code=frozenset(code))


def _add_cell(cell: Any, lines: list[str], code: set[int]) -> None:
    """The lines of one cell, and which of them are Python."""
    if not isinstance(cell, dict):
        return
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return
    is_code = cell.get("cell_type") == "code"
    inside = 0
    for line in source.splitlines():
        if is_code:
            code.add(len(lines) + 1)
            line = line if inside > 0 or _CODE.match(line) else ""
            inside = max(0, inside + _opened(line)) if line else 0
        lines.append(line)
    lines.append("")


def _opened(line: str) -> int:
    return sum(line.count(sign) for sign in "([") - sum(line.count(sign) for sign in ")]")


def page_sheet(student: str, text: str) -> Sheet:
    """The fields of a fillable page that was saved with what was typed into them."""
    fields = _Fields()
    # Never closed: the parser would search the rest of a broken page again for every broken tag.
    fields.feed(text)
    lines: list[str] = []
    for name, value in fields.found[:_FIELDS]:
        plain, value = " ".join(name.split()), value.strip()
        if plain.lower() in ("student", "name", "姓名", "学号") and value:
            student = student_name(value)
        elif value and plain:
            about = is_line_about(plain, value) or ("\n" in value and "=" in value)
            lines.append(value if about else f"{plain} = {on_one(value)}")
    return Sheet(student, "\n".join(lines))


class _Fields(HTMLParser):
    """Collects what was typed, by the name of its field."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self.open: str | None = None  # the field whose text is being read
        self.tag = ""
        self.depth = 0
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A field begins, or something inside one."""
        given = {key: value or "" for key, value in attrs}
        name = given.get("data-answer") or (
            given.get("name", "") if tag in ("input", "textarea", "meta") else ""
        )
        if self.open is not None:
            self.depth += tag == self.tag
            if tag == "br":
                self.parts.append("\n")
        elif tag == "meta":
            if name == "student":
                self.found.append((name, given.get("content", "")))
        elif not name:
            return
        elif tag == "input" or "value" in given or tag in _VOID:
            if given.get("type", "text").lower() not in _IGNORED:
                self.found.append((name, given.get("value", "")))
        else:
            self.open, self.tag, self.depth, self.parts = name, tag, 1, []

    def handle_endtag(self, tag: str) -> None:
        """A field may end."""
        if self.open is None or tag != self.tag:
            return
        self.depth -= 1
        if self.depth == 0:
            self.found.append((self.open, "".join(self.parts)))
            self.open = None

    def handle_data(self, data: str) -> None:
        """Text, which counts inside a field only."""
        if self.open is not None:
            self.parts.append(data)
