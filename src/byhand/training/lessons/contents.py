"""What can be explained, and what can be set, as pages."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.page.blocks import Block, Document, Heading, Part, Row, Table, prose
from byhand.page.rows import given_row
from byhand.text import same
from byhand.training.lessons import phrases
from byhand.training.lessons.table import TOPICS, topic_of
from byhand.training.lessons.topic import KINDS, Setting


class Contents:
    """Every topic with what it is about; of all kinds, or the experiments alone."""

    def __init__(self, *, experiments: bool = False) -> None:
        self.kinds = ("experiment",) if experiments else KINDS
        self.topics = [topic for topic in TOPICS.values() if topic.kind in self.kinds]

    @property
    def document(self) -> Document:
        """The list as blocks, a table for every kind."""
        return Document(phrases.CONTENTS, tuple(self._blocks()))

    def _blocks(self) -> Iterator[Block]:
        for kind in self.kinds:
            topics = [topic for topic in self.topics if topic.kind == kind]
            if topics:
                yield Heading(phrases.KINDS[kind])
                rows = [(prose(same(topic.name)), prose(topic.says)) for topic in topics]
                yield Table((phrases.NAME, phrases.ABOUT), tuple(rows))

    def __str__(self) -> str:
        from byhand.writers import writer_for

        return writer_for("txt").write(self.document, "en", {}, "topics")["topics.txt"].decode()

    def __repr__(self) -> str:
        return f"<{len(self.topics)} topics>"


def settings_of(name: str, *, experiment: bool = False) -> Document:
    """The settings of a topic; raises `InputError` for one that does not exist."""
    topic = topic_of(name, experiment=experiment)
    rows = [
        (prose(same(key)), _default(setting), prose(setting.says), prose(same(_range(setting))))
        for key, setting in topic.settings.items()
    ]
    header = (phrases.NAME, phrases.DEFAULT, phrases.MEANING, phrases.RANGE)
    return Document(topic.title, (Table(header, tuple(rows)),))


def _default(setting: Setting) -> Row:
    return Row((Part("", given_row("x", setting.default).parts[-1].expr),))


def _range(setting: Setting) -> str:
    return f"{setting.low:g} … {setting.high:g}"
