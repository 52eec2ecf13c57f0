"""The command line, called in this process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
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


@pytest.fixture
def odd_files(tmp_path: Path) -> None:
    """Files of values that cannot be used, each in its own way."""
    texts = {
        "bad.json": '{"x": 1',
        "bad.toml": "x = ",
        "empty.csv": "",
        "ragged.csv": "x,y\n1\n",
        "list.json": "[1]",
        "deep.json": '{"x": ' + "[" * 100_000 + "]" * 100_000 + "}",
        "vector.json": '{"x": [1, 2]}',
        "column.csv": "x\n1\n2\n",
        "ragged.json": '{"x": [[1, 2], [3]]}',
        "text.json": '{"x": "one"}',
        "null.json": '{"x": null}',
        "infinite.json": '{"x": 1e999}',
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "bad.npz").write_bytes(b"\x93NUMPY\xff")
    np.savez(tmp_path / "array.npz", x=np.zeros((2, 3)))
    np.savez(tmp_path / "pickled.npz", x=np.array([object], dtype=object))
