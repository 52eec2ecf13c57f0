"""All mistakes by name, and all places where they can occur in a derivation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from byhand.calculus.derivation import Derivation
from byhand.marking.mistakes import (
    activations,
    biases,
    branches,
    chain,
    conventions,
    factors,
    forward,
    gates,
    matrices,
    softmax,
    statistics,
)
from byhand.marking.mistakes.distinct import Distinct
from byhand.marking.mistakes.mistake import Mistake, Place, Variant
from byhand.marking.relations import Leaf, Relation
from byhand.marking.worlds import World, world_of, worlds_of

# From the specific to the general: where two explain the same line, the first tells more.
_ROOMS = (
    conventions,
    softmax,
    statistics,
    gates,
    activations,
    matrices,
    biases,
    branches,
    forward,
    factors,
    chain,
)
_ALL = [mistake for room in _ROOMS for mistake in room.MISTAKES]
MISTAKES: dict[str, Mistake] = {
    mistake.name: mistake for mistake in sorted(_ALL, key=lambda mistake: mistake.general)
}
_AT_A_PLACE, _OF_A_MISTAKE = 12, 60
"""How many variants of one mistake are looked at; long programs have thousands."""


def variants_of(
    derivation: Derivation,
    relations: dict[Leaf, Relation],
    spaces: Sequence[World] | None = None,
    mistakes: Iterable[Mistake] | None = None,
) -> Iterator[Variant]:
    """Every mistake at every place where it changes the value, the most telling first.

    `spaces` are those of the key: random points, and the given one last if there is one. What
    equals the truth, or an earlier variant of the same quantity, is left out.
    """
    if spaces is None:
        given = [world_of(derivation)] if derivation.has_values else []
        spaces = [*worlds_of(derivation), *given]
    distinct = Distinct(spaces, has_given=derivation.has_values)
    for mistake in MISTAKES.values() if mistakes is None else mistakes:
        found = list(islice(_of(mistake, derivation, relations, distinct), _OF_A_MISTAKE))
        yield from found
        if mistake.habit:
            yield from _together(mistake, found)


def _of(
    mistake: Mistake, derivation: Derivation, relations: dict[Leaf, Relation], distinct: Distinct
) -> Iterator[Variant]:
    for relation in relations.values():
        if relation.is_gradient and relation.node in derivation.passed:
            continue  # a v1 that nobody names and no later line refers to
        place = Place(derivation, relation, relations)
        for instead in islice(mistake.vary(place), _AT_A_PLACE):
            variant = Variant(mistake, relation.leaf, instead.expr, instead.edge, instead.also)
            if instead.expr != relation.expr and distinct.is_new(variant):
                yield variant


def _together(mistake: Mistake, found: list[Variant]) -> Iterator[Variant]:
    """The first variants of all places at once, then the second ones, as far as they go."""
    places: dict[Leaf, list[Variant]] = {}
    for variant in found:
        places.setdefault(variant.leaf, []).append(variant)
    for k in range(3):
        several = [variants[k] for variants in places.values() if k < len(variants)]
        if len(several) < 2:
            return
        first, *rest = several
        also = {variant.leaf: variant.expr for variant in rest}
        yield Variant(mistake, first.leaf, first.expr, first.edge, also)
