"""How the numbers of an initialiser are told: its distribution, its variance, its settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from byhand.language.expr import Name
from byhand.ops.gains import GAINS
from byhand.page.blocks import Row
from byhand.text import Text
from byhand.training.facts.maths import equals, read, var_of
from byhand.training.initialiser import Initialiser
from byhand.training.lessons.story import Story, formula

DISTRIBUTIONS = {
    "constant": Text(en="Every entry is", zh="所有元素都是"),
    "uniform": Text(en="Uniform between low and high:", zh="low 与 high 之间的均匀分布："),
    "normal": Text(
        en="A normal distribution of standard deviation std:", zh="正态分布，标准差为 std："
    ),
    "truncated": Text(
        en="A normal distribution of standard deviation std, drawn again outside of low and high; "
        "the variance is that of the defaults:",
        zh="标准差为 std 的正态分布，落在 low 与 high 之外则重抽；方差按默认参数计算：",
    ),
    "orthogonal": Text(
        en="The directions of these rows (or columns) are random; the mean square of the entries "
        "is:",
        zh="这些行（或列）的方向是随机的；元素的均方为：",
    ),
}
VARIANCES = {
    "uniform": "(high - low)^2/12",
    "normal": "std^2",
    "truncated": "1 - 4*exp(-2)/(sqrt(2*3.141592653589793)*erf(sqrt(2)))",
    "orthogonal": "gain^2/max(fan_in, fan_out)",
}
"""Var(w) by the kind of distribution; a truncated normal's between −2 and 2, with std 1."""
_SETTINGS = Text(en="Settings: {told}.", zh="可设参数：{told}。")
_DEFAULT = Text(en="{key} (default {value})", zh="{key}（默认 {value}）")
_GIVEN = Text(en="{key} (here {value})", zh="{key}（这里取 {value}）")
_GAIN = Text(
    en="The gain makes up for what the activation takes away from the signal; without an "
    "activation it is 1.",
    zh="gain 用来补偿激活函数对信号的削弱；没有激活函数时取 1。",
)
_KAIMING = Text(
    en="The gain makes up for what the activation takes away from the signal. For Leaky ReLU it "
    "follows from the slope `a` of the negative side, and ReLU is the case `a = 0`; fan is fan_in "
    "or fan_out, as mode says:",
    zh="gain 用来补偿激活函数对信号的削弱。对 Leaky ReLU，它由负半轴的斜率 `a` 决定，"
    "ReLU 就是 `a = 0` 的情形；fan 按 mode 取 fan_in 或 fan_out：",
)


def told_numbers(story: Story, entry: Initialiser, settings: Mapping[str, Any]) -> None:
    """The distribution, its numbers and its variance; then what can be set."""
    story.say(DISTRIBUTIONS[entry.kind], "rule")
    story.formulas(*_rows(entry))
    if entry.settings:
        every = [_setting(key, value, settings) for key, value in entry.settings.items()]
        told = Text(en=", ".join(t.en for t in every), zh="、".join(t.zh for t in every))
        story.say(_SETTINGS.fill(told=told))
    if "nonlinearity" in entry.settings:
        story.say(_KAIMING, "rule")
        gain = GAINS["leaky_relu"].replace("negative_slope", "a")
        story.worked(("gain", gain, {"a": settings["a"]}))
    elif "gain" in entry.settings:
        story.say(_GAIN)


def _rows(entry: Initialiser) -> list[Row]:
    """The numbers that are not just a setting of the same name, and the variance."""
    if entry.kind == "constant":
        return [formula(f"w = {entry.numbers['value']}")]
    told = [formula(f"{key} = {text}") for key, text in entry.numbers.items() if key != text]
    return [*told, equals(var_of(Name("w")), read(VARIANCES[entry.kind]))]


def _setting(key: str, value: Any, given: Mapping[str, Any]) -> Text:
    """A setting with its default, or with what it is given here."""
    text, shown = (_GIVEN, given[key]) if value is None else (_DEFAULT, value)
    return text.fill(
        key=key, value=shown if isinstance(shown, str) else f"{shown:g}".replace("-", "−")
    )
