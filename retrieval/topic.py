"""How well a sentence fits what a question is about: its names, and its other words, also by likeness. Pure.

Names recur everywhere in the coverage of one story, so that they say where an answer may stand; the other words say
which sentence it is. Those may be paraphrased: a word that is not there counts as much as the likest one that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.terms import Term, is_function_word, stem, words

# A term that the coverage nearly always prints with a capital within sentences is a name, however it was typed.
_MOSTLY = 0.8
_UNSEEN = 5.0  # rarity of a term whose rarity is unknown


class Likeness(Protocol):
    """Says how alike words are: `index.embedding.wordvectors.WordVectors`."""

    def similarities(self, words: Sequence[str], others: Sequence[str]) -> NDArray[np.float32]:
        """Similarity (…1) of each word to each other one, 0 for unknown words."""
        ...


@dataclass(frozen=True, slots=True)
class Topic:
    """A question's terms, sorted.

    Attributes:
        names: those that are names, or numbers.
        others: the rest.
        weights: rarity of each term, by its stem.
        named: the names' stems.
        total: the weight of all terms, and of those that are no names.
    """

    names: tuple[Term, ...]
    others: tuple[Term, ...]
    weights: Mapping[str, float]
    named: frozenset[str]
    total: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Fit:
    """How well one sentence fits; each 0…1, and 1 where the question asks for nothing of the kind.

    Attributes:
        topic: its words against the terms that are no names, weighed by rarity.
        every: the same against all terms.
    """

    topic: float
    every: float


def topic_of(terms: Sequence[Term], weights: Mapping[str, float], texts: Iterable[str]) -> Topic:
    """Sort the terms by how the texts print them."""
    counted = {term.stem: [0, 0] for term in terms}
    wanted = [term.stem for term in terms if not term.named]
    for text in texts:
        low = text.lower()
        for key in wanted:
            for found in _inside(key).findall(text) if _beginning(key) in low else ():
                counted[key][0] += stem(found) == key
                counted[key][1] += stem(found) == key and found[:1].isupper()
    names = tuple(term for term in terms if term.named or _is_name(*counted[term.stem]))
    others = tuple(term for term in terms if term not in names)
    weight = {term.stem: weights.get(term.match, _UNSEEN) for term in terms}
    total = sum(weight.values()), sum(weight[term.stem] for term in others)
    return Topic(names, others, weight, frozenset(term.stem for term in names), total)


def _is_name(seen: int, capital: int) -> bool:
    return seen > 0 and capital >= _MOSTLY * seen


@lru_cache(maxsize=512)
def _inside(key: str) -> re.Pattern[str]:
    """Finds words that may have a stem, except at the beginning of a sentence, where any word has a capital."""
    return re.compile(rf"(?<=[\w,;:]\s){re.escape(_beginning(key))}[\w’'-]*", re.IGNORECASE)


def _beginning(key: str) -> str:
    return key[: max(1, len(key) - 1)]


def fit_of(stems: frozenset[str], topic: Topic) -> Fit:
    """How well a sentence with these stems fits the topic, word for word."""
    return _fit(topic, _held(stems, topic))


def likened(sentence: str, stems: frozenset[str], topic: Topic, likeness: Likeness) -> Fit:
    """The same, where a term that the sentence lacks counts as much as the sentence's likest word."""
    missing = [term for term in (*topic.names, *topic.others) if term.stem not in stems]
    nearest = _held(stems, topic)
    content = _content(sentence)
    if missing and content:
        best = likeness.similarities([term.word for term in missing], content).max(axis=1)
        nearest.update((term.stem, max(0.0, float(value))) for term, value in zip(missing, best, strict=True))
    return _fit(topic, nearest)


def _held(stems: frozenset[str], topic: Topic) -> dict[str, float]:
    """The topic's stems that are there; in the topic's order, so that sums are the same in every process."""
    return {each: 1.0 for each in topic.weights if each in stems}


@lru_cache(maxsize=2048)
def _content(sentence: str) -> tuple[str, ...]:
    """The words that tell something: kept, for many questions meet the same sentences."""
    return tuple(word for word in words(sentence) if not is_function_word(word))


def _fit(topic: Topic, nearest: Mapping[str, float]) -> Fit:
    """From how near the sentence comes to each stem."""
    every = others = 0.0
    for each, value in nearest.items():
        worth = topic.weights[each] * value
        every += worth
        others += 0.0 if each in topic.named else worth
    whole, rest = topic.total
    return Fit(others / rest if rest else 1.0, every / whole if whole else 1.0)


def named(stems: frozenset[str], topic: Topic) -> float:
    """Share of the question's names among these stems; 1 where it names nobody."""
    return len(stems & topic.named) / len(topic.named) if topic.named else 1.0
