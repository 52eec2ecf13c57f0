"""What the gradient check says, in every language."""

from __future__ import annotations

from byhand.text import Text

GRADCHECK = Text(
    en="""Compare derived gradients with slopes found without any rule, worst first.

Prints name | exact | approximate | maxdiff | verdict | method, and exits with 1 if a gradient
differs. At a kink (ReLU at 0, a tie of max) no slope can judge; that is said, and is no failure.

\b
central      (L(x + eps) - L(x - eps)) / 2 eps: about ten digits
complex      Im L(x + i eps) / eps, subtracts nothing: all digits
directional  each array moved along one random direction
auto         complex where every operation has complex values, else central

\b
byhand gradcheck -e "L = sin(w*x)" --at w=2,x=0.3
byhand gradcheck -e "L = sin(w*x)" --at w=2,x=0.3 --method central
byhand gradcheck neuron.toml --dtype float32 --json""",
    zh="""把推导出的梯度与不靠求导法则算出的斜率比较，偏差最大的排在最前。

输出 name | exact | approximate | maxdiff | 结论 | 方法；若有梯度不符，退出码为 1。
在折点处（ReLU 的 0 点、max 平局）斜率无从判断，会注明，不算失败。

\b
central      中心差分 (L(x + eps) - L(x - eps)) / 2 eps，约十位有效数字
complex      复数步长 Im L(x + i eps) / eps，没有相减，不丢有效数字
directional  每个数组只沿一个随机方向检查
auto         所有运算都能取复数时用 complex，否则用 central

\b
byhand gradcheck -e "L = sin(w*x)" --at w=2,x=0.3
byhand gradcheck -e "L = sin(w*x)" --at w=2,x=0.3 --method central
byhand gradcheck neuron.toml --dtype float32 --json""",
)

METHOD = Text(
    en="auto, central, complex or directional (auto).",
    zh="auto、central、complex 或 directional（默认 auto）。",
)
DTYPE = Text(
    en="float64 or float32, in which the program is evaluated (float64).",
    zh="用 float64 还是 float32 计算程序的值（默认 float64）。",
)
EPS = Text(
    en="The step (differences 1e-6, in float32 2^-8; complex 1e-20).",
    zh="步长（差分默认 1e-6，float32 为 2^-8；复数步长 1e-20）。",
)
ATOL = Text(
    en="Absolute tolerance (differences 1e-5, complex 1e-8; in float32 1e-3, 1e-5).",
    zh="绝对容差（差分默认 1e-5，复数步长 1e-8；float32 为 1e-3、1e-5）。",
)
RTOL = Text(
    en="Relative tolerance (differences 1e-3, complex 1e-6; in float32 1e-2, 1e-4).",
    zh="相对容差（差分默认 1e-3，复数步长 1e-6；float32 为 1e-2、1e-4）。",
)

CHECK_OK = Text(en="No gradient differs.", zh="没有发现不一致的梯度。")
CHECK_BAD = Text(en="Some gradients differ.", zh="有梯度不一致。")
CHECK_KINK = Text(
    en="{names}: at a kink, where a difference quotient cannot judge.",
    zh="{names}：位于折点，差商无法判断。",
)
CHECK_EDGE = Text(
    en="{names}: at the edge of the domain, where one of the two points has no value.",
    zh="{names}：位于定义域边缘，差分的一侧没有值。",
)
CHECK_PARTLY = Text(
    en="{name} has {entries:,} entries; {n} of them were moved one by one, and all at once along "
    "a random direction, {name}·d.",
    zh="{name} 有 {entries:,} 个元素：逐个检查了其中 {n} 个，又沿随机方向 {name}·d "
    "同时改变全部元素检查了一次。",
)
CHECK_TOGETHER = Text(
    en="{names}: all entries were moved at once, along one random direction.",
    zh="{names}：沿一个随机方向同时改变全部元素检查。",
)
