"""What goes wrong with the averages of Adam and its relatives."""

from __future__ import annotations

from byhand.marking.mistakes.steps import StepMistake, substituted, swap
from byhand.text import Text

_FIRST = {"mhat = m/(1 - beta1^t)": "mhat = m"}
_SECOND = {f"vhat = {x}/(1 - beta2^t)": f"vhat = {x}" for x in "vu"}
_MULTIPLIED = {
    "mhat = m/(1 - beta1^t)": "mhat = m*(1 - beta1^t)",
    **{f"vhat = {x}/(1 - beta2^t)": f"vhat = {x}*(1 - beta2^t)" for x in "vu"},
}
_AVERAGE = r"(beta1|beta2|alpha|rho)\*(\w) \+ \(1 - \1\)\*(g\^2|g)"

MISTAKES = (
    StepMistake(
        name="correction_missing",
        title=Text(en="bias correction missing", zh="漏了偏差修正"),
        says=Text(
            en="The averages start at 0 and are too small at first. Divide m by 1 − β₁ᵗ and v by "
            "1 − β₂ᵗ before they are used; in the first step this makes them g and g².",
            zh="滑动平均从 0 开始，起初偏小。使用之前要修正：m 除以 1 − β₁ᵗ，v 除以 1 − β₂ᵗ；在第"
            "一步，修正后恰好是 g 和 g²。",
        ),
        source="Kingma and Ba (2015), algorithm 1 and section 3",
        vary=swap({**_FIRST, **_SECOND}, _FIRST, _SECOND),
    ),
    StepMistake(
        name="correction_multiplied",
        title=Text(en="bias correction multiplied", zh="偏差修正写成了相乘"),
        says=Text(
            en="The correction divides: m/(1 − β₁ᵗ) and v/(1 − β₂ᵗ). Multiplying makes averages "
            "that are too small even smaller.",
            zh="偏差修正是相除：m/(1 − β₁ᵗ)、v/(1 − β₂ᵗ)。若相乘，本来偏小的平均值会更小。",
        ),
        source="karpathy/convnetjs pull requests 70 and 107: m * (1 − β₁ᵗ)",
        vary=swap(_MULTIPLIED, {k: v for k, v in _MULTIPLIED.items() if k.startswith("m")}),
    ),
    StepMistake(
        name="step_count",
        title=Text(en="steps counted wrongly", zh="步数 t 数错了"),
        says=Text(
            en="The exponent of the correction is the number of this step, counted from 1; here "
            "it is one too many.",
            zh="偏差修正里的指数是当前步数，从 1 数起；这里多了 1。",
        ),
        source="Kingma and Ba (2015), algorithm 1: t ← t + 1 comes first, once per step",
        vary=substituted(r"\^t\b", "^(t + 1)"),
    ),
    StepMistake(
        name="root_missing",
        title=Text(en="square root missing", zh="漏了开平方"),
        says=Text(
            en="The step is divided by the root of the averaged squares, so that it does not "
            "depend on the size of the gradient; here the root was left out.",
            zh="步长要除以梯度平方平均值的平方根，这样才与梯度的大小无关；这里漏了开平方。",
        ),
        source="Goodfellow, Bengio and Courville, Deep Learning, algorithm 8.4",
        vary=substituted(r"sqrt\((\w+)\)", r"\1"),
    ),
    StepMistake(
        name="square_missing_in_average",
        title=Text(en="gradient not squared", zh="梯度没有平方"),
        says=Text(
            en="The second average is one of squares: g² goes into it, not g.",
            zh="第二个平均值是平方的平均：放进去的是 g²，不是 g。",
        ),
        source="Kingma and Ba (2015), algorithm 1: second raw moment",
        vary=swap({"*g^2": "*g", "+ g^2": "+ g"}),
    ),
    StepMistake(
        name="average_weights_swapped",
        title=Text(en="weights of the average swapped", zh="滑动平均的系数写反了"),
        says=Text(
            en="The old average has the weight β and the new gradient 1 − β; here they are the "
            "other way round.",
            zh="旧的平均值乘 β，新的梯度乘 1 − β；这里写反了。",
        ),
        source="A. Ng, Improving Deep Neural Networks, week 2: exponentially weighted averages",
        vary=substituted(_AVERAGE, r"(1 - \1)*\2 + \1*\3"),
    ),
    StepMistake(
        name="average_unweighted",
        title=Text(en="factor 1 − β missing", zh="漏了因子 1 − β"),
        says=Text(
            en="In an average the new gradient has the weight 1 − β; without it a sum is built up.",
            zh="滑动平均中新的梯度要乘 1 − β，否则累积成了和。",
        ),
        source="A. Ng, Improving Deep Neural Networks, week 2: momentum with and without 1 − β",
        vary=substituted(_AVERAGE, r"\1*\2 + \3"),
    ),
    StepMistake(
        name="epsilon_place",
        title=Text(en="epsilon in another place", zh="ε 的位置不同"),
        says=Text(
            en="Here ε stands inside the root. That is another convention, and it changes next to "
            "nothing.",
            zh="这里 ε 写在根号内。这是另一种约定，结果几乎没有差别。",
        ),
        source="Keras and TensorFlow documentation: epsilon hat of Kingma and Ba (2015)",
        vary=substituted(r"sqrt\((\w+)\) \+ eps\b", r"sqrt(\1 + eps)"),
        convention=True,
    ),
)
