"""Running a program with every value rounded to one kind of number: float32, complex128."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from byhand import messages
from byhand.graph import Graph
from byhand.language.notations import UNICODE
from byhand.language.show import show
from byhand.numeric.arrays import numpy_backend
from byhand.numeric.backends import Value
from byhand.numeric.evaluate import Arithmetic, operand_values
from byhand.numeric.functions import function_of


def finite(value: Value, kind: str) -> Any:
    """An array of a kind of number; `OverflowError` where an entry is not finite."""
    with np.errstate(all="ignore"):
        array = np.asarray(value).astype(kind)
    if not np.isfinite(array).all():
        raise OverflowError
    return array


def evaluate_single(graph: Graph, inputs: Mapping[str, Value]) -> dict[str, Any]:
    """The value of every node in float32: inputs and results are rounded to it.

    Inside one operation a kernel may keep more digits, as the accumulators of processors do.
    Raises `InputError` that names the line that leaves the range of float32.
    """
    values = {name: np.asarray(x).astype(np.float32) for name, x in inputs.items()}
    for node in graph.nodes.values():
        if node.is_input:
            continue
        try:
            operands = operand_values(node, values, numpy_backend())
            with np.errstate(all="ignore"):
                value = function_of(node.op, node.settings, numpy_backend())(*operands)
            values[node.id] = finite(value, "float32")
        except (*Arithmetic, IndexError) as error:
            parts = {"line": graph.line_of(node), "what": show(node.expr, UNICODE)}
            raise graph.error(messages.NOT_SINGLE, node, **parts) from error
    return values
