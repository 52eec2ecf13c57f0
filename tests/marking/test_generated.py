"""Correct submissions in many forms are never held to be wrong; mistakes are found and named.

`python -m tests.marking.generated` does the same in large numbers.
"""

from __future__ import annotations

import pytest
from tests.marking.generated import Tally, marker_of, problems, try_correct, try_mistakes


@pytest.mark.parametrize("name", problems())
def test_no_correct_submission_is_accused(name: str) -> None:
    tally = Tally(name)
    try_correct(marker_of(name), 12, 1234, tally)
    assert tally.correct == 12
    assert tally.accused == []


@pytest.mark.parametrize("name", ["linear_regression", "sigmoid_neuron", "kl_divergence"])
def test_mistakes_are_found_at_their_line(name: str) -> None:
    tally = Tally(name)
    try_mistakes(marker_of(name), tally)
    assert tally.mistakes > 100, tally.mistakes
    assert len(tally.missed) <= tally.mistakes // 100, tally.missed
