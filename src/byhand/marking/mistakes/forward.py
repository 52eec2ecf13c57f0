"""What goes wrong on the way forward."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.graph import Node
from byhand.language.expr import ONE, Apply, Expr, Literal, Name, Number
from byhand.marking.mistakes.formulas import (
    ACTIVATIONS,
    TWO,
    node_at,
    number_of,
    shape_at,
    shape_in,
)
from byhand.marking.mistakes.mistake import Instead, Mistake, Place
from byhand.text import Text

_TRIED = ("sigmoid", "tanh", "relu")
_FRESH = (0.5, 2.0)


def _value(place: Place) -> Node | None:
    """The node, where the relation is about a value and not about a gradient."""
    return None if place.relation.is_gradient else node_at(place)


def _square(place: Place) -> Iterator[Instead]:
    node = _value(place)
    if node and node.op == "pow" and number_of(node.args[1]) == 2:
        yield Instead(node.args[0])
        yield Instead(Apply("abs", (node.args[0],)))
    elif node and node.op == "mse":
        yield Instead(Apply("mean", (Apply("sub", node.args),)))
        yield Instead(Apply("mean", (Apply("abs", (Apply("sub", node.args),)),)))


def _half(place: Place) -> Iterator[Instead]:
    node = _value(place)
    if node and node.op in ("mul", "div"):
        x, y = node.args
        if number_of(y) in _FRESH and not isinstance(x, Number):
            yield Instead(x)
        elif node.op == "mul" and number_of(x) in _FRESH:
            yield Instead(y)


def _bias(place: Place) -> Iterator[Instead]:
    node, nodes = _value(place), place.derivation.graph.nodes
    if node and node.op == "add":
        for slot, arg in enumerate(node.args):
            rest = node.args[1 - slot]
            is_input = isinstance(arg, Name) and nodes[arg.name].is_input
            of_products = isinstance(rest, Name) and not nodes[rest.name].is_input
            if is_input and of_products and shape_in(place, rest) == shape_at(place, node.id):
                yield Instead(rest)


def _activation(place: Place) -> Iterator[Instead]:
    node = _value(place)
    if node and node.op in ACTIVATIONS:
        for other in _TRIED:
            if other != node.op:
                yield Instead(Apply(other, node.args))


def _activation_forgotten(place: Place) -> Iterator[Instead]:
    node = _value(place)
    if node and (node.op in ACTIVATIONS or node.op == "softmax"):
        yield Instead(node.args[0])


def _exponent(place: Place) -> Iterator[Instead]:
    node = _value(place)
    if node and node.op in ("sigmoid", "exp"):
        yield Instead(Apply(node.op, (Apply("neg", node.args),)))


def _mean(place: Place) -> Iterator[Instead]:
    node = _value(place)
    if node and node.op == "mean":
        yield Instead(Apply("sum", node.args, node.settings))
    elif node and node.op == "mse":
        yield Instead(Apply("sum", (Apply("pow", (Apply("sub", node.args), TWO)),)))


def _logarithm(place: Place) -> Iterator[Instead]:
    node = _value(place)
    if node and node.op == "log":
        for base in ("10", "2"):
            yield Instead(Apply("div", (place.relation.expr, Apply("log", (Number(base),)))))


def _softmax(place: Place) -> Iterator[Instead]:
    node = _value(place)
    if node is None or node.op != "softmax":
        return
    yield Instead(Apply("exp", node.args))
    x = node.args[0]
    total = Apply("sum", (x,), (("axis", Literal(-1)), ("keepdims", Literal(True))))
    yield Instead(Apply("div", (x, total)))
    rank = len(shape_in(place, x) or ())
    for axis in range(rank) if rank > 1 else ():
        yield Instead(Apply("softmax", node.args, (("axis", Literal(axis)),)))


def _reversed(place: Place) -> Iterator[Instead]:
    node = _value(place)
    if node and node.op == "sub" and node.named:
        yield Instead(Apply("sub", node.args[::-1]))


def _correction(place: Place) -> Iterator[Instead]:
    node = _value(place)
    if node and node.op in ("var", "std"):
        settings = dict(node.settings)
        plain = number_of(settings.get("correction", Number("0"))) == 0
        settings["correction"] = ONE if plain else Number("0")
        yield Instead(Apply(node.op, node.args, tuple(settings.items())))


def _product(place: Place) -> Iterator[Instead]:
    node = _value(place)
    if node and node.op == "mul" and all(isinstance(arg, Name) for arg in node.args):
        yield Instead(_sum(node.args))


def _sum(args: tuple[Expr, ...]) -> Expr:
    return Apply("add", args)


MISTAKES = (
    Mistake(
        name="square_missing",
        title=Text(en="not squared", zh="漏了平方"),
        says=Text(
            en="The difference was not squared. A squared error is never negative, whichever side "
            "the prediction misses on.",
            zh="差没有平方。平方误差不会为负，无论预测偏大还是偏小。",
        ),
        source="NBISweden/workshop-neural-nets-and-deep-learning, back-propagation exercise: (y − "
        "ŷ)/2 and a loss of −0.299; an answer to Zaki and Meira, chapter 25",
        vary=_square,
    ),
    Mistake(
        name="half_missing",
        title=Text(en="constant factor forgotten", zh="漏了常数因子"),
        says=Text(
            en="The constant factor of the program was left out in {target}.",
            zh="计算 {target} 时漏了程序里的常数因子。",
        ),
        source="omar-florez/scratch_mlp issue 3: a loss with 1/2 and one without",
        vary=_half,
    ),
    Mistake(
        name="bias_forgotten",
        title=Text(en="bias forgotten", zh="漏加偏置"),
        says=Text(
            en="The product is right, but the bias was not added in {target}.",
            zh="乘积算对了，但 {target} 里没有加上偏置。",
        ),
        source="D. Rumelhart, G. Hinton and R. Williams (1986), equation 1: a bias is the weight "
        "of an input that is always 1",
        vary=_bias,
    ),
    Mistake(
        name="activation_forgotten",
        title=Text(en="activation forgotten", zh="没有经过激活函数"),
        says=Text(
            en="{target} is given as what stands inside the function; the function itself was not "
            "applied.",
            zh="{target} 写成了函数括号里的值，还没有经过激活函数。",
        ),
        source="Abu-Mostafa et al., Learning From Data, exercise 7.8: s in the place of x = θ(s)",
        vary=_activation_forgotten,
    ),
    Mistake(
        name="exponent_sign",
        title=Text(en="sign in the exponent", zh="指数的符号反了"),
        says=Text(
            en="The sign in the exponent is the wrong way round. In σ(z) = 1/(1 + e⁻ᶻ) a larger z "
            "gives a larger value, and eᶻ grows with z as well.",
            zh="指数里的符号反了。σ(z) = 1/(1 + e⁻ᶻ) 随 z 增大而增大，eᶻ 也随 z 增大。",
        ),
        source="a copy of Han and Kamber, Data Mining, example 9.1: O₅ = 1/(1 + e^0.1)",
        vary=_exponent,
    ),
    Mistake(
        name="wrong_activation_forward",
        title=Text(en="another activation applied", zh="用错了激活函数"),
        says=Text(
            en="Another activation function was applied than the one in the program.",
            zh="用的激活函数与程序里写的不同。",
        ),
        source="php-ai/php-ml pull request 163: one activation taken for another",
        vary=_activation,
    ),
    Mistake(
        name="softmax_wrong_sum",
        title=Text(en="softmax not normalised rightly", zh="softmax 归一化不对"),
        says=Text(
            en="The probabilities of one example add up to 1: take exp of every score and divide "
            "by the sum of the exponentials of that example.",
            zh="同一个样本的概率之和为 1：先对每个得分取 exp，再除以该样本所有指数之和。",
        ),
        source="CS231n, linear classification: softmax exponentiates, then normalises",
        vary=_softmax,
    ),
    Mistake(
        name="mean_forgotten",
        title=Text(en="sum in place of the mean", zh="求平均写成了求和"),
        says=Text(
            en="The terms are added, but {target} is their mean: divide by how many there are.",
            zh="各项只是相加了，而 {target} 是平均值：还要除以项数。",
        ),
        source="dennybritz/nn-from-scratch issue 13: sum and mean of a loss taken for one another",
        vary=_mean,
    ),
    Mistake(
        name="logarithm_base",
        title=Text(en="logarithm to another base", zh="对数的底不对"),
        says=Text(
            en="log means the natural logarithm here; this is the logarithm to base 10 or 2. On a "
            "pocket calculator the key is ln.",
            zh="这里的 log 指自然对数，而所写的是以 10 或 2 为底的对数。计算器上应按 ln 键。",
        ),
        source="T. Cover and J. Thomas, Elements of Information Theory, chapter 2: bits and nats",
        vary=_logarithm,
        habit=True,
    ),
    Mistake(
        name="variance_count",
        title=Text(en="variance with n − 1", zh="方差的分母是 n − 1 还是 n"),
        says=Text(
            en="The sum of squares was divided by another count. The variance of this program "
            "divides by n, unless it says `correction=1`.",
            zh="平方和除以的个数不对。程序里的方差除以 n，除非写明 `correction=1`。",
        ),
        source="Ioffe and Szegedy (2015), algorithm 1 (1/m), and section 3.1 (m/(m − 1) for "
        "inference)",
        vary=_correction,
    ),
    Mistake(
        name="difference_reversed",
        title=Text(en="difference the wrong way round", zh="减法的次序反了"),
        says=Text(
            en="The difference is taken the wrong way round, so {target} has the opposite sign.",
            zh="减数与被减数颠倒了，所以 {target} 的符号相反。",
        ),
        source="iamtrask/Grokking-Deep-Learning issue 37: goal − pred and pred − goal",
        vary=_reversed,
    ),
    Mistake(
        name="sum_for_product",
        title=Text(en="added in place of multiplied", zh="相乘写成了相加"),
        says=Text(
            en="The two factors were added; the program multiplies them.",
            zh="两个因子相加了，而程序是相乘。",
        ),
        source="CS231n, optimization-2: the gates of f = (x + y)z told apart",
        vary=_product,
    ),
)
