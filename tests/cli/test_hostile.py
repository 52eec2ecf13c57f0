"""Hostile input, by every door: one message, exit 2, nothing run, nothing left behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Byhand = Callable[..., CompletedProcess[str]]

HOSTILE = {
    "import": "L = __import__('os').system('touch hacked')",
    "import without quotes": "L = __import__(os)",
    "attribute": "L = x.__class__.__bases__",
    "lambda": "L = (lambda: x)()",
    "comprehension": "L = [x for x in y]",
    "f-string": 'L = f"{x}"',
    "walrus": "L = (y := 3)",
    "tower": "L = 9**9**9**9",
    "power": "L = x**(10**9)",
    "brackets": "L = " + "(" * 10_000 + "x" + ")" * 10_000,
    "calls": "L = " + "sin(" * 10_000 + "x" + ")" * 10_000,
    "long line": "L = " + "x + " * 2_500_000 + "x",
    "null byte": "L = x\0 + y",
    "bidirectional": "L = x\u202e + y",
    "escape": "L = x\x1b[31m + y",
    "huge number": "L = x*1e999999999",
    "many digits": "L = x*" + "9" * 100_000,
    "markup": "L = <b>x</b>",
    "tex": "L = \\input{/etc/passwd}",
    "dot": 'L = x"];evil',
}

VALUES = {
    "import": "x=__import__('os').system('touch hacked')",
    "huge": "x=1e999999999",
    "tiny": "x=1e-999999999",
    "many digits": "x=" + "9" * 1_000_000,
    "tower": "x=9**9**9**9",
    "null byte": "x=1\0",
    "huge fraction": "x=1e-999999/3",
}

# Files that a problem file must not reach, as `given` spells them.
OUTSIDE = ["../secret.json", "a/../../secret.json", "{absolute}", "link.json", "folder/secret.json"]


@pytest.mark.parametrize("program", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("door", ["-e", "file", "standard input", "problem file"])
def test_a_hostile_program(byhand: Byhand, tmp_path: Path, door: str, program: str) -> None:
    (tmp_path / "program.txt").write_text(program, encoding="utf-8", newline="")
    quoted = json.dumps(program).replace("\x7f", "\\u007f")
    (tmp_path / "problem.toml").write_text(f"program = {quoted}", encoding="utf-8")
    words = {
        "-e": ["-e", program],
        "file": ["program.txt"],
        "standard input": ["-"],
        "problem file": ["problem.toml"],
    }[door]
    run = byhand("derive", *words, stdin=program.encode() if door == "standard input" else b"")
    harmless(run, tmp_path)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_hostile_value(byhand: Byhand, tmp_path: Path, value: str) -> None:
    harmless(byhand("gradcheck", "-e", "L = x^2", "--at", value), tmp_path)


@pytest.mark.parametrize("option", ["--of", "--wrt", "--constants"])
@pytest.mark.parametrize("name", ["__class__", "x\x1b]0;hi\x07", "x\0", "x" * 100_000, "x;y"])
def test_a_hostile_name(byhand: Byhand, tmp_path: Path, option: str, name: str) -> None:
    harmless(byhand("derive", "-e", "L = x^2", option, name), tmp_path)


@pytest.mark.parametrize("data", [b"\xff\xfeL = x", b"L = x\xc3", bytes(range(256))])
def test_bytes_that_are_no_text(byhand: Byhand, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "program.txt").write_bytes(data)
    harmless(byhand("derive", "program.txt"), tmp_path)
    harmless(byhand("derive", "-", stdin=data), tmp_path)


@pytest.mark.parametrize("given", OUTSIDE)
def test_a_problem_file_reads_only_its_own_folder(
    byhand: Byhand, tmp_path: Path, given: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    secret = tmp_path / "secret.json"
    secret.write_text('{"x": 42}', encoding="utf-8")
    (home / "link.json").symlink_to(secret)
    (home / "folder").symlink_to(tmp_path)
    path = given.format(absolute=secret)
    (home / "problem.toml").write_text(f'program = "L = x^2"\ngiven = "{path}"', encoding="utf-8")
    run = byhand("gradcheck", "home/problem.toml")
    harmless(run, tmp_path)
    assert "lies outside the folder of the problem file" in run.stderr
    assert "42" not in run.stderr


def harmless(run: CompletedProcess[str], folder: Path) -> None:
    assert run.returncode == 2, run.stderr[:500]
    assert run.stdout == ""
    assert run.stderr.startswith("Error: "), run.stderr[:500]
    assert "Traceback" not in run.stderr
    assert len(run.stderr) < 600, "what was typed is quoted in part only"
    assert run.stderr.replace("\n", "").isprintable(), ascii(run.stderr)
    assert not (folder / "hacked").exists()
