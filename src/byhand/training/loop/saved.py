"""A training run as a file, from which it can be read and continued."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from byhand.errors import InputError
from byhand.files import write_bytes
from byhand.problem.files import read_values
from byhand.text import Text
from byhand.training.loop import words
from byhand.training.loop.history import History

_LISTS = ("parameters", "gradients", "states")


def save(history: History, path: Path) -> Path:
    """Write a run as NPZ, whole or not at all: what it was asked, and all that it recorded."""
    import numpy as np

    path = path if path.suffix == ".npz" else path.with_name(path.name + ".npz")
    facts = {
        "program": history.problem.program,
        "optimizer": repr(history.optimizer),
        "seed": history.plan.seed,
        "batch_size": history.plan.batch_size,
        "per_sample": history.plan.per_sample,
        "every": history.plan.every,
        "given": {name: _print(value) for name, value in history.given.items()},
        "stopped": [history.stopped.en, history.stopped.zh] if history.stopped else None,
    }
    arrays: dict[str, Any] = {
        "byhand": np.array(json.dumps(facts)),
        "recorded": np.array(history.recorded),
        "losses": np.array(history.losses),
        "batch_losses": np.array(history.batch_losses),
    }
    arrays |= {f"now.{name}": np.array(value) for name, value in history.params.items()}
    arrays |= {f"state.{key}": np.array(value) for key, value in history.state.items()}
    for kind in _LISTS:
        entries = getattr(history, kind)
        for key in entries[0] if entries else ():
            arrays[f"{kind}.{key}"] = np.stack([np.asarray(entry[key]) for entry in entries])
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    write_bytes(path, buffer.getvalue())
    return path


def _print(value: Any) -> str:
    """What tells one value from another."""
    import numpy as np

    return hashlib.sha256(np.ascontiguousarray(value, dtype=float).tobytes()).hexdigest()


def restore(history: History, path: Path) -> None:
    """Put a saved run into the history of one that asks for the same.

    Raises `InputError` where the file is no such run, or was made with another program, optimizer,
    seed, batch size or data.
    """
    values = read_values(path)
    try:
        facts = json.loads(str(values["byhand"]))
    except (KeyError, ValueError) as error:
        raise InputError(words.NOT_A_RUN.fill(path=path.name)) from error
    _check(history, facts)
    history.recorded = [int(t) for t in values["recorded"]]
    history.losses = [float(loss) for loss in values["losses"]]
    history.batch_losses = [float(loss) for loss in values["batch_losses"]]
    for name, value in history.params.items():
        history.params[name] = _entry(values[f"now.{name}"], value)
    prefix = "state."
    history.state = {k.removeprefix(prefix): v for k, v in values.items() if k.startswith(prefix)}
    for kind in _LISTS:
        stacked = {k.partition(".")[2]: v for k, v in values.items() if k.startswith(f"{kind}.")}
        setattr(history, kind, _unstacked(stacked, history.params, len(history.recorded)))
    stopped = facts["stopped"]
    history.stopped = Text(en=stopped[0], zh=stopped[1]) if stopped else None


def _entry(value: Any, like: Any) -> Any:
    return value.copy() if getattr(like, "shape", ()) else float(value)


def _unstacked(
    stacked: Mapping[str, Any], params: Mapping[str, Any], count: int
) -> list[Mapping[str, Any]]:
    """The records one by one; what was a float is one again."""
    return [
        {key: _entry(value[i], params.get(key, value[i])) for key, value in stacked.items()}
        for i in range(count)
    ]


def _check(history: History, facts: Mapping[str, Any]) -> None:
    plan = history.plan
    for what, saved, now in (
        (words.PROGRAM, facts["program"], history.problem.program),
        (words.OPTIMIZER, facts["optimizer"], repr(history.optimizer)),
        (words.SEED, facts["seed"], plan.seed),
        (words.BATCH, facts["batch_size"], plan.batch_size),
        (words.KIND, facts["per_sample"], plan.per_sample),
    ):
        if saved != now:
            raise InputError(words.OTHER_RUN.fill(what=what, saved=saved, now=now))
    for name, value in history.given.items():
        if facts["given"].get(name) != _print(value):
            raise InputError(words.OTHER_DATA.fill(name=name))
