"""The paths of six optimizers over five surfaces."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from byhand.plots import Panel, Plot
from byhand.text import Text, same
from byhand.training.experiments.surfaces import SURFACES, Surface, Walk, walk
from byhand.training.experiments.walks import path_panel
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

if TYPE_CHECKING:
    from byhand.training.optimizers.optimizer import Optimizer

NAMES: dict[str, Text] = {
    "sgd": Text(en="gradient descent", zh="梯度下降"),
    "momentum": Text(en="momentum", zh="动量法"),
    "nesterov": Text(en="Nesterov", zh="Nesterov"),
    "adagrad": same("Adagrad"),
    "rmsprop": same("RMSprop"),
    "adam": same("Adam"),
}
_ORDER = tuple(NAMES)
# The learning rates in that order: of a grid of rates, one with which the walk arrives early and
# does not leave the picture; on the saddle, where nothing is to be reached, one for all.
_RATES: dict[str, tuple[float, ...]] = {
    "ravine": (0.2, 0.1, 0.1, 1.0, 0.1, 0.5),
    "saddle": (0.05, 0.05, 0.05, 0.05, 0.05, 0.05),
    "rosenbrock": (0.002, 0.001, 0.001, 0.5, 0.05, 0.3),
    "beale": (0.05, 0.01, 0.005, 1.0, 0.05, 0.2),
    "himmelblau": (0.01, 0.005, 0.005, 0.5, 0.05, 0.1),
}
_CLOSE = 0.05
"""A walk has arrived where it stays so close to a minimum."""


@dataclass(frozen=True)
class Result:
    """The walks by surface and optimizer."""

    given: Given
    walks: Mapping[str, Mapping[str, Walk]]


def run(given: Given) -> Result:
    """All walks."""
    return Result(
        given,
        {
            name: {o: walk(surface, _made(o, name), given["steps"]) for o in NAMES}
            for name, surface in SURFACES.items()
        },
    )


def _made(optimizer: str, surface: str) -> Optimizer:
    from byhand.training.optimizers.named import make

    return make(optimizer, lr=rate(optimizer, surface))


def rate(optimizer: str, surface: str) -> float:
    """The learning rate of an optimizer on a surface."""
    return _RATES[surface][_ORDER.index(optimizer)]


def distance(surface: Surface, x: float, y: float) -> float:
    """How far a point is from the nearest minimum; inf where there is none."""
    return min((math.hypot(x - a, y - b) for a, b in surface.lowest), default=math.inf)


def arrival(surface: Surface, walked: Walk) -> float:
    """After how many steps a walk is close to a minimum for good; inf for never."""
    far = [
        t
        for t, (x, y) in enumerate(zip(walked.x, walked.y, strict=True))
        if distance(surface, x, y) > _CLOSE
    ]
    last = far[-1] + 1 if far else 0
    return last if last < len(walked.x) else math.inf


def left(walked: Walk) -> float:
    """After how many steps a walk is 1 away from the ridge of the saddle; inf where it never is."""
    return next((t for t, y in enumerate(walked.y) if abs(y) >= 1), math.inf)


_SET = Text(
    en="Momentum and Nesterov have `mu` = {mu}, RMSprop `alpha` = {alpha}, Adam `beta1` = {beta1} "
    "and `beta2` = {beta2}.",
    zh="动量法与 Nesterov 取 `mu` = {mu}，RMSprop 取 `alpha` = {alpha}，"
    "Adam 取 `beta1` = {beta1}、`beta2` = {beta2}。",
)


def _settings(story: Story) -> None:
    momentum, rmsprop, adam = (_made(o, "saddle").settings for o in ("momentum", "rmsprop", "adam"))
    beta1, beta2 = adam["betas"]
    story.say(_SET, mu=momentum["momentum"], alpha=rmsprop["alpha"], beta1=beta1, beta2=beta2)


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.say(
        Text(
            en="Six optimizers set out from the same place, on five surfaces. Every optimizer has "
            "a learning rate that suits it on that surface; on the saddle all have the same. See "
            "the tables.",
            zh="六种优化器从同一点出发，走五个曲面。每种优化器在每个曲面上用适合它的学习率；"
            "鞍面上都取同一个。见各表。",
        )
    )
    _settings(story)
    story.say(
        Text(
            en="A walk has arrived when it is within {close} of a minimum from then on.",
            zh="“到达”是指此后始终在某个极小点 {close} 以内。",
        ),
        close=_CLOSE,
    )
    for name, surface in SURFACES.items():
        story.section(surface.title)
        _surface(story, surface, result.walks[name])
    _claims(story, result)


def _surface(story: Story, surface: Surface, walks: Mapping[str, Walk]) -> None:
    story.formulas(surface.program)
    story.plot(
        surface.name,
        Plot((_panel(surface, walks),), height=2.7, ratio=1.7),
        Text(
            en="{steps} steps from the ring at ({x}, {y}).",
            zh="从圆圈 ({x}, {y}) 出发走 {steps} 步。",
        ),
        steps=max(len(w.x) for w in walks.values()) - 1,
        x=story.number(surface.start[0]),
        y=story.number(surface.start[1]),
    )
    _ends(story, surface, walks)


def _ends(story: Story, surface: Surface, walks: Mapping[str, Walk]) -> None:
    rows: list[tuple[Any, ...]] = []
    for name, walked in walks.items():
        x, y = walked.x[-1], walked.y[-1]
        row = (NAMES[name], rate(name, surface.name), walked.losses[-1])
        if surface.lowest:
            row += (distance(surface, x, y), _steps(arrival(surface, walked)))
        else:
            row += (_steps(left(walked)),)
        rows.append(row)
    header = (
        Text(en="optimizer", zh="优化器"),
        same("η"),
        Text(en="final loss", zh="最终损失"),
        *(_REACHED if surface.lowest else _LEFT),
    )
    story.table(header, rows)


def _steps(count: float) -> float | str:
    return count if count < math.inf else "–"


_REACHED = (
    Text(en="distance to the minimum", zh="到极小点的距离"),
    Text(en="arrived after", zh="到达所需步数"),
)
_LEFT = (Text(en="|y| ≥ 1 after", zh="|y| ≥ 1 所需步数"),)


def _panel(surface: Surface, walks: Mapping[str, Walk]) -> Panel:
    return path_panel(surface, [(NAMES[name], walked) for name, walked in walks.items()])


_ROSENBROCK_S_CURVED = Text(
    en="In Rosenbrock's curved valley gradient descent is still {d1} from the minimum; "
    "momentum is {d2} from it, Adam {d3}.",
    zh="在 Rosenbrock 弯曲的谷中，梯度下降离极小点还有 {d1}，动量法只有 {d2}，Adam 只有 {d3}。",
)
_ON_BEALE_S = Text(
    en="On Beale's plateau all five others arrive before gradient descent, which needs {b1} steps; "
    "Adam is the first, after {b2}.",
    zh="在 Beale 的平台上，其余五种都比梯度下降先到：梯度下降要 {b1} 步，"
    "最快的 Adam 只要 {b2} 步。",
)
_AT_THE_SADDLE = Text(
    en="At the saddle RMSprop and Adam leave first: |y| reaches 1 after {s1} and {s2} steps. "
    "Adagrad, with {s3}, needs more than momentum with {s4}; gradient descent is last, with {s5}.",
    zh="在鞍点附近，RMSprop 和 Adam 最先离开：|y| 分别在第 {s1} 步和第 {s2} 步达到 1。"
    "Adagrad 要 {s3} 步，反而比动量法的 {s4} 步多；梯度下降最慢，要 {s5} 步。",
)


def _claims(story: Story, result: Result) -> None:
    valley, beale = SURFACES["rosenbrock"], SURFACES["beale"]
    away = {n: distance(valley, w.x[-1], w.y[-1]) for n, w in result.walks["rosenbrock"].items()}
    story.claim(
        _ROSENBROCK_S_CURVED,
        max(away["adam"], away["momentum"]) < away["sgd"],
        d1=away["sgd"],
        d2=away["momentum"],
        d3=away["adam"],
    )
    steps = {name: arrival(beale, walked) for name, walked in result.walks["beale"].items()}
    story.claim(
        _ON_BEALE_S,
        all(t < steps["sgd"] for name, t in steps.items() if name != "sgd")
        and all(t > steps["adam"] for name, t in steps.items() if name != "adam"),
        b1=steps["sgd"],
        b2=steps["adam"],
    )
    _claim_saddle(story, result)
    _claim_minima(story, result)


def _claim_saddle(story: Story, result: Result) -> None:
    out = {name: left(walked) for name, walked in result.walks["saddle"].items()}
    others = [out[name] for name in out if name not in ("rmsprop", "adam")]
    story.claim(
        _AT_THE_SADDLE,
        out["rmsprop"] < out["adam"] < min(others)
        and out["momentum"] < out["adagrad"] < out["sgd"]
        and out["sgd"] == max(others),
        s1=out["rmsprop"],
        s2=out["adam"],
        s3=out["adagrad"],
        s4=out["momentum"],
        s5=out["sgd"],
    )


def _claim_minima(story: Story, result: Result) -> None:
    surface, walks = SURFACES["himmelblau"], result.walks["himmelblau"]
    ends = [(walked.x[-1], walked.y[-1]) for walked in walks.values()]
    found = {min(surface.lowest, key=lambda place, end=end: math.dist(end, place)) for end in ends}
    story.claim(
        Text(
            en="Himmelblau's function has four minima of the same depth; all six optimizers arrive "
            "at one, and at {kinds} different ones in all.",
            zh="Himmelblau 函数有四个一样深的极小点；六种优化器都走到了极小点，共 {kinds} "
            "个不同的。",
        ),
        all(arrival(surface, walked) < math.inf for walked in walks.values()),
        kinds=len(found),
    )


TOPIC = Topic(
    name="paths",
    kind="experiment",
    title=Text(en="The paths of six optimizers", zh="六种优化器的路径"),
    says=Text(
        en="Six optimizers on a ravine, a saddle, and the surfaces of Rosenbrock, Beale, "
        "Himmelblau.",
        zh="六种优化器走峡谷、鞍面，以及 Rosenbrock、Beale、Himmelblau 函数的曲面。",
    ),
    run=run,
    tell=tell,
    settings={"steps": Setting(200, 10, 2000, Text(en="how many steps", zh="步数"))},
    source="; ".join(surface.source for surface in SURFACES.values() if surface.source),
)
