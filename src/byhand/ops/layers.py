"""Layers of networks: softmax, normalisation, dropout, embedding."""

from __future__ import annotations

from byhand.ops.forms import Call
from byhand.ops.op import Op
from byhand.text import Text

SOFTMAX = Op(
    name="softmax",
    args="x",
    form=Call("softmax"),
    kernel="softmax",
    settings={"axis": "-1"},
    static="axis",
    shape="along",
    formula="exp(x) / sum(exp(x), axis=axis, keepdims=True)",
    pullbacks={"x": "out * (g - sum(g * out, axis=axis, keepdims=True))"},
    entries="out[j] * (delta[j, k] - out[k])",
    title=Text(en="softmax", zh="softmax 函数"),
    says=Text(
        en="Softmax: each gradient less the weighted mean of its row, times its own probability.",
        zh="softmax：每个梯度先减去本行按概率加权的平均梯度，再乘以自己的概率。",
    ),
)

LOG_SOFTMAX = Op(
    name="log_softmax",
    args="x",
    form=Call("log softmax"),
    kernel="log_softmax",
    real=True,
    settings={"axis": "-1"},
    static="axis",
    shape="along",
    formula="x - logsumexp(x, axis=axis, keepdims=True)",
    pullbacks={"x": "g - softmax(x, axis=axis) * sum(g, axis=axis, keepdims=True)"},
    entries="delta[j, k] - exp(out[k])",
    title=Text(en="logarithm of softmax", zh="softmax 的对数"),
    says=Text(
        en="Log-softmax: the gradient, minus softmax times the sum of the gradients of its row.",
        zh="log softmax：梯度减去 softmax 乘以本行梯度之和。",
    ),
)

_XHAT = "standardize(x, axis=axis, eps=eps)"
_KEEP = "axis=axis, keepdims=True"
_SPREAD = f"sqrt(var(x, {_KEEP}) + eps)"

STANDARDIZE = Op(
    name="standardize",
    args="x",
    form=Call("standardize"),
    kernel="standardize",
    real=True,
    settings={"axis": "", "eps": "1e-5"},
    static="axis",
    quiet="eps",
    shape="along",
    formula=f"(x - mean(x, {_KEEP})) / {_SPREAD}",
    pullbacks={"x": f"(g - mean(g, {_KEEP}) - out * mean(g * out, {_KEEP})) / {_SPREAD}"},
    title=Text(en="mean 0 and variance 1", zh="标准化"),
    says=Text(
        en="Standardizing: the gradient loses its mean and its part along x̂, then is divided by σ.",
        zh="标准化：梯度减去自己的均值和沿 x̂ 方向的分量，再除以标准差。",
    ),
)

_GAMMA = "expand(gamma, x, axis=axis)"

# Training mode: the batch's own mean and (biased) variance; eps stands inside the root.
BATCHNORM = Op(
    name="batchnorm",
    args="x gamma beta",
    form=Call("BN"),
    kernel="batchnorm",
    real=True,
    settings={"axis": "0", "eps": "1e-5"},
    static="axis",
    quiet="eps",
    shape="batchnorm",
    formula=f"{_GAMMA} * {_XHAT} + expand(beta, x, axis=axis)",
    pullbacks={
        "x": f"{_GAMMA} * (g - mean(g, {_KEEP}) - {_XHAT} * mean(g * {_XHAT}, {_KEEP}))"
        f" / {_SPREAD}",
        "gamma": f"sum(g * {_XHAT}, axis=axis)",
        "beta": "sum(g, axis=axis)",
    },
    title=Text(en="batch normalisation", zh="批归一化"),
    says=Text(
        en="Batch norm: the gradient loses its batch mean and its part along x̂, times γ/σ.",
        zh="批归一化：梯度减去批内均值和沿 x̂ 方向的分量，再乘以 γ/σ。",
    ),
)

# gamma and beta have the shape of the normalised axes, which are the last ones.
LAYERNORM = Op(
    name="layernorm",
    args="x gamma beta",
    form=Call("LN"),
    kernel="layernorm",
    real=True,
    settings={"axis": "-1", "eps": "1e-5"},
    static="axis",
    quiet="eps",
    shape="layernorm",
    formula=f"gamma * {_XHAT} + beta",
    pullbacks={
        "x": f"(g * gamma - mean(g * gamma, {_KEEP})"
        f" - {_XHAT} * mean(g * gamma * {_XHAT}, {_KEEP})) / {_SPREAD}",
        "gamma": f"g * {_XHAT}",
        "beta": "g",
    },
    title=Text(en="layer normalisation", zh="层归一化"),
    says=Text(
        en="Layer norm: γ times the gradient loses its mean and its part along x̂, divided by σ.",
        zh="层归一化：γ 乘梯度后减去本层均值和沿 x̂ 方向的分量，再除以 σ。",
    ),
)

# p is the chance of being dropped, and what stays is scaled up at once ("inverted" dropout).
DROPOUT = Op(
    name="dropout",
    args="x mask",
    form=Call("dropout"),
    formula="x * mask / (1 - p)",
    partials={"x": "mask / (1 - p)"},
    settings={"p": "0.5"},
    stops="mask",
    title=Text(en="dropout with a given mask", zh="给定掩码的 dropout"),
    says=Text(
        en="Dropout: what was kept passes its gradient on, scaled by 1/(1 − p); the rest gets 0.",
        zh="dropout：保留的单元把梯度乘以 1/(1 − p) 传回，被丢弃的得 0。",
    ),
)

EMBEDDING = Op(
    name="embedding",
    args="table i",
    form=Call("embedding"),
    kernel="embedding",
    shape="embedding",
    formula="table[i]",
    stops="i",
    indices="i",
    pullbacks={"table": "scatter(g, table, i, at=(_,))"},
    title=Text(en="rows of a table", zh="查表取行"),
    says=Text(
        en="Each row of the table receives the gradients of all places where it was looked up.",
        zh="表中每一行收到所有查到它的位置的梯度之和；没被查到的行得 0。",
    ),
)

OPS = (
    SOFTMAX,
    LOG_SOFTMAX,
    STANDARDIZE,
    BATCHNORM,
    LAYERNORM,
    DROPOUT,
    EMBEDDING,
)
