"""What is typed, and how it was understood: the tree written back with every bracket shown."""

from __future__ import annotations

import pytest

from byhand.language.expr import Apply, Expr, Leaf, Name, Number, fold
from byhand.language.notations import PLAIN
from byhand.language.parse import parse, parse_expression
from byhand.language.show import show


def bracketed(expr: Expr) -> str:
    """The tree with a bracket around every operation, so that nothing is left to precedence."""

    def leaf(node: Leaf) -> str:
        return node.text if isinstance(node, Number) else getattr(node, "name", "?")

    def join(node: Apply, parts: list[str]) -> str:
        settings = [f"{key}={bracketed(value)}" for key, value in node.settings]
        return f"({' '.join([node.op, *parts, *settings])})"

    return fold(expr, leaf, join)


# Sums and products group to the left, powers to the right; ^ binds tighter than a sign before it.
PRECEDENCE = [
    ("a + b + c", "(add (add a b) c)"),
    ("a - b - c", "(sub (sub a b) c)"),
    ("a - (b - c)", "(sub a (sub b c))"),
    ("a + b*c", "(add a (mul b c))"),
    ("a*b + c", "(add (mul a b) c)"),
    ("(a + b)*c", "(mul (add a b) c)"),
    ("a/b/c", "(div (div a b) c)"),
    ("a/b*c", "(mul (div a b) c)"),
    ("a/(b*c)", "(div a (mul b c))"),
    ("-x^2", "(neg (pow x 2))"),
    ("(-x)^2", "(pow (neg x) 2)"),
    ("2^-x", "(pow 2 (neg x))"),
    ("x^-y^2", "(pow x (neg (pow y 2)))"),
    ("x^y^z", "(pow x (pow y z))"),
    ("(x^y)^z", "(pow (pow x y) z)"),
    ("x**2", "(pow x 2)"),
    ("a*x^2", "(mul a (pow x 2))"),
    ("-a*b", "(mul (neg a) b)"),
    ("a*-b", "(mul a (neg b))"),
    ("a/-b", "(div a (neg b))"),
    ("a - -b", "(sub a (neg b))"),
    ("--x", "(neg (neg x))"),
    ("+x", "x"),
    ("-+-x", "(neg (neg x))"),
    ("-sin(x)^2", "(neg (pow (sin x) 2))"),
    ("((((x))))", "x"),
    ("a + b > c*d", "(gt (add a b) (mul c d))"),
    ("(a > b)*c", "(mul (gt a b) c)"),
    ("a <= b", "(le a b)"),
    ("a >= b", "(ge a b)"),
    ("a == b", "(eq a b)"),
    ("a != b", "(ne a b)"),
    ("a < -b", "(lt a (neg b))"),
]


@pytest.mark.parametrize(("source", "tree"), PRECEDENCE)
def test_precedence(source: str, tree: str) -> None:
    assert bracketed(parse_expression(source)) == tree


CALLS = [
    ("sigmoid(z)", "(sigmoid z)"),
    ("ln(x)", "(log x)"),
    ("swish(x)", "(silu x)"),
    ("max(a, b)", "(max a b)"),
    ("max(a, b, c, d)", "(max a b c d)"),
    ("relu(x,)", "(relu x)"),
    ("leaky_relu(x)", "(leaky_relu x)"),
    ("leaky_relu(x, 0.1)", "(leaky_relu x negative_slope=0.1)"),
    ("leaky_relu(x, negative_slope=1/10)", "(leaky_relu x negative_slope=(div 1 10))"),
    ("elu(x, alpha=-2)", "(elu x alpha=(neg 2))"),
    ("selu(x, scale=2, alpha=1)", "(selu x alpha=1 scale=2)"),
    ("where(x > 0, x, -x)", "(where (gt x 0) x (neg x))"),
    ("ind(a >= b)", "(ind (ge a b))"),
    ("sin (x)", "(sin x)"),
    ("exp(-(a - b))", "(exp (neg (sub a b)))"),
]


@pytest.mark.parametrize(("source", "tree"), CALLS)
def test_calls(source: str, tree: str) -> None:
    assert bracketed(parse_expression(source)) == tree


NUMBERS = [
    ("2", "2"),
    ("2.", "2"),
    (".5", "0.5"),
    ("0.50", "0.50"),
    ("1e5", "1e5"),
    ("1E-05", "1e-5"),
    ("1.5e+3", "1.5e3"),
    ("2.e3", "2e3"),
]


@pytest.mark.parametrize(("source", "text"), NUMBERS)
def test_number_keeps_its_spelling(source: str, text: str) -> None:
    assert parse_expression(source) == Number(text)


# One spelling in, one spelling out: the plain notation puts the spaces.
PLAIN_FORMS = [
    ("w*x+b", "w*x + b"),
    ("(a-y)**2", "(a - y)^2"),
    ("-( a-y )^2", "-(a - y)^2"),
    ("a-(b-c)", "a - (b - c)"),
    ("(a-b)-c", "a - b - c"),
    ("(a*b)*c", "a*b*c"),
    ("a*(b*c)", "a*(b*c)"),
    ("2*3", "2 * 3"),
    ("0.5*-2", "0.5 * (-2)"),
    ("x*-1", "x * (-1)"),
    ("(-2)^2", "(-2)^2"),
    ("where(x>0,x,y)", "where(x > 0, x, y)"),
    ("leaky_relu(x,.1)", "leaky_relu(x, negative_slope=0.1)"),
]


@pytest.mark.parametrize(("source", "plain"), PLAIN_FORMS)
def test_plain_notation(source: str, plain: str) -> None:
    shown = show(parse_expression(source), PLAIN)
    assert shown == plain
    assert bracketed(parse_expression(shown)) == bracketed(parse_expression(source))


WORDS = """
lambda beta gamma E I N S Q in is def class None True False pi e and or not if else for return
"""


@pytest.mark.parametrize("word", WORDS.split())
def test_every_identifier_is_an_ordinary_name(word: str) -> None:
    program = parse(f"{word} = 2*{word}_1 + x; L = {word}^2")
    assert program.statements[0].target == word
    assert program.inputs() == [f"{word}_1", "x"]
    assert program.statements[1].expr == Apply("pow", (Name(word), Number("2")))


@pytest.mark.parametrize("word", ["sigmoid", "max", "exp", "relu"])
def test_a_function_name_may_name_a_value(word: str) -> None:
    (first, second) = parse(f"{word} = 3; L = {word}*x").statements
    assert (first.target, bracketed(second.expr)) == (word, f"(mul {word} x)")


LINES = [
    ("a = 1; b = 2", ["a", "b"]),
    ("a = 1\nb = 2", ["a", "b"]),
    ("\n\n a = 1 ;; \n;b = 2;", ["a", "b"]),
    ("a = 1 # a = b = c (\nb = 2", ["a", "b"]),
    ("# only words\na = 1", ["a"]),
    ("a = (x\n  + y)\nb = 2", ["a", "b"]),
    ("a = max(x,\n  # the second\n  y)\nb = 2", ["a", "b"]),
    ("a = 1\r\nb = 2\r\n", ["a", "b"]),
    ("\ta\t=\t1", ["a"]),
    ("d = 1; d = d + 1", ["d", "d"]),
]


@pytest.mark.parametrize(("source", "targets"), LINES)
def test_lines(source: str, targets: list[str]) -> None:
    assert [statement.target for statement in parse(source).statements] == targets


def test_a_broken_line_inside_brackets_is_one_expression() -> None:
    program = parse("L = (a\n     + b\n     * c)")
    assert bracketed(program.statements[0].expr) == "(add a (mul b c))"


def test_offsets_point_at_the_operation() -> None:
    source = "a = x*y\nL = a + log(z)"
    second = parse(source).statements[1]
    assert source[second.at] == "L"
    assert isinstance(second.expr, Apply)
    assert source[second.expr.at] == "+"
    assert source[getattr(second.expr.args[1], "at", 0) :].startswith("log(z)")


def test_inputs_are_names_used_before_they_are_assigned() -> None:
    program = parse("z = w*x + b; w = z; L = w*q")
    assert program.inputs() == ["w", "x", "b", "q"]
    assert program.last == "L"
