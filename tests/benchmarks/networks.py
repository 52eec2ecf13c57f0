"""A two-layer network, 784-100-10, softmax and cross-entropy: the loss and its gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from tests.benchmarks.rows import Row, Run

NETWORK = """
X: (N, D); W1: (D, H); b1: H; W2: (H, C); b2: C; Y: (N, C) onehot
Z1 = X @ W1 + b1
A1 = relu(Z1)
Z2 = A1 @ W2 + b2
P = softmax(Z2)
L = -sum(Y*log(P))/size(Y, axis=0)
"""
WEIGHTS = ("W1", "b1", "W2", "b2")


def expert(
    X: Any, W1: Any, b1: Any, W2: Any, b2: Any, Y: Any, *, forward: bool = False
) -> tuple[Any, dict[str, Any]]:
    """The network as somebody writes it who knows NumPy well; `forward` leaves it at the loss."""
    hidden = X @ W1
    hidden += b1
    np.maximum(hidden, 0, out=hidden)
    scores = hidden @ W2
    scores += b2
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    loss = -np.log(scores[Y.astype(bool)]).mean()
    if forward:
        return loss, {}
    scores -= Y
    scores /= len(X)
    back = scores @ W2.T
    back *= hidden > 0
    gradients = {"W2": hidden.T @ scores, "b2": scores.sum(axis=0)}
    return loss, {**gradients, "W1": X.T @ back, "b1": back.sum(axis=0)}


def data(batch: int, dtype: str) -> dict[str, Any]:
    """A batch and weights of the network."""
    draw = np.random.default_rng(0)
    found = {
        "X": draw.normal(size=(batch, 784)),
        "W1": draw.normal(size=(784, 100)) * 0.05,
        "b1": np.zeros(100),
        "W2": draw.normal(size=(100, 10)) * 0.1,
        "b2": np.zeros(10),
        "Y": np.eye(10)[draw.integers(0, 10, batch)],
    }
    return {name: value.astype(dtype) for name, value in found.items()}


def shown(result: tuple[Any, dict[str, Any]]) -> list[float]:
    """The loss, and one number for every gradient."""
    value, gradients = result
    found = [float(value)]
    return found + [float(np.asarray(gradients[name])[..., 0].sum()) for name in WEIGHTS]


def _by_expert(batch: int, dtype: str) -> Run:
    given = data(batch, dtype)
    return lambda: expert(**given), shown


def _forward_by_expert(batch: int, dtype: str) -> Run:
    given = data(batch, dtype)
    gradients = expert(**given)[1]
    return lambda: (expert(**given, forward=True)[0], gradients), shown


def _by_byhand(batch: int, dtype: str) -> Run:
    import byhand as bh

    function, given = bh.compile(NETWORK, constants=["X", "Y"], dtype=dtype), data(batch, dtype)
    return lambda: function(**given), shown


def _by_autograd(batch: int, dtype: str) -> Run:
    import autograd.numpy as anp
    from autograd import value_and_grad

    np_: Any = anp
    given = data(batch, dtype)
    X, Y = given.pop("X"), given.pop("Y")

    def loss(w: dict[str, Any]) -> Any:
        scores = np_.maximum(X @ w["W1"] + w["b1"], 0) @ w["W2"] + w["b2"]
        weights = np_.exp(scores - np_.max(scores, axis=1, keepdims=True))
        P = weights / np_.sum(weights, axis=1, keepdims=True)
        return -np_.sum(Y * np_.log(P)) / len(X)

    differentiate: Any = value_and_grad
    both = differentiate(loss)
    return lambda: both(given), shown


def _by_torch(batch: int, dtype: str) -> Run:
    import torch  # pyright: ignore[reportMissingImports]

    torch.set_num_threads(1)
    given = {name: torch.tensor(value) for name, value in data(batch, dtype).items()}
    leaves = [given[name].requires_grad_() for name in WEIGHTS]

    def run() -> tuple[Any, dict[str, Any]]:
        hidden = torch.relu(given["X"] @ given["W1"] + given["b1"])
        scores = hidden @ given["W2"] + given["b2"]
        loss = torch.nn.functional.cross_entropy(scores, given["Y"])
        gradients = torch.autograd.grad(loss, leaves)
        return loss.detach(), dict(zip(WEIGHTS, gradients, strict=True))

    return run, shown


def _by_jax(batch: int, dtype: str) -> Run:
    import jax  # pyright: ignore[reportMissingImports]
    import jax.numpy as jnp  # pyright: ignore[reportMissingImports]

    jax.config.update("jax_enable_x64", dtype == "float64")
    given = {name: jnp.array(value) for name, value in data(batch, dtype).items()}
    X, Y = given.pop("X"), given.pop("Y")

    def loss(w: dict[str, Any], X: Any, Y: Any) -> Any:
        scores = jax.nn.relu(X @ w["W1"] + w["b1"]) @ w["W2"] + w["b2"]
        return -jnp.sum(Y * jax.nn.log_softmax(scores)) / len(X)

    both = jax.jit(jax.value_and_grad(loss))
    return lambda: jax.block_until_ready(both(given, X, Y)), shown


def _row(dtype: str, batch: int) -> Row:
    makers: dict[str, Callable[[int, str], Run]] = {
        "expert NumPy": _by_expert,
        "byhand": _by_byhand,
        "PyTorch": _by_torch,
        "JAX jit": _by_jax,
        "autograd": _by_autograd,
    }
    return Row(
        f"network-{dtype}-{batch}",
        f"network 784-100-10, batch {batch:,}, {dtype}",
        "expert NumPy",
        {name: lambda make=make: make(batch, dtype) for name, make in makers.items()},
        {"byhand": 1.03},
        faster={"PyTorch": 1.15, "autograd": 1.2},
        tolerance=1e-9 if dtype == "float64" else 1e-3,
        rounds=25,
    )


def _backward(batch: int, dtype: str) -> Row:
    return Row(
        "network-backward",
        f"network 784-100-10, batch {batch:,}, {dtype}: loss and gradients over the loss alone",
        "expert NumPy, loss alone",
        {
            "expert NumPy, loss alone": lambda: _forward_by_expert(batch, dtype),
            "expert NumPy": lambda: _by_expert(batch, dtype),
            "byhand": lambda: _by_byhand(batch, dtype),
        },
        {"byhand": 2.1},
        tolerance=1e-9,
        rounds=25,
    )


ROWS = [_row(dtype, n) for dtype in ("float64", "float32") for n in (64, 256, 1024)]
ROWS.append(_backward(256, "float64"))
