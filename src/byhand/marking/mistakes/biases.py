"""What goes wrong with a value that is added to every example."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.graph import Node
from byhand.language.expr import Apply, Expr, Literal, Name, Partial
from byhand.marking.mistakes.formulas import (
    each_term,
    head_of,
    node_at,
    pulled,
    shape_in,
    with_term,
)
from byhand.marking.mistakes.mistake import Instead, Mistake, Place
from byhand.marking.relations import Term
from byhand.text import Text


def _not_summed(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        if term.summed and node_at(place).is_input:
            yield pulled(place, term)

    return each_term(place, change)


def _averaged(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        if term.summed and node_at(place).is_input:
            axes = term.summed[0] if len(term.summed) == 1 else term.summed
            count = Apply("size", (Name(term.edge.head),), (("axis", Literal(axes)),))
            yield Apply("div", (term.product, count))

    return each_term(place, change)


def _with_input(place: Place) -> Iterator[Instead]:
    for term in place.relation.terms:
        if not node_at(place).is_input or head_of(place, term).op != "add":
            continue
        for product in _products_beside(place, term):
            yield Instead(with_term(place, term, product), term.edge)


def _products_beside(place: Place, term: Term) -> Iterator[Expr]:
    """The gradients of the weights whose product the bias is added to, at most two of them."""
    derivation = place.derivation
    for node in _addends(place, head_of(place, term), term.edge.slot)[:2]:
        for arg in node.args:
            weight = place.relations.get(
                Partial(derivation.of, arg.name if isinstance(arg, Name) else "")
            )
            for other in weight.terms if weight else ():
                if other.edge.head == node.id:
                    yield other.product
                    if derivation.is_arrays and shape_in(place, other.product):
                        yield Apply("sum", (other.product,), (("axis", Literal(0)),))


def _addends(place: Place, head: Node, slot: int) -> list[Node]:
    """The products among what is added, w₁·x₁ and w₂·x₂ in `w1*x1 + w2*x2 + b`."""
    nodes, found = place.derivation.graph.nodes, list[Node]()
    waiting = [arg for i, arg in enumerate(head.args) if i != slot]
    while waiting and len(found) < 8:
        arg = waiting.pop(0)
        node = nodes[arg.name] if isinstance(arg, Name) else head
        if node.op == "add" and node is not head:
            waiting += node.args
        elif node.op in ("mul", "matmul", "dot"):
            found.append(node)
    return found


MISTAKES = (
    Mistake(
        name="bias_not_summed",
        title=Text(en="not summed over the examples", zh="没有对样本求和"),
        says=Text(
            en="One and the same value is added to every example, so {target} collects the "
            "contributions of all of them: sum over the axis along which it was repeated. Its "
            "gradient then has its own shape.",
            zh="同一个值加到了每个样本上，所以 {target} 要把所有样本的贡献加起来：沿着它被重复（广"
            "播）的轴求和，结果的形状与它自己相同。",
        ),
        source="CS231n, minimal neural network case study: db = np.sum(dscores, axis=0, "
        "keepdims=True)",
        vary=_not_summed,
        habit=True,
    ),
    Mistake(
        name="bias_averaged",
        title=Text(en="averaged in place of summed", zh="把求和写成了求平均"),
        says=Text(
            en="{target} is the sum of what comes back from all examples, not their mean. A "
            "factor 1/N stands in it only if the loss itself is a mean, and then it arrived "
            "already with the gradient from above.",
            zh="{target} 是所有样本传回的梯度之和，而不是平均。只有损失本身是平均值时才有因子 "
            "1/N，而那个因子已经随上游梯度传下来了。",
        ),
        source="kvfrans/notes issue 5: db = delta.mean(0) with a loss that is a sum",
        vary=_averaged,
        habit=True,
    ),
    Mistake(
        name="bias_with_input",
        title=Text(en="bias with an input factor", zh="偏置的梯度多乘了输入"),
        says=Text(
            en="This is the gradient of a weight. A bias is added and multiplied by nothing, so "
            "its local derivative {edge} is 1 and no input stands in {target}.",
            zh="这是权重的梯度。偏置只是相加，没有与任何量相乘，局部导数 {edge} 等于 1，所以 "
            "{target} 里没有输入这个因子。",
        ),
        source="M. Nielsen, Neural Networks and Deep Learning, ch. 2: ∂C/∂b = δ (BP3), not aδ "
        "(BP4)",
        vary=_with_input,
        habit=True,
    ),
)
