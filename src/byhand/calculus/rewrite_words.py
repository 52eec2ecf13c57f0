"""Why a formula may be rewritten: one phrase for every kind of step."""

from __future__ import annotations

from byhand.text import Text

COMPOSED = Text(en="the chain rule, known gradients put in", zh="链式法则，代入已求得的梯度")
CANCELLED = Text(en="multiply out and cancel", zh="相乘并约分")
TRANSPOSED = Text(en="(AB)ᵀ = BᵀAᵀ", zh="(AB)ᵀ = BᵀAᵀ")
SCALARS = Text(en="numbers move in front of a matrix product", zh="数因子提到矩阵乘积之外")
IDENTITY = Text(en="I A = A", zh="I A = A")
INVERSE = Text(en="A A⁻¹ = I", zh="A A⁻¹ = I")
SYMMETRIC = Text(en="{name} is symmetric", zh="{name} 是对称矩阵")
ORTHOGONAL = Text(en="{name} is orthogonal", zh="{name} 是正交矩阵")
OUTER = Text(en="(a bᵀ)C = a (Cᵀb)ᵀ", zh="(a bᵀ)C = a (Cᵀb)ᵀ")
CONSTANTS = Text(en="constants move out of the sum", zh="与求和指标无关的因子提到求和号外")
COUNTED = Text(en="a sum of equal terms is a multiple", zh="相同的项求和等于乘以项数")
PLACED = Text(en="only the entries that were picked take part", zh="只有被取出的元素参与运算")
ROWS_ONE = Text(en="each row of {what} sums to 1", zh="{what} 的每一行之和为 1")
ALL_ONE = Text(en="the entries of {what} sum to 1", zh="{what} 的各元素之和为 1")
SUMS_TO = Text(en="{what} sums to {value}", zh="{what} 求和等于 {value}")
SPLIT = Text(en="the sum of a sum, term by term", zh="和式逐项求和")
NAMED = Text(en="{name} = {what}", zh="{name} = {what}")
NAMED_TWO = Text(
    en="{name} = {what} and {other} = {which}", zh="{name} = {what}，{other} = {which}"
)
COLLECTED = Text(en="multiply out and take common factors out", zh="展开后提取公因式")
MATRIX_COLLECTED = Text(en="a common matrix factor is taken out", zh="提取公共的矩阵因子")
SIGMOID = Text(en="this is the sigmoid", zh="这正是 sigmoid")
SIGMOIDS_TO_ONE = Text(en="σ(z) + σ(−z) = 1", zh="σ(z) + σ(−z) = 1")
SOFTMAX = Text(en="this is the softmax", zh="这正是 softmax")
MEAN = Text(en="a sum over n terms divided by n is a mean", zh="n 项之和除以 n 就是均值")
