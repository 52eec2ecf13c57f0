"""Numbers and arrays of numbers: the value, and half a unit of the last digit written."""

from __future__ import annotations

import numpy as np
import pytest

from byhand.language.expr import Partial
from byhand.marking.answers import Link, Vocabulary
from byhand.marking.read_text import read_answers

WORDS = Vocabulary("L", frozenset(["w", "L"]), {"w": (2, 2)})
COMMA = Vocabulary("L", frozenset(["w", "L"]), {"w": (2, 2)}, decimal_comma=True)


def link(text: str, words: Vocabulary = WORDS, sign: str = "=") -> Link:
    (answer,) = read_answers(f"dL/dw {sign} {text}", words)
    assert answer.error is None, f"{text!r}: {answer.error} at {answer.at}"
    assert answer.target == Partial("L", "w")
    (found,) = answer.links
    assert found.expr is None, f"{text!r} was read as a formula"
    return found


NUMBERS = [
    ("0.39", 0.39, 0.005),
    ("-0.39", -0.39, 0.005),
    ("−0.39", -0.39, 0.005),
    ("- 0.39", -0.39, 0.005),
    ("+0.390", 0.39, 0.0005),
    (".5", 0.5, 0.05),
    ("-.5", -0.5, 0.05),
    ("3", 3.0, 0.0),
    ("3.", 3.0, 0.0),
    ("0", 0.0, 0.0),
    ("0.0", 0.0, 0.05),
    ("40", 40.0, 0.0),
    ("1e-3", 1e-3, 5e-4),
    ("1.50e-3", 1.5e-3, 0.5e-5),
    ("1.5E3", 1500.0, 50.0),
    ("1.2×10^-3", 1.2e-3, 0.5e-4),
    ("1.2·10⁻³", 1.2e-3, 0.5e-4),
    ("1.2*10**-3", 1.2e-3, 0.5e-4),
    (r"1.2 \times 10^{-3}", 1.2e-3, 0.5e-4),
    ("2/3", 2 / 3, 0.0),
    ("-2/3", -2 / 3, 0.0),
    ("2/-3", -2 / 3, 0.0),
    ("½", 0.5, 0.0),
    ("12%", 0.12, 0.005),
    ("12.5 %", 0.125, 0.0005),
    ("０．３９", 0.39, 0.005),
    ("𝟢.𝟥𝟫", 0.39, 0.005),
]


@pytest.mark.parametrize(("text", "value", "half"), NUMBERS)
def test_numbers(text: str, value: float, half: float) -> None:
    found = link(text)
    assert found.value == pytest.approx(value, rel=1e-15)
    assert found.half == pytest.approx(half, rel=1e-12)
    assert isinstance(found.value, float)


@pytest.mark.parametrize(
    ("text", "half"), [("0.39", 0.005), ("3", 0.5), ("0", 0.0), ("2/3", 0.0), ("-40", 0.5)]
)
def test_a_whole_number_behind_about_is_rounded(text: str, half: float) -> None:
    assert link(text, sign="≈").half == half


@pytest.mark.parametrize(
    ("text", "value", "half"),
    [("0,39", 0.39, 0.005), ("1,5e-3", 1.5e-3, 0.5e-4), ("-0,5", -0.5, 0.05), ("3", 3.0, 0.0)],
)
def test_decimal_comma(text: str, value: float, half: float) -> None:
    found = link(text, COMMA)
    assert (found.value, found.half) == (pytest.approx(value), pytest.approx(half))


ARRAYS = [
    ("[1, 2]", [1, 2], [0, 0]),
    ("[[1, 2], [3, 4]]", [[1, 2], [3, 4]], [[0, 0], [0, 0]]),
    ("[[1, 2.0], [-3e-1, 1/4]]", [[1, 2], [-0.3, 0.25]], [[0, 0.05], [0.05, 0]]),
    ("[1 2; 3 4]", [[1, 2], [3, 4]], None),
    ("[1 -2; 3 4;]", [[1, -2], [3, 4]], None),
    ("[1, 2; 3, 4]", [[1, 2], [3, 4]], None),
    ("[[1 2]; [3 4]]", [[1, 2], [3, 4]], None),
    ("[1; 2]", [[1], [2]], None),
    ("(1, 2)", [1, 2], None),
    ("((1, 2), (3, 4))", [[1, 2], [3, 4]], None),
    ("(1, 2)^T", [[1], [2]], None),
    ("[1, 2]ᵀ", [[1], [2]], None),
    ("[[1, 2], [3, 4]].T", [[1, 3], [2, 4]], None),
    ("[[ 0.1  0.2]\n [-0.3  0.4]]", [[0.1, 0.2], [-0.3, 0.4]], [[0.05] * 2] * 2),
    ("[[1. 2.]\n [3. 4.]]", [[1, 2], [3, 4]], None),
    ("array([[1., 2.],\n       [3., 4.]], dtype=float32)", [[1, 2], [3, 4]], None),
    ("np.array([1, 2])", [1, 2], None),
    ("tensor([0.1, 0.2], grad_fn=<Mul>)", [0.1, 0.2], None),
    ("torch.tensor([[0.1], [0.2]])", [[0.1], [0.2]], None),
    ("[1 2\n 3 4]", [[1, 2], [3, 4]], None),
    ("[1, 2,\n 3, 4]", [1, 2, 3, 4], None),
    ("[1 2 3\n 4]", [1, 2, 3, 4], None),
    (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", [[1, 2], [3, 4]], None),
    ("\\begin{pmatrix}\n1 & 2 \\\\\n3 & 4\n\\end{pmatrix}", [[1, 2], [3, 4]], None),
    ("[50%, 1.2×10^-3, ½]", [0.5, 1.2e-3, 0.5], [0.005, 0.5e-4, 0]),
    ("[[[1], [2]], [[3], [4]]]", [[[1], [2]], [[3], [4]]], None),
    ("[ 1 ,2 ]", [1, 2], None),
]


@pytest.mark.parametrize(("text", "value", "half"), ARRAYS)
def test_arrays(text: str, value: list[float], half: list[float] | None) -> None:
    found = link(text)
    assert found.value.dtype == np.float64
    assert found.value.shape == np.shape(value) == found.half.shape
    assert np.allclose(found.value, value, rtol=1e-15)
    if half is not None:
        assert np.allclose(found.half, half, rtol=1e-12)


def test_decimal_commas_in_arrays() -> None:
    assert link("[0,5; 0,25]", COMMA).value.tolist() == [0.5, 0.25]
    assert link("[0,5 1; 2 3]", COMMA).value.tolist() == [[0.5, 1], [2, 3]]
    assert link("[[0,5; 1]; [2; 3]]", COMMA).value.tolist() == [[0.5, 1], [2, 3]]
    assert link("[0,5, 1]", COMMA).value.tolist() == [0.5, 1]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("[[1, 2], [3]]", 8),
        ("[1 2; 3]", 8),
        ("[1, , 2]", 12),
        ("[1 - 2]", 11),
        ("[1-2]", 10),
        ("[1, w]", 12),
        ("[]", 8),
        ("[[], []]", 8),
        ("[1, 2", 8),
        ("[1, 2] 3", 15),
        ("[1/0, 2]", 11),
        ("[1, nan]", 12),
        ("[" * 40 + "1" + "]" * 40, 40),
    ],
)
def test_arrays_that_cannot_be_read(text: str, at: int) -> None:
    (answer,) = read_answers(f"dL/dw = {text}", WORDS)
    assert answer.error is not None
    assert answer.at == at, answer.error.en


def test_an_array_that_is_never_closed_does_not_swallow_the_next_answer() -> None:
    answers = read_answers("dL/dw = [1, 2\nL = 3", WORDS)
    assert [answer.error is None for answer in answers] == [False, True]


def test_what_is_remembered_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        link("[1, 2]").value[0] = 5
