"""All operations, by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from byhand.ops import (
    activations,
    arithmetic,
    elementary,
    layers,
    losses,
    matrices,
    reductions,
    shaping,
    windows,
)
from byhand.ops.op import Op

CATALOGUE: dict[str, Op] = {
    op.name: op
    for room in (
        arithmetic,
        elementary,
        activations,
        reductions,
        matrices,
        shaping,
        layers,
        windows,
        losses,
    )
    for op in room.OPS
}


@contextmanager
def adding(op: Op) -> Iterator[None]:
    """Try an operation out: inside the `with` block it is in the catalogue.

    >>> from byhand.ops.elementary import SIN
    >>> with adding(SIN):
    ...     CATALOGUE["sin"].kernel
    'sin'
    """
    before = CATALOGUE.get(op.name)
    CATALOGUE[op.name] = op
    try:
        yield
    finally:
        if before is None:
            del CATALOGUE[op.name]
        else:
            CATALOGUE[op.name] = before
