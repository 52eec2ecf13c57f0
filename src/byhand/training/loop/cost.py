"""The cost and its gradients at some parameters, over all samples or a batch of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from byhand.calculus.array_derive import shaped
from byhand.emit.many import function_of
from byhand.graph import Graph
from byhand.graph.infer import shape_text
from byhand.training.loop import words
from byhand.training.loop.samples import Samples


class Cost:
    """A program as a function of its parameters.

    With `per_sample` the program is the loss of one sample, and the cost is the mean over samples;
    else the program computes the cost of all rows that it is given.
    """

    def __init__(
        self,
        graph: Graph,
        of: str,
        trained: Sequence[str],
        given: Mapping[str, Any],
        samples: Samples,
        *,
        per_sample: bool,
    ) -> None:
        self.graph, self.samples, self.per_sample = graph, samples, per_sample
        self.asked: dict[str, Any] = {"of": of, "wrt": list(trained), "constants": ()}
        self.fixed = {
            name: value
            for name, value in given.items()
            if name not in trained and name not in samples.arrays
        }
        declared = {declaration.name for declaration in graph.program.declarations}
        arrays = {name for name, value in given.items() if getattr(value, "shape", ())}
        self._general = arrays <= declared
        self._made: dict[int, Any] = {}

    def __call__(self, params: Mapping[str, Any], rows: Any | None = None) -> tuple[float, Any]:
        """The cost, and its gradient by every parameter.

        Raises `InputError` with the line of the program where a value does not exist.
        """
        arrays = self.samples.arrays
        seen = arrays if rows is None else {name: value[rows] for name, value in arrays.items()}
        inputs = {**self.fixed, **seen, **params}
        function = self._function(inputs, len(rows) if rows is not None else self.samples.count)
        taken = {name: inputs[name] for name in function.routine.parameters}
        value, gradients = function(**taken)
        if not self.per_sample:
            return float(value), gradients
        means = {name: gradient.mean(axis=0) for name, gradient in gradients.items()}
        whole = {name: x if getattr(x, "shape", ()) else float(x) for name, x in means.items()}
        return float(value.mean()), whole

    def _function(self, inputs: Mapping[str, Any], count: int) -> Any:
        """The compiled program; one whose shapes are declared serves batches of every size."""
        key = 0 if self._general or self.per_sample else count
        if key not in self._made:
            batch = list(self.samples.arrays) if self.per_sample else []
            held = {n: v for n, v in inputs.items() if n not in batch and _is_array(v)}
            shapes = {} if self._general or not held else inputs
            if batch and shapes:
                shapes = {n: v[0] if n in batch else v for n, v in inputs.items()}
            if held and not self.per_sample:
                self._check_scalar(inputs)
            self._made[key] = function_of(self.graph, shapes, self.asked, batch, "float64", 1)
        return self._made[key]

    def _check_scalar(self, inputs: Mapping[str, Any]) -> None:
        """Raise where the output is an array: the program may be the loss of one sample."""
        graph, shapes = shaped(self.graph, inputs)
        of = self.asked["of"]
        if shapes[of]:
            parts = {"name": of, "shape": shape_text(shapes[of]), "hint": words.PER_SAMPLE}
            raise graph.error(words.NOT_SCALAR, graph.nodes[of], **parts)


def _is_array(value: Any) -> bool:
    return bool(getattr(value, "shape", ()))
