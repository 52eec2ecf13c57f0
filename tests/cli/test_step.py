"""`byhand step`: pages, settings as they are typed, and one clear message for what is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Byhand = Callable[..., CompletedProcess[str]]

LINE = ("-e", "L = (w*x - y)^2", "--at", "w=1,x=2,y=3", "--wrt", "w")


def test_a_page_on_the_terminal(byhand: Byhand) -> None:
    found = byhand("step", *LINE, "--lr", "0.1", "--steps", "2")
    assert found.returncode == 0
    assert "2 steps of gradient descent by hand" in found.stdout
    assert "w₁ = 1 − 0.1 · (−4) = 1.4" in found.stdout
    assert "w₂ = 1.4 − 0.1 · (−0.8) = 1.48" in found.stdout


def test_settings_as_they_are_typed(byhand: Byhand) -> None:
    found = byhand(
        *("step", *LINE, "--optimizer", "Adam", "--lr", "0.5", "--json"),
        *("--set", "betas=[0.8, 0.9],amsgrad=true", "--set", "clip_norm=1"),
    )
    facts = json.loads(found.stdout)["data"]
    assert facts["settings"]["betas"] == [0.8, 0.9]
    assert facts["settings"]["amsgrad"] is True
    assert facts["settings"]["lr"] == 0.5
    # A first step of Adam is as long as the learning rate.
    assert facts["parameters"][1]["w"] == pytest.approx(1.5, rel=1e-6)


def test_a_schedule_is_a_setting(byhand: Byhand) -> None:
    found = byhand("step", *LINE, "--lr", "0.1", "--set", "schedule=step,step_size=1,gamma=0.5")
    assert "The schedule gives η₂ = 0.05." in found.stdout
    wrong = byhand("step", *LINE, "--set", "schedule=cosin")
    assert "I don't know the schedule 'cosin'." in wrong.stderr
    assert "Did you mean 'cosine'?" in wrong.stderr


def test_files_in_every_format(byhand: Byhand, tmp_path: Path) -> None:
    suffixes = ("txt", "md", "tex", "typ", "pdf", "html", "ipynb", "json")
    outs = [arg for suffix in suffixes for arg in ("-o", f"out/page.{suffix}")]
    assert byhand("step", *LINE, "--optimizer", "lion", *outs, "--lang", "zh").returncode == 0
    for suffix in suffixes:
        assert (tmp_path / "out" / f"page.{suffix}").stat().st_size > 500, suffix


def test_a_problem_says_which_optimizer(byhand: Byhand, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(
        'program = "L = w^2"\n[given]\nw = 1\n'
        '[optimizer]\nname = "nesterov"\nlr = 0.1\nmomentum = 0.5\nsteps = 4\n',
        encoding="utf-8",
    )
    found = byhand("step", "p.toml", "--worked", "0").stdout
    assert "4 steps of Nesterov's momentum" in found
    assert "μ = 0.5" in found
    assert "Steps 1 to 4 are worked out in the same way" in found


BAD = {
    "unknown optimizer": (("--optimizer", "adma"), "I don't know the optimizer 'adma'."),
    "unknown setting": (("--set", "momentun=0.9"), "Did you mean 'momentum'?"),
    "beta of 1": (("--optimizer", "adam", "--set", "betas=[0.9,1]"), "betas must be two numbers"),
    "words": (("--lr", "fast"), "lr must be a number of at least 0; it is 'fast'."),
    "negative": (("--lr", "-1"), "lr must be a number of at least 0; it is -1.0."),
    "half a pair": (("--set", "momentum"), "I can't read 'momentum' as a value."),
    "no steps": (("--steps", "0"), "--steps cannot be '0'."),
    "format": (("-o", "page.docx"), "docx"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_said(byhand: Byhand, name: str) -> None:
    args, said = BAD[name]
    found = byhand("step", *LINE, *args)
    assert found.returncode == 2
    assert said in found.stderr
    assert "Traceback" not in found.stderr
    assert re.search("[\u4e00-\u9fff]", byhand("step", *LINE, *args, "--lang", "zh").stderr)


def test_the_optimizer_of_a_problem_must_be_a_table(byhand: Byhand, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text('program = "L = w"\noptimizer = "adam"\n', encoding="utf-8")
    found = byhand("step", "p.toml")
    assert (found.returncode, "optimizer" in found.stderr) == (2, True)
    (tmp_path / "p.toml").write_text(
        'program = "L = w"\n[given]\nw=1\n[optimizer]\nnames = "adam"\n', encoding="utf-8"
    )
    assert "I don't know the setting of SGD 'names'" in byhand("step", "p.toml").stderr


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help(byhand: Byhand, lang: str) -> None:
    found = byhand("step", "--help", "--lang", lang)
    assert found.returncode == 0
    assert "--optimizer" in found.stdout
    assert all(len(line) <= 100 for line in found.stdout.splitlines())
