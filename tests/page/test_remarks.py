"""What the page says beside the lines: kinks, missing paths, symbols, fractions, the proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import byhand as bh
from byhand.text import Lang

Read = Callable[..., list[str]]

KINKS: list[tuple[str, dict[str, float], Lang, str]] = [
    (
        "L = relu(x)",
        {"x": 0},
        "en",
        "At L: ReLU has a kink at 0; its derivative there is taken as 0.",
    ),
    ("L = relu(x)", {"x": 0}, "zh", "节点 L：ReLU 在 0 处有折点，约定此处导数取 0。"),
    (
        "L = abs(x)",
        {"x": 0},
        "en",
        "At L: |x| has a kink at 0; its derivative there is taken as 0.",
    ),
    (
        "L = max(x, y)",
        {"x": 1, "y": 1},
        "en",
        "At L: The inputs of max are tied; the gradient goes",
    ),
    (
        "L = min(x, y)",
        {"x": 1, "y": 1},
        "en",
        "At L: The inputs of min are tied; the gradient goes",
    ),
    ("L = max(x, y, z)", {"x": 1, "y": 1, "z": 0}, "en", "At v₁: The inputs of max are tied;"),
    ("L = leaky_relu(x)", {"x": 0}, "en", "At L: Leaky ReLU has a kink at 0;"),
]


@pytest.mark.parametrize(("program", "at", "lang", "note"), KINKS)
def test_a_kink_is_said(
    read: Read, program: str, at: dict[str, float], lang: Lang, note: str
) -> None:
    assert [said for said in read(program, at, lang=lang) if said.startswith(note)]
    elsewhere = {name: value + 0.5 * k + 0.5 for k, (name, value) in enumerate(at.items())}
    assert not [said for said in read(program, elsewhere, lang=lang) if said.startswith(note[:6])]


def test_at_a_kink_the_differences_cannot_judge(read: Read) -> None:
    lines = read("L = relu(x) + y^2", {"x": 0, "y": 3})
    assert "At a kink no difference quotient can confirm the value chosen for ∂L/∂x." in lines
    assert "Central differences give ∂L/∂y = 6." in lines


@pytest.mark.parametrize(
    ("program", "wrt", "note"),
    [
        ("z = x^2; L = w^2", ["x"], "L does not depend on x: no path of the graph leads from x"),
        ("L = w^2 + where(x > 0, 1, 2)", ["x"], "x decides only which case applies; no gradient"),
        ("L = w^2 + ind(x > 0)", ["x", "w"], "x decides only which case applies; no gradient"),
    ],
)
@pytest.mark.parametrize("at", [{"x": 1, "w": 2}, None])
def test_a_gradient_of_0_for_want_of_a_path_says_why(
    read: Read, program: str, wrt: list[str], note: str, at: dict[str, float] | None
) -> None:
    lines = read(program, at, wrt=wrt)
    assert [said for said in lines if said.startswith(note)]
    assert "∂L/∂x = 0" in lines
    if at is not None:
        assert bh.derive(program, at, wrt=wrt).gradient("x") == 0


def test_symbols_only(read: Read) -> None:
    lines = read("z = w*x + b; L = z^2")
    assert "No values are given, so everything below holds for any numbers." in lines
    assert "v₁ = w · x" in lines
    assert "∂L/∂v₁ = ∂L/∂z · ∂z/∂v₁ = ∂L/∂z · 1" in lines
    assert "∂L/∂w = 2z·x" in lines
    assert "v₁ = w · x | ∂v₁/∂w = x, ∂v₁/∂x = w" in lines
    assert [said for said in lines if said.startswith("Numbers were compared at w = ")]
    assert not [said for said in lines[:-3] if "≈" in said], "a page of symbols has no numbers"


def test_symbols_only_in_chinese(read: Read) -> None:
    lines = read("L = x^2", lang="zh")
    assert "没有给出数值，以下各式对任意取值都成立。" in lines
    assert [said for said in lines if said.startswith("数值对比取点：x = ")]


def test_exact_fractions(read: Read) -> None:
    lines = read("z = x/3; L = z^2 - x", {"x": "1/2"}, exact=True)
    assert "L = v₁ − x = 1/36 − 1/2 = −17/36" in lines
    assert "∂L/∂z = ∂L/∂v₁ · ∂v₁/∂z = ∂L/∂v₁ · 2z = 1 · (1/3) = 1/3" in lines
    assert "All numbers are exact fractions." in lines
    body = lines[: lines.index("SymPy's derivative agrees.")]
    assert not [said for said in body if "≈" in said]


def test_a_given_fraction_is_shown_as_given(read: Read) -> None:
    assert "at x = 1/3" in read("L = x^2", {"x": "1/3"}, exact=True)


def test_a_fraction_over_a_number_keeps_its_brackets(read: Read) -> None:
    # 1/2/3 is read in two ways.
    assert "z = x/3 = (1/2)/3 = 1/6" in read("z = x/3; L = z^2", {"x": "1/2"}, exact=True)


def test_the_source_is_named() -> None:
    problem = bh.Problem("L = x^2", source="Karpathy")
    document = bh.derive(problem, {"x": 3}).document()
    texts = [getattr(block, "prose", None) for block in document.blocks]
    assert ("source", "Karpathy") in [part for prose in texts if prose for part in prose.parts]


@pytest.mark.parametrize(
    ("program", "at", "facts"),
    [
        ("L = x^2", {"x": 3}, {"values": {"x": 3, "L": 9}, "gradients": {"x": 6, "L": 1}}),
        ("L = relu(x)", {"x": 0}, {"kinks": ["L"], "gradients": {"x": 0, "L": 1}}),
        ("L = x^2", None, {"values": {}, "closed_forms": {"x": "2*x"}, "of": "L"}),
    ],
)
def test_facts_for_a_machine(
    program: str, at: dict[str, float] | None, facts: dict[str, Any]
) -> None:
    data = bh.derive(program, at).document().data
    assert {key: data[key] for key in facts} == facts


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "The program has no inputs, so there is no gradient to compute."),
        ("zh", "程序没有输入变量，因此没有梯度可求。"),
    ],
)
def test_a_program_of_constants_says_that_there_is_no_gradient(
    read: Read, lang: Lang, said: str
) -> None:
    assert said in read("a = 3; L = a^2", lang=lang)
    assert said not in read("a = 3; L = a*x", lang=lang)
