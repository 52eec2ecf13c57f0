"""What one catalogue entry says about an operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from byhand.ops.forms import Form
from byhand.text import Text


@dataclass(frozen=True, slots=True)
class Need:
    """A condition on the operands without which the operation has no value."""

    condition: str
    """In byhand's language, over the operand names."""
    says: Text
    """What is wrong when it fails; `{x}` stands for the value of operand x."""


@dataclass(frozen=True, slots=True)
class Case:
    """One pattern of shapes and the pullbacks that belong to it."""

    shape: str
    pullbacks: Mapping[str, str]
    entries: str = ""
    """One entry of the result, in index notation."""


@dataclass(frozen=True, kw_only=True)
class Op:
    """One operation, once: its value, derivative, notation and words are all read from here.

    `formula`, `stable`, `partials`, `kink` and the conditions of `needs` are written in byhand's
    own language over the operand names, the settings, and (in partials) `out`, the result.
    """

    name: str
    args: str
    """Operand names, separated by spaces."""
    form: Form
    title: Text
    says: Text
    """What the node does to the gradient that arrives, in one sentence."""
    says_one: Text | None = None
    """The same where the other operand is a constant."""
    says_of: Mapping[str, Text] = field(default_factory=dict)
    """What it does to the gradient of one operand, where the sentence for all would be wrong."""
    says_one_of: Mapping[str, Text] = field(default_factory=dict)
    """The same where the other operand is a constant."""
    formula: str = ""
    """The definition by simpler operations; empty for a primitive."""
    kernel: str = ""
    """For a primitive: the name it has in math, numpy, mpmath and sympy, or in `operator`."""
    real: bool = False
    """Whether its kernel knows real numbers only; with complex ones its definition is taken."""
    stable: str = ""
    """A second definition for arithmetic that overflows; equal to `formula` in exact arithmetic."""
    quiet_stable: str = ""
    """A shorter one for arrays, in which an overflow is ∞ and no error."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """What PyTorch and JAX call it, where they have it whole; {} is where the operands go."""
    partials: Mapping[str, str] = field(default_factory=dict)
    """Hand-friendly local derivatives; SymPy differentiates `formula` where none is given."""
    stable_partials: Mapping[str, str] = field(default_factory=dict)
    """The same derivatives for arithmetic that overflows, where the hand form would."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Keyword parameters and their defaults."""
    stops: str = ""
    """Operands through which no gradient flows."""
    kink: str = ""
    """Zero exactly where the derivative jumps."""
    at_kink: Text | None = None
    """Which derivative is taken there."""
    needs: tuple[Need, ...] = ()
    variadic: bool = False
    """Whether more than two operands may be given; they are taken two by two from the left."""
    many: bool = False
    """Whether the last operand may be given any number of times, or not at all."""
    joins: str = ""
    """The operation that takes further operands in two by two when the line is read."""
    each: str = ""
    """An operation that is applied to every operand first, with the same settings."""
    # What follows is for operations on whole arrays ------------------------------------------
    shape: str = ""
    """How shapes answer each other, `m k, k n -> m n`, or the name of a rule of `graph/shapes`;
    empty for an elementwise operation, which broadcasts."""
    pullbacks: Mapping[str, str] = field(default_factory=dict)
    """∂L/∂operand over the operand names, `out` and `g` = ∂L/∂out."""
    cases: tuple[Case, ...] = ()
    """Several patterns, each with its pullbacks, where ranks decide; the first that fits holds."""
    entries: str = ""
    """One entry in index notation: the definition, `out[i, j] = sum_k A[i, k] B[k, j]`, or along an
    axis the derivative of entry j by entry k, `out[j] * (delta[j, k] - out[k])`."""
    static: str = ""
    """The settings that are axes, shapes, indices or switches, and not numbers."""
    rest: str = ""
    """The setting that collects further arguments given by position, as in `reshape(x, 2, 3)`."""
    typed: str = ""
    """The word that is typed for it, where two operations share one: `max(x)` and `max(x, y)`."""
    quiet: str = "keepdims"
    """The settings that a reader of a formula need not see."""
    twin: str = ""
    """The operation of the same word that is meant where the last operand has one axis less."""
    indices: str = ""
    """Operands that hold whole numbers used as indices."""

    @cached_property
    def operands(self) -> tuple[str, ...]:
        """The operand names in order."""
        return tuple(self.args.split())

    def operand(self, slot: int) -> str:
        """The name of an operand; the last one may be there many times."""
        return self.operands[min(slot, len(self.operands) - 1)]

    def sentence(self, slot: int, *, alone: bool) -> Text:
        """What it does to the gradient of one operand, which may be the only one that varies."""
        operand = self.operand(slot)
        if alone and (operand in self.says_one_of or self.says_one):
            return self.says_one_of.get(operand) or self.says_one or self.says
        return self.says_of.get(operand, self.says)

    @property
    def word(self) -> str:
        """What is typed for it."""
        return self.typed or self.name

    @property
    def elementwise(self) -> bool:
        """Whether it works entry by entry, so that its partials are all there is to know."""
        return not self.shape and not self.cases

    @cached_property
    def static_names(self) -> frozenset[str]:
        """The settings that are fixed when a program is read."""
        return frozenset(self.static.split())

    @cached_property
    def differentiable(self) -> tuple[str, ...]:
        """The operands through which a gradient flows."""
        return tuple(name for name in self.operands if name not in self.stops.split())
