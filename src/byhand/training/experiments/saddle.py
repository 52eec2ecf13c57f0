"""A saddle point: a flat place that is no minimum, and how long it holds a walk."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from byhand.plots import Line, Panel, Plot
from byhand.text import Text
from byhand.training.experiments.surfaces import SADDLE, Walk, walk
from byhand.training.experiments.walks import LOSS, STEP, path_panel
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

_NAMES = {
    "gd": Text(en="gradient descent", zh="梯度下降"),
    "momentum": Text(en="momentum", zh="动量法"),
    "adam": Text(en="Adam", zh="Adam"),
}


@dataclass(frozen=True)
class Result:
    """Walks that start beside the ridge, one that starts on it, and one on it with noise."""

    given: Given
    walks: Mapping[str, Walk]
    ridge: Walk
    noisy: tuple[float, ...]
    """How far the noisy walk was from the ridge after every step."""

    def escape(self, name: str) -> float:
        """After how many steps a walk is 1 away from the ridge; inf where it never is."""
        far = (t for t, y in enumerate(self.walks[name].y) if abs(y) >= 1)
        return next(far, math.inf)

    @property
    def noise_escape(self) -> float:
        """The same for the walk with noise."""
        return next((t for t, y in enumerate(self.noisy) if abs(y) >= 1), math.inf)


def run(given: Given) -> Result:
    """All walks; the noise is added to the gradient, as a small batch would."""
    import numpy as np

    from byhand.training.optimizers.adaptive import Adam
    from byhand.training.optimizers.table import SGD

    rate, steps = given["lr"], given["steps"]
    surface = replace(SADDLE, start=(-1.0, given["beside"]))
    optimizers = {
        "gd": SGD(lr=rate),
        "momentum": SGD(lr=rate, momentum=given["momentum"]),
        "adam": Adam(lr=rate),
    }
    walks = {name: walk(surface, made, steps) for name, made in optimizers.items()}
    ridge = walk(replace(SADDLE, start=(-1.0, 0.0)), SGD(lr=rate), steps)
    rng = np.random.default_rng(given["seed"])
    y, far = 0.0, [0.0]
    for _ in range(steps):
        slope = SADDLE.function(x=0.0, y=y)[1]["y"]
        y -= rate * (slope + given["noise"] * float(rng.normal()))
        far.append(abs(y))
    return Result(given, walks, ridge, tuple(far))


_SADDLE_POINT_GRADIENT = Text(
    en="At a saddle point the gradient is 0 though the loss falls on both sides. In many "
    "dimensions saddles are far more common than bad minima, so what matters is how an "
    "optimizer leaves one.",
    zh="鞍点处梯度为 0，但向两侧走损失还会下降。维数高时鞍点远比坏的极小点常见，"
    "所以关键是优化器怎样离开鞍点。",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.say(_SADDLE_POINT_GRADIENT)
    story.section(Text(en="Slopes and curvatures", zh="偏导数与曲率"))
    story.gradients(SADDLE.program, ["x", "y"])
    story.say(
        Text(
            en="Both derivatives are 0 at `x = 0`, `y = 0`. The curvatures are 2 along `x` and −2 "
            "along `y`: one of each sign, so the point is a saddle. A step multiplies `x` by "
            "`1 - 2*eta` and `y` by `1 + 2*eta`; a small distance `y_0` from the ridge grows as",
            zh="在 `x = 0`、`y = 0` 处两个偏导数都为 0；曲率在 `x` 方向为 2，在 `y` 方向为 −2，"
            "一正一负，"
            "所以是鞍点。每一步把 `x` 乘以 `1 - 2*eta`，把 `y` 乘以 `1 + 2*eta`；"
            "离脊线的微小距离 `y_0` 按下式增长：",
        ),
        "rule",
    )
    story.formulas("y_t = (1 + 2*eta)^t*y_0")
    story.say(Text(en="and reaches 1 after so many steps:", zh="增长到 1 所需的步数："), "rule")
    at = {"eta": result.given["lr"], "y_0": result.given["beside"]}
    (steps,) = story.worked(("t", "log(1/y_0)/log(1 + 2*eta)", at))
    story.section(Text(en="The walks", zh="各条路径"))
    labels = [(_NAMES[name], walked) for name, walked in result.walks.items()]
    story.plot(
        "saddle",
        Plot((path_panel(replace(SADDLE, start=(-1, 0)), labels), _lower(labels))),
        Text(
            en="Walks that start beside the ridge, and their loss.",
            zh="从脊线旁出发的路径，以及沿途的损失。",
        ),
    )
    _claims(story, result, steps)


def _lower(labels: Sequence[tuple[Text, Walk]]) -> Panel:
    lines = tuple(
        Line(range(len(walked.losses)), walked.losses, color=i)
        for i, (_, walked) in enumerate(labels)
    )
    return Panel(lines, STEP, LOSS, y_range=(-2.0, 1.2))


_GRADIENT_DESCENT_NEEDS = Text(
    en="Gradient descent needs {gd} steps to leave; the formula says {predicted}.",
    zh="梯度下降要 {gd} 步才离开鞍点；公式给出 {predicted}。",
)


def _claims(story: Story, result: Result, predicted: float) -> None:
    given = result.given
    story.claim(
        _GRADIENT_DESCENT_NEEDS,
        abs(result.escape("gd") - math.ceil(predicted)) <= 1,
        gd=result.escape("gd"),
        predicted=predicted,
    )
    story.claim(
        Text(
            en="Momentum ({momentum} steps) and Adam ({adam} steps) leave earlier.",
            zh="动量法（{momentum} 步）和 Adam（{adam} 步）离开得更早。",
        ),
        max(result.escape("momentum"), result.escape("adam")) < result.escape("gd"),
        momentum=result.escape("momentum"),
        adam=result.escape("adam"),
    )
    story.claim(
        Text(
            en="Exactly on the ridge the gradient points along it: after {steps} steps the "
            "distance of gradient descent from the ridge is still {stuck}.",
            zh="恰好在脊线上时梯度只沿脊线方向：走了 {steps} 步，梯度下降离脊线的距离仍是 "
            "{stuck}。",
        ),
        abs(result.ridge.y[-1]) == 0,
        steps=given["steps"],
        stuck=abs(result.ridge.y[-1]),
    )
    story.claim(
        Text(
            en="Noise of size {noise} in the gradient frees it after {freed} steps: the noise of "
            "small batches is a help here.",
            zh="梯度里加上大小为 {noise} 的噪声，{freed} 步后就离开了：小批量的噪声在这里帮了忙。",
        ),
        math.isfinite(result.noise_escape),
        noise=given["noise"],
        freed=result.noise_escape,
    )


TOPIC = Topic(
    name="saddle",
    kind="experiment",
    title=Text(en="Escape from a saddle point", zh="逃离鞍点"),
    says=Text(
        en="How long a saddle point holds gradient descent, momentum and Adam, and what noise "
        "does.",
        zh="鞍点会困住梯度下降、动量法和 Adam 多久，噪声又有什么作用。",
    ),
    run=run,
    tell=tell,
    settings={
        "lr": Setting(0.05, 1e-4, 0.4, Text(en="the learning rate", zh="学习率")),
        "beside": Setting(
            0.001, 1e-9, 0.5, Text(en="the distance at first", zh="起始时离脊线的距离")
        ),
        "momentum": Setting(0.9, 0.0, 0.999, Text(en="momentum μ", zh="动量系数 μ")),
        "noise": Setting(0.01, 0.0, 1.0, Text(en="noise in the gradient", zh="梯度噪声的大小")),
        "steps": Setting(120, 2, 2000, Text(en="how many steps", zh="步数")),
        "seed": Setting(0, 0, 2**32, Text(en="seed of the noise", zh="随机种子")),
    },
    source="Dauphin et al., Identifying and attacking the saddle point problem (2014)",
)
