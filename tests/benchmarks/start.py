"""How long `byhand derive -e ...` takes from the shell, beside what it cannot do without.

The floor is bare Python that loads the packages which the command loads, SymPy with the parts that
it fetches on first use among them, and nothing of byhand.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec

from tests.benchmarks.rows import Row, Run

PROGRAM = "z = w*x + b; a = sigmoid(z); L = (a - y)^2"
COMMAND = ["derive", "-e", PROGRAM, "--at", "w=2,x=1,b=-1,y=1"]
RUN = "from byhand.cli.main import run; run()"
LOADED = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(list(sys.modules)), file=sys.stderr))
"""
PACKAGES = ("click", "mpmath", "sympy")


def loaded() -> list[str]:
    """The modules that the command has loaded when it ends, in the order in which they came."""
    run = subprocess.run(
        [sys.executable, "-c", LOADED + RUN, *COMMAND], capture_output=True, text=True, check=True
    )
    return json.loads(run.stderr.splitlines()[-1])


def _process(*args: str) -> Run:
    """Python with these arguments, from its start to its end; its exit code is the result."""
    command = [sys.executable, *args]

    def run() -> int:
        return subprocess.run(command, stdout=subprocess.DEVNULL, check=True).returncode

    return run, lambda code: [float(code)]


def _importing(*packages: str) -> Run:
    """Python that imports of these packages what the command imports."""
    found = [name for name in loaded() if name.split(".")[0] in packages]
    return _process("-c", "import " + ", ".join(found))


def _peer(name: str) -> Run:
    if find_spec(name) is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return _process("-c", f"import {name}")


FLOOR = "Python with byhand's packages"
TOOLS: dict[str, Callable[[], Run]] = {
    FLOOR: lambda: _importing(*PACKAGES),
    "byhand": lambda: _process("-c", RUN, *COMMAND),
    "byhand's modules alone": lambda: _importing(*PACKAGES, "byhand"),
    "byhand --version": lambda: _process("-c", RUN, "--version"),
    "bare Python": lambda: _process("-c", "pass"),
    "import torch": lambda: _peer("torch"),
    "import jax": lambda: _peer("jax"),
}
ROWS = [Row("start", "`byhand derive -e ...` from the shell", FLOOR, TOOLS, {"byhand": 3.0})]
