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
        held: the best unit's share of the question's terms in its sentence.
        near: the best unit's share in its passage.
        dense: the highest cosine similarity of a passage to the question.
        present: share of the question's terms that occur anywhere in scope.
        shaped: whether the best unit has the shape of the answer that is asked for.
    """

    held: float
    near: float
    dense: float
    present: float
    shaped: bool


# Intercept and weights, in the order of `_values`.
_INTERCEPT = -6.0
_WEIGHTS = (1.5, 2.5, 4.5, 2.0, 0.5)


def _values(signals: Signals) -> tuple[float, ...]:
    return (signals.held, signals.near, max(0.0, signals.dense), signals.present, float(signals.shaped))


def confidence(signals: Signals) -> float:
    """The probability, unrounded, comparable across questions."""
    total = _INTERCEPT + sum(weight * value for weight, value in zip(_WEIGHTS, _values(signals), strict=True))
    return 1.0 / (1.0 + math.exp(-total))
