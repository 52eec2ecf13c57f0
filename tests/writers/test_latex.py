"""LaTeX: what it holds, and that it compiles."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.writers.sample import (
    EQUATIONS,
    FIGURE,
    FORWARD,
    HOSTILE,
    PAGE,
    PICTURES,
    Square,
    row,
    said,
)

from byhand.page.blocks import Document, Figure, Heading, Paragraph, Table, prose
from byhand.text import Lang, same
from byhand.writers.latex import write
from byhand.writers.tex_words import tex_words

STRANGE = "café naïve Łódź Σ σ·x × y − z ≈ ½ → ∞ x² w₁ “q” — … 𝟙 \u200b \U0001f600 ß ı́"


def compiled(document: Document, lang: Lang, pictures: dict[str, Square], folder: Path) -> bool:
    """Whether LaTeX makes a PDF of a page; its log is in the failure."""
    files = write(document, lang, pictures, "p")
    for name, content in files.items():
        (folder / name).write_bytes(content)
    engine = "xelatex" if b"program = xelatex" in files["p.tex"] else "pdflatex"
    if shutil.which(engine) is None:
        pytest.skip(f"{engine} is not installed")
    command = [engine, "-interaction=nonstopmode", "-halt-on-error", "p.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    return (folder / "p.pdf").stat().st_size > 1000


@pytest.mark.tex
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_compiles(lang: Lang, tmp_path: Path) -> None:
    # A Chinese word in an English page would call for other fonts; that has its own test below.
    assert compiled(PAGE, lang, PICTURES, tmp_path)


@pytest.mark.tex
def test_a_chinese_title_on_an_english_page_compiles(tmp_path: Path) -> None:
    document = Document(same(HOSTILE.zh), (Heading(FORWARD), EQUATIONS))
    assert compiled(document, "en", {}, tmp_path)


@pytest.mark.tex
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_strange_characters_compile(lang: Lang, tmp_path: Path) -> None:
    document = Document(same(STRANGE), (Paragraph(said(STRANGE), "note"),))
    assert compiled(document, lang, {}, tmp_path)


@pytest.mark.tex
def test_a_sheet_on_its_side_and_a_wide_table_compile(tmp_path: Path) -> None:
    cell = row("y", ("=", " + ".join(f"longname{i}" for i in range(5))))
    table = Table((same("a"), same("b")), ((cell, said(HOSTILE.en)),) * 40)
    document = Document(same("T"), (Heading(FORWARD), FIGURE, table))
    assert compiled(document, "en", {"values": Square(900, 90)}, tmp_path)


@pytest.mark.parametrize(
    ("words", "latex"),
    [
        (r"\input{a}", r"\textbackslash{}input\{a\}"),
        ("50% & $5 #1 a_b ~ ^", r"50\% \& \$5 \#1 a\_b \textasciitilde{} \textasciicircum{}"),
        ("σ × −", r"$\sigma$ $\times$ $-$"),
        ("x² w₁", "x$^2$ w$_1$"),
        ("é ï ß", r"\'{e} \"{\i} \ss{}"),
        ("神经元", "神经元"),
        ("\U0001f600", "[U+1F600]"),
        ("<i> |x|", r"\textless{}i\textgreater{} \textbar{}x\textbar{}"),
    ],
)
def test_words(words: str, latex: str) -> None:
    assert tex_words(words) == latex


def source(document: Document, lang: Lang = "en", pictures: dict[str, Square] = PICTURES) -> str:
    return write(document, lang, pictures, "p")["p.tex"].decode()


def test_each_language_has_its_class() -> None:
    assert source(PAGE).startswith("\\documentclass[11pt]{article}")
    assert "{ctexart}" in source(PAGE, "zh")


@pytest.mark.parametrize(
    ("width", "included"),
    [
        (300, r"\includegraphics{p-values.pdf}"),
        (600, r"\includegraphics[width=470.0bp]{p-values.pdf}"),
        (1400, r"\includegraphics[width=700.0bp]{p-values.pdf}"),
    ],
)
def test_a_picture_is_never_wider_than_the_text(width: float, included: str) -> None:
    made = source(Document(same("T"), (FIGURE,)), pictures={"values": Square(width, 60)})
    assert included in made
    assert (r"\begin{landscape}" in made) == (width == 1400)


@pytest.mark.parametrize(("height", "floats"), [(200, False), (500, True)])
def test_text_flows_around_a_tall_picture(height: float, floats: bool) -> None:
    made = source(Document(same("T"), (FIGURE,)), pictures={"values": Square(300, height)})
    assert (r"\begin{figure}[htp]" in made) == (r"\end{figure}" in made) == floats


def test_a_picture_that_was_not_drawn_is_told_in_rows() -> None:
    made = source(Document(same("T"), (Figure("other", FIGURE.caption, FIGURE.outline),)))
    assert "v_1 &= w x" in made
    assert "includegraphics" not in made.split("\\begin{document}")[1]


def test_a_rule_belongs_to_its_equations() -> None:
    rule = Paragraph(prose(same("So it is.")), "rule")
    assert "So it is.\n\\begin{align*}" in source(Document(same("T"), (rule, EQUATIONS)))
