"""What the page of arrays says about a line fits that line, and no line says nothing new."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

import byhand as bh
from byhand.page.blocks import Figure, Table
from byhand.text import Lang

Read = Callable[..., list[str]]
VECTOR: dict[str, Any] = {"x": [1, 2, 3]}


@pytest.mark.parametrize(
    ("program", "said", "unsaid"),
    [
        ("L = sum(x/2)", "Dividing by a constant divides", "A constant over a variable"),
        ("L = sum(2/x)", "A constant over a variable: the slope is", "Dividing by a constant"),
        ("L = sum(x - 2)", "Subtracting a constant changes nothing", "Subtracted from"),
        ("L = sum(2 - x)", "Subtracted from a constant: the sign flips.", "Subtracting a"),
        ("L = sum(2^x)", "Exponential rule: multiply by the output", "Power rule"),
        ("L = sum(x^2)", "Power rule: bring the exponent down", "Exponential rule"),
    ],
)
def test_the_rule_is_that_of_the_operand_that_varies(
    read: Read, program: str, said: str, unsaid: str
) -> None:
    lines = read(f"x: N; {program}", VECTOR)
    assert any(line.startswith(said) for line in lines), lines
    assert not any(line.startswith(unsaid) for line in lines), lines


def test_a_scalar_page_says_the_same(read: Read) -> None:
    assert "Dividing by a constant divides the gradient by it too." in read("L = x/2", {"x": 3})
    assert "除以常数：梯度也除以这个常数。" in read("L = x/2", {"x": 3}, lang="zh")


@pytest.mark.parametrize(
    ("program", "line"),
    [
        ("L = mean(x)", "L = mean(x) = sum(x)/3 = (1 + 2 + 3)/3 = 2"),
        ("L = sum(-x)", "L = sum(v₁) = −1 − 2 − 3 = −6"),
        ("L = 2*sum(x)", "v₁ = sum(x) = 1 + 2 + 3 = 6"),
    ],
)
def test_the_entries_of_a_vector_are_added_one_by_one(read: Read, program: str, line: str) -> None:
    lines = read(f"x: N; {program}", VECTOR)
    assert line in lines, lines


def test_names_in_a_sentence_are_joined_by_words(read: Read) -> None:
    program, at = "x: N; y: N; z: N; L = sum(x*y*z)", {name: [1, 2, 3] for name in "xyz"}
    assert any(line.startswith("Every entry of x, y and z was") for line in read(program, at))
    assert any(line.startswith("逐个改变 x、y 和 z 的") for line in read(program, at, lang="zh"))


@pytest.mark.parametrize(
    ("program", "at", "style", "lang", "caption"),
    [
        ("L = sum(x)", VECTOR, "values", "en", "On each wire the forward value (above or left)"),
        ("L = sum(x*x)", VECTOR, "values", "en", "A dot is a branch"),
        ("L = sum(x)", VECTOR, "values", "zh", "太大而不便列出的数组只写形状和取值范围。"),
        ("L = sum(x)", None, "values", "en", "On each wire the shape of what flows forward"),
        ("L = sum(x)", None, "formulas", "en", "Each arrow carries the gradient that the node"),
    ],
)
def test_the_caption_tells_what_is_on_the_wires(
    program: str, at: dict[str, Any] | None, style: str, lang: Lang, caption: str
) -> None:
    blocks = bh.derive(f"x: N; {program}", at).document(figures=(style,)).blocks
    (figure,) = (block for block in blocks if isinstance(block, Figure))
    assert caption in figure.caption.text.say(lang)


def test_no_two_lines_of_a_table_of_steps_are_equal() -> None:
    program = "z: C; p: C probability; q = softmax(z); L = sum(p*log(p/q))"
    at = {"z": [1, 0.5, -1], "p": [0.5, 0.25, 0.25]}
    *_, table = (
        b for b in bh.derive(program, at, wrt=["z"]).document().blocks if isinstance(b, Table)
    )
    formulas = [row[0].parts[-1].expr for row in table.rows]  # type: ignore[union-attr]
    assert len(formulas) > 3
    assert all(one != other for one, other in pairwise(formulas))


def test_one_minus_sigmoid_is_told_by_its_symmetry() -> None:
    steps = bh.derive("z: N; L = -sum(log(sigmoid(-z)))", {"z": [0.5, 1, -1]})
    table = [b for b in steps.document().blocks if isinstance(b, Table)][-1]
    reasons = [row[1].text.en for row in table.rows]  # type: ignore[union-attr]
    assert "σ(z) + σ(−z) = 1" in reasons, reasons


def test_the_gradient_that_all_others_are_made_of_is_told(read: Read) -> None:
    program = "z: 4; y: 4; a = sigmoid(z); L = -mean(y*log(a) + (1 - y)*log(1 - a))"
    lines = read(program, {"z": [0.5, 1, -1, 2], "y": [1, 0, 0, 1]}, wrt=["z"])
    start = next(i for i, line in enumerate(lines) if line.startswith("∂L/∂z = (y − a)/(4a"))
    assert lines[start + 1].startswith(" = (a − y)/4 | "), lines[start:]


def test_the_sentence_with_a_colon_stands_right_before_its_line(read: Read) -> None:
    program = "z: N; L = sum(z*log(1 - z) + exp(z))"
    lines = read(program, {"z": [0.5, 0.25]})
    at = next(i for i, line in enumerate(lines) if line.startswith("z feeds three nodes"))
    assert lines[at].endswith(":")
    assert lines[at + 1].startswith("∂L/∂z = ")


def test_the_table_of_shapes_lists_what_is_given_first(read: Read) -> None:
    program = "a: N\nb: N\nc = 2*a\nd = 3*a\nL = sum(b*c*d)"
    lines = read(program, {"a": [1, 2], "b": [3, 4]}, lang="zh")
    assert lines.index("a, b | 2 | 给定") < next(
        i for i, line in enumerate(lines) if re.fullmatch(r"c, d \| 2 \| 第 \d、\d 行", line)
    )
