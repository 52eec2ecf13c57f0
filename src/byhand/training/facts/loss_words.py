"""The losses of the course: one sample as a program, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from byhand.text import Text
from byhand.training.facts import loss_judged
from byhand.training.facts.loss_judged import Judged

if TYPE_CHECKING:
    from byhand.training.facts.losses import Result


@dataclass(frozen=True)
class Saying:
    """A sentence of the course; `judge` says whether a run shows it, and its numbers."""

    text: Text
    judge: Callable[[Result], Judged]


@dataclass(frozen=True, kw_only=True)
class Loss:
    """The loss of one sample."""

    name: str
    program: str
    prediction: str
    target: str
    """Its name in the program; empty where the sample is fixed."""
    at: Mapping[str, float]
    """Where it is worked out by hand."""
    span: tuple[float, float]
    """The predictions that are drawn."""
    targets: tuple[float, ...]
    far: tuple[tuple[float, float], ...]
    """Predictions and targets at which the slope is told."""
    says: Text
    slope: Text
    """What its slope says."""
    sayings: tuple[Saying, ...]
    source: str = ""


_BOUNDED = Saying(
    Text(
        en="Its slope is bounded: however large the error, it is at most {s100}.",
        zh="导数有界：误差再大，导数也不超过 {s100}。",
    ),
    loss_judged.bounded,
)
_SQUARED = Loss(
    name="mse",
    program="L = (a - y)^2",
    prediction="a",
    target="y",
    at={"a": 3.0, "y": 1.0},
    span=(-4.0, 4.0),
    targets=(0.0,),
    far=((1.0, 0.0), (100.0, 0.0)),
    says=Text(
        en="The loss of regression: the squared distance between prediction and target.",
        zh="回归的损失：预测与目标之差的平方。",
    ),
    slope=Text(
        en="The slope is twice the error, so a large error pulls hard and a small one gently.",
        zh="导数是误差的两倍：误差大拉得狠，误差小拉得轻。",
    ),
    sayings=(
        Saying(
            Text(
                en="Its slope grows with the error without bound: {s1} at 1, {s100} at 100.",
                zh="导数随误差无限增大：误差 1 时为 {s1}，误差 100 时为 {s100}。",
            ),
            loss_judged.grows,
        ),
        Saying(
            Text(
                en="The best constant for the targets 0, 1, 2, 3, 100 is their mean: {best} "
                "against "
                "{mean}. One outlier moves it far away from the rest.",
                zh="目标为 0、1、2、3、100 时，最优的常数预测就是平均值：求得 {best}，平均值 "
                "{mean}。"
                "一个离群值就把它拉得很远。",
            ),
            loss_judged.outlier,
        ),
    ),
    source="Bishop, Pattern Recognition and Machine Learning (2006), section 1.5.5",
)
_HUBER = Loss(
    name="huber",
    program="L = where(abs(a - y) <= 1, (a - y)^2/2, abs(a - y) - 1/2)",
    prediction="a",
    target="y",
    at={"a": 3.0, "y": 1.0},
    span=(-4.0, 4.0),
    targets=(0.0,),
    far=((0.5, 0.0), (100.0, 0.0)),
    says=Text(
        en="Squared error for small errors, straight for large ones: regression with outliers.",
        zh="误差小时按平方，误差大时按直线：用于有离群值的回归。",
    ),
    slope=Text(
        en="The slope is the error, cut off at 1.", zh="导数就是误差本身，超过 1 则截断为 1。"
    ),
    sayings=(
        _BOUNDED,
        Saying(
            Text(
                en="An outlier hardly moves it: the best constant for 0, 1, 2, 3, 100 is {best}, "
                "where the mean is {mean}.",
                zh="离群值几乎拉不动它：目标为 0、1、2、3、100 时最优常数是 {best}，而平均值是 "
                "{mean}。",
            ),
            loss_judged.robust,
        ),
    ),
    source="Huber, Robust Estimation of a Location Parameter (1964)",
)
_BCE = Loss(
    name="bce",
    program="L = -(y*log(p) + (1 - y)*log(1 - p))",
    prediction="p",
    target="y",
    at={"p": 0.25, "y": 1.0},
    span=(0.01, 0.99),
    targets=(0.0, 1.0),
    far=((0.5, 1.0), (0.01, 1.0)),
    says=Text(
        en="The loss of two classes: minus the logarithm of the probability of what was true.",
        zh="二分类的损失：真实类别所得概率的负对数。",
    ),
    slope=Text(
        en="The slope is −1/p where the target is 1: the smaller the probability that was given to "
        "the truth, the harder the pull.",
        zh="目标为 1 时导数是 −1/p：给真实类别的概率越小，拉得越狠。",
    ),
    sayings=(
        Saying(
            Text(
                en="It punishes confidence in what is false: {half} at p = 0.5, {tenth} at 0.1, "
                "{hundredth} at 0.01, each minus the logarithm.",
                zh="它重罚自信的错误：p = 0.5 时 {half}，0.1 时 {tenth}，0.01 时 {hundredth}，"
                "都是负对数。",
            ),
            loss_judged.punishes,
        ),
    ),
    source="Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.2",
)
_LOGITS = Loss(
    name="bce_with_logits",
    program="p = sigmoid(z); L = -(y*log(p) + (1 - y)*log(1 - p))",
    prediction="z",
    target="y",
    at={"z": -1.0, "y": 1.0},
    span=(-6.0, 6.0),
    targets=(0.0, 1.0),
    far=((-6.0, 1.0), (6.0, 1.0)),
    says=Text(
        en="Cross-entropy after a sigmoid, in one formula: the loss of logistic regression.",
        zh="Sigmoid 与交叉熵合在一起：逻辑回归的损失。",
    ),
    slope=Text(
        en="The slope of the logarithm and that of the sigmoid cancel; what is left is `p - y`.",
        zh="对数的导数与 Sigmoid 的导数相消，只剩下 `p - y`。",
    ),
    sayings=(
        Saying(
            Text(
                en="The slope is prediction minus target: {slope_1} at z = 1 with target 0, where "
                "the probability is {p}.",
                zh="导数就是预测减目标：z = 1、目标为 0 时导数 {slope_1}，此时概率为 {p}。",
            ),
            loss_judged.is_difference,
        ),
        Saying(
            Text(
                en="A confident mistake still learns: at z = {z} with target 1 the slope is "
                "{slope}; "
                "that of the squared error after a sigmoid is only {squared}.",
                zh="自信的错误仍能学习：z = {z}、目标为 1 时导数是 {slope}；"
                "若用平方误差配 Sigmoid，导数只有 {squared}。",
            ),
            loss_judged.no_vanishing,
        ),
    ),
    source="Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.2",
)
_HINGE = Loss(
    name="hinge",
    program="L = max(0, 1 - y*s)",
    prediction="s",
    target="y",
    at={"s": 0.5, "y": 1.0},
    span=(-3.0, 3.0),
    targets=(-1.0, 1.0),
    far=((0.5, 1.0), (1.5, 1.0)),
    says=Text(
        en="The loss of support vector machines: targets are −1 and 1, and a margin is asked for.",
        zh="支持向量机的损失：目标取 −1 和 1，并要求留出间隔。",
    ),
    slope=Text(
        en="Beyond the margin the slope is 0: what is right by enough is left alone.",
        zh="越过间隔之后导数为 0：对得足够好的样本不再管它。",
    ),
    sayings=(
        Saying(
            Text(
                en="Inside the margin the slope is {inside}, beyond it {outside}.",
                zh="间隔之内导数为 {inside}，间隔之外为 {outside}。",
            ),
            loss_judged.margin,
        ),
    ),
    source="Bishop, Pattern Recognition and Machine Learning (2006), section 7.1.2",
)
_CROSS = Loss(
    name="cross_entropy",
    program="S = exp(z_1) + exp(z_2) + exp(z_3); p = exp(z_1)/S; L = -log(p)",
    prediction="z_1",
    target="",
    at={"z_1": 1.0, "z_2": 2.0, "z_3": 0.5},
    span=(-4.0, 6.0),
    targets=(0.0,),
    far=((-4.0, 0.0), (6.0, 0.0)),
    says=Text(
        en="The loss of many classes after a softmax; here of three, the first of them true.",
        zh="多分类配 softmax 的损失；这里有三类，真实的是第一类。",
    ),
    slope=Text(
        en="With respect to the logit of the true class the slope is `p - 1`, with respect to "
        "another one it is the probability of that class: prediction minus target, as with two "
        "classes.",
        zh="对真实类别的 logit，导数是 `p - 1`；对其他类别则是它的概率：与二分类一样，"
        "是预测减目标。",
    ),
    sayings=(
        Saying(
            Text(
                en="At the values above the slope is {slope}, and the probability is {p}: they "
                "differ "
                "by 1.",
                zh="在上面的取值处，导数是 {slope}，概率是 {p}，两者相差 1。",
            ),
            loss_judged.difference,
        ),
    ),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.3",
)
_KL = Loss(
    name="kl",
    program="L = p*log(p/q) + (1 - p)*log((1 - p)/(1 - q))",
    prediction="q",
    target="",
    at={"p": 0.3, "q": 0.6},
    span=(0.02, 0.98),
    targets=(0.0,),
    far=((0.3, 0.0), (0.9, 0.0)),
    says=Text(
        en="How far a distribution q is from p; here of two outcomes. As a loss, p is the data.",
        zh="分布 q 离分布 p 有多远，这里只有两种结果。作为损失时，p 是数据。",
    ),
    slope=Text(
        en="The slope is 0 where `q = p`, and only there.", zh="只有在 `q = p` 处导数为 0。"
    ),
    sayings=(
        Saying(
            Text(
                en="It is never negative, and {least} only where q = p, here at q = {p}.",
                zh="它从不为负；当且仅当 q = p（这里 q = {p}）时为 {least}。",
            ),
            loss_judged.never_negative,
        ),
        Saying(
            Text(
                en="It is no distance: from p to q = {q} it is {there}, back again {back}.",
                zh="它不是距离：从 p 到 q = {q} 是 {there}，反过来是 {back}。",
            ),
            loss_judged.not_symmetric,
        ),
    ),
    source="Kullback and Leibler, On Information and Sufficiency (1951)",
)
LOSSES = (_SQUARED, _HUBER, _BCE, _LOGITS, _HINGE, _CROSS, _KL)
"""Every loss that has a page."""
