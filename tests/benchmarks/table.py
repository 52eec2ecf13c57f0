"""What was measured as a table, in the terminal and in Markdown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
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


def cells(row: Mapping[str, Any], tools: Sequence[str]) -> list[str]:
    """The cells of a row: the time of the floor, what byhand should reach, and every ratio."""
    floor = row["tools"][row["floor"]]
    limits = [f"≤ {ratio:g}" for ratio in row["must"].values()]
    limits += [f"≤ {row['within']:g} s"] if row["within"] else []
    found = [row["title"], f"{row['floor']}: {seconds_text(floor['median'])}", " ".join(limits)]
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
    return "1" if is_floor else ratio_text(outcome["ratio"])


def missed(row: Mapping[str, Any]) -> list[str]:
    """The tools that took longer than they should."""
    found = [
        tool
        for tool, limit in row["must"].items()
        if not row["tools"].get(tool, {}).get("ratio", math.nan) <= limit
    ]
    floor = row["tools"][row["floor"]]["median"]
    return found + ([row["floor"]] if row["within"] and not floor <= row["within"] else [])


def columns(report: Report) -> list[str]:
    """The tools that are nobody's floor only, byhand first."""
    names = dict.fromkeys(tool for row in report["rows"] for tool in row["tools"])
    floors = {row["floor"] for row in report["rows"]} - {"byhand"}
    return sorted((n for n in names if n not in floors), key=lambda name: name != "byhand")


def markdown(report: Report) -> str:
    """The table for the README."""
    head = ["work", "measured against", "to reach", "byhand", "others"]
    lines = [head, ["---"] * len(head)]
    for row in report["rows"]:
        first = cells(row, ["byhand"])
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
    return f"{machine['processor']}, {machine['cores']} cores, {machine['system']}; {packages}"
