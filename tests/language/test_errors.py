"""Every mistake in a program gets its message, its line, and a caret under the column."""

from __future__ import annotations

import re

import pytest

from byhand.calculus.derive import derive
from byhand.errors import InputError
from byhand.graph import build
from byhand.language.parse import parse

# The line as typed, where the caret stands below it, and how the message begins.
MISTAKES = [
    (
        "L = sigmod(z)",
        "    ^",
        "I don't know the function 'sigmod'. Did you mean 'sigmoid'?",
    ),
    (
        "L = Relu(z)",
        "    ^",
        "I don't know the function 'Relu'. Did you mean 'relu'?",
    ),
    ("L = foobar(z)", "    ^", "I don't know the function 'foobar'."),
    ("L = (a + b", "    ^", "This bracket is never closed."),
    ("L = ((a) + b", "    ^", "This bracket is never closed."),
    ("L = (a; b = c)", "    ^", "This bracket is never closed."),
    ("L = a + b)", "         ^", "This bracket was never opened."),
    ("L = (a]", "      ^", "This bracket was never opened."),
    (
        "x*y = 2",
        "^",
        "Only a name can stand to the left of '='; 'x*y' is an expression.",
    ),
    ("2 = x", "^", "Only a name can stand to the left of '='; '2' is an expression."),
    (
        "f(x) = 3",
        "^",
        "Only a name can stand to the left of '='; 'f(x)' is an expression.",
    ),
    ("-x = 3", "^", "Only a name can stand to the left of '='; '-x' is an expression."),
    (
        "L = 2x",
        "     ^",
        "Between '2' and 'x' an operator is missing. For a product write 2*x.",
    ),
    (
        "L = a b",
        "      ^",
        "Between 'a' and 'b' an operator is missing. For a product write a*b.",
    ),
    ("L = (a)(b)", "       ^", "Between ')' and '(' an operator is missing."),
    ("L = 1.2.3", "       ^", "Between '1.2' and '0.3' an operator is missing."),
    ("L = a < b < c", "          ^", "Comparisons cannot be chained."),
    ("L = ind(a > b == c)", "              ^", "Comparisons cannot be chained."),
    ("a = b = c", "      ^", "There is a second '=' in this line."),
    ("a += 1", "^", "Write the sum out: a = a + ..."),
    ("a -= 1", "^", "Write the sum out: a = a - ..."),
    ("a *= 2", "^", "Write the sum out: a = a * ..."),
    ("a /= 2", "^", "Write the sum out: a = a / ..."),
    ("a ^= 2", "^", "Write the sum out: a = a ^ ..."),
    ("a **= 2", "^", "Write the sum out: a = a ^ ..."),
    ("L =", "   ^", "Here a number, a name or a bracket is missing."),
    ("L = x +", "       ^", "Here a number, a name or a bracket is missing."),
    ("= 3", "^", "Here a number, a name or a bracket is missing before '='."),
    ("L = x + * y", "        ^", "Here a number, a name or a bracket is missing before '*'."),
    ("L = ()", "     ^", "Here a number, a name or a bracket is missing before ')'."),
    ("L = relu(,x)", "         ^", "Here a number, a name or a bracket is missing before ','."),
    ("L = x // y", "       ^", "Here a number, a name or a bracket is missing before '/'."),
    ("w*x + b", "^", "This line gives its value no name. Write for example: L = w*x + b"),
    ("d'2 = 3", "^", "d'2 is how byhand calls a later value of a variable;"),
    ("L = [x]", "    ^", "A square or curly bracket cannot stand here."),
    ("L = {x}", "    ^", "A square or curly bracket cannot stand here."),
    ("L = x.real", "     ^", "'.real' is not allowed:"),
    ("L = $x", "    ^", "I can't read the character '$' here."),
    ("L = x % y", "      ^", "I can't read the character '%' here."),
    ("L = 'a'", "    ^", "Text in quotes is not mathematics."),
    ("L = x^1001", "     ^", "This exponent is too large; 1000 is the limit."),
    ("L = sigmoid()", "    ^", "'sigmoid' takes 1 argument(s), and here are 0."),
    ("L = relu(x, y)", "    ^", "'relu' takes 1 argument(s), and here are 2."),
    ("L = where(c, x)", "    ^", "'where' takes 3 argument(s), and here are 2."),
    ("L = max()", "    ^", "'max' takes at least 2 arguments, and here are 0."),
    ("L = leaky_relu(x, 1, 2)", "    ^", "'leaky_relu' takes 1 argument(s), and here are 3."),
    (
        "L = leaky_relu(x, slope=1)",
        "                  ^",
        "'leaky_relu' has no setting 'slope'. It has: negative_slope.",
    ),
    (
        "L = elu(x, alfa=1)",
        "           ^",
        "'elu' has no setting 'alfa'. Did you mean 'alpha'?",
    ),
    ("L = sin(x, deg=1)", "           ^", "'sin' has no setting 'deg'."),
    (
        "L = elu(x, 1, alpha=2)",
        "              ^",
        "The setting 'alpha' is given twice.",
    ),
    ("L = elu(x, alpha=a)", "    ^", "The setting 'alpha' must be a number."),
    (
        "L = elu(alpha=2, x)",
        "                 ^",
        "An argument without a name cannot follow one with a name.",
    ),
]


@pytest.mark.parametrize(("line", "caret", "says"), MISTAKES)
def test_mistake(line: str, caret: str, says: str) -> None:
    error = _error(line)
    assert error.message.en.startswith(says), error.message.en
    assert error.quote == f"  {line}\n  {caret}"
    assert str(error) == f"{error.message.en}\n{error.quote}"


@pytest.mark.parametrize("line", [row[0] for row in MISTAKES])
def test_mistake_is_explained_in_chinese(line: str) -> None:
    error = _error(line)
    assert re.search(r"[\u4e00-\u9fff]", error.say("zh")), error.say("zh")
    assert error.quote in error.say("zh")


ARRAYS = [
    ("L = x[", "     ^", "This bracket is never closed."),
    ("L = x[]", "      ^", "The square brackets are empty."),
    ("L = x[0.5]", "      ^", "Here a whole number is needed."),
    ("L = x[1,,2]", "        ^", "Here a number, a name or a bracket is missing before ','."),
    ("L = sum(x, axis=0.5)", "    ^", "The setting 'axis' must be a whole number, a tuple"),
    ("L = sum(x, axis=a)", "    ^", "The setting 'axis' must be a whole number, a tuple"),
    ("L = sum(x, axes=0)", "           ^", "'sum' has no setting 'axes'. Did you mean 'axis'?"),
    ("L = sum(x, axis=(0,)", "       ^", "This bracket is never closed."),
    ("L = A.U", "     ^", "'.U' is not allowed: nothing can follow a dot but T"),
    ("L = softmx(x)", "    ^", "I don't know the function 'softmx'. Did you mean 'softmax'?"),
    ("L = maxpool2d(x)", "    ^", "'maxpool2d' needs the setting 'size'."),
    ("L = conv2d(x)", "    ^", "'conv2d' takes 2 argument(s), and here are 1."),
    ("L = reshape(x, a+1)", "    ^", "Here a whole number is needed."),
    ("L = exp((1, 2))", "    ^", "A tuple cannot be an operand of 'exp'"),
    ("X: (N, -1)", "^", "A shape is declared with positive whole numbers or letters: X: (N, 3)"),
    ("X: 3.5", "   ^", "Here a whole number is needed."),
    ("Y: (N, C) onhot", "          ^", "I don't know the fact 'onhot'. Did you mean 'onehot'?"),
]


@pytest.mark.parametrize(("line", "caret", "says"), ARRAYS)
def test_mistake_with_arrays(line: str, caret: str, says: str) -> None:
    error = _error(line)
    assert error.message.en.startswith(says), error.message.en
    assert error.quote == f"  {line}\n  {caret}"
    assert re.search(r"[\u4e00-\u9fff]", error.say("zh")), error.say("zh")


@pytest.mark.parametrize("line", ["L = softmax(x)", "L = sum(x, axis=0)", "L = A @ B", "L = Aᵀ*x"])
def test_matrices_are_read(line: str) -> None:
    assert parse(line).last == "L"


# What the shapes of declared or given arrays make impossible.
SHAPES = [
    ("X: (4, 3); W: (4, 5); L = sum(X @ W)", "Did you mean X.T @ W?"),
    ("x: 3; y: 4; L = sum(x + y)", "x has shape (3,) (declared), y has shape (4,) (declared)"),
    ("x: (2, 3); L = sum(softmax(x, axis=2))", "There is no axis 2: the array has 2"),
    ("x: (2, 3); y: 2; L = mse(x, y)", "so both need the same shape"),
    (
        "x: (5, 5); K: (6, 6); L = sum(conv2d(x, K))",
        "A window of 6 does not fit into a length of 5.",
    ),
    (
        "x: (3, 5, 5); K: (2, 1, 3, 3); L = sum(conv2d(x, K))",
        "The kernel takes 1 channels, and the image has 3.",
    ),
    ("x: (4, 4); L = sum(maxpool2d(x, 5))", "A window of 5 does not fit into a length of 4."),
    ("x: (4, 3); g: 4; b: 3; L = sum(batchnorm(x, g, b))", "must have shape (3,) here"),
    ("x: (4, 3); g: 4; b: 4; L = sum(layernorm(x, g, b))", "must have shape (3,) here"),
    ("z: (4, 3); y: 3; L = cross_entropy(z, y)", "y has shape (3,) (declared)"),
    ("x: (2, 3); L = 2*x", "'L' is not a single number: its shape is (2, 3)."),
]


@pytest.mark.parametrize(("source", "says"), SHAPES)
def test_shapes_that_do_not_fit(source: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        derive(build(parse(source)))
    assert says in caught.value.message.en, caught.value.message.en
    assert caught.value.quote.endswith("^"), caught.value.quote
    assert re.search(r"[\u4e00-\u9fff]", caught.value.say("zh"))


@pytest.mark.parametrize("source", ["", "   ", "\n\n", "# a remark", ";;", "\ufeff"])
def test_empty_program(source: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(source)
    expected = "invisible" if source == "\ufeff" else "The program is empty."
    assert expected in caught.value.message.en


def test_the_line_of_the_mistake_is_quoted() -> None:
    error = _error("z = w*x + b\n  L = sigmod(z)\ny = 1")
    assert error.quote == "    L = sigmod(z)\n        ^"


def test_the_caret_allows_for_wide_characters() -> None:
    # A full-width sign takes two columns of a terminal.
    error = _error("L ＝ sigmod（z）")
    assert error.quote == "  L ＝ sigmod（z）\n       ^"


def test_a_long_line_is_quoted_around_the_caret() -> None:
    line = "L = " + "x + " * 60 + "sigmod(z) + " + "y + " * 60 + "y"
    quoted, caret = _error(line).quote.split("\n")
    assert len(quoted) < 80, quoted
    assert quoted[caret.index("^") :].startswith("sigmod(z)"), quoted


def test_a_misspelled_line_gets_its_own_error_before_the_missing_name() -> None:
    assert "sigmod" in _error("sigmod(z)").message.en


# Powers of constants are mathematics as long as they are modest.
@pytest.mark.parametrize("exponent", ["sqrt(2)", "2^0.5", "exp(1)", "(1/3)", "-1000", "1000"])
def test_modest_constant_exponents_are_allowed(exponent: str) -> None:
    assert parse(f"L = x^{exponent}").inputs() == ["x"]


def _error(source: str) -> InputError:
    with pytest.raises(InputError) as caught:
        parse(source)
    return caught.value
