"""Where the time of a run goes: stages that take turns on one clock, off unless asked for."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import get_ident
from time import perf_counter
from types import ModuleType
from typing import Any

START, PARSE, DERIVE, PROVE = "start", "parse", "derive", "prove"
CHECK, PAGE, PICTURE, WRITE, REST = "check", "page", "picture", "write", "rest"
IMPORT = "import "
"""What a stage that loads a package begins with; the name of the package follows."""
OWN = IMPORT + "byhand"


class Stopwatch:
    """Seconds by stage; a stage that is interrupted by another one waits for it to end."""

    def __init__(self, started: float = 0.0) -> None:
        self.spent: dict[str, float] = {START: started, OWN: 0.0}
        self._stages = [REST]
        self._since = perf_counter()

    def enter(self, stage: str) -> None:
        """Let a stage begin."""
        self._lap()
        self._stages.append(stage)

    def leave(self) -> None:
        """Let the last stage that began end, and the one before it go on."""
        self._lap()
        self._stages.pop()

    @property
    def now(self) -> str:
        """The stage that is running."""
        return self._stages[-1]

    def seconds(self) -> Mapping[str, float]:
        """What every stage took until now, in the order in which they began."""
        self._lap()
        rest = self.spent.pop(REST)
        return {**self.spent, REST: rest}

    def _lap(self) -> None:
        now = perf_counter()
        self.spent[self.now] = self.spent.get(self.now, 0.0) + now - self._since
        self._since = now


_watches: list[Stopwatch] = []


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Count what happens inside as this stage, if anybody is watching.

    >>> with watching(Stopwatch()) as watch:
    ...     with stage(PARSE):
    ...         watch.now
    'parse'
    """
    if not _watches:
        yield
        return
    watch = _watches[-1]
    watch.enter(name)
    try:
        yield
    finally:
        watch.leave()


@contextmanager
def watching(watch: Stopwatch) -> Iterator[Stopwatch]:
    """Watch the stages inside, and count what a package takes to load as a stage of its own.

    What a package loads in its turn belongs to it, except for the packages that byhand loads.
    """
    loading, thread = builtins.__import__, get_ident()

    def timed(
        name: str,
        scope: Mapping[str, Any] | None = None,
        local: Mapping[str, Any] | None = None,
        wanted: Any = (),
        level: int = 0,
    ) -> ModuleType:
        package = name.partition(".")[0]
        known = level or name in sys.modules or package in sys.stdlib_module_names
        elsewhere = get_ident() != thread
        if known or elsewhere or (watch.now.startswith(IMPORT) and watch.now != OWN):
            return loading(name, scope, local, wanted, level)
        watch.enter(IMPORT + package)
        try:
            return loading(name, scope, local, wanted, level)
        finally:
            watch.leave()

    _watches.append(watch)
    builtins.__import__ = timed
    try:
        yield watch
    finally:
        builtins.__import__ = loading
        _watches.remove(watch)
