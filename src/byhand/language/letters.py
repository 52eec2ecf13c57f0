"""The characters of mathematics: Greek letters, signs, superscripts, and what they mean typed."""

from __future__ import annotations

GREEK: dict[str, str] = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Pi": "Π",
    "Sigma": "Σ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
}
GREEK_NAMES: dict[str, str] = {letter: name for name, letter in GREEK.items()} | {"ϵ": "epsilon"}

SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
SUBSCRIPT_DIGITS = str.maketrans("0123456789", SUBSCRIPTS)
SUPERSCRIPT_DIGITS = str.maketrans("0123456789", SUPERSCRIPTS)
FROM_SUBSCRIPT = str.maketrans(SUBSCRIPTS, "0123456789")
FROM_SUPERSCRIPT = str.maketrans(SUPERSCRIPTS, "0123456789")

# Signs that people and input methods type for the plain ones.
SIGNS: dict[str, str] = {
    "·": "*",
    "⋅": "*",
    "×": "*",
    "∗": "*",
    "⊙": "*",
    "−": "-",
    "–": "-",
    "÷": "/",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "**": "^",
    "√": "sqrt",
    "（": "(",
    "）": ")",
    "，": ",",
    "；": ";",
    "＝": "=",
    "＋": "+",
    "－": "-",
    "＊": "*",
    "／": "/",
    "＾": "^",
    "＜": "<",
    "＞": ">",
    "｜": "|",
    "　": " ",
}

PI = "3.141592653589793"
"""The decimal that float64 has for π; the catalogue types it, and typeset notations write π."""

FUNCTION_ALIASES: dict[str, str] = {"σ": "sigmoid", "ln": "log", "swish": "silu"}
