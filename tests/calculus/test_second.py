"""Second derivatives against autograd, SymPy, textbook formulas, and differences of gradients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp
from tests.calculus.random_arrays import anp, apart, grad, program

import byhand as bh
from byhand.calculus.second import second_order
from byhand.ops import CATALOGUE

RNG = np.random.default_rng(7)


def _normal(*shape: int) -> np.ndarray:
    return np.round(RNG.normal(size=shape), 3)


def _onehot(*classes: int) -> np.ndarray:
    return np.eye(max(classes) + 1)[list(classes)]


Values = dict[str, Any]

PROGRAMS: dict[str, tuple[str, Values, list[str]]] = {
    "quadratic form": ("L = x @ A @ x", {"x": _normal(3), "A": _normal(3, 3)}, ["x", "A"]),
    "logistic regression": (
        "p = sigmoid(X @ w + b); L = -mean(y*log(p) + (1 - y)*log(1 - p))",
        {"X": _normal(5, 3), "w": _normal(3), "b": 0.25, "y": np.array([0, 1, 1, 0, 1])},
        ["w", "b"],
    ),
    "two-layer tanh network": (
        "H = tanh(X @ W1 + b1); O = H @ W2 + b2; L = mean((O - Y)^2)",
        {
            **{"X": _normal(4, 3), "W1": _normal(3, 5), "b1": _normal(5)},
            **{"W2": _normal(5, 2), "b2": _normal(2), "Y": _normal(4, 2)},
        },
        ["W1", "b1", "W2", "b2"],
    ),
    "softmax regression": (
        "P = softmax(X @ W); L = -sum(Y*log(P))/4",
        {"X": _normal(4, 3), "W": _normal(3, 3), "Y": _onehot(0, 2, 1, 1)},
        ["W", "X"],
    ),
    "softmax by class number": (
        "L = cross_entropy(X @ W, y) + logsumexp(W)",
        {"X": _normal(4, 3), "W": _normal(3, 3), "y": [0, 2, 1, 1]},
        ["W"],
    ),
    "convolution and pooling": (
        "A = relu(conv2d(x, K, padding=1))\n"
        "L = sum(maxpool2d(A, 2)^2) + sum(avgpool2d(A, 2)*A[:2, :2])",
        {"x": _normal(4, 4), "K": _normal(3, 3)},
        ["x", "K"],
    ),
    "normalisation": (
        "L = sum(sin(layernorm(x, g, b))) + sum(cos(batchnorm(x, c, b)))",
        {"x": _normal(4, 3), "g": _normal(3), "b": _normal(3), "c": _normal(3)},
        ["x", "g", "b", "c"],
    ),
    "losses": (
        "L = mse(x, y) + huber(3*x, y) + bce_with_logits(x, p) + kl(softmax(x), q)",
        {"x": _normal(2, 3), "y": _normal(2, 3), "p": _onehot(0, 2), "q": np.full((2, 3), 1 / 3)},
        ["x", "y"],
    ),
    "matrices": (
        "L = logdet(A.T @ A + eye(3)) + trace(inv(A @ A.T + eye(3))) + det(A) + norm(A)",
        {"A": _normal(3, 3)},
        ["A"],
    ),
    "picked and joined": (
        "z = concat(x[i], x[::-1], axis=0); L = sum(cumsum(z, axis=0)^2) + prod(x[:, 0])",
        {"x": _normal(3, 2), "i": [0, 0, 2]},
        ["x"],
    ),
    "numbers": (
        "h = tanh(w*x + b); L = (h - y)^2/2",
        {"w": 2, "x": -1, "b": 0.5, "y": 1},
        ["w", "b"],
    ),
}


def _difference(text: str, at: Values, wrt: list[str], v: Values, h: float = 1e-5) -> Values:
    """How the gradient changes along a direction, by central differences of gradients."""

    def gradients(step: float) -> Values:
        moved = {n: np.asarray(at[n]) + step * v[n] if n in v else at[n] for n in at}
        d = bh.derive(text, at=moved, wrt=wrt)
        return {n: d.gradient(n) for n in wrt}

    high, low = gradients(h), gradients(-h)
    return {n: (np.asarray(high[n]) - low[n]) / (2 * h) for n in wrt}


@pytest.mark.parametrize(("text", "at", "wrt"), PROGRAMS.values(), ids=PROGRAMS)
def test_product_with_a_direction(text: str, at: Values, wrt: list[str]) -> None:
    v = {name: np.sin(1 + np.arange(np.size(at[name]))).reshape(np.shape(at[name])) for name in wrt}
    v = {name: way if way.ndim else float(way) for name, way in v.items()}
    found = bh.derive(text, at=at, wrt=wrt).hvp(v)
    expected = _difference(text, at, wrt, v)
    assert set(found) == set(wrt)
    for name in wrt:
        assert np.shape(found[name]) == np.shape(at[name])
        assert apart(found[name], expected[name]) < 1e-7, f"{found[name]} and {expected[name]}"


@pytest.mark.parametrize(("text", "at", "wrt"), PROGRAMS.values(), ids=PROGRAMS)
def test_hessian_is_made_of_products(text: str, at: Values, wrt: list[str]) -> None:
    d = bh.derive(text, at=at, wrt=wrt)
    one, other = wrt[0], wrt[-1]
    found = d.hessian(one, other)
    assert found.shape == np.shape(at[one]) + np.shape(at[other])
    way = np.cos(np.arange(np.size(at[one]))).reshape(np.shape(at[one]))
    along = d.hvp({one: way if way.ndim else float(way)})[other]
    assert apart(np.tensordot(way, found, way.ndim), along) < 1e-10
    swapped = d.hessian(other, one)
    order = [*range(np.ndim(at[other]), found.ndim), *range(np.ndim(at[other]))]
    assert apart(swapped.transpose(order), found) < 1e-10, "second derivatives commute"


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_random_programs_against_autograd(first: int) -> None:
    for seed in range(first, first + 10):
        sample = program(seed)
        v = {
            n: np.asarray(np.cos(1 + np.arange(x.size))).reshape(x.shape)
            for n, x in sample.inputs.items()
        }
        given = {**sample.inputs, **sample.indices}
        found = bh.derive(sample.text, at=given, of="L", wrt=list(v)).hvp(v)
        expected = _by_autograd(sample, v)
        for name in v:
            assert apart(found[name], expected[name]) < 1e-9, f"seed {seed}\n{sample.text}"


def _by_autograd(sample: Any, v: Mapping[str, np.ndarray]) -> Values:
    first = grad(sample.run)
    inputs = {n: anp.array(x) for n, x in sample.inputs.items()}
    return grad(lambda x: sum(anp.sum(first(x)[n] * v[n]) for n in v))(inputs)


def test_quadratic_form() -> None:
    text, at, wrt = PROGRAMS["quadratic form"]
    d = bh.derive(text, at=at, wrt=wrt)
    assert apart(d.hessian("x"), at["A"] + at["A"].T) < 1e-12
    assert not d.hessian("A").any()


def test_logistic_regression_has_the_textbook_hessian() -> None:
    text, at, wrt = PROGRAMS["logistic regression"]
    d = bh.derive(text, at=at, wrt=wrt)
    p = d.value("p")
    expected = at["X"].T @ np.diag(p * (1 - p)) @ at["X"] / 5
    assert apart(d.hessian("w"), expected) < 1e-12


def test_softmax_has_the_textbook_hessian() -> None:
    z = np.array([0.3, -1.0, 2.0])
    d = bh.derive("p = softmax(z); L = -log(p[1])", at={"z": z})
    p = np.exp(z) / np.exp(z).sum()
    assert apart(d.hessian("z"), np.diag(p) - np.outer(p, p)) < 1e-12


def test_numbers_against_sympy() -> None:
    text, names = "x^2*y + sin(x*z)/y", ("x", "y", "z")
    symbols = sp.symbols(names)
    form = sp.sympify(text.replace("^", "**"))
    at = {"x": 1.5, "y": -2, "z": 0.75}
    point = [(symbol, at[symbol.name]) for symbol in symbols]
    d = bh.derive(f"L = {text}", at=at)
    for one in symbols:
        for other in symbols:
            expected = float(sp.diff(form, one, other).subs(point))
            found = d.hessian(one.name, other.name)
            assert found.shape == ()
            assert float(found) == pytest.approx(expected, rel=1e-12), f"{found} and {expected}"


def test_fractions_stay_fractions() -> None:
    d = bh.derive("L = x^3/3 + x*y", at={"x": "1/2", "y": 2}, exact=True)
    assert d.hvp({"x": "1/3"}) == {"x": Fraction(1, 3), "y": Fraction(1, 3)}


def test_the_combined_program_runs_and_reads_as_one() -> None:
    d = bh.derive("Z = X @ w; L = sum(Z^2)", at={"X": np.eye(2), "w": [1.0, 2.0]}, wrt=["w"])
    found = second_order(d.derivation, ["w"])
    targets = [s.target for s in found.graph.program.statements]
    assert targets[-1] == found.of == "s"
    assert targets.index("Z") < targets.index("dL_dZ") < targets.index("dL_dw")
    again = bh.derive("X: (2, 2); w: 2; Z = X @ w; L = sum(Z^2)", wrt=["w"])
    assert [
        s.target for s in second_order(again.derivation, ["w"]).graph.program.statements
    ] == targets


def test_a_variable_without_influence() -> None:
    d = bh.derive("a = sum(u^2); L = sum(w)", at={"u": [1, 2], "w": [1, 2]}, of="L", wrt=["u", "w"])
    assert not d.hessian("u", "w").any()
    products = d.hvp({"w": [1, 1]})
    assert {name: value.tolist() for name, value in products.items()} == {"u": [0, 0], "w": [0, 0]}


def test_a_name_given_again() -> None:
    d = bh.derive("w = w^2; w = w*w; L = sum(w)", at={"w": [1.0, 2.0]})
    assert apart(d.hessian("w"), np.diag([12.0, 48.0])) < 1e-12


BAD = {
    "shape": ({"w": [1, 2, 3]}, "The direction for 'w' has shape (3,)"),
    "unknown": ({"v": 1}, "The program has no variable 'v'."),
    "nothing": ({}, "No direction is given."),
    "text": ({"w": ["a", "b"]}, "The value of 'w' is not a number"),
}


@pytest.mark.parametrize(("v", "says"), BAD.values(), ids=BAD)
def test_directions_that_do_not_fit(v: Values, says: str) -> None:
    d = bh.derive("L = sum(w^2)", at={"w": [1, 2]})
    with pytest.raises(bh.InputError) as caught:
        d.hvp(v)
    assert caught.value.say("en").startswith(says), caught.value.say("en")
    assert caught.value.say("zh") != caught.value.say("en")


def test_what_a_hessian_needs() -> None:
    with pytest.raises(bh.InputError, match="There are no values"):
        bh.derive("L = x^2").hessian("x")
    big = bh.derive("L = sum(x^2)", at={"x": np.ones(5000)})
    with pytest.raises(bh.InputError, match="5,000 × 5,000"):
        big.hessian("x")
    assert big.hvp({"x": np.ones(5000)})["x"].tolist() == [2.0] * 5000


def test_an_operation_without_a_second_derivative_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    flat = replace(CATALOGUE["expand"], pullbacks={})
    monkeypatch.setitem(CATALOGUE, "expand", flat)  # type: ignore[arg-type]
    with pytest.raises(bh.NotYetError, match="'expand' cannot be differentiated a second time"):
        bh.derive("L = sum(x)^2", at={"x": [1, 2]}).hvp({"x": [1, 0]})


def test_only_what_is_flat_has_no_derivative() -> None:
    """An operation without a pullback would make a second derivative fail, or silently be 0."""
    without = [
        op.name
        for op in CATALOGUE.values()
        if not op.elementwise and op.differentiable and not (op.pullbacks or op.cases or op.joins)
    ]
    assert without == []
