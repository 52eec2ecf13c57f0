r"""LaTeX commands in the pieces of a line, turned into the pieces that a keyboard would type.

`\frac{\partial L}{\partial W_{1}}` becomes ∂ L / ∂ W_1, and `\frac{a}{b}` becomes ((a)/(b)).
Nothing is typeset or looked up: a command that is not in the tables below is an error.
"""

from __future__ import annotations

import re

from byhand import messages
from byhand.language.letters import GREEK
from byhand.marking import read_words
from byhand.marking.read_cursor import DEPTH_LIMIT
from byhand.marking.read_names import Names, function_of, plain_word
from byhand.marking.read_tokens import Piece
from byhand.marking.read_words import Unreadable


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SILENT = _set(
    "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr displaystyle textstyle limits "
    "nonumber , ; ! : ( ) [ ]"
) | {" "}
_SPELLED = {
    "·": "cdot times",
    "*": "ast",
    "⊙": "odot circ",
    "/": "div",
    "<=": "le leq",
    ">=": "ge geq",
    "!=": "ne neq",
    "<": "lt",
    ">": "gt",
    "≈": "approx simeq",
    "ᵀ": "top intercal",
    "∂": "partial",
    "∇": "nabla",
    "Σ": "sum",
    "‖": "lVert rVert |",
    "|": "lvert rvert vert",
    "{": "{",
    "}": "}",
    "%": "%",
    "_": "_",
    "⇒": "Rightarrow implies rightarrow to therefore",
    "'": "prime",
    "break": "\\ quad qquad",
    "…": "ldots dots",
}
_SIGNS = {name: sign for sign, names in _SPELLED.items() for name in names.split()}
_WRAPS = _set(
    "mathrm text textrm textbf operatorname mathbf mathit boldsymbol bm mathsf mathcal mathbb "
    "vec mathtt"
)
_ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
}
_VARIANTS = {"varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "varsigma": "sigma"}
_MATRICES = _set("matrix bmatrix pmatrix vmatrix Bmatrix Vmatrix smallmatrix array")
_LATEX = re.compile(r"[\\{&]|\^[\[(]|[^A-Za-z0-9_]_")
_FRACTIONS = frozenset(["frac", "dfrac", "tfrac", "cfrac"])


def has_latex(text: str) -> bool:
    """Whether a line may hold what LaTeX alone writes: a command, a brace, a raised [1]."""
    return _LATEX.search(text) is not None


def without_latex(pieces: list[Piece], names: Names) -> list[Piece]:
    """The pieces of a line with its LaTeX typed out."""
    latex = any(piece[0] in ("command", "&") for piece in pieces)
    return [*_Typist(pieces, names, latex).typed("end"), pieces[-1]]


class _Typist:
    """Goes through the pieces once."""

    def __init__(self, pieces: list[Piece], names: Names, latex: bool) -> None:
        self.pieces = pieces
        self.names = names
        self.latex = latex
        self.i = 0
        self.depth = 0
        self.matrices = 0

    def typed(self, stop: str) -> list[Piece]:
        """The pieces up to one of a kind, which is passed."""
        out: list[Piece] = []
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise Unreadable(messages.TOO_DEEP.fill(limit=DEPTH_LIMIT), self.pieces[self.i][2])
        while self.pieces[self.i][0] != stop:
            self._piece(out)
        self.i += self.pieces[self.i][0] != "end"
        self.depth -= 1
        return out

    def _piece(self, out: list[Piece]) -> None:
        piece = self.pieces[self.i]
        kind, text, at, end = piece
        if kind == "end":
            raise Unreadable(messages.UNCLOSED, self.pieces[-1][2])
        self.i += 1
        if kind == "command":
            self._command(text[1:], piece, out)
        elif kind == "&":
            out += [(",", text, at, end)] if self.matrices else []
        elif kind == "{" and self._groups(out):
            out += _bracketed(self.typed("}"), piece)
        elif kind == "^" and self.pieces[self.i][0] in ("[", "{", "("):
            self._exponent(piece, out)
        elif kind == "_" and out and out[-1][0] == "word":
            self._subscript(out)
        elif kind == "word" and text.endswith("_") and self.pieces[self.i][0] == "{":
            out.append((kind, text[:-1], at, end))
            self._subscript(out)
        else:
            out.append(piece)

    def _groups(self, out: list[Piece]) -> bool:
        """Whether a curly bracket groups, and is not that of `1{z > 0}`."""
        before = out[-1] if out else None
        shown = before is not None and (before[0] == "𝟙" or before[1] == "1")
        return self.latex and not shown

    def _exponent(self, sign: Piece, out: list[Piece]) -> None:
        """`x^{2}`, and the number of a layer: `W^{[1]}`, `W^{(1)}`, `W^[1]`."""
        braced = self.pieces[self.i][0] == "{"
        first = self.i + braced
        kinds = [piece[0] for piece in self.pieces[first : first + 3]]
        if kinds in (["[", "num", "]"], ["(", "num", ")"]) and out and out[-1][0] == "word":
            word, number = out[-1], self.pieces[first + 1][1]
            name = self._numbered(plain_word(word[1]), number, certain=kinds[0] == "[")
            raised = self._raised_t(first + 3) if braced else 0
            if name and (not braced or self.pieces[first + 3 + raised][0] == "}"):
                self.i = first + 3 + raised + braced
                out[-1] = ("word", name, word[2], self.pieces[self.i - 1][3])
                out += [sign, ("ᵀ", "T", sign[2], sign[3])] if raised else []
                return
        out.append(sign)
        if braced:
            bracket = self.pieces[self.i]
            self.i += 1 + (self.pieces[self.i + 1][1] == r"\odot")  # byhand's own X^{\odot 2}
            out += _bracketed(self.typed("}"), bracket)

    def _raised_t(self, place: int) -> int:
        r"""Whether a T stands behind the number of a layer: `A^{[1]T}`, `A^{[1]\top}`."""
        return int(self.pieces[place][1] in ("T", "ᵀ", r"\top"))

    def _numbered(self, word: str, number: str, *, certain: bool) -> str:
        stem = word[1:] if word[:1] == "d" and not self.names.known(word) else word
        if self.names.known(stem + number):
            return word + number
        if self.names.known(f"{stem}'{number}"):
            return f"{word}'{number}"
        return word + number if certain else ""

    def _subscript(self, out: list[Piece]) -> None:
        """`W_{1}`, `z_{h,1}`: joined to the word before."""
        _, word, at, end = out[-1]
        if self.pieces[self.i][0] == "{":
            self.i += 1
            inner = self.typed("}")
        else:
            inner, self.i = [self.pieces[self.i]], self.i + 1
        if any(kind not in ("word", "num", ",") for kind, *_ in inner) or not inner:
            raise Unreadable(read_words.STRAY_SIGN.fill(sign="_"), end)
        below = "".join("_" if kind == "," else text for kind, text, *_ in inner)
        out[-1] = ("word", f"{word}_{below}", at, self.pieces[self.i - 1][3])

    def _command(self, name: str, piece: Piece, out: list[Piece]) -> None:
        at, end = piece[2], piece[3]
        if name in _SILENT:
            return
        if name in _FRACTIONS:
            self._fraction(piece, out)
        elif name in _SIGNS:
            sign = ";" if name == "\\" and self.matrices else _SIGNS[name]
            out.append((sign, piece[1], at, end))
        elif name in _WRAPS:
            self._wrapped(piece, out)
        elif name in _ACCENTS:
            inner = self._argument()
            word = "".join(text for kind, text, *_ in inner if kind in ("word", "num"))
            out.append(("word", word + _ACCENTS[name], at, self.pieces[self.i - 1][3]))
        elif name in ("underset", "overset"):
            self._argument()  # byhand's own shapes under factors
            out += self._argument()
        elif name in ("begin", "end"):
            self._environment(name, piece, out)
        elif name in GREEK or name in _VARIANTS:
            out.append(("word", _VARIANTS.get(name, name), at, end))
        elif name == "sqrt" and self.pieces[self.i][0] != "[":
            out.append(("word", "sqrt", at, end))
        elif name != "sqrt" and function_of(name):
            out.append(("word", name, at, end))
        else:
            raise Unreadable(read_words.COMMAND.fill(name=piece[1]), at)

    def _argument(self) -> list[Piece]:
        """What a command is applied to: a group, or the next piece."""
        if self.pieces[self.i][0] == "{":
            self.i += 1
            return self.typed("}")
        out: list[Piece] = []
        self._piece(out)
        return out

    def _wrapped(self, piece: Piece, out: list[Piece]) -> None:
        r"""`\mathrm{ReLU}`, `\mathbf{1}`: the word itself."""
        inner = self._argument()
        end = self.pieces[self.i - 1][3]
        if len(inner) == 1 and inner[0][1] == "1":
            out.append(("𝟙", "1", piece[2], end))
            return
        words = [text for kind, text, *_ in inner if kind in ("word", "num", "_", "chinese")]
        if not words or len(words) != len(inner):
            out += inner
            return
        out.append(("word", "".join(words), piece[2], end))

    def _fraction(self, piece: Piece, out: list[Piece]) -> None:
        top, bottom = self._argument(), self._argument()
        at, end = piece[2], self.pieces[self.i - 1][3]
        if _is_differential(top) and _is_differential(bottom):
            out += [*top, ("/", "/", at, at), *bottom]
            return
        inner = [*_bracketed(top, piece), ("/", "/", at, at), *_bracketed(bottom, piece)]
        out += [("(", "(", at, at), *inner, (")", ")", end, end)]

    def _environment(self, name: str, piece: Piece, out: list[Piece]) -> None:
        inner = self._argument()
        word = inner[0][1] if inner else ""
        end = self.pieces[self.i - 1][3]
        if word in _MATRICES:
            self.matrices += 1 if name == "begin" else -1
            if word == "array" and name == "begin" and self.pieces[self.i][0] == "{":
                self._argument()  # the alignment of its columns
            out.append(("[" if name == "begin" else "]", piece[1], piece[2], end))
        elif word == "cases":
            raise Unreadable(read_words.COMMAND.fill(name=r"\begin{cases}"), piece[2])


def _bracketed(inner: list[Piece], piece: Piece) -> list[Piece]:
    """A group in round brackets, unless it is one piece and needs none."""
    at = piece[2]
    if len(inner) == 1 and inner[0][0] in ("num", "word", "ᵀ", "'"):
        return inner
    end = inner[-1][3] if inner else piece[3]
    return [("(", "(", at, at + 1), *inner, (")", ")", end, end)]


def _is_differential(inner: list[Piece]) -> bool:
    """`∂ L`, `d L` or `dL`."""
    kinds = [kind for kind, *_ in inner]
    if kinds == ["∂", "word"] or (kinds == ["word", "word"] and inner[0][1] == "d"):
        return True
    return kinds == ["word"] and inner[0][1][0] == "d" and len(inner[0][1]) > 1
