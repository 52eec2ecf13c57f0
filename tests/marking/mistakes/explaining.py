"""Which mistakes of the table lead to a formula that a person wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from byhand.calculus.derive import derive
from byhand.graph import build
from byhand.language.expr import Partial
from byhand.language.parse import parse, parse_expression
from byhand.marking.key import Key, way_of
from byhand.marking.mistakes.mistake import Mistake, Variant
from byhand.marking.mistakes.table import variants_of
from byhand.marking.relations import Leaf


def key_of(
    program: str,
    at: Mapping[str, Any] | None = None,
    constants: Iterable[str] = (),
    of: str | None = None,
) -> Key:
    """The key of a program, its lines separated by semicolons."""
    given = {k: np.array(v, float) if isinstance(v, list) else v for k, v in (at or {}).items()}
    graph = build(parse(program.replace("; ", "\n")))
    return Key(derive(graph, given, of=of, constants=tuple(constants)))


def leaf(key: Key, target: str) -> Leaf:
    """`dw` is the derivative of the output by w, `z` the value of z."""
    return Partial(key.derivation.of, target[1:]) if target.startswith("d") else target


def values(key: Key, formula: str) -> list[Any]:
    """A formula at all points of a key: what a person's formula is worth there."""
    way = way_of(parse_expression(formula))
    with np.errstate(all="ignore"):
        return [np.asarray(way(world), dtype=float) for world in key.spaces()]


def effect(key: Key, variant: Variant, target: Leaf) -> list[Any] | None:
    """What a mistake makes of a quantity at all points; None if it leaves nothing of it."""
    found = []
    for world in key.spaces():
        value = key.follow(world, {}, variant.ways, [target]).get(target)
        if value is None:
            return None
        found.append(np.asarray(value, dtype=float))
    return found


def same(some: list[Any], others: list[Any]) -> bool:
    """Whether values agree at every point; one number stands for sixteen that are equal."""
    return all(
        (x.shape == y.shape or () in (x.shape, y.shape)) and np.allclose(x, y, rtol=1e-8, atol=1e-9)
        for x, y in zip(some, others, strict=True)
    )


def explaining(
    key: Key,
    target: Leaf,
    wrong: list[Any],
    mistakes: Iterable[Mistake] | None = None,
    *,
    given_only: bool = False,
) -> list[Variant]:
    """The variants that lead to these values, those at the target itself first."""
    first = len(key.worlds) if given_only else 0
    found = []
    for variant in variants_of(key.derivation, key.relations, key.spaces(), mistakes):
        result = effect(key, variant, target)
        if result is not None and same(result[first:], wrong[first:]):
            found.append(variant)
    found.sort(key=lambda variant: variant.leaf != target)
    special = [variant for variant in found if not variant.mistake.general]
    return special or found
