"""`byhand explain` and `byhand experiment`: pages, plots, lists, and clear messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Byhand = Callable[..., CompletedProcess[str]]


def test_an_experiment_is_printed(byhand: Byhand) -> None:
    found = byhand("experiment", "learning_rate")
    assert found.returncode == 0, found.stderr
    assert "The learning rate: too small, right, too large" in found.stdout
    assert "does not hold" not in found.stdout


def test_other_settings_are_run_and_judged(byhand: Byhand) -> None:
    found = byhand("experiment", "learning-rate", "--set", "large=0.9", "--json")
    data = json.loads(found.stdout)["data"]
    assert data["settings"]["large"] == 0.9
    assert data["holds"] == [True, True, False, True], "a rate of 0.9 < 2/h does not diverge"
    assert data["numbers"]["after"] == pytest.approx(9 * 0.8**40)


def test_pages_and_plots_in_one_run(byhand: Byhand, tmp_path: Path) -> None:
    found = byhand("experiment", "learning_rate", "-o", "a.md", "-o", "b.svg", "--lang", "zh")
    assert found.returncode == 0, found.stderr
    page = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert "a-learning_rate.svg" in page
    assert "学习率" in page
    assert (tmp_path / "a-learning_rate.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_lists(byhand: Byhand) -> None:
    topics, experiments = byhand("explain").stdout, byhand("experiment").stdout
    assert "learning_rate" in experiments
    assert len(topics) > len(experiments)
    settings = byhand("experiment", "learning_rate", "--settings", "--lang", "zh").stdout
    assert "曲率" in settings


WRONG = {
    "a topic": (("explain", "sigmod"), "Did you mean 'sigmoid'?"),
    "an experiment": (("experiment", "learning_rat"), "Did you mean 'learning_rate'?"),
    "no experiment": (("experiment", "sigmoid"), "I don't know the experiment 'sigmoid'."),
    "a setting": (("experiment", "learning_rate", "--set", "step=3"), "Did you mean 'steps'?"),
    "a number": (("experiment", "learning_rate", "--set", "h=-1"), "must be a number from 0.001"),
    "half a step": (("experiment", "learning_rate", "--set", "steps=1.5"), "a whole number from 1"),
    "a plot": (("explain", "learning_rate", "--plot", "x", "-o", "a.svg"), "has no plot 'x'"),
    "no walk": (("explain", "learning_rate", "-o", "a.gif"), ".svg, .pdf, .png."),
}


@pytest.mark.parametrize(("args", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said(
    byhand: Byhand, args: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    found = byhand(*args)
    assert found.returncode == 2, (found.stdout, found.stderr)
    assert message in found.stderr
    assert "Traceback" not in found.stderr
    assert list(tmp_path.glob("a.*")) == [], "nothing is written half-way"
