"""A pullback is a formula like any other: differentiated again, it gives the second derivative."""

from __future__ import annotations

import numpy as np
import pytest
from tests.ops.samples import SAMPLES, Sample, derived

from byhand.calculus.derive import derive
from byhand.calculus.second import hessian_vector
from byhand.graph import build
from byhand.language.parse import parse
from byhand.ops import CATALOGUE

WHOLE = [sample for sample in SAMPLES if not CATALOGUE[sample.op].elementwise]
STEP = 1e-5


@pytest.mark.parametrize("sample", WHOLE, ids=lambda sample: f"{sample.op}: {sample}")
def test_hessian_times_a_direction_is_the_change_of_the_gradient(sample: Sample) -> None:
    first = derived(sample)
    # The square makes the gradient depend on the point where the operation itself is linear.
    source = sample.source.replace("sum(weights * out)", "sum(weights * out * out)")
    graph, at = build(parse(source)), dict(first.inputs or {})
    here = derive(graph, at, of="L", wrt=first.wrt)
    random = np.random.default_rng(5)
    direction = {name: random.normal(size=np.shape(at[name])) for name in here.wrt}
    found = hessian_vector(here, direction)
    sides = []
    for sign in (1, -1):
        moved = {n: np.asarray(at[n]) + sign * STEP * direction[n] for n in here.wrt}
        sides.append(derive(graph, {**at, **moved}, of="L", wrt=first.wrt).gradients)
    for name in here.wrt:
        expected = (np.asarray(sides[0][name]) - np.asarray(sides[1][name])) / (2 * STEP)
        scale = 1 + np.abs(expected).max()
        difference = np.abs(np.asarray(found[name]) - expected).max() / scale
        assert difference < 1e-6, f"{name}: {found[name]} and {expected}"
