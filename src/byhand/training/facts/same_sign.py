"""Inputs that are all positive make all weight gradients of a neuron share a sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from byhand.plots import Line, Panel, Plot, maths
from byhand.text import Text
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

_PROGRAM = "z = w_1*x_1 + w_2*x_2; L = 1/2*(z - y)^2"
_GOAL = (1.0, -1.0)
"""The weights to be found: one has to grow while the other shrinks."""


@dataclass(frozen=True)
class Result:
    """The share of steps in which all weights move the same way, and two walks."""

    given: Given
    positive: float
    centred: float
    many: float
    """The same for the gradient over all samples, with positive inputs."""
    walks: tuple[Any, Any]
    """The weights over the steps, with positive and with centred inputs: (steps + 1, 2) each."""

    def steps_to(self, walk: int) -> float:
        """After how many steps a walk is within 0.1 of the goal; inf for never."""
        import numpy as np

        far = np.linalg.norm(self.walks[walk] - np.array(_GOAL), axis=1)
        near = np.flatnonzero(far < 0.1)
        return float(near[0]) if len(near) else float("inf")


def run(given: Given) -> Result:
    """Gradients of single samples, of all, and two walks of gradient descent."""
    import numpy as np

    rng = np.random.default_rng(given["seed"])
    normal = rng.normal(size=(given["samples"], 2))
    squashed = 1 / (1 + np.exp(-normal))  # what a layer of sigmoids hands on
    centred = squashed - squashed.mean(axis=0)
    shares = [_share(_single(x)) for x in (squashed, centred)]
    weights = rng.normal(size=(200, 2))
    whole = np.stack([_gradient(squashed, w) for w in weights])
    walks = tuple(_walk(given, x) for x in (squashed, centred))
    return Result(given, shares[0], shares[1], _share(whole), (walks[0], walks[1]))


def _single(x: Any) -> Any:
    """The gradient of every sample at weights 0."""
    import numpy as np

    return -(x @ np.array(_GOAL))[:, None] * x


def _gradient(x: Any, w: Any) -> Any:
    """The mean gradient at some weights."""
    import numpy as np

    return x.T @ (x @ (w - np.array(_GOAL))) / len(x)


def _share(gradients: Any) -> float:
    """The share of gradients whose entries have one sign."""
    import numpy as np

    return float((np.abs(np.sign(gradients).sum(axis=1)) == gradients.shape[1]).mean())


def _walk(given: Given, x: Any) -> Any:
    """Single samples in a fixed order; a step removes the share `lr` of the sample's error."""
    import numpy as np

    w, path = np.zeros(2), [np.zeros(2)]
    for t in range(given["steps"]):
        sample = x[t % len(x)]
        error = sample @ (w - np.array(_GOAL))
        w = w - given["lr"] * error * sample / (sample @ sample)
        path.append(w)
    return np.stack(path)


_DELTA = Text(
    en="Every gradient is the same number `delta = z - y`, the gradient with respect to `z`, times "
    "its own input. If all inputs are positive, as they are after a sigmoid, all of them have the "
    "sign of `delta`: in one step all weights of the neuron grow, or all shrink. After a ReLU, "
    "whose outputs may be 0, no two of them have opposite signs.",
    zh="每个梯度都是同一个数 `delta = z - y`（对 `z` 的梯度）乘以自己的输入。若输入全为正"
    "（例如上一层是 Sigmoid），所有梯度都与 `delta` 同号：一步之内，"
    "这个神经元的权重要么一起增大，要么一起减小。上一层是 ReLU 时输出可以为 0，"
    "但不会有两个梯度异号。",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.section(Text(en="Every gradient has the same factor", zh="所有梯度有一个公共因子"))
    at = {"w_1": 0, "w_2": 0, "x_1": 0.7, "x_2": 0.4, "y": 1}
    story.gradients(_PROGRAM, ["w_1", "w_2"], at)
    story.say(_DELTA)
    story.section(Text(en="A zig-zag", zh="锯齿形路径"))
    story.say(_ZIGZAG)
    story.say(_SCALED, lr=_percent(result.given["lr"]))
    story.plot(
        "same_sign",
        _plot(result),
        Text(
            en="The weights over the steps: with positive inputs (left), and with the same inputs "
            "minus their mean (right).",
            zh="权重走过的路径：输入全为正（左）；同样的输入减去均值（右）。",
        ),
    )
    _claims(story, result)


_ZIGZAG = Text(
    en="The weights that are wanted lie at (1, −1), so the first has to grow and the second to "
    "shrink. With positive inputs no step on a single sample can do both; the walk goes there in a "
    "zig-zag.",
    zh="要找的权重在 (1, −1)：第一个该增大，第二个该减小。输入全为正时，按单个样本走的一步不可能"
    "两者兼顾，只好走锯齿形。",
)
_SCALED = Text(
    en="Each step takes one sample and is scaled by 1/|x|², so that it removes {lr} of the "
    "error of that sample.",
    zh="每一步只用一个样本，并除以 |x|²，恰好消去该样本误差的 {lr}。",
)


def _plot(result: Result) -> Plot:
    titles = (
        Text(en="positive inputs", zh="输入全为正"),
        Text(en="centred inputs", zh="输入已中心化"),
    )
    panels = []
    for i, (walk, title) in enumerate(zip(result.walks, titles, strict=True)):
        path = Line(walk[:, 0], walk[:, 1], look="path", color=i)
        goal = Line([_GOAL[0]], [_GOAL[1]], look="points", color=2)
        panels.append(
            Panel(
                (path, goal),
                maths("w_1"),
                maths("w_2"),
                title,
                x_range=(-0.5, 1.5),
                y_range=(-1.5, 0.5),
                floor=False,
            )
        )
    return Plot(tuple(panels), height=2.4, ratio=1.1)


def _claims(story: Story, result: Result) -> None:
    story.claim(
        Text(
            en="With positive inputs the gradient of a single sample has one sign in {positive} of "
            "all samples; with centred inputs in {centred}.",
            zh="输入全为正时，单个样本的梯度各分量同号的占 {positive}；中心化之后只占 {centred}。",
        ),
        result.positive == 1 and result.centred < 0.9,
        positive=_percent(result.positive),
        centred=_percent(result.centred),
    )
    story.claim(
        Text(
            en="Over a batch the factors `delta` differ, and the signs may too: for the whole "
            "batch "
            "they agree in {many} of 200 places.",
            zh="对一个批量求平均时，各样本的 `delta` 不同，符号也就可以不同：随机取 200 处，"
            "全批量梯度同号的占 {many}。",
        ),
        result.many < 1,
        many=_percent(result.many),
    )
    story.claim(
        Text(
            en="Centred inputs come within 0.1 of the goal after {fast} steps, positive ones after "
            "{slow}.",
            zh="中心化的输入 {fast} 步就到达目标 0.1 以内，全为正的输入要 {slow} 步。",
        ),
        result.steps_to(1) < result.steps_to(0),
        fast=result.steps_to(1),
        slow=result.steps_to(0),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


TOPIC = Topic(
    name="same_sign",
    kind="experiment",
    title=Text(en="Positive inputs: gradients of one sign", zh="输入全为正：梯度同号"),
    says=Text(
        en="After a sigmoid all weight gradients of a neuron share a sign, and its walk zig-zags.",
        zh="上一层是 Sigmoid 时，神经元的权重梯度全部同号，路径呈锯齿形。",
    ),
    run=run,
    tell=tell,
    settings={
        "samples": Setting(300, 10, 10000, Text(en="how many samples", zh="样本数")),
        "lr": Setting(
            0.5, 0.01, 1.9, Text(en="share of the error a step removes", zh="每步消去误差的比例")
        ),
        "steps": Setting(200, 1, 5000, Text(en="how many steps", zh="步数")),
        "seed": Setting(0, 0, 2**32, Text(en="seed of the samples", zh="随机种子")),
    },
    source="LeCun, Bottou, Orr and Müller, Efficient BackProp (1998), section 4.3",
)
