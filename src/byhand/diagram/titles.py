"""What a layer is called, from the operations in it."""

from __future__ import annotations

from byhand.calculus.derivation import Derivation
from byhand.diagram import words
from byhand.diagram.array_labels import shape_words
from byhand.graph.units import ACTIVATIONS, PRODUCTS, SOFT
from byhand.graph.views import Layer
from byhand.language.expr import Name
from byhand.ops import CATALOGUE
from byhand.ops.forms import Call
from byhand.text import Lang, Text, same


def title_of(derivation: Derivation, layer: Layer, lang: Lang) -> str:
    """`linear + ReLU`; empty where no operation gives the layer a name."""
    nodes = [derivation.graph.nodes[name] for name in layer.nodes]
    ops = [node.op for node in nodes]
    found: list[Text] = []
    if _is_attention(ops) and not layer.parameters:
        return words.ATTENTION.say(lang)
    if _normalises(ops) and not layer.head:
        found.append(words.NORMALISATION)
    for node in nodes:
        name = _name(derivation, node.op, node.args, layer)
        if name is not None and name not in found:
            found.append(name)
    if layer.head and not any(op in words.LOSSES for op in ops) and len(ops) > 1:
        found.append(words.LOSS)
    return " + ".join(text.say(lang) for text in found)


def _name(derivation: Derivation, op: str, args: tuple, layer: Layer) -> Text | None:
    if op == "conv2d":
        kernel = args[1]
        shape = derivation.shapes.get(kernel.name, ()) if isinstance(kernel, Name) else ()
        if len(shape) < 2:
            return words.CONVOLUTION
        size = shape_words(shape[-2:])
        return Text(*(f"{words.CONVOLUTION.say(lang)} {size}" for lang in ("en", "zh")))
    if op in PRODUCTS - {"embedding"}:
        return words.LINEAR if layer.parameters else None
    if op in ACTIVATIONS:
        form = CATALOGUE[op].form
        return same(form.sign if isinstance(form, Call) else op)
    return words.LAYERS.get(op) or words.LOSSES.get(op)


def _is_attention(ops: list[str]) -> bool:
    return sum(op in PRODUCTS for op in ops) >= 2 and any(op in SOFT for op in ops)


def _normalises(ops: list[str]) -> bool:
    spread = {"var", "std"} & set(ops) or ("mean" in ops and "sqrt" in ops)
    return bool(spread) and "div" in ops
