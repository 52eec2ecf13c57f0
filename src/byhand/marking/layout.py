"""Gradients written as their transposes throughout: a convention, not a mistake."""

from __future__ import annotations

from copy import copy
from typing import Any

from byhand.language.expr import Partial
from byhand.marking.answers import Answer, Submission
from byhand.marking.compare import near, same
from byhand.marking.key import MISFITS, Key, way_of
from byhand.marking.relations import Leaf, leaf_of
from byhand.marking.worlds import World


def transposed_key(key: Key, submission: Submission) -> Key | None:
    """The key with every gradient of a matrix transposed, if the submission is written so.

    That is when no such gradient is right as it stands, and either one of them has a shape that
    only the transpose has, or at least two are right when transposed.
    """
    if not key.derivation.is_arrays:
        return None
    about = [a for a in submission.answers if _is_matrix_gradient(key, a)]
    if not about:
        return None
    if any(_right(key, answer) for answer in about):
        return None
    other = _turned(key)
    turned = [answer for answer in about if _right(other, answer)]
    square = all(_is_square(key, answer) for answer in turned)
    return other if len(turned) > (1 if square else 0) else None


def _turned(key: Key) -> Key:
    other = copy(key)
    other.right_forms = {}
    other.worlds = tuple(_turned_world(world) for world in key.worlds)
    other.given = None if key.given is None else _turned_world(key.given)
    return other


def _turned_world(world: World) -> dict[Leaf, Any]:
    return {leaf: _turn(leaf, value) for leaf, value in world.items()}


def _turn(leaf: Leaf, value: Any) -> Any:
    return value.T if isinstance(leaf, Partial) and getattr(value, "ndim", 0) == 2 else value


def _is_matrix_gradient(key: Key, answer: Answer) -> bool:
    target = answer.target
    return (
        isinstance(target, Partial)
        and target.of == key.derivation.of
        and len(key.derivation.shapes.get(target.wrt, ())) == 2
    )


def _is_square(key: Key, answer: Answer) -> bool:
    assert isinstance(answer.target, Partial)
    rows, columns = key.derivation.shapes[answer.target.wrt]
    return rows == columns


def _right(key: Key, answer: Answer) -> bool:
    """Whether the first side of a line is what the key says, without looking at others."""
    assert answer.target is not None
    leaf = leaf_of(answer.target)
    if not answer.links or leaf not in key.worlds[0]:
        return False
    link = answer.links[0]
    try:
        if link.expr is None:
            return key.given is not None and near(link.value, key.given[leaf], link.half)
        way = way_of(link.expr)
        return same(
            [way(world) for world in key.worlds], [w[leaf] for w in key.worlds], numbers=False
        )
    except MISFITS:
        return False
