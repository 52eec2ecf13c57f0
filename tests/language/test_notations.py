"""The cases in which brackets, signs and letters matter, in every typeset notation."""

from __future__ import annotations

import pytest

from byhand.language.expr import Apply, Gap, Literal, Name, Number, Partial
from byhand.language.forms_of import TOTAL
from byhand.language.latex import LATEX
from byhand.language.linear import LINEAR_FORMS
from byhand.language.notations import NOTATIONS, PLAIN, UNICODE
from byhand.language.parse import parse_expression
from byhand.language.show import Notation, Piece, show
from byhand.language.typst import TYPST
from byhand.ops import CATALOGUE
from byhand.ops.forms import ATOM, Constant

Row = tuple[str, str, str, str]

# typed, on a terminal, in LaTeX, in Typst
BRACKETS: list[Row] = [
    ("0.5*(-2)", "0.5 · (−2)", r"0.5 \cdot (-2)", "0.5 dot (−2)"),
    ("(-2)*0.5", "−2 · 0.5", r"-2 \cdot 0.5", "−2 dot 0.5"),
    ("2*3", "2 · 3", r"2 \cdot 3", "2 dot 3"),
    ("2*x", "2x", "2 x", "2 x"),
    ("2*(a - y)", "2(a − y)", "2 (a - y)", "2 (a − y)"),
    ("x*2", "x · 2", r"x \cdot 2", "x dot 2"),
    ("a - (b - c)", "a − (b − c)", "a - (b - c)", "a − (b − c)"),
    ("a - b - c", "a − b − c", "a - b - c", "a − b − c"),
    ("a + (b + c)", "a + (b + c)", "a + (b + c)", "a + (b + c)"),
    ("a - -b", "a − (−b)", "a - (-b)", "a − (−b)"),
    ("(a/b)^2", "(a/b)²", r"\left(\frac{a}{b}\right)^{2}", "(frac(a, b))^(2)"),
    ("-(a - y)^2", "−(a − y)²", "-(a - y)^{2}", "−(a − y)^(2)"),
    ("(-x)^2", "(−x)²", "(-x)^{2}", "(−x)^(2)"),
    ("(-2)^2", "(−2)²", "(-2)^{2}", "(−2)^(2)"),
    ("(x^2)^3", "(x²)³", "(x^{2})^{3}", "(x^(2))^(3)"),
    ("x^-1", "x^(−1)", "x^{-1}", "x^(−1)"),
    ("x^(a + b)", "x^(a + b)", "x^{a + b}", "x^(a + b)"),
    ("a/(b*c)", "a/(b·c)", r"\frac{a}{b c}", "frac(a, b c)"),
    ("(a + b)/c", "(a + b)/c", r"\frac{a + b}{c}", "frac(a + b, c)"),
    ("exp(x)^2", "exp(x)²", "(e^{x})^{2}", "(e^(x))^(2)"),
    ("exp(-(a + b))", "exp(−(a + b))", "e^{-(a + b)}", "e^(−(a + b))"),
    ("abs(x - y)^2", "|x − y|²", r"\left|x - y\right|^{2}", "abs(x − y)^(2)"),
    ("sqrt(x + 1)", "√(x + 1)", r"\sqrt{x + 1}", "sqrt(x + 1)"),
    ("sqrt(x)", "√x", r"\sqrt{x}", "sqrt(x)"),
    ("ind(a >= b)", "𝟙[a ≥ b]", r"\mathbf{1}[a \ge b]", "𝟙[a ≥ b]"),
    # Side by side, x and x would be read as one word.
    ("x*x*y", "x·x·y", r"x \cdot x y", "x dot x y"),
    ("y*x*x", "y·x·x", r"y x \cdot x", "y x dot x"),
    # 4 beside 𝟙 would be read as 41.
    ("4*ind(a > b)", "4·𝟙[a > b]", r"4 \cdot \mathbf{1}[a > b]", "4 dot 𝟙[a > b]"),
    ("c*ind(a > b)", "c·𝟙[a > b]", r"c \cdot \mathbf{1}[a > b]", "c dot 𝟙[a > b]"),
    ("(a > b)*c", "(a > b)·c", "(a > b) c", "(a > b) c"),
    (
        "where(z > 0, x, -x)",
        "{x, z > 0; −x, z ≤ 0}",
        r"\begin{cases} x & z > 0 \\ -x & z \le 0 \end{cases}",
        "cases(x & quad z > 0, −x & quad z ≤ 0)",
    ),
    ("a*(1 - a)", "a(1 − a)", "a (1 - a)", "a (1 − a)"),
    ("sigmoid(z)*x", "σ(z)·x", r"\sigma(z) \cdot x", "σ (z) dot x"),
    ("1e-3*x", "10⁻³x", r"10^{-3} x", "10^(−3) x"),
]

WORDS: list[Row] = [
    (
        "apple_price*tax",
        "apple_price·tax",
        r"\mathrm{apple}_{\mathrm{price}} \cdot \mathrm{tax}",
        'upright("apple")_(upright("price")) dot upright("tax")',
    ),
    ("yhat", "y\u0302", r"\hat{y}", "hat(y)"),
    ("yhat_1", "y\u0302₁", r"\hat{y}_1", "hat(y)_(1)"),
    ("x_bar", "x\u0304", r"\bar{x}", "macron(x)"),
    ("theta1", "θ₁", r"\theta_1", "θ_(1)"),
    ("lambda", "λ", r"\lambda", "λ"),
    ("Sigma", "Σ", r"\Sigma", "Σ"),
    ("w_12", "w₁₂", "w_{12}", "w_(12)"),
    ("w_i", "w_i", "w_i", "w_(i)"),
    ("net_h1", "net_h1", r"\mathrm{net}_{\mathrm{h1}}", 'upright("net")_(upright("h1"))'),
    ("d'2", "d⁽²⁾", "d^{(2)}", "d^((#2))"),
    ("d'2^3", "(d⁽²⁾)³", "(d^{(2)})^{3}", "(d^((#2)))^(3)"),
    ("epsilon", "ε", r"\epsilon", "ε"),
]


@pytest.mark.parametrize("row", BRACKETS + WORDS, ids=lambda row: row[0])
@pytest.mark.parametrize("column", [1, 2, 3], ids=["unicode", "latex", "typst"])
def test_notation(row: Row, column: int) -> None:
    notation = (UNICODE, LATEX, TYPST)[column - 1]
    assert show(parse_expression(row[0]), notation) == row[column]


PARTIALS = [
    (PLAIN, "dL/dz * 3"),
    (UNICODE, "∂L/∂z · 3"),
    (LATEX, r"\frac{\partial L}{\partial z} \cdot 3"),
    (TYPST, "frac(∂L, ∂z) dot 3"),
]


@pytest.mark.parametrize(("notation", "text"), PARTIALS, ids=lambda value: str(value)[:20])
def test_partial(notation: Notation, text: str) -> None:
    assert show(Apply("mul", (Partial("L", "z"), Number("3"))), notation) == text


@pytest.mark.parametrize("text", ["w*x", "2*x*(a - y)"])
def test_with_dots_every_product_shows_its_sign(text: str) -> None:
    product = parse_expression(text)
    assert show(product, UNICODE.with_dots()).count(" · ") == text.count("*")


SETTINGS = [
    ("leaky_relu(x)", "LeakyReLU(x)"),
    ("leaky_relu(x, 0.01)", "LeakyReLU(x)"),
    ("leaky_relu(x, 1/100)", "LeakyReLU(x)"),
    ("leaky_relu(x, 0.2)", "LeakyReLU[0.2](x)"),
    ("softmax(x)", "softmax(x)"),
    ("softmax(x, axis=0)", "softmax₀(x)"),
    ("sum(x, axis=(0, 1), keepdims=True)", "sum₀₁(x)"),
    ("cumsum(x, reverse=True)", "cumsum[True](x)"),
]

# A word among the settings is a name to LaTeX and Typst, unless it is set upright.
UPRIGHT = [
    ("latex", r"\operatorname{cumsum}_{\mathrm{True}}(x)"),
    ("typst", 'op("cumsum")_(upright("True")) (x)'),
]


@pytest.mark.parametrize(("notation", "text"), UPRIGHT)
def test_words_among_settings_stand_upright(notation: str, text: str) -> None:
    assert show(parse_expression("cumsum(x, reverse=True)"), NOTATIONS[notation]) == text


# name, on a terminal, in LaTeX, in Typst
ENTRIES = [
    ("X[0,1]", "X[0,1]", "X_{0,1}", "X_(0,1)"),
    ("W1[j,k]", "W₁[j,k]", "(W_1)_{jk}", "(W_(1))_(j k)"),
    ("d'2[i]", "d⁽²⁾[i]", "(d^{(2)})_{i}", "(d^((#2)))_(i)"),
    ("theta[12,0]", "θ[12,0]", r"\theta_{12,0}", "θ_(12,0)"),
]


@pytest.mark.parametrize(("name", "unicode", "latex", "typst"), ENTRIES)
def test_entry_of_an_array(name: str, unicode: str, latex: str, typst: str) -> None:
    written = [show(Name(name), NOTATIONS[key]) for key in ("plain", "unicode", "latex", "typst")]
    assert written == [name, unicode, latex, typst]


SUM_OVER = Apply(
    TOTAL,
    (Apply("mul", (Partial("L", "Z[i,k]"), Name("X[i,j]"))),),
    (("over", Literal("i")),),
)


def test_sum_over_an_index() -> None:
    written = [show(SUM_OVER, NOTATIONS[key]) for key in ("unicode", "latex", "typst")]
    assert written == [
        "Σ_i ∂L/∂Z[i,k] · X[i,j]",
        r"\sum_{i} \frac{\partial L}{\partial Z_{ik}} \cdot X_{ij}",
        "sum_(i) frac(∂L, ∂Z_(i k)) dot X_(i j)",
    ]


@pytest.mark.parametrize(("source", "text"), SETTINGS)
def test_settings_are_shown_where_they_differ_from_the_default(source: str, text: str) -> None:
    assert show(parse_expression(source), UNICODE) == text


# Adding a notation is one entry --------------------------------------------------------------


@pytest.fixture
def shouted(monkeypatch: pytest.MonkeyPatch) -> str:
    """A notation in capitals and square brackets, from the printers all notations start with."""
    notation = Notation(
        name="shouted",
        number=lambda text: Piece(text, ATOM, "number", "number"),
        symbol=lambda symbol: symbol.name.upper(),
        partial=lambda of, wrt: Piece(f"D{of}:D{wrt}", ATOM, "partial", "partial"),
        brackets=lambda piece: f"[{piece.text}]",
        forms=LINEAR_FORMS,
        signs={"·": " TIMES "},
    )
    monkeypatch.setitem(NOTATIONS, "shouted", notation)
    return "shouted"


@pytest.mark.parametrize("op", CATALOGUE)
def test_a_new_notation_writes_every_operation(shouted: str, op: str) -> None:
    entry = CATALOGUE[op]
    operands = tuple(Name(f"p{i}") for i in range(len(entry.operands)))
    plan = (("at", Literal((Gap(),))),) if "at" in entry.settings else ()
    text = show(Apply(op, operands, plan), NOTATIONS[shouted])
    if isinstance(entry.form, Constant):  # a fixed array of some size; the size is not written
        assert text == entry.form.sign
        return
    missing = [name.name for name in operands if name.name.upper() not in text]
    assert not missing, text


def test_a_new_notation_serves_a_derivation(shouted: str) -> None:
    import byhand as bh

    d = bh.derive("z = w*x + b; L = z^2")
    assert d.formula("w").to(shouted) == "DL:DV1 TIMES X"
    assert d.closed_form("w").to(shouted) == "2 TIMES Z TIMES X"
