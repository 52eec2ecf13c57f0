"""Which inputs carry samples, and which of them a step sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from byhand.errors import InputError
from byhand.training.loop import words


@dataclass(frozen=True)
class Samples:
    """Arrays whose first axis counts samples, cut into batches of a size; 0 for all at once.

    The order of every epoch is drawn from the seed and the number of the epoch alone, so a run
    that goes on later sees the same batches.
    """

    arrays: Mapping[str, Any]
    size: int
    seed: int
    _orders: dict[int, Any] = field(default_factory=dict, compare=False)

    @property
    def count(self) -> int:
        """How many samples there are."""
        return len(next(iter(self.arrays.values()))) if self.arrays else 0

    @property
    def steps_of_an_epoch(self) -> int:
        """How many batches hold every sample once; the last one may be smaller."""
        return -(-self.count // self.size) if self.size else 1

    def rows(self, step: int) -> Any | None:
        """The samples of a step, counted from 0; None for all of them."""
        if not self.size:
            return None
        epoch, place = divmod(step, self.steps_of_an_epoch)
        return self._order(epoch)[place * self.size : (place + 1) * self.size]

    def _order(self, epoch: int) -> Any:
        import numpy as np

        if epoch not in self._orders:
            self._orders.clear()
            rng = np.random.default_rng([self.seed, epoch])
            self._orders[epoch] = rng.permutation(self.count)
        return self._orders[epoch]


def samples_of(
    given: Mapping[str, Any], trained: Sequence[str], data: Sequence[str], size: int, seed: int
) -> Samples:
    """The samples among given arrays: those named, else all arrays that are not trained.

    Raises `InputError` where they do not have equally many rows, or where there are none and a
    batch size asks for them.
    """
    names = list(data) or [
        name for name, value in given.items() if name not in trained and _rows(value)
    ]
    for name in data:
        if name in trained:
            raise InputError(words.DATA_TRAINED.fill(name=name))
        if not _rows(given[name]):
            raise InputError(words.DATA_NUMBER.fill(name=name))
    if not names and size:
        raise InputError(words.NO_DATA)
    if names and (size or data):
        _check_rows(given, names, size)
    return Samples({name: given[name] for name in names}, size, seed)


def _rows(value: Any) -> int:
    shape = getattr(value, "shape", ())
    return shape[0] if shape else 0


def _check_rows(given: Mapping[str, Any], names: Sequence[str], size: int) -> None:
    first, count = names[0], _rows(given[names[0]])
    for name in names:
        if _rows(given[name]) != count:
            parts = {"one": first, "count": count, "other": name, "more": _rows(given[name])}
            raise InputError(words.DATA_DIFFER.fill(**parts))
    if size > count:
        raise InputError(words.BATCH_LARGE.fill(size=size, count=count))
