"""What a student wrote, fit to stand in a report: one line, nothing invisible, not too long."""

from __future__ import annotations

import re
import unicodedata

from byhand.page.blocks import Prose, prose
from byhand.text import Text

LONGEST = 160
"""The most characters of a line that a report quotes."""


def quoted(text: str, longest: int = LONGEST) -> str:
    """A text on one line, without characters that have no width or turn the reading direction.

    Markup stays as it is: a writer sets it as plain words.

    >>> quoted("z\\t=\\u202e 1\\x00\\n<b>")
    'z = 1 <b>'
    """
    spaced = " ".join(text[: 4 * longest].split())
    kept = "".join(c for c in spaced if not unicodedata.category(c).startswith("C"))
    return kept if len(kept) <= longest else kept[: longest - 1] + "…"


def sound(sentence: Prose) -> Prose:
    """A sentence that can be said: one that quotes braces of a student is taken as it stands."""
    known = {key for key, _ in sentence.parts}
    text = sentence.text
    if known.issuperset(_PLACEHOLDER.findall(text.en + text.zh)):
        return sentence
    return prose(Text(en="{as_it_is}", zh="{as_it_is}"), as_it_is=text)


_PLACEHOLDER = re.compile(r"\{(\w+)\}")
