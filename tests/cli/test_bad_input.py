"""Every bad input gets one clear message, a caret where there is a place for one, and exit 2."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Byhand = Callable[..., CompletedProcess[str]]

# What is typed after `byhand`, how the message begins, and the text that the caret points at.
PROGRAMS = {
    "unknown function": (
        ["derive", "-e", "L = sigmod(z)"],
        "I don't know the function 'sigmod'. Did you mean 'sigmoid'?",
        "sigmod(z)",
    ),
    "unknown function on the second line": (
        ["derive", "-e", "z = w*x; L = rleu(z)"],
        "I don't know the function 'rleu'. Did you mean 'relu'?",
        "rleu(z)",
    ),
    "value for an unknown name": (
        ["derive", "-e", "L = weight*x", "--at", "wieght=1,x=2"],
        "The program has no variable 'wieght'. Did you mean 'weight'?",
        "",
    ),
    "missing value": (
        ["derive", "-e", "L = (w*x - y)^2", "--at", "w=2,x=3"],
        "'y' has no value. Give it one, for example --at y=0.5",
        "y)^2",
    ),
    "missing value in another case": (
        ["gradcheck", "-e", "L = X^2", "--at", "x=3"],
        "The program has no variable 'x'. Did you mean 'X'?",
        "",
    ),
    "infinite": (
        ["derive", "-e", "L = x", "--at", "x=inf"],
        "The value of 'x' is inf; a finite number is needed.",
        "",
    ),
    "not a number": (
        ["derive", "-e", "L = x", "--at", "x=nan"],
        "The value of 'x' is nan; a finite number is needed.",
        "",
    ),
    "beyond every float": (
        ["derive", "-e", "L = x", "--at", "x=-1e999"],
        "The value of 'x' is -inf; a finite number is needed.",
        "",
    ),
    "assignment to an expression": (
        ["derive", "-e", "x*y = 2"],
        "Only a name can stand to the left of '='; 'x*y' is an expression.",
        "x*y",
    ),
    "empty program": (
        ["derive", "-e", ""],
        "The program is empty. Write for example:",
        "",
    ),
    "only a remark": (
        ["derive", "-e", "# nothing"],
        "The program is empty. Write for example:",
        "",
    ),
    "bracket never closed": (
        ["derive", "-e", "L = (a + b"],
        "This bracket is never closed.",
        "(a + b",
    ),
    "bracket never opened": (
        ["derive", "-e", "L = a + b)"],
        "This bracket was never opened.",
        ")",
    ),
    "division by zero": (
        ["derive", "-e", "z = 1; L = z/x", "--at", "x=0"],
        "Line 1 has no value: in z/x it divides by 0 (z = 1, x = 0).",
        "/x",
    ),
    "logarithm of a negative number": (
        ["derive", "-e", "z = w*x\nL = log(z)", "--at", "w=-2,x=3"],
        "Line 2 has no value: in log(z) it takes the logarithm of −6, which is not positive",
        "log(z)",
    ),
    "root of a negative number": (
        ["gradcheck", "-e", "L = sqrt(x)", "--at", "x=-4"],
        "Line 1 has no value: in √x it takes the square root of the negative number −4",
        "sqrt(x)",
    ),
    "fractional power of a negative number": (
        ["gradcheck", "-e", "L = x^0.5", "--at", "x=-4"],
        "Line 1 has no value: in ",
        "^0.5",
    ),
    "overflow": (
        ["derive", "-e", "L = exp(x)", "--at", "x=1000"],
        "Line 1 has no value: in ",
        "exp(x)",
    ),
    "no derivative here": (
        ["derive", "-e", "L = sqrt(x)", "--at", "x=0"],
        "Line 1 has no derivative here: ∂L/∂x of √x is not a finite number",
        "sqrt(x)",
    ),
    "wrt of a name that does not exist": (
        ["derive", "-e", "L = (w*x)^2", "--at", "w=1,x=2", "--wrt", "v"],
        "The program has no variable 'v'.",
        "",
    ),
    "of a name that does not exist": (
        ["derive", "-e", "loss = (w*x)^2", "--of", "los"],
        "The program has no variable 'los'. Did you mean 'loss'?",
        "",
    ),
    "constant that does not exist": (
        ["derive", "-e", "L = (w*x)^2", "--constants", "k"],
        "The program has no variable 'k'.",
        "",
    ),
    "wrt of a constant": (
        ["derive", "-e", "L = (w*x)^2", "--constants", "x", "--wrt", "x"],
        "'x' is declared a constant, so no gradient can be asked for it.",
        "",
    ),
    "value for a computed name": (
        ["derive", "-e", "z = 2*x; L = z^2", "--at", "x=1,z=2"],
        "'z' is computed by the program, so it cannot be given a value too.",
        "",
    ),
    "irrational in exact mode": (
        ["derive", "-e", "L = exp(x)", "--at", "x=1/2", "--exact"],
        "Line 1: ",
        "exp(x)",
    ),
    "highlight of a name that does not exist": (
        ["draw", "-e", "L = x^2", "--highlight", "q", "-o", "-"],
        "The program has no variable 'q'.",
        "",
    ),
}

VALUES = {
    "no sign": (["x=2,y"], "I can't read 'y' as a value. Write for example: --at w=2,x=-1"),
    "no value": (["x="], "I can't read 'x=' as a value."),
    "no name": (["=3"], "I can't read '=3' as a value."),
    "a word": (["x=two"], "The value of 'x' is not a number: two"),
    "a power": (["x=2^3"], "The value of 'x' is not a number: 2^3"),
    "division by zero": (["x=1/0"], "The value of 'x' is not a number: 1/0"),
    "too many digits": (["x=" + "1" * 500], "The value of 'x' is not a number: 1111"),
    "two values": (["x=3 y=4"], "The value of 'x' is not a number: 3 y=4"),
    "no such kind of file": (["x"], "I can read values from .json, .toml, .npz, .csv files"),
    "no such file": (["x.json"], "There is no file x.json."),
    "not JSON": (["bad.json"], "I can't read bad.json: "),
    "not TOML": (["bad.toml"], "I can't read bad.toml: "),
    "not NPZ": (["bad.npz"], "I can't read bad.npz: "),
    "nothing in it": (["empty.csv"], "I can't read empty.csv: "),
    "a short row": (["ragged.csv"], "I can't read ragged.csv: "),
    "not a table": (["list.json"], "In list.json, "),
    "pickled": (["pickled.npz"], "I can't read pickled.npz: "),
    "too deep": (["deep.json"], "I can't read deep.json: "),
    "a list": (["vector.json"], "'L' is not a single number: its shape is (2,). Only a scalar"),
    "a column": (["column.csv"], "'L' is not a single number: its shape is (2,). Only a scalar"),
    "an array": (["array.npz"], "'L' is not a single number: its shape is (2, 3). Only a scalar"),
    "a ragged list": (["ragged.json"], "The rows of 'x' differ in length, so it is no array."),
    "a text": (["text.json"], "The value of 'x' is not a number: one"),
    "nothing": (["null.json"], "The value of 'x' is not a number: "),
    "infinite": (["infinite.json"], "The value of 'x' is inf; a finite number is needed."),
}

USAGE = {
    "option": (["gradcheck", "--esp", "1"], "There is no option --esp. Did you mean '--eps'?"),
    "command": (["derve"], "There is no command 'derve'. Did you mean 'derive'?"),
    "choice": (
        ["draw", "-e", "L = x", "--style", "vales"],
        "--style cannot be 'vales'. It can be: values, formulas, structure, blank.",
    ),
    "language": (["rules", "--lang", "fr"], "--lang cannot be 'fr'. It can be: en, zh."),
    "number": (["gradcheck", "--eps", "abc"], "--eps cannot be 'abc'. It must be a number, x>0."),
    "below the range": (["gradcheck", "--eps", "-1"], "--eps cannot be '-1.0'."),
    "above the range": (["derive", "-e", "L = x", "--digits", "99"], "--digits cannot be '99'."),
    "no value": (["derive", "-e"], "-e needs a value."),
    "two files": (["derive", "a.toml", "b.toml"], "I don't know what to do with 'b.toml'."),
}

FILES = {
    "nothing": (["derive"], 'Give a problem file, or a program after -e. Try: byhand derive -e "'),
    "two sources": (
        ["derive", "a.toml", "-e", "L = x"],
        "Give either a problem file or a program after -e, not both.",
    ),
    "missing file": (["derive", "none.toml"], "There is no file none.toml."),
    "folder": (["derive", "."], "There is no file ."),
    "not text": (["derive", "bad.npz"], "bad.npz is not a text file in UTF-8."),
    "page suffix": (["derive", "-e", "L = x^2", "-o", "a.docx"], "I don't know the format 'docx'."),
    "no suffix": (["derive", "-e", "L = x^2", "-o", "page"], "I don't know the format ''."),
    "format": (
        ["derive", "-e", "L = x^2", "--format", "docx"],
        "I don't know the format 'docx'.",
    ),
    "picture suffix": (
        ["draw", "-e", "L = x^2", "-o", "a.gif"],
        "A picture ends in one of .svg, .pdf, .png, .dot, .gv; 'a.gif' does not.",
    ),
    "rules suffix": (["rules", "-o", "a.gif"], "I don't know the format 'gif'."),
    "unknown rule": (["rules", "sigmod"], "I don't know the function 'sigmod'. Did you mean"),
    "page into a file as folder": (
        ["derive", "-e", "L = x^2", "-o", "bad.json/page.txt"],
        "I can't write bad.json/page.txt: ",
    ),
    "picture into a file as folder": (
        ["draw", "-e", "L = x^2", "-o", "bad.json/graph.dot"],
        "I can't write bad.json/graph.dot: ",
    ),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("args", "says", "place"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_mistake_in_the_program(
    byhand: Byhand, args: list[str], says: str, place: str, lang: str
) -> None:
    run = byhand(*args, "--lang", lang)
    lines = one_message(run, lang, says)
    assert len(lines) == (3 if place else 1), run.stderr
    if place:
        _, quoted, caret = lines
        assert caret.strip() == "^"
        assert quoted[caret.index("^") :].startswith(place), run.stderr


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.usefixtures("odd_files")
@pytest.mark.parametrize(("parts", "says"), VALUES.values(), ids=VALUES)
def test_a_mistake_in_the_values(byhand: Byhand, parts: list[str], says: str, lang: str) -> None:
    at = [word for part in parts for word in ("--at", part)]
    run = byhand("gradcheck", "-e", "L = x^2", *at, "--lang", lang)
    # An output that is no number is quoted with its line, since there it can be mended.
    quoted = 2 if "single number" in says else 0
    assert len(one_message(run, lang, says)) == 1 + quoted, run.stderr
    assert "Error" not in run.stderr.removeprefix("Error: "), "a Python exception shows through"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("args", "says"), USAGE.values(), ids=USAGE)
def test_a_mistake_in_the_arguments(
    byhand: Byhand, args: list[str], says: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BYHAND_LANG", lang)
    run = byhand(*args)
    lines = one_message(run, "en" if "--lang" in args else lang, says)
    assert all(re.search(r"byhand( \w+)? --help$", line) for line in lines[1:]), run.stderr


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.usefixtures("odd_files")
@pytest.mark.parametrize(("args", "says"), FILES.values(), ids=FILES)
def test_a_mistake_in_the_files(
    byhand: Byhand, tmp_path: Path, args: list[str], says: str, lang: str
) -> None:
    before = sorted(tmp_path.iterdir())
    run = byhand(*args, "--lang", lang)
    assert len(one_message(run, lang, says)) == 1, run.stderr
    assert sorted(tmp_path.iterdir()) == before, "a failed command leaves no files behind"


def one_message(run: CompletedProcess[str], lang: str, says: str) -> list[str]:
    """The lines of standard error, which hold one message in the language asked for."""
    label = {"en": "Error: ", "zh": "错误："}[lang]
    assert run.returncode == 2, run
    assert run.stdout == ""
    assert run.stderr.count(label) == 1, run.stderr
    lines = run.stderr.removesuffix("\n").split("\n")
    assert lines[0].startswith(label), run.stderr
    if lang == "en":
        assert lines[0].removeprefix(label).startswith(says), run.stderr
    else:
        assert re.search(r"[\u4e00-\u9fff]", lines[0].removeprefix(label)), run.stderr
    return lines
