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
        near: the largest share of the question's terms in one passage, its title and heading.
        fresh: how new the best units are (0…1), each weighed by its score.
        absent: share of the question's terms that occur nowhere in scope.
    """

    alike: float
    gap: float
    near: float
    fresh: float
    absent: float


# Near the logistic regression on RealTimeQA (answer there, answer left out) and the labelled lists, classes weighed
# evenly; the weights are rounded between what fits the one and the other. `docs/benchmarks.md` has the figures.
_INTERCEPT = -3.4
_WEIGHTS = Signals(alike=3.4, gap=0.5, near=1.3, fresh=1.3, absent=-0.9)


def confidence(signals: Signals) -> float:
    """The probability, unrounded, comparable across questions."""
    pairs = zip(astuple(_WEIGHTS), astuple(signals), strict=True)
    return 1.0 / (1.0 + math.exp(-_INTERCEPT - sum(weight * value for weight, value in pairs)))


def spoken_confidence(margin: float) -> float:
    """The probability that a speaker's words are on the topic, from how much better they fit it than others' words.

    Logistic regression on 52 questions of the labelled lists that name a quoted speaker (cross-validated AUROC .85).
    """
    return 1.0 / (1.0 + math.exp(-1.25 - 1.23 * min(margin, 2.0)))


def gap(scores: Sequence[float]) -> float:
    """By how much the first of the scores, best first, exceeds the mean of the next seven."""
    rest = scores[1:8]
    return scores[0] - sum(rest) / len(rest) if rest else 0.0


def weighed_freshness(scored: Sequence[tuple[float, float]]) -> float:
    """Mean freshness of the best units given as (score, freshness), best first, each weighed by exp(4 · score)."""
    best = scored[:BEST]
    weights = [math.exp(4 * score) for score, _ in best]
    return sum(weight * fresh for weight, (_, fresh) in zip(weights, best, strict=True)) / sum(weights) if best else 0.0
