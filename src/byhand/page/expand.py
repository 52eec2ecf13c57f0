"""A page about one entry of an array: its derivation in scalars, beside the matrix rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from byhand import shape_messages
from byhand.calculus.derivation import Derivation
from byhand.calculus.one_entry import Link, OneEntry, one_entry
from byhand.errors import InputError
from byhand.language.expr import Apply, Expr, Leaf, Name, Partial, fold, size
from byhand.numeric.rounding import DIGITS, shown
from byhand.page.array_rows import ArrayLines
from byhand.page.blocks import Block, Document, Equations, Heading, Paragraph, Part, Row, prose
from byhand.page.rows import chain, value_part
from byhand.text import Text

_TITLE = Text(en="∂{of}/∂{name}, worked out in scalars", zh="逐个标量推导 ∂{of}/∂{name}")
_USED = Text(en="Where the entry is used", zh="这个元素用在哪里")
_BACK = Text(en="Back from {of}, one number at a time", zh="从 {of} 开始逐个数往回推")
_RULE = Text(en="The matrix rule says the same", zh="与矩阵规则对照")
_SIZES = Text(
    en="No values are given, so it is shown for arrays of a small size: {dims}. The formulas are "
    "the same for every size; the sums only grow longer.",
    zh="没有给出数值，这里取小的尺寸来说明：{dims}。对任何尺寸公式都一样，只是求和的项数更多。",
)
_SIMPLE = Text(
    en="No values are given, so everything is shown in names.",
    zh="没有给出数值，以下只用符号推导。",
)
_ONE_USE = Text(
    en="Of all the numbers in the program, {count} reads {name} directly:",
    zh="整个程序里直接用到 {name} 的只有 {count} 个数：",
)
_USES = Text(
    en="Of all the numbers in the program, {count} read {name} directly:",
    zh="整个程序里直接用到 {name} 的有 {count} 个数：",
)
_NO_USE = Text(
    en="{of} does not depend on {name}, so the derivative is 0.",
    zh="{of} 与 {name} 无关，所以导数为 0。",
)
_STEPS = Text(
    en="Each line adds up one term for every number that reads it.",
    zh="每一行把用到它的各个数的贡献相加。",
)
_LONG = Text(
    en="The derivative of a long line is left out; its value is given.",
    zh="较长的式子从略，只给出数值。",
)
_ASKED = Text(
    en="And for {name}, the sum over its {count} uses:",
    zh="最后对 {name}，把 {count} 处用到它的贡献相加：",
)
_ASKED_ONCE = Text(en="And for {name}, which is used once:", zh="最后对 {name}，它只用到一次：")
_ENTRY = Text(
    en="Its entry [{at}] is the sum above. Both ways give the same number: {value}.",
    zh="它的元素 [{at}] 正是上面的和。两种算法得到同一个数：{value}。",
)
_ENTRY_NAMES = Text(
    en="Its entry [{at}] is the sum above; at random arrays both agree.",
    zh="它的元素 [{at}] 正是上面的和；取随机数组验算，两者一致。",
)

_LONGEST = 40
"""Up to this many operations a line is written out."""


def expand_document(
    derivation: Derivation, name: str, entry: Sequence[int], digits: int = DIGITS
) -> Document:
    """The derivation of ∂L/∂name[entry] in scalars, and the matrix rule it agrees with.

    Raises `InputError` for an entry that does not exist or a program too long to write out, and
    `ProofError` where a scalar sum were not the entry of the array gradient.
    """
    lines = ArrayLines(derivation, digits)
    page = _Page(one_entry(derivation, name, entry), lines, digits)
    title = _TITLE.fill(of=page.one.of, name=page.one.name)
    return Document(title, tuple(page.blocks()), page.data())


_ENTRY_TYPED = re.compile(r"\s*(?P<name>[^\[\]\s]+)\s*(?:\[(?P<at>[\d\s,]*)\])?\s*$")


def place_of(derivation: Derivation, entry: str) -> tuple[str, tuple[int, ...]]:
    """The variable and the place that `W1[0,1]` means; `W1` alone means its first entry.

    Raises `InputError` for anything else.
    """
    found = _ENTRY_TYPED.match(entry)
    if found is None:
        raise InputError(shape_messages.ENTRY_TYPED.fill(entry=entry))
    name = found["name"]
    if found["at"] is None:
        return name, (0,) * len(derivation.shapes.get(derivation.graph.resolve(name), ()))
    return name, tuple(int(part) for part in found["at"].split(",") if part.strip())


class _Page:
    def __init__(self, one: OneEntry, lines: ArrayLines, digits: int) -> None:
        self.one, self.lines, self.digits = one, lines, digits

    def blocks(self) -> Iterator[Block]:
        one = self.one
        if not one.given:
            dims = ", ".join(f"{letter} = {size}" for letter, size in one.dims.items())
            yield Paragraph(prose(_SIZES, dims=dims) if dims else prose(_SIMPLE), "note")
        yield Heading(_USED)
        direct = one.uses.get(one.name, [])
        if not direct:
            yield Paragraph(prose(_NO_USE, of=Name(one.of), name=Name(one.name)))
            return
        sentence = _ONE_USE if len(direct) == 1 else _USES
        yield Paragraph(prose(sentence, count=len(direct), name=Name(one.name)), "rule")
        rows = [self.forward(target) for target in direct]
        yield Equations(tuple(rows))
        yield Heading(_BACK.fill(of=one.of))
        yield from self.backward()
        yield Heading(_RULE)
        yield from self.matrix_rule()

    def forward(self, target: str) -> Row:
        """`Z[0,1] = X[0,0] W[0,1] + X[0,1] W[1,1] = ... = 2`."""
        expr = self.one.lines[target]
        if size(expr) > _LONGEST:
            parts = [value_part(self.one.values[target], self.digits)] if self.one.given else []
            return chain(Name(target), parts, "value")
        parts = [Part("=", expr)]
        if self.one.given:
            parts.append(Part("=", self.numbers(expr), dots=True))
            parts.append(value_part(self.one.values[target], self.digits))
        return chain(Name(target), parts, "value")

    def backward(self) -> Iterator[Block]:
        one = self.one
        rows, long = [], False
        for name in one.way[:-1]:
            if name == one.of:
                continue
            links = one.links(name)
            total = one.sum(links)
            one.check(name, total)
            long = long or size(total) > _LONGEST
            rows.append(self.gradient(name, [total]))
        if rows:
            yield Paragraph(prose(_STEPS), "rule")
            yield Equations(tuple(rows))
        if long:
            yield Paragraph(prose(_LONG), "note")
        links = one.links(one.name)
        total = one.sum(links)
        one.check(one.name, total)
        sentence = _ASKED_ONCE if len(links) == 1 else _ASKED
        yield Paragraph(prose(sentence, name=Name(one.name), count=len(links)), "rule")
        yield Equations((self.gradient(one.name, [*self.rule(links), total]),))

    def rule(self, links: list[Link]) -> list[Expr]:
        """The chain rule before the derivatives are put in."""
        if any(link.head == self.one.of for link in links):
            return []
        return [self.one.chain(links)]

    def gradient(self, name: str, links: list[Expr]) -> Row:
        """`∂L/∂w = ∂L/∂z · x = 0.5 · 2 = 1`."""
        one = self.one
        parts = [Part("=", link) for link in links if size(link) <= _LONGEST]
        if one.given:
            if parts and parts[-1].expr == links[-1]:
                parts.append(Part("=", self.numbers(links[-1]), dots=True))
            parts.append(value_part(one.gradients[name], self.digits))
        return chain(Partial(one.of, name), parts, "gradient")

    def matrix_rule(self) -> Iterator[Block]:
        one = self.one
        yield Equations((self.lines.gradient(one.node),))
        at = ",".join(map(str, one.at))
        if one.given:
            value = shown(one.gradients[one.name], self.digits).expr
            yield Paragraph(prose(_ENTRY, at=at, value=value))
        else:
            yield Paragraph(prose(_ENTRY_NAMES, at=at))

    def numbers(self, expr: Expr) -> Expr:
        """A formula with the numbers put in, those of gradients included."""

        def leaf(node: Leaf) -> Expr:
            if isinstance(node, Name):
                return shown(self.one.values[node.name], self.digits).expr
            if isinstance(node, Partial):
                return shown(self.one.gradients[node.wrt], self.digits).expr
            return node

        return fold(expr, leaf, lambda node, parts: Apply(node.op, tuple(parts), node.settings))

    def data(self) -> dict[str, object]:
        """The same for a machine."""
        one = self.one
        found: dict[str, object] = {"entry": one.name, "of": one.of}
        if one.given:
            found["gradient"] = one.gradients.get(one.name, 0.0)
        return found
