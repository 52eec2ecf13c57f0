"""One tool in a process of its own: prepared once, it works whenever it is asked to.

    python -m tests.benchmarks.worker ROW TOOL CORES

answers on standard output, one line each: the result of the work, then the seconds of every round
that standard input asks for; or the package that is missing; or what went wrong.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.benchmarks.rows import Run

SHORTEST = 0.004
"""A round repeats its work until it takes so many seconds, so that the clock is good enough."""
SLOW = 0.5
"""Work that took so many seconds at first needs no second try before it is measured."""


def main() -> None:
    """Prepare a tool, then measure it round by round."""
    key, tool, cores = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, set(allowed[-cores:]))
    from tests.benchmarks.rows import all_rows

    row = next(row for row in all_rows() if row.key == key)
    answers = sys.stdout
    sys.stdout = sys.stderr  # what a library prints is no answer

    def tell(answer: Any) -> None:
        print(json.dumps(answer), file=answers, flush=True)

    try:
        _work(row.tools[tool], tell)
    except ImportError as error:
        tell({"missing": error.name or str(error)})
    except Exception as error:  # whatever a library raises is told as its failure
        lines = str(error).strip().splitlines()
        tell({"failed": ": ".join([type(error).__name__, *lines[:1]])})


def _work(prepare: Callable[[], Run], tell: Callable[[Any], None]) -> None:
    run, shown = prepare()
    began = perf_counter()
    result = shown(run())
    first = perf_counter() - began
    tell({"result": result, "first": first})
    if first < SLOW:
        began = perf_counter()
        run()
        first = perf_counter() - began
    repeats = max(1, round(SHORTEST / max(first, 1e-9)))
    for _ in sys.stdin:
        if first < SLOW:
            run()  # the tool before has left its own data in the cache
        began = perf_counter()
        for _ in range(repeats):
            run()
        tell((perf_counter() - began) / repeats)


if __name__ == "__main__":
    main()
