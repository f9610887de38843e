"""The probability that the searched coverage answers, from the signals of one question. Pure.

A logistic model over few signals; hard rules lower it, each with its reason in words (`retrieval.abstain`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

BEST = 10


@dataclass(frozen=True, slots=True)
class Signals:
    """What the confidence is made of.

    Attributes:
        alike: the highest cosine similarity of a sentence to the question.
        dense: the highest cosine similarity of a passage to the question.
        gap: by how much the best unit's score exceeds the mean of the next ones.
        worded: the highest BM25 score, divided by the sum of the terms' rarities.
        fresh: how new the best units are (0…1), each weighed by its score.
    """

    alike: float
    dense: float
    gap: float
    worded: float
    fresh: float


# Logistic regression on RealTimeQA (answer there, answer left out) and the labelled lists, classes weighed evenly.
# Cross-validated AUROC when it was fitted: .77 on RealTimeQA, .63 on the lists.
_INTERCEPT = -3.45
_WEIGHTS = Signals(alike=0.63, dense=3.13, gap=1.58, worded=0.3, fresh=2.45)


def confidence(signals: Signals) -> float:
    """The probability, unrounded, comparable across questions."""
    pairs = zip(astuple(_WEIGHTS), astuple(signals), strict=True)
    return 1.0 / (1.0 + math.exp(-_INTERCEPT - sum(weight * value for weight, value in pairs)))


def gap(scores: Sequence[float]) -> float:
    """By how much the first of the scores, best first, exceeds the mean of the next seven."""
    rest = scores[1:8]
    return scores[0] - sum(rest) / len(rest) if rest else 0.0


def weighed_freshness(scored: Sequence[tuple[float, float]]) -> float:
    """Mean freshness of the best units given as (score, freshness), best first, each weighed by exp(4 · score)."""
    best = scored[:BEST]
    weights = [math.exp(4 * score) for score, _ in best]
    return sum(weight * fresh for weight, (_, fresh) in zip(weights, best, strict=True)) / sum(weights) if best else 0.0
