"""How fast byhand is, beside floors written by hand and beside other tools.

    python -m tests.benchmarks                       all rows, several minutes
    python -m tests.benchmarks --quick               the same roughly, in two or three
    python -m tests.benchmarks --only mixture,scalar some of them, by the start of their name
    python -m tests.benchmarks --json measured.json  the same as a file, with versions and machine
    python -m tests.benchmarks --readme measured.json  put the tables of a file into the README

Every tool runs in a process of its own on a core of its own, in turn with the others, and what it
computes is compared first; medians of their ratios are shown. Other tools are optional:
pip install -e ".[bench]". Ratios can be trusted, seconds belong to the machine.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from tests.benchmarks.contest import SHORT, Outcome, Patience, contest
from tests.benchmarks.machine import machine, versions
from tests.benchmarks.rows import Row, all_rows
from tests.benchmarks.table import cells, columns, groups, markdown

from byhand.files import write_bytes

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- measured -->", "<!-- end of measured -->"


def main() -> int:
    """Measure what is asked for, and print it."""
    options = _options()
    if options.readme:
        write_section(json.loads(options.readme.read_text(encoding="utf-8")))
        return 0
    rows = chosen(all_rows(), options.only)
    if options.list or not rows:
        print("\n".join(f"{row.key:<22} {row.title}" for row in all_rows()))
        return 0 if options.list else 2
    report: dict[str, Any] = {}
    patience = SHORT if options.quick else Patience()
    rounds = 3 if options.quick and not options.rounds else options.rounds
    for report in measured(rows, rounds, patience):
        if options.json:
            text = json.dumps(report, indent=2, ensure_ascii=False) + "\n"
            write_bytes(options.json, text.encode())
    show(report)
    return 0


def chosen(rows: Sequence[Row], names: str) -> list[Row]:
    """The rows that are called like this or, where none is, that begin like this; all for ''."""
    found: set[str] = set()
    for name in names.split(","):
        exact = {row.key for row in rows if row.key == name}
        found |= exact or {row.key for row in rows if row.key.startswith(name)}
    return [row for row in rows if row.key in found]


def write_section(report: dict[str, Any]) -> None:
    """Put the tables of a report into the README and print them."""
    tables = markdown(report)
    readme = README.read_text(encoding="utf-8")
    write_bytes(README, with_section(readme, tables).encode())
    print(tables, end="")


def with_section(readme: str, tables: str) -> str:
    """The README with these tables between its two marks."""
    head, rest = readme.split(BEGIN)
    return f"{head}{BEGIN}\n\n{tables}\n{END}{rest.split(END)[1]}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", default="", metavar="NAMES")
    parser.add_argument("--rounds", type=int, default=0, help="instead of those of each row")
    parser.add_argument("--quick", action="store_true", help="few rounds, short waits")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--readme", type=Path, metavar="FILE")
    parser.add_argument("--list", action="store_true", help="the rows that there are")
    return parser.parse_args()


def measured(
    rows: list[Row],
    rounds: int = 0,
    patience: Patience = Patience(),  # noqa: B008
) -> Iterator[dict[str, Any]]:
    """Everything as the file holds it, after every row."""
    found = []
    facts = {"date": datetime.now(UTC).date().isoformat(), "machine": machine()}
    bar = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*bar, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=len(rows))
        for number, row in enumerate(rows):

            def told(text: str, done: float, number: int = number) -> None:
                progress.update(task, completed=number + done, description=text)

            outcomes = contest(row, list(row.tools), rounds or row.rounds, told, patience=patience)
            found.append(_row(row, outcomes))
            yield {**facts, "versions": versions(), "rows": found}


def _row(row: Row, outcomes: dict[str, Outcome]) -> dict[str, Any]:
    floor = outcomes[row.floor].median
    tools = {}

    def known(number: float) -> float | None:  # JSON has nothing else for what is not a number
        return None if math.isnan(number) else number

    for name, outcome in outcomes.items():
        tools[name] = {
            "median": known(outcome.median),
            "ratio": known(outcome.median / floor),
            "first": outcome.first,
            "rounds": len(outcome.seconds),
            "seconds": [float(f"{seconds:.4g}") for seconds in outcome.seconds],
            "missing": outcome.missing,
            "failed": outcome.failed,
        }
    facts = {"key": row.key, "title": row.title, "floor": row.floor, "cores": row.cores}
    facts |= {"must": dict(row.must), "within": row.within, "faster": dict(row.faster)}
    facts |= {"at_most": dict(row.at_most)}
    return {**facts, "size": row.size, "grows": dict(row.grows), "tools": tools}


def show(report: dict[str, Any]) -> None:
    """The tables in the terminal, one for every kind of work."""
    console = Console(width=None if sys.stdout.isatty() else 200)
    for rows in groups(report):
        tools = columns(rows)
        table = Table("work", "measured against", "to reach", *tools, box=SIMPLE)
        for row in rows:
            table.add_row(*cells(row, tools, report["rows"]))
        console.print(table)


if __name__ == "__main__":
    sys.exit(main())
