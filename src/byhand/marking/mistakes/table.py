"""All mistakes by name, and all places where they can occur in a derivation."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.calculus.derivation import Derivation
from byhand.marking.mistakes import branches
from byhand.marking.mistakes.mistake import Mistake, Place, Variant
from byhand.marking.relations import Leaf, Relation

MISTAKES: dict[str, Mistake] = {
    mistake.name: mistake for room in (branches,) for mistake in room.MISTAKES
}


def variants_of(derivation: Derivation, relations: dict[Leaf, Relation]) -> Iterator[Variant]:
    """Every mistake at every place where it changes what is written."""
    for relation in relations.values():
        place = Place(derivation, relation, relations)
        for mistake in MISTAKES.values():
            for instead in mistake.vary(place):
                if instead.expr != relation.expr:
                    yield Variant(mistake, relation.leaf, instead.expr, instead.edge)
