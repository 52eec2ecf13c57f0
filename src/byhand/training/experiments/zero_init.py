"""Weights that start alike stay alike: zero, constant and random initialisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from byhand.plots import Line, Panel, Plot, maths
from byhand.text import Text
from byhand.training.experiments.walks import STEP
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

_UNITS = 3
_PROGRAM = f"""
X: (N, 2)
y: (N,)
W: (2, {_UNITS})
v: ({_UNITS},)
H = tanh(X @ W)
z = H @ v + c
L = mean((z - y)^2)
"""
# Two hidden units are enough to see it by hand.
_SMALL = "h_1 = tanh(w_1*x); h_2 = tanh(w_2*x); z = v_1*h_1 + v_2*h_2; L = (z - y)^2"
_STARTS = {
    "zeros": Text(en="zeros", zh="全零"),
    "constant": Text(en="constant", zh="常数"),
    "random": Text(en="random", zh="随机"),
}


@dataclass(frozen=True)
class Result:
    """What every start came to: the weights of the hidden units over the steps, and the losses."""

    given: Given
    weights: Mapping[str, Any]
    """By start, of shape (steps + 1, 2, units)."""
    losses: Mapping[str, tuple[float, ...]]
    outputs: Mapping[str, Any]
    """By start, the weights from the hidden units to the output, of shape (steps + 1, units)."""
    first: Mapping[str, Any]
    """By start, the first gradient of the hidden weights."""

    def spread(self, start: str) -> float:
        """How far apart the hidden units are at the end: 0 where they are all the same."""
        last = self.weights[start][-1]
        return float((last.max(axis=1) - last.min(axis=1)).max())

    def moved(self, start: str) -> float:
        """By how much a weight, of a hidden unit or of the output, has changed at most."""
        both = (self.weights[start], self.outputs[start])
        return max(float(abs(values - values[0]).max()) for values in both)


def run(given: Given) -> Result:
    """Train the same network from three starts."""
    import numpy as np

    rng = np.random.default_rng(given["seed"])
    x = rng.uniform(-1, 1, (given["samples"], 2))
    y = np.sin(2 * x[:, 0]) * x[:, 1]
    scale = given["scale"]
    starts = {
        "zeros": (np.zeros((2, _UNITS)), np.zeros(_UNITS)),
        "constant": (np.full((2, _UNITS), scale), np.full(_UNITS, scale)),
        "random": (scale * rng.normal(size=(2, _UNITS)), scale * rng.normal(size=_UNITS)),
    }
    runs = {
        name: _trained(given, {"X": x, "y": y, "W": w, "v": v, "c": 0.0})
        for name, (w, v) in starts.items()
    }
    weights, outputs = (
        {n: np.stack([p[key] for p in h.parameters]) for n, h in runs.items()} for key in "Wv"
    )
    losses = {n: tuple(h.losses) for n, h in runs.items()}
    first = {n: h.gradients[0]["W"] for n, h in runs.items()}
    return Result(given, weights, losses, outputs, first)


def _trained(given: Given, at: Mapping[str, Any]) -> Any:
    from byhand.problem import Problem
    from byhand.training.loop.train import How, train_problem

    asked = (None, ["W", "v", "c"], ())
    how = How(steps=given["steps"], data=["X", "y"])
    return train_problem(Problem(_PROGRAM), at, "adam", {"lr": given["lr"]}, asked, how)


_UNITS_HIDDEN_LAYER = Text(
    en="The units of a hidden layer compute the same formula and differ only by their "
    "weights. If these start alike, can gradient descent ever tell the units apart?",
    zh="同一隐藏层的神经元公式相同，只有权重不同。如果权重的初值也相同，"
    "梯度下降还能把它们区分开吗？",
)
_TWO_FORMULAS_ONE = Text(
    en="The two formulas are one formula with 1 and 2 exchanged. Where `w_1 = w_2` and "
    "`v_1 = v_2`, the gradients are equal, so the units are still equal after the step, "
    "and after every step. Where all are 0, the factors `v_1`, `v_2`, `h_1`, `h_2` make every "
    "one of these gradients 0, and no weight moves; only an output bias, which the experiment "
    "below also has, can learn.",
    zh="把下标 1 和 2 互换，两组公式就变成对方。只要 `w_1 = w_2`、`v_1 = v_2`，梯度就相等，"
    "更新之后两个神经元仍然相等，此后每一步都如此。若全部为 0，"
    "因子 `v_1`、`v_2`、`h_1`、`h_2` 使这些梯度全为 0，权重都不动；"
    "只有输出偏置还能学习，下面的实验网络里就有一个。",
)
_THE_NETWORK = Text(
    en="A network with two inputs, {units} hidden tanh units and an output bias learns "
    "`sin(2*x_1)*x_2` from {samples} samples, trained with Adam on all of them at once.",
    zh="网络有两个输入、{units} 个 tanh 隐藏神经元和一个输出偏置，"
    "用 Adam 从 {samples} 个样本学习 `sin(2*x_1)*x_2`，每步用全部样本。",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.say(_UNITS_HIDDEN_LAYER)
    story.section(Text(en="Two units by hand", zh="两个神经元，手算一遍"))
    half = {"w_1": 0.5, "w_2": 0.5, "v_1": 0.5, "v_2": 0.5, "x": 1, "y": 1}
    story.gradients(_SMALL, ["w_1", "w_2", "v_1", "v_2"], half)
    story.say(_TWO_FORMULAS_ONE)
    story.section(Text(en="Three starts of one network", zh="同一个网络，三种初值"))
    story.say(_THE_NETWORK, units=_UNITS, samples=result.given["samples"])
    header = (
        Text(en="start", zh="初值"),
        Text(en="loss at the start", zh="初始损失"),
        Text(en="at the end", zh="最终损失"),
        Text(en="hidden weights differ by", zh="各神经元权重的差别"),
    )
    rows = [
        (label, result.losses[n][0], result.losses[n][-1], result.spread(n))
        for n, label in _STARTS.items()
    ]
    story.table(header, rows)
    story.plot(
        "zero_init",
        _plot(result),
        Text(
            en="The weights from the first input to the hidden units. From zeros and from a "
            "constant the three curves coincide.",
            zh="第一个输入到各隐藏神经元的权重。取全零或常数初值时三条曲线完全重合。",
        ),
    )
    _claims(story, result)


def _plot(result: Result) -> Plot:
    panels = []
    for name, label in _STARTS.items():
        curves = result.weights[name][:, 0, :]
        lines = tuple(
            Line(range(len(curves)), curves[:, j], maths(f"w_{{1{j + 1}}}"), look, j)
            for j, look in enumerate(("line", "dashed", "dotted"))
        )
        panels.append(Panel(lines, STEP, title=label, above=True))
    return Plot(tuple(panels), height=1.8, ratio=1.15)


def _claims(story: Story, result: Result) -> None:
    story.claim(
        Text(
            en="After zero initialisation no weight ever moves: the largest absolute value of the "
            "first gradient of the hidden layer is {zero}. The loss falls only from {full} to "
            "{stuck}, through the output bias.",
            zh="全零初始化后，权重从不移动：第一步隐藏层梯度的最大绝对值为 {zero}。"
            "损失只因输出偏置从 {full} 降到 {stuck}。",
        ),
        result.moved("zeros") == 0 and result.losses["zeros"][-1] < result.losses["zeros"][0],
        zero=float(abs(result.first["zeros"]).max()),
        full=result.losses["zeros"][0],
        stuck=result.losses["zeros"][-1],
    )
    story.claim(
        Text(
            en="After a constant start the units learn, but all the same: their weights differ by "
            "{same} after {steps} steps, and the loss is {alike}.",
            zh="取常数初值，神经元会学习，但学得一模一样：{steps} 步后权重的差别为 {same}，"
            "损失为 {alike}。",
        ),
        result.spread("constant") < 1e-12 and result.moved("constant") > 0,
        same=result.spread("constant"),
        steps=result.given["steps"],
        alike=result.losses["constant"][-1],
    )
    story.claim(
        Text(
            en="Random weights break the symmetry: they differ by {apart} from unit to unit, and "
            "the loss falls to {low}.",
            zh="随机权重打破了对称：各神经元的权重相差 {apart}，损失降到 {low}。",
        ),
        result.spread("random") > 0.1
        and result.losses["random"][-1] < result.losses["constant"][-1],
        apart=result.spread("random"),
        low=result.losses["random"][-1],
    )


TOPIC = Topic(
    name="zero_init",
    kind="experiment",
    title=Text(en="Zero initialisation: units that stay alike", zh="对称性与全零初始化"),
    says=Text(
        en="Hidden units that start alike get equal gradients and stay alike; random ones do not.",
        zh="初值相同的隐藏神经元梯度相同，始终一样；随机初始化才能打破对称。",
    ),
    run=run,
    tell=tell,
    settings={
        "scale": Setting(0.5, 1e-3, 5.0, Text(en="size of the weights", zh="权重的大小")),
        "samples": Setting(40, 4, 1000, Text(en="how many samples", zh="样本数")),
        "lr": Setting(0.02, 1e-5, 1.0, Text(en="Adam's learning rate", zh="Adam 的学习率")),
        "steps": Setting(300, 1, 5000, Text(en="how many steps", zh="步数")),
        "seed": Setting(1, 0, 2**32, Text(en="seed of data and weights", zh="随机种子")),
    },
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 8.4",
)
