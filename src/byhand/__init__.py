"""byhand writes out backpropagation the way a person does it on paper.

>>> import byhand as bh
>>> at = {"w": 2, "x": -1, "b": 0.5, "y": 1}
>>> d = bh.derive("z = w*x + b; a = sigmoid(z); L = (a - y)^2", at)
>>> round(d.gradient("w"), 4), str(d.closed_form("w"))
(0.2439, '2*(a - y)*a*(1 - a)*x')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from byhand import version

__version__ = version.VERSION

if TYPE_CHECKING:
    from byhand import init as init
    from byhand import optim as optim
    from byhand.api import compile as compile
    from byhand.api import derive as derive
    from byhand.api import gradcheck as gradcheck
    from byhand.api import rules as rules
    from byhand.api import source as source
    from byhand.derived import Derived as Derived
    from byhand.derived import Formula as Formula
    from byhand.errors import ByhandError as ByhandError
    from byhand.errors import InputError as InputError
    from byhand.errors import NotYetError as NotYetError
    from byhand.errors import OutputError as OutputError
    from byhand.errors import ProofError as ProofError
    from byhand.homework import check as check
    from byhand.homework import check_class as check_class
    from byhand.learning import explain as explain
    from byhand.learning import step as step
    from byhand.learning import topics as topics
    from byhand.learning import train as train
    from byhand.problem import Problem as Problem
    from byhand.problem import load as load

# Served on first use, so that `byhand --version` does not pay for mathematics.
_MENU = {
    "Derived": "byhand.derived",
    "Formula": "byhand.derived",
    "compile": "byhand.api",
    "derive": "byhand.api",
    "source": "byhand.api",
    "gradcheck": "byhand.api",
    "rules": "byhand.api",
    "check": "byhand.homework",
    "check_class": "byhand.homework",
    "explain": "byhand.learning",
    "step": "byhand.learning",
    "topics": "byhand.learning",
    "train": "byhand.learning",
    "ByhandError": "byhand.errors",
    "InputError": "byhand.errors",
    "NotYetError": "byhand.errors",
    "OutputError": "byhand.errors",
    "ProofError": "byhand.errors",
    "Problem": "byhand.problem",
    "load": "byhand.problem",
}
# Rooms that are served whole.
_ROOMS = ("init", "optim")


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"byhand.{name}")
    if name not in _MENU:
        raise AttributeError(f"module 'byhand' has no attribute {name!r}")
    return getattr(import_module(_MENU[name]), name)


def __dir__() -> list[str]:
    return sorted(["__version__", *_MENU, *_ROOMS])
