"""What training begins with: the values of all inputs, the parameters among them drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from byhand.errors import InputError
from byhand.graph import Graph
from byhand.graph.infer import bound, shape_text
from byhand.numeric.values import as_array, shape_of
from byhand.training.fans import check_choice
from byhand.training.initialiser import Initialiser
from byhand.training.initialisers import INITIALISERS
from byhand.training.loop import words

Init = str | Initialiser | Mapping[str, "str | Initialiser"]


def given_values(graph: Graph, at: Mapping[str, Any]) -> dict[str, Any]:
    """The values as floats and arrays, by node; raises `InputError` for one that is neither."""
    return {graph.resolve(name): as_array(name, value) for name, value in at.items()}


def begun(
    graph: Graph, given: Mapping[str, Any], trained: Sequence[str], init: Init | None, seed: int
) -> dict[str, Any]:
    """A copy of every parameter where it starts: as given, else drawn by its initialiser.

    Each is drawn from its own stream of the seed, so one more parameter changes no other.
    """
    import numpy as np

    found: dict[str, Any] = {}
    shapes = {name: shape_of(name, value) for name, value in given.items()}
    for place, name in enumerate(trained):
        if name in given:
            value = given[name]
            found[name] = value.copy() if shapes[name] else value
            continue
        fill = _initialiser(name, init)
        shape = _shape(graph, name, shapes)
        rng = np.random.default_rng([seed, place])
        # A bias has no fan_in; it starts at 0, as everywhere.
        vector = len(shape) < 2 and fill.kind not in ("constant",)
        array = np.zeros(shape)
        if not vector:
            fill(array, generator=rng, layout="in_out")
        found[name] = array if shape else float(array)
    return found


def _initialiser(name: str, init: Init | None) -> Initialiser:
    chosen = init.get(name) if isinstance(init, Mapping) else init
    if chosen is None:
        raise InputError(words.NO_START.fill(name=name))
    if isinstance(chosen, Initialiser):
        return chosen
    known = {entry.strip("_"): value for entry, value in INITIALISERS.items()}
    check_choice(words.INITIALISER, str(chosen).strip("_"), known)
    return known[str(chosen).strip("_")]


def _shape(graph: Graph, name: str, shapes: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """The declared shape of a parameter, in numbers; () where none is declared."""
    known, _ = bound(graph, shapes)
    shape = known.get(name, ())
    for dim in shape:
        if not isinstance(dim, int):
            parts = {"name": name, "shape": shape_text(shape), "dim": dim}
            raise InputError(words.NO_SHAPE.fill(**parts))
    return tuple(int(dim) for dim in shape)
