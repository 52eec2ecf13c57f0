"""The page of a derivation of arrays: shapes, values, rules in words, and honest numbers."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest
from tests.page.conftest import Read, lines_of

import byhand as bh
from byhand.language.expr import Apply, Extent, Listing, Matrix, Under, leaves
from byhand.language.notations import LATEX, UNICODE
from byhand.language.show import show
from byhand.page.array_values import shown_array, value_of
from byhand.page.blocks import Equations, Table

# autograd makes its functions when it is imported, which no type checker can see.
anp: Any = import_module("autograd.numpy")
grad: Any = import_module("autograd").grad

NETWORK = """X: (N, D); W1: (D, H); b1: H; W2: (H, C); b2: C; Y: (N, C) onehot
Z1 = X @ W1 + b1
A1 = relu(Z1)
Z2 = A1 @ W2 + b2
P = softmax(Z2)
L = -mean(sum(Y * log(P), axis=1))"""
AT: dict[str, Any] = {
    "X": [[1, 2, 0.5], [-1, 0.5, 2]],
    "W1": [[0.2, -0.3], [0.4, 0.1], [-0.5, 0.25]],
    "b1": [0.1, -0.2],
    "W2": [[0.3, -0.6], [0.5, 0.9]],
    "b2": [0, 0.1],
    "Y": [[1, 0], [0, 1]],
}
WEIGHTS = ["W1", "b1", "W2", "b2"]


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return lines_of(bh.derive(NETWORK, AT, wrt=WEIGHTS).document(figures=()))


@pytest.fixture(scope="module")
def letters() -> list[str]:
    return lines_of(bh.derive(NETWORK, wrt=WEIGHTS).document(figures=()))


def test_gradients_stand_in_matrix_notation(letters: list[str]) -> None:
    for line in (
        "∂L/∂W₁ = Xᵀ ∂L/∂Z₁",
        "∂L/∂Z₁ = ∂L/∂A₁ ⊙ 𝟙[Z₁ > 0]",
        "∂L/∂A₁ = ∂L/∂Z₂ W₂ᵀ",
        "∂L/∂b₁ = sum₀(∂L/∂Z₁)",
        "Z₁ = v₁ + b₁",
    ):
        assert any(line == found or found.startswith(line) for found in letters), (line, letters)


def _loss(W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    z = anp.dot(anp.maximum(0, anp.dot(np.array(AT["X"]), W1) + b1), W2) + b2
    p = anp.exp(z) / anp.sum(anp.exp(z), axis=1, keepdims=True)
    return -anp.mean(anp.sum(np.array(AT["Y"]) * anp.log(p), axis=1))


@pytest.mark.parametrize("slot", range(4))
def test_the_matrices_on_the_page_are_those_of_autograd(lines: list[str], slot: int) -> None:
    point = [np.array(AT[name], dtype=float) for name in WEIGHTS]
    exact = grad(_loss, slot)(*point)
    name = WEIGHTS[slot].translate(str.maketrans("12", "₁₂"))
    (line,) = (line for line in lines if line.startswith(f"∂L/∂{name} =") and "≈" in line)
    shown = line.rsplit("≈ ", 1)[1].replace("−", "-").strip("()[]")
    rows = [row.replace(",", "").split() for row in shown.split(";")]
    found = np.array([[float(entry) for entry in row] for row in rows]).reshape(exact.shape)
    assert np.abs(found - exact).max() < 6e-5, (found, exact)


def test_the_table_of_shapes_says_where_each_comes_from(letters: list[str]) -> None:
    # The fifth line that the page shows; the one that declares shapes is not shown.
    for row in ("X | N×D | declared", "b₁ | H | declared", "L | a number | line 5"):
        assert any(line.startswith(row) for line in letters), (row, letters)
    assert any(line.startswith("Y | N×C | declared | every row is one-hot") for line in letters)


def test_every_factor_of_the_backward_pass_has_its_shape_below() -> None:
    document = bh.derive(NETWORK, wrt=WEIGHTS).document(figures=())
    rows = [row for b in document.blocks if isinstance(b, Equations) for row in b.rows]
    (row,) = (
        r
        for r in rows
        if show(r.parts[0].expr, UNICODE) == "∂L/∂W₁" and "under" in show(r.parts[1].expr, LATEX)
    )
    below = {
        show(u.expr, UNICODE): u.shape for u in leaves(row.parts[-1].expr) if isinstance(u, Under)
    }
    assert below == {"Xᵀ": ("D", "N"), "∂L/∂Z₁": ("N", "H")}
    assert r"\underset{\,D \times N\,}{X^{\top}}" in show(row.parts[-1].expr, LATEX)


def test_broadcasting_is_a_step_of_its_own(letters: list[str], read: Read) -> None:
    said = "b₁ was added to each of the N rows, so its gradient is the sum over the rows."
    assert said in letters
    zh = read(NETWORK, lang="zh", wrt=WEIGHTS)
    assert "b₁ 加到了每一行上（共 N 行），所以它的梯度要对各行求和。" in zh


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("X: (N, D); m: D; L = sum((X - m)^2)", "m was subtracted from each of the N rows"),
        ("X: (N, D); g: D; L = sum((g * X)^2)", "g was multiplied into each of the N rows"),
        ("X: (N, D); c: (N, 1); L = sum((X + c)^2)", "c was added to each of the D columns"),
        ("X: (N, D); L = sum((X + b)^2)", "b was added to each of the D·N entries"),
        ("X: (B, N, D); m: D; L = sum((X + m)^2)", "m was repeated B·N times along the axes 0, 1"),
    ],
)
def test_what_was_repeated_is_named(program: str, sentence: str, read: Read) -> None:
    lines = read(program)
    assert any(line.startswith(sentence) for line in lines), (sentence, lines)


def test_a_derivation_in_letters_says_at_which_sizes_it_was_tried(letters: list[str]) -> None:
    assert "Numbers were compared at random arrays with C = 2, D = 3, H = 4, N = 5." in letters


def test_only_signs_that_are_on_the_page_are_explained(read: Read) -> None:
    lines = read("W: (M, N); x: N; L = sum(W @ x)")
    assert any("counts as a column" in line for line in lines)
    assert not any("⊙" in line for line in lines)


def test_an_array_without_a_path_to_the_output_is_told_with_its_reason(read: Read) -> None:
    lines = read(
        "u = 2*q; L = sum(x * x)", {"x": [1.0, 2.0], "q": [3.0, 4.0]}, of="L", wrt=["x", "q"]
    )
    assert any(line.startswith("L does not depend on q") for line in lines), lines
    assert any(line.endswith("(2, 4)") for line in lines), lines


def test_how_many_entries_sit_on_a_kink(read: Read) -> None:
    lines = read("L = sum(relu(x))", {"x": [0.0, 1.0, 0.0]})
    assert any(line.startswith("At v₁, in 2 of 3 entries: ") for line in lines), lines
    zh = read("L = sum(relu(x))", {"x": [0.0, 1.0, 0.0]}, lang="zh")
    assert any(line.startswith("节点 v₁（3 个元素中的 2 个）：") for line in zh), zh


def test_both_languages_tell_the_same_page() -> None:
    document = bh.derive(NETWORK, AT, wrt=WEIGHTS).document(figures=())
    en, zh = lines_of(document), lines_of(document, "zh")
    assert len(en) == len(zh)
    formulas = [(a, b) for a, b in zip(en, zh, strict=True) if a.startswith("∂L/∂")]
    assert all(a.split(" | ")[0] == b.split(" | ")[0] for a, b in formulas)


# Values ------------------------------------------------------------------------------------------


def test_small_arrays_are_written_out() -> None:
    assert isinstance(shown_array(np.eye(3), 4).expr, Matrix)
    assert isinstance(shown_array(np.arange(4.0), 4).expr, Listing)
    cube = shown_array(np.arange(8.0).reshape(2, 2, 2), 4)
    assert show(cube.expr, UNICODE) == "([0 1; 2 3], [4 5; 6 7])"


def test_large_arrays_are_told_by_shape_and_range() -> None:
    part = value_of(np.linspace(-2.1, 3.4, 64 * 512).reshape(64, 512), 4)
    assert isinstance(part.expr, Extent)
    assert (part.sign, show(part.expr, UNICODE)) == (":", "64×512, −2.1 … 3.4")
    assert show(part.expr, LATEX) == r"64 \times 512,\; -2.1 \;\ldots\; 3.4"


def test_equal_entries_are_said_once() -> None:
    part = value_of(np.full((64, 512), 0.5), 4)
    assert (part.sign, show(part.expr, UNICODE.with_dots())) == ("=", "0.5 · 𝟏")
    assert show(value_of(np.zeros(100), 4).expr, UNICODE) == "𝟎"


def test_a_rounded_entry_makes_the_matrix_an_approximation() -> None:
    assert value_of(np.array([[1.0, 0.5]]), 4).sign == "="
    assert value_of(np.array([[1.0, 1 / 3]]), 4).sign == "≈"
    noisy = value_of(np.array([1.0, 2.8e-17]), 4)
    assert (noisy.sign, show(noisy.expr, UNICODE)) == ("≈", "(1, 0)")


def test_numbers_are_put_into_short_formulas_only(lines: list[str]) -> None:
    (line,) = (line for line in lines if line.startswith("v₂ = A₁ W₂"))
    assert line == "v₂ = A₁ W₂ = [0.85 0; 0 0.65] [0.3 −0.6; 0.5 0.9] = [0.255 −0.51; 0.325 0.585]"
    many = bh.derive("L = sum(X @ W)", {"X": np.ones((40, 30)), "W": np.ones((30, 20))})
    rows = [b.rows for b in many.document(figures=()).blocks if isinstance(b, Equations)]
    assert not any(
        isinstance(p.expr, Apply) and _has_matrix(p.expr)
        for r in rows
        for row in r
        for p in row.parts
    )


def _has_matrix(expr: Apply) -> bool:
    return any(isinstance(leaf, Matrix) for leaf in leaves(expr))


def test_the_facts_for_a_machine_hold_arrays_as_lists() -> None:
    data = bh.derive(NETWORK, AT, wrt=WEIGHTS).document(figures=()).data
    assert data["shapes"]["W1"] == [3, 2]
    assert data["values"]["X"] == AT["X"]
    assert np.shape(data["gradients"]["W1"]) == (3, 2)
    assert data["formulas"]["W1"] == "X.T @ dL/dZ1"


def test_a_deep_network_has_a_short_table_of_shapes() -> None:
    text = "".join(f"A{i + 1} = relu(A{i} @ W{i + 1})\n" for i in range(12))
    shapes = "; ".join([f"W{i + 1}: (H, H)" for i in range(12)])
    document = bh.derive(f"A0: (N, H); {shapes}\n{text}L = sum(A12)").document(figures=())
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert len(table.rows) == 4


def test_a_given_number_among_arrays_is_shown_as_typed() -> None:
    lines = lines_of(bh.derive("L = sum(X)*c", {"X": [1, 2], "c": -0.2}).document(figures=()))
    assert "c = −0.2" in lines, lines


def test_a_vector_is_not_said_to_have_rows() -> None:
    source, at = "y: 2 onehot; L = -sum(y*log(p))", {"y": [0, 1], "p": [0.5, 0.5]}
    lines = lines_of(bh.derive(source, at, constants=["y"]).document(figures=()))
    (known,) = [line for line in lines if line.startswith("y | 2 |")]
    assert known.endswith("one-hot")
    assert "row" not in known
