"""Ways to mark many submissions: one after the other here, or in processes."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait

from byhand.marking import class_words as words
from byhand.marking.desk import Desk, Record, Setup, Task

Runner = Callable[[Desk, Iterable[Task]], Iterator[tuple[Task, Record]]]
"""Marks tasks, in any order; every task comes back with its result."""

_AHEAD = 4
"""So many tasks for every process are waiting, so that none is ever idle."""


def here(desk: Desk, tasks: Iterable[Task]) -> Iterator[tuple[Task, Record]]:
    """One task after the other, in this process."""
    for task in tasks:
        yield task, desk.record(task)


def in_processes(jobs: int) -> Runner:
    """So many processes beside each other, each with a key of its own."""

    def run(desk: Desk, tasks: Iterable[Task]) -> Iterator[tuple[Task, Record]]:
        crew = _Crew(desk, jobs)
        try:
            for task in tasks:
                crew.give(task)
                while crew.busy:
                    yield from crew.collect()
            while crew.waiting:
                yield from crew.collect()
        finally:
            crew.stop()

    return run


class _Crew:
    """Some processes, and the tasks that they have been given."""

    def __init__(self, desk: Desk, jobs: int) -> None:
        self.desk, self.jobs = desk, jobs
        self.waiting: dict[Future[Record], Task] = {}
        self.lost: list[Task] = []
        self.pool = _pool(desk.setup, jobs)

    @property
    def busy(self) -> bool:
        """Whether more tasks would only wait."""
        return len(self.waiting) >= self.jobs * _AHEAD

    def give(self, task: Task) -> None:
        """Hand out a task."""
        try:
            self.waiting[self.pool.submit(_record, task)] = task
        except BrokenExecutor:
            self.pool = _pool(self.desk.setup, self.jobs)
            self.waiting[self.pool.submit(_record, task)] = task

    def collect(self) -> Iterator[tuple[Task, Record]]:
        """What is done; waits until something is."""
        done, _ = wait(self.waiting, return_when=FIRST_COMPLETED)
        lost = []
        for future in done:
            task = self.waiting.pop(future)
            try:
                yield task, future.result()
            except BrokenExecutor:
                lost.append(task)
        if lost:
            yield from self._again(lost)

    def _again(self, lost: list[Task]) -> Iterator[tuple[Task, Record]]:
        """A process has died, and nobody knows of which task: each is tried on its own."""
        for future, task in self.waiting.items():
            if future.done() and future.exception() is None:
                yield task, future.result()
            else:
                lost.append(task)
        self.waiting.clear()
        self.stop()
        for task in lost:
            yield task, _alone(self.desk, task)
        self.pool = _pool(self.desk.setup, self.jobs)

    def stop(self) -> None:
        """Let the processes go; what has not begun is not begun any more."""
        self.pool.shutdown(wait=True, cancel_futures=True)


def _alone(desk: Desk, task: Task) -> Record:
    with _pool(desk.setup, 1) as pool:
        try:
            return pool.submit(_record, task).result()
        except BrokenExecutor:
            return desk.recorded(task, desk.unmarked(task, words.DIED))


def _pool(setup: Setup, jobs: int) -> ProcessPoolExecutor:
    from multiprocessing import get_context

    # A fork of a process with threads, such as the one that turns a progress bar, may hang.
    context = get_context("spawn")
    return ProcessPoolExecutor(jobs, context, initializer=_sit_down, initargs=(setup,))


_DESKS: dict[str, Desk] = {}
"""The desk of this process, by the digest of its setup."""


def _sit_down(setup: Setup) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started the run stops it
    desk_for(setup)


def desk_for(setup: Setup) -> Desk:
    """The desk of this process; made once."""
    if setup.digest not in _DESKS:
        _DESKS.clear()
        _DESKS[setup.digest] = Desk(setup)
    return _DESKS[setup.digest]


def _record(task: Task) -> Record:
    (desk,) = _DESKS.values()
    return desk.record(task)
