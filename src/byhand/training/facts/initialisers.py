"""The pages of initialisers, and the derivations of their variances."""

from __future__ import annotations

from byhand.training.facts import initialiser_pages, variance_pages
from byhand.training.lessons.topic import Topic

TOPICS: tuple[Topic, ...] = (*variance_pages.TOPICS, *initialiser_pages.TOPICS)
