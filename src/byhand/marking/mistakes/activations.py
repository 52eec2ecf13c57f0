"""What goes wrong with the derivative of an activation function."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.calculus.local import partial_of
from byhand.graph import Node
from byhand.language.expr import ONE, Apply, Expr, Name, substitute
from byhand.language.parse import parse_expression
from byhand.marking.mistakes.formulas import (
    ACTIVATIONS,
    arriving,
    each_term,
    head_of,
    is_function,
    local_of,
    through,
)
from byhand.marking.mistakes.mistake import Instead, Mistake, Place
from byhand.marking.relations import Term
from byhand.ops import CATALOGUE
from byhand.text import Text

_SLOPES = {
    "sigmoid": ("a*(1 - a)", "sigmoid(z)*(1 - sigmoid(z))"),
    "tanh": ("1 - a^2", "1 - tanh(z)^2"),
    "relu": ("ind(z > 0)",),
    "softplus": ("sigmoid(z)",),
}
"""The derivatives that students know by heart, by the output a and by the input z."""


def _missing(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        op = head_of(place, term).op
        if op in ACTIVATIONS:
            yield through(place, term, ONE)
        elif op in ("softmax", "log_softmax"):
            yield arriving(place, term)

    return each_term(place, change)


def _elsewhere(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node = head_of(place, term)
        if is_function(node) and node.op != "pow":
            for local in _at_other_arguments(node):
                yield through(place, term, local)

    return each_term(place, change)


def _at_other_arguments(node: Node) -> Iterator[Expr]:
    """The derivative at the output, and what is written in the output, written in the input."""
    partial = partial_of(node.op, 0, node.settings)
    operand, x, out = CATALOGUE[node.op].operands[0], node.args[0], Name(node.id)
    yield substitute(partial, {operand: out, "out": Apply(node.op, (out,), node.settings)})
    yield substitute(partial, {operand: x, "out": x})


def _twice(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        local = local_of(place, term)
        if local is not None and head_of(place, term).op in ACTIVATIONS:
            yield through(place, term, Apply("mul", (local, local)))

    return each_term(place, change)


def _other(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node = head_of(place, term)
        if node.op in ACTIVATIONS:
            words = {"a": Name(node.id), "z": node.args[0]}
            for name, forms in _SLOPES.items():
                for form in forms if name != node.op else ():
                    yield through(place, term, substitute(parse_expression(form), words))

    return each_term(place, change)


def _reciprocal(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        local = local_of(place, term)
        if local is not None and is_function(head_of(place, term)):
            yield through(place, term, Apply("div", (ONE, local)))

    return each_term(place, change)


MISTAKES = (
    Mistake(
        name="activation_missing",
        title=Text(en="activation derivative missing", zh="漏乘激活函数的导数"),
        says=Text(
            en="The gradient went through the activation unchanged. On its way back it is "
            "multiplied by the activation's slope {edge}, as it is by every factor of the chain.",
            zh="梯度经过激活函数时没有变化。链式法则里每一步都要乘上局部导数，这里漏乘了 {edge}。",
        ),
        source="SciML/SciMLBook issue 164; filipecalasans/mlp issue 1: delta without σ'(z)",
        vary=_missing,
        habit=True,
    ),
    Mistake(
        name="wrong_argument",
        title=Text(en="derivative at the wrong argument", zh="导数代错了自变量"),
        says=Text(
            en="The derivative is the right one, but the wrong quantity stands in it. Check "
            "whether the form you use for {edge} wants the input of the function or its output: "
            "with a = σ(z) it is σ(z)(1 − σ(z)), which is a(1 − a), and neither σ(a)(1 − σ(a)) "
            "nor z(1 − z).",
            zh="导数公式没有错，但代进去的量不对。请看清 {edge} 的公式用的是函数的输入还是输出：设"
            " a = σ(z)，则导数是 σ(z)(1 − σ(z))，也就是 a(1 − a)，而不是 σ(a)(1 − σ(a)) 或 z(1 − "
            "z)。",
        ),
        source="karpathy/nn-zero-to-hero issue 52; shiffman/Neural-Network-p5 issue 22",
        vary=_elsewhere,
        habit=True,
    ),
    Mistake(
        name="applied_twice",
        title=Text(en="activation derivative twice", zh="激活函数的导数乘了两次"),
        says=Text(
            en="The slope of the activation stands in {target} twice. Each step of the chain "
            "brings its factor {edge} once; perhaps the gradient you began with had it already.",
            zh="{target} 里激活函数的导数乘了两次。链上的每一步只带来一个因子 {edge}，也许你代入的"
            "上游梯度已经含有它了。",
        ),
        source="rasmusbergpalm/DeepLearnToolbox issue 113: p − y times the slope once more",
        vary=_twice,
        habit=True,
    ),
    Mistake(
        name="wrong_activation",
        title=Text(en="derivative of another activation", zh="用了别的激活函数的导数"),
        says=Text(
            en="This is the derivative of another activation function. Look up which function the "
            "program applies here and take its own derivative for {edge}.",
            zh="这是另一个激活函数的导数。请看清程序在这里用的是哪个函数，{edge} 要用它自己的导"
            "数。",
        ),
        source="php-ai/php-ml pull request 163: the derivative of the sigmoid for every activation",
        vary=_other,
        habit=True,
    ),
    Mistake(
        name="reciprocal_derivative",
        title=Text(en="reciprocal of the derivative", zh="导数写成了倒数"),
        says=Text(
            en="Here the gradient is divided by the derivative, where it should be multiplied by "
            "it: {edge} stands upside down. One over the derivative belongs to the inverse "
            "function, as 1/(1 − h²) does to artanh.",
            zh="这里应当乘以导数，写成了除以导数：{edge} 上下颠倒了。导数的倒数属于反函数，例如 "
            "1/(1 − h²) 是 artanh 的导数。",
        ),
        source="oreilly-japan/deep-learning-from-scratch-2 issue 26: tanh' as 1/(1 − h²)",
        vary=_reciprocal,
        habit=True,
    ),
)
