"""The facts of some steps for a machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from byhand.training.optimizers.walk import Steps


def data_of(steps: Steps) -> dict[str, Any]:
    """The optimizer, its lines, and every step in plain numbers."""
    optimizer = steps.optimizer
    settings = {k: v for k, v in optimizer.settings.items() if k != "lr"}
    return {
        "program": steps.derivations[0].graph.program.source,
        "optimizer": optimizer.rule.name,
        "settings": {**settings, "lr": _plain(steps.steps[0].rate)},
        "rule": [update.text for update in optimizer.updates],
        "losses": steps.losses,
        "parameters": [_all(params) for params in steps.parameters],
        "steps": [
            {
                "t": step.t,
                "lr": step.rate,
                "loss": step.loss,
                "gradients": _all(step.gradients),
                "shared": {one.told.update.target: _plain(one.value) for one in step.shared},
                "lines": {
                    name: [[one.told.update.text, _plain(one.value)] for one in lines]
                    for name, lines in step.lines.items()
                },
                "parameters": _all(step.after),
                "state": _all(step.state),
            }
            for step in steps.steps
        ],
    }


def _all(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    return value.tolist() if getattr(value, "shape", ()) else float(value)
