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
        gap: by how much the best unit's score exceeds the mean of the next ones.
        near: the largest share of the question's terms in the best unit's passage, title and heading.
        fresh: how new the best units are (0…1), each weighed by its score.
        margin: by how much the best sentence with all the question's names fits better than the best without (-1…1).
        shaped: 1 where the best unit has the shape of an answer.
        whole: 1 where the best unit has that shape and holds every term of the question.
        quoted: 1 where the best unit holds somebody's words.
        quantity: 1 where a quantity is asked for: coverage has the story more often than the figure.
        reason: 1 where a reason is asked for: it is seldom missing.
    """

    alike: float
    gap: float
    near: float
    fresh: float
    margin: float
    shaped: float
    whole: float
    quoted: float
    quantity: float
    reason: float


# Rounded from the logistic regression on RealTimeQA (answer there, answer left out) and on labelled questions about
# eleven small coverages, classes weighed evenly, cross-validated by coverage: docs/decisions/0012.
_INTERCEPT = -2.8
_WEIGHTS = Signals(
    alike=1.8, gap=0.9, near=0.6, fresh=1.2, margin=0.9, shaped=0.8, whole=0.7, quoted=0.4, quantity=-0.9, reason=1.2
)


def confidence(signals: Signals) -> float:
    """The probability, unrounded, comparable across questions."""
    pairs = zip(astuple(_WEIGHTS), astuple(signals), strict=True)
    return 1.0 / (1.0 + math.exp(-_INTERCEPT - sum(weight * value for weight, value in pairs)))


def spoken_confidence(margin: float) -> float:
    """The probability that a speaker's words are on the topic, from how much better they fit it than others' words.

    Logistic regression on 200 questions that name a quoted speaker (AUROC .91, cross-validated by coverage).
    """
    return 1.0 / (1.0 + math.exp(-1.8 - 1.7 * min(margin, 2.0)))


def gap(scores: Sequence[float]) -> float:
    """By how much the first of the scores, best first, exceeds the mean of the next seven."""
    rest = scores[1:8]
    return scores[0] - sum(rest) / len(rest) if rest else 0.0


def weighed_freshness(scored: Sequence[tuple[float, float]]) -> float:
    """Mean freshness of the best units given as (score, freshness), best first, each weighed by exp(4 · score)."""
    best = scored[:BEST]
    weights = [math.exp(4 * score) for score, _ in best]
    return sum(weight * fresh for weight, (_, fresh) in zip(weights, best, strict=True)) / sum(weights) if best else 0.0
