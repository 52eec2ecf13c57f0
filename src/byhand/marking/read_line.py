"""One line of homework: what it is about, and everything it is said to equal."""

from __future__ import annotations

from dataclasses import dataclass

from byhand import messages
from byhand.language.checks import short
from byhand.language.expr import Apply, Expr, Name, Partial
from byhand.language.notations import UNICODE
from byhand.language.show import show
from byhand.marking import read_words
from byhand.marking.answers import Link, Target
from byhand.marking.read_arrays import array_at
from byhand.marking.read_cursor import as_value
from byhand.marking.read_formula import Formula
from byhand.marking.read_latex import has_latex, without_latex
from byhand.marking.read_marks import noise_before, two_bars, without_comment, without_emphasis
from byhand.marking.read_names import Names, plain_word
from byhand.marking.read_numbers import number_at
from byhand.marking.read_tokens import Piece, pieces_of, plain_signs
from byhand.marking.read_words import Unreadable
from byhand.text import Text

PIECE_LIMIT = 400
"""How many numbers, names and signs one formula may have: the longest in any textbook has 120."""
_DOTTED = UNICODE.with_dots()
"""An echo shows every product, since that is what was left out."""
_EQUALS = frozenset(["=", "≈", "=="])
_BREAKS = frozenset([";", ",", "⇒", "break"])
"""What may stand between two equations on one line."""
_DIVIDERS = _BREAKS - {","}
LINE_LIMIT = 2_000
"""Characters; nobody reads a longer line."""
_TRAILING = " \t\n.。;；,，、`$"


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One equation of a line, read without a look at the lines around it."""

    target: Target | None = None
    links: tuple[Link, ...] = ()
    error: Text | None = None
    at: int = 0
    free: frozenset[str] = frozenset()
    """Names that some other line must explain."""
    unsure: bool = False
    """Whether a product depends on the shape of such a name."""
    sensitive: bool = False
    """Whether it names a value as a function is called, `e = a - y`, so that all is read anew."""


def read_line(text: str, names: Names) -> tuple[Reading, ...]:
    """Every equation of a line; none where it is blank or its answers are left blank."""
    readings: list[Reading] = []
    reader: _Line | None = None
    try:
        if len(text) > LINE_LIMIT and "\n" not in text:
            message = read_words.LINE_TOO_LONG.fill(length=len(text), limit=LINE_LIMIT)
            raise Unreadable(message, LINE_LIMIT)
        skip = noise_before(text)
        kept = without_comment(text).rstrip(_TRAILING)
        pieces = pieces_of(plain_signs(" " * skip + kept[skip:]), names.words.decimal_comma)
        if has_latex(text):
            pieces = without_latex(pieces, names)
        if "*" in text:
            pieces = without_emphasis(pieces)
        if "||" in text and not names.arrays:
            pieces = two_bars(pieces)
        reader = _Line(text, pieces, names)
        while (reading := reader.equation()) is not None:
            readings += [reading] if reading.links else []
    except Unreadable as error:
        about = reader.about if reader is not None else None
        readings.append(Reading(about, error=error.message, at=error.at))
    except RecursionError:  # the caller is deep in calls of its own
        readings.append(Reading(error=read_words.UNREADABLE))
    return tuple(readings)


class _Line:
    """Reads one equation after another."""

    def __init__(self, text: str, pieces: list[Piece], names: Names) -> None:
        self.text = text
        self.names = names
        self.pieces = pieces
        self.formula = Formula(pieces, names)
        self.sensitive = False
        self.about: Target | None = None
        """What the equation that is being read is about, as soon as that is known."""

    def equation(self) -> Reading | None:
        """The next equation; None at the end of the line."""
        formula = self.formula
        while formula.kind() in _BREAKS:
            formula.i += 1
        if formula.kind() == "end":
            return None
        self.about = None
        target = self.about = self._target()
        links: list[Link] = []
        while self.pieces[formula.i][0] in _EQUALS:
            about = self.pieces[formula.i][0] == "≈"
            formula.i += 1
            if self._is_blank():
                break
            links.append(self._link(about))
            if self.pieces[formula.i][0] in _BREAKS and self._goes_on():
                formula.i += 1
        free, formula.free = frozenset(formula.free), []
        unsure, formula.shapes.unsure = formula.shapes.unsure, False
        if isinstance(target, Name):
            free -= {target.name} if not self.names.strict else set()
        sensitive, self.sensitive = self.sensitive, False
        return Reading(target, tuple(links), None, 0, free, unsure, sensitive)

    def _goes_on(self) -> bool:
        """Whether what ends a line of an aligned chain is followed by its next side."""
        return self.formula.kind(1) in _EQUALS

    def _target(self) -> Target:
        """What stands to the left of the first equals sign."""
        formula = self.formula
        kind, text, at, _ = self.pieces[formula.i]
        if kind == "word" and self.pieces[formula.i + 1][0] in _EQUALS:
            return self._word(text, at)
        if kind not in ("word", "∂", "∇"):
            raise Unreadable(read_words.NO_TARGET, at)
        try:
            target = formula.postfix()
        except Unreadable as error:
            raise Unreadable(read_words.NO_TARGET, at) from error
        if isinstance(target, Apply) and target.op == "index":
            raise Unreadable(read_words.ENTRY_TARGET.fill(name=self._name_of(target)), at)
        if not isinstance(target, Name | Partial) or formula.kind() not in _EQUALS:
            raise Unreadable(read_words.NO_TARGET, at)
        if isinstance(target, Partial) and target.of in self.names.words.names:
            formula.free.clear() if target.wrt in self.names.words.names else None
        formula.chosen = False
        return target

    def _word(self, text: str, at: int) -> Target:
        self.formula.i += 1
        meaning = self.names.meaning(text)
        if meaning.kind == "partial":
            assert meaning.partial is not None
            return meaning.partial
        if meaning.kind in ("function", "constant"):
            self.sensitive = True
            return Name(plain_word(text), at)
        return Name(meaning.name, at)

    def _name_of(self, target: Apply) -> str:
        first = target.args[0]
        return show(first, UNICODE) if isinstance(first, Name | Partial) else "x"

    def _is_blank(self) -> bool:
        """Whether the place for an answer was left empty: `dL/dw = ____`."""
        place = self.formula.i
        while self.pieces[place][0] in ("_", ".", "…", "?"):
            place += 1
        blank = self.pieces[place][0] in ("end", *_BREAKS) and (
            place > self.formula.i or self.pieces[place][0] == "end"
        )
        if blank:
            self.formula.i = place
        return blank

    def _link(self, about: bool) -> Link:
        """One side: a number, an array of numbers, or a formula."""
        formula = self.formula
        start = formula.i
        found = number_at(self.pieces, start, about)
        if found is not None and self._ends(found[1]):
            formula.i = found[1]
            return Link(self._written(start), value=found[0][0], half=found[0][1])
        if self.pieces[start][0] in ("[", "(", "word"):
            comma = self.names.words.decimal_comma
            array = array_at(self.pieces, start, self.text, about, comma)
            if array is not None:
                formula.i = array[2]
                self._check_end()
                return Link(self._written(start), value=array[0], half=array[1])
        return self._formula(start)

    def _formula(self, start: int) -> Link:
        formula = self.formula
        if self.pieces[start][0] in _EQUALS:
            raise Unreadable(read_words.SIDE_MISSING, self.pieces[start][2])
        formula.chosen = False
        self._check_length(start)
        expr = as_value(formula.choice(), self.pieces[start][2])
        self._check_end()
        read_as = self._shown(expr) if formula.chosen else ""
        return Link(self._written(start), expr, read_as=read_as)

    def _check_length(self, start: int) -> None:
        """Raise for a side that is too long, before it is read."""
        if len(self.pieces) - start <= PIECE_LIMIT:
            return
        behind = self.pieces[start : start + PIECE_LIMIT + 1]
        if not any(piece[0] in _EQUALS or piece[0] in _DIVIDERS for piece in behind):
            at = self.pieces[start + PIECE_LIMIT][2]
            raise Unreadable(read_words.TOO_MANY_PIECES.fill(limit=PIECE_LIMIT), at)

    def _shown(self, expr: Expr) -> str:
        """How the side was understood, in byhand's own notation."""
        if not self.names.arrays:
            return show(expr, _DOTTED)
        from byhand.calculus.dress import dress
        from byhand.graph.patterns import ShapeError

        try:
            shapes = {k: v for k, v in self.names.own.items() if v is not None}
            return show(dress(expr, {**shapes, **self.names.words.shapes}), _DOTTED)
        except (ShapeError, ValueError, IndexError):  # shapes that do not fit are judged, not read
            return show(expr, _DOTTED)

    def _ends(self, place: int) -> bool:
        kind = self.pieces[place][0]
        return kind == "end" or kind in _EQUALS or kind in _BREAKS

    def _check_end(self) -> None:
        if self._ends(self.formula.i):
            return
        kind, text, at, _ = self.pieces[self.formula.i]
        if kind in ("word", "chinese"):
            raise Unreadable(read_words.AFTER_VALUE.fill(rest=text[:40]), at)
        if kind == "num":
            left = self.pieces[self.formula.i - 1][1]
            raise Unreadable(
                messages.MISSING_OPERATOR.fill(left=short(left), right=short(text)), at
            )
        raise self.formula.unexpected()

    def _written(self, start: int) -> str:
        return self.text[self.pieces[start][2] : self.pieces[self.formula.i - 1][3]]
