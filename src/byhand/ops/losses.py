"""Losses: one number for how far a prediction is from its target, averaged over the examples."""

from __future__ import annotations

from byhand.ops.forms import Call
from byhand.ops.op import Case, Need, Op
from byhand.text import Text

# Every loss is a mean, as PyTorch's reduction="mean" is.

MSE = Op(
    name="mse",
    args="a y",
    form=Call("MSE"),
    shape="loss",
    formula="mean((a - y)^2)",
    pullbacks={"a": "g * 2 * (a - y) / size(a)", "y": "-(g * 2 * (a - y) / size(a))"},
    title=Text(en="mean squared error", zh="均方误差"),
    says=Text(
        en="Mean squared error: twice the difference, divided by the number of entries.",
        zh="均方误差：梯度是差的两倍除以元素个数。",
    ),
)

# PyTorch cuts the logarithms off at −100; here a probability of exactly 0 or 1 has no slope.
BCE = Op(
    name="bce",
    args="p y",
    form=Call("BCE"),
    kernel="bce",
    real=True,
    shape="loss",
    formula="-mean(y * log(p) + (1 - y) * log(1 - p))",
    pullbacks={
        "p": "g * (p - y) / (p * (1 - p)) / size(p)",
        "y": "g * (log(1 - p) - log(p)) / size(p)",
    },
    needs=(
        Need(
            "(p >= 0) * (p <= 1) * where(p == 0, y == 0, 1) * where(p == 1, y == 1, 1)",
            Text(
                en="it needs probabilities between 0 and 1, and a target {y} possible under {p}",
                zh="概率必须在 0 与 1 之间，且目标 {y} 在预测 {p} 下必须可能出现",
            ),
        ),
    ),
    title=Text(en="binary cross-entropy", zh="二元交叉熵"),
    says=Text(
        en="Binary cross-entropy: (p − y) over p(1 − p), divided by the number of entries.",
        zh="二元交叉熵：p − y 除以 p(1 − p)，再除以元素个数。",
    ),
)

BCE_WITH_LOGITS = Op(
    name="bce_with_logits",
    args="z y",
    form=Call("BCE"),
    kernel="bce_with_logits",
    shape="loss",
    formula="bce(sigmoid(z), y)",
    pullbacks={"z": "g * (sigmoid(z) - y) / size(z)", "y": "-(g * z / size(z))"},
    title=Text(en="binary cross-entropy of logits", zh="基于 logits 的二元交叉熵"),
    says=Text(
        en="With sigmoid inside, all that is left is prediction minus target, σ(z) − y, over n.",
        zh="把 sigmoid 合进来，只剩预测减目标 σ(z) − y，再除以元素个数。",
    ),
)


def _per_row(pullbacks: dict[str, str], *, last: str, operand: str) -> tuple[Case, ...]:
    """The cases of a loss that adds up over the last axis and is a mean over the rows."""
    found = []
    for rows, count in (("", ""), ("n ", ", axis=0"), ("m n ", ", axis=(0, 1)")):
        share = f" / size({operand}{count})" if count else ""
        shape = f"{rows}c, {rows}{last} -> "
        found.append(Case(shape, {key: f"{text}{share}" for key, text in pullbacks.items()}))
    return tuple(found)


# z holds logits, y a row of class probabilities for each row of z, or the number of its class.
CROSS_ENTROPY = Op(
    name="cross_entropy",
    args="z y",
    form=Call("CE"),
    kernel="cross_entropy",
    real=True,
    cases=_per_row(
        {
            "z": "g * (softmax(z) * sum(y, axis=-1, keepdims=True) - y)",
            "y": "-(g * log_softmax(z))",
        },
        last="c",
        operand="z",
    ),
    twin="cross_entropy_at",
    formula="-mean(sum(y * log_softmax(z), axis=-1))",
    title=Text(en="cross-entropy of logits", zh="基于 logits 的交叉熵"),
    says=Text(
        en="Cross-entropy of a softmax: prediction minus target, softmax(z) − y, over the rows.",
        zh="softmax 的交叉熵：预测减目标 softmax(z) − y，再除以行数。",
    ),
)

CROSS_ENTROPY_AT = Op(
    name="cross_entropy_at",
    typed="cross_entropy",
    args="z y",
    form=Call("CE"),
    kernel="cross_entropy_at",
    real=True,
    cases=_per_row({"z": "g * (softmax(z) - onehot_like(y, z))"}, last="", operand="z"),
    formula="-mean(sum(onehot_like(y, z) * log_softmax(z), axis=-1))",
    stops="y",
    indices="y",
    title=Text(en="cross-entropy by class number", zh="以类别编号计的交叉熵"),
    says=Text(
        en="Cross-entropy: the probabilities, minus 1 at the right class, over the number of rows.",
        zh="交叉熵：各类概率，在正确类别处减 1，再除以行数。",
    ),
)

# PyTorch's kl_div takes log q first and p second; here the order is that of KL(p ‖ q).
KL = Op(
    name="kl",
    args="p q",
    form=Call("KL"),
    kernel="kl",
    real=True,
    cases=_per_row({"p": "g * (log(p / q) + 1)", "q": "-(g * p / q)"}, last="c", operand="p"),
    formula="mean(sum(p * log(p / q), axis=-1))",
    needs=(
        Need(
            "(p >= 0) * (q >= 0) * where(q == 0, p == 0, 1)",
            Text(
                en="it needs probabilities, and {q} under {p} is none that can be divided by",
                zh="需要的是概率，而 {p} 除以 {q} 没有意义",
            ),
        ),
    ),
    title=Text(en="Kullback–Leibler divergence", zh="KL 散度"),
    says=Text(
        en="KL divergence: −p/q for q, and log(p/q) + 1 for p, over the number of rows.",
        zh="KL 散度：对 q 是 −p/q，对 p 是 log(p/q) + 1，再除以行数。",
    ),
)

# For labels −1 and 1; PyTorch's hinge_embedding_loss is another loss.
HINGE = Op(
    name="hinge",
    args="s y",
    form=Call("hinge"),
    shape="loss",
    formula="mean(max(0, 1 - y * s))",
    pullbacks={
        "s": "-(g * y * ind(y * s < 1) / size(s))",
        "y": "-(g * s * ind(y * s < 1) / size(s))",
    },
    kink="1 - y * s",
    at_kink=Text(
        en="The hinge has a kink at margin 1; its derivative there is taken as 0.",
        zh="合页损失在间隔等于 1 处不可导，这里取导数为 0。",
    ),
    title=Text(en="hinge loss", zh="合页损失"),
    says=Text(
        en="Hinge: examples beyond the margin send nothing, the others −y over their number.",
        zh="合页损失：间隔已够的样本不传梯度，其余传 −y 除以样本数。",
    ),
)

HUBER = Op(
    name="huber",
    args="a y",
    form=Call("Huber"),
    shape="loss",
    formula="mean(where(abs(a - y) <= delta, (a - y)^2 / 2, delta * (abs(a - y) - delta / 2)))",
    pullbacks={
        "a": "g * max(-delta, min(delta, a - y)) / size(a)",
        "y": "-(g * max(-delta, min(delta, a - y)) / size(a))",
    },
    settings={"delta": "1"},
    title=Text(en="Huber loss", zh="Huber 损失"),
    says=Text(
        en="Huber: the difference, cut off at ±δ, divided by the number of entries.",
        zh="Huber 损失：差在 ±δ 处截断，再除以元素个数。",
    ),
)

ONEHOT_LIKE = Op(
    name="onehot_like",
    args="y like",
    form=Call("onehot"),
    kernel="onehot_like",
    shape="onehot_like",
    stops="y like",
    indices="y",
    title=Text(en="one-hot rows of a given shape", zh="给定形状的独热编码"),
    says=Text(en="Class numbers are whole, so no gradient flows.", zh="类别编号是整数，不传梯度。"),
)

OPS = (
    MSE,
    BCE,
    BCE_WITH_LOGITS,
    CROSS_ENTROPY,
    CROSS_ENTROPY_AT,
    KL,
    HINGE,
    HUBER,
    ONEHOT_LIKE,
)
