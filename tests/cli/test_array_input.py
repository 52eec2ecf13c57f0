"""Arrays from the command line and from files: what is read, and one clear message for the rest."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import numpy as np
import pytest

import byhand as bh

Byhand = Callable[..., CompletedProcess[str]]

# The program, what is given, how the message begins and goes on, and what the caret points at.
Mistake = tuple[str, str, str, str]

SHAPES: dict[str, Mistake] = {
    "product": (
        "X: (5, 4); W: (3, 4); L = sum(X @ W)",
        "",
        "Line 1: the shapes in X W do not fit: X has shape (5, 4) (declared), W has shape (3, 4) "
        "(declared). Did you mean X @ W.T?",
        "@ W",
    ),
    "product of a result": (
        "H = tanh(X)\nL = sum(W @ H)",
        "X=[1 2 3; 4 5 6],W=[1 2 3; 4 5 6]",
        "Line 2: the shapes in W H do not fit: W has shape (2, 3) (given), H has shape (2, 3) "
        "(from line 1). Did you mean W @ H.T?",
        "@ H",
    ),
    "product with operands swapped": (
        "L = sum(x @ W)",
        "x=[1,2,3],W=[1 2 3; 4 5 6]",
        "Line 1: the shapes in x W do not fit: x has shape (3,) (given), W has shape (2, 3) "
        "(given). Did you mean x @ W.T?",
        "@ W",
    ),
    "broadcast": (
        "L = sum(X + b)",
        "X=[1 2; 3 4],b=[1,2,3]",
        "Line 1: the shapes in X + b do not fit: X has shape (2, 2) (given), b has shape (3,)",
        "+ b",
    ),
    "broadcast over the wrong axis": (
        "X: (N, D); b: N; L = sum(X * b)",
        "",
        "Line 1: the shapes in X·b do not fit: X has shape (N, D) (declared), b has shape (N,)",
        "* b",
    ),
    "not square": ("L = det(A)", "A=[1 2 3; 4 5 6]", "Line 1: the shapes in det(A)", "det(A)"),
    "no scalar": (
        "L = 2*x",
        "x=[1,2]",
        "'L' is not a single number: its shape is (2,)",
        "* x",
    ),
    "joined": ("L = sum(concat(x, Y))", "x=[1,2],Y=[[1,2]]", "Line 1: the shapes in", "concat"),
    "axis": (
        "L = sum(sum(X, axis=2))",
        "X=[1 2; 3 4]",
        "Line 1: the shapes in ",
        "sum(X",
    ),
    "axis that is a variable": (
        "L = sum(X, axis=k)",
        "X=[1 2; 3 4],k=1",
        "The setting 'axis' must be a whole number, a tuple of them, True, False or None.",
        "sum(X",
    ),
    "reshape": ("L = sum(reshape(X, 3, 3))", "X=[1 2; 3 4]", "Line 1: the shapes in", "reshape"),
    "index": ("L = x[3]", "x=[1,2,3]", "Line 1: the shapes in x[3] do not fit", "[3]"),
    "indices": ("L = x[0, 1]", "x=[1,2,3]", "Line 1: the shapes in x[0, 1] do not fit", "[0, 1]"),
    "empty slice": ("L = sum(x[2:1])", "x=[1,2,3]", "Line 1: the shapes in x[2:1]", "[2:1]"),
    "step of nothing": ("L = sum(x[::0])", "x=[1,2,3]", "Line 1: the shapes in x[::0]", "[::0]"),
    "length of nothing": ("L = sum(x[ones(0)])", "x=[1,2]", "Line 1: the shapes in", "[ones"),
    "transposed": (
        "L = sum(X.T)",
        "X=[[[1]]]",
        "Line 1: the shapes in Xᵀ do not fit: X has shape (1, 1, 1) (given). An array of more "
        "than two axes",
        ".T",
    ),
    "unknown length": ("L = sum(ones(N))*x", "x=1", "Nothing tells how long N is.", "* x"),
}

SAYS_MORE = {
    "axis": "There is no axis 2: the array has 2, and they are counted from 0.",
    "reshape": "4 entries cannot be arranged as (3, 3).",
    "index": "There is no entry 3 along an axis of length 3; they are counted from 0.",
    "indices": "There are more indices than axes.",
    "empty slice": "The slice holds nothing.",
    "step of nothing": "A step of 0 leads nowhere.",
}

DECLARED: dict[str, tuple[str, str, str]] = {
    "other shape": (
        "X: (3, N); L = sum(X)",
        "X=[1 2; 3 4]",
        "'X' is declared with shape (3, N), but its value has shape (2, 2).",
    ),
    "other rank": ("x: N; L = sum(x)", "x=[1 2; 3 4]", "'x' is declared with shape (N,), but"),
    "result": (
        "X: (2, 2); Z: (3, 3); Z = X @ X; L = sum(Z)",
        "",
        "'Z' is declared with shape (3, 3), but line 1 has shape (2, 2).",
    ),
    "one letter, two sizes": (
        "X: (N, D); y: N; L = sum(X)*sum(y)",
        "X=[1 2; 3 4],y=[1,2,3]",
        "The dimension N is 2 for 'X' and 3 for 'y'.",
    ),
    "twice": ("x: 3; x: 3; L = sum(x)", "", "The shape of 'x' is declared twice."),
    "unused": ("x: 3; y: 3; L = sum(x)", "", "'y' has a declared shape, but the program does not"),
    "nothing long": ("x: 0; L = sum(x)", "", "A shape is declared with positive whole numbers"),
    "unknown fact": (
        "Y: (N, C) onehto; L = sum(Y)",
        "",
        "I don't know the fact 'onehto'. Did you mean 'onehot'? There are: onehot, probability,",
    ),
    "not one-hot": (
        "Y: (N, C) onehot; L = sum(Y)",
        "Y=[0.5 0.5; 0 1]",
        "'Y' is declared onehot, but its value is not: an entry is neither 0 nor 1.",
    ),
    "no probability": (
        "p: 2 probability; L = sum(p)",
        "p=[0.5,0.6]",
        "'p' is declared probability, but its value is not: a row does not add up to 1",
    ),
    "not symmetric": (
        "A: (N, N) symmetric; L = sum(A)",
        "A=[1 2; 3 4]",
        "'A' is declared symmetric, but its value is not: it differs from its transpose.",
    ),
    "not orthogonal": (
        "Q: (2, 2) orthogonal; L = sum(Q)",
        "Q=[1 1; 0 1]",
        "'Q' is declared orthogonal, but its value is not: its transpose is not its inverse.",
    ),
    "symmetric and oblong": (
        "A: (2, 3) symmetric; L = sum(A)",
        "",
        "'A' is declared symmetric, but its value is not: the matrix is not square.",
    ),
}

VALUES: dict[str, Mistake] = {
    "singular": (
        "L = sum(inv(A))",
        "A=[1 2; 2 4]",
        "Line 1 has no value: in A⁻¹ the matrix has no inverse",
        "inv(A)",
    ),
    "negative determinant": (
        "L = logdet(A)",
        "A=[1 2; 3 4]",
        "Line 1 has no value: in log det(A) the determinant is not positive",
        "logdet(A)",
    ),
    "index array beyond the end": (
        "L = sum(x[i])",
        "x=[1,2,3],i=[0,3]",
        "Line 1 has no value: in x[i] an index is not a whole number inside the array",
        "[i]",
    ),
    "index array of fractions": (
        "L = sum(x[i])",
        "x=[1,2,3],i=[0,0.5]",
        "Line 1 has no value: in x[i] an index is not a whole number inside the array",
        "[i]",
    ),
    "class that there is not": (
        "L = sum(onehot(y, 3)*x)",
        "y=[0,3],x=1",
        "Line 1 has no value: in ",
        "onehot(y",
    ),
    "fraction between brackets": ("L = x[0.5]", "x=[1,2]", "Here a whole number is needed.", "0.5"),
    "logarithm": (
        "L = sum(log(x))",
        "x=[1,0,2]",
        "Line 1 has no value: in log(x) it takes the logarithm of 0, which is not positive "
        "(entry [1]).",
        "log(x)",
    ),
    "overflow": ("L = sum(exp(x))", "x=[1,1000]", "Line 1 has no value: in exp(x)", "exp(x)"),
    "length of a null vector": ("L = norm(x)", "x=[0,0]", "∂L/∂x does not exist here", ""),
    "slope of a determinant": (
        "L = det(A)",
        "A=[1 2; 2 4]",
        "∂L/∂A cannot be computed here: the matrix has no inverse.",
        "",
    ),
}

TOO_LARGE: dict[str, str] = {
    "ones": "L = sum(ones(100000, 100000))*x",
    "identity": "L = sum(eye(100000)*x)",
    "onehot": "L = sum(onehot(y, 9999999)); y: 9",
    "declared": "X: (100000, 100000); L = sum(X)",
    "outer": "x: 100000; L = sum(outer(x, x))",
    "broadcast": "x: (100000, 1); L = sum(x + x.T)",
    "product": "x: (100000, 1); L = sum(x @ x.T)",
    "joined": "x: 6000000; L = sum(concat(x, x))",
    "all together": "x: 9000000; L = sum(" + "+".join(f"x*{i}" for i in range(12)) + ")",
}

WRITTEN: dict[str, tuple[str, str]] = {
    "never closed": ("L = sum(x[0)", "This bracket"),
    "never closed either": ("L = x[", "This bracket is never closed."),
    "empty": ("L = x[]", "The square brackets are empty."),
    "attribute": ("L = sum(X.shape)", "'.shape' is not allowed: nothing can follow a dot but T"),
    "small letter": ("L = sum(X.t)", "'.t' is not allowed: nothing can follow a dot but T"),
    "deep": ("L = " + "sum(" * 150 + "x" + ")" * 150, "Brackets, powers and minus signs are"),
    "number as array": ("L = 2[0]*x", "Line 1: the shapes in 2[0]·x do not fit"),
    "tuple": ("L = sum((1, 2))*x", "A tuple cannot be an operand of 'sum'"),
    "setting": ("L = max(x, axis=0, foo=1)", "'max' has no setting 'foo'. It has: axis, keepdims."),
    "missing setting": ("L = sum(reshape(x))", "'reshape' needs the setting 'shape'."),
    "too long an index": ("L = x[99999999999999]", "Here a whole number is needed."),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", SHAPES)
def test_shapes_that_do_not_fit(byhand: Byhand, name: str, lang: str) -> None:
    program, at, says, place = SHAPES[name]
    lines = _message(byhand("derive", "-e", program, *_at(at), "--lang", lang), lang, says)
    _, quoted, caret = lines
    assert quoted[caret.index("^") :].replace(" ", "").startswith(place.replace(" ", "")), lines
    if lang == "en":
        assert SAYS_MORE.get(name, "") in lines[0], lines[0]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("program", "at", "says"), DECLARED.values(), ids=DECLARED)
def test_declarations_that_do_not_hold(
    byhand: Byhand, program: str, at: str, says: str, lang: str
) -> None:
    _message(byhand("derive", "-e", program, *_at(at), "--lang", lang), lang, says)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["derive", "gradcheck"])
@pytest.mark.parametrize(("program", "at", "says", "place"), VALUES.values(), ids=VALUES)
def test_values_that_do_not_exist(
    byhand: Byhand, command: str, program: str, at: str, says: str, place: str, lang: str
) -> None:
    lines = _message(byhand(command, "-e", program, *_at(at), "--lang", lang), lang, says)
    if place:
        _, quoted, caret = lines
        assert quoted[caret.index("^") :].startswith(place), lines


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("program", TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_no_machine_holds(byhand: Byhand, program: str, lang: str) -> None:
    run = byhand("derive", "-e", program, "--lang", lang)
    (message, *_) = _message(run, lang, "Line 1: ")
    assert re.search(r"\d00,000", message), message
    with pytest.raises(bh.InputError):
        bh.derive(program)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("program", "says"), WRITTEN.values(), ids=WRITTEN)
def test_lines_that_cannot_be_read(byhand: Byhand, program: str, says: str, lang: str) -> None:
    _message(byhand("derive", "-e", program, "--lang", lang), lang, says)


def _at(text: str) -> list[str]:
    return ["--at", text] if text else []


def _message(run: CompletedProcess[str], lang: str, says: str) -> list[str]:
    """The lines of standard error: one message in the language asked for, perhaps a quotation."""
    label = {"en": "Error: ", "zh": "错误："}[lang]
    assert run.returncode == 2, run
    assert run.stdout == ""
    lines = run.stderr.removesuffix("\n").split("\n")
    assert lines[0].startswith(label), run.stderr
    assert len(lines) in (1, 3), run.stderr
    if lang == "en":
        assert lines[0].removeprefix(label).startswith(says), lines[0]
    else:
        assert re.search(r"[\u4e00-\u9fff]", lines[0].removeprefix(label)), lines[0]
        assert not re.search(r"[\u4e00-\u9fff][,:;]|\bhas shape\b|\bentries\b", lines[0]), lines[0]
    return lines


# Typed after --at ---------------------------------------------------------------------------

TYPED = {
    "vector": ("x=[1, 2, 3]", [1, 2, 3]),
    "rows": ("x=[[1,2],[3,4]]", [[1, 2], [3, 4]]),
    "rows by semicolons": ("x=[1 2; 3 4]", [[1, 2], [3, 4]]),
    "rows by semicolons and commas": ("x=[1, 2; 3, 4]", [[1, 2], [3, 4]]),
    "one row": ("x=[[1, 2]]", [[1, 2]]),
    "one column": ("x=[1; 2]", [[1], [2]]),
    "three axes": ("x=[[[1],[2]],[[3],[4]]]", [[[1], [2]], [[3], [4]]]),
    "signs, fractions, powers of ten": ("x=[-1, 1/4, +2e-3, −0.5]", [-1, 0.25, 0.002, -0.5]),
    "Chinese punctuation": ("x=［1，2］", [1, 2]),
    "comma at the end": ("x=[1,2,]", [1, 2]),
    "spaces": ("  x = [ 1   2 ]  ", [1, 2]),
}


@pytest.mark.parametrize(("text", "value"), TYPED.values(), ids=TYPED)
def test_an_array_is_typed(byhand: Byhand, text: str, value: Any) -> None:
    run = byhand("gradcheck", "-e", "L = sum(x^2)", "--at", text, "--json")
    assert run.returncode == 0, run.stderr
    found = {line["name"]: line["exact"] for line in json.loads(run.stdout)["lines"]}
    array = np.array(value)
    names = [f"x[{','.join(map(str, at))}]" for at in np.ndindex(array.shape)]
    assert found == pytest.approx(dict(zip(names, (2 * array).ravel(), strict=True)))


def test_arrays_and_numbers_side_by_side(byhand: Byhand) -> None:
    args = ("-e", "L = sum(W @ x)*s", "--at", "W=[1 2; 3 4],x=[5, 6], s=0.5")
    run = byhand("gradcheck", *args, "--json")
    found = {line["name"]: line["exact"] for line in json.loads(run.stdout)["lines"]}
    assert found["s"] == 56
    assert found["W[1,0]"] == 2.5
    assert found["x[1]"] == 3


BAD_TYPED = {
    "never closed": ("x=[1,2", "I can't read [1,2 as the array 'x'."),
    "closed twice": ("x=[1,2]]", "I can't read [1,2]] as the array 'x'."),
    "something behind": ("x=[1] 2", "I can't read [1] 2 as the array 'x'."),
    "nothing between commas": ("x=[1,,2]", "I can't read [1,,2] as the array 'x'."),
    "comma in front": ("x=[,1]", "I can't read [,1] as the array 'x'."),
    "a word": ("x=[1,two]", "An entry of 'x' is not a number: two"),
    "a call": ("x=[__import__('os')]", "An entry of 'x' is not a number: __import__('os')"),
    "truth": ("x=[True]", "An entry of 'x' is not a number: True"),
    "complex": ("x=[1+2j]", "An entry of 'x' is not a number: 1+2j"),
    "division by 0": ("x=[1/0]", "An entry of 'x' is not a number: 1/0"),
    "ragged": ("x=[[1,2],[3]]", "The rows of 'x' differ in length, so it is no array."),
    "ragged rows": ("x=[1 2; 3]", "The rows of 'x' differ in length, so it is no array."),
    "mixed": ("x=[1,[2]]", "The rows of 'x' differ in length, so it is no array."),
    "empty": ("x=[]", "'x' has no entries: its shape is (0,)."),
    "empty rows": ("x=[[],[]]", "'x' has no entries: its shape is (2, 0)."),
    "not a number": ("x=[1,nan]", "The value of 'x' holds nan at [1]; finite numbers are needed."),
    "infinite": ("x=[[1],[inf]]", "The value of 'x' holds inf at [1, 0]; finite numbers"),
    "twice": ("x=[1],x=[2]", "'x' is given two values."),
    "deep": ("x=" + "[" * 99 + "1" + "]" * 99, "I can't read [[["),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("text", "says"), BAD_TYPED.values(), ids=BAD_TYPED)
def test_arrays_that_cannot_be_typed(byhand: Byhand, text: str, says: str, lang: str) -> None:
    run = byhand("derive", "-e", "L = sum(x^2)", "--at", text, "--lang", lang)
    assert len(_message(run, lang, says)) == 1


# From files ---------------------------------------------------------------------------------


class _Trap:
    """Unpickling it would leave a file behind."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path("trap.txt").write_text, ("sprung",))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    texts = {
        "good.json": '{"x": [[1, 0.5], [2, 3]]}',
        "good.csv": "x\n1\n2\n",
        "good.toml": "x = [[1, 2], [3, 4]]",
        "ragged.json": '{"x": [[1, 2], [3]]}',
        "words.json": '{"x": [1, "two"]}',
        "truth.json": '{"x": [1, true]}',
        "null.json": '{"x": [1, null]}',
        "table.json": '{"x": {"a": 1}}',
        "nan.json": '{"x": [1, NaN]}',
        "infinite.json": '{"x": [[1, 2], [3, 1e999]]}',
        "empty.json": '{"x": []}',
        "deep.json": '{"x": ' + "[" * 50 + "1" + "]" * 50 + "}",
        "words.csv": "x\n1\ntwo\n",
        "nan.csv": "x\n1\nnan\n",
        "array.json": "[1, 2]",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    arrays: dict[str, Any] = {
        "good": np.array([[1.0, 2.0], [3.0, 4.0]]),
        "whole": np.array([1, 2], dtype=np.int8),
        "objects": np.array([_Trap()], dtype=object),
        "complex": np.array([1 + 2j]),
        "words": np.array(["a", "b"]),
        "truth": np.array([True, False]),
        "nan": np.array([[1, np.nan], [2, 3]]),
        "empty": np.zeros((0, 3)),
    }
    for name, array in arrays.items():
        np.savez(tmp_path / f"{name}.npz", x=array)
    whole = (tmp_path / "good.npz").read_bytes()
    (tmp_path / "cut.npz").write_bytes(whole[: len(whole) // 2])
    np.save(tmp_path / "single.npy", np.ones(2))
    (tmp_path / "pickle.npz").write_bytes(pickle.dumps(_Trap()))
    with (tmp_path / "large.json").open("wb") as file:
        file.truncate(60_000_000)
    return tmp_path


GOOD_FILES = ["good.json", "good.csv", "good.toml", "good.npz", "whole.npz"]

BAD_FILES = {
    "none.npz": "There is no file none.npz.",
    "none.json": "There is no file none.json.",
    "ragged.json": "The rows of 'x' differ in length, so it is no array.",
    "words.json": "The value of 'x' is not a number: [1, 'two']",
    "truth.json": "An entry of 'x' is not a number: True",
    "null.json": "An entry of 'x' is not a number: None",
    "table.json": "The value of 'x' is not a number: {'a': 1}",
    "nan.json": "The value of 'x' holds nan at [1]; finite numbers are needed.",
    "infinite.json": "The value of 'x' holds inf at [1, 1]; finite numbers are needed.",
    "empty.json": "'x' has no entries: its shape is (0,).",
    "deep.json": "The value of 'x' is nested more than 32 deep, which is the limit.",
    "words.csv": "The value of 'x' is not a number: ['1', 'two']",
    "nan.csv": "The value of 'x' holds nan at [1]; finite numbers are needed.",
    "array.json": "In array.json, ",
    "objects.npz": "I can't read objects.npz: it holds Python objects, and those are never loaded.",
    "complex.npz": "An entry of 'x' is not a number: (1+2j)",
    "words.npz": "The value of 'x' is not a number: ['a' 'b']",
    "truth.npz": "An entry of 'x' is not a number: True",
    "nan.npz": "The value of 'x' holds nan at [0, 1]; finite numbers are needed.",
    "empty.npz": "'x' has no entries: its shape is (0, 3).",
    "cut.npz": "I can't read cut.npz: ",
    "pickle.npz": "I can't read pickle.npz: ",
    "large.json": "large.json has 60,000,000 bytes; 50,000,000 are the limit.",
    "single.npy": "I can read values from .json, .toml, .npz, .csv files, not from single.npy.",
}


@pytest.mark.parametrize("name", GOOD_FILES)
def test_arrays_from_files(byhand: Byhand, data: Path, name: str) -> None:
    assert (data / name).exists()
    run = byhand("gradcheck", "-e", "L = sum(x^2)", "--at", name)
    assert run.returncode == 0, run.stderr
    (data / "problem.toml").write_text(
        f'program = "L = sum(x^2)"\n[given]\nx = "{name}"\n', "utf-8"
    )
    assert byhand("gradcheck", "problem.toml").returncode == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("name", "says"), BAD_FILES.items(), ids=BAD_FILES)
def test_files_that_hold_no_array(
    byhand: Byhand, data: Path, name: str, says: str, lang: str
) -> None:
    run = byhand("derive", "-e", "L = sum(x^2)", "--at", name, "--lang", lang)
    assert len(_message(run, lang, says)) == 1
    assert not (data / "trap.txt").exists(), "a pickle was loaded"
    problem = f'program = "L = sum(x^2)"\n[given]\nx = "{name}"\n'
    (data / "problem.toml").write_text(problem, "utf-8")
    run = byhand("derive", "problem.toml", "--lang", lang)
    says = "There is no file " if "no file" in says else says
    run.stderr = run.stderr.replace(f"{data.resolve()}/", "")  # of a file beside the problem
    assert len(_message(run, lang, says)) == 1
    assert not (data / "trap.txt").exists()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_archive_that_unpacks_to_too_much(
    byhand: Byhand, data: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    np.savez_compressed(data / "bomb.npz", x=np.zeros(100_000))
    assert (data / "bomb.npz").stat().st_size < 5_000
    assert byhand("gradcheck", "-e", "L = sum(x)", "--at", "bomb.npz").returncode == 0
    monkeypatch.setattr("byhand.problem.files.UNPACKED_LIMIT", 500_000)
    run = byhand("derive", "-e", "L = sum(x)", "--at", "bomb.npz", "--lang", lang)
    assert len(_message(run, lang, "bomb.npz has 800,")) == 1


def test_a_problem_file_may_type_an_array(byhand: Byhand, data: Path) -> None:
    text = 'program = "L = sum(W @ x)"\n[given]\nW = "[1 2; 3 4]"\nx = [1, 0.5]\n'
    (data / "problem.toml").write_text(text, "utf-8")
    run = byhand("gradcheck", "problem.toml", "--json")
    found = {line["name"]: line["exact"] for line in json.loads(run.stdout)["lines"]}
    assert (found["x[0]"], found["W[0,1]"]) == (4, 0.5)


# From Python --------------------------------------------------------------------------------

FROM_PYTHON: dict[str, tuple[Any, str]] = {
    "complex": (np.array([1j]), "An entry of 'x' is not a number: 1j"),
    "complex in a list": ([1, 2j], "An entry of 'x' is not a number: 2j"),
    "objects": (np.array([object()]), "The value of 'x' is not a number: "),
    "None": ([1.0, None], "An entry of 'x' is not a number: None"),
    "truth": ([True, False], "An entry of 'x' is not a number: True"),
    "dates": (np.array(["2020-01-01"], dtype="M8[D]"), "An entry of 'x' is not a number: "),
    "too many": (np.zeros(10_000_001), "The value of 'x' has 10,000,001 entries; 10,000,000 are"),
}


@pytest.mark.parametrize(("value", "says"), FROM_PYTHON.values(), ids=FROM_PYTHON)
def test_values_given_in_python(value: Any, says: str) -> None:
    with pytest.raises(bh.InputError) as caught:
        bh.derive("L = sum(x^2)", at={"x": value})
    assert caught.value.say("en").startswith(says), caught.value.say("en")
    assert re.search(r"[\u4e00-\u9fff]", caught.value.say("zh"))


def test_a_determinant_of_a_singular_matrix_has_a_value() -> None:
    d = bh.derive("d = det(A); L = d + sum(b)", at={"A": [[1, 2], [2, 4]], "b": [1, 2]}, wrt=["b"])
    assert d.value("d") == pytest.approx(0, abs=1e-12)
