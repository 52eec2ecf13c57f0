"""Which product is meant where two factors stand side by side, or with a dot between them.

With numbers there is one product only. With arrays, `XᵀG` is a matrix product and `(A − Y)(1 − A)`
of two vectors goes entry by entry; the shapes of the problem decide, and the line is echoed.
"""

from __future__ import annotations

from byhand.graph.patterns import ShapeError
from byhand.graph.shapes import result_shape
from byhand.language.expr import Apply, Expr, Name, Partial
from byhand.language.program import Shape
from byhand.marking.read_names import Names


class Shapes:
    """The shapes of the parts of one line, each found once."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.found: dict[int, tuple[Expr, Shape | None]] = {}
        self.unsure = False  # whether a name of the student's own left a product undecided

    def of(self, expr: Expr) -> Shape | None:
        """The shape of an expression; None where a name in it is not yet known, or nothing fits."""
        waiting = [expr]
        while waiting:
            node = waiting[-1]
            if id(node) in self.found:
                waiting.pop()
                continue
            if not isinstance(node, Apply):
                self.found[id(node)] = node, self._leaf(node)
                continue
            missing = [arg for arg in node.args if id(arg) not in self.found]
            if missing:
                waiting += missing
                continue
            self.found[id(node)] = node, self._result(node)
        return self.found[id(expr)][1]

    def _leaf(self, node: Expr) -> Shape | None:
        name = node.name if isinstance(node, Name) else ""
        name = node.wrt if isinstance(node, Partial) else name
        if not name or name in self.names.words.names:
            return self.names.words.shapes.get(name, ())
        return self.names.own.get(name)

    def _result(self, node: Apply) -> Shape | None:
        shapes = [self.found[id(arg)][1] for arg in node.args]
        known = [shape for shape in shapes if shape is not None]
        if len(known) < len(shapes):
            return None
        try:
            return result_shape(node.op, known, node.settings)
        except (ShapeError, ValueError, IndexError, TypeError, AssertionError):
            return None

    def fits(self, op: str, left: Shape, right: Shape) -> bool:
        """Whether an operation takes operands of these shapes."""
        try:
            result_shape(op, [left, right], ())
        except (ShapeError, ValueError, IndexError):
            return False
        return True

    def beside(self, left: Expr, right: Expr) -> str:
        """The product that two factors side by side mean: `mul` or `matmul`."""
        x, y = self.of(left), self.of(right)
        if x is None or y is None:
            self.unsure = True
            matrices = any(s is not None and len(s) > 1 for s in (x, y))
            return "matmul" if matrices and () not in (x, y) else "mul"
        if not x or not y or (len(x) == len(y) == 1):
            return "mul"
        if self.fits("matmul", x, y):
            return "matmul"
        return "mul" if self.fits("mul", x, y) else "matmul"

    def starred(self, left: Expr, right: Expr) -> str:
        """The product that a star means: entry by entry, as in NumPy, unless only the other fits.

        In MATLAB a star between matrices is their product.
        """
        x, y = self.of(left), self.of(right)
        if not x or not y or self.fits("mul", x, y):
            return "mul"
        return "matmul" if self.fits("matmul", x, y) else "mul"

    def dotted(self, left: Expr, right: Expr) -> str:
        """The product that a dot means: entry by entry where the shapes agree."""
        x, y = self.of(left), self.of(right)
        if x is None or y is None:
            self.unsure = True
            return "mul"
        if not x or not y or x == y or not self.fits("matmul", x, y):
            return "mul"
        return "mul" if 1 in (*x, *y) and self.fits("mul", x, y) else "matmul"
