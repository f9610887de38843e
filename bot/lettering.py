"""Which installed fonts can letter a chart: names come in every script, the font that matplotlib brings knows few."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

# Brought by matplotlib, so always here.
OWN: Final = "DejaVu Sans"
# Stands for what no installed font can draw.
MISSING: Final = "�"
_RUN: Final = re.compile(rf"{MISSING}(?:[\s\u200d]*{MISSING})+\u200d*")
_VARIANT: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# These draw a placeholder for every character there is.
_PLACEHOLDERS: Final = re.compile(r"last ?resort|\.notdef", re.IGNORECASE)
# Of the fonts that know a script, the one that goes with the rest of the chart is taken: without serifs, and common.
_FIRST: Final = (re.compile(r"^noto sans", re.IGNORECASE), re.compile(r"sans|gothic|arial|naskh", re.IGNORECASE))
_REGULAR: Final = (400, "normal", "regular", "book", "medium")


class Lettering(NamedTuple):
    """How to write some texts.

    Attributes:
        families: font families; the first that has a character draws it.
        missing: the characters that none of them has.
    """

    families: tuple[str, ...]
    missing: frozenset[str]

    def text(self, written: str) -> str:
        """The text as it can be drawn: a run of characters that cannot be becomes one `MISSING`."""
        plain = "".join(self._shown(letter) for letter in _flat(written))
        return _RUN.sub(MISSING, plain)

    def _shown(self, letter: str) -> str:
        if letter not in self.missing:
            return letter
        # Joiners and marks of direction only steer how others are drawn.
        return "" if unicodedata.category(letter) == "Cf" else MISSING


def lettering(texts: Iterable[str]) -> Lettering:
    """Fonts for these texts: matplotlib's own, and of the installed ones as few more as they need."""
    lacking = {letter for text in texts for letter in _flat(text) if letter != " "}
    families: list[str] = []
    for family, path in _fonts():
        found = lacking & _letters(path) if lacking or not families else set()
        if found or not families:
            families.append(family)
            lacking -= found
        if not lacking:
            break
    return Lettering(tuple(dict.fromkeys(families)), frozenset(lacking))


def _flat(text: str) -> str:
    """Composed, on one line, and without selectors of emoji's and characters' variants, which fonts of charts lack."""
    return " ".join(_VARIANT.sub("", unicodedata.normalize("NFC", text)).split())


def _fonts() -> Iterator[tuple[str, str]]:
    """Family and file of each regular face, matplotlib's own first."""
    from matplotlib.font_manager import findfont, fontManager  # noqa: PLC0415 - only whoever draws pays for it

    yield OWN, findfont(OWN)
    faces = [
        (each.name, each.fname)
        for each in fontManager.ttflist
        if each.style == "normal" and each.weight in _REGULAR and not _PLACEHOLDERS.search(each.name)
    ]
    yield from sorted(dict.fromkeys(faces), key=lambda face: (_liked(face[0]), face))


def _liked(family: str) -> int:
    return next((place for place, pattern in enumerate(_FIRST) if pattern.search(family)), len(_FIRST))


@lru_cache(maxsize=512)
def _letters(path: str) -> frozenset[str]:
    """The characters that a font file can draw; none where it cannot be read (a colour font may not be)."""
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415 - as above

    try:
        return frozenset(map(chr, FT2Font(path).get_charmap()))
    except (RuntimeError, OSError, ValueError):
        return frozenset()
