"""Why 1/n, why 2/n, why orthogonal: the derivations as pages, with a check by numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from byhand.plots import Line, Panel, Plot, maths
from byhand.text import Text
from byhand.training.facts.maths import equals
from byhand.training.facts.variance import DERIVATIONS, Stage
from byhand.training.initialisers import INITIALISERS
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic
from byhand.training.propagation import propagate

_GAINS = tuple(round(0.25 * i, 2) for i in range(1, 17))
"""The variances that are tried, as multiples of 1/n."""


@dataclass(frozen=True)
class Case:
    """One derivation: its stages, the activation it is about, and what it comes to."""

    name: str
    stages: tuple[Stage, ...]
    activation: str
    right: float
    """The multiple of 1/n that keeps the signal."""
    title: Text
    says: Text
    source: str


@dataclass(frozen=True)
class Result:
    """By the multiple of 1/n, the factor by which a layer multiplies the mean square."""

    case: Case
    given: Given
    factors: tuple[float, ...]

    def factor(self, gain: float) -> float:
        """The factor of one multiple."""
        return self.factors[_GAINS.index(gain)]


def run(case: Case, given: Given) -> Result:
    """Measure the factor of a layer for every variance."""
    normal, width = INITIALISERS["normal_"], given["width"]
    factors = []
    for gain in _GAINS:
        fill = partial(normal, std=(gain / width) ** 0.5)
        passed = propagate(
            fill, case.activation, (width,) * 6, batch=given["batch"], seed=given["seed"]
        )
        squares = [float((z**2).mean()) for z in passed.z]
        factors.append((squares[-1] / squares[0]) ** (1 / (len(squares) - 1)))
    return Result(case, given, tuple(factors))


def tell(story: Story, result: Result) -> None:
    """The page."""
    case = result.case
    story.say(case.says)
    for stage in case.stages:
        story.section(stage.title)
        for claim in stage.claims:
            story.say(claim.why, "rule")
            story.formulas(equals(claim.left, *claim.links))
    story.section(Text(en="Measured", zh="实测"))
    line = Line([0, _GAINS[-1]], [0, _GAINS[-1] / case.right], _DERIVED, color=0)
    points = Line(_GAINS, result.factors, _MEASURED, "points", 1)
    one = Line([0, _GAINS[-1]], [1, 1], look="dotted", color=6)
    panel = Panel((line, points, one), maths(r"n\,\mathrm{Var}(w)"), _FACTOR)
    story.plot(case.name, Plot((panel,), height=2.2, ratio=1.8), _CAPTION)
    away = max(
        abs(f * case.right / gain - 1) for gain, f in zip(_GAINS, result.factors, strict=True)
    )
    story.claim(
        Text(
            en="With n·Var(w) = {right} a layer multiplies the mean square by {kept}: it is kept.",
            zh="取 n·Var(w) = {right} 时，每层把均方乘以 {kept}：大小不变。",
        ),
        abs(result.factor(case.right) - 1) < 0.1,
        right=case.right,
        kept=result.factor(case.right),
    )
    story.claim(
        Text(
            en="The derived factor is right to within {away} for every variance that was tried.",
            zh="对试过的每一种方差，推导出的因子与实测相差不超过 {away}。",
        ),
        away < 0.15,
        away=f"{100 * away:.1f}%",
    )


_DERIVED = Text(en="derived", zh="推导")
_MEASURED = Text(en="measured", zh="实测")
_FACTOR = Text(en="factor of a layer", zh="每层的因子")
_CAPTION = Text(
    en="By how much a layer multiplies the mean square of its signal, over five layers.",
    zh="每层把信号的均方乘以多少（五层平均）。",
)

CASES = (
    Case(
        "variance_1_over_n",
        DERIVATIONS["xavier"],
        "",
        1.0,
        Text(en="Why a variance of 1/n", zh="方差为什么取 1/n"),
        Text(
            en="How large should the weights of a layer be, so that neither the signal nor the "
            "gradient grows or dies out? The answer of LeCun, and of Glorot and Bengio.",
            zh="一层的权重该多大，信号和梯度才既不膨胀也不消失？这是 LeCun 以及 Glorot 与 Bengio "
            "的答案。",
        ),
        "LeCun, Bottou, Orr and Müller (1998), section 4.6; Glorot and Bengio (2010)",
    ),
    Case(
        "variance_2_over_n",
        DERIVATIONS["kaiming"],
        "relu",
        2.0,
        Text(en="Why a variance of 2/n for ReLU", zh="ReLU 的方差为什么取 2/n"),
        Text(
            en="ReLU drops half of the signal. So the weights behind it need twice the variance: "
            "the "
            "answer of He and others.",
            zh="ReLU 丢掉一半信号，后面的权重方差就要加倍：这是何恺明等人的答案。",
        ),
        "He, Zhang, Ren and Sun (2015)",
    ),
)
_SETTINGS = {
    "width": Setting(256, 16, 1024, Text(en="units in a layer", zh="每层神经元数")),
    "batch": Setting(200, 10, 1000, Text(en="how many inputs", zh="输入个数")),
    "seed": Setting(0, 0, 2**32, Text(en="seed of the draws", zh="随机种子")),
}


@dataclass(frozen=True)
class Lengths:
    """How far layers of orthogonal and of normal weights change the length of single signals."""

    given: Given
    orthogonal: float
    normal: float


def run_lengths(given: Given) -> Lengths:
    """The largest relative change of a length in ten layers, with both kinds of weights."""
    import numpy as np

    width = given["width"]
    found = {}
    for name in ("orthogonal_", "lecun_normal_"):
        passed = propagate(
            INITIALISERS[name], "", (width,) * 12, batch=given["batch"], seed=given["seed"]
        )
        first, last = (np.linalg.norm(z, axis=1) for z in (passed.z[0], passed.z[-1]))
        found[name] = float(abs(last / first - 1).max())
    return Lengths(given, found["orthogonal_"], found["lecun_normal_"])


def tell_lengths(story: Story, result: Lengths) -> None:
    """The page."""
    for stage in DERIVATIONS["orthogonal"]:
        story.section(stage.title)
        for claim in stage.claims:
            story.say(claim.why, "rule")
            story.formulas(equals(claim.left, *claim.links))
    story.claim(
        Text(
            en="Ten orthogonal layers change no length by more than a part of {orthogonal}; ten "
            "layers of normal weights with variance 1/n change one by {normal} of it.",
            zh="十层正交权重对任何长度的相对改变不超过 {orthogonal}；方差 1/n 的正态权重则可改变 "
            "{normal}。",
        ),
        result.orthogonal < 1e-12 < result.normal,
        orthogonal=result.orthogonal,
        normal=result.normal,
    )


TOPICS: tuple[Topic, ...] = (
    *(
        Topic(
            name=case.name,
            kind="course",
            title=case.title,
            says=case.says,
            run=partial(run, case),
            tell=tell,
            settings=_SETTINGS,
            source=case.source,
        )
        for case in CASES
    ),
    Topic(
        name="orthogonal_lengths",
        kind="course",
        title=Text(en="Orthogonal weights keep lengths", zh="正交权重保持长度"),
        says=Text(
            en="An orthogonal layer keeps the length of every signal and of every gradient.",
            zh="正交的一层保持每个信号、每个梯度的长度。",
        ),
        run=run_lengths,
        tell=tell_lengths,
        settings={**_SETTINGS, "width": Setting(100, 4, 500, _SETTINGS["width"].says)},
        source="Saxe, McClelland and Ganguli (2014)",
    ),
)
