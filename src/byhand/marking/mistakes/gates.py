"""What goes wrong with ReLU, its relatives, and max."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.graph import Node
from byhand.language.expr import ONE, ZERO, Apply, Expr, Name
from byhand.marking.mistakes.formulas import (
    ACTIVATIONS,
    arriving,
    each_term,
    fitted,
    head_of,
    shape_at,
    through,
)
from byhand.marking.mistakes.mistake import Instead, Mistake, Place
from byhand.marking.relations import Term
from byhand.text import Text

_BENT = {"leaky_relu", "elu", "selu"}
_OPPOSITE = {"max": "lt", "min": "gt", "maxout": "lt"}
_OTHER_END = {"amax": "first_min", "amin": "first_max"}
_MASKS = 3
"""How many other layers are looked at."""


def _positive(x: Expr) -> Expr:
    return Apply("ind", (Apply("gt", (x, ZERO)),))


def _mask(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node, g = head_of(place, term), arriving(place, term)
        if node.op != "relu":
            return
        if g != ONE:
            yield through(place, term, _positive(g))
        yield through(place, term, Name(node.id))
        for other in _other_masks(place, node):
            yield through(place, term, _positive(Name(other)))

    return each_term(place, change)


def _other_masks(place: Place, node: Node) -> list[str]:
    """The inputs of other ReLUs, and outputs of other activations, of the same shape."""
    shape = shape_at(place, node.id)
    nodes = [n for n in place.derivation.relevant if n.op in ACTIVATIONS and n.id != node.id]
    names = [n.operands[0] if n.op == "relu" else n.id for n in nodes if n.operands]
    names = [name for name in dict.fromkeys(names) if shape_at(place, name) == shape]
    return [name for name in names if name not in node.operands][:_MASKS]


def _inverted(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node = head_of(place, term)
        if node.op == "relu":
            yield through(place, term, Apply("ind", (Apply("lt", (node.args[0], ZERO)),)))

    return each_term(place, change)


def _flat(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node = head_of(place, term)
        if node.op in _BENT:
            yield through(place, term, _positive(node.args[0]))

    return each_term(place, change)


def _wrong_winner(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node, slot = head_of(place, term), term.edge.slot
        if node.op in _OPPOSITE:
            own, other = node.args[slot], node.args[1 - slot]
            yield through(place, term, Apply("ind", (Apply(_OPPOSITE[node.op], (own, other)),)))
        elif node.op in _OTHER_END:
            axis = tuple(pair for pair in node.settings if pair[0] == "axis")
            place_of = Apply(_OTHER_END[node.op], node.args, axis)
            back = Apply("expand", (arriving(place, term), node.args[0]), node.settings)
            yield fitted(place, Apply("mul", (back, place_of)))

    return each_term(place, change)


def _not_routed(place: Place) -> Iterator[Instead]:
    def change(place: Place, term: Term) -> Iterator[Expr | None]:
        node = head_of(place, term)
        if node.op in _OPPOSITE:
            yield through(place, term, ONE)
        elif node.op in _OTHER_END:
            back = Apply("expand", (arriving(place, term), node.args[0]), node.settings)
            yield fitted(place, back)

    return each_term(place, change)


MISTAKES = (
    Mistake(
        name="leaky_slope_zero",
        title=Text(en="negative side taken as 0", zh="负半轴斜率当成 0"),
        says=Text(
            en="For a negative input {edge} is not 0 here as it is with plain ReLU: this function "
            "lets a part of the gradient through on that side.",
            zh="输入为负时，这里的 {edge} 不像普通 ReLU 那样等于 0：这个函数在负半轴也放过一部分梯"
            "度。",
        ),
        source="scientific-computing/FKB issue 15; deeplearning4j issue 8178: the slope for x < 0 "
        "lost",
        vary=_flat,
        habit=True,
    ),
    Mistake(
        name="relu_mask_wrong_tensor",
        title=Text(en="ReLU mask of the wrong quantity", zh="ReLU 的掩码取错了对象"),
        says=Text(
            en="The gate of a ReLU opens where its own input is positive. Here it was read off "
            "another quantity, or the values themselves took its place; {edge} is 1 or 0 and "
            "nothing else.",
            zh="ReLU 的门由它自己的输入决定：输入为正才打开。这里看的是别的量，或者直接乘了数值；"
            "{edge} 只能是 1 或 0。",
        ),
        source="oreilly-japan/deep-learning-from-scratch pull request 43; Springenberg et al. "
        "(2015), where the mask of the upstream gradient is a method of its own",
        vary=_mask,
        habit=True,
    ),
    Mistake(
        name="mask_inverted",
        title=Text(en="gate the wrong way round", zh="门的开关反了"),
        says=Text(
            en="The gate is the wrong way round: the gradient passes where the input of the ReLU "
            "is positive, and is 0 where it is negative.",
            zh="门的开关反了：ReLU 的输入为正时梯度通过，为负时梯度为 0。",
        ),
        source="oreilly-japan/deep-learning-from-scratch, ReLU layer: dout[mask] = 0 with mask = "
        "(x <= 0)",
        vary=_inverted,
        habit=True,
    ),
    Mistake(
        name="max_wrong_input",
        title=Text(en="max sent to the wrong input", zh="max 的梯度传错了输入"),
        says=Text(
            en="The gradient went to the input that lost. It follows the value that was passed on "
            "in the forward pass: look up there which one that was.",
            zh="梯度传给了没有被选中的输入。前向传播选中的是哪一个值，梯度就只传回给哪一个。",
        ),
        source="shenjiann/AI-project-2025, backward propagation for CNN: 1.2 routed to the entry "
        "1, not to the maximum 5",
        vary=_wrong_winner,
    ),
    Mistake(
        name="max_not_routed",
        title=Text(en="max sent to all inputs", zh="max 的梯度传给了所有输入"),
        says=Text(
            en="A maximum does not distribute. Only the input that was chosen changes the result, "
            "so it alone receives the gradient and {edge} is 1 for it and 0 for the others.",
            zh="max 不是分发节点。只有被选中的输入会影响结果，所以梯度只传给它：对它 {edge} 为 1，"
            "对其余输入为 0。",
        ),
        source="CS231n, optimization-2: add distributes, max routes",
        vary=_not_routed,
    ),
)
