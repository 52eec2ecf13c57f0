"""What a student has said so far: the marker reads later lines in the light of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from byhand.marking.answers import Submission
from byhand.marking.key import Key
from byhand.marking.relations import Leaf, leaf_of
from byhand.marking.worlds import World


def numbers_of(key: Key, submission: Submission) -> tuple[dict[Leaf, Any], dict[Leaf, Any]]:
    """The numbers of a submission and half a unit of their last digits, in any order.

    Lines need not stand in the order in which they were worked out.
    """
    numbers: dict[Leaf, Any] = {}
    halves: dict[Leaf, Any] = {}
    for answer in submission.answers:
        for link in answer.links:
            if link.half is not None and answer.target is not None:
                leaf = leaf_of(key.resolved(answer.target))
                numbers[leaf], halves[leaf] = link.value, link.half
    return numbers, halves


@dataclass
class State:
    """What the lines above have established; one for every submission."""

    numbers: dict[Leaf, Any]
    """Every number of the submission, also of later lines."""
    rounding: dict[Leaf, Any]
    """Half a unit of their last digits."""
    own: list[dict[Leaf, Any]]
    """Names of the student's own, in every space."""
    wrong: list[dict[Leaf, Any]]
    """Quantities that were answered wrongly, as they were answered, in every space."""
    stated: dict[Leaf, Any] = field(default_factory=dict)
    """Numbers that were written for quantities of the problem, right or not."""
    right: set[Leaf] = field(default_factory=set)
    """Quantities that were answered rightly."""
    trivial: set[Leaf] = field(default_factory=set)
    """Wrong ones that are 0 or 1 throughout, from which nothing is earned by following."""

    @staticmethod
    def fresh(spaces: int, numbers: dict[Leaf, Any], rounding: dict[Leaf, Any]) -> State:
        """Nothing said yet."""
        return State(numbers, rounding, [{} for _ in range(spaces)], [{} for _ in range(spaces)])

    def world(self, spaces: list[World], index: int) -> Mapping[Leaf, Any]:
        """A space as it truly is, with the student's own names."""
        own = self.own[index]
        return {**spaces[index], **own} if own else spaces[index]

    def forget(self, leaf: Leaf) -> None:
        """A quantity is answered anew."""
        self.right.discard(leaf)
        self.trivial.discard(leaf)
        self.stated.pop(leaf, None)
        for values in self.wrong:
            values.pop(leaf, None)
