"""Whatever the plain notation writes reads back as the same tree, however odd the tree."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from byhand.language.expr import Apply, Expr, Gap, Literal, Name, Number, Slice, fold, names
from byhand.language.notations import NOTATIONS, PLAIN
from byhand.language.parse import parse_expression
from byhand.language.show import show
from byhand.ops import CATALOGUE

TERMS = 20_000

# `copy` is a line of a program, not something typed; powers and indices are built apart; `stack` is
# read as a concat, and which cross-entropy is meant is known only when shapes are.
APART = ("copy", "pow", "index", "stack", "cross_entropy_at")
OPERATIONS = [name for name in CATALOGUE if name not in APART]

numbers = st.one_of(
    st.integers(0, 10**6).map(lambda n: Number(str(n))),
    st.tuples(st.integers(0, 999), st.integers(0, 999)).map(lambda p: Number(f"{p[0]}.{p[1]:03d}")),
    st.tuples(st.integers(1, 9), st.integers(-300, 300)).map(lambda p: Number(f"{p[0]}e{p[1]}")),
)
WORDS = "x y z a w_12 theta1 yhat lambda E apple_price sigma d'2 e e1 exp max T _ _a x__1"
variables = st.sampled_from(WORDS.split()).map(Name)
negatives = numbers.map(lambda number: Apply("neg", (number,)))
ratios = st.tuples(numbers, numbers).map(lambda pair: Apply("div", pair))
constants = st.one_of(numbers, negatives, ratios)


wholes = st.integers(-3, 9)
dims = st.one_of(wholes, st.sampled_from(["N", "D"]))
tuples = st.lists(wholes, max_size=3).map(tuple)
shapes = st.one_of(dims, st.lists(dims, max_size=3).map(tuple))
STATICS = {"shape": shapes, "classes": dims, "keepdims": st.booleans(), "reverse": st.booleans()}
axes = st.one_of(wholes, st.none(), tuples)
bounds = st.one_of(st.none(), wholes)
steps = st.sampled_from([None, 2, -1])
slices = st.builds(Slice, bounds, bounds, steps)
parts_of_index = st.one_of(wholes, st.none(), slices, st.just(Gap()))


@st.composite
def calls(draw: st.DrawFn, inner: st.SearchStrategy[Expr]) -> Expr:
    """Any operation on any operands, with some of its settings."""
    op = CATALOGUE[draw(st.sampled_from(OPERATIONS))]
    extra = draw(st.integers(0, 3)) if op.variadic and not op.joins else 0
    args = tuple(draw(inner) for _ in range(len(op.operands) + extra))
    keys = sorted(key for key, default in op.settings.items() if not default or draw(st.booleans()))
    given = [(key, draw(_setting(key, key in op.static_names))) for key in keys]
    return Apply(op.name, args, tuple(given))


def _setting(key: str, static: bool) -> st.SearchStrategy[Expr]:
    if key == "at":
        return st.lists(parts_of_index, min_size=1, max_size=3).map(tuple).map(Literal)
    return STATICS.get(key, axes).map(Literal) if static else constants


@st.composite
def indexed(draw: st.DrawFn, inner: st.SearchStrategy[Expr]) -> Expr:
    """Entries of an array, with slices and index arrays."""
    plan = tuple(draw(st.lists(parts_of_index, min_size=1, max_size=3)))
    arrays = [draw(inner) for part in plan if part == Gap()]
    # A number alone is an index and no index array; behind a sign it cannot be told apart.
    arrays = [Name("rows") if not names(array) else array for array in arrays]
    return Apply("index", (draw(inner), *arrays), (("at", Literal(plan)),))


@st.composite
def powers(draw: st.DrawFn, inner: st.SearchStrategy[Expr]) -> Expr:
    """A power whose exponent is a modest number or holds a variable."""
    modest = st.integers(0, 50).map(lambda n: Number(str(n)))
    exponent = draw(st.one_of(modest, modest.map(lambda n: Apply("neg", (n,))), inner))
    if not names(exponent) and not isinstance(exponent, Number):
        exponent = Apply("mul", (exponent, draw(variables)))
    elif isinstance(exponent, Number) and exponent.value > 1000:
        exponent = draw(variables)
    return Apply("pow", (draw(inner), exponent))


def branches(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """One operation more; a sign in front as often as any other."""
    signs = inner.map(lambda expr: Apply("neg", (expr,)))
    return st.one_of(calls(inner), powers(inner), indexed(inner), signs)


trees = st.recursive(st.one_of(numbers, variables), branches, max_leaves=12)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(trees)
@example(Apply("neg", (Apply("pow", (Name("x"), Number("2"))),)))
@example(Apply("pow", (Apply("neg", (Number("2"),)), Number("2"))))
@example(Apply("neg", (Apply("mul", (Name("a"), Name("b"))),)))
@example(Apply("mul", (Apply("neg", (Name("a"),)), Name("b"))))
def test_plain_notation_reads_back(tree: Expr) -> None:
    text = show(tree, PLAIN)
    assert parse_expression(text) == tree, text


@settings(max_examples=150, deadline=None, derandomize=True)
@given(trees)
def test_every_notation_writes_every_tree(tree: Expr) -> None:
    for name, notation in NOTATIONS.items():
        text = show(tree, notation)
        assert _balanced(text), f"{name}: {text}"


def _balanced(text: str) -> bool:
    """Brackets of every kind close in order (the brace of a choice is closed too)."""
    closes, waiting = {"(": ")", "[": "]", "{": "}"}, []
    for char in text:
        if char in closes:
            waiting.append(closes[char])
        elif char in closes.values() and (not waiting or waiting.pop() != char):
            return False
    return not waiting and bool(text)


def test_a_sum_of_twenty_thousand_terms_reads_and_prints() -> None:
    source = " + ".join(["x"] * TERMS)
    tree = parse_expression(source)
    assert fold(tree, lambda _: 1, lambda _, parts: sum(parts)) == TERMS
    for name, notation in NOTATIONS.items():
        assert show(tree, notation).count("x") == TERMS, name
    assert show(tree, PLAIN) == source


def test_a_product_of_twenty_thousand_factors_reads_and_prints() -> None:
    source = "*".join(["x"] * TERMS)
    tree = parse_expression(source)
    assert show(tree, PLAIN) == source
    for name, notation in NOTATIONS.items():
        assert show(tree, notation).count("x") == TERMS, name
