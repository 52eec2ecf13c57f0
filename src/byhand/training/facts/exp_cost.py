"""What an exponential costs: worked out by hand in plain operations, and timed if asked."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

from byhand.ops import CATALOGUE
from byhand.plots import Line, Panel, Plot
from byhand.text import Text
from byhand.training.curves import activations, curve
from byhand.training.facts.counting import DEGREE, Count, exponential, slope_count, value_count
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

_DEGREES = tuple(range(1, 18))
_SHOWN = 4
"""The degree of the polynomial that is written out."""


@dataclass(frozen=True)
class Result:
    """Operations by activation, the error of e^x by hand, and seconds if they were asked for."""

    given: Given
    counts: Mapping[str, tuple[Count, Count]]
    """By activation, those of the value and of the slope."""
    errors: tuple[float, ...]
    """The largest relative error of e^r by the degree of the polynomial, |r| ≤ ln(2)/2."""
    worst: float
    """The largest relative error of e^x by hand for x from −20 to 20."""
    operations: int
    seconds: Mapping[str, float]
    """Of one value of an array, measured on this machine."""


def run(given: Given) -> Result:
    """Count, check e^x by hand against the library's, and time where it is asked for."""
    names = activations()
    counts = {name: (value_count(name), slope_count(name)) for name in names}
    points = [-20 + 40 * i / 4000 for i in range(4001)]
    worst = max(abs(exponential(x)[0] / math.exp(x) - 1) for x in points)
    errors = tuple(_error(degree) for degree in _DEGREES)
    seconds = {name: _seconds(name, given["timed"]) for name in names if given["timed"]}
    return Result(given, counts, errors, worst, exponential(1.0)[1], seconds)


def _error(degree: int) -> float:
    """The largest relative error of a Taylor polynomial of e^r for |r| ≤ ln(2)/2."""
    ends = [math.log(2) / 2 * (i / 50 - 1) for i in range(101)]
    sums = [math.fsum(r**n / math.factorial(n) for n in range(degree + 1)) for r in ends]
    return max(abs(s / math.exp(r) - 1) for s, r in zip(sums, ends, strict=True))


def _seconds(name: str, runs: int) -> float:
    """The least time of a value, in an array of 100,000 that stays in the cache."""
    import numpy as np

    x = np.random.default_rng(0).normal(size=100_000)
    value, best = curve(name).value, math.inf
    for _ in range(runs):
        begun = time.perf_counter()
        value(x)
        best = min(best, time.perf_counter() - begun)
    return best / x.size


def horner(degree: int) -> str:
    """The polynomial with one product and one sum for every power.

    >>> horner(2)
    'c_0 + r*(c_1 + r*c_2)'
    """
    text = f"c_{degree}"
    for n in range(degree - 1, -1, -1):
        text = f"c_{n} + r*({text})" if n < degree - 1 else f"c_{n} + r*{text}"
    return text


_IDEA = Text(
    en="A processor adds and multiplies; an exponential has to be put together out of that. Any "
    "`x` is a multiple of `log(2)` and a rest `r` of at most log(2)/2 in absolute value, so",
    zh="处理器只会加和乘，指数要由它们拼出来。任何 `x` 都是 `log(2)` 的整数倍加上余数 `r`，"
    "余数的绝对值不超过 log(2)/2，于是",
)
_TAYLOR = Text(
    en="A power of two only moves the exponent of a floating-point number, and for a small `r` the "
    "series of the exponential is short. Its numbers `c_n` = 1/n! are stored, so by Horner's rule "
    "every term takes one product and one sum; here for degree {shown}:",
    zh="乘 2 的幂只要改动浮点数的指数位；`r` 很小，级数很快收敛。系数 `c_n` = 1/n! 事先存好，"
    "用秦九韶算法（Horner 法），每一项只要一次乘法、一次加法；这里写出 {shown} 次多项式：",
)
_COUNTED = Text(
    en="With degree {degree} that is as exact as float64 can tell, and the whole exponential takes "
    "{operations} operations. What an activation takes, an exponential, a logarithm, tanh or erf "
    "counted as so many:",
    zh="取 {degree} 次多项式，已精确到双精度的极限，整个指数函数共 {operations} 次运算。"
    "各激活函数的运算次数如下，指数、对数、tanh、erf 都按这个数计：",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.section(Text(en="An exponential by hand", zh="手算一次指数函数"))
    story.say(_IDEA, "rule")
    story.formulas("exp(k*log(2) + r) = 2^k*exp(r)")
    story.say(_TAYLOR, "rule", shown=_SHOWN)
    story.formulas(f"p = {horner(_SHOWN)}")
    story.say(_COUNTED, "rule", degree=DEGREE, operations=result.operations)
    header = (
        Text(en="activation", zh="激活函数"),
        Text(en="exponentials", zh="指数类"),
        Text(en="operations, value", zh="运算：求值"),
        Text(en="operations, slope", zh="运算：求导"),
        *([Text(en="ns per value", zh="每个值（纳秒）")] if result.seconds else []),
    )
    rows = [
        (
            CATALOGUE[name].title,
            value.transcendental,
            value.whole,
            slope.whole,
            *([1e9 * result.seconds[name]] if result.seconds else []),
        )
        for name, (value, slope) in result.counts.items()
    ]
    story.table(header, rows)
    drawn = [(n, e) for n, e in zip(_DEGREES, result.errors, strict=True) if n < DEGREE]
    line = Line([n for n, _ in drawn], [e for _, e in drawn], look="joined")
    error = Text(en="relative error", zh="相对误差")
    degree = Text(en="degree of the polynomial", zh="多项式的次数")
    panel = Panel((line,), degree, error, y_log=True)
    plot = Plot((panel,), height=2.0, ratio=1.8)
    story.plot("exp_cost", plot, _CAPTION, degree=DEGREE)
    _claims(story, result)


_CAPTION = Text(
    en="The largest relative error of the polynomial for `r` between −log(2)/2 and log(2)/2. From "
    "degree {degree} on it is no larger than a rounding error, and is not drawn.",
    zh="`r` 在 −log(2)/2 到 log(2)/2 之间时多项式的最大相对误差。从 {degree} 次起不超过舍入误差，"
    "不再画出。",
)


def _claims(story: Story, result: Result) -> None:
    story.claim(
        Text(
            en="The exponential by hand agrees with the library's to a relative {worst} at every "
            "`x` that was tried from −20 to 20.",
            zh="手算的指数与数学库相比，`x` 从 −20 到 20 的各试点上相对误差不超过 {worst}。",
        ),
        result.worst < 2e-15,
        worst=result.worst,
    )
    counts = {name: value.whole for name, (value, _) in result.counts.items()}
    story.claim(
        Text(
            en="A sigmoid takes {sigmoid} operations, a ReLU {relu}: {times} times as many.",
            zh="一个 Sigmoid 要 {sigmoid} 次运算，一个 ReLU 只要 {relu} 次：前者是后者的 "
            "{times} 倍。",
        ),
        counts["sigmoid"] > counts["relu"],
        times=counts["sigmoid"] / counts["relu"],
        sigmoid=counts["sigmoid"],
        relu=counts["relu"],
    )
    slope = result.counts["sigmoid"][1]
    story.claim(
        Text(
            en="The slope of the sigmoid is cheap once the value is there: {slope} operations, and "
            "no exponential.",
            zh="有了函数值，求 Sigmoid 的导数就便宜了：{slope} 次运算，不再算指数。",
        ),
        slope.transcendental == 0,
        slope=slope.whole,
    )


TOPIC = Topic(
    name="exp_cost",
    kind="experiment",
    title=Text(en="What an exponential costs", zh="计算一次指数函数要多少次运算"),
    says=Text(
        en="The exponential in plain operations, and with it the cost of every activation.",
        zh="把指数函数拆成加法和乘法，由此得到各激活函数的运算量。",
    ),
    run=run,
    tell=tell,
    settings={
        "timed": Setting(
            0, 0, 1000, Text(en="runs to time on this machine", zh="在本机上计时的次数")
        ),
    },
    source="Muller, Elementary Functions: Algorithms and Implementation (2016), chapters 4 and 11",
)
