"""The pages of activations and losses."""

from __future__ import annotations

from byhand.training.facts import activations, elu_noise, exp_cost, losses, maxout, same_sign
from byhand.training.lessons.topic import Topic

TOPICS: tuple[Topic, ...] = (
    *activations.TOPICS,
    maxout.TOPIC,
    same_sign.TOPIC,
    elu_noise.TOPIC,
    exp_cost.TOPIC,
    *losses.TOPICS,
)
