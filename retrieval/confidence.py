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
    fresh: float
    margin: float
    shaped: float
    whole: float
    quoted: float
    quantity: float
    reason: float


# Rounded from the logistic regression on RealTimeQA (answer there, answer left out), on labelled questions about eleven
# small coverages and on half of the held-out invented stories (as they are, and with the answers taken away), classes
# weighed evenly: docs/decisions/0012 and 0023.
_INTERCEPT = -3.2
_WEIGHTS = Signals(
    alike=3.9, gap=0.7, fresh=1.1, margin=0.8, shaped=0.65, whole=1.3, quoted=0.3, quantity=-0.95, reason=1.1
)
# From which score on a speaker's words hold a topic rather than not, what it takes off that words of it stand nowhere,
# and how fast that turns: fitted as said in `spoken_confidence`.
HELD, ABSENT_WORTH, HELD_SLOPE = 1.15, 0.3, 5.0


def confidence(signals: Signals) -> float:
    """The probability, unrounded, comparable across questions."""
    pairs = zip(astuple(_WEIGHTS), astuple(signals), strict=True)
    return _logistic(_INTERCEPT + sum(weight * value for weight, value in pairs))


# What it counts, where a few articles are searched and where thousands are, how likely something answers by the plain
# signals, how likely the assessor takes the best unit for an answer; and in thousands how likely it takes the best
# units, each by how new it is: there most of what answers such a question is older news of the same kind. Fitted on the
# same questions and on others about real news (docs/decisions/0026, 0027); thousands of articles are supposed to answer
# two questions of three. The constants put five of six shown excerpts right above the careful threshold.
_FEW, _FEW_PLAIN, _FEW_ODDS = 0.25, 1.0, 0.25
_MANY, _MANY_PLAIN, _MANY_ODDS, _MANY_NEW = 0.3, 1.0, 0.05, 6.0
# The same for a speaker's statements.
_SPOKEN, _SPOKEN_PLAIN, _SPOKEN_ODDS = -0.2, 0.7, 0.25


def assessed_confidence(plain: float, odds: float, new: float, articles: int) -> float:
    """The probability once the best units were read together with the question.

    Args:
        plain: the probability before.
        odds: logarithm of the odds that the best unit answers.
        new: mean over the best units of probability times freshness (0…1), each weighed by its score.
        articles: how many were searched.
    """
    many = min(1.0, max(0.0, (math.log10(max(articles, 1)) - 1.5) / 1.5))
    few_odds = _FEW + _FEW_PLAIN * _logit(plain) + _FEW_ODDS * odds
    many_odds = _MANY + _MANY_PLAIN * _logit(plain) + _MANY_ODDS * odds + _MANY_NEW * new
    return _logistic((1 - many) * few_odds + many * many_odds)


def doubted(plain: float, odds: float) -> float:
    """The probability that a speaker's words are on the topic, once they were read together with the question.

    Args:
        plain: the probability before.
        odds: logarithm of the odds that the likeliest of their statements answers.
    """
    return _logistic(_SPOKEN + _SPOKEN_PLAIN * _logit(plain) + _SPOKEN_ODDS * odds)


def likely_and_new(read: Sequence[tuple[float, float, float]]) -> float:
    """Of units as (score, odds, freshness): the mean of probability times freshness, each weighed by exp(4 · score)."""
    most = max(score for score, _, _ in read)
    weights = [math.exp(4 * (score - most)) for score, _, _ in read]
    parts = (weight * fresh * _logistic(odds) for weight, (_, odds, fresh) in zip(weights, read, strict=True))
    return sum(parts) / sum(weights)


def spoken_confidence(margin: float, held: float, absent: float) -> float:
    """The probability that a speaker's words are on the topic: the smaller of two, for both must hold.

    One is of how much better they fit it than others' words (logistic regression on 200 questions that name a quoted
    speaker; AUROC .93), the other of how well they hold it at all: a topic that nobody
    speaks of has no better mouth (on these and on 850 questions for a topic of other coverage; AUROC .94).

    Args:
        margin: by how much the best of the speaker's statements fits better than the best of others'.
        held: the highest score of one of them, freshness aside.
        absent: share (0…1) of the topic's terms, weighted by rarity, that nothing in scope holds.
    """
    mouth = _logistic(1.45 + 2.0 * min(margin, 2.0))
    return min(mouth, _logistic(HELD_SLOPE * (held - ABSENT_WORTH * absent - HELD)))


def _logit(probability: float) -> float:
    """Logarithm of the odds; of what is all but certain, a large number."""
    sure = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(sure / (1 - sure))


def _logistic(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))


def gap(scores: Sequence[float]) -> float:
    """By how much the first of the scores, best first, exceeds the mean of the next seven."""
    rest = scores[1:8]
    return scores[0] - sum(rest) / len(rest) if rest else 0.0


def weighed_freshness(scored: Sequence[tuple[float, float]]) -> float:
    """Mean freshness of the best units given as (score, freshness), best first, each weighed by exp(4 · score)."""
    best = scored[:BEST]
    weights = [math.exp(4 * score) for score, _ in best]
    return sum(weight * fresh for weight, (_, fresh) in zip(weights, best, strict=True)) / sum(weights) if best else 0.0
