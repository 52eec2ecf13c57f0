"""Loss, cost and objective told apart on one batch."""

from __future__ import annotations

from dataclasses import dataclass

from byhand.plots import Line, Panel, Plot, maths
from byhand.text import Text
from byhand.training.lessons.story import Story
from byhand.training.lessons.topic import Given, Setting, Topic

_X, _Y = (1.0, 2.0, 3.0, 4.0), (1.5, 3.0, 4.0, 9.0)
_LOSS = "l = (w*x - y)^2"


@dataclass(frozen=True)
class Result:
    """The batch at one weight, and where cost and objective are least."""

    given: Given
    losses: tuple[float, ...]
    slopes: tuple[float, ...]

    @property
    def cost(self) -> float:
        """The mean of the losses."""
        return sum(self.losses) / len(self.losses)

    @property
    def objective(self) -> float:
        """The cost and the penalty."""
        return self.cost + self.given["penalty"] * self.given["w"] ** 2

    @property
    def best(self) -> tuple[float, float]:
        """The weight with the least cost, and that with the least objective, by their formulas."""
        xy = sum(x * y for x, y in zip(_X, _Y, strict=True))
        xx = sum(x * x for x in _X)
        return xy / xx, xy / (xx + len(_X) * self.given["penalty"])


def run(given: Given) -> Result:
    """Loss and slope of every sample."""
    from byhand.emit.many import function_of
    from byhand.graph import build
    from byhand.language.parse import parse

    asked = {"of": None, "wrt": ["w"], "constants": ()}
    loss = function_of(build(parse(_LOSS)), {}, asked, (), "float64", 1)
    found = [loss(w=given["w"], x=x, y=y) for x, y in zip(_X, _Y, strict=True)]
    return Result(given, tuple(v for v, _ in found), tuple(g["w"] for _, g in found))


_INTRO = Text(
    en="Three words that are often mixed up. The loss belongs to one sample, the cost to the data, "
    "the objective is what is really minimised. Usage varies; many books, the source below among "
    "them, use the words interchangeably.",
    zh="三个常被混用的词：损失属于单个样本，代价属于整个数据集，目标函数才是真正要最小化的量。"
    "用法并不统一，包括下面的出处在内，不少教材把这几个词混用。",
)
_LOSS_IS = Text(
    en="The loss: how wrong the model is on one sample. With the weight {w}:",
    zh="损失函数：模型在一个样本上错了多少。取权重 {w}：",
)
_COST_IS = Text(
    en="The cost: the mean of the losses over all samples, `n` = {n}. Its gradient is the mean of "
    "the gradients:",
    zh="代价函数：全部 `n` = {n} 个样本损失的平均。它的梯度就是各样本梯度的平均：",
)
_OBJECTIVE_IS = Text(
    en="The objective: the cost and a penalty on large weights, here `lambda` times the square. "
    "The penalty has a gradient of its own, `2*lambda*w`, which is added to that of the cost and "
    "pulls the weight towards 0:",
    zh="目标函数：代价再加上对大权重的惩罚，这里是 `lambda` 乘以权重平方。"
    "惩罚项自身的梯度 `2*lambda*w` 加到代价的梯度上，把权重拉向 0：",
)

_BOTH = Text(
    en="Cost and penalty are added, and so are their gradients, `g` and `p`:",
    zh="代价与惩罚相加，它们的梯度 `g` 与 `p` 也相加：",
)
_SLOPE = Text(en="gradient", zh="梯度")


def tell(story: Story, result: Result) -> None:
    """The page."""
    w, penalty = result.given["w"], result.given["penalty"]
    story.say(_INTRO)
    story.section(Text(en="Loss", zh="损失"))
    story.say(_LOSS_IS, "rule", w=w)
    story.gradients(_LOSS, ["w"], {"w": w, "x": _X[0], "y": _Y[0]})
    header = ("x", "y", Text(en="prediction", zh="预测"), Text(en="loss", zh="损失"), _SLOPE)
    rows = [
        (x, y, w * x, loss, slope)
        for x, y, loss, slope in zip(_X, _Y, result.losses, result.slopes, strict=True)
    ]
    story.table(header, rows)
    story.section(Text(en="Cost", zh="代价"))
    story.say(_COST_IS, "rule", n=len(_X))
    letters = {f"l_{i + 1}": loss for i, loss in enumerate(result.losses)}
    story.worked(("C", "(l_1 + l_2 + l_3 + l_4)/4", letters))
    slopes = {f"g_{i + 1}": slope for i, slope in enumerate(result.slopes)}
    story.worked(("g", "(g_1 + g_2 + g_3 + g_4)/4", slopes))
    story.section(Text(en="Objective", zh="目标"))
    story.say(_OBJECTIVE_IS, "rule")
    story.gradients("P = lambda*w^2", ["w"], {"lambda": penalty, "w": w})
    story.say(_BOTH, "rule")
    added, pull, slope = penalty * w**2, 2 * penalty * w, sum(result.slopes) / len(_X)
    story.worked(
        ("J", "C + P", {"C": result.cost, "P": added}), ("g_J", "g + p", {"g": slope, "p": pull})
    )
    story.plot("loss_cost_objective", _plot(result), _CAPTION)
    _claims(story, result)


_CAPTION = Text(
    en="The losses of the four samples (dashed), the cost and the objective over the weight; the "
    "dotted verticals stand where cost and objective are least.",
    zh="四个样本的损失（虚线）、代价与目标随权重的变化；竖点线是代价与目标的最低点。",
)


def _plot(result: Result) -> Plot:
    penalty = result.given["penalty"]
    w = [i / 50 for i in range(176)]
    samples = list(zip(_X, _Y, strict=True))
    lines = [
        Line(w, [(v * x - y) ** 2 for v in w], maths(f"l_{i + 1}"), "dashed", 3 + i)
        for i, (x, y) in enumerate(samples)
    ]
    cost = [sum((v * x - y) ** 2 for x, y in samples) / len(samples) for v in w]
    objective = [c + penalty * v * v for c, v in zip(cost, w, strict=True)]
    lines.append(Line(w, cost, Text(en="cost", zh="代价"), color=0))
    lines.append(Line(w, objective, Text(en="objective", zh="目标"), color=1))
    lines += [Line([place], look="vertical", color=i) for i, place in enumerate(result.best)]
    panel = Panel(
        tuple(lines), maths("w"), Text(en="value", zh="取值"), y_range=(0, 20), above=True
    )
    return Plot((panel,), height=2.5, ratio=1.8)


def _claims(story: Story, result: Result) -> None:
    best, pulled = result.best
    story.claim(
        Text(
            en="The cost is least at w = {best}, where no single sample is fitted exactly.",
            zh="代价在 w = {best} 处最小，而此时没有一个样本被精确拟合。",
        ),
        _slope(best, 0.0) < 1e-9 and min(_losses(best)) > 0,
        best=best,
    )
    story.claim(
        Text(
            en="The penalty pulls the best weight towards 0: the objective is least at {pulled}.",
            zh="惩罚项把最优权重拉向 0：目标在 {pulled} 处最小。",
        ),
        abs(pulled) < abs(best) and _slope(pulled, result.given["penalty"]) < 1e-9,
        pulled=pulled,
    )
    story.claim(
        Text(
            en="At w = {w} the loss of the last sample is {last}, the cost {cost}, the objective "
            "{objective}: three different numbers.",
            zh="在 w = {w} 处，最后一个样本的损失是 {last}，代价是 {cost}，目标是 {objective}："
            "三个不同的数。",
        ),
        len({result.losses[-1], result.cost, result.objective}) == 3,
        last=result.losses[-1],
        cost=result.cost,
        objective=result.objective,
    )


def _losses(w: float) -> list[float]:
    """The losses of all samples at a weight."""
    return [(w * x - y) ** 2 for x, y in zip(_X, _Y, strict=True)]


def _slope(w: float, penalty: float) -> float:
    """The size of the slope of the objective at a weight."""
    pairs = zip(_X, _Y, strict=True)
    return abs(sum(2 * (w * x - y) * x for x, y in pairs) / len(_X) + 2 * penalty * w)


TOPIC = Topic(
    name="loss_cost_objective",
    kind="course",
    title=Text(en="Loss, cost, objective", zh="损失函数、代价函数、目标函数"),
    says=Text(
        en="The loss of a sample, the mean over a batch, and the mean with a penalty, told apart.",
        zh="一个样本的损失、一批样本的平均、平均再加惩罚项：三者的区别。",
    ),
    run=run,
    tell=tell,
    settings={
        "w": Setting(1.0, -10.0, 10.0, Text(en="the weight that is looked at", zh="考察的权重")),
        "penalty": Setting(
            0.5, 0.0, 100.0, Text(en="λ, the weight of the penalty", zh="惩罚系数 λ")
        ),
    },
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), sections 4.3 and 7.1",
)
