"""The words of a text as a verdict compares them: typography, case and punctuation aside, each with its offsets. Pure.

House style is typography too: "5%", "five percent" and "5 per cent" are the same words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

# Marks that carry no sound: soft hyphens, joiners, directions. Inside a word they are part of how it is printed.
_SILENT = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe00-\ufe0f"
_LETTER = rf"[^\W\d_][\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f{_SILENT}]*"
_APOSTROPHE = "'’‘ʼ＇`´"
# "[W]e" and "want[ed]" are one word each, as printed with the editor's brackets.
_WORD = re.compile(
    rf"\d+(?:[.,]\d+)*|(?:\[{_LETTER}\](?={_LETTER}))?(?:{_LETTER})+(?:[{_APOSTROPHE}](?:{_LETTER})+)*"
    rf"(?:\[(?:{_LETTER}){{1,5}}\])?|[%$€£¥&]"
)
_BRACKETS = str.maketrans("", "", "[] ")
_NOT_HEARD = re.compile(f"[{_SILENT}]")
_APOSTROPHES = str.maketrans(dict.fromkeys(_APOSTROPHE, "'"))
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SIGNS = {"%": "percent", "&": "and"}
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_TENS = "thirty forty fifty sixty seventy eighty ninety".split()
_FIGURES = {word: str(value) for value, word in enumerate(_ONES)} | {
    word: str(value) for value, word in zip(range(30, 100, 10), _TENS, strict=True)
}
_SCALES = frozenset(
    """
    percent hundred hundreds thousand thousands million millions billion billions trillion trillions dozen dozens half
    twice double triple third quarter $ € £ ¥
    """.split()
)
NEGATIONS = frozenset(
    "not no never none nor neither nobody nothing nowhere without hardly scarcely barely ain't dont cant wont".split()
)
MODALS = frozenset(
    """
    can could may might must shall should will would ought cannot perhaps maybe possibly probably likely unlikely
    always sometimes often only
    """.split()
)
# What holds a statement back: cutting it off makes a stronger statement of it.
QUALIFIERS = frozenset(
    "but unless if except until although though however provided providing excepting notwithstanding otherwise".split()
)
# Those that hold back the sentence before, too, where they begin the next one.
ADVERSATIVES = frozenset("but unless if except however though yet".split())


class Word(NamedTuple):
    """One word: how it is compared, and where it stands (code points of the text it was read from)."""

    key: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def key_of(printed: str) -> str:
    """How a printed word is compared."""
    if printed.isascii():
        bare = printed.casefold()
    else:
        bare = _NOT_HEARD.sub("", unicodedata.normalize("NFKC", printed)).translate(_APOSTROPHES).casefold()
    bare = bare.translate(_APOSTROPHES).translate(_BRACKETS)
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    return _SIGNS.get(bare) or _FIGURES.get(bare) or bare


def words_of(text: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """The words of a stretch of a text, in order; "cannot" counts as "can" and "not"."""
    found: list[Word] = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        key = key_of(match[0])
        if key == "cannot":
            found += (Word("can", *match.span()), Word("not", *match.span()))
        elif key == "cent" and found and found[-1].key == "per":
            found[-1] = Word("percent", found[-1].start, match.end())
        elif key:
            found.append(Word(key, *match.span()))
    return tuple(found)


def has_words(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether any word stands in a stretch of a text."""
    return _WORD.search(text, start, len(text) if end is None else end) is not None


def joined(words: Iterable[Word]) -> str:
    """The keys as one string, each between single spaces, so that whole words can be looked for in it."""
    return f" {' '.join(word.key for word in words)} "


def is_number(key: str) -> bool:
    """Whether a changed word changes a figure."""
    return any(letter.isdigit() for letter in key) or key in _SCALES


def is_negation(key: str) -> bool:
    """Whether the word denies."""
    return key in NEGATIONS or key.endswith("n't")


def is_modal(key: str) -> bool:
    """Whether the word says how sure, how often or how binding something is."""
    return key in MODALS or key.endswith(("'ll", "'d"))


@lru_cache(maxsize=1)
def _light() -> frozenset[str]:
    return frozenset(
        """
        a an the and or of to in on at for by with from as is are was were be been being am do does did have has had
        i you he she it we they me him her us them my your his its our their this that these those there here so
        it's i'm we're they're you're that's he's she's what who which when where how
        """.split()
    )


def weight(key: str) -> float:
    """How much a word tells about where it comes from: function words a little, others fully."""
    return 0.25 if key in _light() else 1.0


def weigh(keys: Iterable[str]) -> float:
    """The weights of several words together."""
    return sum(map(weight, keys))
