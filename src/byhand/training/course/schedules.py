"""Learning rates that change with the steps: formulas, curves, and what they are for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from byhand.plots import Line, Panel, Plot
from byhand.text import Text, same
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic
from byhand.training.optimizers.schedules import SCHEDULES, Schedule, cosine, warm_up

_LETTERS = {
    "lr": "eta",
    "T_max": "T",
    "total_iters": "T",
    "start_factor": "a",
    "end_factor": "b",
}
"""What the page writes for the names of settings."""
_WALKS = 400
"""So many walks are averaged."""


def schedules_of(given: Given) -> dict[str, Schedule]:
    """Every schedule of the table from the same rate, and a warm-up before a cosine."""
    lr, steps = given["lr"], given["steps"]
    settings: dict[str, dict[str, float]] = {
        "constant": {},
        "step": {"step_size": max(1, steps // 3)},
        "exponential": {"gamma": 0.01 ** (1 / steps)},
        "cosine": {"T_max": steps},
        "warm_up": {"start_factor": 0.1, "total_iters": max(1, steps // 10)},
    }
    found: dict[str, Schedule] = {
        name: rule(lr, **settings[name]) for name, rule in SCHEDULES.items()
    }
    first = max(1, steps // 10)
    start = warm_up(lr, start_factor=0.1, total_iters=first)
    return {**found, "both": start.then(cosine(lr, T_max=max(1, steps - first)), at=first)}


@dataclass(frozen=True)
class Result:
    """The rate and the mean loss after every step, by schedule."""

    given: Given
    rates: Mapping[str, tuple[float, ...]]
    losses: Mapping[str, Any]

    @property
    def floor(self) -> float:
        """The mean loss at which a constant rate is derived to end."""
        lr = self.given["lr"]
        return lr * self.given["noise"] ** 2 / (2 * (2 - lr))

    def end(self, name: str) -> float:
        """The mean loss over the last tenth of the steps."""
        last = max(1, self.given["steps"] // 10)
        return float(self.losses[name][-last:].mean())


def run(given: Given) -> Result:
    """Walk down a parabola with noisy gradients, with every schedule and the same noise."""
    import numpy as np

    noise = np.random.default_rng(given["seed"]).normal(size=(given["steps"], _WALKS))
    rates, losses = {}, {}
    for name, schedule in schedules_of(given).items():
        w = np.full(_WALKS, given["start"])
        rates[name] = tuple(schedule(k) for k in range(given["steps"]))
        means = [float((w**2).mean() / 2)]
        for rate, draw in zip(rates[name], noise, strict=True):
            w = w - rate * (w + given["noise"] * draw)
            means.append(float((w**2).mean() / 2))
        losses[name] = np.array(means)
    return Result(given, rates, losses)


def _short(formula: str) -> str:
    for name, letter in _LETTERS.items():
        formula = re.sub(rf"\b{name}\b", letter, formula)
    return formula


_INTRO = Text(
    en="The learning rate that starts well is not the one that ends well: far away large steps are "
    "good, but near the minimum the noise of the mini-batches keeps large steps from settling.",
    zh="开头合适的学习率，到了结尾未必合适：离极小点远时步子大些好，"
    "到了附近，小批量的噪声却让大步子停不下来。",
)
_FORMULAS = Text(
    en="The rate at the start is `eta`, that after `k` steps has the index `k`. `n` counts the "
    "whole "
    "periods in `k` steps, `T` is how many steps a schedule lasts, and a warm-up goes from `a` to "
    "`b` times the rate.",
    zh="初始学习率记作 `eta`，走 `k` 步之后的学习率带下标 `k`。`n` 是 `k` 步中完整的周期数，"
    "`T` 是持续的步数；预热把学习率从 `a` 倍升到 `b` 倍。",
)
_NOISE = Text(
    en="Take `L = w^2/2` and a gradient with noise, `g = w + e`, where `e` has mean 0 and standard "
    "deviation `sigma`. One step with a constant rate makes of `w`",
    zh="取 `L = w^2/2`，梯度带有噪声：`g = w + e`，其中 `e` 的均值为 0、标准差为 `sigma`。"
    "学习率不变时，走一步得到",
)
_SETTLED = Text(
    en="The noise does not depend on `w`, so the variance `v` of `w` goes from step to step by the "
    "first line below; it settles where both sides are equal, and with it the mean loss `v/2`.",
    zh="噪声与 `w` 无关，所以 `w` 的方差 `v` 按下面第一行逐步变化；"
    "两边相等时稳定下来，平均损失随之稳定在 `v/2`。",
)
_FLOOR = Text(
    en="The floor is nearly in proportion to the rate: only a rate that goes to 0 reaches the "
    "minimum.",
    zh="这个下限大致与学习率成正比：只有学习率趋于 0，才能到达极小点。",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    given = result.given
    story.say(_INTRO)
    story.section(Text(en="The schedules", zh="几种学习率策略"))
    story.say(_FORMULAS, "rule")
    for name in ("step", "exponential", "cosine", "warm_up"):
        rule = SCHEDULES[name]
        story.say(rule.title, "rule")
        story.formulas(f"eta[k] = {_short(rule.formula)}")
    story.plot("schedules", _plot(result), _CAPTION)
    story.section(Text(en="Why the rate must fall", zh="学习率为什么要下降"))
    story.say(_NOISE, "rule")
    story.formulas("w[t] = w[t-1] - eta*(w[t-1] + e) = (1 - eta)*w[t-1] - eta*e")
    story.say(_SETTLED, "rule")
    story.formulas(
        "v[t] = (1 - eta)^2*v[t-1] + eta^2*sigma^2",
        "v = eta^2*sigma^2/(1 - (1 - eta)^2) = eta*sigma^2/(2 - eta)",
    )
    at = {"eta": given["lr"], "sigma": given["noise"]}
    story.worked(("v/2", "eta*sigma^2/(2*(2 - eta))", at))
    story.say(_FLOOR)
    _claims(story, result)


_CAPTION = Text(
    en="Left: the learning rate after k steps. Right: the mean loss of many noisy walks down a "
    "parabola; dotted, the floor derived for the constant rate.",
    zh="左：走 k 步后的学习率。右：许多条带噪声的下降轨迹的平均损失；点线是恒定学习率的理论下限。",
)
_BOTH = Text(en="warm-up, then cosine", zh="先预热，再余弦")
_SHOWN = ("constant", "step", "exponential", "cosine", "both")


def _plot(result: Result) -> Plot:
    rates, losses = [], []
    for i, name in enumerate(_SHOWN):
        label = _BOTH if name == "both" else SCHEDULES[name].title
        rates.append(Line(range(len(result.rates[name])), result.rates[name], label, color=i))
        losses.append(Line(range(len(result.losses[name])), result.losses[name], color=i))
    steps = result.given["steps"]
    losses.append(Line([0, steps], [result.floor] * 2, look="dotted", color=6))
    k, t = same("$k$"), same("$t$")
    rate, loss = Text(en="learning rate", zh="学习率"), Text(en="mean loss", zh="平均损失")
    return Plot(
        (
            Panel(tuple(rates), k, rate, above=True),
            Panel(tuple(losses), t, loss, y_log=True),
        )
    )


def _claims(story: Story, result: Result) -> None:
    constant, ends = result.end("constant"), {name: result.end(name) for name in _SHOWN}
    falling = ("step", "exponential", "cosine", "both")
    story.claim(
        Text(
            en="With a constant rate the mean loss ends at {constant}; the derivation says "
            "{floor}.",
            zh="学习率不变时，平均损失最终为 {constant}；推导给出 {floor}。",
        ),
        abs(constant / result.floor - 1) < 0.1,
        constant=constant,
        floor=result.floor,
    )
    story.claim(
        Text(
            en="Every rate that falls ends lower: by steps {step}, exponentially {exponential}, as "
            "a cosine {cosine}, with a warm-up before the cosine {both}.",
            zh="凡是下降的学习率，结果都更低：阶梯衰减 {step}，指数衰减 {exponential}，"
            "余弦退火 {cosine}，先预热再余弦 {both}。",
        ),
        max(ends[name] for name in falling) < constant,
        **{name: ends[name] for name in falling},
    )


TOPIC = Topic(
    name="schedules",
    kind="course",
    title=Text(en="Learning rates that fall", zh="学习率的衰减与预热"),
    says=Text(
        en="Step, exponential and cosine decay, warm-up, and why noise makes a falling rate "
        "necessary.",
        zh="阶梯、指数、余弦衰减与预热，以及为什么有噪声时学习率必须下降。",
    ),
    run=run,
    tell=tell,
    settings={
        "lr": Setting(0.2, 0.001, 1.0, Text(en="learning rate at the start", zh="初始学习率")),
        "steps": Setting(300, 20, 5000, Text(en="how many steps", zh="步数")),
        "noise": Setting(
            1.0, 0.001, 100.0, Text(en="standard deviation of the noise", zh="噪声的标准差")
        ),
        "start": Setting(5.0, -100.0, 100.0, Text(en="weight at the start", zh="权重初值")),
        "seed": Setting(0, 0, 2**32, Text(en="seed of the noise", zh="随机种子")),
    },
    source="Robbins and Monro (1951); Loshchilov and Hutter (2017)",
)
