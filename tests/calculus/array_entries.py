"""Lines that work entry by entry or along axes: as typed, and as autograd calls them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from tests.calculus.array_programs import Array, Function, Maker, Term, anp, built

GAP = 1e-3
"""How far a program stays away from kinks and ties."""

Rule = tuple[str, Function, Callable[..., bool]]
"""As typed, as a function, and where it is smooth and well conditioned."""


def gapped(values: np.ndarray, axis: Any) -> bool:
    """Whether the largest and the smallest entries stand clear of the next ones."""
    axes = (
        tuple(range(values.ndim)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    )
    kept = [i for i in range(values.ndim) if i not in {a % values.ndim for a in axes}]
    moved = np.moveaxis(values, kept, range(len(kept)))
    rows = np.sort(moved.reshape(*(values.shape[i] for i in kept), -1), axis=-1)
    return rows.shape[-1] < 2 or bool((np.diff(rows, axis=-1) > GAP).all())


def always(*_: np.ndarray) -> bool:
    return True


def _off_zero(x: np.ndarray, *_: Any) -> bool:
    return bool((np.abs(x) > GAP).all())


def _apart(x: np.ndarray, y: np.ndarray) -> bool:
    return bool((np.abs(x - y) > GAP).all())


def _sigmoid(x: Array) -> Array:
    return 1 / (1 + anp.exp(-x))


def _where(c: Array, x: Array, y: Array) -> Array:
    # autograd's own `where` does not sum over the axes along which it has repeated an operand.
    return c * x + (1 - c) * y


UNARY: list[Rule] = [
    ("tanh({0})", anp.tanh, always),
    ("sigmoid({0}) - 0.3", lambda x: _sigmoid(x) - 0.3, always),
    ("relu({0}) + 0.1*{0}", lambda x: anp.maximum(x, 0.0) + 0.1 * x, _off_zero),
    ("leaky_relu({0}, 0.2)", lambda x: _where(x > 0, x, 0.2 * x), _off_zero),
    ("abs({0}) - 0.5", lambda x: anp.abs(x) - 0.5, _off_zero),
    ("sqrt(1 + {0}^2)", lambda x: anp.sqrt(1 + x**2), always),
    ("log(1 + {0}^2)", lambda x: anp.log(1 + x**2), always),
    ("exp(-{0}^2)", lambda x: anp.exp(-(x**2)), always),
    ("exp({0}/2)/3", lambda x: anp.exp(x / 2) / 3, always),
    ("{0}^3/4", lambda x: x**3 / 4, always),
    ("2^(-{0}^2)", lambda x: 2 ** (-(x**2)), always),
    ("softplus({0}) - 1", lambda x: anp.logaddexp(0.0, x) - 1, always),
    ("silu({0})", lambda x: x * _sigmoid(x), always),
    ("-{0}", lambda x: -x, always),
    ("1.5 - {0}/2", lambda x: 1.5 - x / 2, always),
    ("1/(2 + {0}*{0})", lambda x: 1 / (2 + x * x), always),
    ("sin({0})*cos({0})", lambda x: anp.sin(x) * anp.cos(x), always),
    ("max({0}, 0.3)", lambda x: anp.maximum(x, 0.3), lambda x: _apart(x, np.array(0.3))),
    ("max(0*{0}, {0})", lambda x: anp.maximum(0 * x, x), _off_zero),
    ("ind({0} > 0.2)*{0}", lambda x: (x > 0.2) * x, lambda x: _apart(x, np.array(0.2))),
    ("{0} ⊙ {0}", lambda x: x * x, always),
]
BINARY: list[Rule] = [
    ("{0} + {1}", lambda x, y: x + y, always),
    ("{0} - {1}/2", lambda x, y: x - y / 2, always),
    ("{0} * {1}", lambda x, y: x * y, always),
    ("tanh({0})*{1}", lambda x, y: anp.tanh(x) * y, always),
    ("{0}/(1 + {1}^2)", lambda x, y: x / (1 + y**2), always),
    ("{0}/{1}", lambda x, y: x / y, lambda x, y: bool((np.abs(y) > 0.3).all())),
    ("max({0}, {1})", anp.maximum, _apart),
    ("min({0}, {1}, 2.5)", lambda x, y: anp.minimum(anp.minimum(x, y), 2.5),
     lambda x, y: _apart(x, y) and _apart(np.minimum(x, y), np.array(2.5))),
    ("where({0} > {1}, {0}/2, {1})", lambda x, y: _where(x > y, x / 2, y), _apart),
    ("(1 + {0}^2)^{1}", lambda x, y: (1 + x**2) ** y, always),
    ("where({0} > 0, {1}, -{1})", lambda x, y: _where(x > 0, y, -y), _off_zero),
]  # fmt: skip


def _wide(x: np.ndarray, axis: Any) -> bool:
    """Whether there is a spread to speak of along the axes."""
    return bool((np.std(x, axis=axis) > 0.05).all())


def _norm(x: Array, axis: Any, keepdims: bool) -> Array:
    return anp.sqrt(anp.sum(x**2, axis=axis, keepdims=keepdims))


def _logsumexp(x: Array, axis: Any, keepdims: bool) -> Array:
    return anp.log(anp.sum(anp.exp(x), axis=axis, keepdims=keepdims))


def _no_axis(x: np.ndarray, axis: Any) -> bool:
    return True


REDUCTIONS: list[tuple[str, str, Function, Callable[[np.ndarray, Any], bool]]] = [
    ("sum", "", anp.sum, _no_axis),
    ("mean", "", anp.mean, _no_axis),
    ("var", "", anp.var, _no_axis),
    ("var", ", correction=0.5", lambda x, axis, keepdims: anp.sum(
        (x - anp.mean(x, axis=axis, keepdims=True)) ** 2, axis=axis, keepdims=keepdims)
        / (x.size / anp.mean(x, axis=axis).size - 0.5), _no_axis),
    ("std", "", anp.std, _wide),
    ("prod", "", anp.prod, lambda x, axis: bool((np.abs(x) > 0.05).all())),
    ("max", "", anp.max, gapped),
    ("min", "", anp.min, gapped),
    ("norm", "", _norm, lambda x, axis: bool((_norm(x, axis, False) > 0.05).all())),
    ("logsumexp", "", _logsumexp, _no_axis),
]  # fmt: skip


def unary(maker: Maker, term: Term | None = None) -> Term | None:
    x = term or maker.some()
    text, function, safe = maker.rng.choice(UNARY)
    return built(text, function, x) if x and safe(x.value) else None


def _broadcastable(shape: tuple[int, ...]) -> Callable[[tuple[int, ...]], bool]:
    def fits(other: tuple[int, ...]) -> bool:
        return all(a == b or 1 in (a, b) for a, b in zip(shape[::-1], other[::-1], strict=False))

    return fits


def binary(maker: Maker, term: Term | None = None) -> Term | None:
    x, rng = term or maker.some(), maker.rng
    if x is None:
        return None
    cut = x.shape[rng.randint(0, len(x.shape)) :]
    y = maker.given(
        _broadcastable(x.shape), lambda: tuple(d if rng.random() < 0.7 else 1 for d in cut)
    )
    x, y = (x, y) if rng.random() < 0.5 else (y, x)
    text, function, safe = rng.choice(BINARY)
    return built(text, function, x, y) if safe(x.value, y.value) else None


def _axis(maker: Maker, rank: int) -> tuple[Any, str]:
    """An axis, several, or none, and how they are typed."""
    rng = maker.rng
    if rank == 0 or rng.random() < 0.2:
        return None, ""
    if rank > 1 and rng.random() < 0.3:
        axes = tuple(a - rank * rng.choice((0, 1)) for a in rng.sample(range(rank), 2))
        return axes, f", axis={axes}"
    one = rng.randrange(-rank, rank)
    return one, f", axis={one}"


def reduction(maker: Maker, term: Term | None = None) -> Term | None:
    x = term or maker.some(lambda shape: len(shape) > 0)
    if x is None:
        return None
    word, more, function, safe = maker.rng.choice(REDUCTIONS)
    axis, typed = _axis(maker, len(x.shape))
    keep = maker.rng.random() < 0.4
    if not safe(x.value, axis):
        return None
    text = f"{word}({{0}}{typed}{', keepdims=True' if keep else ''}{more})"
    return built(text, lambda v: function(v, axis=axis, keepdims=keep), x)
