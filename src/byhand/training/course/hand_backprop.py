"""The four steps of backpropagation by hand, and the rules of the nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from byhand.ops import CATALOGUE
from byhand.page.rows import given_row
from byhand.text import Text
from byhand.training.lessons.derived import Computation
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Topic


@dataclass(frozen=True)
class Rule:
    """A rule of a node: a small graph in which it shows."""

    title: Text
    says: Text
    program: str
    at: Mapping[str, float]
    wrt: tuple[str, ...]


_SCALE = Text(
    en="A constant factor scales the gradient by that factor.",
    zh="常数因子：梯度也乘以这个常数。",
)
_BRANCH = Text(
    en="A branch adds: a value that is used twice receives the sum of what comes back from both "
    "uses.",
    zh="分支相加：一个值被用了两次，它的梯度就是两处传回的梯度之和。",
)
RULES: tuple[Rule, ...] = (
    Rule(
        Text(en="The add node distributes", zh="加法节点：原样分发"),
        CATALOGUE["add"].says,
        "s = x + y; L = s^2",
        {"x": 1, "y": 2},
        ("x", "y"),
    ),
    Rule(
        Text(en="The max node routes", zh="最大值节点：路由"),
        CATALOGUE["max"].says,
        "m = max(x, y); L = m^2",
        {"x": 1, "y": 3},
        ("x", "y"),
    ),
    Rule(
        Text(en="The scale node scales", zh="数乘节点：缩放"),
        _SCALE,
        "s = 3*x; L = s^2",
        {"x": 2},
        ("s", "x"),
    ),
    Rule(
        Text(en="The multiply node swaps", zh="乘法节点：交换"),
        CATALOGUE["mul"].says,
        "p = x*y; L = p^2",
        {"x": 2, "y": -1},
        ("x", "y"),
    ),
    Rule(
        Text(en="The branch adds", zh="分支：相加"),
        _BRANCH,
        "a = 2*x; b = x^2; L = a*b",
        {"x": 3},
        ("a", "b", "x"),
    ),
)
"""The rules of the course."""

_PROGRAM = "p = w*x; z = p + b; a = sigmoid(z); r = a - y; L = r^2"
_AT = {"w": 2.0, "x": -1.0, "b": 0.5, "y": 1.0}
_WRT = ("w", "x", "b")
_STEPS = (
    Text(
        en="Draw the graph: one node for every operation, an edge for every use.",
        zh="画计算图：每个运算一个节点，每次使用一条边。",
    ),
    Text(
        en="Run it forward, and write every value above its edge.",
        zh="前向计算，把每个值写在边的上方。",
    ),
    Text(
        en="Write the local derivative on every edge: the derivative of the node it enters with "
        "respect to the operand it brings.",
        zh="在每条边上写局部偏导数：所进入的节点对这个操作数的偏导数。",
    ),
    Text(
        en="Go backward from the output, where the gradient is 1: multiply along the edges, add "
        "where edges meet.",
        zh="从输出端（梯度为 1）往回走：沿边相乘，在汇合处相加。",
    ),
)


@dataclass(frozen=True)
class Result:
    """The derivations of the example and of every rule."""

    example: Any
    rules: tuple[Any, ...]


def run(given: Given) -> Result:
    """Derive everything."""
    from byhand.calculus.derive import derive
    from byhand.graph import build
    from byhand.language.parse import parse

    def derived(program: str, at: Mapping[str, float]) -> Any:
        return derive(build(parse(program)), at)

    return Result(derived(_PROGRAM, _AT), tuple(derived(r.program, r.at) for r in RULES))


_INTRO = Text(
    en="Backpropagation is the chain rule with bookkeeping, and it can be done on paper in four "
    "steps.",
    zh="反向传播就是记账式的链式法则，在纸上分四步就能完成。",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.say(_INTRO)
    story.section(Text(en="The four steps", zh="四个步骤"))
    for i, text in enumerate(_STEPS):
        story.say(Text(en=f"{i + 1}. {text.en}", zh=f"{i + 1}. {text.zh}"))
    _neuron(story)
    for rule in RULES:
        story.section(rule.title)
        story.say(rule.says, "rule")
        story.passes(rule.program, list(rule.at), rule.at)
    _claims(story, result)


_DONE = Text(
    en="The neuron `a = sigmoid(w*x + b)` with the loss `L = (a - y)^2`, at {w}, {x}, {b} and {y}; "
    "`p` and `r` are names for the values in between.",
    zh="神经元 `a = sigmoid(w*x + b)`，损失 `L = (a - y)^2`，取 {w}，{x}，{b}，{y}；"
    "中间值记作 `p` 和 `r`。",
)
_LOCAL = Text(
    en="Steps 1 and 3: the graph, and the local derivatives on its edges.",
    zh="第 1、3 步：计算图，以及边上的局部偏导数。",
)
_VALUES = Text(
    en="Steps 2 and 4: forward values above the edges, gradients of `L` below.",
    zh="第 2、4 步：边的上方是前向值，下方是 `L` 对它的梯度。",
)
_LINES = Text(
    en="The same line by line; backward, every gradient is the one that arrives times the local "
    "derivative:",
    zh="逐行写出来；反向时，每个梯度等于传来的梯度乘以局部偏导数：",
)


def _neuron(story: Story) -> None:
    """The four steps, done for one neuron."""
    story.section(Text(en="A neuron with a sigmoid", zh="一个 Sigmoid 神经元"))
    story.say(_DONE, "plain", **{name: given_row(name, value) for name, value in _AT.items()})
    story.plot("local", Computation(_PROGRAM, _AT, _WRT, "formulas"), _LOCAL)
    story.plot("values", Computation(_PROGRAM, _AT, _WRT), _VALUES)
    story.say(_LINES, "rule")
    story.passes(_PROGRAM, _WRT, _AT)


_ADD_NODE_GIVES = Text(
    en="Both operands of the add node receive the same gradient, {add}.",
    zh="加法节点的两个操作数梯度相同，都是 {add}。",
)
_MAX_NODE_GIVES = Text(
    en="The max node gives all to the larger operand, {won}, and {lost} to the other.",
    zh="最大值节点把梯度 {won} 全给较大的操作数，另一个得 {lost}。",
)
_FACTOR_MAKES_INTO = Text(
    en="The factor {factor} makes {before} into {after}.",
    zh="因子 {factor} 把 {before} 变成 {after}。",
)
_MULTIPLY_SWAPS = Text(
    en="The multiply node swaps: when {up} arrives, x receives {up} times y, which is {px}, and y "
    "receives {up} times x, which is {py}.",
    zh="乘法节点交换：传来的梯度是 {up}，x 得到它乘以 y，即 {px}；y 得到它乘以 x，即 {py}。",
)


def _claims(story: Story, result: Result) -> None:
    add, largest, scale, swap, branch = (d.gradients for d in result.rules)
    story.claim(
        _ADD_NODE_GIVES,
        add["x"] == add["y"] == add["s"],
        add=float(add["x"]),
    )
    story.claim(
        _MAX_NODE_GIVES,
        largest["y"] == largest["m"] and largest["x"] == 0,
        won=float(largest["y"]),
        lost=float(largest["x"]),
    )
    story.claim(
        _FACTOR_MAKES_INTO,
        scale["x"] == 3 * scale["s"],
        factor=3,
        before=float(scale["s"]),
        after=float(scale["x"]),
    )
    story.claim(
        _MULTIPLY_SWAPS,
        swap["x"] == swap["p"] * -1 and swap["y"] == swap["p"] * 2,
        up=float(swap["p"]),
        px=float(swap["x"]),
        py=float(swap["y"]),
    )
    through = (float(branch["a"]) * 2, float(branch["b"]) * 6)
    story.claim(
        Text(
            en="At the branch {one} and {two} arrive, and x gets their sum, {sum}.",
            zh="分支处传回 {one} 和 {two}，x 得到它们的和 {sum}。",
        ),
        branch["x"] == sum(through),
        one=through[0],
        two=through[1],
        sum=float(branch["x"]),
    )


TOPIC = Topic(
    name="hand_backprop",
    kind="course",
    title=Text(
        en="Backpropagation in four steps, and the rules of the nodes",
        zh="手算反向传播：四个步骤与节点规则",
    ),
    says=Text(
        en="Draw, run forward, write local derivatives, multiply and add; add, max, scale, branch.",
        zh="画图、前向、写局部偏导、相乘相加；加法、最大值、数乘、分支节点的规则。",
    ),
    run=run,
    tell=tell,
    source="Rumelhart, Hinton and Williams, Nature 323 (1986); Karpathy, notes of Stanford CS231n, "
    "Backpropagation, Intuitions",
)
