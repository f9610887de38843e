"""How well passages meet the words of a question, in context. Pure; the arithmetic is `index.embedding.late`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from index.embedding.late import Met, QuestionTokens, Tokens, met
from index.model import Span
from index.tables.embeddings import Vectors
from retrieval.question import Question

# What a word counts that is no content term ("what", "say"), beside the terms' rarities (about 1 to 6).
COMMON = 0.1


def meetings(
    question: Question, weights: Mapping[str, float], asked: QuestionTokens, held: Mapping[int, Tokens]
) -> dict[int, Met]:
    """How well each passage meets the question.

    Args:
        weights: rarity in scope of each term's expression.
        asked: the tokens of `question.text`.
        held: the tokens of passages, by id.
    """
    return met(asked, token_weights(question, weights, asked), held)


def token_weights(question: Question, weights: Mapping[str, float], asked: QuestionTokens) -> Vectors:
    """What each token of the question counts: as much as the term that it belongs to is rare."""
    found = np.full(len(asked.places), COMMON, np.float32)
    low = _lowered(question.text)
    for term in question.terms:
        worth = max(weights.get(term.match, 0.0), 0.0)
        for place in _places(_lowered(term.word), low):
            for at, token in enumerate(asked.places):
                if place.contains(token):
                    found[at] = worth
    return found


def _lowered(text: str) -> str:
    """Without case, letter for letter, so that every position stays what it was ("İ" would become two)."""
    return "".join(low if len(low := each.lower()) == 1 else each for each in text)


def _places(word: str, text: str) -> Iterator[Span]:
    """Where a whole word stands; a pattern of each question's words would have to be compiled anew."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (_is_letter(text[at - 1 : at]) or _is_letter(text[end : end + 1])):
            yield Span(at, end)
        at = text.find(word, end)


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"
