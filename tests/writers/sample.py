"""A page with every kind of block, in both languages, and pictures that are only squares."""

from __future__ import annotations

from dataclasses import dataclass

from byhand.language.expr import Name, Partial
from byhand.language.parse import parse_expression
from byhand.page.blocks import (
    Document,
    Equations,
    Figure,
    Heading,
    Paragraph,
    Part,
    Prose,
    Role,
    Row,
    Sign,
    Table,
    prose,
)
from byhand.text import Text, same

HOSTILE = Text(
    en='<script>alert(1)</script> $x$ #let \\input{a} 50% & b_1 `c` [d](http://e.f) *g* ~h^ |i "j"',
    zh='<b onclick="x()">神经元</b> $x$ #let \\input{a} 50% & b_1 `c` *g* ~h^ |损失',
)
FORWARD = Text(en="1 · Forward pass", zh="一、前馈计算")
RULE = Text(en="The slope of σ is its output times {rest}:", zh="σ 的导数等于输出乘以 {rest}\uff1a")
VALUES = Text(en="at {w}, {x} − see {source}", zh="其中 {w}\uff0c{x}\uff0c出处 {source}")
NOTE = Text(en="SymPy's derivative agrees with {line}.", zh="与 SymPy 的结果 {line} 一致。")
LONG = " + ".join(f"alpha{i}*beta{i}" for i in range(1, 31))


def row(left: str, *rest: tuple[Sign, str], role: Role = "plain", dots: bool = False) -> Row:
    links = (Part(sign, parse_expression(text), dots) for sign, text in rest)
    return Row((Part("", parse_expression(left)), *links), role)


def said(words: str) -> Prose:
    """A sentence whose words are not searched for placeholders."""
    return prose(same("{words}"), words=words)


def slope(of: str, wrt: str, *rest: tuple[Sign, str], role: Role = "plain") -> Row:
    links = (Part(sign, parse_expression(text), dots=True) for sign, text in rest)
    return Row((Part("", Partial(of, wrt)), *links), role)


@dataclass(frozen=True)
class Square:
    """A picture of a size, with a glyph that has the name of another picture's glyph."""

    width: float
    height: float
    glyph: str = "M0 0h4v4z"

    @property
    def size(self) -> tuple[float, float]:
        return self.width, self.height

    @property
    def svg(self) -> str:
        return (
            '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" '
            f'width="{self.width}pt" height="{self.height}pt" '
            f'viewBox="0 0 {self.width} {self.height}"><title>x</title><defs>'
            f'<symbol id="g0" overflow="visible"><path d="{self.glyph}"/></symbol></defs>'
            '<g id="node-w"><rect width="9" height="9" fill="#eef"/>'
            '<use href="#g0" x="2" y="2"/></g></svg>'
        )

    @property
    def pdf(self) -> bytes:
        from byhand.typeset import svg_to_pdf

        return svg_to_pdf(self.svg)


FIGURE = Figure(
    "values",
    prose(Text(en="Values & gradients of {L}.", zh="{L} 的值与梯度。"), L=Name("L")),
    (row("v1", ("=", "w*x")),),
)
EQUATIONS = Equations(
    (
        row("v1", ("=", "w*x"), ("=", "2*(-1)"), ("=", "-2"), role="value", dots=True),
        row("a", ("=", "sigmoid(z)"), ("≈", "0.1824"), role="value"),
        row("s", ("=", LONG), ("≈", "7.5"), role="value"),
        slope("L", "loss", ("=", "2*(a - y)/abs(x)"), ("≈", "-1.6351"), role="gradient"),
    )
)
TABLE = Table(
    (Text(en="node", zh="节点"), Text(en="in words | or not", zh="口诀 | 说明")),
    (
        (row("f", ("=", "abs(x)/(1 + abs(y))")), prose(RULE, rest=row("1 - a"))),
        (slope("v1", "w", ("=", "x"), (",", "w"), ("=", "2")), prose(NOTE, line=row("1.5e-7"))),
        (row("r", ("=", "where(x > 0, x, 0.1*x)")), prose(NOTE, line=row("ind(x < 0)"))),
    ),
)
BLOCKS = (
    Equations((row("L", ("=", "(a - y)^2")),)),
    Paragraph(prose(VALUES, w=row("w", ("=", "2")), x=row("yhat_1", ("=", "-1")), source=HOSTILE)),
    Heading(FORWARD),
    FIGURE,
    Paragraph(prose(RULE, rest=row("1 - a")), "rule"),
    EQUATIONS,
    TABLE,
    Paragraph(prose(NOTE, line=slope("L", "w", ("≈", "0.2439"))), "note"),
    Paragraph(prose(NOTE, line=row("x", ("=", "0"))), "note"),
)
PAGE = Document(HOSTILE, BLOCKS, {"gradients": {"w": 0.2439}})
PICTURES = {"values": Square(300, 80)}
