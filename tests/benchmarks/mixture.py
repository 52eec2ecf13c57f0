"""The Gaussian mixture of ADBench: a log-likelihood with a Wishart prior, and its gradients.

Filip Srajer, Zuzana Kukelova, Andrew Fitzgibbon: A benchmark of selected algorithmic
differentiation tools on some problems in computer vision and machine learning (2018), section 4.1;
ten dimensions, 25 components, 1,000 points. A component has a weight, a mean, and the triangular
root of its inverse covariance: first the logarithms of the diagonal, then the rest by columns. A
matrix of zeros and ones puts them in their places.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from tests.benchmarks.rows import Row, Run

D, K, N = 10, 25, 1_000
WANTED = ("alphas", "means", "icf")
OBJECTIVE = f"""
X: ({N}, {D}); alphas: {K}; means: ({K}, {D}); icf: ({K}, {D * (D + 1) // 2})
place: ({D * (D + 1) // 2}, {D * D})
q = icf[:, 0:{D}]
l = icf[:, {D}:]
Q = reshape(concat(exp(q), l, axis=1) @ place, {K}, {D}, {D})
W = reshape(transpose(Q, axes=(2, 1, 0)), {D}, {D * K})
c = squeeze(Q @ unsqueeze(means, axis=2), axis=2)
Z = reshape(X @ W - reshape(c.T, {D * K}), {N}, {D}, {K})
logs = alphas + sum(q, axis=1) - sum(Z^2, axis=1)/2
prior = gamma^2/2*(sum(exp(q)^2) + sum(l^2)) - m*sum(q)
L = sum(logsumexp(logs, axis=1)) - {N}*logsumexp(alphas) + prior
"""
ROWS_BELOW, COLUMNS_BELOW = (
    np.array([i for j in range(D) for i in range(j + 1, D)]),
    np.array([j for j in range(D) for i in range(j + 1, D)]),
)


def data() -> dict[str, Any]:
    """Points and parameters."""
    draw = np.random.default_rng(0)
    rows = np.concatenate([np.arange(D), ROWS_BELOW])
    columns = np.concatenate([np.arange(D), COLUMNS_BELOW])
    place = np.zeros((len(rows), D * D))
    place[np.arange(len(rows)), rows * D + columns] = 1
    return {
        "X": draw.normal(size=(N, D)),
        "alphas": draw.normal(size=K),
        "means": draw.normal(size=(K, D)),
        "icf": draw.normal(size=(K, D * (D + 1) // 2)) * 0.3,
        "place": place,
        "gamma": np.array(1.0),
        "m": np.array(0.5),
    }


def expert(
    X: Any, alphas: Any, means: Any, icf: Any, gamma: Any, m: Any, *, forward: bool = False
) -> tuple[Any, dict[str, Any]]:
    """The objective and its gradients as somebody writes them who knows NumPy well."""
    q, below, diagonal = icf[:, :D], icf[:, D:], np.arange(D)
    eq = np.exp(q)
    Q = np.zeros((K, D, D))
    Q[:, diagonal, diagonal] = eq
    Q[:, ROWS_BELOW, COLUMNS_BELOW] = below
    Z = X @ Q.transpose(2, 1, 0).reshape(D, D * K)
    Z -= np.einsum("kij,kj->ik", Q, means).reshape(-1)
    cube = Z.reshape(N, D, K)
    logs = np.einsum("ndk,ndk->nk", cube, cube)
    logs *= -0.5
    logs += alphas + q.sum(1)
    top = logs.max(1, keepdims=True)
    logs -= top
    np.exp(logs, out=logs)
    total = logs.sum(1, keepdims=True)
    weights = np.exp(alphas - alphas.max())
    prior = gamma * gamma / 2 * ((eq * eq).sum() + (below * below).sum()) - m * q.sum()
    all_weights = np.log(weights.sum()) + alphas.max()
    value = (np.log(total) + top).sum() - N * all_weights + prior
    if forward:
        return value, {}
    logs /= total
    counts = logs.sum(0)
    np.negative(logs, out=logs)
    cube *= logs[:, None, :]
    dc = -Z.sum(0).reshape(D, K)
    dQ = (X.T @ Z).reshape(D, D, K).transpose(2, 1, 0) + dc.T[:, :, None] * means[:, None, :]
    found = np.empty_like(icf)
    found[:, :D] = dQ[:, diagonal, diagonal] * eq + counts[:, None] + gamma**2 * eq * eq - m
    found[:, D:] = dQ[:, ROWS_BELOW, COLUMNS_BELOW] + gamma**2 * below
    return value, {
        "alphas": counts - N / weights.sum() * weights,
        "means": np.einsum("kij,ik->kj", Q, dc),
        "icf": found,
    }


def shown(result: tuple[Any, dict[str, Any]]) -> list[float]:
    """The objective and some entries of every gradient."""
    value, gradients = result
    found = [float(value)]
    for name in WANTED:
        found += [float(x) for x in np.asarray(gradients[name]).reshape(-1)[:3]]
    return found


def _own() -> dict[str, Any]:
    given = data()
    return {name: given[name] for name in ("X", "alphas", "means", "icf", "gamma", "m")}


def _by_expert() -> Run:
    given = _own()
    return lambda: expert(**given), shown


def _forward_by_expert() -> Run:
    given = _own()
    gradients = expert(**given)[1]
    return lambda: (expert(**given, forward=True)[0], gradients), shown


def _by_byhand() -> Run:
    import byhand as bh

    function, given = bh.compile(OBJECTIVE, wrt=WANTED), data()
    return lambda: function(**given), shown


def _objective(np_: Any, joined: Any, lse: Any, given: dict[str, Any]) -> Any:
    """The objective in the words of a library that is like NumPy, with the same large product."""
    q, below = given["icf"][:, :D], given["icf"][:, D:]
    Q = (joined((np_.exp(q), below), 1) @ given["place"]).reshape(K, D, D)
    W = np_.einsum("kij->jik", Q).reshape(D, D * K)
    Z = (given["X"] @ W - np_.einsum("kij,kj->ik", Q, given["means"]).reshape(-1)).reshape(N, D, K)
    logs = given["alphas"] + q.sum(1) - 0.5 * (Z * Z).sum(1)
    squares = (np_.exp(q) ** 2).sum() + (below**2).sum()
    prior = given["gamma"] ** 2 / 2 * squares - given["m"] * q.sum()
    return lse(logs, 1).sum() - N * lse(given["alphas"], 0) + prior


def _by_autograd() -> Run:
    import autograd.numpy as anp
    from autograd import value_and_grad

    np_: Any = anp
    given = data()
    chosen = {name: given.pop(name) for name in WANTED}

    def lse(x: Any, axis: int) -> Any:
        top = np_.max(x, axis=axis, keepdims=True)
        return np_.log(np_.sum(np_.exp(x - top), axis=axis)) + np_.sum(top, axis=axis)

    def objective(chosen: dict[str, Any]) -> Any:
        return _objective(np_, np_.concatenate, lse, {**chosen, **given})

    differentiate: Any = value_and_grad
    both = differentiate(objective)
    return lambda: both(chosen), shown


def _by_torch() -> Run:
    import torch  # pyright: ignore[reportMissingImports]

    torch.set_num_threads(1)
    given = {name: torch.tensor(value) for name, value in data().items()}
    leaves = [given[name].requires_grad_() for name in WANTED]

    def run() -> tuple[Any, dict[str, Any]]:
        value = _objective(torch, torch.cat, torch.logsumexp, given)
        gradients = torch.autograd.grad(value, leaves)
        return value.detach(), dict(zip(WANTED, gradients, strict=True))

    return run, shown


def _by_jax() -> Run:
    import jax  # pyright: ignore[reportMissingImports]
    import jax.numpy as jnp  # pyright: ignore[reportMissingImports]

    jax.config.update("jax_enable_x64", True)
    given = {name: jnp.array(value) for name, value in data().items()}
    chosen = {name: given.pop(name) for name in WANTED}

    def objective(chosen: Any, given: Any) -> Any:
        return _objective(jnp, jnp.concatenate, jax.nn.logsumexp, {**chosen, **given})

    both = jax.jit(jax.value_and_grad(objective))
    return lambda: jax.block_until_ready(both(chosen, given)), shown


ROWS = [
    Row(
        "mixture",
        "Gaussian mixture of ADBench, d = 10, k = 25, n = 1,000",
        "expert NumPy",
        {
            "expert NumPy": _by_expert,
            "byhand": _by_byhand,
            "PyTorch": _by_torch,
            "JAX jit": _by_jax,
            "autograd": _by_autograd,
        },
        {"byhand": 1.05},
        rounds=41,
    ),
    Row(
        "mixture-backward",
        "Gaussian mixture: objective and gradients over the objective alone",
        "expert NumPy, objective alone",
        {"expert NumPy, objective alone": _forward_by_expert, "byhand": _by_byhand},
        {"byhand": 2.6},
        rounds=41,
    ),
]
