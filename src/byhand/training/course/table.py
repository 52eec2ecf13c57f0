"""The pages of the course."""

from __future__ import annotations

from byhand.training.course import (
    cross_entropy_kl,
    four_stages,
    hand_backprop,
    knowledge_map,
    loss_cost_objective,
    schedules,
    threshold,
    weight_search,
)
from byhand.training.lessons.topic import Topic

TOPICS: tuple[Topic, ...] = (
    knowledge_map.TOPIC,
    four_stages.TOPIC,
    weight_search.TOPIC,
    loss_cost_objective.TOPIC,
    hand_backprop.TOPIC,
    schedules.TOPIC,
    threshold.TOPIC,
    cross_entropy_kl.TOPIC,
)
