"""The facts of a derivation for a machine."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from byhand.calculus.derivation import Derivation
from byhand.calculus.proof import Proof
from byhand.calculus.steps import Forward, Gather, Pull, Push, Seed
from byhand.language.expr import Expr
from byhand.language.notations import PLAIN
from byhand.language.show import show
from byhand.numeric.backends import Value


def data_of(derivation: Derivation, closed: Mapping[str, Expr], proof: Proof) -> dict[str, Any]:
    """Values, gradients, closed forms and steps, in plain numbers and byhand's own language."""
    return {
        "of": derivation.of,
        "wrt": list(derivation.wrt),
        "program": derivation.graph.program.source,
        "values": {name: _plain(value) for name, value in derivation.values.items()},
        "gradients": {n: _plain(v) for n, v in derivation.gradients.items()},
        "formulas": {n: show(derivation.formula(n), PLAIN) for n in derivation.order},
        "closed_forms": {name: show(form, PLAIN) for name, form in closed.items()},
        "kinks": list(derivation.kinks),
        "steps": [_step(step) for step in derivation.steps if not isinstance(step, Pull)],
        "proof": {
            "steps_replayed": proof.steps,
            "sympy": "whole formula" if proof.whole else "operation by operation",
            "central_differences": dict(proof.differences),
            "skipped_at_kinks": list(proof.skipped),
        },
    }


def _plain(value: Value | None) -> float | str | None:
    """A float as a number; a fraction as text, so that it stays exact."""
    if value is None:
        return None
    return str(value) if isinstance(value, Fraction) else float(value)


def _step(step: Forward | Seed | Push | Gather) -> dict[str, Any]:
    match step:
        case Forward(node, expr, value):
            return {
                "step": "forward",
                "node": node,
                "expr": show(expr, PLAIN),
                "value": _plain(value),
            }
        case Seed(node, value):
            return {"step": "seed", "node": node, "value": _plain(value)}
        case Push():
            return {
                "step": "push",
                "from": step.edge.head,
                "to": step.edge.tail,
                "slot": step.edge.slot,
                "upstream": show(step.upstream, PLAIN),
                "local": show(step.local, PLAIN),
                "upstream_value": _plain(step.upstream_value),
                "local_value": _plain(step.local_value),
                "value": _plain(step.value),
            }
        case Gather(node, _, pushes, value):
            uses = [{"head": push.edge.head, "slot": push.edge.slot} for push in pushes]
            return {"step": "gather", "node": node, "uses": uses, "value": _plain(value)}
