"""What goes wrong along a path: a factor of the chain left out, or another one in its place."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.calculus.tidy import tidy
from byhand.graph import Node
from byhand.language.expr import ONE, ZERO, Apply, Expr, Name
from byhand.marking.mistakes.formulas import (
    ACTIVATIONS,
    arriving,
    each_term,
    fitted,
    head_of,
    is_function,
    is_named,
    local_of,
    number_of,
    pulled,
    through,
    with_term,
)
from byhand.marking.mistakes.mistake import Instead, Mistake, Place
from byhand.marking.relations import Term
from byhand.text import Text

_PRODUCTS = frozenset(["mul", "matmul", "dot", "outer", "conv2d"])
_UNIT = frozenset((1.0, -1.0))


def _feeds_function(place: Place, node: Node) -> bool:
    """Whether a node is the inside of a composite in the same line, like w·x in σ(w·x)."""
    graph = place.derivation.graph
    uses = [graph.nodes[edge.head] for edge in graph.uses[node.id]]
    return not node.named and any(is_function(user) for user in uses)


def _inner(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node, local = head_of(place, term), local_of(place, term)
        if local is not None and local != ONE and _feeds_function(place, node):
            yield through(place, term, ONE)

    return each_term(place, change)


def _power_times_output(place: Place) -> Iterator[Instead]:
    if not is_named(place):
        return

    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node = head_of(place, term)
        if node.op in ("add", "sub") and _feeds_function(place, node):
            yield through(place, term, Name(term.edge.tail))
            yield through(place, term, Apply("neg", (Name(term.edge.tail),)))

    yield from each_term(place, change)


def _other_operand(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node = head_of(place, term)
        if node.op in _PRODUCTS and isinstance(node.args[1 - term.edge.slot], Name):
            yield pulled(place, term, slot=1 - term.edge.slot)

    return each_term(place, change)


def _is_weight(place: Place) -> Iterator[Instead]:
    if not is_named(place):
        return
    tail = Name(place.relation.node)
    for term in place.relation.terms:
        local = local_of(place, term)
        if local is not None and number_of(local) in _UNIT:
            product = through(place, term, tail)
            if product is not None:
                yield Instead(with_term(place, term, product), term.edge)
    if place.relation.terms:
        yield Instead(tail, place.relation.terms[0].edge)


def _overwritten(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node, local = head_of(place, term), local_of(place, term)
        if arriving(place, term) == ONE:
            return
        if local is not None and number_of(local) not in _UNIT:
            yield fitted(place, local)
        elif node.op in ("matmul", "dot"):
            yield _alone(place, term)

    return each_term(place, change)


def _alone(place: Place, term: Term) -> Expr | None:
    """The local derivative of a product of arrays: the other factor, where it has the shape."""
    other = head_of(place, term).args[1 - term.edge.slot]
    for expr in (other, Apply("transpose", (other,))):
        found = fitted(place, expr)
        if found is not None:
            return found
    return None


def _early(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        local, upstream = local_of(place, term), arriving(place, term)
        if local is not None:
            yield through(place, term, ONE)
        elif upstream != ONE and head_of(place, term).op in _PRODUCTS:
            yield upstream

    return each_term(place, change)


def _wrong_layer(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node = head_of(place, term)
        other = node.args[1 - term.edge.slot] if node.op in _PRODUCTS else None
        if isinstance(other, Name):
            for name in _beside(place, other.name, node):
                pair = (
                    (node.args[0], Name(name))
                    if term.edge.slot == 0
                    else (Name(name), node.args[1])
                )
                expr = pulled(place, term, args=pair)
                yield None if expr is None else fitted(place, expr)

    return each_term(place, change)


def _beside(place: Place, name: str, head: Node) -> Iterator[str]:
    """The value before the activation, the activation that follows, the inputs of other factors."""
    nodes, uses = place.derivation.graph.nodes, place.derivation.graph.uses
    node = nodes[name]
    if node.op in ACTIVATIONS:
        yield from node.operands
    waiting, found = [head.id], 0
    while waiting and found < 8:
        found += 1
        for edge in uses[waiting.pop(0)]:
            user = nodes[edge.head]
            if user.op in ACTIVATIONS or user.op == "softmax":
                yield user.id
            elif user.op == "add":
                waiting.append(user.id)
                for operand in user.operands:
                    if nodes[operand].op == head.op and operand != head.id:
                        yield from nodes[operand].operands


def _constant(place: Place) -> Iterator[Instead]:
    if place.relation.terms and is_named(place):
        zero = Apply("mul", (ZERO, Name(place.relation.node)))
        yield Instead(
            zero if place.derivation.is_arrays else tidy(ZERO), place.relation.terms[0].edge
        )


MISTAKES = (
    Mistake(
        name="power_times_output",
        title=Text(en="inner derivative replaced by the variable", zh="内层导数写成了变量本身"),
        says=Text(
            en="The square is differentiated, but then multiplied by the variable itself. What "
            "follows it is the derivative of the inside, {edge}, which is 1 or −1 here.",
            zh="平方的导数写对了，却又乘上了变量本身。后面应当乘内层的导数 {edge}，在这里它只是 1 "
            "或 −1。",
        ),
        source="makeyourownneuralnetwork issue 77: 2(t − o)·o for the derivative of (t − o)² by o",
        vary=_power_times_output,
    ),
    Mistake(
        name="inner_derivative_missing",
        title=Text(en="inner derivative missing", zh="漏乘内层导数"),
        says=Text(
            en="The outer function is differentiated, its inside is not. By the chain rule the "
            "derivative of the inside, {edge}, is one more factor.",
            zh="只对外层函数求了导，内层没有求导。按链式法则，还要再乘内层的导数 {edge}。",
        ),
        source="DiffSharp issue 16: σ(1 − σ) without the derivative of what σ is applied to",
        vary=_inner,
    ),
    Mistake(
        name="input_for_weight",
        title=Text(en="gradient of the other factor", zh="算成了另一个因子的梯度"),
        says=Text(
            en="This is the gradient of the other factor of the product. Each factor receives the "
            "gradient times the other one: {edge} is the other factor, not the variable itself.",
            zh="这是乘积中另一个因子的梯度。乘法节点交换输入：每个因子收到的是梯度乘以另一个因子，"
            "所以 {edge} 等于另一个因子，而不是该变量自己。",
        ),
        source="CS224n, assignment 2, part c, a learner's ∂J/∂v with v in the place of U; "
        "bcxiaobai.eu.org, post 11874: weight gradients sent back in the place of δ·w",
        vary=_other_operand,
        habit=True,
    ),
    Mistake(
        name="wrong_layer",
        title=Text(en="value of another layer", zh="用了别的层的值"),
        says=Text(
            en="The formula is right, but a value of another place stands in it. The other factor "
            "in {edge} is the one that the forward pass multiplied here: after the activation of "
            "the layer before, and with the same index.",
            zh="公式的样子对，但代入了别处的值。{edge} 里的另一个因子，应当是前向传播在这里相乘的"
            "那个量：上一层激活之后的值，并且下标一致。",
        ),
        source="Abu-Mostafa et al., Learning From Data, exercise 7.8: a wrong entry of x⁽¹⁾ in "
        "the weight gradient; CRAN package rnn, vignette LSTM units",
        vary=_wrong_layer,
    ),
    Mistake(
        name="upstream_overwritten",
        title=Text(en="upstream gradient lost", zh="丢掉了上游梯度"),
        says=Text(
            en="This is the local derivative {edge} alone. It has to be multiplied by the "
            "gradient that arrives from above; it does not take its place.",
            zh="这里只有局部导数 {edge}。它要与上游传来的梯度相乘，而不是取代上游梯度。",
        ),
        source="haifengl/smile issue 528: the mask of ReLU overwrites the gradient",
        vary=_overwritten,
        habit=True,
    ),
    Mistake(
        name="stopped_early",
        title=Text(en="chain stopped one step early", zh="链式法则少走了一步"),
        says=Text(
            en="This is the gradient of the step above. One more step leads to {target}: multiply "
            "by {edge}.",
            zh="这是上一步的梯度。要得到 {target} 还差一步：再乘以 {edge}。",
        ),
        source="ujjwalkarn/Machine-Learning-Tutorials pull request 16: one factor of the chain "
        "dropped",
        vary=_early,
        habit=True,
    ),
    Mistake(
        name="gradient_is_weight",
        title=Text(en="the variable in place of its gradient", zh="把变量本身当成了梯度"),
        says=Text(
            en="The variable itself stands where its derivative belongs. {target} says how the "
            "output answers to a small change of it, so begin with what it is multiplied by.",
            zh="应当写导数的地方写成了变量本身。{target} 表示该变量稍有变化时输出如何变化，要看它"
            "与什么相乘。",
        ),
        source="quesba.com, answer to Zaki and Meira, chapter 25: gradients given as the weights",
        vary=_is_weight,
        general=True,
    ),
    Mistake(
        name="treated_as_constant",
        title=Text(en="treated as a constant", zh="当成了常数"),
        says=Text(
            en="{target} is given as 0, but the output does depend on this variable. Follow the "
            "path back to it step by step.",
            zh="{target} 写成了 0，但输出确实依赖这个变量。请沿路径一步步往回算。",
        ),
        source="Tensor-Reloaded, lab 1: a clip outside the logarithm makes every gradient 0",
        vary=_constant,
        general=True,
    ),
)
