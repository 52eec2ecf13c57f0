"""Sums, products, quotients, powers, comparisons, and the choice between two values."""

from __future__ import annotations

from byhand.ops.forms import (
    SUM,
    Bars,
    Call,
    Cases,
    Fraction,
    Indicator,
    Infix,
    Negative,
    Power,
    Product,
    Relation,
    Same,
)
from byhand.ops.op import Need, Op
from byhand.text import Text

ADD = Op(
    name="add",
    args="x y",
    form=Infix("+", "+", SUM, chains=True),
    kernel="add",
    partials={"x": "1", "y": "1"},
    title=Text(en="sum", zh="加法"),
    says=Text(
        en="Add distributes: both inputs receive the gradient unchanged.",
        zh="加法节点分发梯度：两个输入都原样收到上游梯度。",
    ),
    says_one=Text(
        en="Adding a constant changes nothing: the gradient passes unchanged.",
        zh="加上常数不影响变化率：梯度原样通过。",
    ),
)

SUBTRACT = Op(
    name="sub",
    args="x y",
    form=Infix("−", "-", SUM),
    kernel="sub",
    partials={"x": "1", "y": "-1"},
    title=Text(en="difference", zh="减法"),
    says=Text(
        en="Subtract distributes: the gradient unchanged to the first input, negated to the other.",
        zh="减法节点分发梯度：被减数原样收到，减数收到的变号。",
    ),
    says_one_of={
        "x": Text(
            en="Subtracting a constant changes nothing: the gradient passes unchanged.",
            zh="减去常数不影响变化率：梯度原样通过。",
        ),
        "y": Text(en="Subtracted from a constant: the sign flips.", zh="变量是减数：梯度变号。"),
    },
)

MULTIPLY = Op(
    name="mul",
    args="x y",
    form=Product(),
    kernel="mul",
    partials={"x": "y", "y": "x"},
    title=Text(en="product", zh="乘法"),
    says=Text(
        en="Multiply swaps: each input receives the gradient times the other input.",
        zh="乘法节点交换输入：每个输入收到的是上游梯度乘以另一个输入。",
    ),
    says_one=Text(
        en="A constant factor scales the gradient by that constant.",
        zh="常数因子把梯度放缩同样的倍数。",
    ),
)

DIVIDE = Op(
    name="div",
    args="x y",
    form=Fraction(),
    kernel="truediv",
    partials={"x": "1 / y", "y": "-x / y^2"},
    stable_partials={"y": "-out / y"},
    title=Text(en="quotient", zh="除法"),
    needs=(Need("y != 0", Text(en="it divides by 0", zh="除数为 0")),),
    says=Text(
        en="Divide: times 1/denominator for the numerator, −numerator/denominator² below.",
        zh="除法节点：分子的局部导数是 1/分母，分母的局部导数是 −分子/分母²。",
    ),
    says_one_of={
        "x": Text(
            en="Dividing by a constant divides the gradient by it too.",
            zh="除以常数：梯度也除以这个常数。",
        ),
        "y": Text(
            en="A constant over a variable: the slope is −constant/variable².",
            zh="常数除以变量：导数为 −常数/变量²。",
        ),
    },
)

NEGATE = Op(
    name="neg",
    args="x",
    form=Negative(),
    kernel="neg",
    partials={"x": "-1"},
    title=Text(en="negative", zh="取负"),
    says=Text(en="A minus sign flips the sign of the gradient.", zh="负号使梯度变号。"),
)

POW = Op(
    name="pow",
    args="x y",
    form=Power(),
    kernel="pow",
    partials={"x": "y * x^(y - 1)", "y": "log(x) * out"},
    title=Text(en="power", zh="乘方"),
    needs=(
        Need(
            "where(x == 0, y >= 0, 1)",
            Text(en="it raises 0 to a negative power", zh="对 0 取了负指数幂"),
        ),
        Need(
            # (−1)^y has no value either; for a whole y it has one, and what fails is too large.
            "where(x < 0, (-1)^y != 0, 1)",
            Text(
                en="it raises the negative number {x} to the fractional power {y}",
                zh="对负数 {x} 取了分数次幂 {y}",
            ),
        ),
    ),
    says=Text(
        en="Power rule: bring the exponent down as a factor and lower it by one.",
        zh="幂函数求导：指数提到前面作系数，指数减一。",
    ),
    says_of={
        "y": Text(
            en="Exponential rule: multiply by the output and by the logarithm of the base.",
            zh="指数函数求导：乘以输出，再乘以底数的对数。",
        )
    },
)

COPY = Op(
    name="copy",
    args="x",
    form=Same(),
    kernel="pos",
    partials={"x": "1"},
    title=Text(en="new name", zh="改名"),
    says=Text(
        en="A new name for the same value passes the gradient on.",
        zh="只是换个名字，梯度原样通过。",
    ),
)

ABS = Op(
    name="abs",
    args="x",
    form=Bars(),
    kernel="abs",
    partials={"x": "sign(x)"},
    kink="x",
    at_kink=Text(
        en="|x| has a kink at 0; its derivative there is taken as 0.",
        zh="|x| 在 0 处有折点，约定此处导数取 0。",
    ),
    title=Text(en="absolute value", zh="绝对值"),
    says=Text(
        en="Absolute value keeps the gradient for a positive input and flips it for a negative.",
        zh="绝对值节点：输入为正时梯度不变，为负时变号。",
    ),
)

SIGN = Op(
    name="sign",
    args="x",
    form=Call("sign"),
    kernel="sign",
    partials={"x": "0"},
    kink="x",
    at_kink=Text(
        en="sign(x) jumps at 0; its derivative there is taken as 0.",
        zh="sign(x) 在 0 处跳变，约定此处导数取 0。",
    ),
    title=Text(en="sign", zh="符号函数"),
    says=Text(
        en="Sign is flat on both sides of 0, so it lets no gradient through.",
        zh="符号函数两侧都是平的，梯度到此为 0。",
    ),
)

MAX = Op(
    name="max",
    args="x y",
    form=Call("max"),
    kernel="max",
    partials={"x": "ind(x >= y)", "y": "ind(y > x)"},
    kink="x - y",
    at_kink=Text(
        en="The inputs of max are tied; the gradient goes to the first.",
        zh="max 的两个输入相等（平局），约定梯度传给第一个。",
    ),
    variadic=True,
    title=Text(en="maximum", zh="最大值"),
    says=Text(
        en="Max routes: the larger input receives the whole gradient, the other receives 0.",
        zh="max 节点是路由：梯度全部传给较大的输入，另一个得 0。",
    ),
)

MIN = Op(
    name="min",
    args="x y",
    form=Call("min"),
    kernel="min",
    partials={"x": "ind(x <= y)", "y": "ind(y < x)"},
    kink="x - y",
    at_kink=Text(
        en="The inputs of min are tied; the gradient goes to the first.",
        zh="min 的两个输入相等（平局），约定梯度传给第一个。",
    ),
    variadic=True,
    title=Text(en="minimum", zh="最小值"),
    says=Text(
        en="Min routes: the smaller input receives the whole gradient, the other receives 0.",
        zh="min 节点是路由：梯度全部传给较小的输入，另一个得 0。",
    ),
)

WHERE = Op(
    name="where",
    args="c x y",
    form=Cases(),
    kernel="where",
    partials={"x": "ind(c != 0)", "y": "ind(c == 0)"},
    stops="c",
    title=Text(en="choice", zh="分段选择"),
    says=Text(
        en="A choice routes: the chosen value receives the gradient, the condition none.",
        zh="分段选择也是路由：被选中的值收到梯度，条件本身不传梯度。",
    ),
)

INDICATOR = Op(
    name="ind",
    args="c",
    form=Indicator(),
    kernel="pos",
    stops="c",
    title=Text(en="indicator", zh="示性函数"),
    says=Text(
        en="An indicator is flat, so no gradient flows through it.",
        zh="示性函数是平的，梯度不再往回传。",
    ),
)


def _relation(name: str, sign: str, typed: str, opposite: str, title: Text) -> Op:
    return Op(
        name=name,
        args="x y",
        form=Relation(sign, typed, opposite),
        kernel=name,
        stops="x y",
        kink="x - y",
        at_kink=Text(
            en="The comparison sits exactly on its boundary; the case it chooses gives the slope.",
            zh="比较的两边恰好相等，处在分界点上；导数按所选的情形取。",
        ),
        title=title,
        says=Text(
            en="A comparison is worth 1 or 0; no gradient flows through it.",
            zh="比较的结果是 1 或 0，梯度不再往回传。",
        ),
    )


OPS = (
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    NEGATE,
    POW,
    COPY,
    ABS,
    SIGN,
    MAX,
    MIN,
    WHERE,
    INDICATOR,
    _relation("gt", ">", ">", "≤", Text(en="greater than", zh="大于")),
    _relation("ge", "≥", ">=", "<", Text(en="at least", zh="大于等于")),
    _relation("lt", "<", "<", "≥", Text(en="less than", zh="小于")),
    _relation("le", "≤", "<=", ">", Text(en="at most", zh="小于等于")),
    _relation("eq", "=", "==", "≠", Text(en="equal to", zh="等于")),
    _relation("ne", "≠", "!=", "=", Text(en="not equal to", zh="不等于")),
)
