"""A derivation that can be asked, written and drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from byhand.calculus.backward import backward_graph
from byhand.calculus.closed import closed_form
from byhand.calculus.derivation import Derivation
from byhand.calculus.proof import Proof, prove
from byhand.calculus.steps import Step
from byhand.formula import Formula, choose
from byhand.graph import Graph
from byhand.graph.views import VIEWS, ViewName
from byhand.numeric.backends import Value
from byhand.problem import Problem
from byhand.text import LANGS, Lang, Text
from byhand.timing import PAGE, PICTURE, PROVE, WRITE, stage

if TYPE_CHECKING:
    from byhand.calculus.array_closed import ClosedForms
    from byhand.calculus.array_proof import ArrayProof
    from byhand.diagram.draw import Diagram
    from byhand.diagram.engines import EngineName
    from byhand.diagram.scene import Direction
    from byhand.diagram.styles import Style
    from byhand.page.blocks import Document
    from byhand.page.narrate import Detail


_PICTURE = Text(en="computation graph", zh="计算图")


def _with_notes(document: Document, pictures: Mapping[str, Diagram]) -> Document:
    """The page with what its reader should know about how a picture was laid out."""
    from byhand.page.blocks import Block, Figure, Paragraph, prose

    blocks: list[Block] = []
    for block in document.blocks:
        blocks.append(block)
        picture = pictures.get(block.style) if isinstance(block, Figure) else None
        if picture is not None and picture.note is not None:
            blocks.append(Paragraph(prose(picture.note), "note"))
    return replace(document, blocks=tuple(blocks))


class Derived:
    """A derivation by hand: values, gradients, formulas, steps, pages and pictures."""

    def __init__(self, derivation: Derivation, problem: Problem | None = None) -> None:
        self.derivation = derivation
        self.problem = problem or Problem(derivation.graph.program.source)

    def __repr__(self) -> str:
        d = self.derivation
        return f"<derivation of {d.of} by {', '.join(d.wrt)}: {len(d.steps)} steps>"

    @property
    def graph(self) -> Graph:
        """The computation graph; `.network` is its `networkx.MultiDiGraph`."""
        return self.derivation.graph

    @property
    def steps(self) -> tuple[Step, ...]:
        """Forward, Seed, Push and Gather, in the order they are taken."""
        return self.derivation.steps

    @cached_property
    def backward(self) -> Graph:
        """The backward pass as a graph of its own."""
        return backward_graph(self.derivation)

    @cached_property
    def proof(self) -> Proof | ArrayProof:
        """What the derivation was held against; raises `ProofError` where anything disagrees."""
        with stage(PROVE):
            if self.derivation.is_arrays:
                from byhand.calculus.array_proof import prove_arrays

                return prove_arrays(self.derivation)
            return prove(self.derivation)

    def value(self, name: str) -> Value:
        """The value of a variable: a float, or a Fraction in an exact derivation."""
        return self.derivation.value(name)

    def gradient(self, name: str) -> Value:
        """The derivative of the output by a variable; `InputError` where it was not asked for."""
        return self.derivation.gradient(name)

    def hvp(self, v: Mapping[str, Any]) -> dict[str, Value]:
        """The Hessian times a direction: for every variable, how its gradient changes along v."""
        from byhand.calculus.second import hessian_vector

        return hessian_vector(self.derivation, v)

    def hessian(self, name: str, name2: str | None = None) -> Any:
        """The second derivatives by two variables, or by one twice: the axes of both, in order."""
        from byhand.calculus.second import hessian

        return hessian(self.derivation, name, name2)

    def formula(self, name: str) -> Formula:
        """The node-local line, `dL/da * a*(1 - a)`."""
        return Formula(self.derivation.formula(name), self.derivation.shapes)

    def closed_form(self, name: str) -> Formula:
        """The gradient in one formula over given and intermediate names."""
        if self.derivation.is_arrays:
            return Formula(self.closed_forms.form(name).expr, self.derivation.shapes)
        return Formula(closed_form(self.derivation, name))

    @cached_property
    def closed_forms(self) -> ClosedForms:
        """The closed forms of a derivation of arrays, with the steps that lead to them."""
        from byhand.calculus.array_closed import ClosedForms

        return ClosedForms(self.derivation)

    def document(
        self, *, detail: Detail = "full", digits: int = 4, figures: Sequence[str] | None = None
    ) -> Document:
        """The page as blocks, proved before it is told."""
        from byhand.diagram.styles import STYLES, default_style
        from byhand.page.narrate import Telling, narrate

        choose("detail", detail, ("brief", "full"))
        for style in figures or ():
            choose("figure", style, STYLES)
        styles = tuple(figures) if figures is not None else (default_style(self.derivation),)
        title = self.problem.title
        telling = Telling(source=self.problem.source, detail=detail, digits=digits, figures=styles)
        if title is not None:
            telling = replace(telling, title=title)
        return narrate(self.derivation, self.proof, telling)

    def expand(self, entry: str, digits: int = 4) -> Document:
        """The derivation of one entry, `W1[0,1]`, in scalars; without a place, of the first.

        Raises `InputError` for an entry that does not exist or a program too long to write out.
        """
        from byhand.page.expand import expand_document, place_of

        return expand_document(self.derivation, *place_of(self.derivation, entry), digits)

    def draw(
        self,
        style: Style | None = None,
        *,
        direction: Direction | None = None,
        theme: str = "default",
        view: ViewName | None = None,
        branches: bool = True,
        collapse: bool = True,
        highlight: Sequence[str] = (),
        digits: int = 4,
        engine: EngineName = "auto",
        time_limit: float = 10.0,
        lang: Lang = "en",
    ) -> Diagram:
        """A picture of the graph; `.save("x.svg|pdf|png|dot")` writes it, its numbers proved.

        Styles: values, formulas, structure, blank. Views: operations, statements, layers, else the
        closest that can be read; `collapse` draws layers that repeat once.
        """
        from byhand.diagram.draw import Diagram
        from byhand.diagram.styles import Drawing, scene_of

        chosen, seen = self._choices(style, view, direction, lang)
        if self.derivation.has_values and chosen in ("values", "blank"):
            _ = self.proof
        drawing = Drawing(
            style=chosen,
            direction=direction or "LR",
            theme=theme,
            view=seen,
            branches=branches,
            highlight=tuple(highlight),
            digits=digits,
            title=self.problem.title.say(lang) if self.problem.title else "",
            name=_PICTURE.say(lang),
            collapse=collapse,
            lang=lang,
        )
        return Diagram(scene_of(self.derivation, drawing), engine=engine, time_limit=time_limit)

    def _choices(
        self, style: Style | None, view: ViewName | None, direction: str | None, lang: str
    ) -> tuple[Style, ViewName]:
        """The style and the view, chosen where none is asked for; an error for an unknown one."""
        from byhand.diagram.styles import STYLES, default_style, default_view

        derivation = self.derivation
        style, view = style or default_style(derivation), view or default_view(derivation)
        choose("style", style, STYLES)
        choose("view", view, VIEWS)
        choose("direction", direction or "LR", ("LR", "TB", "RL", "BT"))
        choose("language", lang, LANGS)
        return style, view

    def pages(
        self,
        suffix: str,
        stem: str = "derivation",
        *,
        lang: Lang = "en",
        detail: Detail = "full",
        digits: int = 4,
        figures: Sequence[str] | None = None,
        draw: Mapping[str, Any] | None = None,
        expand: str = "",
    ) -> dict[str, bytes]:
        """The files of a page in a format, by name; pictures lie beside those that need them.

        With `expand` the page derives that one entry in scalars.
        """
        from byhand.page.blocks import Figure
        from byhand.writers import writer_for

        choose("language", lang, LANGS)
        writer = writer_for(suffix)
        with stage(PAGE):
            if expand:
                document = self.expand(expand, digits)
            else:
                document = self.document(detail=detail, digits=digits, figures=figures)
        styles = [block.style for block in document.blocks if isinstance(block, Figure)]
        options = {"digits": digits, "lang": lang, **(draw or {})}
        with stage(PICTURE):
            pictures = (
                {style: self._fitting(style, options) for style in styles} if writer.draws else {}
            )
        with stage(WRITE):
            return writer.write(_with_notes(document, pictures), lang, pictures, stem)

    def _fitting(self, style: Any, options: dict[str, Any]) -> Diagram:
        """The closest look that a page can show large enough, in the better direction."""
        from byhand.diagram.fitting import best_fit, looks

        found = looks(self.derivation, options)
        return best_fit(self.draw(style, **{**options, **look}) for look in found)

    def write(self, path: str | Path, **options: Any) -> list[Path]:
        """Write a page in the format of the suffix: .txt .md .tex .typ .pdf .html .ipynb .json.

        Options are those of `pages`. Returns the files written; each is written whole or not at
        all, and only after the derivation is proved.
        """
        from byhand.files import write_bytes

        path = Path(path)
        files = self.pages(path.suffix.removeprefix("."), path.stem, **options)
        written = []
        for name, content in files.items():
            target = path.parent / name
            write_bytes(target, content)
            written.append(target)
        return written
