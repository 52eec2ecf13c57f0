"""What a page says about arrays and nowhere else, in every language."""

from __future__ import annotations

from byhand.text import Text

# Shapes ------------------------------------------------------------------------------------------

NAME = Text(en="name", zh="名称")
SHAPE = Text(en="shape", zh="形状")
ORIGIN = Text(en="where from", zh="来源")
KNOWN = Text(en="what is known", zh="已知性质")
GIVEN = Text(en="given", zh="给定")
DECLARED = Text(en="declared", zh="声明")
ASSUMED = Text(en="not declared, so a number", zh="未声明，视为标量")
COMPUTED = Text(en="computed", zh="计算得到")
LINE = Text(en="line {lines}", zh="第 {lines} 行")
LINES = Text(en="lines {lines}", zh="第 {lines} 行")
NUMBER = Text(en="a number", zh="标量")
FACTS = {
    "onehot": Text(en="every row is one-hot", zh="每行是独热向量"),
    "probability": Text(en="every row sums to 1", zh="每行之和为 1"),
    "symmetric": Text(en="symmetric", zh="对称"),
    "orthogonal": Text(en="orthogonal", zh="正交"),
}
SYMBOLIC = Text(
    en="No values are given, so everything below holds for arrays of these shapes, whatever "
    "numbers are in them and however long their sides.",
    zh="没有给出数值，以下各式对这些形状的任意数组都成立，与边长和取值无关。",
)
GIVEN_VALUES = Text(en="The given values:", zh="给定的数值：")

# How to read it ----------------------------------------------------------------------------------

READ_SHAPES = Text(
    en="The shape of an array stands below it.",
    zh="每个数组的形状写在它的下方。",
)
READ_ENTRYWISE = Text(
    en="⊙ multiplies entry by entry; fractions, powers and functions such as exp act entry by "
    "entry too.",
    zh="⊙ 表示逐元素相乘；分式、乘方以及 exp 等函数也都逐元素作用。",
)
READ_AXIS = Text(
    en="A small digit behind an operation is the axis it runs along: sum₀ adds all rows into one, "
    "sum₁ adds all columns into one.",
    zh="运算右下角的小数字表示沿哪个轴：sum₀ 把各行加成一行，sum₁ 把各列加成一列。",
)
READ_COLUMNS = Text(
    en="In products a vector counts as a column.",
    zh="在乘积中，向量视为列向量。",
)
READ_LISTS = Text(
    en="A vector is written as a list (…, …).",
    zh="向量写成 (…, …) 的形式。",
)
READ_ONES = Text(en="{ones} is an array of ones.", zh="{ones} 表示元素全为 1 的数组。")
READ_RANGE = Text(
    en="An array too large to print is given by its shape, its smallest and its largest entry.",
    zh="太大而不便列出的数组，写出形状、最小元素和最大元素。",
)

# The backward pass -------------------------------------------------------------------------------

START = Text(
    en="Start at the output with {seed}. Then walk the graph backwards. Every gradient has the "
    "shape of its variable.",
    zh="从输出端出发，{seed}。然后沿计算图往回走。每个梯度的形状与对应变量相同。",
)
ADDED = Text(
    en="{name} was added to each of the {count} {units}, so its gradient is the sum over the "
    "{units}.",
    zh="{name} 加到了{each}上（共 {count} {units}），所以它的梯度要{over}求和。",
)
SUBTRACTED = Text(
    en="{name} was subtracted from each of the {count} {units}, so its gradient is minus the sum "
    "over the {units}.",
    zh="{each}都减去了 {name}（共 {count} {units}），所以它的梯度要{over}求和，再取负号。",
)
MULTIPLIED = Text(
    en="{name} was multiplied into each of the {count} {units}, so its gradient is the sum over "
    "the {units}.",
    zh="{name} 乘到了{each}上（共 {count} {units}），所以它的梯度要{over}求和。",
)
USED = Text(
    en="{name} was used in each of the {count} {units}, so its gradient is the sum over the "
    "{units}.",
    zh="{name} 用在了{each}上（共 {count} {units}），所以它的梯度要{over}求和。",
)
REPEATED = Text(
    en="{name} was repeated {count} times along {axes}, so its gradient is the sum over {axes}.",
    zh="{name} 沿{axes}重复使用了 {count} 次，所以它的梯度要沿{axes}求和。",
)
ROWS = (Text(en="rows", zh="行"), Text(en="", zh="每一行"), Text(en="", zh="对各行"))
COLUMNS = (Text(en="columns", zh="列"), Text(en="", zh="每一列"), Text(en="", zh="对各列"))
ENTRIES = (
    Text(en="entries", zh="个元素"),
    Text(en="", zh="每个元素"),
    Text(en="", zh="对所有元素"),
)
AXIS = Text(en="axis {axes}", zh="轴 {axes}")
AXES = Text(en="the axes {axes}", zh="轴 {axes}")
KINK = Text(
    en="At {node}, in {count} of {total} entries: {sentence}",
    zh="节点 {node}（{total} 个元素中的 {count} 个）：{sentence}",
)
FIGURE_SHAPES = Text(
    en="On each wire the shape of what flows forward; the gradient that comes back has the same.",
    zh="每条导线上标出前向数组的形状；返回的梯度形状相同。",
)
FIGURE_FORMULAS = Text(
    en="Each arrow carries the gradient that the node it enters sends back along it.",
    zh="每条箭头上写的是它所进入的节点沿这条边传回的梯度。",
)
FIGURE_LARGE = Text(
    en="An array too large to write out is given by its shape and range.",
    zh="太大而不便列出的数组只写形状和取值范围。",
)

# What was checked --------------------------------------------------------------------------------

CHECK_DIFFERENCES = Text(
    en="Every entry of {values} was varied by itself; the central differences agree to {largest}.",
    zh="逐个改变 {values} 的每个元素，中心差分与梯度之差不超过 {largest}。",
)
CHECK_DIRECTIONS = Text(
    en="Where entries are too many, central differences were taken along {count} random "
    "directions; they agree.",
    zh="元素太多时，沿 {count} 个随机方向取中心差分，结果一致。",
)
CHECK_SIZES = Text(
    en="Numbers were compared at random arrays with {values}.",
    zh="数值对比使用随机数组，取 {values}。",
)
CHECK_RANDOM = Text(
    en="Numbers were compared at random arrays.",
    zh="数值对比使用随机数组。",
)

# Closed forms ------------------------------------------------------------------------------------

CLOSED_STEPS = Text(
    en="How they come about, one rewriting a line:", zh="逐步化简的过程，每行只用一条理由："
)
FORMULA = Text(en="formula", zh="公式")
REASON = Text(en="why", zh="理由")

# Justified entry by entry ------------------------------------------------------------------------

ENTRIES_INTRO = Text(
    en="Why the matrix rules hold: the chain rule for a single entry.",
    zh="矩阵规则的由来：对单个元素使用链式法则。",
)
BY_ENTRIES = Text(en="Entry by entry", zh="按元素推导")
