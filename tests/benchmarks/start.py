"""How long `byhand derive -e ...` takes from the shell, beside what it cannot do without.

    python -m tests.benchmarks.start --runs 20

The floor is bare Python that loads the packages which the command loads, SymPy with the parts that
it fetches on first use among them, and nothing of byhand. Runs are interleaved; medians are shown.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter

PROGRAM = "z = w*x + b; a = sigmoid(z); L = (a - y)^2"
COMMAND = ["derive", "-e", PROGRAM, "--at", "w=2,x=1,b=-1,y=1"]
RUN = "from byhand.cli.main import run; run()"
LOADED = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(list(sys.modules)), file=sys.stderr))
"""


def loaded() -> list[str]:
    """The modules that the command has loaded when it ends, in the order in which they came."""
    run = subprocess.run(
        [sys.executable, "-c", LOADED + RUN, *COMMAND], capture_output=True, text=True, check=True
    )
    return json.loads(run.stderr.splitlines()[-1])


def measured(cases: dict[str, list[str]], runs: int) -> dict[str, float]:
    """The median of every case in milliseconds."""
    times: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(runs + 1):
        for name, args in cases.items():
            began = perf_counter()
            subprocess.run([sys.executable, *args], stdout=subprocess.DEVNULL, check=True)
            times[name].append(1000 * (perf_counter() - began))
    return {name: statistics.median(found[1:]) for name, found in times.items()}


def main() -> None:
    """Measure, and print the table of medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    modules = loaded()
    packages = {name: name.split(".")[0] for name in modules}
    others = [n for n in modules if packages[n] in ("click", "mpmath", "sympy")]
    own = [n for n in modules if packages[n] == "byhand"]
    cases = {
        "bare Python": ["-c", "pass"],
        "and its packages": ["-c", "import " + ", ".join(others)],
        "and byhand's own modules": ["-c", "import " + ", ".join([*others, *own])],
        "byhand derive": ["-c", RUN, *COMMAND],
    }
    medians = measured(cases, options.runs)
    whole = medians["byhand derive"]
    for name, time in medians.items():
        print(f"{name:<26} {time:7.1f} ms   the command takes {whole / time:5.2f} times as long")
    if options.json:
        options.json.write_text(json.dumps({"runs": options.runs, "ms": medians}, indent=2))


if __name__ == "__main__":
    main()
