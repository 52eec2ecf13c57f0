"""Which units of a program are one layer.

A layer runs from an operation with weights through everything behind it that works entry by entry
and is used once. A normalisation takes in its means and variances, attention its softmax, and the
loss everything behind the last layer.
"""

from __future__ import annotations

from byhand.graph.recurrence import Recurrence
from byhand.graph.units import STAGES, Units


def group(units: Units, of: str, recurrence: Recurrence) -> dict[str, str]:
    """For every unit, the unit that its layer ends in."""
    grouping = _Grouping(units, of, recurrence)
    grouping.run()
    ends: dict[str, str] = {}
    for name, key in grouping.key.items():  # in reading order, so the last one stays
        ends[key] = name
    return {name: ends[key] for name, key in grouping.key.items()}


class _Grouping:
    """Units by the key of their layer, while layers grow."""

    def __init__(self, units: Units, of: str, recurrence: Recurrence) -> None:
        self.units, self.recurrence = units, recurrence
        self.key = {name: name for name in units.units}
        self.head = self._head(of)
        for name in self.head:
            self.key[name] = of
        for name, cell in recurrence.cells.items():
            self.key[name] = f"{cell} {recurrence.steps[name]}"

    def _head(self, of: str) -> set[str]:
        """The output's unit and all before it that lead nowhere else and are no layer."""
        units, head = self.units, {of}
        for name in reversed(units.units):
            consumers = units.consumers[name]
            if (
                name != of
                and consumers
                and head.issuperset(consumers)
                and name not in self.recurrence.steps
                and not units.weighted(name)
                and not units.multiplies(name)
                and not set(units.operations(name)) & STAGES
                and not units.hidden_activation(name)
            ):
                head.add(name)
        return head

    def run(self) -> None:
        """Let every unit join the layer it belongs to."""
        for name in self.units.units:
            if name in self.head or name in self.recurrence.cells:
                continue
            taken = self._take_in(name)
            if self.units.follows(name):
                self._follow(name, taken)
            elif self.units.multiplies(name) and not self.units.weighted(name):
                self._attend(name)

    def _take_in(self, name: str) -> set[str]:
        """Means, variances and the like that only this unit uses become part of it."""
        units, taken = self.units, {name}
        weighted = units.weighted(name) or units.multiplies(name)
        for other in reversed(list(units.units)):
            if other in taken or not units.consumers[other] or other in self.head:
                continue
            if not taken.issuperset(units.consumers[other]) or not self._alone(other, name):
                continue
            if other in units.settled if weighted else units.plain(other):
                taken.add(other)
        if len(taken) > 1 and not weighted and len(self._outside(taken)) > 1:
            return {name}
        for other in taken:
            self.key[other] = self.key[name]
        return taken

    def _alone(self, other: str, name: str) -> bool:
        """Whether a unit is in no layer yet, and at the same time step."""
        steps = self.recurrence.steps
        members = sum(key == self.key[other] for key in self.key.values())
        return members == 1 and steps.get(other) == steps.get(name)

    def _outside(self, taken: set[str]) -> set[str]:
        found = {s for name in taken for s in self.units.sources(name)}
        found |= {
            n
            for name in taken
            for n in self.units.units[name].operands
            if n in self.units.inputs and n not in self.units.parameters
        }
        return found - taken

    def _follow(self, name: str, taken: set[str]) -> None:
        """Join the layer of the one operand that nobody else uses; others may skip past it."""
        units = self.units
        if any(not units.follows(other) for other in taken):
            return
        sources = self._outside(taken)
        once = [
            s
            for s in sources
            if s in units.units
            and taken.issuperset(units.consumers[s])
            and s not in self.recurrence.cells
            and self.recurrence.steps.get(s) == self.recurrence.steps.get(name)
        ]
        if len(once) != 1:
            return
        before = self._ancestors(once[0]) if len(sources) > 1 else set()
        if sources - {once[0]} <= before:
            for other in taken:
                self.key[other] = self.key[once[0]]

    def _attend(self, name: str) -> None:
        """The weights of attention and what they are applied to are one layer."""
        units = self.units
        for source in units.sources(name):
            members = [n for n, key in self.key.items() if key == self.key[source]]
            if (
                units.consumers[source] == [name]
                and any(units.soft(n) for n in members)
                and any(units.multiplies(n) for n in members)
                and not any(units.weighted(n) for n in members)
            ):
                self.key[name] = self.key[source]

    def _ancestors(self, name: str) -> set[str]:
        found, waiting = set[str](), [name]
        while waiting:
            for operand in self.units.units[waiting.pop()].operands:
                if operand not in found:
                    found.add(operand)
                    if operand in self.units.units:
                        waiting.append(operand)
        return found
