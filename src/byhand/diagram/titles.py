"""What a layer is called, from the operations in it."""

from __future__ import annotations

from byhand.calculus.derivation import Derivation
from byhand.diagram import words
from byhand.diagram.array_labels import shape_words
from byhand.graph import Node
from byhand.graph.units import ACTIVATIONS, PRODUCTS, SOFT, is_share
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
    if _is_attention(derivation, nodes) and not layer.parameters:
        return words.ATTENTION.say(lang)
    if _normalises(ops) and not layer.head:
        found.append(words.NORMALISATION)
    for node in nodes:
        name = _softmax(derivation, node) or _name(derivation, node.op, node.args, layer)
        if name is not None and name not in found:
            found.append(name)
    if not layer.head and len(ops) > 1 and all(text in _SIGNS for text in found):
        return ""  # an activation among other arithmetic does not say what the layer is
    if layer.head and not any(op in words.LOSSES for op in ops) and len(ops) > 1:
        found.append(words.LOSS)
    return " + ".join(text.say(lang) for text in found)


_SIGNS = [same(op.form.sign) for op in CATALOGUE.values() if isinstance(op.form, Call)]


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


def _softmax(derivation: Derivation, node: Node) -> Text | None:
    """A softmax that is written out."""
    top = node.args[0] if node.args else None
    if not is_share(derivation.graph, node) or not isinstance(top, Name):
        return None
    return words.LAYERS["softmax"] if derivation.graph.nodes[top.name].op == "exp" else None


def _is_attention(derivation: Derivation, nodes: list[Node]) -> bool:
    soft = any(node.op in SOFT or _softmax(derivation, node) for node in nodes)
    return soft and sum(node.op in PRODUCTS for node in nodes) >= 2


def _normalises(ops: list[str]) -> bool:
    spread = {"var", "std"} & set(ops) or ("mean" in ops and "sqrt" in ops)
    return bool(spread) and "div" in ops
