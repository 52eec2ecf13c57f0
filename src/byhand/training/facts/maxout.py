"""Maxout: the largest of several lines, which fits any convex function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from byhand.ops import CATALOGUE
from byhand.plots import Line, Panel, Plot, maths
from byhand.text import Text, same
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

_PIECES = (1, 2, 3, 4, 6, 8)
_DRAWN = (2, 4)
_MANY = 6
"""The number of trained pieces whose use is counted."""
_PROGRAM = """
x: (N, 1)
y: (N,)
a: (K,)
b: (K,)
m = max(x*a + b, axis=1)
L = mean((m - y)^2)
"""


@dataclass(frozen=True)
class Result:
    """By the number of pieces: lines laid by hand, their error, and what training came to."""

    given: Given
    lines: Mapping[int, tuple[Any, Any]]
    """Slopes and offsets."""
    laid: Mapping[int, float]
    trained: Mapping[int, float]
    alive: Mapping[int, int]
    """How many of the trained pieces win somewhere on [−1, 1]."""
    idle: Mapping[int, int]
    """How many of the trained pieces have a gradient of exactly 0 at the end."""


def laid_lines(pieces: int) -> tuple[Any, Any]:
    """The lines whose maximum is closest to x² on [−1, 1]: tangents, raised by half their gap."""
    import numpy as np

    middles = (2 * np.arange(pieces) + 1) / pieces - 1
    return 2 * middles, 1 / (2 * pieces**2) - middles**2


def run(given: Given) -> Result:
    """Lay the lines, train others, and measure how far both are from the parabola."""
    import numpy as np

    x = np.linspace(-1, 1, 2001)
    lines = {k: laid_lines(k) for k in _PIECES}
    laid = {k: _error(x, *line) for k, line in lines.items()}
    found = {k: _trained(given, k) for k in _PIECES}
    trained = {k: _error(x, *line) for k, line in found.items()}
    alive = {k: len(np.unique(_heights(x, *line).argmax(axis=1))) for k, line in found.items()}
    return Result(given, lines, laid, trained, alive, {k: _idle(*found[k]) for k in _PIECES})


def _heights(x: Any, slopes: Any, offsets: Any) -> Any:
    return x[:, None] * slopes + offsets


def _error(x: Any, slopes: Any, offsets: Any) -> float:
    return float(abs(_heights(x, slopes, offsets).max(axis=1) - x**2).max())


def _samples() -> dict[str, Any]:
    """What the lines are trained on: places from −1 to 1, and the parabola there."""
    import numpy as np

    x = np.linspace(-1, 1, 101)
    return {"x": x[:, None], "y": x**2}


def _idle(slopes: Any, offsets: Any) -> int:
    """How many pieces get no gradient, of their slope or of their offset."""
    from byhand.calculus.derive import derive
    from byhand.graph import build
    from byhand.language.parse import parse

    at = {**_samples(), "a": slopes, "b": offsets}
    found = derive(build(parse(_PROGRAM)), at, wrt=["a", "b"]).gradients
    return int(((found["a"] == 0) & (found["b"] == 0)).sum())


def _trained(given: Given, pieces: int) -> tuple[Any, Any]:
    """Slopes and offsets that Adam finds from a random start."""
    import numpy as np

    from byhand.problem import Problem
    from byhand.training.loop.train import How, train_problem

    rng = np.random.default_rng(given["seed"])
    at = {**_samples(), "a": rng.normal(size=pieces), "b": np.full(pieces, -0.1)}
    how = How(steps=given["steps"], data=["x", "y"], every=given["steps"])
    asked = (None, ["a", "b"], ())
    history = train_problem(Problem(_PROGRAM), at, "adam", {"lr": 0.02}, asked, how)
    return history.params["a"], history.params["b"]


_IDEA = Text(
    en="Maxout has no fixed shape. Each unit computes several lines and puts out the largest, and "
    "the lines are learned. ReLU is the case of the two lines `x` and 0, Leaky ReLU that of `x` "
    "and `0.01*x`.",
    zh="Maxout 没有固定的形状：每个神经元算若干条直线，输出其中最大的一条，直线本身由学习得到。"
    "ReLU 就是 `x` 与 0 两条直线的情形，Leaky ReLU 是 `x` 与 `0.01*x`。",
)
_TANGENT = Text(
    en="The interval [−1, 1] is cut into `k` stretches of length `2/k`. On a stretch around `c` "
    "the tangent `2*c*x - c^2` touches the parabola `x^2` in the middle and is below it by",
    zh="把区间 [−1, 1] 分成 `k` 段，每段长 `2/k`。在以 `c` 为中点的一段上，切线 `2*c*x - c^2` "
    "在中点与抛物线 `x^2` 相切，其余各处低于抛物线，差为",
)
_RAISED = Text(
    en="at most `1/k^2`, at the ends. Raised by half of that, the lines are never further off than",
    zh="在两端最大，为 `1/k^2`。把切线抬高这个最大差的一半，误差处处不超过",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.say(_IDEA)
    story.section(Text(en="Value and gradient", zh="函数值与梯度"))
    story.gradients(
        "z_1 = w_1*x + b_1; z_2 = w_2*x + b_2; a = maxout(z_1, z_2)",
        ["w_1", "w_2", "x"],
        {"w_1": 1, "w_2": -1, "b_1": 0, "b_2": 0, "x": 2},
    )
    story.say(CATALOGUE["maxout"].says)
    story.section(Text(en="A parabola out of lines", zh="用直线拼出抛物线"))
    story.say(_TANGENT, "rule")
    story.formulas("x^2 - (2*c*x - c^2) = (x - c)^2")
    story.say(_RAISED, "rule")
    story.worked(*(("e", "1/(2*k^2)", {"k": k}) for k in _DRAWN))
    header = (
        same("k"),
        Text(en="laid by hand", zh="按公式摆放"),
        same("1/(2k²)"),
        Text(en="trained", zh="训练得到"),
    )
    rows = [(k, result.laid[k], 1 / (2 * k * k), result.trained[k]) for k in _PIECES]
    story.table(header, rows)
    story.plot(
        "maxout",
        _plot(result),
        Text(
            en="Maxout with two and with four pieces over the parabola, and the largest error by "
            "the number of pieces.",
            zh="两段和四段的 Maxout 与抛物线，以及最大误差随段数的变化。",
        ),
    )
    _claims(story, result)


def _plot(result: Result) -> Plot:
    import numpy as np

    x = np.linspace(-1, 1, 201)
    panels = []
    for k in _DRAWN:
        fitted = _heights(x, *result.lines[k]).max(axis=1)
        lines = (Line(x, x**2, maths("x^2"), "dashed", 6), Line(x, fitted, maths(f"k = {k}")))
        panels.append(Panel(lines, maths("x"), Text(en="value", zh="函数值")))
    laid = Line(_PIECES, list(result.laid.values()), _LAID, "joined")
    trained = Line(_PIECES, list(result.trained.values()), _TRAINED, "joined", 1)
    panels.append(Panel((laid, trained), maths("k"), _ERROR, y_log=True))
    return Plot(tuple(panels), height=1.9, ratio=1.2)


_LAID = Text(en="laid by hand", zh="按公式")
_TRAINED = Text(en="trained", zh="训练")
_ERROR = Text(en="largest error", zh="最大误差")


def _claims(story: Story, result: Result) -> None:
    away = max(abs(result.laid[k] * 2 * k * k - 1) for k in _PIECES)
    story.claim(
        Text(
            en="Twice as many pieces give a quarter of the error: {e2} with two, {e4} with four, "
            "{e8} with eight.",
            zh="段数加倍，误差缩到四分之一：两段 {e2}，四段 {e4}，八段 {e8}。",
        ),
        away < 1e-3,
        e2=result.laid[2],
        e4=result.laid[4],
        e8=result.laid[8],
    )
    story.claim(
        Text(
            en="Trained from random lines, eight pieces come to an error of {t8}, below that of "
            "two laid by hand, but above that of four.",
            zh="从随机直线开始训练，八段的误差降到 {t8}，低于按公式摆放的两段，"
            "但不如按公式摆放的四段。",
        ),
        result.laid[4] < result.trained[8] < result.laid[2],
        t8=result.trained[8],
    )
    story.claim(
        Text(
            en="A piece that never wins gets no gradient: of {six} trained pieces only {alive} are "
            "used. The price of maxout is the number of parameters: {four} for four pieces, where "
            "a ReLU unit with one input has 2.",
            zh="从不胜出的那一段得不到梯度：训练出的 {six} 段只用上 {alive} 段。"
            "Maxout 的代价是参数多：四段要 {four} 个，而一个输入的 ReLU 神经元只有 2 个。",
        ),
        0 < result.idle[_MANY] == _MANY - result.alive[_MANY]
        and sum(map(len, result.lines[4])) > 2,
        six=_MANY,
        alive=result.alive[_MANY],
        four=sum(map(len, result.lines[4])),
    )


TOPIC = Topic(
    name="maxout",
    kind="activation",
    title=Text(en="Maxout, an activation that is learned", zh="激活函数：Maxout，形状由学习得到"),
    says=Text(
        en="The largest of k lines fits the parabola on [−1, 1] to within 1/(2k²); the price is "
        "parameters.",
        zh="k 条直线取最大，在 [−1, 1] 上逼近抛物线，误差不超过 1/(2k²)；代价是参数变多。",
    ),
    run=run,
    tell=tell,
    settings={
        "steps": Setting(600, 1, 10000, Text(en="steps of training", zh="训练步数")),
        "seed": Setting(3, 0, 2**32, Text(en="seed of the start", zh="随机种子")),
    },
    source="Goodfellow et al., Maxout Networks (2013)",
)
