"""Breaking a long chain loses nothing, repeats nothing, and keeps its meaning."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from byhand.language.expr import Apply, Expr, Name, number
from byhand.language.parse import parse_expression
from byhand.numeric.backends import EXACT
from byhand.numeric.functions import evaluate_expression
from byhand.page.blocks import Part, Row
from byhand.page.lines import broken, width_of
from byhand.writers.common import PLAIN, UNICODE

AT = {name: Fraction(k, 7) for k, name in enumerate(["x", "theta1", "w_12", "long_name"], start=2)}

leaf = st.one_of(st.sampled_from(list(AT)).map(Name), st.integers(0, 10**6).map(number))


def joined(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    two = st.builds(
        lambda op, x, y: Apply(op, (x, y)), st.sampled_from(["mul", "add", "sub"]), inner, inner
    )
    return st.one_of(two, st.builds(lambda x: Apply("neg", (x,)), inner))


term = st.recursive(leaf, joined, max_leaves=4)


def added(summands: tuple[Expr, list[tuple[str, Expr]]]) -> Expr:
    total, rest = summands
    for op, summand in rest:
        total = Apply(op, (total, summand))
    return total


sums = st.tuples(term, st.lists(st.tuples(st.sampled_from(["add", "sub"]), term), max_size=6)).map(
    added
)
links = st.builds(Part, st.just("="), sums, st.booleans())
rows = st.lists(links, max_size=3).map(lambda parts: Row((Part("", Name("L")), *parts)))


@given(rows, st.integers(1, 80))
def test_breaking_keeps_every_link_and_its_value(row: Row, width: int) -> None:
    text = "".join(PLAIN.part(part) for line in broken(row, width) for part in line)
    left, *found = text.split(" = ")
    assert left == "L"
    values = [evaluate_expression(parse_expression(link), AT, EXACT) for link in found]
    assert values == [evaluate_expression(part.expr, AT, EXACT) for part in row.parts[1:]]


@given(rows, st.integers(1, 80))
def test_every_line_but_the_first_starts_with_a_sign(row: Row, width: int) -> None:
    first, *others = broken(row, width)
    assert first[0] == row.parts[0]
    assert all(line and line[0].sign for line in others)
    assert len(first) > 1 or len(row.parts) == 1, "the first sign stays beside the left side"


@given(rows)
def test_a_wide_page_needs_no_break(row: Row) -> None:
    assert list(broken(row, 10**6)) == [row.parts]


@given(rows, st.integers(30, 80))
def test_a_line_is_only_too_wide_where_it_cannot_be_broken(row: Row, width: int) -> None:
    for line in broken(row, width):
        extra = line[1:] if line[0].sign == "" else line
        used = width_of(row.parts[0]) + sum(map(width_of, extra))
        assert used <= width or len(extra) == 1


def test_a_bracket_that_is_taken_away_keeps_its_brackets() -> None:
    row = Row((Part("", Name("L")), Part("=", parse_expression("first_term - (second - third)"))))
    text = " ".join(UNICODE.part(part).strip() for line in broken(row, 16) for part in line)
    assert "− (second − third)" in text


def test_a_sum_of_a_thousand_terms() -> None:
    total = parse_expression(" + ".join(f"w{i}*x{i}" for i in range(1000)))
    lines = list(broken(Row((Part("", Name("L")), Part("=", total))), 80))
    text = "".join(PLAIN.part(part) for line in lines for part in line)
    assert [word for word in text.split() if "*" in word] == [f"w{i}*x{i}" for i in range(1000)]
    assert 100 < len(lines) < 400
