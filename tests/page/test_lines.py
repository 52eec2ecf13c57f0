"""Breaking a long chain loses nothing and repeats nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from byhand.language.expr import Apply, Expr, Name, number
from byhand.language.notations import UNICODE
from byhand.language.parse import parse_expression
from byhand.language.show import show
from byhand.page.blocks import Part, Row, Sign
from byhand.page.lines import broken, width_of

leaf = st.one_of(
    st.sampled_from(["x", "theta1", "w_12", "a_rather_long_name"]).map(Name),
    st.integers(0, 10**6).map(number),
)
term = st.recursive(
    leaf,
    lambda inner: st.builds(
        lambda op, x, y: Apply(op, (x, y)),
        st.sampled_from(["mul", "add", "sub", "pow"]),
        inner,
        inner,
    ),
    max_leaves=4,
)


@st.composite
def sums(draw: st.DrawFn) -> Expr:
    total = draw(term)
    for op, summand in draw(
        st.lists(st.tuples(st.sampled_from(["add", "sub"]), term), max_size=12)
    ):
        total = Apply(op, (total, summand))
    return total


signs = st.sampled_from(["=", "≈", ","])


@st.composite
def rows(draw: st.DrawFn) -> Row:
    links = draw(st.lists(st.tuples(signs, sums(), st.booleans()), max_size=5))
    return Row((Part("", Name("L")), *(Part(sign, expr, dots) for sign, expr, dots in links)))


def flat(expr: Expr, sign: Sign) -> list[tuple[str, Expr]]:
    """A sum as its signed summands, in order."""
    if isinstance(expr, Apply) and expr.op in ("add", "sub"):
        first, second = expr.args
        return [*flat(first, sign), ("+" if expr.op == "add" else "−", second)]
    return [(sign, expr)]


def content(parts: list[Part]) -> list[tuple[str, Expr, bool]]:
    return [(sign, expr, p.dots) for p in parts for sign, expr in flat(p.expr, p.sign)]


@given(rows(), st.integers(1, 100))
def test_breaking_loses_no_part(row: Row, width: int) -> None:
    lines = list(broken(row, width))
    assert content([part for line in lines for part in line]) == content(list(row.parts))


@given(rows(), st.integers(1, 100))
def test_every_line_but_the_first_starts_with_a_sign(row: Row, width: int) -> None:
    first, *others = broken(row, width)
    assert first[0] == row.parts[0]
    assert all(line and line[0].sign for line in others)
    assert len(first) > 1 or len(row.parts) == 1, "the first sign stays beside the left side"


@given(rows())
def test_a_wide_page_needs_no_break(row: Row) -> None:
    assert list(broken(row, 10**6)) == [row.parts]


@given(rows(), st.integers(30, 100))
def test_a_line_is_only_too_wide_where_it_cannot_be_broken(row: Row, width: int) -> None:
    for line in broken(row, width):
        extra = line[1:] if line[0].sign == "" else line
        used = width_of(row.parts[0]) + sum(map(width_of, extra))
        assert used <= width or len(extra) == 1


def test_a_sum_of_a_thousand_terms() -> None:
    total = parse_expression(" + ".join(f"w{i}*x{i}" for i in range(1000)))
    lines = list(broken(Row((Part("", Name("L")), Part("=", total))), 80))
    text = "".join(f" {p.sign} " + show(p.expr, UNICODE) for line in lines for p in line)
    assert all(f"w{'₀₁₂₃₄₅₆₇₈₉'[i % 10]}" in text for i in range(10))
    assert text.count("·") == 1000
    assert 100 < len(lines) < 400
