"""The pages of activations and losses."""

from __future__ import annotations

from byhand.training.lessons.topic import Topic

TOPICS: tuple[Topic, ...] = ()
