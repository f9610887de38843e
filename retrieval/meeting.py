"""How well passages meet the words of a question, in context. Pure; the arithmetic is `index.embedding.late`."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from index.embedding.late import Met, QuestionTokens, Tokens, met
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
    for term in question.terms:
        worth = max(weights.get(term.match, 0.0), 0.0)
        for place in re.finditer(rf"(?<!\w){re.escape(term.word)}(?!\w)", question.text, re.IGNORECASE):
            for at, token in enumerate(asked.places):
                if place.start() <= token.start and token.end <= place.end():
                    found[at] = worth
    return found
