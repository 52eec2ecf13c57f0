"""The experiments with initial weights and activations."""

from __future__ import annotations

from byhand.training.lessons.topic import Topic

TOPICS: tuple[Topic, ...] = ()
