"""Rows for formats that set fractions upright."""

from __future__ import annotations

from tests.writers.sample import LONG, row

from byhand.language.expr import Partial
from byhand.language.parse import parse_expression
from byhand.page.blocks import Part, Row
from byhand.page.lines import broken
from byhand.writers.common import LATEX, TYPST
from byhand.writers.rows import set_lines


def test_derivatives_are_no_wider_than_their_longer_half() -> None:
    links = [Part("=", Partial("loss", f"value_{n}")) for n in range(6)]
    chain = Row((Part("", Partial("loss", "w")), *links))
    assert len(list(broken(chain, 84))) == 2
    assert len(list(set_lines(chain, 84))) == 1


def test_nothing_is_lost_between_the_lines() -> None:
    long = row("s", ("=", LONG), ("=", "a/b"), ("≈", "7.5"))
    parts = [part for line in set_lines(long, 60) for part in line]
    assert parts == [part for line in broken(long, 60) for part in line]


def test_a_line_that_goes_on_with_a_sum_is_set_in() -> None:
    first, second, *_, last = LATEX.aligned(row("s", ("=", LONG), ("≈", "7.5")), 60)
    assert first.startswith(r"s &= \alpha_1 \beta_1 + ")
    assert second.startswith(r"&\quad + \alpha_")
    assert last.endswith(r"\approx 7.5")


def test_a_row_without_a_sign_is_aligned_too() -> None:
    assert list(TYPST.aligned(row("s"), 60)) == ["&s"]


def test_a_negative_term_after_a_plus_keeps_its_brackets() -> None:
    parts = (Part("", parse_expression("s")), Part("+", parse_expression("-(a*b)")))
    assert LATEX.chain(parts) == "s + (-a b)"
