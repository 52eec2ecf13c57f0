"""The experiments with optimizers."""

from __future__ import annotations

from byhand.training.experiments import (
    adagrad_rate,
    adam_bias,
    batch_noise,
    learning_rate,
    paths,
    ravine,
    saddle,
)
from byhand.training.lessons.topic import Topic

TOPICS: tuple[Topic, ...] = (
    learning_rate.TOPIC,
    ravine.TOPIC,
    saddle.TOPIC,
    adagrad_rate.TOPIC,
    adam_bias.TOPIC,
    batch_noise.TOPIC,
    paths.TOPIC,
)
