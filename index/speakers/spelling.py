"""When two spellings can be of one name: transliterations, letters of other alphabets, a place and its people. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile
from typing import Literal

from rapidfuzz import fuzz

from index.names import fold

Alike = Literal["same", "near"]

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i", "’": ""})
# What transliterators write differently for one sound; applied in this order to folded words.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ae", "a"),
        (r"oe", "o"),
        (r"ue|ou|oo", "u"),
        (r"kh(?!$)", "h"),
        (r"ph", "f"),
        (r"ck|q|c(?![hi])", "k"),
        (r"tz", "ts"),
        (r"w", "v"),
        (r"ee|[iyj]+", "i"),
        (r"(.)\1", r"\1"),
    )
)
_VOWELS = re.compile(r"[aeiou]")
_SHORTEST_VARIANT = 5
_NEAR = 80.0
_COMMON_LETTERS = 4
_GERMAN = 6  # letters that "Germany" and "German" share: with fewer, a y more makes another word
_PLACE_ENDS = frozenset(["", "a", "ain", "o", "e", "y"])
_PEOPLE_ENDS = frozenset(["n", "an", "ian", "ese", "ish", "i", "ean"])
# Alike by their endings, and of two countries.
_NOT_AKIN = frozenset({frozenset({"niger", "nigerian"}), frozenset({"dominica", "dominican"})})


@lru_cache(maxsize=100_000)
def sounded(word: str) -> str:
    """A word in one spelling of many: "Zelenskyy", "Zelenskiy" and "Zelensky" are one, "Hansen" and "Hanson" two."""
    letters = fold(word.translate(_LETTERS)).translate(_LETTERS).replace(" ", "")
    for pattern, sound in _SOUNDS:
        letters = pattern.sub(sound, letters)
    return letters


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """What is left of a word in every spelling of it, for looking it up: its first sound and its consonants."""
    letters = sounded(word)
    bare = letters[:1] + _VOWELS.sub("", letters[1:])
    return bare if len(bare) > 1 else letters


def spelt_alike(one: str, other: str) -> Alike | None:
    """How alike two words of names are: one word in two spellings (`same`), perhaps one (`near`), or not.

    Short words are never variants of each other: "Li" and "Lee" are two names.
    """
    if one == other:
        return "same"
    first, second = sounded(one), sounded(other)
    if min(len(first), len(second)) < _SHORTEST_VARIANT:
        return None
    if first == second:
        return "same"
    if skeleton(one) == skeleton(other) and fuzz.ratio(first, second) >= _NEAR:
        return "near"
    return None


def akin(one: str, other: str) -> bool:
    """Whether two folded words are equal, or a place and its people ("China", "Chinese")."""
    if one == other:
        return True
    if frozenset({one, other}) in _NOT_AKIN:
        return False
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    if shared < _COMMON_LETTERS:
        return False
    first, second = one[shared:], other[shared:]
    if shared >= _GERMAN and {first, second} == {"y", ""}:
        return True
    return (first in _PLACE_ENDS and second in _PEOPLE_ENDS) or (second in _PLACE_ENDS and first in _PEOPLE_ENDS)
