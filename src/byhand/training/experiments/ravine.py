"""A ravine: plain gradient descent oscillates across it, momentum runs along it."""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from itertools import pairwise

from byhand.plots import Plot
from byhand.text import Text
from byhand.training.experiments.surfaces import RAVINE, Walk, walk
from byhand.training.experiments.walks import loss_panel, path_panel
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

# The curvatures of the ravine along and across: the second derivatives of 0.1·x² + 2·y².
ALONG, ACROSS = 0.2, 4.0


@dataclass(frozen=True)
class Result:
    """Three walks: the largest rate that is safe, a longer one, and that one with momentum."""

    given: Given
    safe: Walk
    long: Walk
    momentum: Walk

    @property
    def radius(self) -> float:
        """By how much a step with momentum multiplies the worse error in the long run."""
        rate, mu = self.given["long"], self.given["momentum"]
        return max(spectral_radius(rate, mu, h) for h in (ALONG, ACROSS))

    @property
    def turning(self) -> bool:
        """Whether the roots of both directions are complex, so that |r| is √μ in both."""
        rate, mu = self.given["long"], self.given["momentum"]
        return all((1 + mu - rate * h) ** 2 < 4 * mu for h in (ALONG, ACROSS))

    @property
    def measured(self) -> float:
        """By how much a step with momentum multiplied the distance to the minimum, on average."""
        distances = [
            math.hypot(*point) for point in zip(self.momentum.x, self.momentum.y, strict=True)
        ]
        return (distances[-1] / distances[0]) ** (1 / (len(distances) - 1))


def spectral_radius(rate: float, mu: float, h: float) -> float:
    """The larger absolute value of the roots of r² − (1 + μ − ηh)·r + μ = 0.

    They belong to e_{t+1} = (1 + μ − ηh)·e_t − μ·e_{t−1}, momentum on a parabola of curvature h.

    >>> spectral_radius(0.5, 0.0, 1.0)
    0.5
    """
    b = 1 + mu - rate * h
    root = cmath.sqrt(b * b - 4 * mu)
    return max(abs((b + root) / 2), abs((b - root) / 2))


def sign_changes(values: tuple[float, ...]) -> int:
    """How often a walk crosses 0."""
    return sum(a * b < 0 for a, b in pairwise(values))


def run(given: Given) -> Result:
    """The three walks."""
    from byhand.training.optimizers.table import SGD

    steps, mu = given["steps"], given["momentum"]
    return Result(
        given,
        walk(RAVINE, SGD(lr=given["safe"]), steps),
        walk(RAVINE, SGD(lr=given["long"]), steps),
        walk(RAVINE, SGD(lr=given["long"], momentum=mu), steps),
    )


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.say(
        Text(
            en="A ravine is steep across and flat along. One learning rate has to serve both "
            "directions: what is safe across is slow along.",
            zh="峡谷横向陡、纵向缓，两个方向却只有同一个学习率：横向不越界的步长，"
            "纵向就慢得像爬行。",
        )
    )
    story.section(Text(en="One factor for each direction", zh="每个方向一个因子"))
    x, y = RAVINE.start
    story.gradients(RAVINE.program, ["x", "y"], {"x": x, "y": y})
    story.say(
        Text(
            en="So a step multiplies `x` by `1 - 0.2*eta` and `y` by `1 - 4*eta`. The walk "
            "converges where both factors lie between −1 and 1, that is for `eta < 2/4`.",
            zh="所以每一步把 `x` 乘以 `1 - 0.2*eta`，把 `y` 乘以 `1 - 4*eta`。"
            "两个因子都在 −1 与 1 之间才收敛，即 `eta < 2/4`。",
        )
    )
    _factors(story, result)
    _momentum(story, result)
    story.section(Text(en="Three walks", zh="三条路径"))
    story.plot(
        "ravine",
        _plot(result),
        Text(
            en="Paths from the ring to the dot, and the loss on the way.",
            zh="从圆圈走到圆点的路径，以及沿途的损失。",
        ),
    )
    _claims(story, result)


def _factors(story: Story, result: Result) -> None:
    header = (
        "η",
        Text(en="factor along", zh="纵向因子"),
        Text(en="factor across", zh="横向因子"),
    )
    rates = (result.given["safe"], result.given["long"])
    story.table(header, [(rate, 1 - ALONG * rate, 1 - ACROSS * rate) for rate in rates])


def _momentum(story: Story, result: Result) -> None:
    story.section(Text(en="What momentum changes", zh="动量改变了什么"))
    story.say(
        Text(
            en="With `v_1 = mu*v_0 + g` and a step of `eta*v_1`, the error of one direction of "
            "curvature `h` follows a recurrence over two steps:",
            zh="由 `v_1 = mu*v_0 + g`、每步走 `eta*v_1`，曲率为 `h` 的方向上，误差满足二阶递推：",
        ),
        "rule",
    )
    story.formulas("e_2 = (1 + mu - eta*h)*e_1 - mu*e_0")
    story.say(
        Text(en="Its solutions are powers of the roots of", zh="它的解由下面方程的根的幂组成："),
        "rule",
    )
    story.formulas("r^2 - (1 + mu - eta*h)*r + mu = 0")
    story.say(
        Text(
            en="In the long run the error is multiplied by the larger |r| in every step. Gradients "
            "across change their sign and cancel in `v`; gradients along agree and add up.",
            zh="长远看，误差每步乘以较大的 |r|。横向梯度正负交替，在 `v` 中互相抵消；"
            "纵向梯度方向一致，不断累积。",
        )
    )
    story.say(
        _COMPLEX if result.turning else _WORSE,
        long=result.given["long"],
        mu=result.given["momentum"],
        radius=result.radius,
    )


_COMPLEX = Text(
    en="With `eta` = {long} and `mu` = {mu} both directions have complex roots. Their product is "
    "`mu`, so in both |r| is `sqrt(mu)` = {radius}.",
    zh="取 `eta` = {long}、`mu` = {mu}，两个方向的根都是共轭复数，乘积为 `mu`，"
    "所以都有 |r| = `sqrt(mu)` = {radius}。",
)
_WORSE = Text(
    en="With `eta` = {long} and `mu` = {mu} the worse of both directions has |r| = {radius}.",
    zh="取 `eta` = {long}、`mu` = {mu} 时，较差方向的 |r| = {radius}。",
)


def _plot(result: Result) -> Plot:
    safe, long = result.given["safe"], result.given["long"]
    walks = (
        (Text(en=rf"$\eta={safe:g}$", zh=rf"$\eta={safe:g}$"), result.safe),
        (Text(en=rf"$\eta={long:g}$", zh=rf"$\eta={long:g}$"), result.long),
        (Text(en=rf"$\eta={long:g}$, momentum", zh=rf"$\eta={long:g}$，动量"), result.momentum),
    )
    return Plot((path_panel(RAVINE, walks), loss_panel(walks, (1e-6, 1e3))))


_WALK_CHANGES_SIDES = Text(
    en="With `eta` = {safe} the walk crosses the floor of the ravine {turns} times in {steps} "
    "steps and still has a loss of {slow}.",
    zh="取 `eta` = {safe}，{steps} 步里来回跨越谷底 {turns} 次，最终损失仍有 {slow}。",
)


def _claims(story: Story, result: Result) -> None:
    given, steps = result.given, result.given["steps"]
    story.claim(
        _WALK_CHANGES_SIDES,
        sign_changes(result.safe.y) > steps / 2 and not result.safe.diverged,
        safe=given["safe"],
        turns=sign_changes(result.safe.y),
        steps=steps,
        slow=result.safe.losses[-1],
    )
    story.claim(
        Text(
            en="A longer step, `eta` = {long}, makes plain gradient descent diverge: the loss "
            "grows from {first} to {far}.",
            zh="步子放大到 `eta` = {long}，普通梯度下降发散：损失从 {first} 增大到 {far}。",
        ),
        result.long.losses[-1] > result.long.losses[0],
        first=result.long.losses[0],
        far=result.long.losses[-1],
    )
    story.claim(
        Text(
            en="The same step with momentum {mu} converges, and ends at {low}, below the loss of "
            "the safe walk.",
            zh="同样的步长加上动量 {mu} 就收敛了，最终损失 {low}，比保守的那条路径还低。",
        ),
        result.momentum.losses[-1] < result.safe.losses[-1],
        low=result.momentum.losses[-1],
    )
    story.claim(
        Text(
            en="With momentum a step multiplied the distance to the minimum by {measured} on "
            "average, close to |r| = {radius}.",
            zh="用动量法时，到极小点的距离平均每步乘以 {measured}，接近 |r| = {radius}。",
        ),
        abs(result.measured - result.radius) < 0.05,
        measured=result.measured,
    )


TOPIC = Topic(
    name="ravine",
    kind="experiment",
    title=Text(en="A ravine: gradient descent against momentum", zh="峡谷：梯度下降与动量法"),
    says=Text(
        en="Gradient descent oscillates across a ravine; momentum cancels that and runs along it.",
        zh="梯度下降在峡谷两壁间振荡；动量抵消横向振荡，沿谷底前进。",
    ),
    run=run,
    tell=tell,
    settings={
        "safe": Setting(0.4, 1e-4, 10.0, Text(en="a rate that is safe", zh="不越界的学习率")),
        "long": Setting(0.6, 1e-4, 10.0, Text(en="a longer one", zh="更大的学习率")),
        "momentum": Setting(0.5, 0.0, 0.999, Text(en="momentum μ", zh="动量系数 μ")),
        "steps": Setting(20, 2, 500, Text(en="how many steps", zh="步数")),
    },
    source=RAVINE.source,
)
