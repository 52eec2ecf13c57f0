"""A program of numbers at many points at once: the instructions, and the buffers they write to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from byhand.emit.dag import Dag
from byhand.emit.lines import live

RELATIONS = frozenset(("gt", "ge", "lt", "le", "eq", "ne", "not"))


@dataclass(frozen=True, slots=True)
class Instruction:
    """One operation on a block of points, and the place in the program that it comes from."""

    node: int
    op: str
    args: tuple[int, ...]
    at: int


@dataclass(slots=True)
class Plan:
    """What is computed once for all points, and what for every block, in order."""

    once: list[int]
    """Nodes that are the same at every point."""
    body: list[Instruction]
    home: dict[int, str] = field(default_factory=dict)
    """For a node, the buffer that holds it: `t2`, of truth values `m1`, or an output."""
    numbers: int = 0
    """How many buffers of numbers there are, and of truth values."""
    truths: int = 0


def plan_points(dag: Dag, batch: set[int], outputs: Mapping[int, str]) -> Plan:
    """The instructions that the outputs need; `batch` are the inputs that differ by point.

    `outputs` says which array takes a node that is asked for.
    """
    order = _ordered(dag, list(outputs))
    varies = set(batch)
    once: list[int] = []
    body: list[Instruction] = []
    for node in order:
        if varies.isdisjoint(dag.args[node]):
            once.append(node)
        else:
            varies.add(node)
            body.append(Instruction(node, dag.ops[node], dag.args[node], dag.places[node]))
    plan = Plan(once, body)
    _Buffers(plan, outputs).assign()
    return plan


def _ordered(dag: Dag, outputs: Sequence[int]) -> list[int]:
    """The needed operations in order, with conditions told apart from numbers."""
    found: list[int] = []
    same: dict[tuple[str, int], int] = {}
    for node in [i for i, count in enumerate(live(dag, outputs)) if count and dag.args[i]]:
        op, (first, *others) = dag.ops[node], dag.args[node]
        if op in ("eq", "ne") and others == [dag.zero] and dag.ops[first] in RELATIONS:
            # A condition that is compared with 0 is itself, or its opposite.
            if op == "ne":
                same["truth", node] = same.get(("truth", first), first)
            else:
                dag.ops[node], dag.args[node] = "not", (first,)
        wanted = ["number"] * len(dag.args[node])
        wanted[0] = "truth" if dag.ops[node] in ("where", "ind", "not") else "number"
        pairs = zip(dag.args[node], wanted, strict=True)
        dag.args[node] = tuple(_as(dag, arg, want, same, found) for arg, want in pairs)
        found.append(node)
    return _still_needed(dag, found, outputs)


def _as(
    dag: Dag, node: int, wanted: str, same: dict[tuple[str, int], int], found: list[int]
) -> int:
    """A node as a truth value where a choice asks for one, and as 1 or 0 in arithmetic."""
    is_truth = dag.ops[node] in RELATIONS
    if (wanted, node) in same:
        return same[wanted, node]
    if is_truth == (wanted == "truth"):
        return node
    if wanted == "truth" and dag.ops[node] == "ind":
        return dag.args[node][0]
    made = dag.new("ne", (node, dag.zero)) if wanted == "truth" else dag.new("ind", (node,))
    same[wanted, node] = made
    found.append(made)
    return made


def _still_needed(dag: Dag, order: Sequence[int], outputs: Sequence[int]) -> list[int]:
    uses = live(dag, outputs)
    return [node for node in order if uses[node]]


class _Buffers:
    """Gives every instruction a place to write to; one that nobody reads any more serves again."""

    def __init__(self, plan: Plan, outputs: Mapping[int, str]) -> None:
        self.plan, self.outputs = plan, outputs
        self.last = {arg: i for i, step in enumerate(plan.body) for arg in step.args}
        self.free: dict[str, list[str]] = {"t": [], "m": []}

    def assign(self) -> None:
        for index, step in enumerate(self.plan.body):
            ended = [arg for arg in dict.fromkeys(step.args) if self.ends(arg, index)]
            early = [arg for arg in ended if self.may_write_over(step, arg)]
            self.release(early)
            self.plan.home[step.node] = self.place(step)
            self.release([arg for arg in ended if arg not in early])

    def ends(self, node: int, index: int) -> bool:
        """Whether a buffer is read for the last time; an output stays."""
        return node in self.plan.home and node not in self.outputs and self.last[node] == index

    def may_write_over(self, step: Instruction, arg: int) -> bool:
        """Whether the result may take the place of an operand.

        A choice is written in two goes, so only what is taken where the condition fails may be
        written over.
        """
        return step.op != "where" or (arg == step.args[2] and arg != step.args[1])

    def place(self, step: Instruction) -> str:
        if step.node in self.outputs:
            return self.outputs[step.node]
        kind = "m" if step.op in RELATIONS else "t"
        if self.free[kind]:
            return self.free[kind].pop()
        if kind == "m":
            self.plan.truths += 1
            return f"m{self.plan.truths}"
        self.plan.numbers += 1
        return f"t{self.plan.numbers}"

    def release(self, nodes: Sequence[int]) -> None:
        for node in nodes:
            name = self.plan.home[node]
            self.free[name[0]].append(name)
