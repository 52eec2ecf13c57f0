"""ELU's negative saturation: noise in a negative input hardly reaches the output."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from byhand.ops import CATALOGUE
from byhand.plots import Line, Panel, Plot
from byhand.text import Text
from byhand.training.curves import curve
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

_NAMES = ("elu", "leaky_relu", "relu")
_PLACES = tuple(-8 + 0.5 * i for i in range(25))


@dataclass(frozen=True)
class Result:
    """By activation and input, the standard deviation of the output, measured and first-order."""

    given: Given
    measured: Mapping[str, tuple[float, ...]]
    predicted: Mapping[str, tuple[float, ...]]

    def at(self, name: str, x: float) -> float:
        """The measured standard deviation at an input."""
        return self.measured[name][_PLACES.index(x)]


def run(given: Given) -> Result:
    """Add noise to inputs, and look at the outputs."""
    import numpy as np

    rng = np.random.default_rng(given["seed"])
    noise = given["noise"] * rng.normal(size=given["draws"])
    places = np.array(_PLACES)
    measured, predicted = {}, {}
    for name in _NAMES:
        found = curve(name)
        outputs = found.value(places[:, None] + noise)
        measured[name] = tuple(float(s) for s in outputs.std(axis=1))
        predicted[name] = tuple(float(abs(s)) * given["noise"] for s in found.slope(places))
    return Result(given, measured, predicted)


def tell(story: Story, result: Result) -> None:
    """The page."""
    noise, alpha = result.given["noise"], float(CATALOGUE["elu"].settings["alpha"])
    story.say(_QUESTION)
    story.section(Text(en="To first order", zh="一阶近似"))
    story.gradients("a = elu(x)", ["x"], {"x": -2})
    story.say(_FIRST_ORDER, "rule")
    story.worked(
        ("s_a", "exp(x)*s", {"x": -2, "s": noise}), ("s_a", "exp(x)*s", {"x": -4, "s": noise})
    )
    story.section(Text(en="Measured", zh="实测"))
    header = (
        Text(en="input", zh="输入"),
        *(CATALOGUE[name].title for name in _NAMES),
        Text(en="ELU, first order", zh="ELU，一阶近似"),
    )
    rows = [
        (x, *(result.at(name, x) for name in _NAMES), result.predicted["elu"][_PLACES.index(x)])
        for x in (-6.0, -4.0, -2.0, -1.0, 1.0)
    ]
    story.table(header, rows)
    story.plot("elu_noise", _plot(result), _CAPTION, noise=noise)
    _claims(story, result, alpha)


_QUESTION = Text(
    en="A negative input says that a feature is absent; by how much it is negative should not "
    "matter. How much noise in the input comes out at the other side?",
    zh="负的输入表示某个特征不存在，至于负多少，不应有什么影响。那么输入的噪声有多少会传到输出？",
)
_FIRST_ORDER = Text(
    en="Noise of standard deviation `s` comes out multiplied by the slope, which for ELU is "
    "`exp(x)` where `x < 0`:",
    zh="标准差为 `s` 的噪声乘上导数传到输出；`x < 0` 时 ELU 的导数是 `exp(x)`：",
)
_CAPTION = Text(
    en="The standard deviation of the output when noise of standard deviation {noise} is added to "
    "the input. Points are measured, lines are the slope times {noise}; at 0 the slope of ReLU and "
    "of Leaky ReLU jumps.",
    zh="给输入加上标准差 {noise} 的噪声后，输出的标准差。点是实测，线是导数乘以 {noise}；"
    "ReLU 和 Leaky ReLU 的导数在 0 处跳变。",
)


def first_order(name: str, noise: float) -> tuple[Any, Any]:
    """Many inputs, and at each the noise of the output to first order: |slope| times noise."""
    import numpy as np

    x = np.linspace(_PLACES[0], _PLACES[-1], 1201)
    x[np.abs(x) < 1e-9] = 0
    return x, np.abs(curve(name).slope(x)) * noise


def _plot(result: Result) -> Plot:
    import numpy as np

    lines = []
    for i, name in enumerate(_NAMES):
        x, first = first_order(name, result.given["noise"])
        first[x == 0] = np.nan  # a line does not bridge a jump
        lines.append(Line(x, first, CATALOGUE[name].title, color=i))
        lines.append(Line(_PLACES, result.measured[name], look="points", color=i))
    deviation = Text(en="std of the output", zh="输出的标准差")
    panel = Panel(tuple(lines), Text(en="input $x$", zh="输入 $x$"), deviation)
    return Plot((panel,), height=2.4, ratio=1.8)


def _claims(story: Story, result: Result, alpha: float) -> None:
    noise = result.given["noise"]
    story.claim(
        Text(
            en="At −4 ELU lets {elu} of the noise through, Leaky ReLU {leaky}; at −6 ELU lets "
            "{deep} through, less than Leaky ReLU there.",
            zh="在 −4 处 ELU 放过噪声的 {elu}，Leaky ReLU 放过 {leaky}；在 −6 处 ELU 只放过 "
            "{deep}，比 Leaky ReLU 少。",
        ),
        result.at("elu", -6.0) < result.at("leaky_relu", -6.0),
        elu=_percent(result.at("elu", -4.0) / noise),
        leaky=_percent(result.at("leaky_relu", -4.0) / noise),
        deep=_percent(result.at("elu", -6.0) / noise),
    )
    story.claim(
        Text(
            en="ReLU lets none through at −4 ({none}); but its slope is 0 there too, so no "
            "gradient comes back.",
            zh="ReLU 在 −4 处完全不放过（{none}）；可它的导数在那里也为 0，梯度传不回来。",
        ),
        result.at("relu", -4.0) == result.predicted["relu"][_PLACES.index(-4.0)] == 0,
        none=result.at("relu", -4.0),
    )
    last = float(curve("elu").value(_far())[0])
    story.claim(
        Text(
            en="Far to the left ELU settles at {floor}, that is −α, so the size of a negative "
            "input is forgotten.",
            zh="往左走远之后 ELU 趋于 {floor}，即 −α：负输入的大小被忘掉了。",
        ),
        math.isclose(last, -alpha),
        floor=last,
    )


def _far() -> object:
    import numpy as np

    return np.array([-40.0])


def _percent(share: float) -> str:
    return f"{100 * share:.2g}%"


TOPIC = Topic(
    name="elu_noise",
    kind="experiment",
    title=Text(en="ELU's negative saturation under noise", zh="ELU 的负半轴饱和与噪声"),
    says=Text(
        en="How much noise in a negative input ELU, Leaky ReLU and ReLU let through.",
        zh="负输入上的噪声，ELU、Leaky ReLU 和 ReLU 各放过多少。",
    ),
    run=run,
    tell=tell,
    settings={
        "noise": Setting(
            0.3, 1e-6, 3.0, Text(en="standard deviation of the noise", zh="噪声的标准差")
        ),
        "draws": Setting(20000, 10, 1000000, Text(en="how many draws", zh="抽样次数")),
        "seed": Setting(0, 0, 2**32, Text(en="seed of the noise", zh="随机种子")),
    },
    source="Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning by "
    "Exponential Linear Units (2016), section 3",
)
