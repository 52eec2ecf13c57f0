"""Convolution and pooling, and what undoes them."""

from __future__ import annotations

from byhand.ops.forms import Call
from byhand.ops.op import Op
from byhand.text import Text

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
    # The largest entry of every window, less the largest of the rest of it.
    kink=f"out - maxpool2d(x - 1e300 * (max_unpool2d(ones_like(out), x, {_POOLED}) > 0),"
    f" {_POOLED})",
    at_kink=Text(
        en="A window has several largest entries; the gradient goes to the first.",
        zh="有的窗口里最大元素并列，约定梯度传给第一个。",
    ),
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

OPS = (
    CONV2D,
    CONV2D_INPUT,
    CONV2D_WEIGHT,
    MAXPOOL2D,
    MAX_UNPOOL2D,
    MAX_PICK2D,
    AVGPOOL2D,
    AVG_UNPOOL2D,
)
