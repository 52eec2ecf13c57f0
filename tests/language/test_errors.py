"""Every mistake in a program gets its message, its line, and a caret under the column."""

from __future__ import annotations

import re

import pytest

from byhand.errors import InputError, NotYetError
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
    ("L = x[0]", "     ^", "Square brackets are not part of scalar programs."),
    ("L = {x}", "    ^", "Square brackets are not part of scalar programs."),
    ("L = x.real", "     ^", "'.real' is not allowed:"),
    ("L = $x", "    ^", "I can't read the character '$' here."),
    ("L = x % y", "      ^", "I can't read the character '%' here."),
    ("L = 'a'", "    ^", "Text in quotes is not mathematics."),
    ("L = x^1001", "     ^", "This exponent is too large; 1000 is the limit."),
    ("L = sigmoid()", "    ^", "'sigmoid' takes 1 argument(s), and here are 0."),
    ("L = relu(x, y)", "    ^", "'relu' takes 1 argument(s), and here are 2."),
    ("L = where(c, x)", "    ^", "'where' takes 3 argument(s), and here are 2."),
    ("L = max(x)", "    ^", "'max' takes at least 2 arguments, and here are 1."),
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


NOT_YET = [
    ("L = softmax(x)", "    ^", "'softmax' works on vectors and matrices"),
    ("L = sum(x, axis=0)", "    ^", "'sum' works on vectors and matrices"),
    ("L = A @ B", "      ^", "'@' is for matrices"),
    ("L = A.T", "     ^", "'.T' is for matrices"),
    ("L = Aᵀ*x", "     ^", "'ᵀ' is for matrices"),
]


@pytest.mark.parametrize(("line", "caret", "says"), NOT_YET)
def test_matrices_are_known_and_not_yet_done(line: str, caret: str, says: str) -> None:
    error = _error(line)
    assert error.message.en.startswith(says), error.message.en
    assert error.quote == f"  {line}\n  {caret}"
    assert isinstance(error, NotYetError), type(error)


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
