"""A signal on its way through many layers, forward and back, to see what initialisation does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from byhand.training.curves import curve

Fill = Callable[..., Any]
"""Fills an array, as an initialiser does: `fill(array, generator=..., layout=...)`."""


@dataclass(frozen=True, eq=False)
class Propagation:
    """What passes each layer: before the activation, after it, and the gradient coming back."""

    z: tuple[Any, ...]
    """For every layer the sums, of shape (batch, width)."""
    a: tuple[Any, ...]
    """For every layer the activations."""
    g: tuple[Any, ...]
    """For every layer the gradient of the loss by its sums."""

    def spread(self, which: str) -> list[float]:
        """The standard deviation at every layer, of `z`, `a` or `g`."""
        return [float(layer.std()) for layer in getattr(self, which)]


def propagate(
    fill: Fill,
    activation: str = "",
    widths: Sequence[int] = (256,) * 11,
    *,
    batch: int = 256,
    seed: int = 0,
    settings: Mapping[str, float] | None = None,
) -> Propagation:
    """Send normal inputs through layers `z = a @ W` without biases, and a normal gradient back.

    `widths` holds the width of the input, then that of every layer. The gradient by the last
    activations is drawn with standard deviation 1, so that `g` tells what the layers do to it.

    >>> from byhand.training.initialisers import lecun_normal_
    >>> [round(s, 1) for s in propagate(lecun_normal_, widths=(400, 400, 400)).spread("z")]
    [1.0, 1.0]
    """
    import numpy as np

    rng, shape_of = np.random.default_rng(seed), curve(activation, settings)
    signal = rng.normal(size=(batch, widths[0]))
    weights, z, a = [], [], []
    for inputs, outputs in pairwise(widths):
        w = fill(np.empty((inputs, outputs)), generator=rng, layout="in_out")
        weights.append(w)
        z.append(signal @ w)
        signal = shape_of.value(z[-1])
        a.append(signal)
    gradient, g = rng.normal(size=signal.shape), []
    for w, sums in zip(reversed(weights), reversed(z), strict=True):
        g.append(gradient * shape_of.slope(sums))
        gradient = g[-1] @ w.T
    return Propagation(tuple(z), tuple(a), tuple(reversed(g)))
