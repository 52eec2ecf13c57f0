"""The gradient check by complex steps, along directions and in float32."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import autograd
import autograd.numpy
import numpy as np
import pytest
from tests.calculus.random_arrays import program

import byhand as bh
from byhand.calculus.oracle import whole_derivatives
from byhand.cli.main import main
from byhand.graph import build
from byhand.language.expr import Apply, Name
from byhand.language.parse import parse
from byhand.numeric.complex_numbers import COMPLEX
from byhand.numeric.complex_step import ComplexSteps, speaks_complex
from byhand.numeric.evaluate import evaluate
from byhand.numeric.functions import function_of
from byhand.numeric.gradcheck import Report, gradcheck
from byhand.ops import CATALOGUE, Op

anp: Any = autograd.numpy
SMOOTH = [op for op in CATALOGUE.values() if op.elementwise and op.differentiable]
POINTS = (Fraction(-7, 3), Fraction(-3, 8), Fraction(5, 8), Fraction(9, 4))


def slope_by_complex_step(op: Op, at: dict[str, float], name: str) -> float:
    values = [at[n] + 1e-20j if n == name else at[n] for n in op.operands]
    return function_of(op.name, (), COMPLEX)(*values).imag / 1e-20


@pytest.mark.parametrize("op", SMOOTH, ids=lambda op: op.name)
def test_a_step_through_numbers_equals_sympys_derivative(op: Op) -> None:
    if not speaks_complex(op):
        assert op.real or "erf" in op.formula, op.name
        return
    judged = 0
    for point in itertools.product(POINTS, repeat=len(op.operands)):
        at = dict(zip(op.operands, point, strict=True))
        floats = {name: float(x) for name, x in at.items()}
        try:
            slopes = {n: slope_by_complex_step(op, floats, n) for n in op.differentiable}
        except ValueError:
            continue  # outside the domain
        if op.kink and len(set(point)) < len(point):
            continue  # a tie
        call = Apply(op.name, tuple(Name(name) for name in op.operands))
        expected = whole_derivatives(call, op.differentiable, at)
        for name, slope in slopes.items():
            assert slope == pytest.approx(expected[name], rel=1e-13, abs=1e-15), f"{at}"
            judged += 1
    assert judged


# The numbers are 20 digits of the derivative; the functions are the examples of the papers.
PUBLISHED = [
    ("L = x^(9/2)", 18.600812734259759),  # Squire and Trapp 1998
    ("L = exp(x) / sqrt(sin(x)^3 + cos(x)^3)", 4.0534278938986208),  # Martins et al. 2003
]


@pytest.mark.parametrize(("program", "slope"), PUBLISHED)
def test_the_examples_of_the_papers(program: str, slope: float) -> None:
    graph = build(parse(program))
    steps = ComplexSteps(graph, "L", evaluate(graph, {"x": 1.5}))
    for step in (1e-10, 1e-20, 1e-100):
        found, kinked = steps.slope({"x": 1.0}, step)
        assert found == pytest.approx(slope, rel=1e-15), step
        assert not kinked


def test_a_network_agrees_with_autograd() -> None:
    random = np.random.default_rng(3)
    at = {"W": random.normal(size=(3, 4)), "x": random.normal(size=(5, 4)), "b": np.ones(3)}

    def loss(W: Any, x: Any, b: Any) -> Any:
        a = anp.tanh(anp.dot(x, W.T) + b)
        s = anp.exp(a) / anp.sum(anp.exp(a), axis=1, keepdims=True)
        return -anp.mean(anp.log(s[:, 0]))

    expected = autograd.grad(loss, (0, 1, 2))(*at.values())
    program = "b: 3; a = tanh(x @ W.T + b); s = softmax(a, axis=1); L = -mean(log(s[:, 0]))"
    report = bh.gradcheck(program, at=at, method="complex", rtol=1e-12, atol=1e-14)
    assert report, report
    assert {line.method for line in report.lines} == {"complex"}
    found = {line.name: line.approximate for line in report.lines}
    for name, slopes in zip(at, expected, strict=True):
        for place, slope in np.ndenumerate(slopes):
            entry = f"{name}[{','.join(map(str, place))}]"
            assert found[entry] == pytest.approx(slope, rel=1e-12, abs=1e-15), entry


GRAPH = build(parse("z = w*x + b; L = sin(z)*exp(b)"))
AT = {"w": 2.0, "x": 0.3, "b": -0.5}


def check(change: float, **how: Any) -> Report:
    """The check of a program whose gradient by w is wrong by a part of itself."""
    right = {"w": 0.3 * np.cos(0.1) * np.exp(-0.5), "x": 2 * np.cos(0.1) * np.exp(-0.5)}
    return gradcheck(GRAPH, "L", AT, {**right, "w": right["w"] * (1 + change)}, **how)


@pytest.mark.parametrize("method", ["auto", "central", "complex", "directional"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_planted_error_comes_first_with_both_numbers(method: str, dtype: str) -> None:
    assert check(0.0, method=method, dtype=dtype)
    report = check(0.1, method=method, dtype=dtype)
    first = report.lines[0]
    right = 0.3 * np.cos(0.1) * np.exp(-0.5)
    assert (first.name, first.verdict) == ("w", "differs")
    assert first.exact == pytest.approx(1.1 * right)
    assert first.approximate == pytest.approx(right, rel=1e-3)
    assert f"{first.exact:.8g}" in str(report)
    assert f"{first.approximate:.8g}" in str(report)


def test_a_complex_step_sees_what_a_difference_lets_pass() -> None:
    assert check(1e-5, method="central")
    assert not check(1e-5, method="complex")
    assert check(1e-9, method="complex")
    assert not check(1e-9, method="complex", atol=1e-300, rtol=1e-12)


X = np.array([0.5, -1.0, 2.0])
W = np.array([[1.0, -2.0, 0.5], [0.25, 1.5, -1.0]])


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("method", ["auto", "central", "complex", "directional"])
def test_a_wrong_entry_of_an_array(method: Any, dtype: Any) -> None:
    graph = build(parse("L = sum(W @ x)"))
    right = {"W": np.tile(X, (2, 1)), "x": W.sum(axis=0)}
    how = {"method": method, "dtype": dtype, "arrays": True}
    assert gradcheck(graph, "L", {"W": W, "x": X}, right, **how)
    # Two errors that cancel along every direction of signs alone that are alike, or not alike.
    for other in (0.5, -0.5):
        wrong = {**right, "W": right["W"] + np.array([[0, 0, 0.5], [0, other, 0]])}
        report = gradcheck(graph, "L", {"W": W, "x": X}, wrong, **how)
        assert not report
        wanted = {"W·d"} if method == "directional" else {"W[0,2]", "W[1,1]"}
        assert {line.name for line in report.lines if line.verdict == "differs"} == wanted
        assert report.lines[0].name in wanted


def test_directional_has_one_line_for_an_array() -> None:
    report = bh.gradcheck(
        "L = sum(sin(x))*s", at={"x": np.ones((9, 9)), "s": 2}, method="directional"
    )
    assert sorted(line.name for line in report.lines) == ["s", "x·d"]
    assert report.partly == {"x": (0, 81)}
    assert max(line.maxdiff for line in report.lines) < 1e-12


KINKS: list[tuple[str, dict[str, Any], str]] = [
    ("L = relu(x) + y^2", {"x": 0, "y": 1}, "x"),
    ("L = max(x, y) + z", {"x": 1, "y": 1, "z": 2}, "x"),
    ("L = where(x > 1, x^2, x)", {"x": 1}, "x"),
    ("L = sum(relu(x))", {"x": [1, 0, -1]}, "x[1]"),
    ("L = max(x)", {"x": [2, 2, 1]}, "x[1]"),
    ("L = sum(maxpool2d(x, 2))", {"x": [[1, 3], [3, 2]]}, "x[1,0]"),
]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("method", ["auto", "central", "complex"])
@pytest.mark.parametrize(("program", "at", "name"), KINKS, ids=lambda part: str(part))
def test_a_kink_is_told_from_an_error(
    program: str, at: dict[str, Any], name: str, method: Any, dtype: Any
) -> None:
    report = bh.gradcheck(program, at=at, method=method, dtype=dtype)
    verdicts = {line.name: line.verdict for line in report.lines}
    assert report
    assert verdicts[name] == "kink"
    assert set(verdicts.values()) <= {"ok", "kink"}


def test_a_kink_where_a_difference_agrees_by_chance_is_one_all_the_same() -> None:
    report = bh.gradcheck("L = abs(x) + y", at={"x": 0, "y": 1})
    lines = {line.name: line for line in report.lines}
    assert (lines["x"].verdict, lines["x"].approximate, lines["x"].exact) == ("kink", 0, 0)


@pytest.mark.parametrize("program", ["L = relu(x)*y", "L = max(u*x)*y", "L = sum(relu(u*x))*y"])
def test_a_step_beside_a_kink_stays_on_its_side(program: str) -> None:
    at = {"x": 1e-9, "y": 2} | ({"u": [1, -1]} if "u*" in program else {})
    stepped, across = (bh.gradcheck(program, at=at, method=m) for m in ("auto", "central"))
    assert {line.verdict for line in stepped.lines} == {"ok"}
    assert {line.method for line in stepped.lines} == {"complex"}
    assert next(line.verdict for line in across.lines if line.name == "x") == "kink"


@pytest.mark.parametrize("program", ["L = x^1.5 + y", "L = sum(u*x^1.5) + y"])
@pytest.mark.parametrize("method", ["auto", "complex", "central"])
def test_at_the_edge_of_the_domain_nothing_is_judged(program: str, method: Any) -> None:
    at = {"x": 0, "y": 1} | ({"u": [1, 2]} if "u*" in program else {})
    report = bh.gradcheck(program, at=at, wrt=["x", "y"], method=method)
    assert {line.name: line.verdict for line in report.lines} == {"x": "edge", "y": "ok"}


def test_where_a_step_does_not_pass_a_difference_is_taken() -> None:
    report = bh.gradcheck("L = gelu(x)*y + z^2", at={"x": 1, "y": 2, "z": 3})
    assert {line.name: line.method for line in report.lines} == {
        "x": "central",
        "y": "complex",  # gelu(x) is not moved by y
        "z": "complex",
    }
    assert report
    assert set(report.tolerances) == {"central", "complex"}


@pytest.mark.parametrize(("lang", "says"), [("en", "does not pass"), ("zh", "行不通")])
def test_a_step_that_does_not_pass_is_an_error(
    capsys: pytest.CaptureFixture[str], lang: str, says: str
) -> None:
    args = ["gradcheck", "-e", "y = x^2\nL = erf(y)", "--at", "x=1", "--method", "complex"]
    assert main([*args, "--lang", lang]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert "erf" in said
    assert "2" in said.splitlines()[0]


def test_float32_is_evaluated_in_float32() -> None:
    at = {"W": W, "x": X}
    single = bh.gradcheck("L = sum(sigmoid(W @ x)^2)", at=at, dtype="float32")
    double = bh.gradcheck("L = sum(sigmoid(W @ x)^2)", at=at)
    assert single
    assert double
    assert single.dtype == "float32"
    assert 1e-9 < single.lines[0].maxdiff < 1e-6
    assert double.lines[0].maxdiff < 1e-15


def test_a_difference_in_float32_passes_by_its_own_tolerances_only() -> None:
    at = {"w": 0.7, "x": -1.3, "b": 0.4, "y": 1}
    program = "a = sigmoid(w*x + b); L = (a - y)^2*exp(b)"
    assert bh.gradcheck(program, at=at, dtype="float32", method="central")
    small = bh.gradcheck(program, at=at, dtype="float32", method="central", eps=1e-6)
    assert not small, "a step that float64 likes drowns in the rounding of float32"


@pytest.mark.parametrize("method", ["auto", "central"])
def test_what_float32_cannot_hold_is_an_error(method: Any) -> None:
    with pytest.raises(bh.InputError, match="float32"):
        bh.gradcheck("y = exp(x)\nL = log(y)", at={"x": 100}, dtype="float32", method=method)


@pytest.mark.parametrize("how", [{"method": "secant"}, {"dtype": "float16"}])
def test_an_unknown_method_is_an_error(how: Any) -> None:
    with pytest.raises(bh.InputError, match="There are: "):
        bh.gradcheck("L = x^2", at={"x": 1}, **how)


def test_the_command_says_which_method_it_took(capsys: pytest.CaptureFixture[str]) -> None:
    args = ["gradcheck", "-e", "L = gelu(x)*y", "--at", "x=1,y=2", "--json"]
    assert main(args) == 0
    data = json.loads(capsys.readouterr().out)
    assert {line["name"]: line["method"] for line in data["lines"]} == {
        "x": "central",
        "y": "complex",
    }
    assert data["tolerances"]["complex"] == {"eps": 1e-20, "atol": 1e-8, "rtol": 1e-6}
    assert main([*args[:-1], "--method", "central", "--dtype", "float32"]) == 0
    assert "complex" not in capsys.readouterr().out


KERNELS: list[tuple[str, float, Callable[[float], float]]] = [
    ("log1p", 1e-12, lambda x: 1 / (1 + x)),
    ("expm1", -1e-12, lambda x: float(np.exp(x))),
    ("tanh", 40.0, lambda x: float(4 * np.exp(-2 * x))),
    ("sigmoid", -600.0, lambda x: float(np.exp(x))),
    ("softplus", 50.0, lambda _: 1.0),
    ("sqrt", 1e-10, lambda x: float(0.5 / np.sqrt(x))),
]


@pytest.mark.parametrize(("name", "x", "slope"), KERNELS)
def test_a_step_keeps_its_digits_far_out(
    name: str, x: float, slope: Callable[[float], float]
) -> None:
    found = slope_by_complex_step(CATALOGUE[name], {"x": x}, "x")
    assert found == pytest.approx(slope(x), rel=1e-13, abs=0)


@pytest.mark.parametrize("power", [-3, 2, 101, 1001])
def test_a_power_of_a_negative_number(power: int) -> None:
    found = function_of("pow", (), COMPLEX)(-1.01 + 1e-20j, float(power)).imag / 1e-20
    assert found == pytest.approx(power * (-1.01) ** (power - 1), rel=1e-12)


@pytest.mark.parametrize("seed", range(0, 300, 10))
def test_random_programs_pass_and_mostly_to_the_last_digits(seed: int) -> None:
    sample = program(seed)
    given = {**sample.inputs, **sample.indices}
    report = bh.gradcheck(sample.text, at=given, of="L", wrt=list(sample.inputs))
    assert report, report
    for line in report.lines:
        assert line.maxdiff <= 1e-11 * max(1.0, abs(line.exact)), report
