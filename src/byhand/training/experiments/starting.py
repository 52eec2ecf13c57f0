"""The experiments with initial weights and activations."""

from __future__ import annotations

from byhand.training.experiments import dead_relu, gradient_norms, tanh_layers, zero_init
from byhand.training.lessons.topic import Topic

TOPICS: tuple[Topic, ...] = (
    zero_init.TOPIC,
    tanh_layers.TOPIC,
    gradient_norms.TOPIC,
    dead_relu.TOPIC,
)
