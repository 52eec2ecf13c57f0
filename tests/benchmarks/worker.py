"""One tool in a process of its own: prepared once, it works whenever it is asked to.

    python -m tests.benchmarks.worker ROW TOOL

answers on standard output, one line each: the result of the work, then the seconds of every round
that standard input asks for.
"""

from __future__ import annotations

import json
import os
import sys
from time import perf_counter

SHORTEST = 0.004
"""A round repeats its work until it takes so many seconds, so that the clock is good enough."""


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
    try:
        run, shown = row.tools[tool]()
    except ImportError as error:
        print(json.dumps({"missing": error.name or str(error)}), file=answers, flush=True)
        return
    began = perf_counter()
    result = shown(run())
    first = perf_counter() - began
    print(json.dumps({"result": result, "first": first}), file=answers, flush=True)
    began = perf_counter()
    run()
    repeats = max(1, round(SHORTEST / max(perf_counter() - began, 1e-9)))
    for _ in sys.stdin:
        began = perf_counter()
        for _ in range(repeats):
            run()
        print(json.dumps((perf_counter() - began) / repeats), file=answers, flush=True)


if __name__ == "__main__":
    main()
