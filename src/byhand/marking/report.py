"""A marked submission that can be asked, printed, written and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from byhand.marking.asking import scheme_of
from byhand.marking.key import Key
from byhand.marking.report_page import PICTURE, report_document
from byhand.marking.scheme import Scheme
from byhand.marking.verdicts import Line, Marked
from byhand.page.blocks import Document, Figure, Picture
from byhand.problem import Problem
from byhand.text import Lang
from byhand.timing import PAGE, WRITE, stage
from byhand.timing import PICTURE as DRAWING

if TYPE_CHECKING:
    from byhand.diagram.draw import Diagram
    from byhand.diagram.scene import Direction
    from byhand.graph.views import ViewName

DIGITS = 4


class Report:
    """One submission with a verdict and marks on every line."""

    def __init__(
        self, marked: Marked, key: Key, problem: Problem, scheme: Scheme | None = None
    ) -> None:
        self.key, self.problem = key, problem
        self.scheme = scheme or scheme_of(problem, key)
        self.marked = self.scheme.applied(marked)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line with its verdict, in order; what is missing at the end."""
        return self.marked.lines

    @property
    def score(self) -> float:
        """The marks that the submission gets."""
        return self.marked.score

    @property
    def total(self) -> float:
        """The marks of a submission without a mistake."""
        return self.marked.total

    @property
    def first_wrong(self) -> Line | None:
        """The first line that is wrong, if one is."""
        return self.marked.first_wrong

    @property
    def right(self) -> bool:
        """Whether everything that was asked is right, by itself or from earlier values."""
        return self.score == self.total and bool(self.marked.lines)

    def document(self, *, digits: int = DIGITS, drawn: bool = True) -> Document:
        """The page as blocks, with the graph where a format can show it."""
        return report_document(self, digits, drawn=drawn)

    def draw(
        self,
        lang: Lang = "en",
        *,
        direction: Direction = "LR",
        theme: str = "default",
        view: ViewName | None = None,
        digits: int = DIGITS,
    ) -> Diagram:
        """The graph of the problem with the verdicts on its edges."""
        from byhand.diagram.draw import Diagram
        from byhand.marking.report_graph import Look, marked_scene

        look = Look(direction, theme, view, digits, lang)
        return Diagram(marked_scene(self.marked, self.key.derivation, look))

    def pages(
        self, suffix: str, stem: str = "report", *, lang: Lang = "en", digits: int = DIGITS
    ) -> dict[str, bytes]:
        """The files of the page in a format, by name."""
        from byhand.writers import writer_for

        writer = writer_for(suffix)
        with stage(PAGE):
            document = self.document(digits=digits, drawn=writer.draws)
        with stage(DRAWING):
            pictures = self._pictures(document, lang, digits) if writer.draws else {}
        with stage(WRITE):
            return writer.write(document, lang, pictures, stem)

    def _pictures(self, document: Document, lang: Lang, digits: int) -> Mapping[str, Picture]:
        """The graph, in the view and direction in which it can be read best."""
        from byhand.diagram.fitting import best_fit, looks

        if not any(isinstance(block, Figure) for block in document.blocks):
            return {}
        found: list[dict[str, Any]] = looks(self.key.derivation, {})
        return {PICTURE: best_fit(self.draw(lang, digits=digits, **look) for look in found)}

    def write(self, path: str | Path, *, lang: Lang = "en", digits: int = DIGITS) -> list[Path]:
        """Write the page in the format of the suffix: .txt .md .tex .typ .pdf .html .ipynb .json.

        Returns the files written, each of them whole or not at all.
        """
        from byhand.files import write_bytes

        path = Path(path)
        written = []
        for name, content in self.pages(path.suffix, path.stem, lang=lang, digits=digits).items():
            write_bytes(path.parent / name, content)
            written.append(path.parent / name)
        return written

    def __str__(self) -> str:
        return self.pages("txt")["report.txt"].decode()

    def __repr__(self) -> str:
        return f"<Report: {self.score:g} of {self.total:g}, {len(self.lines)} lines>"
