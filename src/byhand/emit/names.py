"""Names that Python takes: those of the program, without clashes."""

from __future__ import annotations

import keyword
from collections.abc import Iterable
from itertools import count

from byhand.emit.scalar_python import MATH

RESERVED = frozenset((*MATH, "abs", "max", "min", "sum", "np", "math", "f"))


class Names:
    """Hands out every name once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = {*RESERVED, *taken}
        self.numbers = count(1)

    def fresh(self) -> str:
        """t1, t2, ...: a name for what has none."""
        while (name := f"t{next(self.numbers)}") in self.taken:
            pass
        self.taken.add(name)
        return name

    def free(self, wanted: str) -> str:
        """The name as Python takes it: `d'2` as d_2, `lambda` as lambda_.

        >>> names = Names()
        >>> names.free("d'2"), names.free("lambda"), names.free("lambda"), names.free("exp")
        ('d_2', 'lambda_', 'lambda__', 'exp_')
        """
        name = wanted.replace("'", "_")
        while name in self.taken or keyword.iskeyword(name):
            name += "_"
        self.taken.add(name)
        return name
