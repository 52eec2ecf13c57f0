"""The same input gives the same bytes: on every run, under any hash seed, from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from byhand.writers.writers import WRITERS

PROBLEM = """
title = { en = "Neuron", zh = "神经元" }
program = "z = w*x + b + x^2; a = sigmoid(z); L = (a - y)^2 + relu(z)"
[given]
w = 2
x = -1
b = 0.5
y = 1
"""

PICTURES = ["svg", "png", "pdf", "dot"]
STYLES = ["values", "formulas", "structure", "blank"]
SEEDS = ["0", "4242"]

# Every page in both languages, and every picture in every style.
_WRITE_ALL = """
import sys
from byhand.cli.main import main
problem, formats, pictures, styles = sys.argv[1], *(arg.split() for arg in sys.argv[2:])
for lang in ("en", "zh"):
    for kind in formats:
        assert main(["derive", problem, "--lang", lang, "-o", f"{lang}/page.{kind}"]) == 0, kind
for style in styles:
    for kind in pictures:
        out = f"{style}.{kind}"
        assert main(["draw", problem, "--style", style, "-o", out]) == 0, out
assert main(["rules", "-o", "rules.html"]) == 0
assert main(["step", problem, "--optimizer", "adam", "-o", "step.html"]) == 0
"""

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Files]:
    """All files that two processes write, by name; they run at the same time."""
    folders = [tmp_path_factory.mktemp(f"seed{seed}") for seed in SEEDS]
    (folders[0] / "problem.toml").write_text(PROBLEM, encoding="utf-8")
    problems = ["problem.toml", os.path.relpath(folders[0] / "problem.toml", folders[1])]
    arguments = [" ".join(names) for names in (WRITERS, PICTURES, STYLES)]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITE_ALL, problem, *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed, folder, problem in zip(SEEDS, folders, problems, strict=True)
    ]
    for process in started:
        _, said = process.communicate()
        assert process.returncode == 0, said
    return [read_all(folder) for folder in folders]


def read_all(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "problem.toml"
    }


def test_the_same_files_are_written(runs: list[Files]) -> None:
    first, second = runs
    assert list(first) == list(second)
    assert {f"{lang}/page.{kind}" for lang in ("en", "zh") for kind in WRITERS} <= set(first)


@pytest.mark.parametrize("kind", sorted({*WRITERS, *PICTURES}))
def test_the_same_bytes(runs: list[Files], kind: str) -> None:
    first, second = runs
    names = [name for name in first if name.endswith(f".{kind}")]
    assert names
    assert [name for name in names if first[name] != second[name]] == []


@pytest.mark.parametrize("kind", ["txt", "md", "tex", "typ", "html", "ipynb", "json"])
def test_nothing_in_a_page_tells_where_or_when_it_was_written(
    runs: list[Files], kind: str, tmp_path: Path
) -> None:
    page = runs[0][f"en/page.{kind}"].decode("utf-8")
    assert str(tmp_path.parent) not in page
