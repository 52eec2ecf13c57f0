"""The summary of a class: which line and which mistake cost how many students."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from statistics import mean, median
from typing import Any

from byhand.language.notations import LATEX
from byhand.language.show import show
from byhand.marking import summary_words as words
from byhand.marking.answers import Target
from byhand.marking.desk import Record
from byhand.marking.key import Key
from byhand.marking.quoting import quoted
from byhand.marking.report_data import number_of, target_text
from byhand.marking.scheme import Scheme
from byhand.marking.summary_plots import plots_of, spread_of
from byhand.marking.tally import LineTally, MistakeTally, Tally, tally_of
from byhand.page.blocks import (
    Block,
    Cell,
    Document,
    Figure,
    Paragraph,
    Part,
    Picture,
    Row,
    Table,
    prose,
)
from byhand.page.telling import listed, sections
from byhand.plots import Plot
from byhand.problem import Problem
from byhand.text import Lang, Text, same
from byhand.timing import PAGE, WRITE, stage

_MOST_MISTAKES, _MOST_STUDENTS, _MOST_NAMES = 25, 400, 12


class Summary:
    """A class that has been marked: its results, and what they say together."""

    def __init__(
        self, records: Sequence[Record], key: Key, problem: Problem, scheme: Scheme
    ) -> None:
        self.records, self.key, self.problem, self.scheme = list(records), key, problem, scheme
        self.targets: dict[str, Target] = {target_text(t): t for t in key.asked}
        known = (relation.target for relation in key.relations.values())
        self.known = {target_text(target): target for target in known} | self.targets

    @cached_property
    def tally(self) -> Tally:
        """The class in numbers."""
        return tally_of(self.records, list(self.targets))

    @cached_property
    def plots(self) -> Mapping[str, Plot]:
        """The plots by name: marks, lines, mistakes."""
        return plots_of(self.tally, self.scheme.total, [tick_of(t) for t in self.targets.values()])

    def document(self, *, drawn: bool = True) -> Document:
        """The page as blocks, with plots where a format can show them."""
        parts: list[tuple[Text | None, list[Block]]] = [
            (None, list(self._head())),
            (words.SPREAD, [self._spread(), Figure("marks", prose(words.SPREAD_PLOT))]),
            (words.LINES, list(self._lines())),
            (words.MISTAKES, list(self._mistakes())),
            (words.STUDENTS, list(self._students())),
        ]
        if not drawn:
            parts = [(t, [b for b in bs if not isinstance(b, Figure)]) for t, bs in parts]
        title = self.problem.title
        named = words.TITLE.fill(problem=title) if title is not None else words.TITLE_ALONE
        return Document(named, sections(parts), self._data())

    def _head(self) -> Iterator[Block]:
        scores = self.tally.scores
        marks = {"mean": mean(scores), "median": median(scores)}
        marks |= {"low": min(scores), "high": max(scores), "total": self.scheme.total}
        parts = {name: number_of(value) for name, value in marks.items()}
        yield Paragraph(prose(words.COUNT, count=len(scores), **parts))
        full = sum(score == self.scheme.total for score in scores)
        yield Paragraph(prose(words.FULL, full=full))
        failed = self.tally.failed
        if failed:
            names = same(", ".join(quoted(name, 60) for name in failed[:_MOST_NAMES]))
            if len(failed) > _MOST_NAMES:
                names = words.MORE.fill(names=names, count=len(failed) - _MOST_NAMES)
            yield Paragraph(prose(words.FAILED, names=names))

    def _lines(self) -> Iterator[Block]:
        header = (words.ASKED, words.RIGHT, words.FOLLOWS, words.WRONG, words.UNREADABLE)
        header = (*header, words.MISSING, words.FIRST, words.LOST)
        rows = [self._line(text, tally) for text, tally in self.tally.lines.items()]
        yield Table(header, tuple(rows))
        names = {"follows": words.FOLLOWS, "first": words.FIRST, "lost": words.LOST}
        yield Paragraph(prose(words.LEGEND, **names), "note")
        yield Figure("lines", prose(words.LINES_PLOT))

    def _spread(self) -> Table:
        """How many students have marks in each range."""
        rows: list[tuple[Cell, ...]] = []
        for low, high, count in spread_of(self.tally.scores, self.scheme.total):
            ends = {"low": number_of(low), "high": number_of(high)}
            marks = words.BETWEEN.fill(**ends) if low != high else same(ends["low"])
            rows.append((prose(marks), prose(same(str(count)))))
        return Table((words.RANGE, words.NUMBER), tuple(rows))

    def _line(self, text: str, tally: LineTally) -> tuple[Cell, ...]:
        count = tally.verdicts
        numbers = [
            count["correct"] + count["other_form"],
            count["follows"],
            count["mistake"] + count["wrong"],
            count["unreadable"],
            count["missing"],
            tally.first,
        ]
        cells = [*map(str, numbers), number_of(tally.lost)]
        return (self._target(text), *(prose(same(cell)) for cell in cells))

    def _target(self, text: str) -> Row:
        return Row((Part("", self.known[text]),))

    def _mistakes(self) -> Iterator[Block]:
        found = list(self.tally.mistakes.values())[:_MOST_MISTAKES]
        if not found:
            yield Paragraph(prose(words.NO_MISTAKES))
            return
        header = (same("#"), words.MISTAKE, words.WHERE, words.NUMBER, words.LOST)
        yield Table(header, tuple(self._mistake(i, x) for i, x in enumerate(found, 1)))
        yield Paragraph(prose(words.UNCERTAIN), "note")
        yield Figure("mistakes", prose(words.MISTAKES_PLOT))

    def _mistake(self, number: int, tally: MistakeTally) -> tuple[Cell, ...]:
        where = [self._target(t) for t, _ in tally.targets.most_common(3) if t in self.known]
        return (
            prose(same(str(number))),
            prose(tally.title),
            listed(same("{values}"), where) if where else prose(same("–")),
            prose(same(str(tally.students))),
            prose(same(number_of(tally.lost))),
        )

    def _students(self) -> Iterator[Block]:
        header = (words.STUDENT, words.MARKS, words.FIRST_WRONG)
        shown = self.records[:_MOST_STUDENTS]
        yield Table(header, tuple(map(_student, shown)))
        if len(self.records) > len(shown):
            count = f"{len(self.records) - len(shown):,}"
            yield Paragraph(prose(words.MORE_STUDENTS, count=count), "note")

    def _data(self) -> dict[str, Any]:
        tally = self.tally
        return {
            "students": len(tally.scores),
            "total": self.scheme.total,
            "scores": list(tally.scores),
            "failed": list(tally.failed),
            "lines": {
                text: {**line.verdicts, "first_wrong": line.first, "marks_lost": line.lost}
                for text, line in tally.lines.items()
            },
            "mistakes": {
                name: {
                    "title": {"en": one.title.en, "zh": one.title.zh},
                    "students": one.students,
                    "marks_lost": one.lost,
                    "targets": dict(one.targets),
                }
                for name, one in tally.mistakes.items()
            },
        }

    def pages(
        self, suffix: str, stem: str = "summary", *, lang: Lang = "en", digits: int = 4
    ) -> dict[str, bytes]:
        """The files of the page in a format, by name."""
        from byhand.writers import writer_for

        writer = writer_for(suffix)
        with stage(PAGE):
            document = self.document(drawn=writer.draws)
        shown = [block.style for block in document.blocks if isinstance(block, Figure)]
        pictures: dict[str, Picture] = {n: self.plots[n].in_language(lang) for n in shown}
        with stage(WRITE):
            return writer.write(document, lang, pictures, stem)

    def write(self, path: str | Path, *, lang: Lang = "en") -> list[Path]:
        """Write the page in the format of the suffix; returns the files written."""
        from byhand.files import write_bytes

        path = Path(path)
        written = []
        for name, content in self.pages(path.suffix, path.stem, lang=lang).items():
            write_bytes(path.parent / name, content)
            written.append(path.parent / name)
        return written

    def __str__(self) -> str:
        return self.pages("txt")["summary.txt"].decode()

    def __repr__(self) -> str:
        return f"<Summary of {len(self.records)} submissions>"


def _student(record: Record) -> tuple[Cell, ...]:
    first = next((x for x in record["lines"] if x["line"] == record["first_wrong"]), None)
    text = first["text"] if first is not None and first["line"] is not None else ""
    said = [quoted(record["student"], 60), f"{number_of(record['score'])}", quoted(text or "", 60)]
    return tuple(prose(same("{it}"), it=one) for one in said)


def tick_of(target: Target) -> Text:
    """A target as a label on an axis."""
    from byhand.language.expr import Partial

    if isinstance(target, Partial):
        from byhand.language.expr import Name

        of, wrt = show(Name(target.of), LATEX), show(Name(target.wrt), LATEX)
        return same(rf"$\partial {of}/\partial {wrt}$")
    return same(f"${show(target, LATEX)}$")
