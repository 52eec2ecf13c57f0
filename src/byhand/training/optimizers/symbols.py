"""How the lines of a rule are written on a page: Greek letters, and which step a value is from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from byhand.emit.inplace import Update
from byhand.language.expr import Apply, Expr, Name, names, substitute
from byhand.language.identifiers import symbol
from byhand.language.notations import LATEX, Notation
from byhand.language.show import show
from byhand.page.blocks import Part, Row
from byhand.training.optimizers.optimizer import GRADIENT, PARAMETER, Optimizer
from byhand.training.optimizers.schedules import Schedule

SYMBOLS = {
    "lr": "eta",
    "eps": "epsilon",
    "weight_decay": "lambda",
    "momentum": "mu",
    "dampening": "tau",
    "lr_decay": "delta",
    "momentum_decay": "psi",
    "clip_value": "c",
    "clip_norm": "C",
    "initial_accumulator_value": "s_0",
}
"""The letters that the field has for the words of the settings."""
_ACCENTS = ("tilde", "bar", "hat")


def letter(setting: str) -> Name:
    """A setting as a page writes it."""
    return Name(SYMBOLS.get(setting, setting))


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a rule with what its names are called, apart from the step they belong to."""

    update: Update
    target: str
    now: Mapping[str, str]
    """Names on the right that have their value of this step, by what they are called."""
    before: frozenset[str]
    """Names on the right that have their value of the step before."""
    steady: frozenset[str] = frozenset()
    """What is called the same in every step, as it is made of settings alone."""

    def named(self, now: str, before: str, parameter: str = PARAMETER) -> dict[str, Expr]:
        """What to write for every name on the right; `now` and `before` are endings."""
        found: dict[str, Expr] = {}
        for name, called in self.now.items():
            found[name] = Name(_of(called, parameter) + ("" if name in self.steady else now))
        for name in self.before:
            found[name] = Name(_of(name, parameter) + before)
        if "norm" not in found:
            found["norm"] = Apply("norm", (Name(GRADIENT + now),))
        return found

    def left(self, now: str, parameter: str = PARAMETER) -> Name:
        """What is computed, `m` with an ending."""
        ending = "" if self.update.target in self.steady else now
        return Name(_of(self.target, parameter) + ending)

    def row(self, parameter: str = PARAMETER) -> Row:
        """The line in symbols, `mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ`, and when it holds."""
        words = self.named("[t]", "[t-1]", parameter)
        right = in_letters(self.update.expr, words)
        parts = [Part("", self.left("[t]", parameter)), Part("=", right)]
        if self.update.when is not None:
            parts.append(Part(",", in_letters(self.update.when, words)))
        return Row(tuple(parts))


def _of(called: str, parameter: str) -> str:
    """θ by the name of the parameter."""
    if called.startswith(PARAMETER):
        return parameter + called.removeprefix(PARAMETER)
    return called


def in_letters(expr: Expr, words: Mapping[str, Expr]) -> Expr:
    """A line with its names replaced, and settings by their letters."""
    return substitute(expr, {**{k: Name(v) for k, v in SYMBOLS.items()}, **words})


def told_lines(optimizer: Optimizer) -> tuple[Told, ...]:
    """The lines of an optimizer with what their names are called.

    A name that is assigned twice in a step is called θ̃ the first time, and the gradient, which is
    given, g̃ where a line changes it.
    """
    updates = optimizer.updates
    counts: dict[str, int] = {GRADIENT: 1}
    number: list[int] = []
    for i, update in enumerate(updates):
        again = i > 0 and update.when is not None and updates[i - 1].target == update.target
        if not again or updates[i - 1].when is None:
            counts[update.target] = counts.get(update.target, 0) + 1
        number.append(counts[update.target])
    now: dict[str, str] = {GRADIENT: GRADIENT}
    if isinstance(optimizer.settings["lr"], Schedule):
        now["lr"] = SYMBOLS["lr"]
    before = {PARAMETER, *optimizer.state}
    steady: set[str] = set()
    found: list[Told] = []
    for update, n in zip(updates, number, strict=True):
        target = _called(update.target, n, counts[update.target])
        if update.when is None and set(names(update.expr)) <= optimizer.fixed | steady:
            steady.add(update.target)
        found.append(Told(update, target, dict(now), frozenset(before), frozenset(steady)))
        following = updates[len(found)] if len(found) < len(updates) else None
        if following is None or following.target != update.target or following.when is None:
            before.discard(update.target)
            now[update.target] = target
    return tuple(found)


def _called(name: str, number: int, count: int) -> str:
    if name == GRADIENT:
        return name + _ACCENTS[number - 2]
    return name if number == count else name + _ACCENTS[number - 1]


def ahead_row(optimizer: Optimizer) -> Row:
    """Where the gradient is taken, `θ̂ₜ = θₜ₋₁ − μ·vₜ₋₁`."""
    update = optimizer.ahead[0]
    before = {PARAMETER, *optimizer.state} & set(names(update.expr))
    right = in_letters(update.expr, {name: Name(f"{name}[t-1]") for name in before})
    return Row((Part("", Name(f"{PARAMETER}hat[t]")), Part("=", right)))


def formulas(optimizer: Optimizer, notation: Notation) -> list[str]:
    """The lines of a rule as text in a notation, one after another."""
    rows = [told.row() for told in told_lines(optimizer)]
    rows = [ahead_row(optimizer), *rows] if optimizer.ahead else rows
    comma = r",\quad " if notation is LATEX else ", "
    found: list[str] = []
    for row in rows:
        said = [show(part.expr, notation) for part in row.parts]
        found.append(f"{said[0]} = {said[1]}" + "".join(comma + more for more in said[2:]))
    return found


def own_letter(name: str, optimizer: Optimizer) -> str:
    """What a parameter is called in its lines: its own letter, or θ where that would mislead."""
    own = symbol(name)
    free = own.is_letter and own.is_bare and not own.accent and not own.entry
    used = {update.target for update in optimizer.updates}
    taken = {*used, "g", "t", *optimizer.state, *SYMBOLS.values(), "alpha", "beta", "rho"}
    return name if free and name not in taken else PARAMETER
