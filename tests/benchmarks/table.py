"""What was measured as a table, in the terminal and in Markdown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

Report = Mapping[str, Any]
"""What the JSON file holds."""


def seconds_text(seconds: float) -> str:
    """A time with three digits and its unit.

    >>> seconds_text(0.00002815), seconds_text(0.4521), seconds_text(3)
    ('28.1 µs', '452 ms', '3 s')
    """
    for unit, factor in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1 or unit == "µs":
            return f"{seconds * factor:.3g} {unit}"
    return ""


def ratio_text(ratio: float) -> str:
    """A ratio with two decimals, or three digits where it is large.

    >>> ratio_text(0.8149), ratio_text(172.4)
    ('0.81', '172')
    """
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


@dataclass(frozen=True)
class Aim:
    """Something that should be reached: in words, what was measured, and whether that is enough."""

    tool: str
    words: str
    measured: float
    reached: bool | None
    """None where a tool is missing."""

    @property
    def text(self) -> str:
        """With a mark for what was reached and what was not."""
        if self.reached is None:
            return self.words
        return (
            f"{self.words} ✓" if self.reached else f"{self.words} ✗ ({ratio_text(self.measured)})"
        )


def aims(row: Mapping[str, Any], others: Sequence[Mapping[str, Any]] = ()) -> list[Aim]:
    """All that a row should reach; growth is measured against other rows."""
    floor, found = _median(row, row["floor"]), []
    for tool, limit in row["must"].items():
        found.append(_aim(tool, f"≤ {limit:g}", _median(row, tool) / floor, limit))
    if row["within"]:
        found.append(_aim(row["floor"], f"≤ {row['within']:g} s", floor, row["within"]))
    for tool, limit in row.get("at_most", {}).items():
        found.append(_aim(tool, f"≤ {limit:g} s", _median(row, tool), limit))
    for tool, times in row.get("faster", {}).items():
        share = _median(row, "byhand") / _median(row, tool)
        aim = _aim("byhand", f"{times:g} times faster than {tool}", share, 1 / times)
        found.append(replace(aim, measured=1 / share))
    for key, limit in row.get("grows", {}).items():
        for other in others:
            if other["key"] == key:
                before = _median(other, other["floor"]) / other["size"]
                words = f"≤ {limit:g} times as long per operation as {other['size']:,}"
                found.append(_aim(row["floor"], words, floor / row["size"] / before, limit))
    return found


def _median(row: Mapping[str, Any], tool: str) -> float:
    """Seconds; not a number where the tool was not measured."""
    median = row["tools"][tool]["median"]
    return math.nan if median is None else median


def _aim(tool: str, words: str, measured: float, limit: float) -> Aim:
    return Aim(tool, words, measured, None if math.isnan(measured) else measured <= limit)


def cells(
    row: Mapping[str, Any], tools: Sequence[str], others: Sequence[Mapping[str, Any]] = ()
) -> list[str]:
    """The cells of a row: the time of the floor, what byhand should reach, and every ratio."""
    floor = _median(row, row["floor"])
    measured = row["floor"] + ("" if math.isnan(floor) else f": {seconds_text(floor)}")
    found = [row["title"], measured, ", ".join(aim.text for aim in aims(row, others))]
    for tool in tools:
        outcome = row["tools"].get(tool)
        found.append(outcome_text(outcome, row["floor"] == tool) if outcome else "")
    return found


def outcome_text(outcome: Mapping[str, Any], is_floor: bool) -> str:
    """A ratio, or why there is none."""
    if outcome["missing"]:
        return "not installed"
    if outcome["failed"]:
        return outcome["failed"]
    if is_floor:
        return "1"
    return "" if outcome["ratio"] is None else ratio_text(outcome["ratio"])


def groups(report: Report) -> list[list[Mapping[str, Any]]]:
    """Rows of one kind of work together: those whose names begin alike."""
    return [list(rows) for _, rows in groupby(report["rows"], lambda row: row["key"].split("-")[0])]


def columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The tools that are nobody's floor only, byhand first."""
    names = dict.fromkeys(tool for row in rows for tool in row["tools"])
    floors = {row["floor"] for row in rows} - {"byhand"}
    return sorted((n for n in names if n not in floors), key=lambda name: name != "byhand")


def markdown(report: Report) -> str:
    """The table for the README, and where it was measured."""
    head = ["work", "measured against", "to reach", "byhand", "others"]
    lines = [head, ["---"] * len(head)]
    for row in report["rows"]:
        first = cells(row, ["byhand"], report["rows"])
        others = [
            f"{name} {outcome_text(outcome, False)}"
            for name, outcome in row["tools"].items()
            if name not in ("byhand", row["floor"])
        ]
        lines.append([*first, ", ".join(others)])
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{table}\n\n{versions_text(report)}.\n"


def versions_text(report: Report) -> str:
    """The machine and what ran on it, in one line."""
    machine = report["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
    where = f"{machine['processor']}, {machine['cores']} cores, {machine['system']}"
    return f"{report['date']}: {where}, {machine['blas']}; {packages}"
