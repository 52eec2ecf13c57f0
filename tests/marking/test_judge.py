"""Verdicts on lines, with the reason worked out by hand beside each."""

from __future__ import annotations

from pathlib import Path

import pytest

import byhand as bh
from byhand.marking.verdicts import Line

GALLERY = Path(__file__).parents[2] / "gallery"
NEURON = GALLERY / "sigmoid_neuron.toml"
"""z = w·x + b = −1.5, a = σ(z) ≈ 0.18243, L = (a − y)² ≈ 0.66843, y = 1, x = −1, w = 2."""
NETWORK = GALLERY / "two_layer_network.toml"


def judged(answers: str, problem: Path | str = NEURON) -> list[Line]:
    return [line for line in bh.check(problem, answers).lines if line.answer is not None]


def verdicts(answers: str, problem: Path | str = NEURON) -> list[str]:
    return [line.verdict for line in judged(answers, problem)]


def names(line: Line) -> set[str]:
    return {explained.mistake.name for explained in (*line.mistakes, *line.together)}


RIGHT = {
    "values": "z = -1.5\na = 0.1824\nL = 0.6684",
    "rounded to two digits": "a = 0.18\ndL/da = -1.64\ndL/dz = -0.24\ndL/dw = 0.24",
    "cut off": "a = 0.1824\ndL/da = -1.635\ndL/dz = -0.243",
    "a chain of rounded values": "a = 0.18\ndL/da = -1.64\nda/dz = 0.1476\ndL/dz = -0.242064",
    "in the wrong order": "dL/dz = -0.242064\nda/dz = 0.1476\ndL/da = -1.64\na = 0.18",
    "formulas": "z = w*x + b\ndL/da = 2(a - y)\ndL/dz = dL/da*a*(1 - a)",
    "on the activation or on its argument": "da/dz = a(1-a)\nda/dz = σ(z)(1 - σ(z))",
    "all in one": "dL/dw = 2(a - y)*a*(1 - a)*x = 0.2439",
    "numbers put in": "dL/da = 2*(a - 1)\ndL/dw = 2*(0.1824 - 1)*0.1824*(1 - 0.1824)*(-1)",
    "signs turned": "dL/da = -2(y - a)\ndL/dz = -2(y - a)(a - a^2)",
    "fractions": "dL/da = (a - y)/(1/2)",
    "one's own name": "delta = 2(a - y)*a*(1 - a)\ndL/dw = delta*x\ndL/db = delta = -0.2439",
    "LaTeX": r"\frac{\partial L}{\partial a} = 2(a - y) \approx -1.635",
}


@pytest.mark.parametrize("answers", RIGHT.values(), ids=RIGHT)
def test_what_is_right(answers: str) -> None:
    found = [(line.answer.text, line.verdict) for line in judged(answers) if line.answer]
    wrong = [x for x in found if x[1] not in ("correct", "other_form", "unjudged")]
    assert wrong == [], found


def test_what_follows_from_a_slip_is_not_wrong() -> None:
    lines = judged("a = 0.1824\ndL/da = a - y = -0.8176\ndL/dz = -0.1219\ndL/dw = 0.1219")
    assert [line.verdict for line in lines] == ["correct", "mistake", "follows", "follows"]
    assert names(lines[1]) == {"factor_half"}
    assert bh.check(NEURON, "dL/da = a - y\ndL/dw = 0.1219").first_wrong is not None


def test_a_formula_that_follows() -> None:
    """∂L/∂w with the student's own ∂L/∂a put in."""
    assert verdicts("dL/da = a - y\ndL/dw = (a - y)*a*(1 - a)*x") == ["mistake", "follows"]


@pytest.mark.parametrize("start", ["0", "1"])
def test_a_trivial_start_earns_nothing(start: str) -> None:
    found = judged(f"dL/dz = {start}\ndL/db = {start}")
    assert found[0].verdict in ("wrong", "mistake"), found[0].verdict
    assert found[1].verdict == "wrong", "it follows from a value that makes it trivial"


def test_an_arithmetic_slip_is_told_from_a_wrong_formula() -> None:
    """2·(0.1824 − 1) is −1.6352, not −1.5352."""
    line = judged("dL/da = 2(a - y) = -1.5352")[0]
    assert (line.verdict, names(line)) == ("wrong", set())
    assert "formula is right" in line.says[0].text.en


def test_two_mistakes_in_one_line() -> None:
    """The factor 2 and the derivative of the sigmoid are both missing: (a − y)·x."""
    line = judged("dL/dw = (a - y)*x")[0]
    assert line.verdict == "mistake"
    assert {"factor_half", "activation_missing"} <= names(line) or len(line.together) == 2


def test_an_unknown_name_and_an_unreadable_line_stop_nothing() -> None:
    lines = judged("dL/da = 2(a - q)\ndL/dz = 2*(a - y\ndL/dw = 0.2439")
    assert [line.verdict for line in lines] == ["unreadable", "unreadable", "correct"]
    assert "'q'" in lines[0].says[0].text.en


def test_what_is_missing_comes_last() -> None:
    report = bh.check(NEURON, "dL/dw = 0.2439")
    assert [line.verdict for line in report.lines] == ["correct", "missing", "missing"]
    assert (report.score, report.total) == (1, 3)


def test_matrices_in_numbers_and_in_the_other_layout() -> None:
    derived = bh.derive(NETWORK)
    w1, w2 = derived.gradient("W1"), derived.gradient("W2")
    assert verdicts(f"dW2 = {w2.tolist()}\ndW1 = {w1.tolist()}", NETWORK) == ["correct"] * 2
    turned = bh.check(NETWORK, f"dW2 = {w2.T.tolist()}\ndW1 = {w1.T.tolist()}")
    assert [line.verdict for line in turned.lines[:2]] == ["correct"] * 2
    mixed = verdicts(f"dW2 = {w2.T.tolist()}\ndW1 = {w1.tolist()}", NETWORK)
    assert mixed == ["mistake", "correct"]


def test_a_kink_has_more_than_one_right_answer() -> None:
    program = "a = relu(z); L = 3*a"
    for slope in ("0", "3", "1.5"):
        report = bh.check(bh_problem(program, z=0), f"dL/dz = {slope}")
        assert report.lines[0].verdict in ("correct", "other_form"), slope
    assert bh.check(bh_problem(program, z=0), "dL/dz = 2").lines[0].verdict == "wrong"


def bh_problem(program: str, **given: float) -> bh.Problem:
    return bh.Problem(program, given)


def test_a_problem_without_numbers() -> None:
    program = "L = (w*x - y)^2"
    found = verdicts("dL/dw = 2(w x - y) x\ndL/dx = 2(w x - y) x", program)
    assert found[0] in ("correct", "other_form")
    assert found[1] == "mistake", "the gradient of the other factor"


def test_a_letter_of_a_shape_is_a_size_unless_the_student_says_otherwise() -> None:
    program = "X: (N, D); W: (D, H); L = sum((X @ W)^2)/size(X, axis=0)"
    assert verdicts("dW = 2 X.T @ (X @ W)/N", program)[0] in ("correct", "other_form")
    found = verdicts("H = X @ W\ndW = 2 X.T @ H/N", program)
    assert found[0] == "unjudged", "H is a name of the student's own"
    assert found[1] in ("correct", "other_form")


def test_an_unreadable_line_is_not_missing_too() -> None:
    lines = bh.check(NEURON, "dL/dw = 2*(a - y\ndL/dx = -0.4878\ndL/db = -0.2439").lines
    assert [line.verdict for line in lines] == ["unreadable", "correct", "correct"]


def test_shapes_that_do_not_fit_are_wrong_and_stop_nothing() -> None:
    """X is 2×D and W1 D×3; X·X and W1·X do not exist."""
    lines = judged("dW1 = W1 @ W1\ndb2 = sum((P - Y)/2, axis=0)", NETWORK)
    assert [line.verdict for line in lines] == ["wrong", "other_form"]
    assert "do not fit" in lines[0].says[0].text.en
