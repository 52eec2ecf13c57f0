"""Closed forms of arrays: the formulas that textbooks print, each held against autograd."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import byhand as bh
from byhand.calculus.array_closed import ClosedForms, array_closed_form
from byhand.calculus.array_closed_judge import Judge
from byhand.calculus.array_closed_roots import normal_equations
from byhand.calculus.derivation import Derivation
from byhand.calculus.rewrite import weight
from byhand.language.expr import Partial, leaves
from byhand.language.notations import NOTATIONS
from byhand.language.parse import parse_expression
from byhand.language.show import show
from byhand.numeric.array_evaluate import evaluate_formula

anp: Any = import_module("autograd.numpy")
grad: Any = import_module("autograd").grad

DIMS = {"N": 5, "D": 3, "C": 4, "H": 6, "K": 2, "n": 4, "m": 5, "k": 3, "d": 3, "V": 6}
Loss = Callable[[dict[str, Any]], Any]


def softmax(z: Any) -> Any:
    e = anp.exp(z - anp.max(z, axis=-1, keepdims=True))
    return e / anp.sum(e, axis=-1, keepdims=True)


def sigmoid(z: Any) -> Any:
    return 1 / (1 + anp.exp(-z))


def cross_entropy(v: dict[str, Any]) -> Any:
    return -anp.mean(anp.sum(v["Y"] * anp.log(softmax(v["Z"])), axis=1))


def binary(v: dict[str, Any]) -> Any:
    a = sigmoid(v["X"] @ v["w"])
    return -anp.mean(v["y"] * anp.log(a) + (1 - v["y"]) * anp.log(1 - a))


def squares(v: dict[str, Any]) -> Any:
    return anp.mean((v["X"] @ v["w"] - v["y"]) ** 2)


def ridge(v: dict[str, Any]) -> Any:
    return anp.sum((v["X"] @ v["w"] - v["y"]) ** 2) + v["lam"] * anp.sum(v["w"] ** 2)


def quadratic(v: dict[str, Any]) -> Any:
    return anp.dot(v["x"], v["A"] @ v["x"])


def network(v: dict[str, Any]) -> Any:
    a = anp.maximum(v["X"] @ v["W1"] + v["b1"], 0)
    return cross_entropy({"Z": a @ v["W2"] + v["b2"], "Y": v["Y"]})


def attention(v: dict[str, Any]) -> Any:
    p = softmax(v["Q"] @ v["K"].T / anp.sqrt(v["d0"]))
    return anp.sum(v["G"] * (p @ v["V"]))


def normalised(axis: int) -> Loss:
    def run(v: dict[str, Any]) -> Any:
        centred = v["X"] - anp.mean(v["X"], axis=axis, keepdims=True)
        spread = anp.sqrt(anp.mean(centred**2, axis=axis, keepdims=True) + v.get("eps", 1e-5))
        return anp.sum(v["G"] * (v["gamma"] * centred / spread + v["beta"]))

    return run


def trace(product: Callable[[dict[str, Any]], Any]) -> Loss:
    return lambda v: anp.trace(product(v))


inv: Any = anp.linalg.inv
LOGITS = "Z: (N, C); Y: (N, C) onehot; "
LINEAR = "X: (N, D); w: D; y: N; "
SQUARES = "A: (n, n); X: (n, n); "
SQUARE = "A: (n, n); B: (n, n); X: (n, n); "
NETWORK = (
    "X: (N, D); W1: (D, H); b1: H; W2: (H, C); b2: C; Y: (N, C) onehot; Z1 = X @ W1 + b1; "
    "A1 = relu(Z1); Z2 = A1 @ W2 + b2; P = softmax(Z2); L = -mean(sum(Y*log(P), axis=1))"
)
ATTENTION = (
    "Q: (n, d); K: (m, d); V: (m, k); G: (n, k); S = Q @ K.T / sqrt(d0); P = softmax(S); "
    "O = P @ V; L = sum(G*O)"
)
BATCHNORM = (
    "X: (N, D); gamma: D; beta: D; G: (N, D); mu = mean(X, axis=0); xc = X - mu; "
    "v = mean(xc^2, axis=0); istd = (v + eps)^-0.5; xhat = xc*istd; out = gamma*xhat + beta; "
    "L = sum(G*out)"
)
BATCHNORM_ROOT = (
    "X: (N, D); gamma: D; beta: D; G: (N, D); mu = mean(X, axis=0); v = mean((X - mu)^2, axis=0); "
    "std = sqrt(v + eps); xhat = (X - mu)/std; L = sum(G*(gamma*xhat + beta))"
)
LAYERNORM = (
    "X: (N, D); gamma: D; beta: D; G: (N, D); mu = mean(X, axis=1, keepdims=True); xc = X - mu; "
    "v = mean(xc^2, axis=1, keepdims=True); istd = (v + eps)^-0.5; xhat = xc*istd; "
    "L = sum(G*(gamma*xhat + beta))"
)
WORD2VEC = "U: (V, d); v: d; y: V onehot; s = U @ v; p = softmax(s); L = -sum(y*log(p))"


def word2vec(v: dict[str, Any]) -> Any:
    return -anp.sum(v["y"] * anp.log(softmax(v["U"] @ v["v"])))


# program, variable, the formula as textbooks print it, the same loss told to autograd
CLOSED: list[tuple[str, str, str, Loss]] = [
    (
        LOGITS + "P = softmax(Z); L = -mean(sum(Y*log(P), axis=1))",
        "Z",
        "(P - Y)/size(Z, axis=0)",
        cross_entropy,
    ),
    (
        LOGITS + "E = exp(Z); S = sum(E, axis=1, keepdims=True); P = E/S; "
        "L = -mean(sum(Y*log(P), axis=1))",
        "Z",
        "(P - Y)/size(Z, axis=0)",
        cross_entropy,
    ),
    (
        LOGITS + "L = -mean(sum(Y*log_softmax(Z), axis=1))",
        "Z",
        "(softmax(Z) - Y)/size(Y, axis=0)",
        cross_entropy,
    ),
    (
        LOGITS + "L = mean(logsumexp(Z, axis=1) - sum(Y*Z, axis=1))",
        "Z",
        "(softmax(Z) - Y)/size(Z, axis=0)",
        cross_entropy,
    ),
    (LOGITS + "L = cross_entropy(Z, Y)", "Z", "(softmax(Z) - Y)/size(Z, axis=0)", cross_entropy),
    (
        LINEAR + "A = sigmoid(X @ w); L = -mean(y*log(A) + (1 - y)*log(1 - A))",
        "A",
        "(A - y)/(size(y)*A*(1 - A))",
        lambda v: -anp.mean(v["y"] * anp.log(v["A"]) + (1 - v["y"]) * anp.log(1 - v["A"])),
    ),
    (
        LINEAR + "A = sigmoid(X @ w); L = -mean(y*log(A) + (1 - y)*log(1 - A))",
        "w",
        "X.T @ (A - y)/size(y)",
        binary,
    ),
    (LINEAR + "A = sigmoid(X @ w); L = bce(A, y)", "w", "X.T @ (A - y)/size(y)", binary),
    (
        LINEAR + "z = X @ w; L = mean(log(1 + exp(z)) - y*z)",
        "w",
        "X.T @ (sigmoid(z) - y)/size(y)",
        binary,
    ),
    (LINEAR + "L = mean((X @ w - y)^2)", "w", "2*X.T @ (X @ w - y)/size(y)", squares),
    (LINEAR + "L = mse(X @ w, y)", "w", "2*X.T @ (X @ w - y)/size(y)", squares),
    (
        LINEAR + "L = sum((X @ w - y)^2)",
        "w",
        "2*X.T @ (X @ w - y)",
        lambda v: anp.sum((v["X"] @ v["w"] - v["y"]) ** 2),
    ),
    (
        LINEAR + "r = X @ w - y; L = dot(r, r)",
        "w",
        "2*X.T @ r",
        lambda v: anp.sum((v["X"] @ v["w"] - v["y"]) ** 2),
    ),
    (
        LINEAR + "L = sum((X @ w - y)^2) + lam*sum(w^2)",
        "w",
        "2*(X.T @ (X @ w - y) + lam*w)",
        ridge,
    ),
    ("A: (n, n); x: n; f = dot(x, A @ x)", "x", "(A + A.T) @ x", quadratic),
    ("A: (n, n); x: n; f = x.T @ A @ x", "x", "(A + A.T) @ x", quadratic),
    ("A: (n, n); x: n; f = x.T @ A @ x", "A", "outer(x, x)", quadratic),
    ("A: (n, n) symmetric; x: n; f = dot(x, A @ x)", "x", "2*A @ x", quadratic),
    (
        "A: (n, n) orthogonal; x: n; f = sum((A @ x)^2)",
        "x",
        "2*x",
        lambda v: anp.sum((v["A"] @ v["x"]) ** 2),
    ),
    (
        "X: (n, n); f = logdet(X)",
        "X",
        "inv(X).T",
        lambda v: anp.linalg.slogdet(v["X"])[1],
    ),
    (SQUARE + "f = trace(A @ X @ B)", "X", "A.T @ B.T", trace(lambda v: v["A"] @ v["X"] @ v["B"])),
    (
        SQUARES + "f = trace(X.T @ A @ X)",
        "X",
        "(A + A.T) @ X",
        trace(lambda v: v["X"].T @ v["A"] @ v["X"]),
    ),
    (
        SQUARES + "f = trace(X @ A @ X.T)",
        "X",
        "X @ (A + A.T)",
        trace(lambda v: v["X"] @ v["A"] @ v["X"].T),
    ),
    (
        SQUARE + "f = trace(A @ inv(X) @ B)",
        "X",
        "-(inv(X) @ B @ A @ inv(X)).T",
        trace(lambda v: v["A"] @ inv(v["X"]) @ v["B"]),
    ),
    (
        SQUARE + "f = trace(X.T @ A @ inv(X) @ B)",
        "X",
        "A @ inv(X) @ B - (inv(X) @ B @ X.T @ A @ inv(X)).T",
        trace(lambda v: v["X"].T @ v["A"] @ inv(v["X"]) @ v["B"]),
    ),
    (
        "X: (N, n); S: (n, n) symmetric; f = logdet(S) + trace(inv(S) @ X.T @ X)",
        "S",
        "inv(S) - inv(S) @ X.T @ X @ inv(S)",
        lambda v: anp.linalg.slogdet(v["S"])[1] + anp.trace(inv(v["S"]) @ v["X"].T @ v["X"]),
    ),
    (
        BATCHNORM,
        "X",
        "gamma*istd*(G - xhat*mean(G*xhat, axis=0) - mean(G, axis=0))",
        normalised(0),
    ),
    (BATCHNORM, "gamma", "sum(G*xhat, axis=0)", normalised(0)),
    (BATCHNORM, "beta", "sum(G, axis=0)", normalised(0)),
    (
        BATCHNORM_ROOT,
        "X",
        "gamma*(G - mean(G, axis=0) - xhat*mean(G*xhat, axis=0))/std",
        normalised(0),
    ),
    (
        LAYERNORM,
        "X",
        "istd*(G*gamma - xhat*mean(G*gamma*xhat, axis=1, keepdims=True)"
        " - mean(G*gamma, axis=1, keepdims=True))",
        normalised(1),
    ),
    (
        "Z: (N, C); L = sum(logsumexp(Z, axis=1))",
        "Z",
        "softmax(Z)",
        lambda v: anp.sum(anp.log(anp.sum(anp.exp(v["Z"]), axis=1))),
    ),
    (
        "Z: (N, C); L = sum(log(sum(exp(Z), axis=1)))",
        "Z",
        "softmax(Z)",
        lambda v: anp.sum(anp.log(anp.sum(anp.exp(v["Z"]), axis=1))),
    ),
    (
        "z: C; p: C probability; q = softmax(z); L = sum(p*log(p/q))",
        "z",
        "q - p",
        lambda v: anp.sum(v["p"] * anp.log(v["p"] / softmax(v["z"]))),
    ),
    (
        ATTENTION,
        "Q",
        "P*(G @ V.T - sum(G @ V.T*P, axis=1, keepdims=True)) @ K/sqrt(d0)",
        attention,
    ),
    (
        ATTENTION,
        "K",
        "(P*(G @ V.T - sum(G @ V.T*P, axis=1, keepdims=True))).T @ Q/sqrt(d0)",
        attention,
    ),
    (ATTENTION, "V", "P.T @ G", attention),
    (NETWORK, "W1", "X.T @ ((P - Y) @ W2.T*ind(Z1 > 0))/size(X, axis=0)", network),
    (NETWORK, "b1", "mean((P - Y) @ W2.T*ind(Z1 > 0), axis=0)", network),
    (NETWORK, "W2", "A1.T @ (P - Y)/size(X, axis=0)", network),
    (NETWORK, "b2", "mean(P - Y, axis=0)", network),
    (WORD2VEC, "v", "U.T @ (p - y)", word2vec),
    (WORD2VEC, "U", "outer(p - y, v)", word2vec),
    (
        "X: (N, D); W: (D, K); V: (K, D); R = X @ W @ V - X; L = sum(R^2)/2",
        "W",
        "X.T @ R @ V.T",
        lambda v: anp.sum((v["X"] @ v["W"] @ v["V"] - v["X"]) ** 2) / 2,
    ),
    (
        "x: n; G: n; u = x/norm(x); L = dot(G, u)",
        "x",
        "(G - u*sum(G*u))/norm(x)",
        lambda v: anp.dot(v["G"], v["x"]) / anp.sqrt(anp.sum(v["x"] ** 2)),
    ),
]


def sampled(derivation: Derivation, seed: int) -> dict[str, Any]:
    """Arrays with the declared properties, made without byhand."""
    random = np.random.default_rng(seed)
    point: dict[str, Any] = {}
    for name in derivation.graph.inputs:
        shape = tuple(DIMS[d] if isinstance(d, str) else d for d in derivation.shapes[name])
        facts = derivation.facts.get(name, ())
        array = random.normal(size=shape)
        if "onehot" in facts:
            array = np.eye(shape[-1])[random.integers(0, shape[-1], size=shape[:-1])]
        elif "probability" in facts:
            array = np.abs(array) / np.abs(array).sum(axis=-1, keepdims=True)
        elif "symmetric" in facts:
            array = array @ array.T + np.eye(shape[0])
        elif "orthogonal" in facts:
            array = np.linalg.qr(array)[0]
        elif not shape or name == "y":
            array = random.uniform(0.2, 0.8, size=shape)
        point[name] = array if shape else float(array)
    return point


def logdets(program: str, point: dict[str, Any]) -> dict[str, Any]:
    """A matrix with a positive determinant where the program takes its logarithm."""
    if "logdet(X)" in program and np.linalg.det(point["X"]) < 0:
        point["X"][0] *= -1
    return point


@pytest.mark.parametrize(("program", "name", "form", "run"), CLOSED)
def test_the_form_in_the_textbook(program: str, name: str, form: str, run: Loss) -> None:
    d = bh.derive(program)
    assert str(d.closed_form(name)) == form


@pytest.mark.parametrize(("program", "name", "form", "run"), CLOSED)
def test_the_form_equals_autograd(program: str, name: str, form: str, run: Loss) -> None:
    symbolic = bh.derive(program)
    found = parse_expression(str(symbolic.closed_form(name)))
    for seed in range(3):
        point = logdets(program, sampled(symbolic.derivation, seed))
        values = dict(bh.derive(program, at=point).derivation.values)
        expected = grad(lambda x, v=values: run({**v, name: x}))(values[name])
        ours = np.asarray(evaluate_formula(found, values))
        print(seed, ours, expected)
        assert ours.shape == np.shape(expected)
        np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("program", list(dict.fromkeys(case[0] for case in CLOSED)))
def test_every_step_is_the_gradient(program: str) -> None:
    symbolic = bh.derive(program)
    point = logdets(program, sampled(symbolic.derivation, 7))
    there = bh.derive(program, at=point).derivation
    known: dict[Any, Any] = dict(there.values)
    known.update((Partial(there.of, node), value) for node, value in there.gradients.items())
    seen = 0
    for name in symbolic.derivation.wrt:
        for step in array_closed_form(symbolic.derivation, name).steps:
            seen += 1
            value = evaluate_formula(step.expr, known)
            print(show(step.expr, NOTATIONS["plain"]), step.reason.en)
            np.testing.assert_allclose(value, there.gradients[name], rtol=1e-8, atol=1e-10)
            filled = {key: show(part, NOTATIONS["unicode"]) for key, part in step.parts.items()}
            for lang in ("en", "zh"):
                said = step.reason.say(lang).format(**filled)
                assert said, "every step has its reason in words"
                assert "{" not in said or "{" in "".join(filled.values())
    assert seen


def test_the_steps_of_softmax_and_cross_entropy() -> None:
    d = bh.derive(LOGITS + "P = softmax(Z); L = -mean(sum(Y*log(P), axis=1))")
    steps = array_closed_form(d.derivation, "Z").steps
    assert [show(step.expr, NOTATIONS["plain"]) for step in steps] == [
        "P*(-(Y/(size(Z, axis=0)*P)) - sum(-(Y/(size(Z, axis=0)*P)*P), axis=1, keepdims=True))",
        "P*(-(Y/(size(Z, axis=0)*P)) - sum(-(Y/size(Z, axis=0)), axis=1, keepdims=True))",
        "P*(-(Y/(size(Z, axis=0)*P)) - (-(sum(Y, axis=1, keepdims=True)/size(Z, axis=0))))",
        "P*(-(Y/(size(Z, axis=0)*P)) - (-(1/size(Z, axis=0))))",
        "(P - Y)/size(Z, axis=0)",
    ]
    assert [step.reason.en for step in steps] == [
        "the chain rule, known gradients put in",
        "multiply out and cancel",
        "constants move out of the sum",
        "each row of {what} sums to 1",
        "multiply out and take common factors out",
    ]
    assert steps[3].reason.zh == "{what} 的每一行之和为 1"
    assert show(steps[3].parts["what"], NOTATIONS["plain"]) == "Y"


@pytest.mark.parametrize(
    ("program", "name", "formulas"),
    [
        # (σ(s) − 1)v is not multiplied out again.
        ("u: D; v: D; s = u @ v; L = -log(sigmoid(s))", "u", ["(sigmoid(s) - 1)*v"]),
        # y − 1 is not written y − 1 by way of y/4 − 0.25.
        ("y: 4; z: 4; L = -mean((1 - y)*z)", "z", ["(y - 1)/4"]),
    ],
)
def test_no_line_goes_back_to_an_earlier_one(program: str, name: str, formulas: list[str]) -> None:
    form = array_closed_form(bh.derive(program).derivation, name)
    shown = [show(step.expr, NOTATIONS["plain"]) for step in form.steps]
    assert shown[-len(formulas) :] == formulas, shown
    assert len(set(shown)) == len(shown), shown


def test_a_fraction_in_a_fraction_weighs_more() -> None:
    one, other = (
        weight(parse_expression(text)) for text in ("(y - a)/(a*(a - 1))", "(y/a - 1)/(a - 1)")
    )
    assert one < other, (one, other)


def test_without_the_fact_the_sum_stays() -> None:
    d = bh.derive("Z: (N, C); Y: (N, C); P = softmax(Z); L = -mean(sum(Y*log(P), axis=1))")
    form = str(d.closed_form("Z"))
    assert form == "(P*sum(Y, axis=1, keepdims=True) - Y)/size(Z, axis=0)"
    plain = bh.derive("A: (n, n); x: n; f = sum((A @ x)^2)")
    assert str(plain.closed_form("x")) == "2*A.T @ A @ x"


def test_rows_of_given_targets_are_seen() -> None:
    given = {"Z": [[1.0, 2.0], [0.5, 0.1]], "Y": [[0.25, 0.75], [1.0, 0.0]]}
    text = "P = softmax(Z); L = -sum(Y*log(P))"
    assert str(bh.derive(text, at=given, constants=["Y"]).closed_form("Z")) == "P - Y"


def test_an_entry_that_was_picked() -> None:
    d = bh.derive("p = softmax(f); L = -log(p[0])", at={"f": [1.0, -2.0, 0.0]})
    assert str(d.closed_form("f")) == "p - onehot_like(0, p)"
    rows = {"Z": [[1.0, 2.0, 0.0], [0.5, 0.1, 2.0]], "rows": [0, 1], "y": [2, 0]}
    d = bh.derive("P = softmax(Z); L = -mean(log(P[rows, y]))", at=rows)
    assert str(d.closed_form("Z")) == "(P - onehot_like(y, P))/2"
    # Where the first index does not count the rows, the target is no row of ones and zeros.
    d = bh.derive("P = softmax(Z); L = -mean(log(P[rows, y]))", at={**rows, "rows": [0, 0]})
    assert "onehot" not in str(d.closed_form("Z"))
    value = evaluate_formula(d.closed_form("Z").expr, d.derivation.values)
    np.testing.assert_allclose(value, d.gradient("Z"), rtol=1e-12)


def test_a_long_formula_keeps_the_name_of_a_gradient() -> None:
    layers = "".join(f"Z{i} = A{i - 1} @ W{i}; A{i} = relu(Z{i}); " for i in range(1, 9))
    shapes = "A0: (N, D); " + "".join(f"W{i}: (D, D); " for i in range(1, 9))
    d = bh.derive(shapes + layers + "L = sum(A8^2)")
    form = d.closed_form("W1")
    assert str(form) == "A0.T @ (dL/dZ2 @ W2.T*ind(Z1 > 0))"
    assert [leaf.wrt for leaf in leaves(form.expr) if isinstance(leaf, Partial)] == ["Z2"]


def test_a_gradient_that_would_stand_three_times_keeps_its_name() -> None:
    d = bh.derive(
        "X: (N, D); W1: (D, H); W2: (H, C); Y: (N, C) onehot; Z = X @ W1; mu = mean(Z, axis=0); "
        "xc = Z - mu; v = mean(xc^2, axis=0); istd = 1/sqrt(v + 1e-5); xhat = xc*istd; "
        "A = relu(xhat); L = cross_entropy(A @ W2, Y)"
    )
    assert str(d.closed_form("Z")) == (
        "istd*(dL/dxhat - xhat*mean(dL/dxhat * xhat, axis=0) - mean(dL/dxhat, axis=0))"
    )


def test_nothing_is_divided_by_that_was_not_before() -> None:
    d = bh.derive("a: n; b: n; c = dot(a, b)/(norm(a)*norm(b)); L = c^2")
    assert "/dot(a, b)" not in str(d.closed_form("a"))
    given = {"a": [1.0, 0.0], "b": [0.0, 2.0]}
    assert bh.derive("c = dot(a, b)/(norm(a)*norm(b)); L = c", at=given).closed_form("a")


def test_a_wrong_formula_is_seen() -> None:
    d = bh.derive(LINEAR + "L = sum((X @ w - y)^2)").derivation
    judge = Judge(d)
    assert judge.agrees("w", parse_expression("2*X.T @ (X @ w - y)"))
    assert not judge.agrees("w", parse_expression("2*X.T @ (X @ w + y)"))
    assert not judge.agrees("w", parse_expression("2*(X @ w - y)")), "the shape is another"


def test_the_way_is_told_from_the_output_back() -> None:
    d = bh.derive(NETWORK)
    forms = ClosedForms(d.derivation).path("W1")
    assert [form.name for form in forms][-1] == "W1"
    assert "Z2" in [form.name for form in forms], "where the rows sum to 1"
    reasons = [step.reason.en for form in forms for step in form.steps]
    assert "each row of {what} sums to 1" in reasons


def test_normal_equations() -> None:
    sides = []
    for program in (
        LINEAR + "L = mean((X @ w - y)^2)",
        LINEAR + "L = sum((X @ w - y)^2) + lam*sum(w^2)",
        LINEAR + "L = mse(sigmoid(X @ w), y)",
    ):
        forms = ClosedForms(bh.derive(program).derivation)
        found = normal_equations(forms.form("w").expr, "w", forms.ctx)
        sides.append(found and " = ".join(show(side, NOTATIONS["plain"]) for side in found))
    assert sides == ["X.T @ X @ w = X.T @ y", "X.T @ X @ w + lam*w = X.T @ y", None]


def test_forms_are_the_same_on_every_run() -> None:
    texts = {str(bh.derive(BATCHNORM).closed_form("X")) for _ in range(3)}
    assert len(texts) == 1


PUBLISHED = [
    case
    for case in json.loads(
        Path(__file__).parents[1].joinpath("published", "arrays.json").read_text("utf-8")
    )
    if case["expected"].get("closed_form")
]
# The source writes down one case of the hinge, that of the given numbers.
LONGER = {("cs231n-hinge-13--7-11", "s")}


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case["id"])
def test_no_longer_than_published(case: dict[str, Any]) -> None:
    d = bh.derive(
        "\n".join(case["program"]),
        at=case["inputs"],
        of=case["output"],
        wrt=list(case["expected"]["closed_form"]),
        constants=case.get("constants", ()),
    )
    if not d.derivation.is_arrays:
        return
    for name, published in case["expected"]["closed_form"].items():
        theirs = parse_expression(published.replace("**", "^"))
        ours = d.closed_form(name)
        if (case["id"], name) not in LONGER:
            assert weight(ours.expr)[0] <= weight(theirs)[0], f"{ours} and {published}"
