"""A report as plain data, for JSON: nothing that a page says is missing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from byhand.language.expr import Expr
from byhand.language.notations import PLAIN
from byhand.language.show import show
from byhand.marking.answers import Target
from byhand.marking.quoting import quoted, sound
from byhand.marking.verdicts import Explained, Line, Marked
from byhand.page.blocks import Prose
from byhand.text import LANGS, Text
from byhand.writers.common import clean_spans, plain_words

_LONGEST = 2000
"""The most characters of a line that are kept."""
_ENTRIES = 1000
"""The most entries of an expected array that are kept."""


def data_of(marked: Marked) -> dict[str, Any]:
    """Everything about a marked submission, in values that JSON knows."""
    first = marked.first_wrong
    return {
        "student": quoted(marked.student),
        "score": marked.score,
        "total": marked.total,
        "first_wrong": first.answer.line if first is not None and first.answer else None,
        "lines": [_line(line) for line in marked.lines],
        "notes": [said(note) for note in marked.notes],
        "extra": {key: _value(value) for key, value in marked.extra.items()},
    }


def _line(line: Line) -> dict[str, Any]:
    answer = line.answer
    return {
        "line": answer.line if answer else None,
        "text": quoted(answer.text, _LONGEST) if answer else None,
        "target": target_text(line.target) if line.target is not None else None,
        "verdict": line.verdict,
        "mistakes": _mistakes(line.mistakes),
        "together": _mistakes(line.together),
        "says": [said(sentence) for sentence in line.says],
        "error": _text(answer.error) if answer and answer.error else None,
        "column": answer.at + 1 if answer and answer.error else None,
        "read_as": [quoted(link.read_as) for link in answer.links if link.read_as]
        if answer
        else [],
        "expected": _formula(line.expected),
        "expected_value": _value(line.expected_value),
        "mark": line.mark,
        "of": line.of,
    }


def _mistakes(found: Sequence[Explained]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.mistake.name,
            "title": _text(one.mistake.title),
            "about": target_text(one.about),
            "edge": list(one.edge) if one.edge is not None else None,
        }
        for one in found
    ]


def target_text(target: Target) -> str:
    """A target as it is typed: `dL/da`."""
    return show(target, PLAIN)


def said(sentence: Prose) -> dict[str, str]:
    """A sentence in every language, its formulas in Unicode."""
    return {
        lang: quoted(plain_words(clean_spans(sound(sentence), lang)), _LONGEST) for lang in LANGS
    }


def _text(text: Text) -> dict[str, str]:
    return {lang: quoted(text.say(lang), _LONGEST) for lang in LANGS}


def _formula(expr: Expr | None) -> str | None:
    return show(expr, PLAIN) if expr is not None else None


def _value(value: Any) -> Any:
    """A number, nested lists of numbers, or None for what JSON has no word for."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): _value(entry) for key, entry in value.items()}
    if getattr(value, "size", 1) > _ENTRIES:
        return None
    plain = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(plain, list | tuple):
        return [_value(entry) for entry in plain]
    return number if math.isfinite(number := float(plain)) else None


def number_of(marks: float) -> str:
    """Marks as a person writes them.

    >>> number_of(2.0), number_of(0.5), number_of(1 / 3)
    ('2', '0.5', '0.33')
    """
    return f"{marks:.2f}".rstrip("0").rstrip(".")
