"""Every page of the course by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from byhand.errors import InputError
from byhand.language.errors_at import suggest
from byhand.training.course import table as course
from byhand.training.experiments import optimizing, starting
from byhand.training.facts import initialisers
from byhand.training.facts import table as facts
from byhand.training.lessons import phrases
from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.topic import Topic

TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topics in (course, optimizing, starting, facts, initialisers)
    for topic in topics.TOPICS
}


def topic_of(name: str, *, experiment: bool = False) -> Topic:
    """A topic by its name; raises `InputError` for one that does not exist, with a suggestion."""
    key = str(name).lower().replace("-", "_").replace(" ", "_")
    known = [t.name for t in TOPICS.values() if not experiment or t.kind == "experiment"]
    if key not in known:
        unknown = phrases.NO_EXPERIMENT if experiment else phrases.NO_TOPIC
        raise InputError(unknown.fill(name=name, hint=suggest(key, known)))
    return TOPICS[key]


def lesson(name: str, settings: Mapping[str, Any], *, experiment: bool = False) -> Lesson:
    """A run of a topic with some settings; raises `InputError` as `topic_of` does."""
    return Lesson(topic_of(name, experiment=experiment), settings)
