"""The probability that the searched coverage answers, from the signals of one question. Pure.

A logistic model over few signals; hard rules lower it, each with its reason in words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signals:
    """What the confidence is made of; all on 0…1.

    Attributes:
        alike: the highest cosine similarity of a sentence to the question.
        held: the best unit's share of the question's terms in its sentence.
        near: the best unit's share in its passage.
        dense: the highest cosine similarity of a passage to the question.
        present: share of the question's terms that occur anywhere in scope.
        shaped: whether the best unit has the shape of the answer that is asked for.
    """

    alike: float
    held: float
    near: float
    dense: float
    present: float
    shaped: bool


# Intercept and weights, in the order of `_values`. By hand, after the first readings of `benchmarks/answers.py`.
_INTERCEPT = -3.1
_WEIGHTS = (3.2, 1.6, 0.9, 0.7, 0.4, 0.2)


def _values(signals: Signals) -> tuple[float, ...]:
    similar = (max(0.0, signals.alike), max(0.0, signals.dense))
    return (*similar, signals.held, signals.near, signals.present, float(signals.shaped))


def confidence(signals: Signals) -> float:
    """The probability, unrounded, comparable across questions."""
    total = _INTERCEPT + sum(weight * value for weight, value in zip(_WEIGHTS, _values(signals), strict=True))
    return 1.0 / (1.0 + math.exp(-total))
