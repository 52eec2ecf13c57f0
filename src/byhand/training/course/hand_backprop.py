"""The four steps of backpropagation by hand, and the rules of the nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from byhand.ops import CATALOGUE
from byhand.text import Text
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
    en="A constant factor scales the gradient by itself.", zh="常数因子把梯度放大同样的倍数。"
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
        Text(en="The scale node scales", zh="数乘节点：放大"),
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

_PROGRAM = "z = w*x + b; a = sigmoid(z); L = (a - y)^2"
_AT = {"w": 2.0, "x": -1.0, "b": 0.5, "y": 1.0}
_STEPS = (
    Text(
        en="Draw the graph: one node for every operation, an edge for every use.",
        zh="画计算图：每个运算一个节点，每次使用一条边。",
    ),
    Text(
        en="Run it forward, and write every value on its node.", zh="前向计算，把每个值写在节点上。"
    ),
    Text(
        en="Write the local derivative on every edge: that of a node by one operand.",
        zh="在每条边上写局部偏导数：节点对这个操作数的偏导数。",
    ),
    Text(
        en="Go backward: multiply along the edges, add where edges meet.",
        zh="从后往前：沿边相乘，在汇合处相加。",
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
    story.say(
        Text(en="A neuron with a sigmoid, done so:", zh="按这四步手算一个 Sigmoid 神经元："), "rule"
    )
    story.gradients(_PROGRAM, ["a", "z", "w", "x", "b"], _AT)
    for rule in RULES:
        story.section(rule.title)
        story.say(rule.says)
        story.gradients(rule.program, list(rule.wrt), rule.at)
    _claims(story, result)


_BEHIND_ADD_NODE = Text(
    en="Behind the add node both operands have the same gradient, {add}.",
    zh="加法节点的两个操作数梯度相同，都是 {add}。",
)
_MAX_NODE_GIVES = Text(
    en="The max node gives all to the larger operand, {won}, and {lost} to the other.",
    zh="最大值节点把梯度 {won} 全给较大的操作数，另一个得 {lost}。",
)
_FACTOR_MAKES_INTO = Text(
    en="The factor 3 makes {before} into {after}.", zh="因子 3 把 {before} 变成 {after}。"
)


def _claims(story: Story, result: Result) -> None:
    add, largest, scale, swap, branch = (d.gradients for d in result.rules)
    story.claim(
        _BEHIND_ADD_NODE,
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
        before=float(scale["s"]),
        after=float(scale["x"]),
    )
    story.claim(
        Text(
            en="The multiply node swaps: {px} for x, {py} for y, in the ratio of y to x.",
            zh="乘法节点交换：x 得 {px}，y 得 {py}，两者之比等于 y 与 x 之比。",
        ),
        swap["x"] == swap["p"] * -1 and swap["y"] == swap["p"] * 2,
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
)
