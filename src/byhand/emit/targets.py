"""The libraries that emitted source may use, and how the check is written with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from byhand.emit.jax_text import JaxText
from byhand.emit.target_text import TargetText
from byhand.emit.torch_text import TorchText

_TOLERANCE = "1e-8"


@dataclass(frozen=True)
class Target:
    """One library."""

    title: str
    module: str
    """The name under which its functions are written."""
    imports: tuple[str, ...]
    text: type[TargetText]
    array: str
    """How a constant is made."""
    kinds: tuple[str, str]
    """The types of its numbers and of its indices."""
    prepare: str
    differentiate: str
    largest: str
    """How the place of the largest entry is found."""

    @property
    def reserved(self) -> tuple[str, ...]:
        """The names that the module needs itself."""
        return ("torch", "jax", "jnp", "math", "forward", "gradients", "check", *self.text.sources)

    def literal(self, value: Any, *, whole: bool) -> str:
        """Given numbers as source."""
        if whole:
            value = _whole(value)
        return f"{self.array}({value!r}, dtype={self.kinds[whole]})"

    def check(self, given: Sequence[str], words: Mapping[str, str], kinked: Sequence[str]) -> str:
        """The function that holds one gradient against the other."""
        data = "\n".join(["    given = {", *given, "    }"])
        named = ", ".join(f'"{name}": "{word}"' for name, word in words.items())
        kinks = ""
        if kinked:
            names = ", ".join(f'"{name}"' for name in kinked)
            kinks = (
                "        # On a kink both choose a slope, and need not choose the same one.\n"
                f"        if name in ({names},):\n"
                '            print(f"{name:>8}  on a kink, not compared")\n'
                "            continue\n"
            )
        return _CHECK.format(
            prepare=self.prepare,
            data=data,
            named=named,
            differentiate=self.differentiate,
            kinks=kinks,
            module=self.module,
            largest=self.largest,
            tolerance=_TOLERANCE,
        )


def _whole(value: Any) -> Any:
    return [_whole(part) for part in value] if isinstance(value, list) else int(value)


_CHECK = '''def check():
    """Print both gradients where they differ most; 1 if they differ anywhere, else 0."""
{prepare}
{data}
    wanted = {{{named}}}
{differentiate}
    wrong = 0
    print("    name  by hand                 automatic               difference")
    for (name, word), automatic in zip(wanted.items(), found):
{kinks}        hand = {module}.broadcast_to({module}.asarray(ours[name]) + 0.0, given[word].shape)
        difference = abs(hand - automatic).reshape(-1)
        at = {largest}
        one, other = float(hand.reshape(-1)[at]), float(automatic.reshape(-1)[at])
        agree = float(difference[at]) <= {tolerance} * max(1.0, abs(other))
        wrong += not agree
        print(f"{{name:>8}}  {{one:<22.15g}}  {{other:<22.15g}}  {{float(difference[at]):.1e}}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(check())'''

TORCH = Target(
    title="PyTorch",
    module="torch",
    imports=("import torch",),
    text=TorchText,
    array="torch.tensor",
    kinds=("torch.float64", "torch.int64"),
    prepare="    torch.set_default_dtype(torch.float64)",
    differentiate="""    with torch.no_grad():
        ours = gradients(**given)
    leaves = [given[word].requires_grad_() for word in wanted.values()]
    value = forward(**given)
    found = torch.autograd.grad(value, leaves, allow_unused=True, materialize_grads=True)""",
    largest="int(difference.argmax())",
)

JAX = Target(
    title="JAX",
    module="jnp",
    imports=("import jax", "import jax.numpy as jnp"),
    text=JaxText,
    array="jnp.array",
    kinds=("jnp.float64", "jnp.int64"),
    prepare='    jax.config.update("jax_enable_x64", True)',
    differentiate="""    ours = gradients(**given)
    places = [list(given).index(word) for word in wanted.values()]
    found = jax.grad(forward, argnums=places)(*given.values())""",
    largest="int(difference.argmax())",
)

TARGETS = {"torch": TORCH, "jax": JAX}
