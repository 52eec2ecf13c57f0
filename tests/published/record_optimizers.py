"""Writes optimizers.json from PyTorch and optax, which byhand does not depend on.

    pip install torch==2.13.0 optax==VERSION jax==VERSION
    python tests/published/record_optimizers.py torch
    python tests/published/record_optimizers.py optax

The problem has a known gradient, `A x - b + 0.3 cos(3 x)`, over all parameters as one vector.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

PATH = Path(__file__).with_name("optimizers.json")
SHAPES = {"W": (2, 3), "b": (3,)}
STEPS, KEPT = 20, (1, 2, 3, 5, 10, 20)

DECAY = {"weight_decay": 0.1}
BETAS = {"betas": (0.8, 0.95)}
TORCH: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {}),
    ("SGD", {"lr": 0.1, **DECAY}),
    ("SGD", {"lr": 0.1, "maximize": True}),
    ("SGD", {"lr": 0.05, "momentum": 0.9}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "dampening": 0.3}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.05, "momentum": 0.5, "nesterov": True, "maximize": True, **DECAY}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.5, "lr_decay": 0.1, "initial_accumulator_value": 0.2}),
    ("Adagrad", {"lr": 0.5, "eps": 0.01, "maximize": True, **DECAY}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.05, "alpha": 0.9, "eps": 0.01}),
    ("RMSprop", {"lr": 0.05, "momentum": 0.9}),
    ("RMSprop", {"lr": 0.05, "centered": True}),
    ("RMSprop", {"lr": 0.05, "centered": True, "momentum": 0.5, "maximize": True, **DECAY}),
    ("Adadelta", {}),
    ("Adadelta", {"lr": 2.0, "rho": 0.8, "eps": 1e-3, **DECAY}),
    ("Adadelta", {"maximize": True}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1, "eps": 0.01, **BETAS}),
    ("Adam", {"lr": 0.1, **DECAY}),
    ("Adam", {"lr": 0.1, "amsgrad": True, **BETAS}),
    ("Adam", {"lr": 0.1, "amsgrad": True, "maximize": True, **DECAY}),
    ("Adam", {"lr": 0.1, "decoupled_weight_decay": True, **DECAY}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.1, "eps": 0.01, **DECAY}),
    ("AdamW", {"lr": 0.1, "amsgrad": True, "maximize": True, **BETAS}),
    ("NAdam", {}),
    ("NAdam", {"lr": 0.1, "momentum_decay": 0.1, **BETAS}),
    ("NAdam", {"lr": 0.1, "eps": 0.01, **DECAY}),
    ("NAdam", {"lr": 0.1, "decoupled_weight_decay": True, "maximize": True, **DECAY}),
    ("Adamax", {}),
    ("Adamax", {"lr": 0.1, "eps": 0.01, **BETAS}),
    ("Adamax", {"lr": 0.1, "maximize": True, **DECAY}),
    ("RAdam", {}),
    ("RAdam", {"lr": 0.1, "betas": (0.8, 0.9)}),
    ("RAdam", {"lr": 0.1, "eps": 0.01, "betas": (0.8, 0.9), **DECAY}),
    ("RAdam", {"lr": 0.1, "decoupled_weight_decay": True, "maximize": True, **DECAY}),
    ("SGD", {"lr": 0.1, "clip_norm": 0.5}),
    ("Adam", {"lr": 0.1, "clip_norm": 0.5, "clip_value": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "clip_value": 0.3}),
]
OPTAX: list[dict[str, Any]] = [
    {},
    {"lr": 0.05, "betas": (0.8, 0.95)},
    {"lr": 0.05, "weight_decay": 0.1},
]
SCHEDULES: list[list[Any]] = [
    ["StepLR", {"step_size": 7, "gamma": 0.3}],
    ["StepLR", {"step_size": 30}],
    ["ExponentialLR", {"gamma": 0.9}],
    ["CosineAnnealingLR", {"T_max": 25, "eta_min": 0.01}],
    ["CosineAnnealingLR", {"T_max": 40}],
    ["LinearLR", {}],
    ["LinearLR", {"start_factor": 0.1, "end_factor": 0.8, "total_iters": 12}],
    ["SequentialLR", {"total_iters": 6, "T_max": 30}],
]


def problem() -> dict[str, Any]:
    rng = np.random.default_rng(2026)
    n = sum(int(np.prod(shape)) for shape in SHAPES.values())
    root = rng.normal(size=(n, n)) / n**0.5
    return {
        "A": (root @ root.T + 0.2 * np.eye(n)).tolist(),
        "b": rng.normal(size=n).tolist(),
        "start": rng.normal(size=n).tolist(),
        "shapes": {name: list(shape) for name, shape in SHAPES.items()},
    }


def gradient(data: dict[str, Any], x: Any) -> Any:
    return np.array(data["A"]) @ x - np.array(data["b"]) + 0.3 * np.cos(3 * x)


def split(x: Any) -> dict[str, Any]:
    found, at = {}, 0
    for name, shape in SHAPES.items():
        size = int(np.prod(shape))
        found[name], at = x[at : at + size].reshape(shape), at + size
    return found


def trace(data: dict[str, Any], step: Callable[[dict[str, Any]], Any]) -> dict[str, list[float]]:
    """All parameters after the steps that are kept; `step` takes gradients, gives parameters."""
    x, found = np.array(data["start"]), {}
    for t in range(1, STEPS + 1):
        x = step(split(gradient(data, x)))
        if t in KEPT:
            found[str(t)] = x.tolist()
    return found


def torch_case(data: dict[str, Any], name: str, settings: dict[str, Any]) -> dict[str, Any]:
    import torch  # pyright: ignore[reportMissingImports]

    start = split(np.array(data["start"]))
    params = {k: torch.tensor(v, dtype=torch.float64, requires_grad=True) for k, v in start.items()}
    given = dict(settings)
    clip_norm, clip_value = given.pop("clip_norm", None), given.pop("clip_value", None)
    optimizer = getattr(torch.optim, name)(params.values(), **given, foreach=False)

    def step(grads: dict[str, Any]) -> Any:
        for key, param in params.items():
            param.grad = torch.tensor(grads[key])
        if clip_norm is not None:
            torch.nn.utils.clip_grad_norm_(params.values(), clip_norm)
        if clip_value is not None:
            torch.nn.utils.clip_grad_value_(params.values(), clip_value)
        optimizer.step()
        return np.concatenate([p.detach().numpy().ravel() for p in params.values()])

    return {"name": name, "settings": settings, "trace": trace(data, step)}


def optax_case(data: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    import jax  # pyright: ignore[reportMissingImports]

    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp  # pyright: ignore[reportMissingImports]
    import optax  # pyright: ignore[reportMissingImports]

    beta1, beta2 = settings.get("betas", (0.9, 0.99))
    decay = settings.get("weight_decay", 0.0)
    made = optax.lion(settings.get("lr", 1e-4), b1=beta1, b2=beta2, weight_decay=decay)
    params = {k: jnp.array(v) for k, v in split(np.array(data["start"])).items()}
    state = made.init(params)

    def step(grads: dict[str, Any]) -> Any:
        nonlocal params, state
        updates, state = made.update({k: jnp.array(v) for k, v in grads.items()}, state, params)
        params = optax.apply_updates(params, updates)
        return np.concatenate([np.asarray(params[k]).ravel() for k in SHAPES])

    return {"name": "Lion", "settings": settings, "trace": trace(data, step)}


def schedule(name: str, settings: dict[str, Any]) -> dict[str, Any]:
    import torch  # pyright: ignore[reportMissingImports]
    from torch.optim import lr_scheduler as kinds  # pyright: ignore[reportMissingImports]

    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    if name == "SequentialLR":
        total, t_max = settings["total_iters"], settings["T_max"]
        parts = [
            kinds.LinearLR(optimizer, total_iters=total),
            kinds.CosineAnnealingLR(optimizer, T_max=t_max),
        ]
        made: Any = kinds.SequentialLR(optimizer, parts, milestones=[total])
    else:
        made = getattr(kinds, name)(optimizer, **settings)
    rates = []
    for _ in range(35):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        made.step()
    return {"name": name, "lr": 0.1, "settings": settings, "rates": rates}


def main(which: str) -> None:
    data = json.loads(PATH.read_text("utf-8")) if PATH.exists() else {}
    data["problem"] = problem()
    if which == "torch":
        import torch  # pyright: ignore[reportMissingImports]

        # NAdam keeps the product of its momenta in the default type.
        torch.set_default_dtype(torch.float64)
        data["torch"] = {
            "source": f"torch.optim of PyTorch {torch.__version__}, by record_optimizers.py",
            "cases": [torch_case(data["problem"], *case) for case in TORCH],
            "schedules": [schedule(*case) for case in SCHEDULES],
        }
    else:
        import jax  # pyright: ignore[reportMissingImports]
        import optax  # pyright: ignore[reportMissingImports]

        versions = f"optax {optax.__version__}, jax {jax.__version__}"
        data["optax"] = {
            "source": f"{versions}, by record_optimizers.py",
            "cases": [optax_case(data["problem"], settings) for settings in OPTAX],
        }
    PATH.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
