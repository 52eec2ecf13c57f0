"""Writes initialisers.json from PyTorch, which byhand does not depend on.

    pip install torch==2.13.0 && python tests/published/record_initialisers.py

Bounds and standard deviations are recorded where PyTorch hands them to its random functions, so
that no sampling error is in them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch  # pyright: ignore[reportMissingImports]
from torch.nn import init  # pyright: ignore[reportMissingImports]

SHAPES = [(3, 5), (64, 32), (1, 7), (8, 3, 5, 5), (4, 6, 3)]
GAINS = ["linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "selu"]
CASES: list[tuple[str, dict[str, Any]]] = [
    ("xavier_uniform_", {}),
    ("xavier_uniform_", {"gain": 5 / 3}),
    ("xavier_normal_", {}),
    ("xavier_normal_", {"gain": 0.5}),
    *(
        (name, {"mode": mode, **more})
        for name in ("kaiming_uniform_", "kaiming_normal_")
        for mode in ("fan_in", "fan_out")
        for more in (
            {},
            {"a": 0.2},
            {"a": 5**0.5},
            {"nonlinearity": "relu"},
            {"nonlinearity": "tanh"},
            {"nonlinearity": "selu", "a": 0.3},
        )
    ),
    ("uniform_", {}),
    ("uniform_", {"a": -0.3, "b": 0.7}),
    ("normal_", {}),
    ("normal_", {"mean": 0.1, "std": 0.01}),
    ("constant_", {"val": 0.3}),
    ("zeros_", {}),
    ("ones_", {}),
]


class Spy(torch.Tensor):
    """A tensor that remembers the numbers it was last filled with."""

    seen: dict[str, float]

    def uniform_(self, a: float = 0.0, b: float = 1.0, *, generator: Any = None) -> Any:
        type(self).seen = {"low": float(a), "high": float(b)}
        return self

    def normal_(self, mean: float = 0.0, std: float = 1.0, *, generator: Any = None) -> Any:
        type(self).seen = {"mean": float(mean), "std": float(std)}
        return self

    def fill_(self, value: float) -> Any:
        type(self).seen = {"value": float(value)}
        return self

    def zero_(self) -> Any:
        return self.fill_(0.0)


def recorded(name: str, settings: dict[str, Any], shape: tuple[int, ...]) -> dict[str, Any]:
    tensor = torch.empty(shape, dtype=torch.float64).as_subclass(Spy)
    getattr(init, name)(tensor, **settings)
    return {"name": name, "settings": settings, "shape": list(shape), "numbers": Spy.seen}


def main() -> None:
    gains = [{"nonlinearity": n, "param": None, "gain": init.calculate_gain(n)} for n in GAINS]
    for slope in (0.0, 0.2, 5**0.5):
        gain = init.calculate_gain("leaky_relu", slope)
        gains.append({"nonlinearity": "leaky_relu", "param": slope, "gain": gain})
    data = {
        "source": f"torch.nn.init of PyTorch {torch.__version__}, by record_initialisers.py",
        "gains": gains,
        "cases": [recorded(name, given, shape) for name, given in CASES for shape in SHAPES],
    }
    path = Path(__file__).with_name("initialisers.json")
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
