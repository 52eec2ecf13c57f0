"""What a marker says of a line, of a submission, and of a class, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from byhand.graph import Edge
from byhand.language.expr import Expr
from byhand.marking.answers import Answer, Target
from byhand.marking.mistakes.mistake import Mistake
from byhand.page.blocks import Prose

Verdict = Literal[
    "correct", "other_form", "follows", "mistake", "wrong", "missing", "unreadable", "unjudged"
]
"""`other_form` is correct, written in another way; `follows` is right from the student's own
earlier values; `mistake` is wrong and recognised; `unjudged` is a line about a name of the
student's own, or about something that the problem does not have."""
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
RIGHT: frozenset[Verdict] = frozenset({"correct", "other_form", "follows"})
FALSE: frozenset[Verdict] = frozenset({"mistake", "wrong", "unreadable"})


@dataclass(frozen=True, eq=False)
class Explained:
    """A mistake that explains a line: where it happened."""

    mistake: Mistake
    about: Target
    """The quantity whose relation was replaced."""
    edge: Edge | None = None


@dataclass(frozen=True, eq=False)
class Line:
    """One line with its verdict.

    `answer` is None for what is missing. `expected` is a line that would have been right.
    """

    target: Target | None
    verdict: Verdict
    answer: Answer | None = None
    says: tuple[Prose, ...] = ()
    """What is said to the student, one remark after the other."""
    mistakes: tuple[Explained, ...] = ()
    """One if it explains the line alone; all candidates if there are several; two mistakes made
    together stand in `together`."""
    together: tuple[Explained, ...] = ()
    expected: Expr | None = None
    expected_value: Any = None
    mark: float = 0.0
    of: float = 0.0
    """The marks that the line is worth."""

    @property
    def right(self) -> bool:
        """Whether nothing is wrong with the line itself."""
        return self.verdict in RIGHT


@dataclass(frozen=True, eq=False)
class Marked:
    """A submission with a verdict for every line, missing lines at the end."""

    student: str
    lines: tuple[Line, ...]
    notes: tuple[Prose, ...] = ()
    """What holds of the whole submission: a convention that it follows, a file that is broken."""
    score: float = 0.0
    total: float = 0.0
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def first_wrong(self) -> Line | None:
        """The first line that is wrong, if one is."""
        return next((line for line in self.lines if line.verdict in FALSE), None)
