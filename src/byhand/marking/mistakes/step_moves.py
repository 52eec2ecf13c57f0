"""What goes wrong with momentum, weight decay and the step itself."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.marking.mistakes.steps import Lines, StepMistake, decay, stale, swap, without
from byhand.text import Text
from byhand.training.optimizers.optimizer import PARAMETER, Optimizer
from byhand.training.optimizers.rule import COUPLED, DECOUPLED

_STEP = f"{PARAMETER} = {PARAMETER} - "


def _nesterov(optimizer: Optimizer) -> Iterator[Lines]:
    yield from swap({"theta - lr*(g + momentum*v)": "theta - lr*(g + 2*momentum*v)"})(optimizer)
    if optimizer.ahead:  # v − g is the momentum part, by which one had looked ahead
        yield from swap({"theta - lr*v": "theta - lr*(v - g) - lr*v"})(optimizer)


MISTAKES = (
    StepMistake(
        name="momentum_sign",
        title=Text(en="sign of the momentum", zh="动量的符号反了"),
        says=Text(
            en="Momentum keeps the direction of the earlier steps: μv is added to the gradient, "
            "not subtracted from it.",
            zh="动量保持先前的方向：μv 与梯度相加，而不是相减。",
        ),
        source="Sutskever et al. (2013), equations 1 and 2",
        vary=swap(
            {
                "v = momentum*v + ": "v = -momentum*v + ",
                "b = momentum*b + ": "b = -momentum*b + ",
            }
        ),
    ),
    StepMistake(
        name="momentum_forgotten",
        title=Text(en="earlier steps forgotten", zh="忘了以前的动量"),
        says=Text(
            en="The velocity of the step before was left out: from the second step on, μ times it "
            "is added to the gradient.",
            zh="漏了上一步的速度：从第二步起，要把它乘以 μ 再加上梯度。",
        ),
        source="Polyak (1964); CS231n, neural networks 3: v is kept between steps",
        vary=swap({f"{x} = momentum*{x} + ": f"{x} = " for x in "vb"}),
    ),
    StepMistake(
        name="nesterov_twice",
        title=Text(en="Nesterov's momentum applied twice", zh="Nesterov 动量用了两次"),
        says=Text(
            en="The momentum moved {target} twice. Looking ahead only says where the gradient is "
            "taken; the step itself starts where {target} was.",
            zh="动量把 {target} 移动了两次。往前看只决定在哪里求梯度，更新仍从 {target} 原来的值出"
            "发。",
        ),
        source="oysteijo/simd_neuralnet issue 17: the lookahead step is not undone",
        vary=_nesterov,
    ),
    StepMistake(
        name="nesterov_missing",
        title=Text(en="plain momentum for Nesterov's", zh="Nesterov 写成了普通动量"),
        says=Text(
            en="This is plain momentum. Nesterov's step goes along g + μv with the new v.",
            zh="这是普通动量。Nesterov 动量沿 g + μv 前进，其中 v 是新的速度。",
        ),
        source="Sutskever et al. (2013), section 2; torch.optim.SGD with nesterov=True",
        vary=swap({"theta - lr*(g + momentum*v)": "theta - lr*v"}),
    ),
    StepMistake(
        name="weight_decay_sign",
        title=Text(en="sign of the weight decay", zh="权重衰减的符号反了"),
        says=Text(
            en="Weight decay makes {target} smaller: λ times it is added to the gradient, which "
            "is then subtracted.",
            zh="权重衰减使 {target} 变小：把 λ 乘以它加进梯度，更新时再减去。",
        ),
        source="Loshchilov and Hutter (2019), algorithms 1 and 2",
        vary=swap(
            {
                COUPLED.text: COUPLED.text.replace("g + ", "g - "),
                DECOUPLED.text: DECOUPLED.text.replace("theta - ", "theta + "),
            }
        ),
    ),
    StepMistake(
        name="weight_decay_forgotten",
        title=Text(en="weight decay forgotten", zh="漏了权重衰减"),
        says=Text(
            en="The weight decay was left out of the step of {target}.",
            zh="更新 {target} 时漏了权重衰减。",
        ),
        source="torch.optim.SGD, argument weight_decay",
        vary=without((COUPLED.text, DECOUPLED.text)),
    ),
    StepMistake(
        name="weight_decay_place",
        title=Text(en="weight decay in the other place", zh="权重衰减的位置不对"),
        says=Text(
            en="Weight decay can stand in the gradient (L2 regularisation) or beside the step "
            "(decoupled, as in AdamW). With momentum or Adam the two differ; this problem asks "
            "for the other one.",
            zh="权重衰减可以加进梯度（L2 正则），也可以在更新之外单独进行（解耦，如 AdamW）。有动"
            "量或用 Adam 时两者不同，本题用的是另一种。",
        ),
        source="Loshchilov and Hutter (2019): L2 regularisation is not weight decay for Adam",
        vary=decay,
    ),
    StepMistake(
        name="stale_state",
        title=Text(en="old averages used", zh="用了更新前的状态"),
        says=Text(
            en="{target} was stepped with the velocity or the averages of the step before. First "
            "bring them up to date with the new gradient, then step.",
            zh="{target} 用的是上一步的速度或平均值。先用新的梯度更新它们，再更新参数。",
        ),
        source="Goodfellow, Bengio and Courville, Deep Learning, algorithm 8.2: v first, then θ",
        vary=stale,
    ),
    StepMistake(
        name="rate_missing",
        title=Text(en="learning rate missing", zh="漏乘学习率"),
        says=Text(
            en="The step of {target} was not multiplied by the learning rate.",
            zh="更新 {target} 时漏乘了学习率。",
        ),
        source="torch.optim.SGD: θ ← θ − lr·g",
        vary=swap({f"{_STEP}lr*weight_decay": f"{_STEP}lr*weight_decay", f"{_STEP}lr*": _STEP}),
    ),
    StepMistake(
        name="uphill",
        title=Text(en="step uphill", zh="方向反了"),
        says=Text(
            en="The step goes along the gradient, so the loss grows. To make it smaller, subtract.",
            zh="这一步沿着梯度方向走，损失会变大。要减小损失，应当减去。",
        ),
        source="makeyourownneuralnetwork issue 82: minus of the error and minus of the update",
        vary=swap(
            {
                f"{_STEP}lr*weight_decay": f"{_STEP}lr*weight_decay",
                _STEP: f"{PARAMETER} = {PARAMETER} + ",
            }
        ),
    ),
    StepMistake(
        name="momentum_averaged",
        title=Text(en="momentum as an average", zh="把动量写成滑动平均"),
        says=Text(
            en="Here the new gradient enters the momentum with the weight 1 − μ. That is another "
            "convention, with steps smaller by that factor; the problem has it without.",
            zh="这里新的梯度乘了 1 − μ 再进入动量。这是另一种约定，步长相应变小；题目中没有这个因"
            "子。",
        ),
        source="A. Ng, Improving Deep Neural Networks, week 2: v = βv + (1 − β)g",
        vary=swap({"v = momentum*v + g": "v = momentum*v + (1 - momentum)*g"}),
        convention=True,
    ),
    StepMistake(
        name="momentum_rate_inside",
        title=Text(en="learning rate inside the momentum", zh="学习率写在动量里面"),
        says=Text(
            en="Here the velocity contains the learning rate, v = μv + ηg. That is another "
            "convention; with a constant rate {target} comes out the same.",
            zh="这里的速度里含有学习率，v = μv + ηg。这是另一种约定；学习率不变时 {target} 的结果"
            "相同。",
        ),
        source="Sutskever et al. (2013), equation 1; torch.optim.SGD, note on momentum",
        vary=swap(
            {
                "v = momentum*v + g": "v = momentum*v + lr*g",
                "theta - lr*v": "theta - v",
                "theta - lr*(g + momentum*v)": "theta - (lr*g + momentum*v)",
            }
        ),
        convention=True,
    ),
)
