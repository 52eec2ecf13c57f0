"""Where in a graph the first mistake was made."""

from __future__ import annotations

from byhand.calculus.derivation import Derivation
from byhand.graph import Edge
from byhand.language.expr import Name, Partial
from byhand.marking.verdicts import FALSE, Marked


def first_edge(marked: Marked, derivation: Derivation) -> Edge | str | None:
    """An edge, or the variable on whose wire it is; None where no line says where it is.

    A line that cannot be read, and so is about nothing, is passed over.
    """
    wrong = (line for line in marked.lines if line.verdict in FALSE and line.target is not None)
    line = next(wrong, None)
    if line is None:
        return None
    for explained in (*line.together, *line.mistakes):
        if explained.edge is not None:
            return explained.edge
    about = line.mistakes[0].about if line.mistakes else line.target
    if isinstance(about, Name):
        return about.name
    if not isinstance(about, Partial) or about.of == derivation.of:
        return about.wrt if about is not None else None
    uses = derivation.graph.uses.get(about.wrt, ())
    return next((edge for edge in uses if edge.head == about.of), None)
