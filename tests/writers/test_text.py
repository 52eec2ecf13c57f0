"""Plain text: alignment, width, colour."""

from __future__ import annotations

import re

import pytest
from tests.writers.sample import EQUATIONS, PAGE, TABLE, row, slope

from byhand.language.expr import Partial
from byhand.language.parse import parse_expression
from byhand.page.blocks import Block, Document, Equations, Paragraph, Part, Row, Table, prose
from byhand.text import LANGS, Lang, Text, same
from byhand.writers.common import columns_of
from byhand.writers.folding import folded, one_line
from byhand.writers.text import text_of


def body(*blocks: Block, lang: Lang = "en", width: int = 80, color: bool = False) -> str:
    document = Document(same("T"), blocks)
    return text_of(document, lang, width=width, color=color).split("\n\n", 1)[1]


def test_equations_are_aligned_at_their_first_sign() -> None:
    rows = (row("v1", ("=", "w*x"), ("=", "2")), slope("L", "v1", ("≈", "-0.2")), row("z"))
    assert body(Equations(rows)).split("\n") == [
        "      v₁ = w·x = 2",
        "  ∂L/∂v₁ ≈ −0.2",
        "  z",
    ]


def test_a_long_sum_goes_on_below_its_sign() -> None:
    lines = body(Equations(EQUATIONS.rows[2:3]), width=60).split("\n")
    assert lines[0].startswith("  s = α₁·β₁ + α₂·β₂")
    assert all(line.startswith("      + ") for line in lines[1:-1])
    assert lines[-1].endswith("≈ 7.5")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(lang: Lang, width: int) -> None:
    text = text_of(PAGE, lang, width=width)
    assert max(map(columns_of, text.split("\n"))) <= width


def test_columns_of_a_table_stand_below_each_other() -> None:
    header = (Text(en="node", zh="节点"), Text(en="value", zh="数值"))
    rows = ((prose(same("输入")), row("1")), (row("abs(x)"), row("2/3")))
    assert body(Table(header, rows), lang="zh").split("\n") == [
        "  节点   数值",
        "  ───────────",
        "  输入   1",
        "  |x|    2/3",
    ]


def test_a_table_too_wide_for_the_page_is_told_row_by_row() -> None:
    text = body(TABLE, width=36)
    assert "─" not in text
    assert text.split("\n")[1].startswith("  in words | or not: The slope of")


def test_colours_mark_the_number_a_row_ends_in() -> None:
    text = body(EQUATIONS, Paragraph(prose(same("By the way.")), "note"), color=True)
    assert "= \033[32m−2\033[0m" in text
    assert "≈ \033[31m−1.6351\033[0m" in text
    assert "\033[2mBy the way.\033[0m" in text


def test_colours_add_nothing_else() -> None:
    colored = text_of(PAGE, "zh", color=True)
    assert re.sub(r"\033\[\d+m", "", colored) == text_of(PAGE, "zh")


@pytest.mark.parametrize(
    ("line", "width", "lines"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("one\u00a0two three", 5, ["one two", "three"]),
        ("incomprehensible", 5, ["incomprehensible"]),
        ("梯度\uff0c相加。", 4, ["梯", "度\uff0c", "相", "加。"]),
        ("\uff08见下图\uff09", 6, ["\uff08见下", "图\uff09"]),
        ("用 SymPy 求导", 8, ["用 SymPy", "求导"]),
        ("", 8, [""]),
    ],
)
def test_folding(line: str, width: int, lines: list[str]) -> None:
    assert folded(line, width) == lines


def test_a_formula_in_a_sentence_is_not_torn() -> None:
    sentence = Text(en="Start at the output, where {z} and go on.", zh="{z}")
    lines = body(Paragraph(prose(sentence, z=row("z", ("=", "w*x + b")))), width=32).split("\n")
    assert lines == ["Start at the output, where", "z = w·x + b and go on."]


def test_a_list_of_formulas_breaks_between_them() -> None:
    at = parse_expression("ind(a >= b)"), parse_expression("ind(b > a)")
    parts = [Part("", Partial("v1", "a")), Part("=", at[0])]
    parts += [Part(",", Partial("v1", "b")), Part("=", at[1])]
    line = one_line([Row(tuple(parts))])
    assert folded(line, 35) == ["∂v₁/∂a = 𝟙[a ≥ b],", "∂v₁/∂b = 𝟙[b > a]"]
    assert folded(line, 36) == ["∂v₁/∂a = 𝟙[a ≥ b], ∂v₁/∂b = 𝟙[b > a]"]
