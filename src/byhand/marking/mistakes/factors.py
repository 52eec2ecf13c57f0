"""Factors that are lost, doubled or turned round: 2, 1/2, 1/N, −1, a power."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.calculus.tidy import negative
from byhand.graph import Node
from byhand.language.expr import ONE, Apply, Expr, Literal, Name
from byhand.marking.mistakes.formulas import (
    TWO,
    each_term,
    fitted,
    head_of,
    is_named,
    number_of,
    shape_at,
    shape_in,
    through,
    with_term,
)
from byhand.marking.mistakes.mistake import Instead, Mistake, Place
from byhand.marking.relations import Term
from byhand.text import Text

_ALONG_AN_AXIS = frozenset(["mean", "var", "std"])
_MEANS = _ALONG_AN_AXIS | frozenset(["mse", "bce", "bce_with_logits", "hinge", "huber"])
_ROWS = frozenset(["cross_entropy", "cross_entropy_at", "kl"])


def _count(place: Place, node: Node) -> Expr | None:
    """How many entries a mean divides by; None for a node that is no mean."""
    operand = node.args[0] if node.args else ONE
    rank = len(shape_in(place, operand) or ())
    if node.op in _ALONG_AN_AXIS:
        axis = dict(node.settings).get("axis")
        return Apply("size", (operand,), (("axis", axis),) if axis else ())
    if node.op in _MEANS:
        return Apply("size", (operand,))
    if node.op in _ROWS and rank > 1:
        return Apply("size", (operand,), (("axis", Literal(0)),))
    return None


def _is_mean_by_number(place: Place, term: Term) -> bool:
    """Whether a step divides a sum by a number: `sum(e)/3`, `(l1 + l2)/2`."""
    node = head_of(place, term)
    if node.op != "div" or term.edge.slot or number_of(node.args[1]) is None:
        return False
    return place.derivation.graph.nodes[term.edge.tail].op in ("sum", "add")


def _missing_mean(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        count = _count(place, head_of(place, term))
        if count is not None:
            yield fitted(place, Apply("mul", (term.product, count)))
        elif _is_mean_by_number(place, term):
            yield through(place, term, ONE)

    return each_term(place, change)


def _doubled_mean(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node = head_of(place, term)
        count = _count(place, node)
        if count is not None:
            yield fitted(place, Apply("div", (term.product, count)))
        elif _is_mean_by_number(place, term):
            yield through(place, term, Apply("div", (ONE, Apply("pow", (node.args[1], TWO)))))
        elif _has_mean(place):
            yield _over_examples(place, term)

    return each_term(place, change)


def _averaged(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        if not _has_mean(place):
            yield _over_examples(place, term)

    return each_term(place, change)


def _has_mean(place: Place) -> bool:
    return any(_count(place, node) is not None for node in place.derivation.relevant)


def _over_examples(place: Place, term: Term) -> Expr | None:
    """The gradient of a weight, divided by the number of examples."""
    node = head_of(place, term)
    if node.op != "matmul" or place.relation.node not in place.derivation.wrt:
        return None
    other = node.args[1 - term.edge.slot]
    if len(shape_in(place, other) or ()) != 2:
        return None
    examples = Apply("size", (other,), (("axis", Literal(1 - term.edge.slot)),))
    return Apply("div", (term.product, _along(examples, term)))


def _along(examples: Apply, term: Term) -> Expr:
    # X @ W has the examples along the rows of X, W @ X along its columns.
    axis = 0 if term.edge.slot == 1 else 1
    return Apply("size", examples.args, (("axis", Literal(axis)),))


def _wrong_count(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node = head_of(place, term)
        count = _count(place, node)
        if count is None or len(shape_at(place, term.edge.tail)) != 2:
            return
        all_of_it = Apply("mul", (term.product, count))
        operand = node.args[0]
        rows, columns = (Apply("size", (operand,), (("axis", Literal(axis)),)) for axis in (0, 1))
        for other in (rows, columns, Apply("size", (operand,))):
            yield fitted(place, Apply("div", (all_of_it, other)))

    return each_term(place, change)


def _scale(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node = head_of(place, term)
        if node.op not in ("mul", "div") or (node.op == "div" and term.edge.slot):
            return
        other = node.args[1 - term.edge.slot]
        number = number_of(other)
        if number is not None and number != -1:
            yield through(place, term, ONE)
        elif place.derivation.is_arrays:
            smaller = len(shape_in(place, other) or ()) < len(shape_at(place, term.edge.tail))
            if smaller:
                yield through(place, term, ONE)

    return each_term(place, change)


def _power(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node = head_of(place, term)
        if node.op != "pow" or term.edge.slot:
            return
        base, exponent = node.args
        if isinstance(exponent, Name):
            return
        yield through(place, term, Apply("mul", (exponent, Apply("pow", (base, exponent)))))
        if number_of(exponent) != 2:
            lower = Apply("sub", (exponent, ONE))
            yield through(place, term, Apply("pow", (base, lower)))

    return each_term(place, change)


def _halves(place: Place, by: str) -> Iterator[Instead]:
    relation = place.relation
    if not relation.terms:
        return
    head = head_of(place, relation.terms[0])
    two = head.op == "pow" and number_of(head.args[1]) == 2
    if is_named(place) or two or head.op in ("mse", "var"):
        edge = relation.terms[0].edge
        if by == "div":
            yield Instead(Apply("div", (relation.expr, TWO)), edge)
        else:
            yield Instead(Apply("mul", (TWO, relation.expr)), edge)


def _sign(place: Place) -> Iterator[Instead]:
    relation = place.relation
    for term in relation.terms:
        node = head_of(place, term)
        turns = node.op == "neg" or (node.op in ("sub", "div") and term.edge.slot == 1)
        if turns or (is_named(place) and len(relation.terms) > 1):
            yield Instead(with_term(place, term, negative(term.product)), term.edge)
    if relation.terms and is_named(place):
        yield Instead(negative(relation.expr), relation.terms[0].edge)


MISTAKES = (
    Mistake(
        name="missing_mean",
        title=Text(en="1/N of the mean missing", zh="漏掉平均值的 1/N"),
        says=Text(
            en="The loss is a mean, and each of its N terms has the weight 1/N. This factor stays "
            "in {target} and in everything behind it.",
            zh="损失是平均值，N 项中的每一项权重都是 1/N。这个因子要保留在 {target} 以及之后的所有"
            "梯度里。",
        ),
        source="dennybritz/nn-from-scratch issue 13: dw = (A − Y)Xᵀ with a cost that is a mean",
        vary=_missing_mean,
    ),
    Mistake(
        name="doubled_mean",
        title=Text(en="divided by N twice", zh="除了两次 N"),
        says=Text(
            en="{target} is divided by the number of entries twice. The mean brings 1/N once, and "
            "it travels along with the gradient; later steps do not divide again.",
            zh="{target} 除了两次个数。平均值只带来一次 1/N，它已经随梯度往回传，后面的步骤不再"
            "除。",
        ),
        source="A. Ng, Neural Networks and Deep Learning, week 3: dZ = A − Y and dW = dZ Xᵀ/m, "
        "with 1/m in one of the two places only",
        vary=_doubled_mean,
    ),
    Mistake(
        name="averaged",
        title=Text(en="mean where there is a sum", zh="求和写成了平均"),
        says=Text(
            en="The loss adds up the examples and does not average them, so {target} is not "
            "divided by their number.",
            zh="损失是各样本之和而不是平均，所以 {target} 不要除以样本数。",
        ),
        source="kvfrans/notes issue 5: mean over the batch with a loss that is a sum",
        vary=_averaged,
        habit=True,
    ),
    Mistake(
        name="wrong_count",
        title=Text(en="mean over the wrong count", zh="平均的个数不对"),
        says=Text(
            en="The factor of the mean is there, but with another count. Divide by exactly as "
            "many entries as the mean takes in: all of the array, or those along its axis.",
            zh="平均值的因子写了，但个数不对。平均涉及多少个元素就除以多少：是整个数组，还是只沿那"
            "一个轴。",
        ),
        source="PyTorch documentation, MSELoss: the mean is over all entries, not over the rows",
        vary=_wrong_count,
    ),
    Mistake(
        name="scale_dropped",
        title=Text(en="constant factor dropped", zh="丢掉了常数因子"),
        says=Text(
            en="A factor of the program is lost on the way back. What multiplies a value also "
            "multiplies its gradient: {edge} is that factor, not 1.",
            zh="程序里的一个因子在反传时丢了。乘在变量上的因子也要乘在它的梯度上：{edge} 等于这个"
            "因子，而不是 1。",
        ),
        source="denizyuret/Knet.jl issue 288: dy where dx̂ = γ·dy is needed",
        vary=_scale,
        habit=True,
    ),
    Mistake(
        name="power_rule",
        title=Text(en="power rule", zh="幂函数求导"),
        says=Text(
            en="The derivative of uⁿ is n·uⁿ⁻¹: the exponent comes down as a factor and is "
            "lowered by one. Here one of the two was left out.",
            zh="uⁿ 的导数是 n·uⁿ⁻¹：指数提到前面作因子，同时减一。这里只做了其中一样。",
        ),
        source="J. Stewart, Calculus, section 3.1: the power rule",
        vary=_power,
    ),
    Mistake(
        name="factor_half",
        title=Text(en="factor 2 missing", zh="漏掉因子 2"),
        says=Text(
            en="{target} is half of what it should be. A square brings down a factor 2; it is "
            "gone only if a 1/2 stands in the loss.",
            zh="{target} 只有应有值的一半。平方求导会带下因子 2，只有损失里有 1/2 时它才会抵消。",
        ),
        source="omar-florez/scratch_mlp issue 3: (ŷ − y)x for the loss (ŷ − y)²",
        vary=lambda place: _halves(place, "div"),
        general=True,
    ),
    Mistake(
        name="factor_two",
        title=Text(en="factor 2 too many", zh="多了因子 2"),
        says=Text(
            en="{target} is twice what it should be. See whether a 1/2 in the program cancels the "
            "2 of the square, or whether a contribution was counted twice.",
            zh="{target} 是应有值的两倍。请检查程序里的 1/2 是否与平方带下的 2 相消，或者某一项是"
            "否算了两次。",
        ),
        source="omar-florez/scratch_mlp issue 3: loss and gradient must have the 1/2 both or "
        "neither",
        vary=lambda place: _halves(place, "mul"),
        general=True,
    ),
    Mistake(
        name="sign",
        title=Text(en="wrong sign", zh="符号错误"),
        says=Text(
            en="The size of {target} is right, its sign is not. Follow the minus signs along the "
            "path: a difference passes its second part on with −1.",
            zh="{target} 的大小对，符号反了。请沿路径检查负号：差的第二项对应的局部导数是 −1。",
        ),
        source="makeyourownneuralnetwork issue 82: the minus of the error term dropped",
        vary=_sign,
        general=True,
    ),
)
