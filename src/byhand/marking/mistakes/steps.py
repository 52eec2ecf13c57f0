"""Steps of an optimizer gone wrong: the lines that a person works out in place of the rule's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from byhand.emit.inplace import Update
from byhand.language.parse import parse
from byhand.text import Text
from byhand.training.optimizers.optimizer import Optimizer
from byhand.training.optimizers.rule import COUPLED, DECOUPLED

Lines = tuple[Update, ...]


@dataclass(frozen=True, kw_only=True)
class StepMistake:
    """One entry of the table of steps; `vary` yields all lines of a step as they are worked out."""

    name: str
    title: Text
    says: Text
    """Sentences to the student; `{target}` is the parameter that the line is about."""
    source: str
    vary: Callable[[Optimizer], Iterator[Lines]]
    convention: bool = False
    general: bool = False


def with_lines(optimizer: Optimizer, lines: Lines) -> Optimizer:
    """The optimizer that steps by these lines; its settings and its state stay."""
    wrong = replace(optimizer)
    # `updates` is worked out from the rule when it is first asked for; here it is known already.
    wrong.__dict__["updates"] = lines
    return wrong


def texts(lines: Lines) -> list[str]:
    """How the lines are written."""
    return [line.text for line in lines]


def _written(line: Update, text: str) -> Update:
    statement = parse(text).statements[0]
    return Update(statement.target, statement.expr, line.when, text)


def _rewritten(optimizer: Optimizer, change: Callable[[str], str]) -> Iterator[Lines]:
    """All lines with their texts changed; nothing where none changes."""
    old = optimizer.updates
    new = tuple(
        line if (text := change(line.text)) == line.text else _written(line, text) for line in old
    )
    if texts(new) != texts(old):
        yield new


def swap(*tables: Mapping[str, str]) -> Callable[[Optimizer], Iterator[Lines]]:
    """Parts of lines replaced by others, by one table after the other."""

    def vary(optimizer: Optimizer) -> Iterator[Lines]:
        for table in tables:
            yield from _rewritten(optimizer, lambda text, t=table: _replaced(text, t))

    return vary


def _replaced(text: str, table: Mapping[str, str]) -> str:
    for old, new in table.items():
        if old in text:
            return text.replace(old, new)
    return text


def substituted(pattern: str, by: str) -> Callable[[Optimizer], Iterator[Lines]]:
    """Whatever fits a pattern replaced."""
    return lambda optimizer: _rewritten(optimizer, lambda text: re.sub(pattern, by, text))


def stale(optimizer: Optimizer) -> Iterator[Lines]:
    """The parameter is stepped before the state is brought up to date."""
    lines = optimizer.updates
    if optimizer.numbers.get("momentum", 0) > 0:
        state = [line for line in lines if line.target in optimizer.state]
        rest = [line for line in lines if line.target not in optimizer.state]
        yield (*rest, *state)


def decay(optimizer: Optimizer) -> Iterator[Lines]:
    """Weight decay in the gradient where it stands beside it, and the other way round."""
    if not optimizer.state:  # in plain gradient descent the two are the same
        return
    for one, other in ((COUPLED, DECOUPLED), (DECOUPLED, COUPLED)):
        yield from _rewritten(
            optimizer, lambda text, a=one, b=other: b.text if text == a.text else text
        )


def without(written: Iterable[str]) -> Callable[[Optimizer], Iterator[Lines]]:
    """Some lines left out."""
    gone = set(written)

    def vary(optimizer: Optimizer) -> Iterator[Lines]:
        kept = tuple(line for line in optimizer.updates if line.text not in gone)
        if len(kept) < len(optimizer.updates):
            yield kept

    return vary
