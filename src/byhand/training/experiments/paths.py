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


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.say(
        Text(
            en="Six optimizers set out from the same place, on five surfaces. Every optimizer has "
            "a learning rate that suits it on that surface; see the tables.",
            zh="六种优化器从同一点出发，走五个曲面。每种优化器在每个曲面上用适合它的学习率，"
            "见各表。",
        )
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
        Text(en="{steps} steps from the ring.", zh="从圆圈出发走 {steps} 步。"),
        steps=max(len(w.x) for w in walks.values()) - 1,
    )
    rows: list[tuple[Any, ...]] = []
    for name, walked in walks.items():
        x, y = walked.x[-1], walked.y[-1]
        arrived = arrival(surface, walked)
        row = (NAMES[name], rate(name, surface.name), walked.losses[-1])
        if surface.lowest:
            row += (distance(surface, x, y), arrived if arrived < math.inf else "–")
        rows.append(row)
    header = (
        Text(en="optimizer", zh="优化器"),
        same("η"),
        Text(en="last loss", zh="最后的损失"),
        Text(en="distance to the minimum", zh="到极小点的距离"),
        Text(en="arrived after", zh="到达所需步数"),
    )
    story.table(header[: len(rows[0])], rows)


def _panel(surface: Surface, walks: Mapping[str, Walk]) -> Panel:
    return path_panel(surface, [(NAMES[name], walked) for name, walked in walks.items()])


_ROSENBROCK_S_CURVED = Text(
    en="In Rosenbrock's curved valley gradient descent is still {d1} from the minimum; "
    "momentum has come to {d2}, Adam to {d3}.",
    zh="在 Rosenbrock 弯曲的谷中，梯度下降离极小点还有 {d1}，动量法已到 {d2}，Adam 已到 {d3}。",
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
        Text(
            en="On Beale's plateau momentum arrives after {b2} steps, Adam after {b3}, gradient "
            "descent after {b1}.",
            zh="在 Beale 的平台上，动量法 {b2} 步到达，Adam {b3} 步，梯度下降要 {b1} 步。",
        ),
        max(steps["momentum"], steps["adam"]) < steps["sgd"],
        b1=steps["sgd"],
        b2=steps["momentum"],
        b3=steps["adam"],
    )
    at = min(30, result.given["steps"])
    early = {name: walked.losses[at] for name, walked in result.walks["saddle"].items()}
    story.claim(
        Text(
            en="At the saddle the optimizers that divide by the size of the gradient leave first: "
            "after {at} steps the loss of Adam is {s2}, that of gradient descent {s1}.",
            zh="在鞍面上，按梯度大小归一的优化器先离开：走 {at} 步后 Adam 的损失为 {s2}，"
            "梯度下降为 {s1}。",
        ),
        early["adam"] < early["sgd"],
        at=at,
        s1=early["sgd"],
        s2=early["adam"],
    )
    _claim_minima(story, result)


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
