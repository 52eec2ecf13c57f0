"""A mistake may lead to another shape than the right one: a bias that was not summed."""

from __future__ import annotations

import numpy as np

from byhand.marking.compare import near


def test_a_value_of_another_shape_is_compared() -> None:
    effect = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    radius = np.array([0.01, 0.02, 0.005])  # that of the right answer, which has three entries
    assert near(effect + 0.019, effect, 0.0, radius)
    assert not near(effect + 0.2, effect, 0.0, radius)
    assert not near(np.zeros(3), effect, 0.0, radius)
