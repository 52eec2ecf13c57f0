"""Batches of 1, of 32, and of all samples: how noisy the gradient is, and what that does."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from byhand.plots import Line, Panel, Plot
from byhand.text import Text, same
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

_PROGRAM = "x: (N,)\ny: (N,)\nL = mean((w*x + b - y)^2)"
_DRAWS = 4000
"""So many batches are drawn to measure the noise of their gradients."""


@dataclass(frozen=True)
class Result:
    """The noise of the gradient by batch size, and a run with each size."""

    given: Given
    sigma: float
    """The standard deviation of the derivative by w of single samples, at the start."""
    measured: Mapping[int, float]
    predicted: Mapping[int, float]
    costs: Mapping[int, tuple[float, ...]]
    """The cost over all samples after every recorded step."""
    seen: Mapping[int, tuple[float, ...]]
    """How many epochs had been seen then."""
    lowest: float
    """The least cost there is."""

    @property
    def sizes(self) -> list[int]:
        """The batch sizes, the smallest first."""
        return list(self.measured)

    def ratio(self, of: Mapping[int, float]) -> float:
        """How many times as noisy single samples are as batches of the middle size."""
        one, batch, _ = self.sizes
        return of[one] / of[batch]

    def excess(self, size: int) -> float:
        """How far the cost was above the least one, on average over the last epoch."""
        last = [
            cost
            for cost, epochs in zip(self.costs[size], self.seen[size], strict=True)
            if epochs > self.given["epochs"] - 1
        ]
        return sum(last) / len(last) - self.lowest


def run(given: Given) -> Result:
    """Measure the noise, then train with every batch size."""
    import numpy as np

    rng = np.random.default_rng(given["seed"])
    count = given["samples"]
    x = rng.normal(size=count)
    y = 2 * x - 1 + given["noise"] * rng.normal(size=count)
    slopes = -2 * x * y  # of every sample at w = b = 0
    sizes = [1, min(given["batch"], count - 1), count]
    sigma = float(slopes.std())
    measured, predicted = {}, {}
    for size in sizes:
        order = rng.random((_DRAWS, count)).argpartition(size - 1, axis=1)[:, :size]
        measured[size] = float(slopes[order].mean(axis=1).std())
        left = (count - size) / (count - 1)
        predicted[size] = sigma * math.sqrt(left / size)
    design = np.stack([x, np.ones(count)], axis=1)
    best = np.linalg.lstsq(design, y, rcond=None)[0]
    lowest = float(np.mean((design @ best - y) ** 2))
    runs = {size: _trained(given, x, y, size) for size in sizes}
    costs = {size: tuple(history.losses) for size, history in runs.items()}
    seen = {s: tuple(t * s / count for t in h.recorded) for s, h in runs.items()}
    return Result(given, sigma, measured, predicted, costs, seen, lowest)


def _trained(given: Given, x: Any, y: Any, size: int) -> Any:
    from byhand.problem import Problem
    from byhand.training.loop.train import How, train_problem

    at = {"x": x, "y": y, "w": 0.0, "b": 0.0}
    how = How(epochs=given["epochs"], batch_size=size, seed=given["seed"], data=["x", "y"], every=1)
    asked = (None, ["w", "b"], ())
    settings = {"lr": given["lr"]}
    return train_problem(Problem(_PROGRAM), at, "sgd", settings, asked, how)


_STEP_MAY_LOOK = Text(
    en="A step may look at one sample, at a small batch, or at all of them. The gradient "
    "of a batch is an estimate of that of all samples: unbiased, but noisy.",
    zh="每一步可以只看一个样本、一个小批量，或者全部样本。小批量的梯度"
    "是全体梯度的无偏估计，但带有噪声。",
)
_GRADIENT_BATCH_MEAN = Text(
    en="The gradient of a batch is the mean of those of its samples. Take the derivative with "
    "respect to `w`: if `sigma` is its standard deviation over all `N` samples, the mean of `B` "
    "of them, drawn without replacement, has the standard deviation",
    zh="小批量的梯度是其中各样本梯度的平均。只看对 `w` 的导数：若它在全部 `N` 个样本上的标准差为 "
    "`sigma`，不放回地取 `B` 个，其平均值的标准差为",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    given = result.given
    story.say(_STEP_MAY_LOOK)
    story.section(Text(en="How noisy", zh="噪声有多大"))
    story.gradients("L = (w*x + b - y)^2", ["w", "b"])
    story.say(_GRADIENT_BATCH_MEAN, "rule")
    story.formulas("s = sigma/sqrt(B)*sqrt((N - B)/(N - 1))")
    story.say(
        Text(
            en="Here `sigma` = {sigma} at `w` = 0, `b` = 0, for {count} samples. Each batch size "
            "was drawn {draws} times:",
            zh="在 `w` = 0、`b` = 0 处，{count} 个样本的 `sigma` = {sigma}。每种批量各抽取 "
            "{draws} 次：",
        ),
        "rule",
        sigma=result.sigma,
        count=given["samples"],
        draws=_DRAWS,
    )
    header = (same("B"), Text(en="formula", zh="公式"), Text(en="measured", zh="实测"))
    story.table(
        header, [(size, result.predicted[size], result.measured[size]) for size in result.sizes]
    )
    story.section(Text(en="What it does to training", zh="对训练的影响"))
    story.plot(
        "batch_noise",
        _plot(result),
        Text(
            en="The cost over all samples: left by epochs; right by updates, up to {most} of the "
            "{updates} that single samples make.",
            zh="全部样本上的代价：左图按轮数；右图按更新次数，只画到第 {most} 次，"
            "而单样本更新共 {updates} 次。",
        ),
        most=_most(result),
        updates=len(result.costs[1]) - 1,
    )
    _claims(story, result)


def _plot(result: Result) -> Plot:
    def label(size: int) -> Text:
        if size == result.given["samples"]:
            return Text(en="all", zh="全部")
        return same(f"$B = {size}$")

    above = {size: [c - result.lowest for c in costs] for size, costs in result.costs.items()}
    order = list(enumerate(result.sizes))
    by_epoch = tuple(Line(result.seen[s], above[s], label(s), color=i) for i, s in order)
    by_step = tuple(Line(range(len(above[s])), above[s], color=i) for i, s in order)
    cost = Text(en="cost above the least", zh="代价减最小代价")
    updates = Text(en="updates", zh="更新次数")
    return Plot(
        (
            Panel(by_epoch, Text(en="epochs", zh="轮数"), cost, y_log=True, above=True),
            Panel(by_step, updates, cost, y_log=True, x_range=(0, _most(result))),
        )
    )


def _most(result: Result) -> int:
    """So many updates are drawn: four times those of the middle batch size, or all there are."""
    return min(4 * (len(result.costs[result.sizes[1]]) - 1), len(result.costs[1]) - 1)


_BATCH_TIMES_LESS = Text(
    en="The noise of a batch of {batch} is smaller than that of one sample by a factor of "
    "{ratio}; the formula says {predicted}, the root of {batch} alone {root}.",
    zh="{batch} 个样本的小批量，噪声缩小到单个样本的 {ratio} 分之一；公式给出 {predicted}，"
    "只按 {batch} 的平方根算是 {root}。",
)
_FAR_AHEAD = Text(
    en="After one epoch small batches are far ahead: the cost is {f1} with single samples, {f2} "
    "with batches of {batch}, {f3} with all at once.",
    zh="一轮之后，小批量明显领先：代价分别为单个样本 {f1}、每批 {batch} 个 {f2}、全部样本 {f3}。",
)
_NOT_SETTLING = Text(
    en="But with a fixed learning rate noise keeps single samples from settling: in the last epoch "
    "they are on average {e1} above the least cost, batches of {batch} only {e2}.",
    zh="但学习率不变时，噪声使单样本更新停不下来：最后一轮平均比最小代价高 {e1}，"
    "而小批量只高 {e2}。",
)


def _claims(story: Story, result: Result) -> None:
    one, batch, all_ = result.sizes
    ratio, predicted = result.ratio(result.measured), result.ratio(result.predicted)
    story.claim(
        _BATCH_TIMES_LESS,
        abs(ratio / predicted - 1) < 0.05,
        batch=batch,
        ratio=ratio,
        predicted=predicted,
        root=math.sqrt(batch),
    )
    story.claim(
        Text(
            en="All samples together have no noise: {none}.", zh="全部样本一起则没有噪声：{none}。"
        ),
        result.measured[all_] < 1e-12,
        none=round(result.measured[all_], 12),
    )
    first = {size: result.costs[size][result.given["samples"] // size] for size in result.sizes}
    story.claim(
        _FAR_AHEAD,
        max(first[one], first[batch]) - result.lowest < (first[all_] - result.lowest) / 2,
        f1=first[one],
        f2=first[batch],
        f3=first[all_],
    )
    story.claim(
        _NOT_SETTLING,
        result.excess(one) > result.excess(batch),
        e1=result.excess(one),
        e2=result.excess(batch),
    )


TOPIC = Topic(
    name="batch_noise",
    kind="experiment",
    title=Text(en="Batches of 1, of 32, of all", zh="批量大小：1、32、全部"),
    says=Text(
        en="Small batches make many noisy steps, all samples few exact ones.",
        zh="小批量走很多带噪声的步，全批量走少数精确的步。",
    ),
    run=run,
    tell=tell,
    settings={
        "samples": Setting(256, 8, 5000, Text(en="how many samples", zh="样本数")),
        "batch": Setting(32, 2, 5000, Text(en="the size of a mini-batch", zh="小批量的大小")),
        "noise": Setting(1.0, 0.0, 10.0, Text(en="noise of the data", zh="数据噪声")),
        "lr": Setting(0.05, 1e-5, 1.0, Text(en="the learning rate", zh="学习率")),
        "epochs": Setting(12, 1, 100, Text(en="how many epochs", zh="轮数")),
        "seed": Setting(0, 0, 2**32, Text(en="seed of data and order", zh="随机种子")),
    },
    source="Bottou, Curtis and Nocedal, Optimization Methods for Large-Scale Machine Learning "
    "(2018), section 4",
)
