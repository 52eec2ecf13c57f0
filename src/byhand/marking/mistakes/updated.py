"""A weight that was already updated when the gradient is propagated through it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from byhand.calculus.tidy import literal
from byhand.language.expr import Apply, Expr, Name, Partial, names, substitute
from byhand.marking.mistakes.formulas import node_at
from byhand.marking.mistakes.mistake import Instead, Mistake, Place
from byhand.text import Text

_SAYS = Text(
    en="The gradient is sent back through weights that were already updated. All gradients of a "
    "step belong to the weights of the forward pass; update at the very end.",
    zh="梯度经过的是已经更新过的权重。同一步里的所有梯度都要用前向传播时的权重来算，最后再一起更"
    "新。",
)


def updated_weight(lr: float | str) -> Mistake:
    """The mistake for a learning rate, with which gradient descent updates the weights.

    It is not in the table, because a derivation knows no learning rate.
    """
    rate = literal(Fraction(str(lr)))

    def vary(place: Place) -> Iterator[Instead]:
        relation, derivation = place.relation, place.derivation
        if not relation.is_gradient or node_at(place).is_input:
            return
        for term in relation.terms:
            used = [n for n in names(term.product) if n in derivation.wrt]
            if used:
                yield Instead(_stepped(relation.expr, used, derivation.of, rate), term.edge)
                return

    return Mistake(
        name="updated_weight",
        title=Text(en="updated weights used", zh="用了更新后的权重"),
        says=_SAYS,
        source="kim-marcel/basic_neural_network issue 7: the error sent back through altered "
        "weights",
        vary=vary,
        habit=True,
    )


def _stepped(expr: Expr, used: list[str], of: str, rate: Expr) -> Expr:
    """A formula with w − η·∂L/∂w in the place of w."""
    step = {
        name: Apply("sub", (Name(name), Apply("mul", (rate, Partial(of, name))))) for name in used
    }
    return substitute(expr, step)
