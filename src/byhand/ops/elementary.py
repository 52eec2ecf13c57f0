"""The elementary functions of one variable."""

from __future__ import annotations

from byhand.ops.forms import Call, Exponential, Root
from byhand.ops.op import Need, Op
from byhand.text import Text

EXP = Op(
    name="exp",
    args="x",
    form=Exponential(),
    kernel="exp",
    partials={"x": "out"},
    title=Text(en="exponential", zh="指数函数"),
    says=Text(
        en="The exponential is its own derivative: multiply by its output.",
        zh="指数函数的导数就是它自己：乘以它的输出。",
    ),
)

LOG = Op(
    name="log",
    args="x",
    form=Call("log"),
    kernel="log",
    partials={"x": "1 / x"},
    needs=(
        Need(
            "x > 0",
            Text(
                en="it takes the logarithm of {x}, which is not positive",
                zh="对 {x} 取了对数，而真数必须为正",
            ),
        ),
    ),
    title=Text(en="natural logarithm", zh="自然对数"),
    says=Text(en="Logarithm: divide the gradient by the input.", zh="对数节点：梯度除以输入。"),
)

LOG1P = Op(
    name="log1p",
    args="x",
    form=Call("log1p"),
    kernel="log1p",
    partials={"x": "1 / (1 + x)"},
    needs=(
        Need(
            "x > -1",
            Text(
                en="it takes the logarithm of 1 + {x}, which is not positive",
                zh="对 1 + {x} 取了对数，而真数必须为正",
            ),
        ),
    ),
    title=Text(en="logarithm of 1 + x", zh="1 + x 的对数"),
    says=Text(
        en="Logarithm of 1 + x: divide the gradient by 1 + x.",
        zh="log(1 + x) 节点：梯度除以 1 + x。",
    ),
)

EXPM1 = Op(
    name="expm1",
    args="x",
    form=Call("expm1"),
    kernel="expm1",
    partials={"x": "out + 1"},
    title=Text(en="exponential minus 1", zh="指数函数减 1"),
    says=Text(
        en="Exponential minus 1: the slope is the output plus 1.",
        zh="eˣ − 1 的导数等于输出加 1。",
    ),
)

SQRT = Op(
    name="sqrt",
    args="x",
    form=Root(),
    kernel="sqrt",
    partials={"x": "1 / (2 * out)"},
    needs=(
        Need(
            "x >= 0",
            Text(
                en="it takes the square root of the negative number {x}",
                zh="对负数 {x} 开了平方",
            ),
        ),
    ),
    title=Text(en="square root", zh="平方根"),
    says=Text(
        en="Square root: divide the gradient by twice the output.",
        zh="平方根节点：梯度除以输出的两倍。",
    ),
)

SIN = Op(
    name="sin",
    args="x",
    form=Call("sin"),
    kernel="sin",
    partials={"x": "cos(x)"},
    title=Text(en="sine", zh="正弦"),
    says=Text(en="The slope of the sine is the cosine.", zh="正弦的导数是余弦。"),
)

COS = Op(
    name="cos",
    args="x",
    form=Call("cos"),
    kernel="cos",
    partials={"x": "-sin(x)"},
    title=Text(en="cosine", zh="余弦"),
    says=Text(en="The slope of the cosine is minus the sine.", zh="余弦的导数是负正弦。"),
)

TAN = Op(
    name="tan",
    args="x",
    form=Call("tan"),
    kernel="tan",
    partials={"x": "1 + out^2"},
    title=Text(en="tangent", zh="正切"),
    says=Text(
        en="The slope of the tangent is one plus its output squared.",
        zh="正切的导数等于 1 加输出的平方。",
    ),
)

ERF = Op(
    name="erf",
    args="x",
    form=Call("erf"),
    kernel="erf",
    real=True,
    partials={"x": "2 * exp(-x^2) / sqrt(3.141592653589793)"},
    title=Text(en="error function", zh="误差函数"),
    says=Text(
        en="The slope of the error function is a bell curve, 2 exp(−x²)/√π.",
        zh="误差函数的导数是钟形曲线 2 exp(−x²)/√π。",
    ),
)

OPS = (EXP, LOG, LOG1P, EXPM1, SQRT, SIN, COS, TAN, ERF)
