"""What one entry of the table of initialisers says, and how weights are drawn from it."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from byhand.errors import InputError
from byhand.language.expr import names
from byhand.language.parse import parse_expression
from byhand.numeric.backends import FLOAT
from byhand.numeric.functions import evaluate_expression
from byhand.text import Text
from byhand.training import draws
from byhand.training.fans import Layout, calculate_gain, check_choice, fans

if TYPE_CHECKING:
    import numpy as np

_SETTING = Text(en="setting of {name}", zh="{name} 的参数")
_MODE = Text(en="mode", zh="模式")
_MODES = ("fan_in", "fan_out")
_TOO_MANY = Text(
    en="{name} takes {most} settings by position; {count} were given.",
    zh="{name} 最多接受 {most} 个位置参数，这里给了 {count} 个。",
)
_MISSING = Text(en="{name} needs a value for '{key}'.", zh="{name} 需要给出“{key}”的值。")
_NOT_FINITE = Text(
    en="{name}: '{key}' must be a finite number; it is {value}.",
    zh="{name}：“{key}”必须是有限的数，这里是 {value}。",
)


@dataclass(frozen=True, kw_only=True, repr=False)
class Initialiser:
    """One way to start weights: an entry of data that fills an array when it is called.

    `init(array, *settings, generator=None, layout="out_in")` fills a floating-point NumPy array in
    place and returns it. The settings are PyTorch's. `generator` is a `numpy.random.Generator`, a
    seed, or None for fresh randomness. `layout` says which axes are outputs and inputs (see
    `byhand.training.fans.Layout`). Raises `InputError` for a setting that does not exist or makes
    no sense, `TypeError` for anything but a floating-point array; the array is then unchanged.
    """

    name: str
    kind: Literal["constant", "uniform", "normal", "truncated", "orthogonal"]
    """The distribution; its numbers are named in `training/draws.py`."""
    numbers: Mapping[str, str]
    """The numbers of the distribution, in byhand's language over the settings and the fans."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """PyTorch's arguments and their defaults; None for one that must be given."""
    title: Text
    says: Text
    source: str
    beware: Text | None = None
    """What goes wrong with it, if anything does."""
    random: bool = True

    def __call__(
        self,
        array: Any,
        *args: Any,
        generator: np.random.Generator | int | None = None,
        layout: Layout = "out_in",
        **settings: Any,
    ) -> Any:
        """Fill an array in place, and return it."""
        import numpy as np

        if not isinstance(array, np.ndarray) or array.dtype.kind != "f":
            raise TypeError(f"{self.name} fills a floating-point NumPy array in place")
        if not array.flags.writeable:
            raise ValueError(f"{self.name} cannot write into a read-only array")
        numbers = self.at(array.shape, *args, layout=layout, **settings)
        rng = np.random.default_rng(generator)
        array[...] = draws.DRAWS[self.kind](rng, array.shape, **numbers)
        return array

    def at(
        self, shape: Sequence[int], *args: Any, layout: Layout = "out_in", **settings: Any
    ) -> dict[str, float]:
        """The numbers of the distribution for a weight array of some shape.

        For example `{"low": -0.5, "high": 0.5}`.
        """
        chosen = self.chosen(args, settings)
        needed = {name for text in self.numbers.values() for name in names(parse_expression(text))}
        values: dict[str, Any] = {k: v for k, v in chosen.items() if not isinstance(v, str)}
        if needed & {"fan_in", "fan_out", "fan"}:
            values["fan_in"], values["fan_out"] = map(float, fans(shape, layout))
            values["fan"] = values.get(chosen.get("mode", "fan_in"))
        if "nonlinearity" in chosen:
            values["gain"] = calculate_gain(chosen["nonlinearity"], chosen["a"])
        found = {
            key: float(evaluate_expression(parse_expression(text), values, FLOAT))
            for key, text in self.numbers.items()
        }
        draws.check(self.name, self.kind, shape, found)
        return found

    def variance(
        self, shape: Sequence[int], *args: Any, layout: Layout = "out_in", **settings: Any
    ) -> float:
        """The variance that the entries of such an array are drawn with."""
        numbers = self.at(shape, *args, layout=layout, **settings)
        return draws.variance(self.kind, shape, numbers)

    def chosen(self, args: tuple[Any, ...], given: Mapping[str, Any]) -> dict[str, Any]:
        """The settings of one call: defaults, then those by position, then those by name."""
        if len(args) > len(self.settings):
            count = {"most": len(self.settings), "count": len(args)}
            raise InputError(_TOO_MANY.fill(name=self.name, **count))
        for key in given:
            check_choice(_SETTING.fill(name=self.name), key, self.settings)
        chosen = {**self.settings, **dict(zip(self.settings, args, strict=False)), **given}
        for key, value in chosen.items():
            if value is None:
                raise InputError(_MISSING.fill(name=self.name, key=key))
            if not isinstance(self.settings[key], str):
                chosen[key] = self._number(key, value)
        if "mode" in chosen:
            check_choice(_MODE, chosen["mode"], _MODES)
        return chosen

    def _number(self, key: str, value: Any) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not math.isfinite(number):
            raise InputError(_NOT_FINITE.fill(name=self.name, key=key, value=value))
        return number

    @property
    def __signature__(self) -> inspect.Signature:
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        only = inspect.Parameter.KEYWORD_ONLY
        given = [
            inspect.Parameter(k, kind, default=inspect.Parameter.empty if v is None else v)
            for k, v in self.settings.items()
        ]
        ends = [
            inspect.Parameter("generator", only, default=None),
            inspect.Parameter("layout", only, default="out_in"),
        ]
        return inspect.Signature([inspect.Parameter("array", kind), *given, *ends])

    def __repr__(self) -> str:
        return f"<initialiser {self.name}{self.__signature__}>"
