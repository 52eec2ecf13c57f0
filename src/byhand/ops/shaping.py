"""Arrays taken apart and put together: nothing is computed, entries only move."""

from __future__ import annotations

from byhand.ops.forms import Call, Constant, Index
from byhand.ops.op import Op
from byhand.text import Text

_MOVES = Text(
    en="Entries only change places, so the gradient goes back the same way.",
    zh="元素只是换了位置，梯度沿原路放回去。",
)

INDEX = Op(
    name="index",
    args="x i",
    form=Index(),
    kernel="index",
    settings={"at": ""},
    static="at",
    shape="index",
    stops="i",
    indices="i",
    many=True,
    pullbacks={"x": "scatter(g, x, i, at=at)"},
    title=Text(en="entries of an array", zh="取数组的元素"),
    says=Text(
        en="What was picked out receives the gradient, the rest 0; picked twice, it adds up.",
        zh="被取出的元素收到梯度，其余得 0；取出多次的要相加。",
    ),
)

SCATTER = Op(
    name="scatter",
    args="s like i",
    form=Call("scatter"),
    kernel="scatter",
    settings={"at": ""},
    static="at",
    quiet="at",
    shape="like like",
    stops="like i",
    indices="i",
    many=True,
    pullbacks={"s": "index(g, i, at=at)"},
    title=Text(en="put back in place", zh="放回原位"),
    says=Text(
        en="What was put into its place receives the gradient of that place.",
        zh="放到某个位置的值，收到该位置的梯度。",
    ),
)

RESHAPE = Op(
    name="reshape",
    args="x",
    form=Call("reshape"),
    kernel="reshape",
    settings={"shape": ""},
    static="shape",
    rest="shape",
    shape="reshape",
    pullbacks={"x": "reshape_like(g, x)"},
    title=Text(en="reshape", zh="改变形状"),
    says=_MOVES,
)

RESHAPE_LIKE = Op(
    name="reshape_like",
    args="s like",
    form=Call("reshape"),
    kernel="reshape_like",
    shape="like like",
    stops="like",
    pullbacks={"s": "reshape_like(g, s)"},
    title=Text(en="reshape to the shape of another array", zh="变成另一数组的形状"),
    says=_MOVES,
)

UNSQUEEZE = Op(
    name="unsqueeze",
    args="x",
    form=Call("unsqueeze"),
    kernel="unsqueeze",
    settings={"axis": "0"},
    static="axis",
    shape="unsqueeze",
    pullbacks={"x": "squeeze(g, axis=axis)"},
    title=Text(en="new axis", zh="增加一个轴"),
    says=_MOVES,
)

SQUEEZE = Op(
    name="squeeze",
    args="x",
    form=Call("squeeze"),
    kernel="squeeze",
    settings={"axis": "0"},
    static="axis",
    shape="squeeze",
    pullbacks={"x": "unsqueeze(g, axis=axis)"},
    title=Text(en="axis of length 1 removed", zh="去掉长度为 1 的轴"),
    says=_MOVES,
)

CONCAT = Op(
    name="concat",
    args="x y",
    form=Call("concat"),
    kernel="concat",
    settings={"axis": "0"},
    static="axis",
    shape="concat",
    variadic=True,
    joins="concat",
    pullbacks={"x": "first(g, x, axis=axis)", "y": "last(g, y, axis=axis)"},
    title=Text(en="arrays joined along an axis", zh="沿轴拼接"),
    says=Text(
        en="Each of the joined arrays receives its own piece of the gradient.",
        zh="拼接的每个数组各自收到梯度中属于自己的那一段。",
    ),
)

STACK = Op(
    name="stack",
    args="x y",
    form=Call("stack"),
    settings={"axis": "0"},
    static="axis",
    shape="concat",
    variadic=True,
    joins="concat",
    each="unsqueeze",
    formula="concat(unsqueeze(x, axis=axis), unsqueeze(y, axis=axis), axis=axis)",
    title=Text(en="arrays stacked along a new axis", zh="沿新轴堆叠"),
    says=Text(
        en="Each of the stacked arrays receives its own layer of the gradient.",
        zh="堆叠的每个数组各自收到梯度中属于自己的那一层。",
    ),
)


def _piece(name: str, back: str, title: Text) -> Op:
    return Op(
        name=name,
        args="s like",
        form=Call(name),
        kernel=name,
        settings={"axis": "0"},
        static="axis",
        shape="like like",
        stops="like",
        pullbacks={"s": f"{back}(g, s, axis=axis)"},
        title=title,
        says=_MOVES,
    )


ONEHOT = Op(
    name="onehot",
    args="y",
    form=Call("onehot"),
    kernel="onehot",
    settings={"classes": ""},
    static="classes",
    rest="classes",
    shape="onehot",
    stops="y",
    indices="y",
    title=Text(en="one-hot rows", zh="独热编码"),
    says=Text(en="Class numbers are whole, so no gradient flows.", zh="类别编号是整数，不传梯度。"),
)


ONES_LIKE = Op(
    name="ones_like",
    args="x",
    form=Constant("𝟏"),
    kernel="ones_like",
    shape="like x",
    stops="x",
    title=Text(en="ones in the shape of an array", zh="同形状的全 1 数组"),
    says=Text(en="It is fixed, so no gradient flows.", zh="它是常量，不传梯度。"),
)


def _filled(name: str, sign: str, title: Text, shape: str = "filled") -> Op:
    return Op(
        name=name,
        args="",
        form=Constant(sign),
        kernel=name,
        settings={"shape": ""},
        static="shape",
        rest="shape",
        shape=shape,
        title=title,
        says=Text(en="It is fixed, so no gradient flows.", zh="它是常量，不传梯度。"),
    )


OPS = (
    INDEX,
    SCATTER,
    RESHAPE,
    RESHAPE_LIKE,
    UNSQUEEZE,
    SQUEEZE,
    CONCAT,
    STACK,
    _piece("first", "place_first", Text(en="first piece", zh="前一段")),
    _piece("last", "place_last", Text(en="last piece", zh="后一段")),
    _piece("place_first", "first", Text(en="put in as the first piece", zh="放到前一段")),
    _piece("place_last", "last", Text(en="put in as the last piece", zh="放到后一段")),
    ONEHOT,
    ONES_LIKE,
    _filled("ones", "𝟏", Text(en="array of ones", zh="全 1 数组")),
    _filled("zeros", "𝟎", Text(en="array of zeros", zh="全 0 数组")),
    _filled("eye", "I", Text(en="identity matrix", zh="单位矩阵"), "eye"),
)
