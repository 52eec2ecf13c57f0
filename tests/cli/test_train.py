"""`byhand train`: reports, pictures, saved runs, and one clear message for what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Byhand = Callable[..., CompletedProcess[str]]

LINE = (
    *("train", "-e", "L = (w*x - y)^2", "--at", "x=[1,2,3];y=[2,4,6];w=0"),
    *("--wrt", "w", "--per-sample"),
)


def test_a_report_on_the_terminal(byhand: Byhand) -> None:
    found = byhand(*LINE, "--lr", "0.05", "--steps", "20")
    assert found.returncode == 0, found.stderr
    assert "After 20 steps, w = 2." in found.stdout or "w ≈ 2" in found.stdout
    assert "There are 3 samples" in found.stdout


def test_the_numbers_of_a_run(byhand: Byhand) -> None:
    data = json.loads(byhand(*LINE, "--lr", "0.05", "--steps", "2", "--json").stdout)["data"]
    # The mean of x·(w·x − y)·2 is 28/3·(w − 2).
    assert data["parameters"][1]["w"] == pytest.approx(0.05 * 56 / 3)
    assert data["losses"][0] == pytest.approx(56 / 3)
    assert data["stopped"] is None


def test_a_run_that_diverges_exits_with_1(byhand: Byhand, tmp_path: Path) -> None:
    found = byhand(*LINE, "--lr", "1", "-o", "run.md", "-o", "run.svg")
    assert found.returncode == 1
    assert "training diverges" in found.stderr
    assert "diverges" in (tmp_path / "run.md").read_text(encoding="utf-8")
    assert (tmp_path / "run.svg").exists()
    assert "发散" in byhand(*LINE, "--lr", "1", "--lang", "zh").stderr


def test_a_saved_run_goes_on(byhand: Byhand, tmp_path: Path) -> None:
    how = ("--optimizer", "adam", "--lr", "0.1", "--batch-size", "2", "--json")
    whole = json.loads(byhand(*LINE, *how, "--steps", "9").stdout)["data"]
    byhand(*LINE, *how, "--steps", "4", "--save", "run.npz")
    rest = json.loads(byhand(*LINE, *how, "--steps", "9", "--resume", "run.npz").stdout)["data"]
    assert rest == whole


WRONG = {
    "no samples": (("train", "-e", "L = w^2", "--at", "w=1", "--batch-size", "2"), "need samples"),
    "a large batch": ((*LINE, "--batch-size", "4"), "larger than the 3 samples"),
    "both": ((*LINE, "--steps", "3", "--epochs", "3"), "not both"),
    "a missing file": ((*LINE, "--resume", "none.npz"), "none.npz"),
    "an array": (LINE[:-1], "--per-sample"),
    "an optimizer": ((*LINE, "--optimizer", "adm"), "Did you mean 'adam'?"),
    "no value": (("train", "-e", "L = (w*x)^2", "--at", "x=1", "--wrt", "w"), "--init"),
}


@pytest.mark.parametrize(("args", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said(byhand: Byhand, args: tuple[str, ...], message: str) -> None:
    found = byhand(*args)
    assert found.returncode == 2, (found.stdout, found.stderr)
    assert message in found.stderr
    assert "Traceback" not in found.stderr
