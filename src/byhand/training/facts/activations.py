"""A page for every activation of one number: formula, slope, computed facts, what follows."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from byhand.ops import CATALOGUE
from byhand.plots import Line, Panel, Plot, maths
from byhand.text import Text, same
from byhand.training.curves import activations, curve
from byhand.training.facts.activation_words import CHINESE, COURSE, FIT_FOR, SAYINGS, SOURCES
from byhand.training.facts.definitions import defined
from byhand.training.facts.profile import FLAT, Profile, profile, settled
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Topic

_SPAN = 8.0
"""The plots reach from −8 to 8, as far as anything happens."""
_YES, _NO = Text(en="yes", zh="是"), Text(en="no", zh="否")
_NEVER = Text(en="nowhere", zh="没有")
_BOTH = Text(en="value, slope", zh="函数值、导数")


def run(name: str, given: Given) -> Profile:
    """Compute the properties."""
    return profile(name)


def tell(story: Story, found: Profile) -> None:
    """The page."""
    name = found.name
    story.say(FIT_FOR[name])
    story.section(Text(en="Value and slope", zh="函数值与导数"))
    defined(story, name)
    story.say(CATALOGUE[name].says)
    story.plot(name, _plot(name), Text(en="The value and its slope.", zh="函数值与导数。"))
    story.section(Text(en="Computed facts", zh="算出来的性质"))
    header = (Text(en="property", zh="性质"), Text(en="value", zh="结果"))
    story.table(header, _rows(found))
    for key in COURSE[name]:
        saying = SAYINGS[key]
        story.claim(saying.text, saying.holds(found), **saying.numbers(found))


def _rows(found: Profile) -> list[tuple[Any, Any]]:
    flat = same(f"{FLAT:g}")
    return [
        (Text(en="values", zh="值域"), f"{_bound(found.low)} … {_bound(found.high)}"),
        (Text(en="odd, so centred at 0", zh="奇函数（以 0 为中心）"), _yes(found.odd)),
        (Text(en="mean output for normal inputs", zh="标准正态输入的平均输出"), found.mean),
        (Text(en="slope, highest (or limit)", zh="导数上确界"), found.steepest),
        (Text(en="slope, lowest (or limit)", zh="导数下确界"), settled(found.least)),
        (
            Text(en="mean squared slope, normal inputs", zh="导数平方的均值，标准正态输入"),
            found.square,
        ),
        (
            Text(en=f"|slope| under {flat.en} left of", zh=f"x 小于此值时 |导数| 小于 {flat.zh}"),
            _edge(found.flat_below),
        ),
        (
            Text(en=f"|slope| under {flat.en} right of", zh=f"x 大于此值时 |导数| 小于 {flat.zh}"),
            _edge(found.flat_above),
        ),
        (Text(en="jump of the slope at 0", zh="导数在 0 处的跳变"), found.jump),
        (Text(en="monotone", zh="单调"), _yes(found.least >= 0)),
        (
            Text(en="exponentials and the like, value + slope", zh="指数类运算：求值 + 求导"),
            f"{found.value.transcendental} + {found.slope.transcendental}",
        ),
        (
            Text(en="operations, value + slope", zh="运算次数：求值 + 求导"),
            f"{found.value.whole} + {found.slope.whole}",
        ),
    ]


def _yes(holds: bool) -> Text:
    return _YES if holds else _NO


def _bound(value: float) -> str:
    if math.isinf(value):
        return "−∞" if value < 0 else "∞"
    return f"{value:.4g}".replace("-", "−")


def _edge(value: float) -> Text | float:
    return _NEVER if math.isinf(value) else value


def _plot(name: str) -> Plot:
    import numpy as np

    x = np.linspace(-_SPAN, _SPAN, 641)
    found = curve(name)
    values, slopes = found.value(x), found.slope(x)
    value = Line(x, values, Text(en="value", zh="函数值"))
    slope = Line(x, slopes, Text(en="slope", zh="导数"), color=1)
    log = Line(x, np.maximum(np.abs(slopes), 1e-6), color=1)
    flat = Line([-_SPAN, _SPAN], [FLAT, FLAT], same(f"{FLAT:g}"), "dotted", 6)
    top = 2.0 if values.max() > 1.5 else 1.2
    return Plot(
        (
            Panel((value, slope), maths("x"), _BOTH, y_range=(max(values.min() * 1.1, -2.0), top)),
            Panel(
                (log, flat),
                maths("x"),
                Text(en="$|$slope$|$", zh="|导数|"),
                y_log=True,
                y_range=(1e-4, 3),
            ),
        )
    )


TOPICS: tuple[Topic, ...] = tuple(
    Topic(
        name=name,
        kind="activation",
        title=Text(
            en=f"{CATALOGUE[name].title.en[0].upper()}{CATALOGUE[name].title.en[1:]}, an "
            f"activation",
            zh=f"激活函数：{CHINESE.get(name, CATALOGUE[name].title.zh.removesuffix(' 函数'))}",
        ),
        says=FIT_FOR[name],
        run=partial(run, name),
        tell=tell,
        source=SOURCES[name],
    )
    for name in activations()
)
