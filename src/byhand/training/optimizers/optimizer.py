"""An update rule with its settings: what it computes, and how it is started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from byhand.emit.inplace import InPlace, Update, array_names, inplace
from byhand.language.expr import Apply, Expr, Name, Number, names
from byhand.language.parse import parse_expression
from byhand.numeric.backends import FLOAT
from byhand.numeric.functions import evaluate_expression
from byhand.text import Text
from byhand.training.optimizers.rule import ALSO, Line, Rule
from byhand.training.optimizers.schedules import Schedule
from byhand.training.optimizers.settings import BELOW_1, numbers_of

if TYPE_CHECKING:
    from byhand.training.optimizers.stepper import Stepper

PARAMETER, GRADIENT = "theta", "g"
_UNITS = frozenset(("beta1", "beta2", *BELOW_1))
"""Settings that are certain to be at least 0 and below 1."""


@dataclass(frozen=True, repr=False)
class Optimizer:
    """An update rule with its settings; `start(params)` begins to step parameters with it."""

    rule: Rule
    settings: Mapping[str, Any]

    def start(
        self,
        params: dict[str, Any],
        state: Mapping[str, Any] | None = None,
        *,
        check: bool = True,
    ) -> Stepper:
        """A stepper of parameters: a dict of float arrays, which it updates in place, or of floats.

        `state` is the `.state` of an earlier stepper, to go on to the same numbers. `check=False`
        leaves out the look at every gradient for what is not finite. Raises `InputError` for
        parameters that are no floating-point numbers, and for a state that does not fit.

        >>> from byhand import optim
        >>> params = {"w": 1.0}
        >>> stepper = optim.SGD(lr=0.1).start(params)
        >>> stepper.step({"w": 2.0})
        >>> params, stepper.t
        ({'w': 0.8}, 1)
        """
        from byhand.training.optimizers.stepper import Stepper

        return Stepper(self, params, state, check=check)

    def lr(self, t: int) -> float:
        """The learning rate of step t, counted from 1."""
        lr = self.settings["lr"]
        return lr(t - 1) if isinstance(lr, Schedule) else lr

    @cached_property
    def numbers(self) -> dict[str, float]:
        """The settings as the lines name them."""
        return numbers_of(self.settings)

    def holds(self, conditions: str) -> bool:
        """Whether all of some comparisons of settings, separated by commas, are true."""
        return all(
            evaluate_expression(parse_expression(text), self.numbers, FLOAT)
            for text in conditions.split(",")
        )

    @property
    def title(self) -> Text:
        """What it is called, with these settings."""
        titles = self.rule.titles.items()
        return next((text for when, text in titles if self.holds(when)), self.rule.title)

    @property
    def says(self) -> list[Text]:
        """What it does, in sentences."""
        also = {**self.rule.also, **ALSO}
        return [self.rule.says, *(text for when, text in also.items() if self.holds(when))]

    @property
    def conventions(self) -> list[Text]:
        """In what it differs from PyTorch."""
        return [text for when, text in self.rule.told.items() if self.holds(when)]

    @cached_property
    def updates(self) -> tuple[Update, ...]:
        """The lines that these settings ask for, in order."""
        return tuple(
            update for line in self.rule.all_lines if (update := self._update(line)) is not None
        )

    def _update(self, line: Line) -> Update | None:
        """A line of the rule, unless the settings rule it out."""
        when: Expr | None = None
        for text in line.when.split(",") if line.when else ():
            condition = parse_expression(text)
            if set(names(condition)) <= self.fixed:
                if not evaluate_expression(condition, self.numbers, FLOAT):
                    return None
            else:
                when = condition if when is None else Apply("min", (when, condition))
        statement = line.statement
        return Update(statement.target, statement.expr, when, line.text)

    @cached_property
    def ahead(self) -> tuple[Update, ...]:
        """The line that says where the gradient is taken, if not at the parameters."""
        found = (self._update(line) for line in self.rule.ahead)
        return tuple(update for update in found if update is not None)

    @cached_property
    def fixed(self) -> set[str]:
        """The settings that are the same in every step."""
        return {key for key, value in self.settings.items() if not isinstance(value, Schedule)} | {
            "beta1",
            "beta2",
        }

    @cached_property
    def state(self) -> dict[str, float]:
        """What these settings make the rule remember, and the number that it starts with."""
        used = {name for u in self.updates for name in (u.target, *names(u.expr))}
        return {
            key: float(evaluate_expression(parse_expression(start), self.numbers, FLOAT))
            for key, start in self.rule.state.items()
            if key in used
        }

    @cached_property
    def arrays(self) -> set[str]:
        """The names in the lines that stand for arrays; the others are numbers."""
        return array_names(self.updates, (PARAMETER, GRADIENT))

    @cached_property
    def needs_norm(self) -> bool:
        """Whether a line asks for the norm of the whole gradient."""
        return any("norm" in names(update.expr) for update in self.updates)

    @cached_property
    def routine(self) -> InPlace:
        """The NumPy source of a step."""
        kept = (PARAMETER, *self.state)
        title = f"One step of {self.rule.name}, in place."
        return inplace(self.updates, (PARAMETER, GRADIENT), kept, _is_positive, title)

    @property
    def latex(self) -> str:
        """The rule in LaTeX, its lines aligned.

        >>> from byhand import optim
        >>> print(optim.SGD(momentum=0.9).latex)
        \\begin{aligned}
        v_{t} &= \\mu v_{t-1} + g_{t} \\\\
        \\theta_{t} &= \\theta_{t-1} - \\eta v_{t}
        \\end{aligned}
        """
        from byhand.language.notations import LATEX
        from byhand.training.optimizers.symbols import formulas

        lines = [line.replace(" = ", " &= ", 1) for line in formulas(self, LATEX)]
        inside = " \\\\\n".join(lines)
        return f"\\begin{{aligned}}\n{inside}\n\\end{{aligned}}"

    @property
    def formulas(self) -> list[str]:
        """The lines of the rule in mathematical notation.

        >>> from byhand import optim
        >>> optim.SGD(momentum=0.9).formulas
        ['vₜ = μ·vₜ₋₁ + gₜ', 'θₜ = θₜ₋₁ − η·vₜ']
        """
        from byhand.language.notations import UNICODE
        from byhand.training.optimizers.symbols import formulas

        return formulas(self, UNICODE)

    @property
    def source(self) -> str:
        """The NumPy that a stepper runs; it stands alone."""
        return self.routine.source

    def __repr__(self) -> str:
        defaults = self.rule.defaults
        shown = [k for k, v in self.settings.items() if k in self.rule.settings or v != defaults[k]]
        return f"{self.rule.name}({', '.join(f'{k}={self.settings[k]!r}' for k in shown)})"


def _is_positive(expr: Expr) -> bool:
    """Whether an expression of numbers is above 0 for every setting that is let through."""
    match expr:
        case Number():
            return expr.value > 0
        case Apply("sub", (Number("1"), rest)):
            return _is_below_1(rest)
        case Apply("mul" | "div" | "add", args):
            return all(_is_positive(arg) for arg in args)
        case Apply("sqrt", (inside,)):
            return _is_positive(inside)
    return False


def _is_below_1(expr: Expr) -> bool:
    match expr:
        case Name(name):
            return name in _UNITS
        case Apply("pow", (Name(name), Name("t"))):
            return name in _UNITS
    return False
