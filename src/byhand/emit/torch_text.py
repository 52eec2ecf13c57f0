"""Expressions over tensors as PyTorch text."""

from __future__ import annotations

from collections.abc import Mapping

from byhand.emit.numpy_forms import ATOM, SPECIAL, Piece, Writes, python_text
from byhand.emit.numpy_text import NumpyText
from byhand.emit.scalar_python import MATH
from byhand.emit.target_text import (
    CONDITIONS,
    LacksError,
    TargetText,
    is_constant,
    setting_texts,
)
from byhand.emit.torch_helpers import SOURCES
from byhand.graph.shapes import fixed_settings
from byhand.language.expr import Apply, Expr, Literal, Slice
from byhand.language.statics import spelled_index
from byhand.numeric.backends import FLOAT
from byhand.numeric.evaluate import evaluate_constant
from byhand.ops import CATALOGUE

_SAME = "exp log sqrt sin cos tan tanh log1p expm1 sign abs erf outer trace diag tril"
_ARITHMETIC = frozenset(("add", "sub", "mul", "div", "neg", "pow", "copy"))


def _fixed(node: Apply) -> Mapping[str, object]:
    return fixed_settings(CATALOGUE[node.op], node.settings)


def _reduced(name: str, *, whole: str = "") -> Writes:
    """A method that takes `dim` and `keepdim`."""

    def written(writer: NumpyText, node: Apply) -> Piece:
        texts = setting_texts(node)
        base = writer.held(node.args[0], ATOM)
        inner = [] if texts["axis"] == "None" else [f"dim={texts['axis']}"]
        if not inner and (whole or texts["keepdims"] == "True"):
            inner = [f"dim={tuple(range(writer.rank(node.args[0])))}"]
        inner += ["keepdim=True"] if texts["keepdims"] == "True" else []
        return f"{base}.{name}({', '.join(inner)})", ATOM

    return written


def _product_of(writer: NumpyText, node: Apply) -> Piece:
    """PyTorch multiplies along one axis at a time."""
    axis, keepdims = _fixed(node)["axis"], _fixed(node)["keepdims"]
    text, rank = writer.held(node.args[0], ATOM), writer.rank(node.args[0])
    if axis is None and not keepdims:
        return f"{text}.prod()", ATOM
    axes = range(rank) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    for one in sorted((int(a) % rank for a in axes if isinstance(a, int)), reverse=True):
        text += f".prod({one}, keepdim=True)" if keepdims else f".prod({one})"
    return text, ATOM


def _spread(function: str) -> Writes:
    def written(writer: NumpyText, node: Apply) -> Piece:
        texts, freedom = setting_texts(node), dict(node.settings).get("correction")
        inner = [] if texts["axis"] == "None" else [f"dim={texts['axis']}"]
        inner.append(f"correction={writer.text(freedom) if freedom is not None else 0}")
        inner += ["keepdim=True"] if texts["keepdims"] == "True" else []
        return f"{writer.held(node.args[0], ATOM)}.{function}({', '.join(inner)})", ATOM

    return written


def _norm(writer: NumpyText, node: Apply) -> Piece:
    texts = setting_texts(node)
    inner = [writer.text(node.args[0])]
    inner += [] if texts["axis"] == "None" else [f"dim={texts['axis']}"]
    inner += ["keepdim=True"] if texts["keepdims"] == "True" else []
    return f"torch.linalg.vector_norm({', '.join(inner)})", ATOM


def _limit(function: str, side: str) -> Writes:
    """The larger of two; beside a number it is a clamp."""

    def written(writer: NumpyText, node: Apply) -> Piece:
        x, y = node.args
        for number, other in ((x, y), (y, x)):
            if is_constant(number):
                return f"{writer.held(other, ATOM)}.clamp({side}={writer.text(number)})", ATOM
        return f"torch.{function}({writer.text(x)}, {writer.text(y)})", ATOM

    return written


def _permuted(writer: NumpyText, node: Apply) -> Piece:
    axes, rank = _fixed(node)["axes"], writer.rank(node.args[0])
    base = writer.held(node.args[0], ATOM)
    if axes is None and rank < 2:
        return base, ATOM
    if axes is None and rank == 2:
        return f"{base}.T", ATOM
    order = axes if isinstance(axes, tuple) else tuple(reversed(range(rank)))
    return f"{base}.permute({', '.join(map(str, order))})", ATOM


def _expand(writer: NumpyText, node: Apply) -> Piece:
    s, like = node.args
    axis, keepdims = _fixed(node)["axis"], _fixed(node)["keepdims"]
    shape = f"{writer.held(like, ATOM)}.shape"
    rank = writer.rank(like)
    if not writer.rank(s):
        return f"torch.as_tensor({writer.text(s)}).expand({shape})", ATOM
    text = writer.held(s, ATOM)
    if not keepdims and axis is not None:
        axes = axis if isinstance(axis, tuple) else (axis,)
        for one in sorted(int(a) % rank for a in axes if isinstance(a, int)):
            text += f".unsqueeze({one})"
    return f"{text}.expand({shape})", ATOM


def _size(writer: NumpyText, node: Apply) -> Piece:
    axis = _fixed(node)["axis"]
    if axis is None and writer.rank(node.args[0]):
        return f"{writer.held(node.args[0], ATOM)}.numel()", ATOM
    return SPECIAL["size"](writer, node)


def _plan(writer: NumpyText, node: Apply, arrays: tuple[Expr, ...]) -> str:
    spec = dict(node.settings)["at"]
    assert isinstance(spec, Literal)
    assert isinstance(spec.value, tuple)
    if any(isinstance(item, Slice) and (item.step or 1) < 0 for item in spec.value):
        raise LacksError(node.op)  # a tensor is never read backwards
    return spelled_index(spec.value, [writer.text(arg) for arg in arrays])


def _index(writer: NumpyText, node: Apply) -> Piece:
    base = writer.held(node.args[0], ATOM)
    return f"{base}[{_plan(writer, node, node.args[1:])}]", ATOM


def _scatter(writer: NumpyText, node: Apply) -> Piece:
    s, like, *arrays = node.args
    inner = _plan(writer, node, tuple(arrays))
    writer.helper("scatter")
    at = inner if len(inner.split(", ")) == 1 and ":" not in inner else f"({_slices(inner)})"
    return f"scatter({writer.text(s)}, {writer.held(like, ATOM)}.shape, {at})", ATOM


def _slices(inner: str) -> str:
    """What stands in square brackets as a tuple: `:, 0:2` as slice(None), slice(0, 2)."""
    found: list[str] = []
    for part in inner.split(", "):
        if ":" not in part:
            found.append(part)
            continue
        bounds = [bound or "None" for bound in part.split(":")]
        found.append("slice(None)" if set(bounds) == {"None"} else f"slice({', '.join(bounds)})")
    return ", ".join(found) + ("," if len(found) == 1 else "")


def _shaped(writer: NumpyText, node: Apply) -> Piece:
    shape = _fixed(node)["shape"]
    inner = python_text(shape if isinstance(shape, tuple) else (shape,))  # type: ignore[arg-type]
    return f"torch.{node.op}({inner.strip('(,)') if node.op == 'eye' else inner})", ATOM


def _along(function: str) -> Writes:
    def written(writer: NumpyText, node: Apply) -> Piece:
        parts = ", ".join(writer.text(arg) for arg in node.args)
        inner = f"[{parts}]" if len(node.args) > 1 else parts
        return f"torch.{function}({inner}, {python_text(_fixed(node)['axis'])})", ATOM  # type: ignore[arg-type]

    return written


def _one_hot(writer: NumpyText, node: Apply) -> Piece:
    classes = _fixed(node)["classes"]
    count = classes[0] if isinstance(classes, tuple) else classes
    return f"torch.eye({count})[{writer.text(node.args[0])}]", ATOM


def _one_hot_like(writer: NumpyText, node: Apply) -> Piece:
    y, like = node.args
    return f"torch.eye({writer.held(like, ATOM)}.shape[-1])[{writer.text(y)}]", ATOM


def _identity(writer: NumpyText, node: Apply) -> Piece:
    return f"torch.eye({writer.held(node.args[0], ATOM)}.shape[0])", ATOM


def _softmax(function: str) -> Writes:
    def written(writer: NumpyText, node: Apply) -> Piece:
        base = writer.text(node.args[0])
        return f"torch.{function}({base}, dim={setting_texts(node)['axis']})", ATOM

    return written


class TorchText(TargetText):
    """Writes expressions in the words of PyTorch."""

    library = "torch"
    functions: Mapping[str, str] = {
        **{name: f"torch.{name}" for name in _SAME.split()},
        "det": "torch.linalg.det",
        "inv": "torch.linalg.inv",
        "ones_like": "torch.ones_like",
    }
    special: Mapping[str, Writes] = {
        **SPECIAL,
        **CONDITIONS,
        "sum": _reduced("sum"),
        "mean": _reduced("mean"),
        "amax": _reduced("amax"),
        "amin": _reduced("amin"),
        "logsumexp": _reduced("logsumexp", whole="all"),
        "prod": _product_of,
        "var": _spread("var"),
        "std": _spread("std"),
        "norm": _norm,
        "max": _limit("maximum", "min"),
        "min": _limit("minimum", "max"),
        "transpose": _permuted,
        "expand": _expand,
        "size": _size,
        "index": _index,
        "scatter": _scatter,
        "ones": _shaped,
        "zeros": _shaped,
        "eye": _shaped,
        "unsqueeze": _along("unsqueeze"),
        "squeeze": _along("squeeze"),
        "concat": _along("cat"),
        "onehot": _one_hot,
        "onehot_like": _one_hot_like,
        "identity": _identity,
        "softmax": _softmax("softmax"),
        "log_softmax": _softmax("log_softmax"),
    }
    sources = SOURCES

    def apply(self, node: Apply) -> Piece:
        """An operation; a function of numbers only is a number, as `torch.sqrt(2)` is none."""
        if node.op not in _ARITHMETIC and CATALOGUE[node.op].elementwise and is_constant(node):
            if node.op in MATH:
                return f"math.{node.op}({self.text(node.args[0])})", ATOM
            return repr(float(evaluate_constant(node, FLOAT))), ATOM
        return super().apply(node)
