"""The harness itself: turns, medians, ratios, and what it says when a tool is missing or wrong."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.benchmarks import __main__ as command
from tests.benchmarks import mixture, networks, points, scalars, worker
from tests.benchmarks.contest import Outcome, Patience, contest
from tests.benchmarks.rows import Row, Run, all_rows
from tests.benchmarks.table import aims, cells, columns, groups, markdown, ratio_text

import byhand as bh

MACHINE = {"processor", "cores", "system", "python", "blas", "load"}
README = Path(__file__).parents[2] / "README.md"
MEASURED = Path(__file__).parent / "measured.json"

FAKE = """
import json, sys, time
key, tool = sys.argv[1:3]
if tool == "absent":
    print(json.dumps({"missing": "absent"}), flush=True); sys.exit()
if tool == "broken":
    sys.exit("a reason")
if tool == "unwilling":
    print(json.dumps({"failed": "ValueError: no"}), flush=True); sys.exit()
if tool == "sleeper":
    time.sleep(60)
number = 3.5 if tool == "liar" else 3.0
print(json.dumps({"result": [number], "first": 0.5}), flush=True)
times = {"floor": [2.0, 2.0, 9.0], "fast": [1.0, 1.0, 1.0], "quitter": [4.0]}[tool]
for time, _ in zip(times, sys.stdin):
    print(json.dumps(time), flush=True)
"""


def row(tools: list[str]) -> Row:
    """A row of tools that only the fake worker knows."""
    return Row(
        "fake", "fake work", "floor", {tool: lambda: (list, list) for tool in tools}, {"fast": 0.4}
    )


def result(tool: Run) -> list[float]:
    """What a tool computes, as the harness compares it."""
    run, shown = tool
    return shown(run())


def test_tools_take_turns_and_medians_are_compared() -> None:
    tools = ["floor", "fast", "absent", "broken", "unwilling", "liar", "quitter"]
    found = contest(row(tools), tools, 3, command=[sys.executable, "-c", FAKE])
    assert found["floor"].median == 2.0
    assert found["fast"].median == 1.0
    assert found["fast"].first == 0.5
    assert found["absent"].missing == "absent"
    assert found["broken"].failed == "stopped with exit code 1: a reason"
    assert found["unwilling"].failed == "ValueError: no"
    assert "differs by 1.7e-01" in found["liar"].failed
    assert found["quitter"].failed == "stopped with exit code 0"
    assert found["quitter"].seconds == []


def test_nobody_is_waited_for_too_long() -> None:
    tools = ["floor", "sleeper", "fast"]
    patience = Patience(prepare=0.5, rounds=3.0)
    command = [sys.executable, "-c", FAKE]
    found = contest(row(tools), tools, 3, command=command, patience=patience)
    assert found["sleeper"].failed == "over 0.5 s"
    assert found["floor"].seconds == [2.0, 2.0], "it stops after three seconds of rounds"
    assert found["fast"].seconds == [1.0, 1.0, 1.0]


def work(prepare: Callable[[], Run], monkeypatch: pytest.MonkeyPatch, asked: int = 0) -> list[Any]:
    """What the worker answers for a tool that is prepared like this."""
    rows = [Row("fake", "fake work", "tool", {"tool": prepare})]
    answers = StringIO()
    monkeypatch.setattr("tests.benchmarks.rows.all_rows", lambda: rows)
    monkeypatch.setattr(worker.os, "sched_setaffinity", lambda *_: None, raising=False)
    monkeypatch.setattr(worker.sys, "argv", ["worker", "fake", "tool", "1"])
    monkeypatch.setattr(worker.sys, "stdin", StringIO("\n" * asked))
    monkeypatch.setattr(worker.sys, "stdout", answers)
    worker.main()
    return [json.loads(line) for line in answers.getvalue().splitlines()]


def test_a_worker_answers_with_its_result_and_then_with_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called: list[int] = []

    def run() -> int:
        print("what a library prints is no answer")
        called.append(len(called))
        return 7

    first, *times = work(lambda: (run, lambda result: [float(result)]), monkeypatch, asked=3)
    assert first.keys() == {"result", "first"}
    assert first["result"] == [7.0]
    assert len(times) == 3
    assert all(time > 0 for time in times)
    assert (len(called) - 2) % 3 == 0, "every round repeats the work equally often"


def refuse() -> Run:
    raise RecursionError("too deep\nand more that nobody wants to read")


def lack() -> Run:
    raise ModuleNotFoundError("No module named 'peer'", name="peer")


def test_a_worker_says_why_it_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    assert work(refuse, monkeypatch) == [{"failed": "RecursionError: too deep"}]
    assert work(lack, monkeypatch) == [{"missing": "peer"}]


TOOLS = {
    "floor": {"median": 2.0, "ratio": 1.0, "missing": "", "failed": ""},
    "byhand": {"median": 1.0, "ratio": 0.5, "missing": "", "failed": ""},
    "absent": {"median": None, "ratio": None, "missing": "x", "failed": ""},
    "broken": {"median": None, "ratio": None, "missing": "", "failed": "over 1 s"},
}
LINE = {"key": "fake-1", "title": "work", "floor": "floor", "within": 0.0, "tools": TOOLS}


def aim(**facts: Any) -> tuple[float, bool | None, str]:
    """The one thing that a row should reach."""
    (found,) = aims({**LINE, "must": {}, **facts}, [{**LINE, "key": "fake-0", "size": 10}])
    return found.measured, found.reached, found.text


def test_what_should_be_reached_is_held_against_medians() -> None:
    assert aim(must={"byhand": 0.4}) == (0.5, False, "≤ 0.4 ✗ (0.50)")
    assert aim(must={"byhand": 0.5}) == (0.5, True, "≤ 0.5 ✓")
    assert aim(within=1.0) == (2.0, False, "≤ 1 s ✗ (2.00)")
    assert aim(faster={"floor": 3}) == (2.0, False, "3 times faster than floor ✗ (2.00)")
    assert aim(faster={"floor": 2}) == (2.0, True, "2 times faster than floor ✓")
    assert aim(faster={"absent": 2})[1:] == (None, "2 times faster than absent")
    words = "≤ 1.3 times as long per operation as 10"
    assert aim(size=5, grows={"fake-0": 1.3}) == (2.0, False, f"{words} ✗ (2.00)")
    assert aim(size=10, grows={"fake-0": 1.3}) == (1.0, True, f"{words} ✓")


def test_the_table_tells_ratios_and_who_is_missing() -> None:
    tools = ["byhand", "absent", "broken"]
    assert columns([LINE]) == tools
    line = {**LINE, "must": {"byhand": 0.4}}
    told = ["floor: 2 s", "≤ 0.4 ✗ (0.50)", "0.50", "not installed", "over 1 s"]
    assert cells(line, tools)[1:] == told


def test_every_kind_of_work_has_a_table_of_its_own() -> None:
    keys = ("a-1", "a-2", "b-1")
    rows = [{**LINE, "must": {}, "key": key} for key in keys]
    report = {"rows": rows, "date": "2026-01-31", "versions": {"python": "3.11"}}
    report["machine"] = {"processor": "P", "cores": 2, "system": "S", "blas": "B"}
    assert [len(group) for group in groups(report)] == [2, 1]
    table, where = markdown(report).split("\n\n")
    assert table.splitlines()[2:] == 3 * [
        "| work | floor: 2 s |  | 0.50 | absent not installed, broken over 1 s |"
    ]
    assert where == "2026-01-31: P, 2 cores, S, B; python 3.11.\n"


def test_rows_are_chosen_by_name_or_by_its_beginning() -> None:
    rows = all_rows()
    assert command.chosen(rows, "") == rows
    chosen = [row.key for row in command.chosen(rows, "scalar-100,network-float32")]
    assert chosen == ["scalar-100", *(f"network-float32-{n}" for n in (64, 256, 1024))]
    assert command.chosen(rows, "nothing") == []


def test_the_command_saves_what_it_measures(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = {"floor": Outcome([2.0, 2.0, 9.0], 3.0), "fast": Outcome(missing="fast")}
    monkeypatch.setattr(command, "all_rows", lambda: [row(["floor", "fast"])])
    monkeypatch.setattr(command, "contest", lambda *_, **__: outcomes)
    path = tmp_path / "run.json"
    monkeypatch.setattr(command.sys, "argv", ["benchmarks", "--quick", "--json", str(path)])
    assert command.main() == 0
    assert "fake work" in capsys.readouterr().out
    report = json.loads(path.read_text(encoding="utf-8"))
    assert report.keys() == {"date", "machine", "versions", "rows"}
    assert report["machine"].keys() == MACHINE
    (line,) = report["rows"]
    assert line["tools"]["floor"]["seconds"] == [2.0, 2.0, 9.0]
    assert line["tools"]["floor"]["median"] == 2.0
    assert line["tools"]["fast"]["ratio"] is None
    assert "NaN" not in path.read_text(encoding="utf-8")


def test_the_tables_go_between_their_marks() -> None:
    readme = f"before\n{command.BEGIN}\nold\n{command.END}\nafter\n"
    once = command.with_section(readme, "new\n")
    assert once == f"before\n{command.BEGIN}\n\nnew\n\n{command.END}\nafter\n"
    assert command.with_section(once, "new\n") == once


@pytest.mark.parametrize("ratio", [0.81, 9.99, 12.0, 1742.0])
def test_ratios_keep_their_digits(ratio: float) -> None:
    assert float(ratio_text(ratio)) == pytest.approx(ratio, rel=0.01)


def test_every_row_has_its_floor_among_its_tools() -> None:
    rows = all_rows()
    assert len({one.key for one in rows}) == len(rows)
    for one in rows:
        assert {one.floor, *one.must, *one.faster} <= one.tools.keys(), one.key
        assert one.grows.keys() <= {other.key for other in rows}
        assert one.size or not one.grows


def test_the_floors_compute_what_byhand_computes() -> None:
    """A floor that is wrong would be easy to beat."""
    lines = scalars.random_program(60)
    given = next(scalars.inputs())
    ours = bh.compile(scalars.typed(lines), wrt=scalars.INPUTS)(**given)
    theirs = scalars.straight_line(lines)(**given)
    for name in scalars.INPUTS:
        assert ours[1][name] == pytest.approx(theirs[1][name], rel=1e-12), name
    for one, other in (
        (networks._by_byhand(64, "float64"), networks._by_expert(64, "float64")),
        (mixture._by_byhand(), mixture._by_expert()),
    ):
        np.testing.assert_allclose(result(one), result(other), rtol=1e-10, atol=1e-10)


def test_a_long_random_program_stays_alive() -> None:
    """Zeros are easy for everybody, and a tool that looks for them would do nothing at all."""
    lines, given = scalars.random_program(10_000), next(scalars.inputs())
    values: dict[str, Any] = dict(given)
    scalars._forward(lines, values, dict(vars(math)))
    sizes = sorted(abs(value) for value in values.values())
    slopes = [abs(slope) for slope in scalars.straight_line(lines)(**given)[1].values()]
    print(sizes[200], sizes[5_000], sizes[-1], slopes)
    assert sizes[200] > 1e-20, "one in fifty may be small"
    assert sizes[5_000] > 0.05
    assert sizes[-1] < 10
    assert 1 < max(slopes) < 1e4, "nor may it be chaos, in which no two tools agree"


def test_the_mixture_is_that_of_the_library_too() -> None:
    ours, theirs = result(mixture._by_byhand()), result(mixture._by_autograd())
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def test_the_neuron_by_hand_is_the_neuron(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "COUNT", 1_000)
    expected = points.shown(points.plain(**points.data()))
    np.testing.assert_allclose(points.shown(points.in_place(**points.data())), expected)
    np.testing.assert_allclose(result(points._by_byhand(2)), expected, rtol=1e-12)


def test_the_table_of_the_readme_is_the_measured_one() -> None:
    report = json.loads(MEASURED.read_text(encoding="utf-8"))
    assert markdown(report) in README.read_text(encoding="utf-8")
    assert report["machine"].keys() == MACHINE
    assert {"byhand", "numpy", "python"} <= report["versions"].keys()
