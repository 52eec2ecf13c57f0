"""The command line, called in this process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from byhand.cli.main import main

Byhand = Callable[..., CompletedProcess[str]]


@pytest.fixture
def byhand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Byhand:
    """`byhand("derive", "-e", "L = x")`: exit code, standard output and standard error.

    Runs in an empty folder and in English, unless the arguments or the environment say otherwise.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BYHAND_LANG", raising=False)

    def run(*args: str, stdin: bytes = b"") -> CompletedProcess[str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        code = main(args)
        out, err = capsys.readouterr()
        return CompletedProcess(args, code, out, err)

    return run
