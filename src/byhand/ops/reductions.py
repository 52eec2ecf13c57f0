"""Sums, means and extremes over whole arrays or along axes, and what undoes them."""

from __future__ import annotations

from byhand.ops.forms import Call, Norm
from byhand.ops.op import Op
from byhand.text import Text

_AXES = {"axis": "None", "keepdims": "False"}
_BACK = "expand(g, x, axis=axis, keepdims=keepdims)"

SUM = Op(
    name="sum",
    args="x",
    form=Call("sum"),
    kernel="sum",
    settings=_AXES,
    static="axis keepdims",
    shape="reduce",
    pullbacks={"x": _BACK},
    entries="out = sum_k x[k]",
    title=Text(en="sum over an axis", zh="按轴求和"),
    says=Text(
        en="A sum hands its gradient to every entry that was added.",
        zh="求和节点把梯度原样发给参与求和的每个元素。",
    ),
)

MEAN = Op(
    name="mean",
    args="x",
    form=Call("mean"),
    kernel="mean",
    settings=_AXES,
    static="axis keepdims",
    shape="reduce",
    formula="sum(x, axis=axis, keepdims=keepdims) / size(x, axis=axis)",
    pullbacks={"x": f"{_BACK} / size(x, axis=axis)"},
    entries="out = sum_k x[k] / n",
    title=Text(en="mean over an axis", zh="按轴求均值"),
    says=Text(
        en="A mean of n entries hands each of them 1/n of its gradient.",
        zh="n 个元素的均值：每个元素收到梯度的 1/n。",
    ),
)

VAR = Op(
    name="var",
    args="x",
    form=Call("var"),
    kernel="var",
    real=True,
    settings={**_AXES, "correction": "0"},
    static="axis keepdims",
    shape="reduce",
    formula="sum((x - mean(x, axis=axis, keepdims=True))^2, axis=axis, keepdims=keepdims)"
    " / (size(x, axis=axis) - correction)",
    pullbacks={
        "x": f"{_BACK} * 2 * (x - mean(x, axis=axis, keepdims=True))"
        " / (size(x, axis=axis) - correction)"
    },
    title=Text(en="variance over an axis", zh="按轴求方差"),
    says=Text(
        en="Variance: twice the distance from the mean, divided by the number of entries.",
        zh="方差：局部导数是与均值之差的两倍除以元素个数。",
    ),
)

STD = Op(
    name="std",
    args="x",
    form=Call("std"),
    kernel="std",
    real=True,
    settings={**_AXES, "correction": "0"},
    static="axis keepdims",
    shape="reduce",
    formula="sqrt(var(x, axis=axis, keepdims=keepdims, correction=correction))",
    pullbacks={
        "x": "expand(g / out, x, axis=axis, keepdims=keepdims)"
        " * (x - mean(x, axis=axis, keepdims=True)) / (size(x, axis=axis) - correction)"
    },
    title=Text(en="standard deviation over an axis", zh="按轴求标准差"),
    says=Text(
        en="Standard deviation: the distance from the mean over n times the standard deviation.",
        zh="标准差：局部导数是与均值之差除以（n 乘标准差）。",
    ),
)

PROD = Op(
    name="prod",
    args="x",
    form=Call("prod"),
    kernel="prod",
    settings=_AXES,
    static="axis keepdims",
    shape="reduce",
    pullbacks={"x": f"{_BACK} * others(x, axis=axis)"},
    title=Text(en="product over an axis", zh="按轴求积"),
    says=Text(
        en="A product hands each entry the gradient times the product of the others.",
        zh="连乘节点：每个元素收到梯度乘以其余元素之积。",
    ),
)

OTHERS = Op(
    name="others",
    args="x",
    form=Call("others"),
    kernel="others",
    settings={"axis": "None"},
    static="axis",
    shape="like x",
    # Where an entry is 0 this has no value, and a second derivative through it says so.
    pullbacks={"x": "(sum(g * out, axis=axis, keepdims=True) - g * out) / x"},
    title=Text(en="product of the others", zh="其余元素之积"),
    says=Text(
        en="The product of all other entries, where the product itself was taken over an axis.",
        zh="沿轴除自身以外其余元素的乘积。",
    ),
)

_ROUTE = f"{_BACK} * {{}}(x, axis=axis)"

AMAX = Op(
    name="amax",
    typed="max",
    args="x",
    form=Call("max"),
    kernel="amax",
    settings=_AXES,
    static="axis keepdims",
    shape="reduce",
    pullbacks={"x": _ROUTE.format("first_max")},
    kink="x - expand(out, x, axis=axis, keepdims=keepdims) + first_max(x, axis=axis)",
    at_kink=Text(
        en="Several entries tie for the largest; the gradient goes to the first.",
        zh="有多个并列最大的元素，约定梯度传给第一个。",
    ),
    title=Text(en="largest entry over an axis", zh="按轴取最大值"),
    says=Text(
        en="Max routes: the gradient goes to the largest entry, the first if there are several.",
        zh="max 是路由：梯度只传给最大的元素；若有并列，传给第一个。",
    ),
)

AMIN = Op(
    name="amin",
    typed="min",
    args="x",
    form=Call("min"),
    kernel="amin",
    settings=_AXES,
    static="axis keepdims",
    shape="reduce",
    pullbacks={"x": _ROUTE.format("first_min")},
    kink="x - expand(out, x, axis=axis, keepdims=keepdims) + first_min(x, axis=axis)",
    at_kink=Text(
        en="Several entries tie for the smallest; the gradient goes to the first.",
        zh="有多个并列最小的元素，约定梯度传给第一个。",
    ),
    title=Text(en="smallest entry over an axis", zh="按轴取最小值"),
    says=Text(
        en="Min routes: the gradient goes to the smallest entry, the first if there are several.",
        zh="min 是路由：梯度只传给最小的元素；若有并列，传给第一个。",
    ),
)


def _first(name: str, of: str, title: Text) -> Op:
    return Op(
        name=name,
        args="x",
        form=Call(f"1[{of}]"),
        kernel=name,
        settings={"axis": "None"},
        static="axis",
        shape="like x",
        stops="x",
        title=title,
        says=Text(
            en="It is 1 at the place that decides, 0 elsewhere: flat, so no gradient flows.",
            zh="起决定作用的位置为 1，其余为 0；它是平的，不传梯度。",
        ),
    )


NORM = Op(
    name="norm",
    args="x",
    form=Norm(),
    kernel="norm",
    settings=_AXES,
    static="axis keepdims",
    shape="reduce",
    formula="sqrt(sum(x^2, axis=axis, keepdims=keepdims))",
    pullbacks={"x": "expand(g / out, x, axis=axis, keepdims=keepdims) * x"},
    entries="x[k] / out",
    title=Text(en="length of a vector", zh="向量的长度"),
    says=Text(
        en="The slope of a length is the direction: the vector divided by its length.",
        zh="长度的导数是方向：向量除以它的长度。",
    ),
)

LOGSUMEXP = Op(
    name="logsumexp",
    args="x",
    form=Call("logsumexp"),
    kernel="logsumexp",
    settings=_AXES,
    static="axis keepdims",
    shape="reduce",
    formula="log(sum(exp(x), axis=axis, keepdims=keepdims))",
    pullbacks={"x": f"{_BACK} * exp(x - expand(out, x, axis=axis, keepdims=keepdims))"},
    entries="exp(x[k] - out)",
    title=Text(en="logarithm of a sum of exponentials", zh="指数和的对数"),
    says=Text(en="The slope of log-sum-exp is the softmax.", zh="logsumexp 的导数正是 softmax。"),
)

SIZE = Op(
    name="size",
    args="x",
    form=Call("size"),
    kernel="size",
    settings={"axis": "None"},
    static="axis",
    shape="number",
    stops="x",
    title=Text(en="number of entries", zh="元素个数"),
    says=Text(
        en="A number of entries is fixed by the shape, so no gradient flows.",
        zh="元素个数由形状决定，不传梯度。",
    ),
)

EXPAND = Op(
    name="expand",
    args="s like",
    form=Call("expand"),
    kernel="expand",
    settings=_AXES,
    static="axis keepdims",
    shape="like like",
    stops="like",
    pullbacks={"s": "sum(g, axis=axis, keepdims=keepdims)"},
    title=Text(en="repeated along an axis", zh="沿轴重复"),
    says=Text(
        en="What was repeated along an axis receives the sum of the gradients along it.",
        zh="沿轴重复使用的值，收到的是沿该轴的梯度之和。",
    ),
)

CUMSUM = Op(
    name="cumsum",
    args="x",
    form=Call("cumsum"),
    kernel="cumsum",
    settings={"axis": "0", "reverse": "False"},
    static="axis reverse",
    shape="like x",
    pullbacks={"x": "cumsum(g, axis=axis, reverse=reverse_not)"},
    title=Text(en="running sum", zh="累加和"),
    says=Text(
        en="A running sum hands each entry the gradients of all sums from its place on.",
        zh="累加和：每个元素收到从它起以后各部分和的梯度之和。",
    ),
)

OPS = (
    SUM,
    MEAN,
    VAR,
    STD,
    PROD,
    OTHERS,
    AMAX,
    AMIN,
    _first("first_max", "max", Text(en="place of the largest entry", zh="最大元素的位置")),
    _first("first_min", "min", Text(en="place of the smallest entry", zh="最小元素的位置")),
    NORM,
    LOGSUMEXP,
    SIZE,
    EXPAND,
    CUMSUM,
)
