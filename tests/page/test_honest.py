"""A page never says what its own numbers contradict."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from byhand.errors import ProofError

Read = Callable[..., list[str]]

# At a hair's breadth beside a kink: the program, the values, and a claim the gradient contradicts.
NEAR_KINKS = [
    ("L = relu(x)", {"x": 1e-13}, "its derivative there is taken as 0"),
    ("L = abs(x)", {"x": 1e-13}, "its derivative there is taken as 0"),
    ("L = max(x, y)", {"x": 1, "y": "1.0000000000001"}, "the gradient goes to the first"),
]


@pytest.mark.parametrize(("program", "at", "claim"), NEAR_KINKS)
def test_beside_a_kink_no_convention_is_claimed(
    read: Read, program: str, at: dict[str, float | str], claim: str
) -> None:
    assert not [said for said in read(program, at) if claim in said]


def test_a_comparison_of_rounded_numbers_is_not_shown_to_be_false(read: Read) -> None:
    lines = read("L = max(x, y)", {"x": 1, "y": "1.0000000000001"})
    assert not [said for said in lines if "𝟙[1 ≥ 1] = 0" in said or "𝟙[1 > 1] = 1" in said]


def test_a_chain_is_not_defined_by_itself(read: Read) -> None:
    # ∂L/∂x is the total; the direct contribution beside another path needs a sign of its own.
    (chain,) = [said for said in read("L = x*y + x") if said.startswith("∂L/∂x = ∂L/∂v₁")]
    assert "∂L/∂x" not in chain.removeprefix("∂L/∂x = ")


def test_small_gradients_are_differenced_too(read: Read) -> None:
    lines = read("L = x*y", {"x": "1e200", "y": "1e-200"})
    assert not [said for said in lines if said.startswith("Central differences give ∂L/∂x = 0")]


def test_a_sum_that_float64_loses_is_not_written(read: Read) -> None:
    # (1 + 10²⁰) − 10²⁰ is 1, and float64 makes it 0.
    with pytest.raises(ProofError, match="Float64 loses the digits of 'L': it gives 0"):
        read("L = (x + 1e20) - 1e20", {"x": 1})


def test_a_wide_range_of_values_is_written_short(read: Read) -> None:
    (given,) = [s for s in read("L = x*y", {"x": "1e200", "y": "1e-200"}) if s.startswith("at x =")]
    assert len(given) < 40, given
