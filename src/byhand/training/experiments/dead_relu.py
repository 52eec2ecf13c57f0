"""Dead ReLU units: how many a bias makes, and how many a large learning rate kills."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from byhand.plots import Line, Panel, Plot
from byhand.text import Text
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

_PROGRAM = """
X: (N, D)
y: (N,)
W: (D, H)
b: (H,)
v: (H,)
Z = X @ W + b
A = {gate}(Z)
L = mean((A @ v - y)^2)
"""
_BIASES = tuple(-4 + 0.25 * i for i in range(21))
_RATES = (0.01, 0.1, 0.3, 1.0, 3.0, 10.0)
_GATES = ("relu", "leaky_relu")


@dataclass(frozen=True)
class Result:
    """The share of dead units by bias, measured and predicted, and by learning rate."""

    given: Given
    measured: Mapping[float, float]
    predicted: Mapping[float, float]
    killed: Mapping[float, float]
    """By learning rate, the share of units that is dead after the steps."""
    above: tuple[float, float]
    """The mean output before the steps, and the mean target."""
    leaky: float
    """The least gradient that a unit below 0 gets with a leak, as a share of the upstream one."""


def run(given: Given) -> Result:
    """Count dead units over biases, then after training with several rates."""
    import numpy as np

    rng = np.random.default_rng(given["seed"])
    x = rng.normal(size=(given["samples"], given["inputs"]))
    w = rng.normal(size=(given["inputs"], given["units"])) / math.sqrt(given["inputs"])
    highest = (x @ w).max(axis=0)
    lengths = np.linalg.norm(w, axis=0)
    measured = {b: float((highest + b <= 0).mean()) for b in _BIASES}
    predicted = {
        b: float(np.mean([_below(-b / s) ** given["samples"] for s in lengths])) for b in _BIASES
    }
    y = np.sin(x[:, 0])
    # Outputs far above the target push all units down, which is how they die.
    v = abs(rng.normal(size=given["units"])) / math.sqrt(given["units"])
    at = {"X": x, "y": y, "W": w * math.sqrt(2), "b": np.zeros(given["units"]), "v": v}
    killed = {rate: _dead(_trained(given, at, rate), x) for rate in _RATES}
    output = np.maximum(x @ at["W"], 0) @ v
    above = float(output.mean()), float(y.mean())
    return Result(given, measured, predicted, killed, above, _slope_below())


def _below(z: float) -> float:
    """The share of normal numbers below z."""
    return (1 + math.erf(z / math.sqrt(2))) / 2


def _slope_below() -> float:
    """The slope of the leaky gate below 0."""
    import numpy as np

    from byhand.training.curves import curve

    return float(curve(_GATES[1]).slope(np.array([-1.0]))[0])


def _trained(given: Given, at: Mapping[str, Any], rate: float) -> Mapping[str, Any]:
    """The parameters after some steps, or where it diverged."""
    from byhand.problem import Problem
    from byhand.training.loop.train import How, train_problem

    program = _PROGRAM.format(gate=_GATES[0])
    asked = (None, ["W", "b"], ())
    how = How(steps=given["steps"], data=["X", "y"])
    return train_problem(Problem(program), at, "sgd", {"lr": rate}, asked, how).params


def _dead(params: Mapping[str, Any], x: Any) -> float:
    """The share of units that are 0 for every sample."""
    return float(((x @ params["W"] + params["b"]).max(axis=0) <= 0).mean())


_RELU_UNIT_WHOSE = Text(
    en="A ReLU unit whose sum is below 0 for every sample is dead: it outputs 0, its slope is 0, "
    "and so no gradient ever reaches its weights again, as long as its inputs stay the same.",
    zh="若一个 ReLU 神经元对每个样本的加权和都小于 0，它就死了：输出为 0，导数为 0，"
    "只要输入不变，就再没有梯度能传到它的权重。",
)
_NORMAL_INPUTS_SUM = Text(
    en="For normal inputs the sum is normal with mean `b` and standard deviation `s`, the "
    "length of the weight vector. It is below 0 with probability Φ(−b/s), and for all `N` samples "
    "with the power `N` of that; here `N` = {count}.",
    zh="输入为正态分布时，加权和也是正态分布，均值 `b`，标准差 `s` 是权重向量的长度。"
    "它小于 0 的概率为 Φ(−b/s)；`N` 个样本全都小于 0，则是它的 `N` 次幂，这里 `N` = "
    "{count}。",
)
_ONE_LONG_STEP = Text(
    en="One long step can push the bias and the weights of a unit so far that it never "
    "fires again. Here the outputs of {units} units are added with weights of which none is "
    "negative. The sum is {output} on average and the target {target}, so at first all units are "
    "pushed down. After {steps} steps of gradient descent:",
    zh="步子太大时，一步就可能把偏置和权重推得太远，神经元从此不再激活。"
    "这里 {units} 个神经元的输出以非负权重相加，和平均为 {output}，而目标平均为 {target}，"
    "因此起初都被往下推。走 {steps} 步梯度下降之后：",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    given = result.given
    story.say(_RELU_UNIT_WHOSE)
    story.section(Text(en="No gradient below 0", zh="小于 0 就没有梯度"))
    story.gradients(
        "z = w*x + b; a = relu(z); L = (v*a - y)^2",
        ["w", "b"],
        {"w": 1, "x": 1, "b": -3, "v": 2, "y": 1},
    )
    story.section(Text(en="The effect of the bias", zh="偏置的影响"))
    story.say(
        _NORMAL_INPUTS_SUM,
        count=given["samples"],
    )
    story.section(Text(en="The effect of the learning rate", zh="学习率的影响"))
    story.say(
        _ONE_LONG_STEP,
        "rule",
        steps=given["steps"],
        units=given["units"],
        output=result.above[0],
        target=result.above[1],
    )
    header = (Text(en="learning rate", zh="学习率"), Text(en="dead units", zh="死亡的神经元"))
    story.table(header, [(rate, f"{100 * share:.1f}%") for rate, share in result.killed.items()])
    story.plot(
        "dead_relu",
        _plot(result),
        Text(
            en="The share of dead units: left by the bias they start with, right by the learning "
            "rate they were trained with.",
            zh="死亡神经元的比例：左图随起始偏置，右图随训练所用的学习率。",
        ),
    )
    _claims(story, result)


def _plot(result: Result) -> Plot:
    share = Text(en="share of dead units", zh="死亡比例")
    bias = (
        Line(list(result.predicted), list(result.predicted.values()), _FORMULA),
        Line(list(result.measured), list(result.measured.values()), _MEASURED, "points", 1),
    )
    rate = Line(list(result.killed), list(result.killed.values()), look="joined", color=2)
    return Plot(
        (
            Panel(bias, Text(en="bias $b$", zh="偏置 $b$"), share),
            Panel(
                (rate,), Text(en=r"learning rate $\eta$", zh=r"学习率 $\eta$"), share, x_log=True
            ),
        )
    )


_FORMULA = Text(en="formula", zh="公式")
_MEASURED = Text(en="measured", zh="实测")


def _claims(story: Story, result: Result) -> None:
    away = max(abs(result.measured[b] - result.predicted[b]) for b in _BIASES)
    story.claim(
        Text(
            en="With a bias of −3, {low} of the units are dead, {high} with −2 and {none} with 0; "
            "the formula is never off by more than {away} percentage points.",
            zh="偏置为 −3 时有 {low} 的神经元死亡，−2 时 {high}，0 时 {none}；公式最多相差 "
            "{away} 个百分点。",
        ),
        away < 0.06 and result.measured[-3.0] > result.measured[-2.0] >= result.measured[0.0],
        low=_percent(result.measured[-3.0]),
        high=_percent(result.measured[-2.0]),
        none=_percent(result.measured[0.0]),
        away=round(100 * away, 1),
    )
    rates = list(result.killed)
    story.claim(
        Text(
            en="A larger learning rate kills more units: {few} with {slow}, {many} with {fast}.",
            zh="学习率越大，死得越多：{slow} 时 {few}，{fast} 时 {many}。",
        ),
        result.killed[rates[0]] < result.killed[rates[-1]]
        and all(a <= b for a, b in pairwise(result.killed.values())),
        few=_percent(result.killed[rates[0]]),
        slow=rates[0],
        many=_percent(result.killed[rates[-1]]),
        fast=rates[-1],
    )
    story.claim(
        Text(
            en="Leaky ReLU cannot die: below 0 it still passes {leak} of the gradient.",
            zh="Leaky ReLU 不会死：小于 0 时仍放行 {leak} 倍的梯度。",
        ),
        result.leaky > 0,
        leak=result.leaky,
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


TOPIC = Topic(
    name="dead_relu",
    kind="experiment",
    title=Text(en="Dead ReLU units", zh="死亡的 ReLU 神经元"),
    says=Text(
        en="The share of ReLU units that never fire, by bias and by learning rate.",
        zh="永不激活的 ReLU 神经元所占比例，随偏置和学习率的变化。",
    ),
    run=run,
    tell=tell,
    settings={
        "units": Setting(400, 10, 2000, Text(en="how many units", zh="神经元数")),
        "inputs": Setting(20, 2, 500, Text(en="inputs of a unit", zh="输入个数")),
        "samples": Setting(100, 2, 2000, Text(en="how many samples", zh="样本数")),
        "steps": Setting(20, 1, 1000, Text(en="how many steps", zh="步数")),
        "seed": Setting(0, 0, 2**32, Text(en="seed of data and weights", zh="随机种子")),
    },
    source="Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models "
    "(2013)",
)
