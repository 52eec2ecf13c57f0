"""Every sentence of a derivation page, in every language.

Neither column is a translation of the other: each says what a teacher in that language would write.
"""

from __future__ import annotations

from byhand.text import Text
from byhand.text import same as same

TITLE = Text(en="Backpropagation by hand", zh="手工推导反向传播")
SOURCE = Text(en="Source: {source}", zh="出处：{source}")
AT = Text(en="at {values}", zh="其中 {values}")
SYMBOLIC = Text(
    en="No values are given, so everything below holds for any numbers.",
    zh="没有给出数值，以下各式对任意取值都成立。",
)

_SECTION = Text(en="{n} · {title}", zh="{n}、{title}")
_NUMERALS = ("", "一", "二", "三", "四", "五", "六", "七", "八")


def section(n: int, title: Text) -> Text:
    """A numbered section title.

    >>> section(2, FORWARD).zh
    '二、前馈计算'
    """
    return _SECTION.fill(n=Text(en=str(n), zh=_NUMERALS[n]), title=title)


GRAPH = Text(en="Computation graph", zh="画计算图")
FORWARD = Text(en="Forward pass", zh="前馈计算")
LOCAL = Text(en="Local derivatives", zh="局部偏导数")
BACKWARD = Text(en="Backward pass", zh="反向传播")
CLOSED = Text(en="In one formula", zh="合成一个式子")
CHECKED = Text(en="Checked", zh="检验")

GRAPH_INTRO = Text(
    en="One box for each operation. Values without a name of their own are called {first}, "
    "{second}, ... in the order they are computed.",
    zh="每个方框是一个运算。没有名字的中间值按计算顺序记作 {first}、{second}，依此类推。",
)
GRAPH_INTRO_ONE = Text(
    en="One box for each operation. The value without a name of its own is called {name}.",
    zh="每个方框是一个运算。没有名字的中间值记作 {name}。",
)
GRAPH_INTRO_NAMED = Text(
    en="One box for each operation, with the name of its value below.",
    zh="每个方框是一个运算，下方是所得值的名字。",
)
FIGURE_VALUES = Text(
    en="On each wire the forward value (above or left) and its gradient (below or right). A dot is "
    "a branch: the gradients that come back there are added.",
    zh="每条导线上方（或左侧）为前向值，下方（或右侧）为梯度。圆点是分支节点：从那里返回的梯度要相加。",
)
FIGURE_VALUES_PLAIN = Text(
    en="On each wire the forward value (above or left) and its gradient (below or right).",
    zh="每条导线上方（或左侧）为前向值，下方（或右侧）为梯度。",
)
FIGURE_FORMULAS = Text(
    en="Each arrow carries the local derivative of the node it enters.",
    zh="每条箭头上写的是它所进入节点的局部偏导数。",
)
FIGURE_STRUCTURE = Text(en="The computation graph.", zh="计算图。")
FIGURE_BLANK = Text(
    en="Fill in the boxes: forward values above (or left of) the wires, gradients on the "
    "other side.",
    zh="请在方框中填空：导线上方（或左侧）填前向值，下方（或右侧）填梯度。",
)

NODE = Text(en="node", zh="节点")
DERIVATIVE = Text(en="derivative", zh="偏导数")
HERE = Text(en="here", zh="代入数值")

BACKWARD_START = Text(
    en="Start at the output with {seed}. Then walk the graph backwards; at every edge, upstream "
    "gradient times local derivative.",
    zh="从输出端出发，{seed}。然后沿计算图逐条边往回走：上游梯度乘以局部偏导数。",
)
BRANCH = Text(
    en="{name} feeds {count} nodes, so {count} contributions are added:",
    zh="{name} 流向{count}个节点，因此把{count}份梯度相加：",
)
BRANCH_TWICE = Text(
    en="{name} enters the same node {count} times, so {count} contributions are added:",
    zh="{name} 在同一个节点中用了{count}次，因此把{count}份梯度相加：",
)
BRANCH_USES = Text(
    en="{name} is used {count} times, so {count} contributions are added:",
    zh="{name} 共用了{count}次，因此把{count}份梯度相加：",
)


def again(rule: Text) -> Text:
    """A rule that was said before: its name, without what it means.

    >>> again(Text(en="Add distributes: to both inputs.", zh="加法节点分发梯度：传给两个输入。")).en
    'Add distributes.'
    """
    en, *explained = rule.en.split(": ", 1)
    zh = rule.zh.split("：", 1)[0]
    short = Text(en=f"{en}.", zh=f"{zh}。")
    return short if explained and zh != rule.zh else rule


COUNTS = (
    Text(en="no", zh="零"),
    Text(en="one", zh="一"),
    Text(en="two", zh="两"),
    Text(en="three", zh="三"),
    Text(en="four", zh="四"),
    Text(en="five", zh="五"),
    Text(en="six", zh="六"),
    Text(en="seven", zh="七"),
    Text(en="eight", zh="八"),
    Text(en="nine", zh="九"),
)
KINK = Text(en="At {node}: {sentence}", zh="节点 {node}：{sentence}")
NEAR_KINK = Text(
    en="{node} lies so near to its kink that rounding decides which side is taken.",
    zh="{node} 离折点太近，取哪一侧由舍入误差决定。",
)
INDEPENDENT = Text(
    en="{of} does not depend on {name}: no path of the graph leads from {name} to {of}, so its "
    "gradient is 0.",
    zh="{of} 与 {name} 无关：计算图中没有从 {name} 到 {of} 的路径，所以梯度为 0。",
)
NO_INPUTS = Text(
    en="The program has no inputs, so there is no gradient to compute.",
    zh="程序没有输入变量，因此没有梯度可求。",
)
CONDITION_ONLY = Text(
    en="{name} decides only which case applies; no gradient flows through a condition, so its "
    "gradient is 0.",
    zh="{name} 只用来判断条件；条件本身不传梯度，所以它的梯度为 0。",
)
NODE_LOCAL = Text(
    en="Parts that would be too long to read keep their own gradient in the formula.",
    zh="太长、不便阅读的部分，在式中保留为单独的梯度。",
)

CHECK_REPLAY = Text(
    en="Every step was recomputed from the lines before it ({steps} in all).",
    zh="全部 {steps} 步都由前面的式子重新算过。",
)
CHECK_WHOLE = Text(en="SymPy's derivative agrees.", zh="与 SymPy 的求导结果一致。")
CHECK_BY_OPERATION = Text(
    en="SymPy's derivatives of the single operations, chained, agree.",
    zh="用 SymPy 逐个运算求导再串联，结果一致。",
)
CHECK_DIFFERENCES = Text(
    en="Central differences give {values}.",
    zh="中心差分得 {values}。",
)
CHECK_POINT = Text(en="Numbers were compared at {values}.", zh="数值对比取点：{values}。")
CHECK_DIRECTIONS = Text(
    en="Central differences along {count} mixed directions agree.",
    zh="沿 {count} 个混合方向的中心差分一致。",
)
CHECK_SKIPPED = Text(
    en="At a kink no difference quotient can confirm the value chosen for {names}.",
    zh="在折点处差商无法检验 {names} 的取值，采用上述约定。",
)
ROUNDING = Text(
    en="Numbers are rounded for display (≈); the arithmetic behind them is not.",
    zh="数值仅在显示时取近似（≈），计算过程不取舍。",
)
EXACT = Text(en="All numbers are exact fractions.", zh="所有数值均为精确分数。")

# The table of rules --------------------------------------------------------------------------

RULES_TITLE = Text(en="Operations and their rules", zh="运算及其求导规则")
OPERATION = Text(en="operation", zh="运算")
TYPED = Text(en="typed", zh="写法")
DEFINITION = Text(en="definition", zh="定义")
LOCAL_DERIVATIVES = Text(en="local derivatives", zh="局部偏导数")
IN_WORDS = Text(en="in words", zh="口诀")
NONE = Text(en="none", zh="无")
