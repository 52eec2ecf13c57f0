"""What is taken where a derivative does not exist, and PyTorch's defaults."""

from __future__ import annotations

import pytest

import byhand as bh
from byhand.ops import CATALOGUE

# program, point, gradients, the nodes that sit on a kink
KINKS = [
    ("L = relu(x)", {"x": 0}, {"x": 0.0}, ("L",)),
    ("L = abs(x)", {"x": 0}, {"x": 0.0}, ("L",)),
    ("L = sign(x)", {"x": 0}, {"x": 0.0}, ("L",)),
    ("L = leaky_relu(x)", {"x": 0}, {"x": 0.01}, ("L",)),
    ("L = elu(x)", {"x": 0}, {"x": 1.0}, ()),
    ("L = elu(x, alpha=2)", {"x": 0}, {"x": 2.0}, ("L",)),
    ("L = selu(x)", {"x": 0}, {"x": 1.0507009873554805 * 1.6732632423543772}, ("L",)),
    ("L = max(x, y)", {"x": 3, "y": 3}, {"x": 1.0, "y": 0.0}, ("L",)),
    ("L = min(x, y)", {"x": 3, "y": 3}, {"x": 1.0, "y": 0.0}, ("L",)),
    ("L = maxout(x, y)", {"x": 3, "y": 3}, {"x": 1.0, "y": 0.0}, ("L",)),
    ("L = max(x, y, z)", {"x": 3, "y": 3, "z": 3}, {"x": 1.0, "y": 0.0, "z": 0.0}, ("v1", "L")),
    ("L = max(x, y, z)", {"x": 1, "y": 3, "z": 3}, {"x": 0.0, "y": 1.0, "z": 0.0}, ("L",)),
    ("L = max(0, x)", {"x": 0}, {"x": 0.0}, ("L",)),
    ("L = max(x, 0)", {"x": 0}, {"x": 1.0}, ("L",)),
    ("L = relu(x - 0.1 - 0.2)", {"x": 0.3}, {"x": 0.0}, ("L",)),
    ("L = gelu(x) + silu(x) + softplus(x)", {"x": 0}, {"x": 1.5}, ()),
    ("L = relu(x)", {"x": 1e-6}, {"x": 1.0}, ()),
]


@pytest.mark.parametrize(("program", "at", "gradients", "kinks"), KINKS)
def test_kink(
    program: str, at: dict[str, float], gradients: dict[str, float], kinks: tuple[str, ...]
) -> None:
    d = bh.derive(program, at=at)
    found = {name: d.gradient(name) for name in gradients}
    assert found == pytest.approx(gradients, rel=1e-15), f"{found} and {gradients}"
    assert d.derivation.kinks == kinks
    assert set(d.proof.differences).isdisjoint(d.proof.skipped)
    assert bool(d.proof.skipped) == bool(kinks)


# At a jump of the author's own making the gradient is that of the branch taken, and no proof fails.
CHOICES = [
    ("L = where(x > 0, x, 0*x)", {"x": 0}, 0.0),
    ("L = where(x >= 0, x, 0*x)", {"x": 0}, 1.0),
    ("L = (x > 0)*x", {"x": 0}, 0.0),
    ("L = ind(x >= 0)*x", {"x": 0}, 1.0),
    ("L = where(x > 1, x^2, 2*x - 1)", {"x": 1}, 2.0),
]


@pytest.mark.parametrize(("program", "at", "gradient"), CHOICES)
def test_edge_of_a_choice(program: str, at: dict[str, float], gradient: float) -> None:
    d = bh.derive(program, at=at)
    assert d.gradient("x") == gradient
    assert d.proof.steps == len(d.steps)


def test_a_product_of_kinks_judges_the_other_variable() -> None:
    d = bh.derive("L = relu(x)*relu(y)", at={"x": 0, "y": 3})
    assert d.proof.skipped == ("x",)
    assert list(d.proof.differences) == ["y"]


# Names and defaults of PyTorch; `axis` is its `dim`, as in NumPy.
DEFAULTS = {
    "leaky_relu": {"negative_slope": "0.01"},
    "elu": {"alpha": "1"},
    "softplus": {"beta": "1"},
    "selu": {"alpha": "1.6732632423543772", "scale": "1.0507009873554805"},
    "dropout": {"p": "0.5"},
    "huber": {"delta": "1"},
    "conv2d": {"stride": "1", "padding": "0"},
    "maxpool2d": {"size": "", "stride": "None"},
    "avgpool2d": {"size": "", "stride": "None"},
    "batchnorm": {"axis": "0", "eps": "1e-5"},
    "layernorm": {"axis": "-1", "eps": "1e-5"},
    "softmax": {"axis": "-1"},
    "log_softmax": {"axis": "-1"},
    "sum": {"axis": "None", "keepdims": "False"},
    "mean": {"axis": "None", "keepdims": "False"},
    # NumPy's and a textbook's variance divides by N, PyTorch's by N − 1.
    "var": {"axis": "None", "keepdims": "False", "correction": "0"},
    "std": {"axis": "None", "keepdims": "False", "correction": "0"},
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_settings_and_defaults_are_pytorchs(name: str) -> None:
    assert dict(CATALOGUE[name].settings) == DEFAULTS[name]


def test_every_numeric_setting_of_a_function_of_numbers_is_listed() -> None:
    listed = {name for name, op in CATALOGUE.items() if op.settings and op.elementwise}
    assert listed <= set(DEFAULTS)


@pytest.mark.parametrize("name", [name for name, op in CATALOGUE.items() if op.kink])
def test_every_kink_says_what_is_taken(name: str) -> None:
    assert CATALOGUE[name].at_kink is not None
