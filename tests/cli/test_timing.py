"""Where the time of a run goes: --timing, and the clock behind it."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator
from subprocess import CompletedProcess
from time import perf_counter, sleep

import pytest

from byhand.text import Lang
from byhand.timing import PARSE, PROVE, REST, START, Stopwatch, stage, watching
from byhand.writers.common import columns_of

Byhand = Callable[..., CompletedProcess[str]]
PROGRAM = ("-e", "L = (w*x - y)^2", "--at", "w=2,x=3,y=1")


def table(text: str) -> dict[str, tuple[float, int]]:
    """The rows of the table: milliseconds and per cent by stage."""
    rows = [line.rsplit(maxsplit=2) for line in text.splitlines()[1:]]
    return {name.strip(): (float(ms), int(share.rstrip("%"))) for name, ms, share in rows}


def test_the_table_adds_up_and_leaves_the_page_alone(byhand: Byhand) -> None:
    plain, timed = byhand("derive", *PROGRAM), byhand("--timing", "derive", *PROGRAM)
    assert timed.stdout == plain.stdout
    assert plain.stderr == ""
    rows = table(timed.stderr)
    total, share = rows.pop("total")
    assert share == 100
    assert sum(ms for ms, _ in rows.values()) == pytest.approx(total, abs=0.05 * (len(rows) + 12))
    assert {"reading the program", "proving", "telling the page", "writing the page"} <= set(rows)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_columns_stand_under_each_other(byhand: Byhand, lang: Lang) -> None:
    lines = byhand("--timing", "--lang", lang, "derive", *PROGRAM).stderr.splitlines()
    assert len({columns_of(line) for line in lines}) == 1, lines
    assert lines[0].split()[-1] == {"en": "share", "zh": "占比"}[lang]


def test_the_environment_asks_too_and_an_error_is_still_one(
    byhand: Byhand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BYHAND_TIMING", "1")
    run = byhand("derive", "-e", "L = (")
    assert run.returncode == 2
    assert "total" in run.stderr
    assert run.stderr.index("total") < run.stderr.index("Error: ")


def test_an_inner_stage_stops_the_clock_of_the_outer_one() -> None:
    began = perf_counter()
    with watching(Stopwatch(0.25)) as watch, stage(PARSE):
        with stage(PROVE):
            sleep(0.03)
        spent = dict(watch.seconds())
    assert spent[START] == 0.25
    assert spent[PROVE] >= 0.03 > 0
    assert spent[PARSE] + spent[PROVE] + spent[REST] <= perf_counter() - began


@pytest.fixture
def unloaded() -> Iterator[None]:
    """A module of byhand that has to be loaded again."""
    gone = {
        name: sys.modules.pop(name) for name in list(sys.modules) if "byhand.numeric.gr" in name
    }
    yield
    sys.modules.update(gone)


def test_loading_is_counted_and_import_is_put_back(unloaded: None) -> None:
    before = builtins.__import__
    with watching(Stopwatch()) as watch, stage(PARSE):
        import byhand.numeric.gradcheck  # noqa: F401

        spent = watch.seconds()
    assert spent["import byhand"] > 0
    assert builtins.__import__ is before
    with stage(PARSE):  # nobody watches any more
        assert watch.now == REST
