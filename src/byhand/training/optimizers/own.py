"""Update rules that a person writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from byhand.errors import InputError
from byhand.language.errors_at import suggest
from byhand.language.expr import names
from byhand.language.parse import parse_expression
from byhand.text import Text
from byhand.training.optimizers import words
from byhand.training.optimizers.rule import COMMON, Line, Rule

_GIVEN = ("theta", "g", "t", "norm")
"""What every line may use beside settings and state."""


def rule(
    lines: str | Sequence[str],
    *,
    state: Mapping[str, str | float] | None = None,
    name: str = "own rule",
    **settings: Any,
) -> Rule:
    """An update rule of one's own, in byhand's language over `theta`, `g`, `t`, `lr` and settings.

    `state` says what is remembered and what it starts with. Settings given here are the defaults.
    Raises `InputError` for a line that cannot be read or uses a name that means nothing, and where
    no line moves `theta`.

    >>> sign_descent = rule("theta = theta - lr*sign(g)", lr=0.1)
    >>> p = {"w": 1.0}
    >>> sign_descent().start(p).step({"w": -3.0})
    >>> p
    {'w': 1.1}
    """
    texts = lines.replace(";", "\n").splitlines() if isinstance(lines, str) else lines
    title = Text(en=name, zh=name)
    made = Rule(
        name=name,
        settings={"lr": 1e-3, "weight_decay": 0.0, **settings},
        state={key: str(value) for key, value in (state or {}).items()},
        lines=tuple(Line(text) for text in texts if text.strip()),
        title=title,
        says=Text(en="A rule of one's own.", zh="自定义的更新规则。"),
        source="",
    )
    _check(made)
    return made


def _check(rule: Rule) -> None:
    settings = {*COMMON, *(k for k in rule.settings if k != "betas")}
    settings |= {"beta1", "beta2"} if "betas" in rule.settings else set()
    for key in settings & set(_GIVEN):
        raise InputError(words.RESERVED.fill(name=key))
    for start in rule.state.values():
        _known(names(parse_expression(start)), settings)
    known = {*_GIVEN, *settings, *rule.state}
    for line in rule.lines:
        statement = line.statement
        _known(names(statement.expr), known)
        if statement.target in settings or statement.target in ("t", "norm"):
            raise InputError(words.RESERVED.fill(name=statement.target))
        known.add(statement.target)
    if all(line.statement.target != "theta" for line in rule.lines):
        raise InputError(words.NOTHING_MOVES)


def _known(used: Iterable[str], known: set[str]) -> None:
    for name in used:
        if name not in known:
            hint = suggest(name, known)
            raise InputError(words.UNKNOWN_IN_RULE.fill(name=name, hint=hint))
