"""How the same statement reads elsewhere, word by word, where the difference is small enough to say in a line. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import Match, SequenceMatcher
from typing import NamedTuple

from retrieval.words import STATEMENT_WORDS, plain

_WORD = re.compile(r"\S+")
MOST_CHANGES = 3
_MOST_WORDS = 8
# Below this share of common words (0…1) the wordings are better read one after the other.
_ALIKE = 0.7
_MOST_CHARACTERS = 120
# So few words in common, with more than so many others up to the next, align nothing.
_STRAY = 2
_NEAR = 3


class Change(NamedTuple):
    """What one wording has in place of what the other has: exact stretches of either, one of them possibly empty."""

    here: str
    there: str


class Wording(NamedTuple):
    """How another wording differs: whether it is only a part, and the words that differ, in reading order."""

    part: bool
    changes: tuple[Change, ...]


class _Word(NamedTuple):
    """A word: what of it is compared, and where it stands."""

    key: str
    start: int
    end: int


def wording(here: str, there: str) -> Wording | None:
    """How `there` differs from `here`, typography aside; None where too much does to say so in a line."""
    ours, theirs = _words(here), _words(there)
    matcher = SequenceMatcher(None, [word.key for word in ours], [word.key for word in theirs], autojunk=False)
    common = _together([Match(*match) for match in matcher.get_matching_blocks() if match.size])
    if not common:
        return None
    first, last = common[0].a, common[-1].a + common[-1].size
    # What the other wording lacks at its edges may be too much to repeat: it is a part, then.
    start = 0 if first <= _MOST_WORDS else first
    end = len(ours) if len(ours) - last <= _MOST_WORDS else last
    found = [
        Change(_stretch(here, ours[a:b]), _stretch(there, theirs[c:d]))
        for a, b, c, d in _gaps(common, start, end, len(theirs))
    ]
    alike = 2 * sum(match.size for match in common) / (end - start + len(theirs))
    part = (start, end) != (0, len(ours))
    few = len(found) <= MOST_CHANGES and all(_short(side) for change in found for side in change)
    enough = sum(match.size for match in common) >= (STATEMENT_WORDS if part else 1)
    return Wording(part, tuple(found)) if few and enough and alike >= _ALIKE else None


def _together(common: list[Match]) -> list[Match]:
    """Without single words at the edges that only happen to stand in both: far from the rest, they align nothing."""
    while len(common) > 1 and common[0].size <= _STRAY and _far(common[0], common[1]):
        common = common[1:]
    while len(common) > 1 and common[-1].size <= _STRAY and _far(common[-2], common[-1]):
        common = common[:-1]
    return common


def _far(one: Match, other: Match) -> bool:
    return other.a - (one.a + one.size) > _NEAR


def _gaps(common: list[Match], start: int, end: int, length: int) -> Iterator[tuple[int, int, int, int]]:
    """(from, to here; from, to there) of what stands between the common words, before the first and after the last."""
    a, c = start, 0
    for match in [*common, Match(end, length, 0)]:
        if match.a > a or match.b > c:
            yield a, match.a, c, match.b
        a, c = match.a + match.size, match.b + match.size


def _words(text: str) -> list[_Word]:
    """The words, in order; marks that stand alone are none."""
    found = [_Word(plain(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]
    return [word for word in found if word.key]


def _stretch(text: str, words: list[_Word]) -> str:
    """From the first to the last of the words."""
    return bare(text[words[0].start : words[-1].end]) if words else ""


def bare(text: str) -> str:
    """The text without what stands at its edges and is no part of a word: space, quotation marks, punctuation."""
    begin, end = 0, len(text)
    while begin < end and not _counts(text[begin]):
        begin += 1
    while end > begin and not _counts(text[end - 1]):
        end -= 1
    return text[begin:end]


def _counts(character: str) -> bool:
    """Letters, marks on letters, numbers and symbols; a per cent sign belongs to its number."""
    return character == "%" or unicodedata.category(character)[0] in "LMNS"


def _short(part: str) -> bool:
    return len(part.split()) <= _MOST_WORDS and len(part) <= _MOST_CHARACTERS and "\n" not in part
