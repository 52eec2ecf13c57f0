"""Losses as distances of distributions: cross-entropy is entropy plus KL divergence."""

from __future__ import annotations

import math
from dataclasses import dataclass

from byhand.plots import Line, Panel, Plot, maths
from byhand.text import Text
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

_LOGITS = (0.5, 0.2, -0.3)
_SOFTMAX = (
    "S = exp(z_1) + exp(z_2) + exp(z_3); q_1 = exp(z_1)/S; q_2 = exp(z_2)/S; q_3 = exp(z_3)/S"
)
_CROSS = f"{_SOFTMAX}; H = -(p_1*log(q_1) + p_2*log(q_2) + p_3*log(q_3))"
_KL = f"{_SOFTMAX}; K = p_1*log(p_1/q_1) + p_2*log(p_2/q_2) + p_3*log(p_3/q_3)"
_SPAN = (-4.0, 4.0)
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Result:
    """The distributions, the three quantities, and both gradients."""

    given: Given
    p: tuple[float, ...]
    q: tuple[float, ...]
    entropy: float
    kl: float
    cross: float
    by_cross: tuple[float, ...]
    """The gradient of the cross-entropy with respect to the logits."""
    by_kl: tuple[float, ...]

    @property
    def gap(self) -> float:
        """The largest difference of the two gradients."""
        return max(abs(a - b) for a, b in zip(self.by_cross, self.by_kl, strict=True))

    @property
    def away(self) -> float:
        """The largest difference of either gradient from prediction minus target."""
        target = [q - p for p, q in zip(self.p, self.q, strict=True)]
        found = (*zip(self.by_cross, target, strict=True), *zip(self.by_kl, target, strict=True))
        return max(abs(a - b) for a, b in found)


def run(given: Given) -> Result:
    """Everything at one pair of distributions."""
    p = (given["p_1"], given["p_2"], 1 - given["p_1"] - given["p_2"])
    weights = [math.exp(z) for z in _LOGITS]
    q = tuple(w / sum(weights) for w in weights)
    pairs = list(zip(p, q, strict=True))
    entropy = -sum(a * math.log(a) for a in p)
    kl = sum(a * math.log(a / b) for a, b in pairs)
    cross = -sum(a * math.log(b) for a, b in pairs)
    return Result(given, p, q, entropy, kl, cross, _gradient(_CROSS, p), _gradient(_KL, p))


def _gradient(program: str, p: tuple[float, ...]) -> tuple[float, ...]:
    """The gradient with respect to the three logits, from the derivation."""
    from byhand.emit.many import function_of
    from byhand.graph import build
    from byhand.language.parse import parse

    names = ["z_1", "z_2", "z_3"]
    asked = {"of": None, "wrt": names, "constants": ()}
    function = function_of(build(parse(program)), {}, asked, (), "float64", 1)
    at = dict(zip(names, _LOGITS, strict=True)) | _named("p", p)
    return tuple(function(**at)[1][name] for name in names)


def _named(letter: str, values: tuple[float, ...]) -> dict[str, float]:
    return {f"{letter}_{i + 1}": value for i, value in enumerate(values)}


_INTRO = Text(
    en="A label, or a soft label, is a distribution `p` over the classes; the model answers with "
    "another one, `q`, the softmax of its logits `z`. How should the difference be measured?",
    zh="标签（或软标签）是类别上的一个分布 `p`；模型给出另一个分布 `q`，即对 logit `z` 取 softmax。"
    "怎样衡量两者的差别？",
)
_SPLIT = Text(
    en="Written out, the logarithm of a quotient is a difference, and every term of the sum splits "
    "into two; `log` is the natural logarithm:",
    zh="展开来看，商的对数等于对数之差，于是求和的每一项拆成两部分，`log` 为自然对数：",
)
_NUMBERS = Text(
    en="With `p` = ({p1}, {p2}, {p3}), `z` = ({z1}, {z2}, {z3}) and so `q` = ({q1}, {q2}, {q3}):",
    zh="取 `p` = ({p1}, {p2}, {p3})，`z` = ({z1}, {z2}, {z3})，于是 `q` = ({q1}, {q2}, {q3})：",
)
_EQUAL = Text(
    en="The entropy does not contain `q`, so its gradient with respect to the parameters of the "
    "model is 0. To minimise the cross-entropy is to minimise the KL divergence:",
    zh="熵里没有 `q`，对模型参数的梯度为 0。所以最小化交叉熵就是最小化 KL 散度：",
)


def tell(story: Story, result: Result) -> None:
    """The page."""
    story.say(_INTRO)
    story.section(Text(en="Entropy, KL divergence, cross-entropy", zh="熵、KL 散度与交叉熵"))
    story.say(_SPLIT, "rule")
    story.formulas("-p*log(q) = -p*log(p) + p*log(p/q)")
    p, q = result.p, result.q
    distributions = {f"p{i + 1}": x for i, x in enumerate(p)}
    distributions |= {f"z{i + 1}": x for i, x in enumerate(_LOGITS)}
    distributions |= {f"q{i + 1}": x for i, x in enumerate(q)}
    story.say(_NUMBERS, "rule", **distributions)
    at = _named("p", p) | _named("q", q)
    story.worked(
        ("H_p", "-(p_1*log(p_1) + p_2*log(p_2) + p_3*log(p_3))", at),
        ("K", "p_1*log(p_1/q_1) + p_2*log(p_2/q_2) + p_3*log(p_3/q_3)", at),
        ("H_pq", "-(p_1*log(q_1) + p_2*log(q_2) + p_3*log(q_3))", at),
    )
    story.worked(("H_p + K", "H_p + K", {"H_p": result.entropy, "K": result.kl}))
    story.section(Text(en="The same gradient", zh="相同的梯度"))
    story.say(_EQUAL)
    header = (
        Text(en="with respect to", zh="对哪个 logit"),
        Text(en="cross-entropy", zh="交叉熵"),
        Text(en="KL divergence", zh="KL 散度"),
        Text(en="q − p", zh="q − p"),
    )
    rows = [(f"z{'₁₂₃'[i]}", result.by_cross[i], result.by_kl[i], q[i] - p[i]) for i in range(3)]
    story.table(header, rows)
    story.plot("cross_entropy_kl", _plot(result), _CAPTION)
    _claims(story, result)


_CAPTION = Text(
    en="Cross-entropy and KL divergence over the first logit: two parallel curves, the entropy of "
    "`p` apart.",
    zh="交叉熵与 KL 散度随第一个 logit 的变化：两条平行曲线，相距恰为 `p` 的熵。",
)


def _plot(result: Result) -> Plot:
    z = [_SPAN[0] + (_SPAN[1] - _SPAN[0]) * i / 160 for i in range(161)]
    cross = []
    for first in z:
        total = math.log(sum(math.exp(v) for v in (first, *_LOGITS[1:])))
        cross.append(
            total - sum(a * v for a, v in zip(result.p, (first, *_LOGITS[1:]), strict=True))
        )
    kl = [value - result.entropy for value in cross]
    lines = (
        Line(z, cross, Text(en="cross-entropy", zh="交叉熵")),
        Line(z, kl, Text(en="KL divergence", zh="KL 散度"), color=1),
        Line(_SPAN, [result.entropy] * 2, Text(en="entropy of p", zh="p 的熵"), "dotted", 6),
    )
    panel = Panel(lines, maths("z_1"), Text(en="value", zh="取值"))
    return Plot((panel,), height=2.3, ratio=1.8)


def _claims(story: Story, result: Result) -> None:
    story.claim(
        Text(
            en="Cross-entropy is entropy plus KL divergence: {cross} = {entropy} + {kl}.",
            zh="交叉熵 = 熵 + KL 散度：{cross} = {entropy} + {kl}。",
        ),
        math.isclose(result.cross, result.entropy + result.kl),
        cross=result.cross,
        entropy=result.entropy,
        kl=result.kl,
    )
    story.claim(
        Text(
            en="Their gradients with respect to the logits are the same, to within {rounding}.",
            zh="两者对 logit 的梯度相同（误差不超过 {rounding}）。",
        ),
        result.gap <= _ROUNDING,
        rounding=_ROUNDING,
    )
    story.claim(
        Text(
            en="Both are `q - p`, prediction minus target; for the first logit {first}.",
            zh="两者都是 `q - p`，即预测减目标；对第一个 logit 为 {first}。",
        ),
        result.away <= _ROUNDING,
        first=result.by_cross[0],
    )


TOPIC = Topic(
    name="cross_entropy_kl",
    kind="course",
    title=Text(en="Cross-entropy = entropy + KL divergence", zh="交叉熵 = 熵 + KL 散度"),
    says=Text(
        en="The loss of classification as a distance of distributions, and why its gradient is "
        "q − p.",
        zh="从分布的角度看分类损失，以及为什么梯度是 q − p。",
    ),
    run=run,
    tell=tell,
    settings={
        "p_1": Setting(0.6, 0.01, 0.69, Text(en="p of the first class", zh="第一类的 p")),
        "p_2": Setting(0.25, 0.01, 0.29, Text(en="p of the second class", zh="第二类的 p")),
    },
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 3.13",
)
