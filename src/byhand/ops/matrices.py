"""Products, transposes, traces, determinants and inverses of matrices."""

from __future__ import annotations

from byhand.ops.forms import Call, Constant, MatrixProduct, Superscript
from byhand.ops.op import Case, Op
from byhand.text import Text

MATMUL = Op(
    name="matmul",
    args="A B",
    form=MatrixProduct(),
    kernel="matmul",
    cases=(
        Case(
            "m k, k n -> m n",
            {"A": "g @ B.T", "B": "A.T @ g"},
            "out[i, j] = sum_k A[i, k] B[k, j]",
        ),
        Case("m k, k -> m", {"A": "outer(g, B)", "B": "A.T @ g"}, "out[i] = sum_k A[i, k] B[k]"),
        Case("k, k n -> n", {"A": "B @ g", "B": "outer(A, g)"}, "out[j] = sum_k A[k] B[k, j]"),
        Case("k, k -> ", {"A": "g * B", "B": "g * A"}, "out = sum_k A[k] B[k]"),
        Case(
            "b m k, b k n -> b m n",
            {"A": "g @ mT(B)", "B": "mT(A) @ g"},
            "out[l, i, j] = sum_k A[l, i, k] B[l, k, j]",
        ),
        Case("... m k, ... k n -> ... m n", {"A": "g @ mT(B)", "B": "mT(A) @ g"}),
    ),
    title=Text(en="matrix product", zh="矩阵乘法"),
    says=Text(
        en="Matrix product: multiply by the other factor transposed, on the side where it stood.",
        zh="矩阵乘法：梯度乘以另一个因子的转置，左右位置保持不变。",
    ),
)

DOT = Op(
    name="dot",
    args="a b",
    form=Call("dot"),
    kernel="dot",
    shape="k, k -> ",
    formula="sum(a * b)",
    pullbacks={"a": "g * b", "b": "g * a"},
    entries="out = sum_k a[k] b[k]",
    title=Text(en="dot product", zh="点积"),
    says=Text(
        en="A dot product swaps: each vector receives the gradient times the other vector.",
        zh="点积交换：每个向量收到梯度乘以另一个向量。",
    ),
)

OUTER = Op(
    name="outer",
    args="a b",
    form=Call("outer"),
    kernel="outer",
    shape="m, n -> m n",
    pullbacks={"a": "g @ b", "b": "g.T @ a"},
    entries="out[i, j] = a[i] b[j]",
    title=Text(en="outer product", zh="外积"),
    says=Text(
        en="Outer product: the gradient times the other vector, transposed for the second.",
        zh="外积：梯度乘以另一个向量，对第二个向量要先转置。",
    ),
)

TRANSPOSE = Op(
    name="transpose",
    args="x",
    form=Superscript("ᵀ", "T"),
    kernel="transpose",
    settings={"axes": "None"},
    static="axes",
    rest="axes",
    shape="transpose",
    pullbacks={"x": "transpose(g, axes=axes_inverse)"},
    entries="out[j, i] = x[i, j]",
    title=Text(en="transpose", zh="转置"),
    says=Text(en="The gradient is transposed back.", zh="梯度再转置回来。"),
)

MT = Op(
    name="mT",
    args="x",
    form=Superscript("ᵀ"),
    kernel="mT",
    shape="... m n -> ... n m",
    pullbacks={"x": "mT(g)"},
    title=Text(en="transpose of the last two axes", zh="最后两轴的转置"),
    says=Text(en="The gradient is transposed back.", zh="梯度再转置回来。"),
)

TRACE = Op(
    name="trace",
    args="A",
    form=Call("tr"),
    kernel="trace",
    shape="n n -> ",
    formula="sum(diag(A))",
    pullbacks={"A": "g * identity(A)"},
    entries="out = sum_i A[i, i]",
    title=Text(en="trace", zh="迹"),
    says=Text(
        en="A trace hands its gradient to the diagonal.", zh="迹只把梯度发给对角线上的元素。"
    ),
)

IDENTITY = Op(
    name="identity",
    args="A",
    form=Constant("I"),
    kernel="identity",
    shape="like A",
    stops="A",
    title=Text(en="identity matrix of the same size", zh="同阶单位矩阵"),
    says=Text(en="The identity is fixed, so no gradient flows.", zh="单位矩阵是常量，不传梯度。"),
)

DET = Op(
    name="det",
    args="A",
    form=Call("det"),
    kernel="det",
    shape="n n -> ",
    pullbacks={"A": "g * out * inv(A).T"},
    title=Text(en="determinant", zh="行列式"),
    says=Text(
        en="The slope of a determinant is itself times the inverse, transposed.",
        zh="行列式的导数等于它自己乘以逆矩阵的转置。",
    ),
)

LOGDET = Op(
    name="logdet",
    args="A",
    form=Call("log det"),
    kernel="logdet",
    shape="n n -> ",
    formula="log(det(A))",
    pullbacks={"A": "g * inv(A).T"},
    title=Text(en="logarithm of the determinant", zh="行列式的对数"),
    says=Text(
        en="The slope of log det is the inverse, transposed.", zh="log det 的导数是逆矩阵的转置。"
    ),
)

INV = Op(
    name="inv",
    args="A",
    form=Superscript("⁻¹"),
    kernel="inv",
    shape="n n -> n n",
    pullbacks={"A": "-(out.T @ g @ out.T)"},
    title=Text(en="inverse", zh="逆矩阵"),
    says=Text(
        en="Inverse: the gradient between two transposed inverses, with a minus sign.",
        zh="求逆：梯度左右各乘逆矩阵的转置，再取负号。",
    ),
)

DIAG = Op(
    name="diag",
    args="x",
    form=Call("diag"),
    kernel="diag",
    cases=(Case("n n -> n", {"x": "diag(g)"}), Case("n -> n n", {"x": "diag(g)"})),
    title=Text(en="diagonal", zh="对角线"),
    says=Text(
        en="Only the diagonal takes part, so only the diagonal receives a gradient.",
        zh="只有对角线参与运算，所以只有对角线收到梯度。",
    ),
)

TRIL = Op(
    name="tril",
    args="x",
    form=Call("tril"),
    kernel="tril",
    shape="... m n -> ... m n",
    pullbacks={"x": "tril(g)"},
    title=Text(en="lower triangle", zh="下三角"),
    says=Text(
        en="Above the diagonal nothing was kept, so no gradient returns there.",
        zh="对角线以上的元素被舍去，梯度也不回传到那里。",
    ),
)

OPS = (
    MATMUL,
    DOT,
    OUTER,
    TRANSPOSE,
    MT,
    TRACE,
    IDENTITY,
    DET,
    LOGDET,
    INV,
    DIAG,
    TRIL,
)
