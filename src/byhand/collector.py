"""Python's garbage collector, out of the way while something large is built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Build without looking for garbage in cycles.

    A program under construction makes objects by the million and no cycles, and the collector looks
    at all of them again and again: a third of the time at a hundred thousand operations.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
