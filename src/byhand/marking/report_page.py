"""The page of a report: score, lines with verdicts, the first wrong one, remarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from byhand.calculus.dress import dress
from byhand.language.expr import Expr, Name
from byhand.marking import report_words as words
from byhand.marking.answers import Target
from byhand.marking.places import first_edge
from byhand.marking.quoting import quoted, sound
from byhand.marking.report_data import data_of, number_of
from byhand.marking.report_remarks import reasons, remarks_on, unread
from byhand.marking.verdicts import Explained, Line, Marked
from byhand.page.array_values import value_of
from byhand.page.blocks import (
    Block,
    Cell,
    Document,
    Equations,
    Figure,
    Paragraph,
    Part,
    Prose,
    Row,
    Table,
    prose,
)
from byhand.page.rows import chain
from byhand.page.telling import listed, sections
from byhand.text import Text, same

if TYPE_CHECKING:
    from byhand.marking.report import Report

PICTURE = "marked"
_MOST_LINES = 200
"""More lines than anybody reads are counted, not shown."""


def report_document(report: Report, digits: int, *, drawn: bool) -> Document:
    """The page as blocks, with a figure if it is `drawn`."""
    marked = report.marked
    parts: list[tuple[Text | None, list[Block]]] = [
        (None, list(_head(marked))),
        (words.LINES, [*_lines(marked), *_notes(report)]),
        (words.FIRST_WRONG, list(_first_wrong(report, digits))),
        (words.REMARKS, list(remarks_on(marked.lines[:_MOST_LINES], first_ones(marked)))),
        (words.GRAPH, list(_graph(report)) if drawn else []),
    ]
    return Document(_title(report), sections(parts), data_of(marked))


def _title(report: Report) -> Text:
    title = report.problem.title
    return words.TITLE.fill(problem=title) if title is not None else words.TITLE_ALONE


def _head(marked: Marked) -> Iterator[Block]:
    """Who it is, what it gets, and what is wrong with the whole of it."""
    if marked.student:
        yield Paragraph(prose(words.STUDENT, student=quoted(marked.student)))
    full = marked.total > 0 and marked.score == marked.total
    marks = {"score": number_of(marked.score), "total": number_of(marked.total)}
    yield Paragraph(prose(words.SCORE_FULL if full else words.SCORE, **marks))
    for note in marked.notes:
        yield Paragraph(sound(note))


def _lines(marked: Marked) -> Iterator[Block]:
    """The table of all lines, and what is missing."""
    written = [line for line in marked.lines if line.answer is not None]
    if not written and not marked.notes:
        yield Paragraph(prose(words.NONE_WRITTEN))
    if written:
        header = (words.LINE, words.WRITTEN, words.VERDICT, words.MARKS)
        yield Table(header, tuple(map(_row, written[:_MOST_LINES])))
    if len(written) > _MOST_LINES:
        count = f"{len(written) - _MOST_LINES:,}"
        yield Paragraph(prose(words.MORE_LINES, count=count), "note")
    missing = [line.target for line in marked.lines if line.verdict == "missing" and line.target]
    if missing:
        yield Paragraph(listed(words.MISSING, [_plain(target) for target in missing]))


def _row(line: Line) -> tuple[Cell, ...]:
    assert line.answer is not None, "only what was written has a row"
    marks = {"mark": number_of(line.mark), "of": number_of(line.of)}
    return (
        _said(str(line.answer.line)),
        _said(quoted(line.answer.text)),
        prose(verdict_of(line)),
        prose(words.MARK, **marks) if line.of else _said(""),
    )


def _said(text: str) -> Prose:
    """A text as it is, whatever it holds: it is put in, and never read for placeholders."""
    return prose(same("{written}"), written=text)


def verdict_of(line: Line) -> Text:
    """The verdict in words behind its sign, with the names of the mistakes."""
    own = line.verdict == "unjudged" and isinstance(line.target, Name)
    verdict = words.OWN_NAME if own else words.VERDICTS[line.verdict]
    parts = {"sign": words.SIGNS[line.verdict], "verdict": verdict}
    if line.together:
        return words.NAMED.fill(**parts, title=_joined(line.together, words.BOTH))
    if line.mistakes:
        return words.NAMED.fill(**parts, title=_joined(line.mistakes, words.EITHER))
    return words.UNNAMED.fill(**parts)


def _joined(mistakes: Sequence[Explained], how: Text) -> Text:
    """The titles of mistakes in one phrase, each once."""
    titles = list({one.mistake.name: one.mistake.title for one in mistakes}.values())
    phrase = titles[0]
    for title in titles[1:]:
        phrase = how.fill(one=phrase, other=title)
    return phrase


def _plain(target: Target) -> Row:
    return Row((Part("", target),))


def _first_wrong(report: Report, digits: int) -> Iterator[Block]:
    """The first wrong line in a sentence, the reason, and what would have been right."""
    for line in first_ones(report.marked):
        yield from _told_wrong(report, line, digits)


def first_ones(marked: Marked) -> list[Line]:
    """The first wrong line; if that cannot be read, the first one that can and is wrong, too."""
    first = marked.first_wrong
    if first is None or first.verdict != "unreadable":
        return [first] if first is not None and first.answer is not None else []
    read = (line for line in marked.lines if line.verdict in ("mistake", "wrong"))
    return [first, *[line for line in read if line.answer is not None][:1]]


def _told_wrong(report: Report, line: Line, digits: int) -> Iterator[Block]:
    assert line.answer is not None, "what is missing is not wrong"
    is_unread = line.verdict == "unreadable"
    text = words.FIRST_UNREADABLE if is_unread else words.FIRST_IS
    parts = {"line": line.answer.line, "written": quoted(line.answer.text)}
    yield Paragraph(prose(text, **parts))
    if is_unread and line.answer.error is not None:
        yield Paragraph(unread(line))
    expected = _expected(report, line, digits)
    yield from map(Paragraph, reasons(line, shown=expected is not None))
    if expected is not None:
        yield Paragraph(prose(words.RIGHT_IS), "rule")
        yield Equations((expected,))


def _expected(report: Report, line: Line, digits: int) -> Row | None:
    if line.target is None:
        return None
    parts = []
    if line.expected is not None:
        parts.append(Part("=", _dressed(report, line.expected)))
    if line.expected_value is not None:
        parts.append(value_of(line.expected_value, digits))
    return chain(line.target, parts, _role(line.target)) if parts else None


def _role(target: Target) -> Any:
    return "value" if isinstance(target, Name) else "gradient"


def _dressed(report: Report, expr: Expr) -> Expr:
    derivation = report.key.derivation
    return dress(expr, derivation.shapes) if derivation.is_arrays else expr


def _graph(report: Report) -> Iterator[Block]:
    if any(line.target is not None for line in report.lines):
        wrong = first_edge(report.marked, report.key.derivation) is not None
        yield Figure(PICTURE, prose(words.FIGURE_WRONG if wrong else words.FIGURE))


def _notes(report: Report) -> Iterator[Block]:
    if any(line.verdict == "follows" for line in report.lines):
        counts = report.scheme.follow_through
        text = words.FOLLOWS_COUNT if counts else words.FOLLOWS_LOSE
        yield Paragraph(prose(text), "note")
