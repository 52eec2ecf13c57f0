"""The pages of the course."""

from __future__ import annotations

from byhand.training.lessons.topic import Topic

TOPICS: tuple[Topic, ...] = ()
