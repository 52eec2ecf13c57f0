"""Matrices, and shapes under factors, in every format."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.writers.test_latex import compiled

import byhand as bh
from byhand.language.expr import Matrix, Name, Number, Under
from byhand.language.notations import LATEX, PLAIN, TYPST, UNICODE
from byhand.language.parse import parse_expression
from byhand.language.show import show
from byhand.page.blocks import Document, Equations, Part, Row
from byhand.text import LANGS, Lang, same
from byhand.writers.common import columns_of
from byhand.writers.text import text_of

MATRIX = Matrix(((Number("1"), Number("0.5")), (Number("2"), Number("10"))))
PROGRAM = "Z = X @ W + b\nA = relu(Z)\nL = mean((A - Y)^2)"
AT: dict[str, Any] = {
    "X": [[1, 2], [2, 0], [0.3, 1]],
    "W": [[0.5, -1, 2], [0.25, 1, -0.3]],
    "b": [0.1, 0.2, 0.3],
    "Y": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
}


@pytest.fixture(scope="module")
def document() -> Document:
    return bh.derive(PROGRAM, AT, wrt=["W", "b"]).document(figures=())


def test_a_matrix_in_every_notation() -> None:
    assert show(MATRIX, UNICODE) == "[1 0.5; 2 10]"
    assert show(MATRIX, PLAIN) == "[[1, 0.5], [2, 10]]"
    assert show(MATRIX, LATEX) == r"\begin{bmatrix} 1 & 0.5 \\ 2 & 10 \end{bmatrix}"
    assert show(MATRIX, TYPST) == 'mat(delim: "[", 1, 0.5; 2, 10)'


def test_a_shape_under_a_factor_in_every_notation() -> None:
    factor = Under(Name("X"), ("N", 3))
    assert show(factor, UNICODE) == "X"
    assert show(factor, PLAIN) == "X"
    assert show(factor, LATEX) == r"\underset{\,N \times 3\,}{X}"
    assert show(factor, TYPST) == "limits(X)_(thin N times 3 thin)"


def test_a_terminal_shows_tall_brackets_and_shapes_below() -> None:
    row = Row((Part("", Under(Name("Z1"), ("N", "H"))), Part("=", Name("X")), Part("≈", MATRIX)))
    text = text_of(Document(same("T"), (Equations((row,)),)), "en")
    assert text.split("\n")[3:] == [
        "  Z₁  = X ≈ ⎡1  0.5⎤",
        "  N×H       ⎣2   10⎦",
    ]


def test_colour_paints_the_matrix_and_not_what_stands_before_it() -> None:
    row = Row((Part("", Name("Z")), Part("≈", MATRIX)), "value")
    text = text_of(Document(same("T"), (Equations((row,)),)), "en", color=True)
    assert text.count("\033[32m") == 2
    assert "\033[32m⎡1  0.5⎤\033[0m" in text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [80, 60])
def test_no_line_is_wider_than_the_terminal(document: Document, lang: Lang, width: int) -> None:
    lines = text_of(document, lang, width=width).split("\n")
    assert max(map(columns_of, lines)) <= width


def test_a_long_formula_in_a_table_is_broken_before_a_sign() -> None:
    from byhand.writers.folding import folded, one_line

    terms = parse_expression(" + ".join(f"alpha{i}*beta{i}" for i in range(12)))
    lines = folded(one_line([Row((Part("=", terms),))]), 60)
    assert max(map(columns_of, lines)) <= 60
    assert len(lines) > 1
    assert all(line.startswith("+ ") for line in lines[1:])


def test_markdown_has_matrices_in_displays_only(document: Document) -> None:
    from byhand.writers.markdown import write

    text = write(document, "en", {}, "p")["p.md"].decode()
    displays = "".join(re.findall(r"\$\$.*?\$\$", text, re.DOTALL))
    assert text.count(r"\begin{bmatrix}") == displays.count(r"\begin{bmatrix}") > 5
    assert r"\operatorname" not in text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("suffix", ["txt", "md", "tex", "typ", "pdf", "html", "ipynb", "json"])
def test_every_format_writes_arrays(suffix: str, lang: Lang) -> None:
    derived = bh.derive(PROGRAM, AT, wrt=["W", "b"])
    files = derived.pages(suffix, "p", lang=lang, figures=())
    assert len(files[f"p.{suffix}"]) > 1500


def test_a_machine_reads_every_row(document: Document) -> None:
    from byhand.writers.json_ import write

    page = json.loads(write(document, "en", {}, "p")["p.json"])
    rows = [row for b in page["blocks"] if b["type"] == "equations" for row in b["rows"]]
    (found,) = (row for row in rows if row["plain"].startswith("dL/dW = ") and "[[" in row["plain"])
    assert found["role"] == "gradient"
    assert page["data"]["values"]["X"] == AT["X"]


@pytest.mark.tex
@pytest.mark.parametrize("lang", LANGS)
def test_arrays_compile_in_latex(document: Document, lang: Lang, tmp_path: Any) -> None:
    assert compiled(document, lang, {}, tmp_path)


@pytest.mark.tex
def test_closed_forms_fit_their_column_in_latex(tmp_path: Any) -> None:
    norm = """X: (N, D); gamma: D; beta: D; T: (N, D)
mu = mean(X, axis=0)
v = mean((X - mu)^2, axis=0)
Xhat = (X - mu) / sqrt(v + 0.00001)
L = sum((gamma * Xhat + beta - T)^2)"""
    page = bh.derive(norm, wrt=["X", "gamma", "beta"]).document(figures=())
    assert compiled(page, "en", {}, tmp_path)
    log = (tmp_path / "p.log").read_text(errors="replace")
    wide = [float(found) for found in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert max(wide, default=0) < 5, wide
