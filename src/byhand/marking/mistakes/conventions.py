"""Other conventions than byhand's: no mistakes, but to be named."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.graph import Node
from byhand.language.expr import ONE, ZERO, Apply, Expr, Name, Number, Partial
from byhand.marking.mistakes.formulas import (
    TWO,
    arriving,
    each_term,
    fitted,
    head_of,
    node_at,
    number_of,
    through,
)
from byhand.marking.mistakes.mistake import Instead, Mistake, Place
from byhand.marking.relations import Term
from byhand.text import Text

_HALF = Apply("div", (ONE, TWO))
_EXTREMES = {"amax", "amin"}
_SMALL = 1e-2


def _ind(relation: str, x: Expr, y: Expr) -> Expr:
    return Apply("ind", (Apply(relation, (x, y)),))


def _relu(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node = head_of(place, term)
        if node.id in place.derivation.kinks and node.op == "relu":
            x = node.args[0]
            yield through(place, term, _ind("ge", x, ZERO))
            at_zero = Apply("mul", (_HALF, _ind("eq", x, ZERO)))
            yield through(place, term, Apply("add", (_ind("gt", x, ZERO), at_zero)))

    return each_term(place, change)


def _abs(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node = head_of(place, term)
        if node.id in place.derivation.kinks and node.op == "abs":
            x = node.args[0]
            for sign in ("add", "sub"):
                yield through(place, term, Apply(sign, (Apply("sign", (x,)), _ind("eq", x, ZERO))))

    return each_term(place, change)


def _tie(place: Place) -> Iterator[Instead]:
    for term in place.relation.terms:
        node = head_of(place, term)
        if node.id not in place.derivation.kinks:
            continue
        if node.op in ("max", "min", "maxout"):
            yield from _tie_of_two(place, term, node)
        elif node.op in _EXTREMES:
            for share in _shares(node):
                back = Apply("expand", (arriving(place, term), node.args[0]), node.settings)
                product = fitted(place, Apply("mul", (back, share)))
                if product is not None:
                    yield Instead(product, term.edge)


def _tie_of_two(place: Place, term: Term, node: Node) -> Iterator[Instead]:
    """All to the second, half each, and all to both; the other operand goes along."""
    over, x, y = ("lt" if node.op == "min" else "gt"), *node.args
    tied = _ind("eq", x, y)
    half = Apply("mul", (_HALF, tied))
    own = {0: _ind(over, x, y), 1: _ind(over, y, x)}
    for first, second in ((ZERO, tied), (half, half), (tied, tied)):
        locals_ = {0: Apply("add", (own[0], first)), 1: Apply("add", (own[1], second))}
        product = through(place, term, locals_[term.edge.slot])
        if product is None or len(place.relation.terms) > 1:
            continue
        yield Instead(product, term.edge, _partner(place, node, term.edge.slot, locals_))


def _partner(
    place: Place, node: Node, slot: int, locals_: dict[int, Apply]
) -> dict[str | Partial, Expr]:
    """What the same convention makes of the other operand's gradient."""
    arg = node.args[1 - slot]
    leaf = Partial(place.derivation.of, arg.name) if isinstance(arg, Name) else None
    other = place.relations.get(leaf) if leaf is not None else None
    if leaf is None or other is None or len(other.terms) != 1:
        return {}
    there = Place(place.derivation, other, place.relations)
    product = through(there, other.terms[0], locals_[1 - slot])
    return {} if product is None else {leaf: product}


def _shares(node: Node) -> Iterator[Expr]:
    """Equal shares of all that tie, and the whole gradient for each of them."""
    x, keep = node.args[0], tuple(pair for pair in node.settings if pair[0] != "keepdims")
    level = Apply("expand", (Name(node.id), x), node.settings)
    tied = Apply("eq", (x, level))
    count = Apply("expand", (Apply("sum", (tied,), keep), x), keep)
    yield Apply("div", (tied, count))
    yield tied


def _eps(place: Place) -> Iterator[Instead]:
    """√v + ε for √(v + ε), and the other way round."""
    if place.relation.is_gradient:
        return
    node, nodes = node_at(place), place.derivation.graph.nodes
    if node.op not in ("sqrt", "add"):
        return
    if node.op == "sqrt" and isinstance(inner := node.args[0], Name):
        added = _with_eps(nodes[inner.name])
        if added:
            yield Instead(Apply("add", (Apply("sqrt", (added[0],)), added[1])))
    elif (added := _with_eps(node)) and isinstance(added[0], Name):
        root = nodes[added[0].name]
        if root.op == "sqrt":
            yield Instead(Apply("sqrt", (Apply("add", (root.args[0], added[1])),)))


def _with_eps(node: Node) -> tuple[Expr, Expr] | None:
    """v and ε, where a node is v + ε with a small number."""
    if node.op == "add":
        for slot, arg in enumerate(node.args):
            number = number_of(arg)
            if isinstance(arg, Number) and number is not None and 0 < number <= _SMALL:
                return node.args[1 - slot], arg
    return None


MISTAKES = (
    Mistake(
        name="relu_at_zero",
        title=Text(en="another slope of ReLU at 0", zh="ReLU 在 0 处的导数取法不同"),
        says=Text(
            en="At 0 ReLU has no derivative, and any slope from 0 to 1 may be taken. Here another "
            "one was taken than 0, which PyTorch takes; that is accepted.",
            zh="ReLU 在 0 处不可导，斜率可取 0 到 1 之间的任意值。这里取的不是 0（PyTorch 取 0），"
            "同样算对。",
        ),
        source="Jurafsky and Martin, Speech and Language Processing, neural networks: 1 for z ≥ 0",
        vary=_relu,
        convention=True,
        habit=True,
    ),
    Mistake(
        name="abs_at_zero",
        title=Text(en="another slope of |x| at 0", zh="|x| 在 0 处的导数取法不同"),
        says=Text(
            en="At 0 the absolute value has no derivative, and any slope from −1 to 1 may be "
            "taken. Here another one was taken than 0; that is accepted.",
            zh="|x| 在 0 处不可导，斜率可取 −1 到 1 之间的任意值。这里取的不是 0，同样算对。",
        ),
        source="S. Boyd and L. Vandenberghe, Subgradients (2008): every slope from −1 to 1 at 0",
        vary=_abs,
        convention=True,
        habit=True,
    ),
    Mistake(
        name="max_tie",
        title=Text(en="a tie of max settled otherwise", zh="max 平局时的取法不同"),
        says=Text(
            en="The inputs of the maximum are equal, so it has no derivative here. The gradient "
            "was given to another input than the first, or shared; that is accepted, if the "
            "shares add up to 1.",
            zh="max 的输入相等（平局），此处不可导。梯度传给了另一个输入，或者平分了；只要各份之和"
            "为 1，就算对。",
        ),
        source="tensorflow issues 4886 and 51682: equal shares, or all to the first; CS231n, "
        "optimization-2",
        vary=_tie,
        convention=True,
    ),
    Mistake(
        name="eps_placement",
        title=Text(en="epsilon in another place", zh="ε 的位置不同"),
        says=Text(
            en="The small number ε stands outside the root here and inside in the program, or the "
            "other way round. Both are in use and differ by next to nothing; that is accepted.",
            zh="小常数 ε 在这里写在根号外，而程序写在根号内（或者相反）。两种写法都有人用，差别极"
            "小，算对。",
        ),
        source="Ioffe and Szegedy (2015), algorithm 1: inside; Keras and PyTorch differ for "
        "optimizers",
        vary=_eps,
        convention=True,
        habit=True,
    ),
)
