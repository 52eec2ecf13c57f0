"""Expressions over arrays as JAX text; nothing is written over."""

from __future__ import annotations

from collections.abc import Mapping

from byhand.emit.jax_helpers import SOURCES
from byhand.emit.numpy_forms import ATOM, SPECIAL, Piece, Writes
from byhand.emit.numpy_text import FUNCTIONS, NumpyText
from byhand.emit.target_text import CONDITIONS, TargetText, setting_texts, with_settings
from byhand.graph.shapes import fixed_settings
from byhand.language.expr import Apply, Literal
from byhand.language.statics import spelled_index
from byhand.ops import CATALOGUE

_NN = ("log_softmax", "softmax")


def _scatter(writer: NumpyText, node: Apply) -> Piece:
    s, like, *arrays = node.args
    spec = dict(node.settings)["at"]
    assert isinstance(spec, Literal)
    assert isinstance(spec.value, tuple)
    inner = spelled_index(spec.value, [writer.text(arg) for arg in arrays])
    zeros = f"np.zeros({writer.held(like, ATOM)}.shape)"
    return f"{zeros}.at[{inner}].add({writer.text(s)})", ATOM


def _spread(function: str, correction: str) -> Writes:
    def written(writer: NumpyText, node: Apply) -> Piece:
        texts = setting_texts(node)
        freedom = dict(node.settings).get("correction")
        inner = [writer.text(node.args[0])]
        inner += [] if texts["axis"] == "None" else [f"axis={texts['axis']}"]
        inner += [] if freedom is None else [f"{correction}={writer.text(freedom)}"]
        inner += ["keepdims=True"] if texts["keepdims"] == "True" else []
        return f"{function}({', '.join(inner)})", ATOM

    return written


def _norm(writer: NumpyText, node: Apply) -> Piece:
    inner = ", ".join([writer.text(node.args[0]), *writer.axes(node)])
    return f"np.linalg.norm({inner})", ATOM


def _logsumexp(writer: NumpyText, node: Apply) -> Piece:
    inner = ", ".join([writer.text(node.args[0]), *writer.axes(node)])
    return f"jax.nn.logsumexp({inner})", ATOM


def _one_hot(writer: NumpyText, node: Apply) -> Piece:
    classes = fixed_settings(CATALOGUE["onehot"], node.settings)["classes"]
    count = classes[0] if isinstance(classes, tuple) else classes
    return f"jax.nn.one_hot({writer.text(node.args[0])}, {count})", ATOM


def _one_hot_like(writer: NumpyText, node: Apply) -> Piece:
    y, like = node.args
    return f"jax.nn.one_hot({writer.text(y)}, {writer.held(like, ATOM)}.shape[-1])", ATOM


class JaxText(TargetText):
    """Writes expressions in the words of JAX."""

    library = "jax"
    functions: Mapping[str, str] = {
        **FUNCTIONS,
        "erf": "jax.scipy.special.erf",
    }
    special: Mapping[str, Writes] = {
        **SPECIAL,
        **CONDITIONS,
        **{name: with_settings(f"jax.nn.{name}") for name in _NN},
        "scatter": _scatter,
        "var": _spread("np.var", "ddof"),
        "std": _spread("np.std", "ddof"),
        "norm": _norm,
        "logsumexp": _logsumexp,
        "onehot": _one_hot,
        "onehot_like": _one_hot_like,
    }
    sources = SOURCES
