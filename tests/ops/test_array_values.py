"""Values of operations on whole arrays, against plain loops, NumPy and published numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import byhand as bh
from byhand.language.parse import parse_expression
from byhand.numeric.array_evaluate import evaluate_formula
from byhand.ops import CATALOGUE

RANDOM = np.random.default_rng(11)


def _normal(*shape: int) -> np.ndarray:
    return RANDOM.normal(size=shape)


def _value(source: str, **at: Any) -> Any:
    from byhand.language.templates import template

    return evaluate_formula(template(source), at)


# Loops that say what the operation means, entry by entry ------------------------------------


def _conv2d(x: np.ndarray, kernel: np.ndarray, stride: int, padding: int) -> np.ndarray:
    count, channels, height, width = x.shape
    outs, _, rows, columns = kernel.shape
    big = np.zeros((count, channels, height + 2 * padding, width + 2 * padding))
    big[:, :, padding : padding + height, padding : padding + width] = x
    size = [(n + 2 * padding - k) // stride + 1 for n, k in ((height, rows), (width, columns))]
    out = np.zeros((count, outs, *size))
    for n, o, i, j in np.ndindex(*out.shape):
        for c, u, v in np.ndindex(channels, rows, columns):
            out[n, o, i, j] += big[n, c, i * stride + u, j * stride + v] * kernel[o, c, u, v]
    return out


def _pool(x: np.ndarray, size: int, stride: int, pick: Callable[..., Any]) -> np.ndarray:
    shape = [(n - size) // stride + 1 for n in x.shape[-2:]]
    out = np.zeros((*x.shape[:-2], *shape))
    for place in np.ndindex(*out.shape):
        *front, i, j = place
        block = x[
            (*front, slice(i * stride, i * stride + size), slice(j * stride, j * stride + size))
        ]
        out[place] = pick(block)
    return out


def _softmax(row: np.ndarray) -> np.ndarray:
    return np.array([1 / sum(math.exp(other - one) for other in row) for one in row])


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 0), (1, 2), (3, 1)])
def test_conv2d(stride: int, padding: int) -> None:
    x, kernel = _normal(2, 3, 7, 6), _normal(4, 3, 3, 2)
    expected = _conv2d(x, kernel, stride, padding)
    call = f"conv2d(x, K, stride={stride}, padding={padding})"
    np.testing.assert_allclose(_value(call, x=x, K=kernel), expected, rtol=1e-12)
    one = _value(call, x=x[0], K=kernel)
    np.testing.assert_allclose(one, expected[0], rtol=1e-12)
    flat = _value(call, x=x[0, 0], K=kernel[0, 0])
    single = _conv2d(x[:1, :1], kernel[:1, :1], stride, padding)[0, 0]
    np.testing.assert_allclose(flat, single, rtol=1e-12)


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (2, 1), (3, 2), (1, 1)])
def test_pools(size: int, stride: int) -> None:
    x = _normal(2, 3, 6, 5)
    for name, pick in (("maxpool2d", np.max), ("avgpool2d", np.mean)):
        found = _value(f"{name}(x, {size}, {stride})", x=x)
        np.testing.assert_allclose(found, _pool(x, size, stride, pick), rtol=1e-12)
    alone = _value(f"maxpool2d(x, size={size})", x=x[0, 0])
    np.testing.assert_allclose(alone, _pool(x[0, 0], size, size, np.max), rtol=1e-12)


def test_softmax_and_its_logarithm() -> None:
    x = _normal(3, 4)
    rows = np.array([_softmax(row) for row in x])
    columns = np.array([_softmax(column) for column in x.T]).T
    np.testing.assert_allclose(_value("softmax(x)", x=x), rows, rtol=1e-13)
    np.testing.assert_allclose(_value("softmax(x, axis=0)", x=x), columns, rtol=1e-13)
    np.testing.assert_allclose(_value("log_softmax(x)", x=x), np.log(rows), rtol=1e-12)


def test_normalisation() -> None:
    x, gamma, beta = _normal(5, 4), _normal(4), _normal(4)
    for axis, call in ((0, "batchnorm(x, g, b)"), (1, "layernorm(x, g, b)")):
        expected = np.zeros_like(x)
        for line in range(x.shape[1 - axis]):
            at = (slice(None), line) if axis == 0 else (line, slice(None))
            mean = sum(x[at]) / len(x[at])
            spread = sum((one - mean) ** 2 for one in x[at]) / len(x[at])
            scale, shift = (gamma[line], beta[line]) if axis == 0 else (gamma, beta)
            expected[at] = (x[at] - mean) / math.sqrt(spread + 1e-5) * scale + shift
        np.testing.assert_allclose(_value(call, x=x, g=gamma, b=beta), expected, rtol=1e-10)


def test_batch_norm_of_images_keeps_the_channels_apart() -> None:
    x, gamma, beta = _normal(2, 3, 4, 5), _normal(3), _normal(3)
    found = _value("batchnorm(x, g, b, axis=(0, 2, 3))", x=x, g=gamma, b=beta)
    for channel in range(3):
        flat = x[:, channel].ravel()
        expected = (flat - flat.mean()) / np.sqrt(flat.var() + 1e-5) * gamma[channel]
        np.testing.assert_allclose(found[:, channel].ravel(), expected + beta[channel], rtol=1e-10)


# Worked by hand, or printed in the documentation of PyTorch or NumPy -------------------------

A, Y = np.array([1.0, -2.0, 3.0]), np.array([1.5, 0.0, 3.0])
P, Q = np.array([0.5, 0.5]), np.array([0.25, 0.75])
LOGITS = np.array([[2.0, 0.0], [0.0, 0.0]])
KNOWN: list[tuple[str, dict[str, Any], Any]] = [
    ("mse(a, y)", {"a": A, "y": Y}, (0.25 + 4) / 3),
    ("mse(a, 1)", {"a": A}, (9 + 4) / 3),
    ("huber(a, y)", {"a": A, "y": Y}, (0.125 + 1.5) / 3),
    ("huber(a, y, delta=3)", {"a": A, "y": Y}, (0.125 + 2) / 3),
    ("hinge(s, y)", {"s": np.array([2.0, 0.5, -1.0]), "y": np.array([1.0, 1.0, -1.0])}, 0.5 / 3),
    ("bce(p, y)", {"p": P, "y": np.array([1.0, 0.0])}, math.log(2)),
    ("bce(p, y)", {"p": np.array([1.0, 0.0]), "y": np.array([1.0, 0.0])}, 0.0),
    ("bce_with_logits(z, y)", {"z": np.zeros(2), "y": np.array([1.0, 0.0])}, math.log(2)),
    ("bce_with_logits(z, y)", {"z": np.array([1000.0]), "y": np.array([0.0])}, 1000.0),
    ("kl(p, q)", {"p": P, "q": Q}, 0.5 * math.log(2) + 0.5 * math.log(2 / 3)),
    ("kl(p, q)", {"p": np.array([0.0, 1.0]), "q": P}, math.log(2)),
    ("kl(p, q)", {"p": np.stack([P, P]), "q": np.stack([Q, P])}, math.log(4 / 3) / 4),
    (
        "cross_entropy(z, y)",
        {"z": LOGITS, "y": np.array([0, 1])},
        (math.log1p(math.exp(-2)) + math.log(2)) / 2,
    ),
    ("cross_entropy(z, y)", {"z": LOGITS[0], "y": 1}, 2 + math.log1p(math.exp(-2))),
    (
        "cross_entropy(z, y)",
        {"z": LOGITS, "y": np.eye(2)},
        (math.log1p(math.exp(-2)) + math.log(2)) / 2,
    ),
    ("cross_entropy(z, y)", {"z": np.array([1000.0, 0.0]), "y": 1}, 1000.0),
    ("softmax(x)", {"x": np.array([1000.0, 1000.0])}, [0.5, 0.5]),
    ("dropout(x, m, p=0.2)", {"x": A, "m": np.array([1.0, 0.0, 1.0])}, [1.25, 0, 3.75]),
    ("embedding(T, i)", {"T": np.eye(3), "i": np.array([2, 0])}, [[0, 0, 1], [1, 0, 0]]),
    ("var(x)", {"x": np.array([1.0, 2, 3, 4])}, 1.25),
    ("std(x, correction=1)", {"x": np.array([1.0, 2, 3, 4])}, math.sqrt(5 / 3)),
    ("norm(x)", {"x": np.array([3e200, 4e200])}, 5e200),
    ("logsumexp(x)", {"x": np.array([1000.0, 1000.0])}, 1000 + math.log(2)),
    ("prod(x, axis=0)", {"x": np.array([[1.0, 2], [3, 4]])}, [3, 8]),
    ("others(x)", {"x": np.array([0.0, 2, 3])}, [6, 0, 0]),
    ("cumsum(x)", {"x": np.array([1.0, 2, 3])}, [1, 3, 6]),
    ("cumsum(x, reverse=True)", {"x": np.array([1.0, 2, 3])}, [6, 5, 3]),
    ("det(x)", {"x": np.array([[1.0, 2], [3, 4]])}, -2),
    ("logdet(x)", {"x": np.diag([2.0, 3])}, math.log(6)),
    ("inv(x)", {"x": np.array([[1.0, 2], [3, 4]])}, [[-2, 1], [1.5, -0.5]]),
    ("trace(x)", {"x": np.array([[1.0, 2], [3, 4]])}, 5),
    ("tril(x)", {"x": np.array([[1.0, 2], [3, 4]])}, [[1, 0], [3, 4]]),
    ("onehot(y, 3)", {"y": np.array([2, 0])}, [[0, 0, 1], [1, 0, 0]]),
    ("stack(x, y)", {"x": P, "y": Q}, [P, Q]),
    ("concat(x, y, x)", {"x": P, "y": Q}, [*P, *Q, *P]),
    ("first_max(x)", {"x": np.array([1.0, 3, 3])}, [0, 1, 0]),
    ("first_min(x, axis=0)", {"x": np.array([[1.0, 3], [1, 2]])}, [[1, 0], [0, 1]]),
    ("ones(2)", {}, [1, 1]),
    ("zeros(1, 2)", {}, [[0, 0]]),
    ("eye(2)", {}, [[1, 0], [0, 1]]),
    ("x[1:, ::2]", {"x": np.arange(6.0).reshape(2, 3)}, [[3, 5]]),
    ("x.T", {"x": np.arange(6.0).reshape(2, 3)}, [[0, 3], [1, 4], [2, 5]]),
]


@pytest.mark.parametrize(("source", "at", "expected"), KNOWN)
def test_known_value(source: str, at: dict[str, Any], expected: Any) -> None:
    found = evaluate_formula(parse_expression(source), at)
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15)


# What has no value ---------------------------------------------------------------------------

UNDEFINED = [
    ("L = bce(p, y)", {"p": [0.5, 1.5], "y": [1, 0]}, "probabilities between 0 and 1"),
    ("L = bce(p, y)", {"p": [0.0, 0.5], "y": [1, 0]}, "a target 1 possible under 0"),
    ("L = kl(p, q)", {"p": [0.5, 0.5], "q": [0, 1]}, "0 under 0.5"),
    ("L = cross_entropy(z, y)", {"z": [1, 2], "y": 2}, "an index is not a whole number inside"),
    ("L = sum(embedding(T, i))", {"T": [[1, 2]], "i": [1]}, "an index is not a whole number"),
    ("L = sum(inv(A))", {"A": [[1, 2], [2, 4]]}, "has no inverse"),
    ("L = logdet(A)", {"A": [[0, 1], [1, 0]]}, "determinant is not positive"),
]


@pytest.mark.parametrize(("source", "at", "says"), UNDEFINED)
def test_what_has_no_value_is_said(source: str, at: dict[str, Any], says: str) -> None:
    with pytest.raises(bh.InputError) as caught:
        bh.derive(source, at=at)
    assert says in caught.value.message.en, caught.value.message.en


def test_a_class_that_is_not_whole_is_refused() -> None:
    with pytest.raises(bh.InputError, match="whole number"):
        bh.derive("L = cross_entropy(z, y)", at={"z": [1, 2], "y": 0.5})


def test_every_kernel_of_an_array_operation_exists() -> None:
    from byhand.numeric.array_kernels import KERNELS

    whole = [op for op in CATALOGUE.values() if not op.elementwise and not op.joins]
    assert [op.name for op in whole if op.kernel and op.kernel not in KERNELS] == []
    assert [op.name for op in whole if not op.kernel and not op.formula] == []
