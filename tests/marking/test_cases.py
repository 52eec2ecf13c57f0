"""Published mistakes, marked: wrong at the right line and named; right work is left alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import byhand as bh
from byhand.marking.verdicts import RIGHT

Case = dict[str, Any]
FILE = Path(__file__).parent / "mistakes" / "misconceptions.json"
CASES: list[Case] = json.loads(FILE.read_text("utf-8"))
OTHERWISE = {"acc-overlapping-maxpool", "leaky-relu-slope-zero"}
"""Told by other names, which lead to the same formula everywhere: a pair, and a constant."""


def marked(case: Case) -> Any:
    """The line of a case."""
    problem = bh.Problem(
        case["program"], case["at"], of=case["output"], constants=tuple(case["constants"])
    )
    answers = f"d{case['output']}/d{case['wrt']} = {case['wrong']}"
    return bh.check(problem, answers).lines[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_published_case(case: Case) -> None:
    line = marked(case)
    names = {e.mistake.name for e in (*line.mistakes, *line.together)}
    if case["kind"] != "error":
        assert line.verdict in RIGHT, f"{case['wrong']}: {line.verdict} {names}"
        return
    assert line.verdict in ("mistake", "wrong"), f"{case['wrong']}: {line.verdict}"
    assert case["mistake"] in names or case["id"] in OTHERWISE, names
