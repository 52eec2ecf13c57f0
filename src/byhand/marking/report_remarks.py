"""What a report says of single lines, each thing once, and how lines were understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from byhand.language.expr import Expr, Partial
from byhand.marking import remarks
from byhand.marking import report_words as words
from byhand.marking.answers import Answer
from byhand.marking.quoting import quoted, sound
from byhand.marking.verdicts import FALSE, Explained, Line
from byhand.page.blocks import Block, Paragraph, Prose, prose
from byhand.text import Text

_IN_THE_TABLE = (remarks.FOLLOWS, remarks.OWN_NAME)
"""What the verdict in the table says already."""
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def remarks_on(lines: Sequence[Line], told: Sequence[Line]) -> Iterator[Block]:
    """What else is to be said about lines, without those that were `told` before."""
    found: list[tuple[Prose, list[int]]] = []
    for line in lines:
        if line in told or line.answer is None:
            continue
        if line.verdict == "unreadable" and line.answer.error is not None:
            found.append((unread(line), []))
            continue
        sentences = list(_said(line))
        if sentences:
            remark = _joined(sentences)
            again = next((numbers for one, numbers in found if numbers and one == remark), None)
            if again is None:
                found.append((remark, [line.answer.line]))
            else:
                again.append(line.answer.line)
    for remark, numbers in found:
        yield Paragraph(_about(numbers, remark))
    for line in lines:
        if line.answer is not None:
            yield from _echoes(line.answer)


def _said(line: Line) -> Iterator[Prose]:
    if line.verdict in FALSE:
        yield from reasons(line)
    else:
        yield from (_bare(sound(one)) for one in line.says if one.text not in _IN_THE_TABLE)


def _bare(sentence: Prose) -> Prose:
    """A sentence without what it does not mention, so that the same thing is said once."""
    used = set(_PLACEHOLDER.findall(sentence.text.en + sentence.text.zh))
    return Prose(sentence.text, tuple(part for part in sentence.parts if part[0] in used))


def reasons(line: Line, *, shown: bool = False) -> Iterator[Prose]:
    """What went wrong: the marker's own words, else the sentences of the mistakes.

    What would have been right is left out where it is `shown` below.
    """
    if line.verdict == "unreadable" and line.answer is not None and line.answer.error is not None:
        return  # its error is told with its column
    told = [sound(sentence) for sentence in line.says]
    if not told and line.together:
        told = [prose(words.TOGETHER), *map(feedback, line.together)]
    elif not told and len(line.mistakes) > 1:
        told = [prose(words.CANDIDATES), *map(feedback, line.mistakes)]
    elif not told:
        told = list(map(feedback, line.mistakes))
    said = [x for x in told if not (shown and x.text in (remarks.WRONG, remarks.WRONG_VALUE))]
    if not said and line.verdict == "wrong":
        said = [prose(words.NO_REASON)]
    yield from said


def feedback(explained: Explained) -> Prose:
    """The sentence of a mistake about the line that it explains."""
    edge = explained.edge
    step: Expr = Partial(edge.head, edge.tail) if edge is not None else explained.about
    return prose(explained.mistake.says, target=explained.about, edge=step)


def unread(line: Line) -> Prose:
    """Why a line cannot be read, and at which column."""
    answer = line.answer
    assert answer is not None, "what was written"
    assert answer.error is not None, "an unreadable line has a reason"
    parts = {"line": answer.line, "error": _safe(answer.error)}
    if answer.at:
        return prose(words.UNREAD, column=answer.at + 1, **parts)
    return prose(words.UNREAD_PLAIN, **parts)


def _safe(text: Text) -> Text:
    """An error that may quote a student."""
    return Text(en=quoted(text.en, 500), zh=quoted(text.zh, 500))


def _echoes(answer: Answer) -> Iterator[Block]:
    """How a line was understood, where that is not plain."""
    for link in answer.links:
        if link.read_as:
            parts = {"written": quoted(link.text), "read_as": quoted(link.read_as)}
            yield Paragraph(prose(words.READ_AS, line=answer.line, **parts), "note")


def _joined(sentences: Sequence[Prose]) -> Prose:
    """Several sentences as one, their placeholders kept apart."""
    if len(sentences) == 1:
        return sentences[0]

    def apart(text: str, index: int) -> str:
        return _PLACEHOLDER.sub(rf"{{\1_{index}}}", text)

    numbered = list(enumerate(sentences))
    text = Text(
        en=" ".join(apart(one.text.en, i) for i, one in numbered),
        zh="".join(apart(one.text.zh, i) for i, one in numbered),
    )
    return Prose(text, tuple((f"{key}_{i}", x) for i, one in numbered for key, x in one.parts))


def _about(numbers: Sequence[int], sentence: Prose) -> Prose:
    """A sentence with the lines that it is about in front of it."""
    if not numbers:
        return sentence
    texts = [Text(en=str(n), zh=str(n)) for n in numbers]
    listed = texts[0]
    for text in texts[1:-1]:
        listed = words.COMMA.fill(one=listed, other=text)
    if len(texts) > 1:
        listed = words.AND.fill(one=listed, other=texts[-1])
    front = (words.REMARK if len(texts) == 1 else words.REMARK_ON_LINES).fill(line=listed)
    told = Text(en=front.en + sentence.text.en, zh=front.zh + sentence.text.zh)
    return Prose(told, sentence.parts)
