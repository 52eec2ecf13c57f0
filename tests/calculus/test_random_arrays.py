"""Gradients of random programs of arrays equal those of HIPS autograd; see `random_arrays`."""

from __future__ import annotations

import re

import numpy as np
import pytest
from tests.calculus.random_arrays import TOLERANCE, apart, deviation, grad, program

import byhand as bh

COUNT, CHUNK = 200, 10

WORDS = re.findall(
    r"\w+",
    """sum mean var std prod max min norm logsumexp dot outer trace det logdet inv diag tril
    transpose mT reshape unsqueeze squeeze concat stack cumsum onehot ones zeros eye
    where ind tanh sigmoid relu abs sqrt log exp""",
)


@pytest.mark.parametrize("first", range(0, COUNT, CHUNK))
def test_gradients_equal_autograds(first: int) -> None:
    for seed in range(first, first + CHUNK):
        sample = program(seed)
        found = deviation(sample)
        assert found <= TOLERANCE, f"seed {seed}: deviation {found}\n{sample.text}"


@pytest.mark.parametrize("first", range(0, COUNT // 4, CHUNK))
def test_random_derivations_are_proved(first: int) -> None:
    for seed in range(first, first + CHUNK):
        sample = program(seed)
        d = bh.derive(sample.text, at={**sample.inputs, **sample.indices}, of="L")
        proof = d.proof
        assert proof.steps == len(d.steps)
        assert {*proof.differences, *proof.skipped} <= set(d.derivation.wrt)


def test_the_programs_hold_what_there_is() -> None:
    """A generator that repeats itself would prove little."""
    samples = [program(seed) for seed in range(COUNT)]
    texts = [sample.text for sample in samples]
    assert len(set(texts)) == COUNT
    missing = [word for word in WORDS if not any(re.search(rf"\b{word}\(", t) for t in texts)]
    assert missing == []
    for sign in (" @ ", ".T", "ᵀ", "keepdims=True", "axis=-", "axis=(", "[:", ":-1", "None", "k1"):
        assert any(sign in text for text in texts), sign
    ranks = [x.ndim for sample in samples for x in sample.inputs.values()]
    assert all(ranks.count(rank) >= 20 for rank in range(5)), ranks
    # Most gradients are not 0.
    flat = [not any(map(np.any, grad(s.run)(s.inputs).values())) for s in samples]
    assert sum(flat) < COUNT // 20


def test_a_deviation_is_seen() -> None:
    assert apart([1.0, 2.0], [1.0, 2.0]) == 0
    assert apart([1.0, 2.0], [1.0, 2.0 + 1e-6]) > TOLERANCE
    with pytest.raises(AssertionError):
        apart([1.0], [[1.0]])
