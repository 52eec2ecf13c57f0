"""What every line is worth, and what a submission gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from byhand.marking import remarks
from byhand.marking import report_words as words
from byhand.marking.relations import Leaf, leaf_of
from byhand.marking.verdicts import Line, Marked
from byhand.page.blocks import prose
from byhand.text import Text


@dataclass(frozen=True)
class Scheme:
    """The marks of what is asked, in the order in which it is asked."""

    marks: Mapping[Leaf, float]
    follow_through: bool = True
    """Whether a line that is right from the student's own earlier values gets its marks."""

    @property
    def total(self) -> float:
        """The marks of a submission without a mistake."""
        return sum(self.marks.values())

    def applied(self, marked: Marked) -> Marked:
        """The submission with marks on its lines; the last line about a target counts."""
        leaves = [_leaf(line) for line in marked.lines]
        uses = Counter(leaves)
        last = {leaf: place for place, leaf in enumerate(leaves)}
        lines = []
        for place, (leaf, line) in enumerate(zip(leaves, marked.lines, strict=True)):
            if leaf not in self.marks:
                lines.append(replace(line, mark=0.0, of=0.0))
            elif last[leaf] != place:
                lines.append(_noted(line, remarks.TWICE))
            else:
                lines.append(self._marked(_noted(line, words.THE_LAST) if uses[leaf] > 1 else line))
        score = sum(line.mark for line in lines)
        return replace(marked, lines=tuple(lines), score=score, total=self.total)

    def _marked(self, line: Line) -> Line:
        leaf = _leaf(line)
        assert leaf is not None, "what is asked has a target"
        right = line.right and (line.verdict != "follows" or self.follow_through)
        return replace(line, mark=self.marks[leaf] if right else 0.0, of=self.marks[leaf])


def _leaf(line: Line) -> Leaf | None:
    return leaf_of(line.target) if line.target is not None else None


def _noted(line: Line, text: Text) -> Line:
    assert line.target is not None, "what is asked has a target"
    remark = prose(text, target=line.target)
    return replace(line, says=(*line.says, remark), mark=0.0, of=0.0)
