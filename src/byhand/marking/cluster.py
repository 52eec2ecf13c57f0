"""Marking on the workers of a Dask cluster, of which any may die at any time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from byhand.errors import InputError, OutputError
from byhand.marking import class_words as words
from byhand.marking.desk import Desk, Record, Setup, Task
from byhand.marking.runners import Runner, desk_for

_AHEAD = 8
"""So many tasks for every thread of the cluster are on their way."""
_LEAST = 32


def on_cluster(address: str) -> Runner:
    """A running cluster by the address of its scheduler, `tcp://host:8786`."""

    def run(desk: Desk, tasks: Iterable[Task]) -> Iterator[tuple[Task, Record]]:
        client = _client(address)
        try:
            yield from on_client(client, desk, tasks)
        finally:
            client.close()

    return run


def on_client(client: Any, desk: Desk, tasks: Iterable[Task]) -> Iterator[tuple[Task, Record]]:
    """All tasks on a client of a cluster, so many at a time; what is lost with a worker is redone.

    Dask gives the tasks of a dead worker to others; a task at which several workers have died is
    recorded as one that cannot be marked.
    """
    from distributed import as_completed

    flying, tasked = as_completed(loop=client.loop), dict[str, Task]()
    most = max(_LEAST, _AHEAD * sum(client.nthreads().values()))

    def give(task: Task) -> None:
        future = client.submit(mark_one, desk.setup, task, pure=False)
        tasked[future.key] = task
        flying.add(future)

    def landed() -> Iterator[tuple[Task, Record]]:
        future = next(flying)
        task = tasked.pop(future.key)
        if future.status == "cancelled":  # the scheduler forgot it, as when it was started again
            give(task)
        else:
            yield task, _result(desk, task, future)

    for task in tasks:
        give(task)
        while len(tasked) >= most:
            yield from landed()
    while tasked:
        yield from landed()


def mark_one(setup: Setup, task: Task) -> Record:
    """What a worker does."""
    return desk_for(setup).record(task)


def _result(desk: Desk, task: Task, future: Any) -> Record:
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker:
        return desk.recorded(task, desk.unmarked(task, words.DIED))
    except Exception as error:
        raise OutputError(words.CLUSTER_BROKE.fill(reason=str(error)[:300])) from error


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise OutputError(words.NO_DASK) from error
    try:
        return Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        reason = str(error)[:200] or type(error).__name__
        raise InputError(words.NO_CLUSTER.fill(address=address, reason=reason)) from error
