"""The experiments with optimizers."""

from __future__ import annotations

from byhand.training.experiments.learning_rate import LEARNING_RATE
from byhand.training.lessons.topic import Topic

TOPICS: tuple[Topic, ...] = (LEARNING_RATE,)
