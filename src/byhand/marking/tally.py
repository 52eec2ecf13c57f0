"""Counting what a class did: lines, mistakes, marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from byhand.marking.desk import Record
from byhand.text import Text


@dataclass
class LineTally:
    """What became of one asked line."""

    verdicts: Counter[str] = field(default_factory=Counter)
    first: int = 0
    """For how many students it was the first wrong one."""
    lost: float = 0.0
    losers: int = 0
    """How many students lost marks in it."""


@dataclass
class MistakeTally:
    """What one mistake cost."""

    title: Text
    students: int = 0
    lost: float = 0.0
    targets: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Tally:
    """A class in numbers; lines by their target, mistakes by their names, the dearest first."""

    scores: tuple[float, ...]
    lines: Mapping[str, LineTally]
    mistakes: Mapping[str, MistakeTally]
    failed: tuple[str, ...]
    """The submissions that were not marked."""


def tally_of(records: Sequence[Record], asked: Sequence[str]) -> Tally:
    """The numbers of some results about a problem that asks for these targets."""
    lines = {target: LineTally() for target in asked}
    mistakes: dict[str, MistakeTally] = {}
    for record in records:
        if not record["extra"].get("failed"):
            _count_lines(record, lines)
            _count_mistakes(record, mistakes)
    order = sorted(mistakes.items(), key=lambda m: (-m[1].students, -m[1].lost, m[0]))
    failed = tuple(r["student"] for r in records if r["extra"].get("failed"))
    scores = tuple(r["score"] for r in records)
    return Tally(scores, lines, dict(order), failed)


def counted(record: Record) -> dict[str, Mapping[str, Any]]:
    """The line that counts for every target: the last about it."""
    return {line["target"]: line for line in record["lines"] if line["target"] is not None}


def _count_lines(record: Record, lines: Mapping[str, LineTally]) -> None:
    for target, line in counted(record).items():
        if target in lines:
            tally = lines[target]
            tally.verdicts[line["verdict"]] += 1
            tally.lost += line["of"] - line["mark"]
            tally.losers += line["mark"] < line["of"]
    first = next((x for x in record["lines"] if x["line"] == record["first_wrong"]), None)
    if first is not None and first["line"] is not None and first["target"] in lines:
        lines[first["target"]].first += 1


def _count_mistakes(record: Record, mistakes: dict[str, MistakeTally]) -> None:
    """Every mistake counts once for a student, with the marks of all lines that it explains."""
    seen: set[str] = set()
    for line in record["lines"]:
        for name, title in certain(line):
            tally = mistakes.setdefault(name, MistakeTally(Text(**title)))
            tally.students += name not in seen
            tally.lost += line["of"] - line["mark"]
            tally.targets[line["target"]] += 1
            seen.add(name)


def certain(line: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, str]]]:
    """The mistakes that surely happened in a line: one alone, or two together."""
    found = line["together"] or (line["mistakes"] if len(line["mistakes"]) == 1 else [])
    return [(one["name"], one["title"]) for one in found]
