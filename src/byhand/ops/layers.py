"""Layers of networks: softmax, convolution, pooling, normalisation, dropout, embedding."""

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
    title=Text(en="softmax", zh="softmax"),
    says=Text(
        en="Softmax: from each gradient take the p-weighted mean of its row, then multiply by p.",
        zh="softmax：每个梯度先减去本行以 p 为权的平均梯度，再乘以 p。",
    ),
)

LOG_SOFTMAX = Op(
    name="log_softmax",
    args="x",
    form=Call("log softmax"),
    kernel="log_softmax",
    settings={"axis": "-1"},
    static="axis",
    shape="along",
    formula="x - logsumexp(x, axis=axis, keepdims=True)",
    pullbacks={"x": "g - softmax(x, axis=axis) * sum(g, axis=axis, keepdims=True)"},
    title=Text(en="logarithm of softmax", zh="softmax 的对数"),
    says=Text(
        en="Log-softmax: the gradient, minus softmax times the sum of the gradients of its row.",
        zh="log softmax：梯度减去 softmax 乘以本行梯度之和。",
    ),
)

_WINDOWS = {"stride": "1", "padding": "0"}
_SAME = "stride=stride, padding=padding"

# Deep learning calls a cross-correlation a convolution: the kernel is not flipped.
CONV2D = Op(
    name="conv2d",
    args="x K",
    form=Call("conv"),
    kernel="conv2d",
    settings=_WINDOWS,
    static="stride padding",
    shape="conv2d",
    pullbacks={"x": f"conv2d_input(g, K, x, {_SAME})", "K": f"conv2d_weight(g, x, K, {_SAME})"},
    title=Text(en="2-D convolution", zh="二维卷积"),
    says=Text(
        en="Convolution: every product passes the gradient to one factor, times the other factor.",
        zh="卷积：窗口里的每个乘积把梯度乘以一个因子，传给另一个因子；重叠处相加。",
    ),
)

CONV2D_INPUT = Op(
    name="conv2d_input",
    args="s K like",
    form=Call("convᵀ"),
    kernel="conv2d_input",
    settings=_WINDOWS,
    static="stride padding",
    shape="like like",
    stops="like",
    pullbacks={"s": f"conv2d(g, K, {_SAME})", "K": f"conv2d_weight(s, g, K, {_SAME})"},
    title=Text(en="transposed convolution", zh="转置卷积"),
    says=Text(
        en="Each value is spread over its window, weighted by the kernel; overlaps add up.",
        zh="每个值按卷积核的权重铺回自己的窗口，重叠处相加。",
    ),
)

CONV2D_WEIGHT = Op(
    name="conv2d_weight",
    args="s x like",
    form=Call("corr"),
    kernel="conv2d_weight",
    settings=_WINDOWS,
    static="stride padding",
    shape="like like",
    stops="like",
    pullbacks={"s": f"conv2d(x, g, {_SAME})", "x": f"conv2d_input(s, g, x, {_SAME})"},
    title=Text(en="windows times gradient", zh="窗口与梯度之积的和"),
    says=Text(
        en="Each weight collects the gradients of all windows, times the entry it met there.",
        zh="每个权重把它在各窗口遇到的元素乘以该窗口的梯度，再相加。",
    ),
)

_POOL = {"size": "", "stride": "None"}
_POOLED = "size=size, stride=stride"

MAXPOOL2D = Op(
    name="maxpool2d",
    args="x",
    form=Call("maxpool"),
    kernel="maxpool2d",
    settings=_POOL,
    static="size stride",
    shape="pool2d",
    pullbacks={"x": f"max_unpool2d(g, x, {_POOLED})"},
    title=Text(en="2-D max pooling", zh="二维最大池化"),
    says=Text(
        en="Max pooling routes: the gradient of a window goes to its largest entry.",
        zh="最大池化是路由：一个窗口的梯度只传给窗口里最大的元素；若有并列，传给第一个。",
    ),
)

MAX_UNPOOL2D = Op(
    name="max_unpool2d",
    args="s x",
    form=Call("unpool"),
    kernel="max_unpool2d",
    settings=_POOL,
    static="size stride",
    shape="like x",
    stops="x",
    pullbacks={"s": f"max_pick2d(g, x, {_POOLED})"},
    title=Text(en="put back at the largest", zh="放回最大元素处"),
    says=Text(
        en="A value put back at the largest entry receives the gradient of that entry.",
        zh="放回最大元素处的值，收到该处的梯度。",
    ),
)

MAX_PICK2D = Op(
    name="max_pick2d",
    args="s x",
    form=Call("pick"),
    kernel="max_pick2d",
    settings=_POOL,
    static="size stride",
    shape="pool2d",
    stops="x",
    pullbacks={"s": f"max_unpool2d(g, x, {_POOLED})"},
    title=Text(en="picked at the largest", zh="取最大元素处的值"),
    says=Text(
        en="What was picked at the largest entry of a window takes the gradient back there.",
        zh="在窗口最大元素处取出的值，把梯度传回原处。",
    ),
)

AVGPOOL2D = Op(
    name="avgpool2d",
    args="x",
    form=Call("avgpool"),
    kernel="avgpool2d",
    settings=_POOL,
    static="size stride",
    shape="pool2d",
    pullbacks={"x": f"avg_unpool2d(g, x, {_POOLED})"},
    title=Text(en="2-D average pooling", zh="二维平均池化"),
    says=Text(
        en="Average pooling: the entries of a window share its gradient equally.",
        zh="平均池化：一个窗口的梯度由窗口里的元素平分。",
    ),
)

AVG_UNPOOL2D = Op(
    name="avg_unpool2d",
    args="s like",
    form=Call("spread"),
    kernel="avg_unpool2d",
    settings=_POOL,
    static="size stride",
    shape="like like",
    stops="like",
    pullbacks={"s": f"avgpool2d(g, {_POOLED})"},
    title=Text(en="spread over the windows", zh="平分到窗口"),
    says=Text(
        en="A value spread over a window receives the mean of the gradients there.",
        zh="平分到窗口的值，收到窗口内梯度的平均。",
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
    CONV2D,
    CONV2D_INPUT,
    CONV2D_WEIGHT,
    MAXPOOL2D,
    MAX_UNPOOL2D,
    MAX_PICK2D,
    AVGPOOL2D,
    AVG_UNPOOL2D,
    STANDARDIZE,
    BATCHNORM,
    LAYERNORM,
    DROPOUT,
    EMBEDDING,
)
