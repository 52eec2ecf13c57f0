"""Marking on a local Dask cluster, of which workers are killed in mid-run."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.marking.report_samples import PROBLEM, RIGHT

from byhand.errors import InputError, OutputError
from byhand.marking import cluster
from byhand.marking.classroom import check_class

distributed = pytest.importorskip("distributed")

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def workers() -> Iterator[Any]:
    """Two processes with one thread each, and a nanny who replaces what dies."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
        with distributed.LocalCluster(**options, processes=True, silence_logs=50) as local:
            yield local


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    folder = tmp_path / "submissions"
    folder.mkdir()
    for i in range(60):
        text = RIGHT.replace("-1.6351", f"-1.6{i:02}")
        (folder / f"s{i:02}.txt").write_text(text, encoding="utf-8")
    return folder


def _kill(local: Any, index: int) -> int:
    """Kill the process of a worker, as a machine that loses its power would."""
    pid = list(local.workers.values())[index].pid
    os.kill(pid, signal.SIGKILL)
    return pid


def results(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.json")}


def test_nothing_is_lost_when_workers_are_killed(
    workers: Any, submissions: Path, tmp_path: Path
) -> None:
    killed: list[int] = []

    def watch(done: int, _: int, __: Any) -> None:
        if done in (5, 25):
            killed.append(_kill(workers, len(killed)))

    address = workers.scheduler_address
    summary = check_class(PROBLEM, submissions, tmp_path / "far", dask=address, watch=watch)
    assert len(killed) == 2
    assert not set(killed) & {nanny.pid for nanny in workers.workers.values()}, "both have died"
    assert len(summary.records) == 60
    check_class(PROBLEM, submissions, tmp_path / "here")
    assert results(tmp_path / "far") == results(tmp_path / "here")


def test_no_cluster_at_an_address(submissions: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no Dask cluster at 'nonsense"):
        check_class(PROBLEM, submissions, tmp_path / "out", dask="nonsense://x")


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(OutputError, match=r"byhand\[cluster\]"):
        cluster._client("tcp://127.0.0.1:1")
