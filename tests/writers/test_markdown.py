"""Markdown: what GitHub reads as mathematics, as a table, as a picture, and as nothing special."""

from __future__ import annotations

import re

import pytest
from tests.writers.sample import BLOCKS, HOSTILE, PAGE, PICTURES, TABLE, row, slope

from byhand.page.blocks import Block, Equations, Paragraph, Table, prose
from byhand.text import LANGS, Lang, Text, same
from byhand.writers.github import escaped, markdown_blocks
from byhand.writers.markdown import write


def md(*blocks: Block, lang: Lang = "en") -> str:
    return markdown_blocks(blocks, lang, lambda _: None)


def test_equations_are_aligned() -> None:
    rows = (row("z", ("=", "w*x")), slope("L", "z", ("≈", "-0.2")))
    assert md(Equations(rows)) == (
        "$$\n\\begin{aligned}\nz &= w x \\\\\n\\frac{\\partial L}{\\partial z} &\\approx -0.2\n"
        "\\end{aligned}\n$$"
    )


def test_one_row_needs_no_alignment() -> None:
    assert md(Equations((row("z", ("=", "w*x")),))) == "$$\nz = w x\n$$"


@pytest.mark.parametrize("lang", LANGS)
def test_every_line_of_a_table_has_the_same_bars(lang: Lang) -> None:
    lines = md(TABLE, lang=lang).split("\n")
    bars = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
    assert bars == {3}
    assert r"\left\lvert x\right\rvert" in md(TABLE, lang=lang) or r"\lvert" in lines[2]


@pytest.mark.parametrize("lang", LANGS)
def test_a_formula_in_a_line_has_a_space_or_nothing_before_it(lang: Lang) -> None:
    text = md(*(block for block in BLOCKS if not isinstance(block, Equations)), lang=lang)
    inline = re.sub(r"\\\$", "", text)
    opening = [found[1] for found in re.finditer(r"(.|^)\$[^$\n]+\$", inline, re.MULTILINE)]
    assert opening
    assert set(opening) <= {" ", ""}


def test_no_pair_of_underscores_becomes_emphasis() -> None:
    sentence = Text(en="{a} and {b}", zh="{a}")
    line = md(Paragraph(prose(sentence, a=row("yhat_1"), b=row("v_12"))))
    assert line == r"$\hat{y} _1$ and $v _{12}$"


def test_formulas_use_only_what_github_allows() -> None:
    text = write(PAGE, "en", PICTURES, "p")["p.md"].decode()
    assert r"\operatorname" not in text
    text = re.sub(r"\$\$.*?\$\$", "", text, flags=re.DOTALL)
    inline = re.findall(r"(?<!\\)\$([^$\n]+?)(?<!\\)\$", text)
    assert len(inline) > 8
    assert not [formula for formula in inline if set(formula) & set("<>|")]


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_words_mean_nothing(lang: Lang) -> None:
    title = write(PAGE, lang, PICTURES, "p")["p.md"].decode().split("\n")[0]
    assert title == "# " + escaped(HOSTILE.say(lang))
    assert not re.search(r"(?<!\\)[<>$`*_#\[\]|]", title[2:])


@pytest.mark.parametrize("words", ["- item", "1. item", "12) item", "+ item", "# title", "> quote"])
def test_a_line_does_not_begin_a_list_or_a_title(words: str) -> None:
    """A backslash before a digit would be shown, one before a sign is not."""
    sign = next(i for i, letter in enumerate(words) if not letter.isdigit())
    assert md(Paragraph(prose(same(words)))) == f"{words[:sign]}\\{words[sign:]}"


@pytest.mark.parametrize("words", ["- item", "1. item", "12) item", "=== x", "2.5 of 3", "1.", "7"])
def test_a_line_is_shown_as_it_was_said(words: str) -> None:
    common_mark = pytest.importorskip("markdown_it").MarkdownIt()
    written = md(Paragraph(prose(same(words))))
    assert common_mark.render(written) == f"<p>{words}</p>\n", written


def test_notes_in_a_row_are_one_quotation() -> None:
    note = Paragraph(prose(same("a note")), "note")
    assert md(note, note) == "> a note\n> a note"


def test_a_picture_with_spaces_in_its_name() -> None:
    text = write(PAGE, "en", PICTURES, "my page")["my page.md"].decode()
    assert "(my%20page-values.svg)" in text


def test_tables_of_words_only() -> None:
    table = Table((same("a|b"),), ((prose(same("c|d")),),))
    assert md(table) == "| a\\|b |\n|---|\n| c\\|d |"
