"""All mistakes that are made with an optimizer, by name."""

from __future__ import annotations

from collections.abc import Iterator

from byhand.marking.mistakes import step_averages, step_moves
from byhand.marking.mistakes.steps import StepMistake, texts, with_lines
from byhand.training.optimizers.optimizer import Optimizer

STEP_MISTAKES: dict[str, StepMistake] = {
    mistake.name: mistake for room in (step_averages, step_moves) for mistake in room.MISTAKES
}


def step_variants(optimizer: Optimizer) -> Iterator[tuple[StepMistake, Optimizer]]:
    """Every mistake that can be made with an optimizer, and the optimizer that makes it."""
    seen = [texts(optimizer.updates)]
    for mistake in STEP_MISTAKES.values():
        for lines in mistake.vary(optimizer):
            if texts(lines) not in seen:
                seen.append(texts(lines))
                yield mistake, with_lines(optimizer, lines)
