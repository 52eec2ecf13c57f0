"""What the commands print and write, and with which exit code they end."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from byhand.cli import output
from byhand.ops.catalogue import adding
from byhand.ops.elementary import SIN

Byhand = Callable[..., CompletedProcess[str]]

NEURON = ["-e", "z = w*x + b; L = z^2", "--at", "w=2,x=3,b=1"]


def facts(run: CompletedProcess[str]) -> dict[str, Any]:
    """What the JSON of a page says beside its blocks: values, gradients, formulas."""
    return json.loads(run.stdout)["data"]


def test_a_page_in_the_terminal(byhand: Byhand) -> None:
    run = byhand("derive", *NEURON)
    assert run.returncode == 0
    assert "∂L/∂w" in run.stdout
    assert run.stderr == ""


@pytest.mark.parametrize("door", ["file", "standard input", "-e"])
def test_the_program_comes_by_any_door(byhand: Byhand, tmp_path: Path, door: str) -> None:
    program = "z = w*x + b\r\nL = z^2\r\n"
    (tmp_path / "neuron.txt").write_bytes(b"\xef\xbb\xbf" + program.encode())
    words = {"file": ["neuron.txt"], "standard input": ["-"], "-e": ["-e", program]}[door]
    run = byhand("derive", *words, "--at", "w=2,x=3,b=1", "--json", stdin=program.encode())
    assert facts(run)["gradients"]["w"] == 42


def test_json_holds_values_and_gradients(byhand: Byhand) -> None:
    data = facts(byhand("derive", *NEURON, "--json"))
    assert data["of"] == "L"
    assert data["values"]["z"] == 7
    assert {name: data["gradients"][name] for name in "wxb"} == {"w": 42, "x": 28, "b": 14}


def test_exact_fractions_in_json(byhand: Byhand) -> None:
    run = byhand("derive", "-e", "L = x^2/3", "--at", "x=1/2", "--exact", "--json")
    data = facts(run)
    assert (data["values"]["L"], data["gradients"]["x"]) == ("1/12", "1/3")


def test_json_of_the_gradient_check(byhand: Byhand) -> None:
    run = byhand("gradcheck", *NEURON, "--json")
    data = json.loads(run.stdout)
    assert data["ok"] is True
    assert {line["name"]: line["exact"] for line in data["lines"]} == {"w": 42, "x": 28, "b": 14}


def test_json_of_the_rules(byhand: Byhand) -> None:
    data = facts(byhand("rules", "sigmoid", "max", "--json"))
    assert [rule["name"] for rule in data["rules"]] == ["sigmoid", "max"]
    assert data["rules"][0]["partials"] == {"x": "out*(1 - out)"}


def test_json_has_no_words_outside_json(byhand: Byhand) -> None:
    for args in (["derive", *NEURON], ["gradcheck", *NEURON], ["rules"]):
        run = byhand(*args, "--json", "--lang", "zh")
        assert run.stderr == ""
        assert isinstance(json.loads(run.stdout), dict)


def test_several_outputs(byhand: Byhand, tmp_path: Path) -> None:
    outs = ["page.txt", "page.json", "graph.dot", "new/folder/page.txt"]
    run = byhand("derive", *NEURON, *(word for out in outs for word in ("-o", out)))
    assert run.returncode == 0, run.stderr
    assert run.stdout == ""
    assert run.stderr.splitlines() == [f"wrote {Path(out)}" for out in outs]
    assert "∂L/∂w" in (tmp_path / "page.txt").read_text("utf-8")
    assert json.loads((tmp_path / "page.json").read_text("utf-8"))["data"]["of"] == "L"
    assert (tmp_path / "graph.dot").read_text("utf-8").startswith("digraph")


def test_a_picture_into_a_new_folder(byhand: Byhand, tmp_path: Path) -> None:
    # A page makes the folder it is written to, and so does a picture.
    run = byhand("draw", *NEURON, "-o", "new/graph.dot")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "new" / "graph.dot").exists()


@pytest.mark.parametrize(
    ("kind", "begins"),
    [("dot", "digraph"), ("svg", "<svg"), ("txt", ""), ("json", "{")],
)
def test_standard_output_in_a_format(byhand: Byhand, kind: str, begins: str) -> None:
    run = byhand("derive", *NEURON, "-o", "-", "--format", kind)
    assert run.returncode == 0, run.stderr
    assert re.match(rf"(<\?xml[^>]*>\s*)?{begins}", run.stdout), run.stdout[:200]
    assert "w" in run.stdout


def test_the_output_that_does_not_depend_on_the_variable(byhand: Byhand) -> None:
    args = ["derive", "-e", "z = x^2; L = w^2", "--at", "x=1,w=2", "--wrt", "x,w"]
    run = byhand(*args)
    assert run.returncode == 0, run.stderr
    said = " ".join(run.stdout.split())
    assert "L does not depend on x: no path of the graph leads from x to L" in said
    assert facts(byhand(*args, "--json"))["gradients"]["x"] == 0
    assert "L 与 x 无关" in byhand(*args, "--lang", "zh").stdout.replace("\n", "")


def test_the_variable_that_only_decides_the_case(byhand: Byhand) -> None:
    args = ["derive", "-e", "L = where(c > 0, x, 2*x)", "--at", "x=3,c=1"]
    said = " ".join(byhand(*args).stdout.split())
    assert "c decides only which case applies" in said
    assert facts(byhand(*args, "--json"))["gradients"]["c"] == 0


def test_colour_only_on_a_terminal(byhand: Byhand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b" not in byhand("derive", *NEURON).stdout
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda _: True)
    assert "\x1b[" in byhand("derive", *NEURON).stdout
    assert "\x1b[" in byhand("derive", "-e", "").stderr


@pytest.mark.parametrize(("patience", "spins"), [(0.0, True), (60.0, False)])
def test_a_spinner_turns_only_when_something_takes_long(
    byhand: Byhand, monkeypatch: pytest.MonkeyPatch, patience: float, spins: bool
) -> None:
    monkeypatch.setattr(output, "PATIENCE", patience)
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda _: True)
    run = byhand("derive", "-e", "L = sum(relu(x)^2)", "--at", "x=[1,2]", "-o", "page.html")
    assert run.returncode == 0
    assert ("deriving and proving" in run.stderr or "writing page.html" in run.stderr) == spins


def test_no_color_is_honoured(byhand: Byhand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    plain = byhand("derive", *NEURON)
    assert "∂L/∂w" in plain.stdout
    assert "\x1b" not in plain.stdout
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda _: True)
    assert not re.search(r"\x1b\[\d*;?3[0-9]m", byhand("derive", "-e", "").stderr)


@pytest.mark.parametrize(
    ("lang", "verdict"), [("en", "Some gradients differ."), ("zh", "有梯度不一致。")]
)
def test_a_wrong_gradient_ends_with_1(byhand: Byhand, lang: str, verdict: str) -> None:
    args = ["gradcheck", "-e", "L = sin(w) + u", "--at", "w=1,u=5", "--lang", lang]
    assert byhand(*args).returncode == 0
    with adding(replace(SIN, partials={"x": "2*cos(x)"})):
        run = byhand(*args)
    assert run.returncode == 1
    assert run.stdout.splitlines()[-1] == verdict
    assert re.search(r"^w +\|.*differs +\| complex$", run.stdout, re.MULTILINE)
    assert re.search(r"^u +\|.*ok +\| complex$", run.stdout, re.MULTILINE)


def test_a_wrong_gradient_is_not_written(byhand: Byhand, tmp_path: Path) -> None:
    with adding(replace(SIN, partials={"x": "2*cos(x)"})):
        run = byhand("derive", "-e", "L = sin(w)", "--at", "w=1", "-o", "page.txt")
    assert run.returncode == 1
    assert run.stderr.startswith("Error: The derivation failed its own proof: for ∂L/∂w")
    assert list(tmp_path.iterdir()) == []


def test_a_kink_is_no_failure(byhand: Byhand) -> None:
    run = byhand("gradcheck", "-e", "L = relu(w*x)", "--at", "w=0,x=2")
    assert run.returncode == 0
    assert "w, x: at a kink" in run.stdout or "w: at a kink" in run.stdout


def test_the_gradient_check_wants_values(byhand: Byhand) -> None:
    run = byhand("gradcheck", "-e", "L = sin(w)")
    assert run.returncode == 2
    assert "--at" in run.stderr, "what to do about it"


@pytest.mark.parametrize("args", [["--wrt", "z"], ["--wrt", ""]])
def test_a_check_of_nothing_is_not_a_success(byhand: Byhand, args: list[str]) -> None:
    run = byhand("gradcheck", *NEURON, *args)
    checked = re.findall(r"\| (ok|differs|kink|edge)$", run.stdout, re.MULTILINE)
    assert checked or run.returncode == 2, run.stdout


def test_values_from_several_places(byhand: Byhand, tmp_path: Path) -> None:
    (tmp_path / "values.toml").write_text("w = 2\nx = 3\nb = 9\n", encoding="utf-8")
    run = byhand("derive", *NEURON[:2], "--at", "values.toml", "--at", "b=1", "--json")
    assert facts(run)["gradients"]["w"] == 42


@pytest.mark.parametrize("at", ["θ₁=3;w=2", "theta1=3,w=2", "θ1=3，w=2", " θ₁ = 3 , w = 2 "])
def test_greek_letters_and_full_width_commas(byhand: Byhand, at: str) -> None:
    run = byhand("derive", "-e", "L = w*θ₁^2", "--at", at, "--wrt", "θ₁", "--json")
    assert run.returncode == 0, run.stderr
    assert facts(run)["gradients"]["theta1"] == 12


@pytest.mark.parametrize(
    ("name", "magic"), [("A.PDF", b"%PDF"), ("A.SVG", b"<svg"), ("A.Json", b"{")]
)
def test_suffixes_in_capitals(byhand: Byhand, tmp_path: Path, name: str, magic: bytes) -> None:
    run = byhand("derive", *NEURON, "-o", name)
    assert run.returncode == 0, run.stderr
    assert magic in (tmp_path / name).read_bytes()[:100]


@pytest.mark.parametrize("command", ["derive", "draw"])
def test_the_format_decides_where_no_suffix_tells_it(
    byhand: Byhand, tmp_path: Path, command: str
) -> None:
    run = byhand(command, *NEURON, "-o", "graph", "--format", "dot")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "graph").read_bytes().startswith(b"digraph")
