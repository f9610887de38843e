"""Comparing wordings: are these the same words, typography aside; the same statement; the same numbers?"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NEGATION = re.compile(r"\b(?:not|no|never|none|nor|neither|cannot|without)\b|n['’]t\b", re.IGNORECASE)
_NOT_WORDS = re.compile(r"[^\w%$€£]+")
# Two sentences this alike (0…100) with equal numbers and negations are one statement with small differences.
ALIKE = 88.0
# A shorter wording counts as contained only if it is long enough to be a statement of its own.
STATEMENT_WORDS = 6


@lru_cache(maxsize=2048)
def plain(text: str) -> str:
    """The words without typography: compatibility forms, case, white space, marks and punctuation aside."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return _NOT_WORDS.sub(" ", folded.replace("'", "")).strip()


@lru_cache(maxsize=2048)
def numbers(text: str) -> frozenset[str]:
    """The numbers in a text, without their separators."""
    return frozenset(re.sub(r"[.,]", "", found).lstrip("0") or "0" for found in _NUMBER.findall(text))


@lru_cache(maxsize=2048)
def negated(text: str) -> bool:
    """Whether the words deny: an odd number of negations."""
    return len(_NEGATION.findall(text)) % 2 == 1


def same_words(one: str, other: str) -> bool:
    """Whether two texts are equal, typography, case and edge punctuation aside."""
    return plain(one) == plain(other)


def contains(long: str, short: str) -> bool:
    """Whether all the words of `short`, a statement of its own, stand in `long` in the same order without a gap."""
    inner = plain(short)
    return len(inner.split()) >= STATEMENT_WORDS and f" {inner} " in f" {plain(long)} "


def holds_words(long: str, words: str) -> bool:
    """Whether these words, however few, stand in `long` in the same order without a gap."""
    inner = plain(words)
    return bool(inner) and f" {inner} " in f" {plain(long)} "


def same_statement(one: str, other: str) -> bool:
    """Whether two wordings say the same: equal, one contained in the other, or nearly equal.

    Near equality is guarded by equal numbers and equal negation, since a changed figure or a "not" makes it another
    statement.
    """
    first, second = plain(one), plain(other)
    if first == second:
        return bool(first)
    if contains(one, other) or contains(other, one):
        return True
    alike = numbers(one) == numbers(other) and negated(one) == negated(other)
    return alike and fuzz.ratio(first, second, score_cutoff=ALIKE) >= ALIKE
