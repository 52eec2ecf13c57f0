"""Words that LaTeX sets as they are, whatever characters they hold."""

from __future__ import annotations

import unicodedata

from byhand.language.letters import GREEK_NAMES, SUBSCRIPTS, SUPERSCRIPTS
from byhand.typeset.fonts import needs_cjk

_WORDS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "'": "'",
    "`": r"\textasciigrave{}",
    "\u00a0": "~",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"\ldots{}",
    "•": r"\textbullet{}",
    "§": r"\S{}",
    "©": r"\copyright{}",
    "ß": r"\ss{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "ı": r"\i{}",
    "«": r"$\ll$",
    "»": r"$\gg$",
}
_SIGNS = {
    "·": r"\cdot",
    "⋅": r"\cdot",
    "×": r"\times",
    "÷": r"\div",
    "−": "-",
    "±": r"\pm",
    "≈": r"\approx",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "∂": r"\partial",
    "∇": r"\nabla",
    "∞": r"\infty",
    "√": r"\surd",
    "∑": r"\sum",
    "Σ": r"\Sigma",
    "→": r"\to",
    "←": r"\leftarrow",
    "↦": r"\mapsto",
    "⊙": r"\odot",
    "∈": r"\in",
    "°": r"^\circ",
    "′": "'",
    "✓": r"\checkmark",
    "✗": r"\boldsymbol{\times}",
    "ᵀ": r"^\top",
    "ˣ": "^x",
    "𝟙": r"\mathbf{1}",
} | {letter: f"\\{name}" for letter, name in GREEK_NAMES.items()}
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
    "\u0328": "k",
    "\u0331": "b",
}


def needs_chinese(words: str) -> bool:
    """Whether words can only be set by a LaTeX with Chinese fonts."""
    return needs_cjk(words)


def tex_words(words: str) -> str:
    """Words as LaTeX: commands for what its plain fonts lack, code points for what no font has.

    >>> tex_words("50% of σ")
    '50\\\\% of $\\\\sigma$'
    """
    return "".join(map(_char, unicodedata.normalize("NFC", words)))


def _char(char: str) -> str:
    if char in _WORDS:
        return _WORDS[char]
    if char in _SIGNS:
        return f"${_SIGNS[char]}$"
    if char in SUPERSCRIPTS:
        return f"$^{SUPERSCRIPTS.index(char)}$"
    if char in SUBSCRIPTS:
        return f"$_{SUBSCRIPTS.index(char)}$"
    if char.isascii() or needs_cjk(char):
        return char
    return _accented(char)


def _accented(char: str) -> str:
    """An accented letter as accent and letter, any other stranger by its number."""
    base, *marks = unicodedata.normalize("NFD", char)
    if base.isascii() and len(marks) == 1 and marks[0] in _ACCENTS:
        letter = {"i": r"\i", "j": r"\j"}.get(base, base)
        return f"\\{_ACCENTS[marks[0]]}{{{letter}}}"
    if unicodedata.category(char) in ("Cf", "Mn"):
        return ""
    return f"[U+{ord(char):04X}]"
