"""A run of a topic, and its page in every format and language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from byhand.errors import InputError
from byhand.language.errors_at import suggest
from byhand.page.blocks import Block, Document, Paragraph, Picture, Prose, Row, Table, prose
from byhand.page.rows import given_row
from byhand.page.telling import listed, sections
from byhand.text import Lang
from byhand.timing import PAGE, WRITE, stage
from byhand.training.lessons import phrases
from byhand.training.lessons.story import Claim, Drawing, Story
from byhand.training.lessons.topic import Topic

DIGITS = 4


class Lesson:
    """One run of a topic with its settings.

    `result` is what the run found, `numbers` what its page quotes, `claims` what it shows.
    """

    def __init__(self, topic: Topic, settings: Mapping[str, Any]) -> None:
        self.topic = topic
        self.settings = topic.given(settings)
        self.result = topic.run(self.settings)

    @cached_property
    def _story(self) -> Story:
        return self._told(DIGITS)

    def _told(self, digits: int) -> Story:
        story = Story(digits)
        self.topic.tell(story, self.result)
        return story

    @property
    def numbers(self) -> Mapping[str, float]:
        """Every number that the sentences of the page quote, by its name."""
        return self._story.numbers

    @property
    def claims(self) -> list[Claim]:
        """What the course says, with whether this run shows it."""
        return self._story.claims

    @property
    def plots(self) -> Mapping[str, Drawing]:
        """The plots by name."""
        return self._story.plots

    def plot(self, key: str = "") -> Drawing:
        """A plot by its name, else the first one; raises `InputError` where there is none."""
        if not self.plots:
            raise InputError(phrases.PLOTLESS.fill(name=self.topic.name))
        if key and key not in self.plots:
            hint = suggest(key, self.plots)
            raise InputError(phrases.NO_PLOT.fill(name=self.topic.name, key=key, hint=hint))
        return self.plots[key or next(iter(self.plots))]

    def document(self, *, digits: int = DIGITS) -> Document:
        """The page as blocks."""
        story = self._story if digits == DIGITS else self._told(digits)
        parts = [*story.parts]
        if story.claims:
            parts.append((phrases.SHOWN, [_claims(story.claims)]))
        last: list[Block] = [*parts[-1][1], *self._notes()]
        parts[-1] = (parts[-1][0], last)
        return Document(self.topic.title, sections(parts), self._data(story))

    def _notes(self) -> list[Block]:
        """The settings and the source, in one note."""
        rows: list[Row] = [given_row(key, value) for key, value in self.settings.items()]
        told, parts = listed(phrases.SETTINGS if rows else phrases.NO_SETTINGS, rows), ()
        text = told.text
        if self.topic.source:
            text = phrases.AND_SOURCE.fill(told=text, source="{source}")
            parts = (("source", self.topic.source),)
        return [Paragraph(Prose(text, (*told.parts, *parts)), "note")]

    def _data(self, story: Story) -> dict[str, Any]:
        return {
            "topic": self.topic.name,
            "settings": dict(self.settings),
            "numbers": dict(story.numbers),
            "holds": [claim.holds for claim in story.claims],
        }

    def pages(
        self, suffix: str, stem: str = "", *, lang: Lang = "en", digits: int = DIGITS
    ) -> dict[str, bytes]:
        """The files of the page in a format, by name."""
        from byhand.writers import writer_for

        writer = writer_for(suffix)
        with stage(PAGE):
            document = self.document(digits=digits)
        plots = self.plots.items() if writer.draws else ()
        pictures: dict[str, Picture] = {key: plot.in_language(lang) for key, plot in plots}
        with stage(WRITE):
            return writer.write(document, lang, pictures, stem or self.topic.name)

    def write(self, path: str | Path, **options: Any) -> list[Path]:
        """Write the page in the format of the suffix; options are those of `pages`."""
        from byhand.files import write_bytes

        path = Path(path)
        written = []
        for name, content in self.pages(path.suffix, path.stem, **options).items():
            write_bytes(path.parent / name, content)
            written.append(path.parent / name)
        return written

    def __str__(self) -> str:
        return self.pages("txt")[f"{self.topic.name}.txt"].decode()

    def __repr__(self) -> str:
        held = sum(claim.holds for claim in self.claims)
        return f"<{self.topic.name}: {held} of {len(self.claims)} claims hold>"


def _claims(claims: list[Claim]) -> Table:
    rows = [
        (claim.prose, prose(phrases.HOLDS if claim.holds else phrases.FAILS)) for claim in claims
    ]
    return Table((phrases.CLAIM, phrases.VERDICT), tuple(rows))
