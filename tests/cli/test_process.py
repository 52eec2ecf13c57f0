"""The program as a process: what it loads, and how it ends."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ["sympy", "mpmath", "numpy", "networkx", "typst", "wasmtime", "graphviz"]

# Runs the program and prints which of the heavy packages it has loaded.
_LOADED = f"""
import sys
from byhand.cli.main import run
try:
    run()
except SystemExit as end:
    print("exit", end.code)
print("loaded", [name for name in {HEAVY} if name in sys.modules])
"""


def loaded(*args: str) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", _LOADED, *args], capture_output=True, text=True, check=True
    )
    *_, code, names = run.stdout.splitlines()
    assert code == "exit 0", run.stdout + run.stderr
    return [name for name in HEAVY if f"'{name}'" in names]


@pytest.mark.parametrize("args", [["--version"], ["--help"], ["derive", "--help"]])
def test_a_quick_answer_loads_nothing_heavy(args: list[str]) -> None:
    assert loaded(*args) == []


def test_a_numeric_check_does_not_load_sympy() -> None:
    names = loaded("gradcheck", "-e", "L = sin(w*x) + sigmoid(w)", "--at", "w=2,x=0.3")
    assert "sympy" not in names
    assert "networkx" not in names


def test_the_process_speaks_utf8_wherever_it_runs() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _LOADED, "derive", "-e", "L = 2x", "--lang", "zh"],
        capture_output=True,
        check=True,
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )
    assert "exit 2" in run.stdout.decode("utf-8")
    assert "错误：" in run.stderr.decode("utf-8")


def test_a_closed_pipe_is_no_crash() -> None:
    command = (
        f'"{sys.executable}" -c "from byhand.cli.main import run; run()" rules --json | head -c 5'
    )
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert len(run.stdout) == 5
    assert "Traceback" not in run.stderr
    assert "BrokenPipe" not in run.stderr
