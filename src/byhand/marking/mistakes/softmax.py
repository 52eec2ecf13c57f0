"""What goes wrong with softmax and with cross-entropy."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.calculus.tidy import negative
from byhand.language.expr import ONE, Apply, Expr, Literal, Name
from byhand.marking.mistakes.formulas import (
    arriving,
    each_term,
    fitted,
    head_of,
    node_at,
    through,
)
from byhand.marking.mistakes.mistake import Instead, Mistake, Place
from byhand.marking.relations import Term
from byhand.ops import CATALOGUE
from byhand.text import Text

_LOSSES = frozenset(["bce", "bce_with_logits", "cross_entropy", "cross_entropy_at", "kl"])
_FUSED = frozenset(["cross_entropy", "cross_entropy_at", "log_softmax"])


def _slope(p: Expr) -> Expr:
    return Apply("mul", (p, Apply("sub", (ONE, p))))


def _probabilities(place: Place, term: Term) -> Expr | None:
    """The probabilities of a softmax step, or of a loss that has the softmax inside."""
    node = head_of(place, term)
    if node.op == "softmax":
        return Name(node.id)
    if node.op in _FUSED and term.edge.slot == 0:
        return Apply("softmax", (node.args[0],))
    return None


def _elementwise(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        p = _probabilities(place, term)
        if p is not None:
            if head_of(place, term).op == "softmax":
                yield through(place, term, _slope(p))
            yield fitted(place, _slope(p))

    return each_term(place, change)


def _twice(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        p = _probabilities(place, term)
        if p is not None:
            g = term.product
            yield fitted(place, Apply("mul", (g, _slope(p))))
            settings = (("axis", Literal(-1)), ("keepdims", Literal(True)))
            mean = Apply("sum", (Apply("mul", (g, p)),), settings)
            yield fitted(place, Apply("mul", (p, Apply("sub", (g, mean)))))

    return each_term(place, change)


def _sign(place: Place) -> Iterator[Instead]:
    node = node_at(place)
    if not place.relation.is_gradient:
        if node.op == "neg" and _has_logarithm(place, node.id):
            yield Instead(node.args[0])
        elif node.op in _LOSSES:
            yield Instead(negative(place.relation.expr))
        return
    for term in place.relation.terms:
        head = head_of(place, term)
        if head.op == "neg" and _has_logarithm(place, head.id):
            product = through(place, term, ONE)
            if product is not None:
                yield Instead(product, term.edge)
        elif head.op in _LOSSES or (head.op == "softmax" and _likelihood_of(place, head.id)):
            yield Instead(negative(term.product), term.edge)


def _has_logarithm(place: Place, name: str) -> bool:
    graph = place.derivation.graph
    return any(graph.nodes[n].op in ("log", "log_softmax") for n in graph.ancestors(name))


def _likelihood_of(place: Place, name: str) -> bool:
    return any(node.op == "log" for node in place.derivation.graph.descendants([name]))


def _target_missing(place: Place) -> Iterator[Instead]:
    """p in the place of p − y."""
    derivation = place.derivation
    for term in place.relation.terms:
        p = _probabilities(place, term)
        if p is None or not CATALOGUE[head_of(place, term).op]:
            continue
        if arriving(place, term) == ONE or _likelihood_of(place, term.edge.head):
            expr = fitted(place, p) if derivation.is_arrays else None
            if expr is not None:
                yield Instead(expr, term.edge)


MISTAKES = (
    Mistake(
        name="softmax_jacobian_twice",
        title=Text(en="softmax derivative once too often", zh="softmax 的导数多乘了一次"),
        says=Text(
            en="p − y is already the gradient by the scores: the derivative of softmax is "
            "contained in it and has cancelled against the logarithm. It is not multiplied by p(1 "
            "− p) once more.",
            zh="p − y 已经是对得分的梯度：softmax 的导数与对数的导数相消，已经包含在内，不要再乘一"
            "次 p(1 − p)。",
        ),
        source="rasmusbergpalm/DeepLearnToolbox issue 113: (p − y) ⊙ p(1 − p)",
        vary=_twice,
    ),
    Mistake(
        name="softmax_elementwise",
        title=Text(en="softmax treated entry by entry", zh="把 softmax 当作逐元素函数"),
        says=Text(
            en="p(1 − p) is only the diagonal of the derivative of softmax. Every score changes "
            "all probabilities, because they add up to 1; so {target} also collects −pᵢpⱼ from "
            "the other outputs. Together with cross-entropy all of it becomes p − y.",
            zh="p(1 − p) 只是 softmax 导数矩阵的对角线。各概率之和为 1，改变一个得分会影响所有概"
            "率，所以 {target} 还要加上其他输出传回的 −pᵢpⱼ 各项。与交叉熵合在一起，结果是 p − y。",
        ),
        source="mantasu/cs231n issue 10: s(1 − s) in the place of the gradient of softmax",
        vary=_elementwise,
    ),
    Mistake(
        name="cross_entropy_sign",
        title=Text(en="minus of the log-likelihood", zh="漏掉对数似然前的负号"),
        says=Text(
            en="Cross-entropy is minus the logarithm of the probability. Without this minus "
            "{target} has the wrong sign: the gradient by the scores is p − y, not y − p.",
            zh="交叉熵是概率对数的相反数。漏掉这个负号，{target} 的符号就反了：对得分的梯度是 p − "
            "y，不是 y − p。",
        ),
        source="NeuromatchAcademy/course-content-dl issue 176: the minus of the log-likelihood",
        vary=_sign,
    ),
    Mistake(
        name="label_forgotten",
        title=Text(en="label forgotten", zh="漏减标签"),
        says=Text(
            en="These are the probabilities themselves. The gradient is what they are too high "
            "by: subtract the label, which is 1 at the right class, so p − y.",
            zh="这里写的是概率本身。梯度是概率与标签之差：在正确类别处要减 1，即 p − y。",
        ),
        source="CS231n, minimal neural network case study: dscores[range(num_examples), y] -= 1",
        vary=_target_missing,
    ),
)
