"""The verdict on every line of a submission."""

from __future__ import annotations

from byhand.marking import remarks
from byhand.marking.answers import Submission
from byhand.marking.key import Key
from byhand.marking.layout import transposed_key
from byhand.marking.line import LineJudge
from byhand.marking.relations import leaf_of
from byhand.marking.rounding import Spread
from byhand.marking.search import Search
from byhand.marking.state import State, numbers_of
from byhand.marking.verdicts import Line, Marked
from byhand.page.blocks import Prose, prose


class Marker:
    """Marks submissions to one problem; made once, it is fast for every one of them."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self.search = Search(key)
        self.spread = Spread(key) if key.given is not None else None

    def mark(self, submission: Submission) -> Marked:
        """Every line with its verdict, and what is missing; marks are given by a scheme."""
        other = transposed_key(self.key, submission)
        judge = LineJudge(other or self.key, self.search, self.spread, follows=other is None)
        state = State.fresh(len(self.key.spaces()), *numbers_of(self.key, submission))
        lines = [judge.line(answer, state) for answer in submission.answers]
        said = {leaf_of(line.target) for line in lines if line.target is not None}
        for target in self.key.asked:
            if leaf_of(target) not in said:
                missing = prose(remarks.MISSING, target=target)
                lines.append(Line(target, "missing", None, (missing,)))
        notes: list[Prose] = [prose(remarks.TRANSPOSED_LAYOUT)] if other else []
        if submission.error is not None:
            notes.append(prose(submission.error))
        return Marked(submission.student, tuple(lines), tuple(notes))


def mark(key: Key, submission: Submission) -> Marked:
    """Mark one submission; for many, make one `Marker`."""
    return Marker(key).mark(submission)
