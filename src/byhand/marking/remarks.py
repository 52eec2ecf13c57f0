"""What the marker says to a student, beside the sentences of the table of mistakes."""

from __future__ import annotations

from byhand.text import Text

UNKNOWN_NAME = Text(
    en="I don't know the name {name}: it is neither in the problem nor in a line above.",
    zh="不认识 {name}：题目中没有它，前面的各行也没有定义过。",
)
NO_TARGET = Text(
    en="This line does not say what it is about.",
    zh="这一行没有说明求的是什么。",
)
NOT_ASKED = Text(
    en="{target} is not part of this problem, so the line was not judged.",
    zh="{target} 不在本题中，这一行未作评判。",
)
OWN_NAME = Text(
    en="{target} is a name of your own; the lines below are read with it.",
    zh="{target} 是你自己引入的记号，后面各行按它来理解。",
)
OWN_FORM = Text(
    en="Right, in names of your own.",
    zh="正确，用的是你自己引入的记号。",
)
CLOSED_FORM = Text(
    en="Right, in closed form: straight from the variables, with no gradient of an earlier step.",
    zh="正确：直接用各变量写出，没有用到上一步的梯度。",
)
OTHER_FORM = Text(
    en="Right; it could also be written {expected}.",
    zh="正确，也可以写成 {expected}。",
)
NUMBERS_IN = Text(
    en="Right, with the numbers of the problem put in.",
    zh="正确，已代入题目的数值。",
)
FOLLOWS = Text(
    en="Right from your own earlier values: the slip is above, not here.",
    zh="按你前面的结果推下来是对的：错在前面，不在这一行。",
)
DEGENERATE = Text(
    en="Your earlier value of 0 or 1 leaves nothing to work out in this line, so following from "
    "it earns no marks.",
    zh="前面误得的 0 或 1 使这一行无须计算，所以虽由它推得，也不给分。",
)
SLIP = Text(
    en="The formula is right, but the number is not: it gives {value}.",
    zh="公式正确，但数算错了：应得 {value}。",
)
CHAIN = Text(
    en="The two sides of this line are not equal: {left} gives {value}.",
    zh="这一行的两端不相等：{left} 的值是 {value}。",
)
WRONG = Text(
    en="{target} should be {expected}.",
    zh="{target} 应为 {expected}。",
)
WRONG_VALUE = Text(
    en="{target} should be {expected}; with everything before it right, that is {value}.",
    zh="{target} 应为 {expected}；前面都正确时，它等于 {value}。",
)
WRONG_SHAPE = Text(
    en="{target} has the shape {shape}; what is written has the shape {found}.",
    zh="{target} 的形状是 {shape}，而写出的形状是 {found}。",
)
DOES_NOT_FIT = Text(
    en="The shapes in this formula do not fit together.",
    zh="这个公式中各量的形状不相容。",
)
NO_VALUE = Text(
    en="This formula has no value at the numbers of the problem.",
    zh="在题目给定的数值处，这个公式没有值。",
)
CANDIDATES = Text(
    en="Several slips would give exactly this: {names}.",
    zh="有几种错误都会得到这个结果：{names}。",
)
TOGETHER = Text(
    en="Two slips together give exactly this: {names}.",
    zh="两处错误合在一起恰好得到这个结果：{names}。",
)
CONVENTION = Text(
    en="Accepted: another convention ({name}).",
    zh="认可：属于另一种约定（{name}）。",
)
TRANSPOSED_LAYOUT = Text(
    en="All gradients are written in the layout of their transposes, consistently; accepted.",
    zh="所有梯度都一致地采用了转置布局，予以认可。",
)
COARSE = Text(
    en="{name} was rounded so coarsely that later lines may be off by {share}.",
    zh="{name} 舍入过粗，后面的结果可能因此相差 {share}。",
)
MISSING = Text(en="{target} is missing.", zh="缺少 {target}。")
TWICE = Text(
    en="{target} is answered again further down; the last line counts.",
    zh="后面又给出了 {target}，以最后一行为准。",
)
