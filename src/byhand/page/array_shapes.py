"""The table of shapes, and the words that explain how arrays are written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from byhand.calculus.derivation import Derivation
from byhand.graph import Node
from byhand.language.expr import Apply, Expr, Extent, Leaf, Listing, Name, Under, fold
from byhand.language.marks import is_entrywise
from byhand.language.program import Shape
from byhand.page import array_phrases as phrases
from byhand.page.blocks import Cell, Equations, Paragraph, Part, Prose, Row, Table, prose
from byhand.page.telling import listed
from byhand.text import Text, same

# The most line numbers that are listed one by one.
_LINES = 5

# A vector is not said to have rows.
_OF_VECTORS = {
    "onehot": Text(en="one-hot", zh="独热向量"),
    "probability": Text(en="the entries sum to 1", zh="各元素之和为 1"),
}


def shapes_table(derivation: Derivation) -> Table:
    """Every given array and every named line: its shape, and where that comes from."""
    groups: dict[tuple[Shape, Text, tuple[str, ...]], list[Node]] = {}
    # What is given comes first, as in a problem.
    for node in sorted(derivation.relevant, key=lambda node: not node.is_input):
        if node.is_input or node.named:
            facts = derivation.facts.get(node.id, ())
            key = (derivation.shapes[node.id], _origin(derivation, node), facts)
            groups.setdefault(key, []).append(node)
    known = any(facts for _, _, facts in groups)
    rows = []
    for (shape, origin, facts), nodes in groups.items():
        cells: list[Cell] = [_names(nodes), _shape(shape), _from(derivation, origin, nodes)]
        if known:
            words = _OF_VECTORS if len(shape) == 1 else phrases.FACTS
            said = [words[fact] for fact in facts if fact in words][:1]
            cells.append(prose(said[0] if said else same("")))
        rows.append(tuple(cells))
    header = (phrases.NAME, phrases.SHAPE, phrases.ORIGIN, phrases.KNOWN)
    return Table(header[: 4 if known else 3], tuple(rows))


def _origin(derivation: Derivation, node: Node) -> Text:
    if not node.is_input:
        return phrases.COMPUTED
    if derivation.has_values:
        return phrases.GIVEN
    declared = any(d.name == node.id for d in derivation.graph.program.declarations)
    return phrases.DECLARED if declared else phrases.ASSUMED


def _names(nodes: list[Node]) -> Row:
    return Row(tuple(Part("," if i else "", Name(node.id)) for i, node in enumerate(nodes)))


def _shape(shape: Shape) -> Cell:
    return Row((Part("", Extent(shape)),)) if shape else prose(phrases.NUMBER)


def _from(derivation: Derivation, origin: Text, nodes: list[Node]) -> Prose:
    """`given`, or the lines that compute it."""
    lines = sorted({_line(derivation, node) for node in nodes})
    total = derivation.graph.program.statements
    if origin != phrases.COMPUTED or len(total) == 1:
        return prose(origin)
    if len(lines) == 1:
        return prose(phrases.LINE, lines=lines[0])
    if len(lines) > _LINES:
        return prose(phrases.LINES, lines=f"{lines[0]} … {lines[-1]}")
    listed_lines = Text(en=", ".join(map(str, lines)), zh="、".join(map(str, lines)))
    return prose(phrases.LINES, lines=listed_lines)


def _line(derivation: Derivation, node: Node) -> int:
    """Which of the lines at the top of the page computes a node.

    The page does not show the lines of the source that declare shapes, so they do not count.
    """
    starts = [statement.at for statement in derivation.graph.program.statements]
    return bisect_right(starts, max(node.at, starts[0]))


def reading_notes(blocks: Iterable[object]) -> Iterator[Paragraph]:
    """What a reader must know about the notation, and only what this page uses of it."""
    seen: set[str] = set()
    for block in blocks:
        if isinstance(block, Equations):
            for row in block.rows:
                for part in row.parts:
                    seen |= _signs(part.expr)
    ones = Apply("ones", ())
    sentences = (
        ("under", prose(phrases.READ_SHAPES)),
        ("entrywise", prose(phrases.READ_ENTRYWISE)),
        ("axis", prose(phrases.READ_AXIS)),
        ("list", prose(phrases.READ_LISTS)),
        ("column", prose(phrases.READ_COLUMNS)),
        ("ones", prose(phrases.READ_ONES, ones=ones)),
        ("range", prose(phrases.READ_RANGE)),
    )
    return (Paragraph(sentence, "note") for sign, sentence in sentences if sign in seen)


def _signs(expr: Expr) -> set[str]:
    """Which of the things to be explained a formula holds."""
    found: set[str] = set()

    def leaf(node: Leaf) -> int:
        """The number of axes, as far as it is known."""
        if isinstance(node, Under):
            found.add("under")
            found.update(_signs(node.expr))
            return len(node.shape)
        if isinstance(node, Listing):
            found.add("list")
        if isinstance(node, Extent) and node.low is not None:
            found.add("range")
        return 0

    def join(node: Apply, ranks: list[int]) -> int:
        if is_entrywise(node):
            found.add("entrywise")
        if node.op in ("ones", "ones_like"):
            found.add("ones")
        if any(key == "axis" for key, _ in node.settings):
            found.add("axis")
        if node.op == "matmul" and 1 in ranks:
            found.add("column")
        return max(ranks, default=0)

    fold(expr, leaf, join)
    return found


def sizes(dims: Iterable[tuple[str, int]], sentence: Text) -> Prose:
    """A sentence with the sizes that were chosen for letters."""
    from byhand.page.rows import given_row

    return listed(sentence, [given_row(letter, size) for letter, size in dims])
