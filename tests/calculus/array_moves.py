"""Lines of products, and of arrays taken apart and put together, told in both ways."""

from __future__ import annotations

from typing import Any

import numpy as np
from tests.calculus.array_entries import Rule, always, binary, reduction, unary
from tests.calculus.array_programs import Around, Array, Line, Maker, Term, anp, built


def _matmul(maker: Maker, term: Term | None = None) -> Term | None:
    x, rng = term or maker.some(lambda shape: len(shape) > 0), maker.rng
    if x is None or not x.shape:
        return None
    inner, n = x.shape[-1], rng.randint(1, 4)
    if len(x.shape) < 3 and rng.random() < 0.4:
        y = maker.given(lambda shape: shape == (inner,), lambda: (inner,))
    elif len(x.shape) > 2 and rng.random() < 0.6:
        batch = tuple(d if rng.random() < 0.7 else 1 for d in x.shape[rng.randint(0, 2) : -2])
        y = maker.fresh((*batch, inner, n))
    elif len(x.shape) == 1 or len(x.shape) > 2:
        y = maker.given(lambda s: len(s) == 2 and s[0] == inner, lambda: (inner, n))
    else:
        y = maker.given(lambda s: len(s) >= 2 and s[-2] == inner, lambda: (inner, n))
    if len(x.shape) == 1 and len(y.shape) > 2:
        return None
    return built("{0} @ {1}", anp.matmul, x, y)


def _vectors(maker: Maker) -> Term | None:
    x = maker.given(lambda s: len(s) == 1, lambda: maker.shape(1, 1))
    if maker.rng.random() < 0.5:
        y = maker.given(lambda s: s == x.shape, lambda: x.shape)
        return built("dot({0}, {1})", anp.dot, x, y)
    return built("outer({0}, {1})", anp.outer, x, maker.given(lambda s: len(s) == 1, lambda: (3,)))


def _logdet(x: Array) -> Array:
    return anp.log(anp.linalg.det(x))


SQUARE: list[Rule] = [
    ("trace({0})", anp.trace, always),
    ("det({0})", anp.linalg.det, lambda x: abs(np.linalg.det(x)) > 0.1),
    ("logdet({0}.T @ {0} + eye(N))", lambda x: _logdet(x.T @ x + np.eye(len(x))), always),
    ("inv({0} @ {0}.T + eye(N))", lambda x: anp.linalg.inv(x @ x.T + np.eye(len(x))), always),
    ("inv({0})/4", lambda x: anp.linalg.inv(x) / 4, lambda x: np.linalg.cond(x) < 30),
    ("diag({0})", anp.diag, always),
    ("({0} + {0}.T)/2", lambda x: (x + x.T) / 2, always),
]


def _square(maker: Maker) -> Term | None:
    x = maker.some(lambda s: len(s) == 2 and s[0] == s[1])
    if x is None:
        n = maker.rng.randint(1, 4)
        x = maker.fresh((n, n))
    text, function, safe = maker.rng.choice(SQUARE)
    return built(text.replace("N", str(len(x.value))), function, x) if safe(x.value) else None


def _transposed(maker: Maker, term: Term | None = None) -> Term | None:
    x, rng = term or maker.some(), maker.rng
    if x is None:
        return None
    rank = len(x.shape)
    if rank < 3:
        sign = rng.choice((".T", "ᵀ"))
        return built("{0}" + sign, anp.transpose, x)
    if rng.random() < 0.3:
        return built("mT({0})", lambda v: anp.swapaxes(v, -1, -2), x)
    axes = tuple(rng.sample(range(rank), rank))
    typed = ", ".join(map(str, axes))
    text = rng.choice((f"transpose({{0}}, {typed})", f"transpose({{0}}, axes=({typed}))"))
    return built(text, lambda v: anp.transpose(v, axes), x)


def _reshaped(maker: Maker, term: Term | None = None) -> Term | None:
    x, rng = term or maker.some(), maker.rng
    if x is None:
        return None
    left, shape = x.value.size, []
    while left > 1 and len(shape) < 3:
        shape.append(rng.choice([d for d in range(1, left + 1) if left % d == 0]))
        left //= shape[-1]
    shape = (*shape, left) if left > 1 or rng.random() < 0.3 or not shape else tuple(shape)
    typed = list(map(str, shape))
    if rng.random() < 0.4:
        typed[rng.randrange(len(typed))] = "-1"
    inner = ", ".join(typed)
    text = rng.choice((f"reshape({{0}}, {inner})", f"reshape({{0}}, ({inner},))"))
    return built(text, lambda v: anp.reshape(v, shape), x)


def _one_more_axis(maker: Maker, term: Term | None = None) -> Term | None:
    x, rng = term or maker.some(lambda s: len(s) < 4), maker.rng
    if x is None or len(x.shape) > 3:
        return None
    short = [i for i, d in enumerate(x.shape) if d == 1]
    if short and rng.random() < 0.5:
        axis = rng.choice(short) - len(x.shape) * rng.choice((0, 1))
        return built(f"squeeze({{0}}, axis={axis})", lambda v: anp.squeeze(v, axis), x)
    axis = rng.randint(-len(x.shape) - 1, len(x.shape))
    return built(f"unsqueeze({{0}}, axis={axis})", lambda v: anp.expand_dims(v, axis), x)


def _joined(maker: Maker) -> Term | None:
    rng = maker.rng
    x = maker.some(lambda s: 0 < len(s) < 4)
    if x is None:
        return None
    shape, rank = x.shape, len(x.shape)
    if rank < 3 and rng.random() < 0.4:
        axis = rng.randint(-rank - 1, rank)
        parts = [x, *(maker.given(lambda s: s == shape, lambda: shape) for _ in range(2))]
        parts = parts[: rng.randint(2, 3)]
        typed = f", axis={axis}" if axis or rng.random() < 0.5 else ""
        inner = ", ".join(f"{{{i}}}" for i in range(len(parts)))
        return built(f"stack({inner}{typed})", lambda *v: anp.stack(v, axis=axis), *parts)
    axis = rng.randrange(-rank, rank)

    def other() -> tuple[int, ...]:
        return tuple(rng.randint(1, 3) if i == axis % rank else d for i, d in enumerate(shape))

    parts = [x, *(maker.fresh(other()) for _ in range(rng.randint(1, 2)))]
    inner = ", ".join(f"{{{i}}}" for i in range(len(parts)))
    typed = f", axis={axis}" if axis or rng.random() < 0.5 else ""
    return built(f"concat({inner}{typed})", lambda *v: anp.concatenate(v, axis=axis), *parts)


def _slice(maker: Maker, length: int) -> tuple[str, Any] | None:
    rng = maker.rng
    start, stop = (rng.choice((None, *range(-length, length + 1))) for _ in range(2))
    step = rng.choice((None, None, 1, 2, -1))
    if not len(range(*slice(start, stop, step).indices(length))):
        return None
    words = ["" if bound is None else str(bound) for bound in (start, stop, step)]
    return ":".join(words if words[2] else words[:2]), slice(start, stop, step)


def _indexed(maker: Maker) -> Term | None:
    rng = maker.rng
    x = maker.some(lambda s: len(s) > 0)
    if x is None:
        return None
    words: list[str] = []
    arrays: list[Term] = []
    plan: list[Any] = []
    common = tuple(rng.randint(1, 3) for _ in range(rng.choice((1, 1, 2))))
    for length in x.shape[: rng.randint(1, len(x.shape))]:
        kind = rng.choice(("number", "slice", "all", "array", "array"))
        part: Any = ":", slice(None)
        if kind == "number":
            number = rng.randrange(-length, length)
            part = str(number), number
        elif kind == "slice":
            part = _slice(maker, length)
        elif kind == "array":
            shape = tuple(d if rng.random() < 0.8 else 1 for d in common[rng.randint(0, 1) :])
            arrays.append(maker.whole(length, shape))
            part = f"{{{len(arrays)}}}", len(arrays)
        if part is None:
            return None
        if rng.random() < 0.1:
            words.append("None")
            plan.append(None)
        words.append(part[0])
        plan.append((kind, part[1]))
    return built(f"{{0}}[{', '.join(words)}]", lambda v, *i: v[_filled(plan, i)], x, *arrays)


def _filled(plan: list[Any], arrays: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        part and (arrays[part[1] - 1].astype(int) if part[0] == "array" else part[1])
        for part in plan
    )


def _along(maker: Maker, term: Term | None = None) -> Term | None:
    x, rng = term or maker.some(lambda s: len(s) > 0), maker.rng
    if x is None or not x.shape:
        return None
    if len(x.shape) == 2 and rng.random() < 0.4:
        return built("tril({0})", anp.tril, x)
    axis = rng.randrange(-len(x.shape), len(x.shape))
    return built(f"cumsum({{0}}, axis={axis})/2", lambda v: anp.cumsum(v, axis=axis) / 2, x)


def _constant(maker: Maker) -> Term | None:
    rng = maker.rng
    if rng.random() < 0.5:
        classes = rng.randint(2, 4)
        y = maker.whole(classes, (rng.randint(1, 3),))
        w = maker.given(lambda s: len(s) == 2 and s[0] == classes, lambda: (classes, 2))
        text = f"onehot({{0}}, {classes}) @ {{1}}"
        return built(text, lambda k, v: np.eye(classes)[k.astype(int)] @ v, y, w)
    x = maker.some(lambda s: 0 < len(s) < 3)
    if x is None:
        return None
    typed = ", ".join(map(str, x.shape))
    return built(f"ones({typed}) - {{0}}*zeros({typed}) + {{0}}", lambda v: 1 + v, x)


MAKERS: list[Line] = [
    unary, binary, binary, binary, reduction, reduction, _matmul, _matmul, _vectors, _square,
    _transposed, _reshaped, _one_more_axis, _joined, _indexed, _indexed, _along, _constant,
]  # fmt: skip
OUTSIDE: list[Around] = [
    unary, unary, binary, reduction, _matmul, _transposed, _reshaped, _one_more_axis, _along,
]  # fmt: skip
