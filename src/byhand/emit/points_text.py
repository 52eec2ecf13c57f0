"""A program of numbers at many points as NumPy that works in blocks and in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap

from byhand.emit.lines import plan_lines
from byhand.emit.names import Names
from byhand.emit.points import Instruction, plan_points
from byhand.emit.reverse import trace
from byhand.emit.routine import Routine
from byhand.emit.scalar_python import MATH, Writer, spelled
from byhand.graph import Graph

_INDENT = "    "
_WIDTH = 99
_CALLS = {
    "add": "np.add",
    "sub": "np.subtract",
    "mul": "np.multiply",
    "div": "np.divide",
    "neg": "np.negative",
    "pow": "np.power",
    "abs": "np.abs",
    "max": "np.maximum",
    "min": "np.minimum",
    "sign": "np.sign",
    "gt": "np.greater",
    "ge": "np.greater_equal",
    "lt": "np.less",
    "le": "np.less_equal",
    "eq": "np.equal",
    "ne": "np.not_equal",
    "not": "np.logical_not",
    **{name: f"np.{name}" for name in MATH if name != "erf"},
}
# A block is so long that a call of NumPy costs little beside its work, and so short that its
# buffers stay in the cache.
_LONGEST, _SHORTEST, _CACHE = 16_384, 2_048, 1 << 19


def points_routine(
    graph: Graph,
    of: str,
    wrt: Sequence[str],
    batch: Sequence[str],
    *,
    threads: int = 1,
    comments: Mapping[str, str] = {},
) -> Routine:
    """The source of a function of inputs of which those in `batch` carry an axis of points.

    It returns the value and every gradient at every point. `comments` says for a value, and for a
    gradient as dL_dw, which line it is.
    """
    return _Source(graph, of, wrt, batch, threads, comments).routine()


class _Source:
    """One module in the making."""

    def __init__(
        self,
        graph: Graph,
        of: str,
        wrt: Sequence[str],
        batch: Sequence[str],
        threads: int,
        comments: Mapping[str, str],
    ) -> None:
        self.traced = trace(graph, of, wrt, arrays=True)
        self.dag, self.threads = self.traced.dag, threads
        values, gradients = self.traced.values, self.traced.gradients
        self.comments: dict[int, str] = {}
        for found, start in ((values, ""), (gradients, f"d{of}_d")):
            for name, node in found.items():
                self.comments.setdefault(node, comments.get(start + name, ""))
        self.names = Names(("n", "i", "at", "t", "m", "block", "run", "threads", "BLOCK"))
        needed = [n for n in graph.inputs if n in values or n in batch]
        self.parameters = {name: self.names.free(name) for name in needed}
        self.batch = [name for name in needed if name in batch]
        self.named = {values[n]: word for n, word in self.parameters.items() if n in values}
        self.asked = [(of, values[of]), *((f"d{of}_d{name}", gradients[name]) for name in wrt)]
        self.words: dict[str, str] = {label: self.names.free(label) for label, _ in self.asked}
        self.rows: list[tuple[str, int]] = []
        varying = {values[name] for name in self.batch if name in values}
        self.outputs: dict[int, str] = {}
        for label, node in self.asked:
            if self.dag.args[node] and node not in self.outputs:
                self.outputs[node] = self.words[label]
        self.plan = plan_points(self.dag, varying, self.outputs)
        self.results = {
            step.node: self.outputs[step.node]
            for step in self.plan.body
            if step.node in self.outputs
        }
        self.buffers = {
            label: self.names.free(label)
            for kind, count in (("t", self.plan.numbers), ("m", self.plan.truths))
            for label in (f"{kind}{i + 1}" for i in range(count))
        }

    def routine(self) -> Routine:
        self.once()
        handed = self.handed()
        body, self.rows = self.rows, []
        self.head()
        if self.plan.body:
            self.block(handed)
        self.function(handed, body)
        source = "\n".join(text for text, _ in self.rows) + "\n"
        return Routine(source, "f", self.parameters, tuple(at for _, at in self.rows))

    def row(self, text: str, depth: int = 1, at: int = -1) -> None:
        self.rows.append((_INDENT * depth + text if text else "", at))

    def call(self, head: str, arguments: Sequence[str], tail: str, depth: int) -> None:
        """A call or a definition; what does not fit on one line stands on lines of its own."""
        inside = ", ".join(arguments)
        if len(inside) + len(head) + len(tail) + 4 * depth <= _WIDTH:
            self.row(f"{head}{inside}{tail}", depth)
            return
        self.row(head, depth)
        for part in wrap(f"{inside},", _WIDTH - 4 * (depth + 1), break_on_hyphens=False):
            self.row(part, depth + 1)
        self.row(tail, depth)

    # What is the same at every point -------------------------------------------------------------

    def once(self) -> None:
        """Numbers that no point changes, computed before the blocks."""
        constant = set(self.plan.once)
        read = [a for step in self.plan.body for a in step.args if a in constant]
        asked = [node for node in self.outputs if node in constant]
        wanted = list(dict.fromkeys([*read, *asked]))
        says = {node: self.names.free(f"{self.outputs[node]}_once") for node in asked}
        lines = plan_lines(self.dag, wanted, says.get, self.names.fresh)
        writer = Writer(self.dag, self.named)
        for line in lines:
            self.row(f"{line.name} = {writer.text(line.node)}", at=line.at)
            self.named[line.node] = line.name

    def handed(self) -> list[int]:
        """The inputs and numbers that a block reads."""
        read = (arg for step in self.plan.body for arg in step.args)
        return [node for node in dict.fromkeys(read) if node in self.named]

    # A block -------------------------------------------------------------------------------------

    def head(self) -> None:
        used = {self.dag.ops[node] for node in self.plan.once}
        used |= {"erf"} & {step.op for step in self.plan.body}
        used &= set(MATH)
        if self.threads > 1 and self.plan.body:
            self.row("from concurrent.futures import ThreadPoolExecutor", 0)
        if used:
            self.row(f"from math import {', '.join(sorted(used))}", 0)
        if len(self.rows):
            self.row("")
        self.row("import numpy as np", 0)
        self.row("")
        if self.plan.body:
            self.row(
                f"BLOCK = {self.length()}  # points at a time: what is in use stays in the cache", 0
            )
            self.row("")
        self.row("")

    def length(self) -> int:
        """How many points a block has."""
        length = _LONGEST
        while length > _SHORTEST and len(self.buffers) * length * 8 > _CACHE:
            length //= 2
        return length

    def block(self, handed: Sequence[int]) -> None:
        arguments = [*(self.named[node] for node in handed), *self.results.values()]
        arguments += [kind for kind in "tm" if any(b[0] == kind for b in self.buffers)]
        self.call("def block(", arguments, "):", 0)
        length = f"len({next(iter(self.results.values()))})"
        for kind in "tm":
            own = [word for label, word in self.buffers.items() if label[0] == kind]
            if own:
                left = f"({own[0]},)" if len(own) == 1 else ", ".join(own)
                self.row(f"{left} = {kind}[:, :{length}]")
        for step in self.plan.body:
            self.step(step, self.comments.get(step.node, ""))
        self.row("")
        self.row("")

    def step(self, step: Instruction, comment: str) -> None:
        """The statements of an operation."""
        out = self.place(step.node)
        *before, last = self.statements(step, out)
        for text in before:
            self.row(text, at=step.at)
        fits = comment and len(last) + len(comment) + 8 <= _WIDTH
        self.row(f"{last}  # {comment}" if fits else last, at=step.at)

    def statements(self, step: Instruction, out: str) -> list[str]:
        args = [self.text(arg) for arg in step.args]
        if step.op == "where":
            return self.choice(args, out)
        if step.op == "ind":
            return [f"np.copyto({out}, {args[0]})"]
        if step.op == "erf":
            return [f"{out}[:] = [erf(x) for x in {args[0]}]"]
        return [f"{_CALLS[step.op]}({', '.join(args)}, out={out})"]

    def choice(self, args: Sequence[str], out: str) -> list[str]:
        """`x where c holds, else y`; y is there already where its buffer is written over."""
        condition, x, y = args
        other = [] if y == out else [f"np.copyto({out}, {y})"]
        return [*other, f"np.copyto({out}, {x}, where={condition})"]

    def place(self, node: int) -> str:
        label = self.plan.home[node]
        return self.buffers.get(label, label)

    def text(self, node: int) -> str:
        """An operand: a buffer, an input or number by name, a constant."""
        if node in self.plan.home:
            return self.place(node)
        if node in self.named:
            return self.named[node]
        return spelled(self.dag.numbers[node])

    # The function --------------------------------------------------------------------------------

    def function(self, handed: Sequence[int], once: Sequence[tuple[str, int]]) -> None:
        self.call("def f(", list(self.parameters.values()), "):", 0)
        first = self.parameters[self.batch[0]]
        self.row(f"n = len({first})")
        self.rows += once
        if self.plan.body:
            names = list(self.results.values())
            if len(names) == 1:
                self.row(f"{names[0]} = np.empty(n, {first}.dtype)")
            else:  # one large array is there sooner than many
                self.row(f"{', '.join(names)} = np.empty(({len(names)}, n), {first}.dtype)")
            self.loop(handed, first) if self.threads == 1 else self.threaded(handed, first)
        pairs = ", ".join(
            f'"{name}": {self.result(label, node, first)}'
            for name, (label, node) in zip(self.traced.wrt, self.asked[1:], strict=True)
        )
        self.row(f"return {self.result(*self.asked[0], first)}, {{{pairs}}}")

    def result(self, label: str, node: int, first: str) -> str:
        """An array of its own for an output."""
        word = self.results.get(node)
        if word is not None:
            return word if word == self.words[label] else f"{word}.copy()"
        if node in self.dag.names and self.dag.names[node] in self.batch:
            return f"{self.named[node]}.copy()"
        return f"np.full(n, {self.text(node)}, {first}.dtype)"

    def made(self, depth: int, first: str) -> list[str]:
        """The buffers of a run; the rows are written, the names returned."""
        found: list[str] = []
        for kind, count, dtype in (
            ("t", self.plan.numbers, f"{first}.dtype"),
            ("m", self.plan.truths, "bool"),
        ):
            if count:
                self.row(f"{kind} = np.empty(({count}, min(n, BLOCK)), {dtype})", depth)
                found.append(kind)
        return found

    def arguments(self, handed: Sequence[int], buffers: Sequence[str]) -> list[str]:
        cut = {self.parameters[name] for name in self.batch}
        words = [self.named[node] for node in handed]
        arguments = [f"{word}[at]" if word in cut else word for word in words]
        arguments += [f"{word}[at]" for word in self.results.values()]
        return [*arguments, *buffers]

    def loop(self, handed: Sequence[int], first: str) -> None:
        """One block after another."""
        buffers = self.made(1, first)
        self.row('with np.errstate(all="ignore"):  # a point without a value gives nan or inf')
        self.row("for i in range(0, n, BLOCK):", 2)
        self.row("at = slice(i, i + BLOCK)", 3)
        self.call("block(", self.arguments(handed, buffers), ")", 3)

    def threaded(self, handed: Sequence[int], first: str) -> None:
        """Blocks in turn to threads: NumPy lets others run while it computes."""
        self.row("")
        self.row("def run(first):")
        buffers = self.made(2, first)
        self.row('with np.errstate(all="ignore"):  # a point without a value gives nan or inf', 2)
        self.row(f"for i in range(first * BLOCK, n, {self.threads} * BLOCK):", 3)
        self.row("at = slice(i, i + BLOCK)", 4)
        self.call("block(", self.arguments(handed, buffers), ")", 4)
        self.row("")
        self.row(f"with ThreadPoolExecutor({self.threads}) as pool:")
        self.row(f"list(pool.map(run, range({self.threads})))", 2)
