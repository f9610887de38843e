"""Folding of names for comparison: case, accents, punctuation and white space aside."""

from __future__ import annotations

import re
import unicodedata

_APART = re.compile(r"[^\w]+")


def fold(name: str) -> str:
    """The name as it is compared: "The  Lisbôn-Post" and "the lisbon post" are one.

    Letters are compared by compatibility decomposition (Unicode NFKD) without combining marks, casefolded.
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _APART.sub(" ", bare).strip()
