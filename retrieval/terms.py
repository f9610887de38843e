"""The words of a question that must be found: content terms, their stems, their full-text expressions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
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
    bare = re.sub(r"['’]s?$", "", word)
    folded = fold(bare)
    if folded[:1].isdigit():
        return re.sub(r"[ %]", "", folded)
    result: str = _STEMMER.stemWord(folded)
    return result


def stems_of(text: str) -> list[str]:
    """The stem of each word of a text, in order, function words included."""
    return [stem(word) for word in words(text)]


_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")


@lru_cache(maxsize=1024)
def stems_near(text: str, wanted: frozenset[str]) -> tuple[str, ...]:
    """The stems, in no order, of those words of a text that may have one of the wanted stems; others are left out.

    Most words are passed over without being looked at: but for its last letter, a Porter stem stands at its word's
    beginning.
    """
    low = text.casefold()
    # Accents and the like are folded by `stem`, not by a plain search.
    if not unicodedata.is_normalized("NFKD", low) or _COMBINING.search(low):
        return tuple(stems_of(text))
    places = {at for beginning in _beginnings(wanted) for at in _places(beginning, low) if _begins_word(low, at)}
    return tuple(stem(found[0]) for at in places if (found := _WORD.match(low, at)))


@lru_cache(maxsize=512)
def stems_among(text: str, wanted: frozenset[str]) -> frozenset[str]:
    """Those of the wanted stems that a text holds."""
    return wanted.intersection(stems_near(text, wanted))


@lru_cache(maxsize=64)
def _beginnings(wanted: frozenset[str]) -> frozenset[str]:
    """What each word with one of these stems begins with; numbers are printed with separators that stems don't have."""
    letters = (each.split(" ")[0] for each in wanted)
    return frozenset(each[0] if each[0].isdigit() else each[: max(1, len(each) - 1)] for each in letters if each)


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
