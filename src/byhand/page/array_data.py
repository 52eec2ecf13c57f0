"""The facts of a derivation of arrays for a machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from byhand.calculus.array_closed import ClosedForm
from byhand.calculus.array_proof import ArrayProof
from byhand.calculus.derivation import Derivation
from byhand.calculus.steps import Forward, Gather, Pull, Push, Seed, Step
from byhand.language.notations import PLAIN
from byhand.language.show import show
from byhand.numeric.backends import Value

# A larger array is told by its shape and range; whoever wants its entries has the data already.
_ENTRIES = 10_000


def array_data(
    derivation: Derivation, proof: ArrayProof, closed: Mapping[str, ClosedForm]
) -> dict[str, Any]:
    """Shapes, values, gradients, formulas and steps; arrays are nested lists."""
    return {
        "of": derivation.of,
        "wrt": list(derivation.wrt),
        "program": derivation.graph.program.source,
        "shapes": {name: list(shape) for name, shape in derivation.shapes.items()},
        "facts": {name: list(facts) for name, facts in derivation.facts.items()},
        "values": {name: _plain(value) for name, value in derivation.values.items()},
        "gradients": {name: _plain(value) for name, value in derivation.gradients.items()},
        "formulas": {n: show(derivation.formula(n), PLAIN) for n in derivation.order},
        "closed_forms": {n: show(closed[n].expr, PLAIN) for n in derivation.wrt if n in closed},
        "kinks": list(derivation.kinks),
        "steps": [_step(step) for step in derivation.steps],
        "proof": {
            "steps_replayed": proof.steps,
            "central_differences": dict(proof.differences),
            "directions": proof.directions,
            "dimensions": dict(proof.dims),
            "skipped_at_kinks": list(proof.skipped),
        },
    }


def _plain(value: Value | None) -> Any:
    if value is None:
        return None
    size = getattr(value, "size", 1)
    if size == 1 and not getattr(value, "ndim", 0):
        return float(value)
    if size <= _ENTRIES:
        return value.tolist()
    return {"shape": list(value.shape), "min": float(value.min()), "max": float(value.max())}


def _step(step: Step) -> dict[str, Any]:
    match step:
        case Forward(node, expr, _):
            return {"step": "forward", "node": node, "expr": show(expr, PLAIN)}
        case Seed(node, value):
            return {"step": "seed", "node": node, "value": _plain(value)}
        case Pull():
            return {
                "step": "pull",
                "from": step.edge.head,
                "to": step.edge.tail,
                "slot": step.edge.slot,
                "upstream": show(step.upstream, PLAIN),
                "product": show(step.product, PLAIN),
                "summed": list(step.summed),
            }
        case Gather(node, _, pushes, _):
            uses = [{"head": push.edge.head, "slot": push.edge.slot} for push in pushes]
            return {"step": "gather", "node": node, "uses": uses}
        case Push():
            raise AssertionError("a derivation of arrays has pulls")
