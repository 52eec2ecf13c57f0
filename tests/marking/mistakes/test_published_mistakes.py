"""Mistakes that were made in public: question threads, issues, textbooks, official notebooks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.marking.mistakes.explaining import explaining, key_of, leaf, same, values

from byhand.marking.key import Key
from byhand.marking.mistakes.table import variants_of

HERE = Path(__file__).parent
PUBLISHED = HERE.parents[1] / "published"
Case = dict[str, Any]
CASES: list[Case] = json.loads((HERE / "misconceptions.json").read_text("utf-8"))
ERRORS = [case for case in CASES if case["kind"] == "error"]
INNOCENT = [case for case in CASES if case["kind"] != "error"]


def _key(case: Case) -> Key:
    return key_of(case["program"], case["at"], case["constants"], case["output"])


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case["id"])
def test_an_error_is_named(case: Case) -> None:
    key = _key(case)
    target, wrong = leaf(key, f"d{case['wrt']}"), values(key, case["wrong"])
    found = explaining(key, target, wrong, given_only=case.get("numbers_only", False))
    names = [variant.mistake.name for variant in found]
    assert names, f"nothing leads to {wrong[-1]} in the place of {key.spaces()[-1][target]}"
    # At one point a number can come about in several ways; a formula cannot.
    first = names if case.get("numbers_only") else names[:1]
    assert case["mistake"] in first, names


@pytest.mark.parametrize("case", INNOCENT, ids=lambda case: case["id"])
def test_no_entry_writes_what_is_right(case: Case) -> None:
    key = _key(case)
    target, right = leaf(key, f"d{case['wrt']}"), values(key, case["wrong"])
    assert same(right, [np.asarray(world[target], float) for world in key.spaces()])
    for variant in variants_of(key.derivation, key.relations, key.spaces()):
        if variant.leaf == target:
            found = [np.asarray(variant.ways[target](world)) for world in key.spaces()]
            assert not same(found, right), variant.mistake.name


@dataclass(frozen=True)
class Printed:
    """A wrong number in print: of a value, of a gradient, or of a weight after a step."""

    id: str
    target: str
    value: Any
    half: float
    """Half a unit of the last digit."""
    mistake: str
    index: tuple[int, ...] = ()
    rate: float = 0.0
    """For a weight after a step of gradient descent: the learning rate."""


_LSTM = "coursera-lstm-backward-official-error"
_TRANSPOSED = "tensor-reloaded-softmax-transposed-lr0."
PRINTED = (
    Printed("nbis-two-neuron-chain", "L", -0.299, 5e-4, "square_missing"),
    Printed("zaki-meira-ch25-q", "E", 0.9975, 5e-5, "square_missing"),
    Printed("ctensor-issue5-shared-node", "dx", 7.0, 0.5, "branch_twice"),
    Printed(_LSTM, "da0", -0.0959115019540047, 5e-16, "recurrent_dropped", (2, 3)),
    Printed(_LSTM, "dWf", -0.06981985612744011, 5e-16, "recurrent_dropped", (3, 1)),
    Printed(_LSTM, "dWi", 0.10237182024854766, 5e-16, "recurrent_dropped", (1, 2)),
    Printed(_LSTM, "dWc", -0.062498379492745254, 5e-16, "recurrent_dropped", (3, 1)),
    Printed(_LSTM, "dWo", 0.04843891314443009, 5e-16, "recurrent_dropped", (1, 2)),
    Printed(_LSTM, "dx", [-0.00173313, 0.08287442, -0.30545663, -0.43281115], 5e-9,
            "recurrent_dropped", (1, 2)),
    Printed(_TRANSPOSED + "1", "dW", [[0.29959481, 0.09878443, -2.0],
            [-0.50044781, -0.20134342, 2.0], [-1.099147, -0.79744101, 0.1]], 1e-8,
            "transposed", rate=0.1),
    Printed(_TRANSPOSED + "01", "dW", [[0.29995948, 0.09987844, -2.0],
            [-0.59004478, -0.47013434, 2.0], [-1.0099147, -0.5297441, 0.1]], 1e-8,
            "transposed", rate=0.01),
)  # fmt: skip


@cache
def _published(name: str) -> Key:
    files = (PUBLISHED / f"{kind}.json" for kind in ("arrays", "scalar", "steps"))
    cases = {case["id"]: case for file in files for case in json.loads(file.read_text("utf-8"))}
    case = cases[name]
    program = "; ".join(line.replace("**", "^") for line in case["program"])
    return key_of(program, case["inputs"], case.get("constants", ()), case["output"])


@pytest.mark.parametrize("printed", PRINTED, ids=lambda p: f"{p.id}-{p.target}")
def test_a_wrong_number_in_print_is_named(printed: Printed) -> None:
    key = _published(printed.id)
    target, world = leaf(key, printed.target), key.spaces()[-1]
    wanted, half = np.asarray(printed.value, float), printed.half
    if printed.rate:
        wanted = (np.asarray(world[printed.target[1:]]) - wanted) / printed.rate
        half /= printed.rate
    found: dict[str, float] = {}
    for variant in variants_of(key.derivation, key.relations, key.spaces()):
        value = key.follow(world, {}, variant.ways, [target]).get(target)
        value = np.nan if value is None else np.asarray(value)[printed.index]
        apart = float(np.abs(value - wanted).max()) if np.shape(value) == wanted.shape else np.nan
        name = variant.mistake.name
        found[name] = np.fmin(found.get(name, np.inf), apart)
    explain = [name for name, apart in found.items() if apart <= half * 1.001]
    assert printed.mistake in explain, f"{wanted} is missed by {found.get(printed.mistake)}"


def test_gradients_given_as_the_weights() -> None:
    """Answer to Zaki and Meira, chapter 25: ∂E/∂h = (0.5, 1, 2), which are the weights v."""
    key = _published("zaki-meira-ch25-q")
    for i in (1, 2, 3):
        found = explaining(key, leaf(key, f"dh{i}"), values(key, f"v{i}"))
        assert found[0].mistake.name == "upstream_overwritten"
