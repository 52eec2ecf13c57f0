"""Why 1/n, why 2/n, why orthogonal: the derivations as pages, with a check by numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from byhand.numeric.backends import FLOAT
from byhand.numeric.functions import evaluate_expression
from byhand.plots import Line, Panel, Plot, maths
from byhand.text import Text
from byhand.training.facts.maths import equals, read
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
    choices: tuple[str, ...]
    """Variances for a layer from n inputs to m units."""
    title: Text
    says: Text
    source: str


@dataclass(frozen=True)
class Narrowing:
    """A layer from n inputs to m units: by what it multiplies the mean squares, both ways."""

    variance: str
    forward: float
    back: float
    derived: tuple[float, float]
    """The same two, as derived."""

    @property
    def apart(self) -> float:
        """How far the measured factors are from the derived ones, relatively."""
        found = (self.forward, self.back)
        return max(abs(f / d - 1) for f, d in zip(found, self.derived, strict=True))


@dataclass(frozen=True)
class Result:
    """By the multiple of 1/n the factor of a layer; and the factors of layers that narrow."""

    case: Case
    given: Given
    factors: tuple[float, ...]
    narrowing: tuple[Narrowing, ...]

    def factor(self, gain: float) -> float:
        """The factor of one multiple."""
        return self.factors[_GAINS.index(gain)]


def run(case: Case, given: Given) -> Result:
    """Measure the factor of a layer for every variance, with weights drawn afresh for each."""
    seed, factors = given["seed"], []
    for i, gain in enumerate(_GAINS):
        widths = (given["width"],) * 6
        squares = _squares(case, given, gain / given["width"], widths, seed + i)[0]
        factors.append((squares[-1] / squares[0]) ** (1 / (len(squares) - 1)))
    later = seed + len(_GAINS)
    narrowing = (_narrowing(case, given, text, later + i) for i, text in enumerate(case.choices))
    return Result(case, given, tuple(factors), tuple(narrowing))


def _squares(
    case: Case, given: Given, variance: float, widths: tuple[int, ...], seed: int
) -> tuple[list[float], list[float]]:
    """The mean squares of every layer's sums, and of the gradients with respect to them."""
    fill = partial(INITIALISERS["normal_"], std=variance**0.5)
    passed = propagate(fill, case.activation, widths, batch=given["batch"], seed=seed)
    z, g = ([float((a**2).mean()) for a in arrays] for arrays in (passed.z, passed.g))
    return z, g


def _narrowing(case: Case, given: Given, text: str, seed: int) -> Narrowing:
    """A layer from n = width inputs to half as many units, behind one that makes its inputs."""
    n = given["width"]
    m = n // 2
    variance = float(evaluate_expression(read(text), {"n": n, "m": m}, FLOAT))
    z, g = _squares(case, given, variance, (n, n, m), seed)
    derived = (n * variance / case.right, m * variance / case.right)
    return Narrowing(text, z[1] / z[0], g[0] / g[1], derived)


def tell(story: Story, result: Result) -> None:
    """The page."""
    case, n = result.case, result.given["width"]
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
    story.plot(case.name, Plot((panel,), height=2.2, ratio=1.8), _CAPTION, width=n)
    story.say(_LAYER, "rule", n=n, m=n // 2)
    rows = [
        (read(row.variance), row.forward, row.derived[0], row.back, row.derived[1])
        for row in result.narrowing
    ]
    story.table(_HEADER, rows)
    _claims(story, result)


def _claims(story: Story, result: Result) -> None:
    right = result.case.right
    away = max(abs(f * right / gain - 1) for gain, f in zip(_GAINS, result.factors, strict=True))
    story.claim(
        Text(
            en="With n·Var(w) = {right} a layer multiplies the mean square by {kept}: it is kept.",
            zh="取 n·Var(w) = {right} 时，每层把均方乘以 {kept}：大小不变。",
        ),
        abs(result.factor(right) - 1) < 0.1,
        right=right,
        kept=result.factor(right),
    )
    story.claim(
        Text(
            en="The derived factor is right to within {away} for every variance that was tried, "
            "each with weights of its own.",
            zh="对试过的每一种方差（权重各自重新抽取），推导出的因子与实测相差不超过 {away}。",
        ),
        away < 0.15,
        away=f"{100 * away:.1f}%",
    )
    apart = max(row.apart for row in result.narrowing)
    story.claim(
        Text(
            en="Where n and m differ, the factors of the signal and of the gradient are right to "
            "within {apart}.",
            zh="n 与 m 不同时，信号与梯度的因子与推导相差不超过 {apart}。",
        ),
        apart < 0.15,
        apart=f"{100 * apart:.1f}%",
    )


_DERIVED = Text(en="derived", zh="推导")
_MEASURED = Text(en="measured", zh="实测")
_FACTOR = Text(en="factor of a layer", zh="每层的因子")
_CAPTION = Text(
    en="By how much a layer of {width} units multiplies the mean square of its signal, from the "
    "first of five layers to the last.",
    zh="每层（{width} 个神经元）把信号的均方乘以多少：从五层中的第一层到最后一层，取几何平均。",
)
_LAYER = Text(
    en="A layer from n = {n} inputs to m = {m} units: by how much it multiplies the mean square of "
    "the signal, and on the way back that of the gradient:",
    zh="从 n = {n} 个输入到 m = {m} 个神经元的一层：信号的均方、以及往回传时梯度的均方各乘以多少：",
)
_HEADER = (
    "Var(w)",
    Text(en="signal, measured", zh="信号，实测"),
    Text(en="derived", zh="推导"),
    Text(en="gradient, measured", zh="梯度，实测"),
    Text(en="derived", zh="推导"),
)

CASES = (
    Case(
        "variance_1_over_n",
        DERIVATIONS["xavier"],
        "",
        1.0,
        ("1/n", "1/m", "2/(n + m)"),
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
        ("2/n", "2/m"),
        Text(en="Why a variance of 2/n for ReLU", zh="ReLU 的方差为什么取 2/n"),
        Text(
            en="ReLU drops half of the signal. So the weights after it need twice the variance: "
            "the answer of He and others.",
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
            en="Ten orthogonal layers change no length by a relative amount of more than "
            "{orthogonal}; ten layers of normal weights with variance 1/n change one by {normal}.",
            zh="十层正交权重对任何长度的相对改变不超过 {orthogonal}；十层方差为 1/n 的正态权重则使"
            "某个长度相对改变 {normal}。",
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
