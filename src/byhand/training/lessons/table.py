"""Every page of the course by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from byhand.text import Text
from byhand.training.course import table as course
from byhand.training.experiments import optimizing, starting
from byhand.training.facts import initialisers
from byhand.training.facts import table as facts
from byhand.training.fans import check_choice
from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.topic import Topic

TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topics in (course, optimizing, starting, facts, initialisers)
    for topic in topics.TOPICS
}
_TOPIC = Text(en="topic", zh="主题")


def lesson(name: str, settings: Mapping[str, Any]) -> Lesson:
    """A run of a topic; raises `InputError` for one that does not exist, with a suggestion."""
    key = str(name).lower().replace("-", "_").replace(" ", "_")
    check_choice(_TOPIC, key, TOPICS)
    return Lesson(TOPICS[key], settings)
