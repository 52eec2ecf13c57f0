"""How fast byhand is, beside floors written by hand and beside other tools.

    python -m tests.benchmarks                       all rows, a few minutes
    python -m tests.benchmarks --only mixture,scalar some of them, by the start of their name
    python -m tests.benchmarks --json measured.json  the same as a file, with versions and machine
    python -m tests.benchmarks --readme measured.json  the table of a file in Markdown

Every tool runs in a process of its own on a core of its own, in turn with the others, and what it
computes is compared first; medians of their ratios are shown. Other tools are optional:
pip install -e ".[bench]". Ratios can be trusted, seconds belong to the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from tests.benchmarks.contest import Outcome, contest
from tests.benchmarks.rows import Row, all_rows
from tests.benchmarks.table import cells, columns, markdown, missed

PACKAGES = ("byhand", "numpy", "sympy")
PEERS = ("micrograd", "autograd", "torch", "jax", "casadi", "symengine")


def main() -> int:
    """Measure what is asked for, and print it."""
    options = _options()
    if options.readme:
        print(markdown(json.loads(options.readme.read_text(encoding="utf-8"))), end="")
        return 0
    starts = tuple(options.only.split(",")) if options.only else ("",)
    rows = [row for row in all_rows() if row.key.startswith(starts)]
    if options.list or not rows:
        print("\n".join(f"{row.key:<22} {row.title}" for row in all_rows()))
        return 0 if options.list else 2
    report = measured(rows, options.rounds)
    show(report)
    if options.json:
        text = json.dumps(report, indent=2, ensure_ascii=False)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", default="", metavar="NAMES")
    parser.add_argument("--rounds", type=int, default=0, help="instead of those of each row")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--readme", type=Path, metavar="FILE")
    parser.add_argument("--list", action="store_true", help="the rows that there are")
    return parser.parse_args()


def measured(rows: list[Row], rounds: int = 0) -> dict[str, Any]:
    """All rows as the file holds them."""
    found = []
    console = Console(stderr=True)
    with console.status("") as status:
        for number, row in enumerate(rows, start=1):
            place = f"{number}/{len(rows)} "
            outcomes = contest(
                row,
                list(row.tools),
                rounds or row.rounds,
                lambda text, place=place: status.update(place + text),
            )
            found.append(_row(row, outcomes))
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": _machine(),
        "versions": _versions(),
        "rows": found,
    }


def _row(row: Row, outcomes: dict[str, Outcome]) -> dict[str, Any]:
    floor = outcomes[row.floor].median
    tools = {}
    for name, outcome in outcomes.items():
        tools[name] = {
            "median": outcome.median,
            "ratio": outcome.median / floor,
            "first": outcome.first,
            "rounds": len(outcome.seconds),
            "missing": outcome.missing,
            "failed": outcome.failed,
        }
    facts = {"key": row.key, "title": row.title, "floor": row.floor, "within": row.within}
    return {**facts, "must": dict(row.must), "tools": tools}


def _machine() -> dict[str, Any]:
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": sys.version.split()[0],
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _versions() -> dict[str, str]:
    found = {"python": sys.version.split()[0]}
    for package in (*PACKAGES, *PEERS):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def show(report: dict[str, Any]) -> None:
    """The table in the terminal; what was not reached is marked."""
    tools = columns(report)
    table = Table("work", "measured against", "to reach", *tools)
    for row in report["rows"]:
        line = cells(row, tools)
        for name in missed(row):
            line[3 + tools.index(name)] += " (not reached)"
        table.add_row(*line)
    Console(width=None if sys.stdout.isatty() else 200).print(table)


if __name__ == "__main__":
    sys.exit(main())
