"""The words of a question that must be found: content terms, their stems, their full-text expressions."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from index.names import fold

# A letter may carry its accents as combining marks of their own; the full-text index keeps them in the word too.
_LETTERS = r"(?:[^\W_][\u0300-\u036f]*)+"
_WORD = re.compile(rf"\d+(?:[.,]\d+)*(?:%|(?:[^\W\d_][\u0300-\u036f]*)+)?|{_LETTERS}(?:['’]{_LETTERS})*")
_STEMMER = snowballstemmer.stemmer("porter")

# Function words, words that only ask, and words that speak about coverage itself: they tell nothing about the answer.
FUNCTION_WORDS = frozenset(
    """
    a about above after again against all also am an and any are aren't as at be because been before being below
    between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each
    few for from further had hadn't has hasn't have haven't having he her here hers herself him himself his how
    i i'd i'll i'm i've if in into is isn't it it's its itself let's me more most my myself no nor not of off on
    once only or other ought our ours ourselves out over own same shan't she should shouldn't since so some such than
    that that's the their theirs them themselves then there there's these they they're this those through to too
    under until up us very was wasn't we we're were weren't what what's when where which while who who's whom
    whose why will with won't would wouldn't you you're your yours yourself according ask asked article articles
    coverage give gave get got happen happened happening many much may might must please quote quotes quoted
    quotation report reported reports said say saying says shall show tell telling tells told think thinks
    thought want wants wanted whether story stories news know known ever exactly really actually like just still
    yet anything something someone anyone anybody somebody everything make makes made go going come comes came
    """.split()
)


# From so many meetings on, a text is taken apart for all questions to come.
_OFTEN = 4


@dataclass(frozen=True, slots=True)
class Term:
    """One content term of a question.

    Attributes:
        word: as typed.
        stem: Porter stem of the folded word, comparable with `stems_of`.
        match: FTS5 expression that finds it.
        named: written like a name (a capital that does not begin the question) or a number.
    """

    word: str
    stem: str
    match: str
    named: bool


def words(text: str) -> list[str]:
    """The words of a text, as printed; numbers with their separators and per cent sign are one word."""
    return _WORD.findall(text)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Porter stem of a word, case, accents and possessive ending aside; numbers without their separators."""
    folded = _folded(word)
    if folded[:1].isdigit():
        return re.sub(r"[ %]", "", folded)
    result: str = _STEMMER.stemWord(folded)
    return result


def _folded(word: str) -> str:
    return fold(re.sub(r"['’]s?$", "", word))


def stems_of(text: str) -> list[str]:
    """The stem of each word of a text, in order, function words included."""
    return [stem(word) for word in words(text)]


_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")


def stems_near(text: str, wanted: frozenset[str]) -> tuple[str, ...]:
    """The stems, in no order, of those words of a text that may have one of the wanted stems; others are left out.

    Most words are passed over without being stemmed: but for its last letter, a Porter stem stands at its word's
    beginning. A text that is often met is taken apart once; for a few questions it is cheaper to look for the words.
    """
    met = _met(text)
    met[0] += 1
    beginnings = _beginnings(wanted)
    if met[0] < _OFTEN and (low := _searchable(text)) is not None:
        places = {at for each in beginnings.values() for one in each for at in _places(one, low)}
        return tuple(stem(found[0]) for at in places if _begins_word(low, at) and (found := _WORD.match(low, at)))
    held = _by_letter(text)
    return tuple(
        stem(word) for letter, each in beginnings.items() for word in held.get(letter, ()) if word.startswith(each)
    )


@lru_cache(maxsize=1024)
def stems_among(text: str, wanted: frozenset[str]) -> frozenset[str]:
    """Those of the wanted stems that a text holds."""
    return wanted.intersection(stems_near(text, wanted)) if wanted else wanted


@lru_cache(maxsize=16_384)
def _met(_: str) -> list[int]:
    """How often a text was met, to be counted up; forgotten with those that were met longest ago."""
    return [0]


def _searchable(text: str) -> str | None:
    """The text without case; None where it has accents or the like, which are folded away by `stem` only."""
    low = text.casefold()
    return low if unicodedata.is_normalized("NFKD", low) and not _COMBINING.search(low) else None


@lru_cache(maxsize=4096)
def _by_letter(text: str) -> Mapping[str, tuple[str, ...]]:
    """The words of a text by their first letter, without case."""
    low = _searchable(text)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in map(_folded, words(text)) if low is None else words(low):
        found[word[:1]].append(sys.intern(word))
    return {letter: tuple(held) for letter, held in found.items()}


@lru_cache(maxsize=64)
def _beginnings(wanted: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    """What each word with one of these stems begins with, by its first letter.

    Numbers are printed with separators that stems don't have.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for letters in (each.split(" ")[0] for each in wanted):
        if letters:
            found[letters[0]].append(letters[0] if letters[0].isdigit() else letters[: max(1, len(letters) - 1)])
    return {letter: tuple(beginnings) for letter, beginnings in found.items()}


def _places(beginning: str, low: str) -> Iterator[int]:
    at = low.find(beginning)
    while at >= 0:
        yield at
        at = low.find(beginning, at + 1)


def _begins_word(text: str, at: int) -> bool:
    """Whether `words` would begin one here."""
    before, earlier = text[at - 1 : at], text[at - 2 : at - 1]
    if before.isalpha() or (before.isdigit() and text[at].isdigit()):
        return False
    if before in {"'", "’"}:
        return not earlier.isalnum()
    return not (before in {".", ","} and earlier.isdigit() and text[at].isdigit())


def is_function_word(word: str) -> bool:
    """Whether the word tells nothing about what is asked."""
    return word.casefold().replace("’", "'") in FUNCTION_WORDS


def content_terms(question: str) -> tuple[Term, ...]:
    """The content terms of a question, each stem once, in order."""
    found: dict[str, Term] = {}
    for position, word in enumerate(words(question)):
        if is_function_word(word) or (len(word) == 1 and not word.isdigit()):
            continue
        key = stem(word)
        named = word[0].isdigit() or (word[0].isupper() and (position > 0 or word.isupper()))
        if key and key not in found:
            found[key] = Term(word, key, match_of(word), named)
    return tuple(found.values())


def match_of(word: str) -> str:
    """An FTS5 expression that finds the word: a string, so that nothing in it is syntax."""
    bare = re.sub(r"['’]s$", "", word).replace('"', " ")
    return f'"{bare}"'


def any_of(terms: tuple[Term, ...]) -> str | None:
    """An FTS5 expression that finds passages with any of the terms; None without terms."""
    return " OR ".join(term.match for term in terms) or None
