"""The program as a process: how it speaks, and how it ends."""

from __future__ import annotations

import subprocess
import sys

_RUN = """
from byhand.cli.main import run
try:
    run()
except SystemExit as end:
    print("exit", end.code)
"""


def test_the_process_speaks_utf8_wherever_it_runs() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _RUN, "derive", "-e", "L = 2x", "--lang", "zh"],
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
