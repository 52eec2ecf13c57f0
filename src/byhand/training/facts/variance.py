"""Where the variances of initialisation come from, step by step, as data.

A claim is a chain of equal expressions with the reason for it; tests expand every chain with SymPy
for sums of three terms and compare the moments.
"""

from __future__ import annotations

from dataclasses import dataclass

from byhand.language.expr import Expr, Name, Partial
from byhand.text import Text
from byhand.training.facts.maths import mean_of, read, sum_over, var_of


@dataclass(frozen=True)
class Claim:
    """left = link = link, and why."""

    why: Text
    left: Expr
    links: tuple[Expr, ...]


@dataclass(frozen=True)
class Stage:
    """A section of a derivation."""

    title: Text
    claims: tuple[Claim, ...]


_W, _X, _Y = Name("w"), Name("x"), Name("y")
_V = var_of(_W)
_X2 = mean_of(read("x^2"))
_BACK, _ABOVE = Partial("L", "x"), Partial("L", "z")
_KEPT = read("max(0, y)")


FORWARD = Stage(
    Text(en="The forward pass", zh="前向：信号的方差"),
    (
        Claim(
            Text(
                en="A unit adds n = fan_in products:", zh="一个神经元把 n = fan_in 个乘积加起来："
            ),
            Name("z"),
            (sum_over("i", read("a*b", a=Name("w[i]"), b=Name("x[i]"))),),
        ),
        Claim(
            Text(
                en="The weights have mean 0 and one variance, and are independent of each other "
                "and of the inputs; the inputs have one mean square. So the products are "
                "uncorrelated, and their equal variances add:",
                zh="各权重均值为 0、方差相同，相互独立且与输入独立；各输入的均方相同。"
                "因此各乘积互不相关，它们相等的方差可以直接相加：",
            ),
            var_of(Name("z")),
            (
                sum_over("i", var_of(read("a*b", a=Name("w[i]"), b=Name("x[i]")))),
                read("n*v", v=var_of(read("w*x"))),
            ),
        ),
        Claim(
            Text(
                en="The mean of a product of independent factors is the product of their means, "
                "and E(w) = 0:",
                zh="独立因子乘积的均值等于均值的乘积，又 E(w) = 0：",
            ),
            var_of(read("w*x")),
            (
                read("a - b^2", a=mean_of(read("w^2*x^2")), b=mean_of(read("w*x"))),
                read(
                    "a*b - c^2*d^2",
                    a=mean_of(read("w^2")),
                    b=_X2,
                    c=mean_of(_W),
                    d=mean_of(_X),
                ),
                read("v*b", v=_V, b=_X2),
            ),
        ),
        Claim(
            Text(en="Together:", zh="合起来："),
            var_of(Name("z")),
            (read("n*v*b", v=_V, b=_X2),),
        ),
    ),
)

KEEP = Stage(
    Text(en="Why 1/n", zh="为什么是 1/n"),
    (
        Claim(
            Text(
                en="Where the activation is close to the identity around 0, as tanh is, the inputs "
                "of the next layer have mean 0, so E(x²) is their variance:",
                zh="若激活函数在 0 附近接近恒等映射（例如 tanh），下一层的输入均值为 0，E(x²) "
                "就是它的方差：",
            ),
            var_of(Name("z")),
            (read("n*v*b", v=_V, b=var_of(_X)),),
        ),
        Claim(
            Text(
                en="Every layer multiplies the variance by n·Var(w). It neither dies out nor "
                "explodes if that factor is 1:",
                zh="每过一层，方差就乘以 n·Var(w)。要使它既不消失也不爆炸，这个因子应为 1：",
            ),
            _V,
            (read("1/n"),),
        ),
    ),
)

BACKWARD = Stage(
    Text(en="The backward pass", zh="反向：梯度的方差"),
    (
        Claim(
            Text(
                en="An input feeds m = fan_out units, so its gradient adds m products:",
                zh="一个输入连接到 m = fan_out 个神经元，它的梯度是 m 个乘积之和：",
            ),
            _BACK,
            (sum_over("j", read("a*b", a=Name("w[j]"), b=Partial("L", "z[j]"))),),
        ),
        Claim(
            Text(
                en="By the same steps, with gradients of mean 0 in the place of the inputs:",
                zh="把输入换成均值为 0 的梯度，同样的推导给出：",
            ),
            var_of(_BACK),
            (read("m*v*b", v=_V, b=var_of(_ABOVE)),),
        ),
        Claim(
            Text(en="Gradients keep their variance if", zh="要使梯度的方差逐层不变，应取"),
            _V,
            (read("1/m"),),
        ),
    ),
)

COMPROMISE = Stage(
    Text(en="Why 2/(n + m)", zh="为什么是 2/(n + m)"),
    (
        Claim(
            Text(
                en="Both can be had only where n = m. Otherwise n is replaced by the mean of n and "
                "m:",
                zh="只有 n = m 时两个要求才能同时满足。否则取 n 与 m 的平均值来代替：",
            ),
            _V,
            (read("1/((n + m)/2)"), read("2/(n + m)")),
        ),
    ),
)

HALF = Stage(
    Text(en="Why 2/n", zh="为什么是 2/n"),
    (
        Claim(
            Text(
                en="After ReLU the inputs are x = max(0, y) and have no mean of 0. As y is "
                "symmetric about 0, half of E(y²) comes from y > 0, and the rest is dropped:",
                zh="ReLU 之后的输入是 x = max(0, y)，均值不为 0。y 关于 0 对称，E(y²) 有一半来自 "
                "y > 0，其余被舍去：",
            ),
            _X2,
            (
                mean_of(read("k^2", k=_KEPT)),
                read("1/2*e", e=mean_of(read("y^2"))),
                read("1/2*e", e=var_of(_Y)),
            ),
        ),
        Claim(
            Text(en="Put into the forward pass:", zh="代入前向的结果："),
            var_of(Name("z")),
            (read("n*v*b", v=_V, b=_X2), read("1/2*n*v*b", v=_V, b=var_of(_Y))),
        ),
        Claim(
            Text(
                en="The variance is kept if n·Var(w)/2 = 1:", zh="令 n·Var(w)/2 = 1，方差逐层不变："
            ),
            _V,
            (read("2/n"),),
        ),
    ),
)

HALF_BACK = Stage(
    Text(en="The backward pass", zh="反向：为什么是 2/m"),
    (
        Claim(
            Text(
                en="The gate lets a gradient through where y > 0, which is half of the time. With "
                "m = fan_out products per input:",
                zh="只有 y > 0 时这道门才放行梯度，概率为 1/2。每个输入的梯度含 m = fan_out "
                "个乘积：",
            ),
            var_of(Partial("L", "y")),
            (
                read("1/2*e", e=var_of(_BACK)),
                read("1/2*m*v*b", v=_V, b=var_of(_ABOVE)),
            ),
        ),
        Claim(
            Text(
                en="Gradients keep their variance if Var(w) = 2/m, which is mode='fan_out'. Either "
                "one is enough: with 2/n the variance of the gradient is multiplied by m/n in "
                "every layer, and since m of one layer is n of the next, the product is only the "
                "ratio of the last and the first width.",
                zh="要使梯度的方差不变，应取 2/m，即 mode='fan_out'。满足其一即可：取 2/n 时，"
                "梯度的方差每层乘以 m/n；本层的 m 就是下一层的 n，"
                "连乘之后只剩末层与首层宽度之比。",
            ),
            _V,
            (read("2/m"),),
        ),
    ),
)

LENGTHS = Stage(
    Text(en="Lengths are kept", zh="长度保持不变"),
    (
        Claim(
            Text(
                en="Columns of length 1 at right angles to each other make the product Wᵀ W the "
                "identity. So a layer keeps the length of every single signal, not only on "
                "average:",
                zh="各列长度为 1 且两两正交，则 Wᵀ W 是单位矩阵。于是每一个信号的长度都不变，"
                "而不只是平均意义上不变：",
            ),
            read("norm(W @ x)^2"),
            (read("x.T @ W.T @ W @ x"), read("x.T @ x"), read("norm(x)^2")),
        ),
        Claim(
            Text(
                en="The gradient comes back through the transpose, which for a square W is "
                "orthogonal too:",
                zh="梯度经转置矩阵传回；W 为方阵时转置也是正交的：",
            ),
            read("norm(W.T @ g)^2"),
            (read("norm(g)^2"),),
        ),
    ),
)

DERIVATIONS: dict[str, tuple[Stage, ...]] = {
    "forward": (FORWARD, KEEP),
    "xavier": (FORWARD, KEEP, BACKWARD, COMPROMISE),
    "kaiming": (FORWARD, HALF, HALF_BACK),
    "orthogonal": (LENGTHS,),
}
"""The stages of every derivation that an initialiser names."""
