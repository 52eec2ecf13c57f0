"""One sigmoid neuron at a million points: loss and gradients at every one of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from tests.benchmarks.rows import Row, Run

COUNT = 1_000_000
NEURON = """
z = w1*x1 + w2*x2 + w3*x3 + w4*x4 + w5*x5 + b
a = sigmoid(z)
L = (a - y)^2
"""
BATCH = ("x1", "x2", "x3", "x4", "x5", "y")
WANTED = ("w1", "w2", "w3", "w4", "w5", "b")


def data() -> dict[str, Any]:
    """Points, targets and weights."""
    draw = np.random.default_rng(0)
    points: dict[str, Any] = {name: draw.normal(size=COUNT) for name in BATCH[:-1]}
    points["y"] = draw.uniform(size=COUNT)
    return {**points, **{name: float(draw.normal()) for name in WANTED}}


def plain(
    x1: Any, x2: Any, x3: Any, x4: Any, x5: Any, y: Any,
    w1: float, w2: float, w3: float, w4: float, w5: float, b: float,
) -> tuple[Any, dict[str, Any]]:  # fmt: skip
    """Every line of the derivation as a line of NumPy."""
    z = w1 * x1 + w2 * x2 + w3 * x3 + w4 * x4 + w5 * x5 + b
    a = 1 / (1 + np.exp(-z))
    error = a - y
    L = error**2
    dL_da = 2 * error
    dL_dz = dL_da * a * (1 - a)
    gradients = {"w1": dL_dz * x1, "w2": dL_dz * x2, "w3": dL_dz * x3, "w4": dL_dz * x4}
    return L, {**gradients, "w5": dL_dz * x5, "b": dL_dz}


def in_place(
    x1: Any, x2: Any, x3: Any, x4: Any, x5: Any, y: Any,
    w1: float, w2: float, w3: float, w4: float, w5: float, b: float,
) -> tuple[Any, dict[str, Any]]:  # fmt: skip
    """The same with buffers used again, over all points at once."""
    L, *gradients = np.empty((7, COUNT))
    z, t = np.multiply(w1, x1), np.empty(COUNT)
    for w, x in ((w2, x2), (w3, x3), (w4, x4), (w5, x5)):
        np.multiply(w, x, out=t)
        z += t
    z += b
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    a = np.divide(1, z, out=z)
    np.subtract(a, y, out=t)
    np.multiply(t, t, out=L)
    t *= 2
    t *= a
    dL_dz = np.subtract(1, a, out=gradients[5])
    dL_dz *= t
    for x, out in zip((x1, x2, x3, x4, x5), gradients[:5], strict=True):
        np.multiply(dL_dz, x, out=out)
    return L, dict(zip(WANTED, gradients, strict=True))


def shown(result: tuple[Any, dict[str, Any]]) -> list[float]:
    """Loss and gradients at three points."""
    value, gradients = result
    arrays = [value, *(gradients[name] for name in WANTED)]
    return [float(array[i]) for array in arrays for i in (0, COUNT // 2, COUNT - 1)]


def _by(function: Any) -> Run:
    given = data()
    return lambda: function(**given), shown


def _by_byhand(threads: int) -> Run:
    import byhand as bh

    return _by(bh.compile(NEURON, wrt=WANTED, batch=BATCH, threads=threads))


def _by_torch(threads: int) -> Run:
    import torch  # pyright: ignore[reportMissingImports]

    torch.set_num_threads(threads)
    given = data()
    tensors: dict[str, Any] = {name: torch.tensor(given[name]) for name in BATCH}
    weights = {name: torch.full((COUNT,), given[name], dtype=torch.float64) for name in WANTED}
    leaves = [weight.requires_grad_() for weight in weights.values()]

    def run() -> tuple[Any, dict[str, Any]]:
        z = weights["b"]
        for i in range(1, 6):
            z = z + weights[f"w{i}"] * tensors[f"x{i}"]
        loss = (torch.sigmoid(z) - tensors["y"]) ** 2
        gradients = torch.autograd.grad(loss.sum(), leaves)
        return loss.detach(), dict(zip(WANTED, gradients, strict=True))

    return run, shown


def _by_jax() -> Run:
    import jax  # pyright: ignore[reportMissingImports]
    import jax.numpy as jnp  # pyright: ignore[reportMissingImports]

    jax.config.update("jax_enable_x64", True)
    given = data()
    weights = {name: given[name] for name in WANTED}
    inputs = {name: jnp.array(given[name]) for name in BATCH}

    def loss(w: Any, x: Any) -> Any:
        z = sum(w[f"w{i}"] * x[f"x{i}"] for i in range(1, 6)) + w["b"]
        return (jax.nn.sigmoid(z) - x["y"]) ** 2

    both = jax.jit(jax.vmap(jax.value_and_grad(loss), in_axes=(None, 0)))

    return lambda: jax.block_until_ready(both(weights, inputs)), shown


def _row(threads: int, must: float) -> Row:
    cores = "one core" if threads == 1 else "two cores"
    tools = {
        "plain NumPy": lambda: _by(plain),
        "NumPy in place": lambda: _by(in_place),
        "byhand": lambda: _by_byhand(threads),
        "PyTorch": lambda: _by_torch(threads),
        "JAX jit": _by_jax,
    }
    return Row(
        f"points-{threads}",
        f"a sigmoid neuron with 5 inputs at 1,000,000 points, {cores}",
        "plain NumPy",
        tools,
        {"byhand": must},
        cores=threads,
    )


ROWS = [_row(1, 0.6), _row(2, 0.45)]
