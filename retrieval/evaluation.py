"""How well questions with known answers were answered: figures with intervals, and whether two runs differ. Pure.

Intervals are percentile bootstraps over questions (Efron and Tibshirani 1993), seeded, so that the same run gives the
same figures. Two runs of the same questions are compared by the paired bootstrap: both are drawn with the same
questions, and what is looked at is the difference. Risk–coverage is that of selective prediction (El-Yaniv and Wiener
2010): answered from the surest on, how many of the answers are wrong.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.names import fold
from retrieval.answer import Answer, Excerpt

Numbers = NDArray[np.float64]
RESAMPLES: Final = 2000
# Two runs of the same questions mostly fail at the same ones; how much so is known only once there are two.
_ASSUMED_CORRELATION: Final = 0.5
# A difference between two runs that a newsroom would act on, and the multiple of the standard error at which it is
# found in four cases of five (two-sided, 5 %).
WORTH_SEEING: Final = 0.05
_SEEN_AT: Final = 1.96 + 0.84
SHOWN_FIRST: Final = 3


@dataclass(frozen=True, slots=True)
class Expected:
    """What a question should get.

    Attributes:
        answerable: whether the coverage answers it.
        words: a right excerpt holds one of these or lies within it, case, accents and punctuation aside; empty if that
            is not known.
        sources: a right excerpt is from one of these articles (or says the same there); empty if that is not known.
    """

    answerable: bool
    words: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def is_judged(self) -> bool:
        """Whether an excerpt can be told right from wrong."""
        return not self.answerable or bool(self.words or self.sources)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question got.

    Attributes:
        right: of each excerpt shown, or of what came closest where nothing was answered, in order.
        judged: whether `right` means anything.
    """

    id: str
    answerable: bool
    answered: bool
    confidence: float
    right: tuple[bool, ...]
    milliseconds: float
    judged: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval; None where the sample does not define it (nothing unanswerable, say)."""

    value: float | None
    low: float | None
    high: float | None


def outcome_of(identifier: str, expected: Expected, answer: Answer) -> Outcome:
    """What an answer is worth."""
    shown = answer.excerpts if answer.answered else answer.closest
    right = tuple(is_right(each, expected) for each in shown)
    judged = expected.is_judged
    return Outcome(
        identifier, expected.answerable, answer.answered, answer.confidence, right, answer.milliseconds, judged
    )


def is_right(excerpt: Excerpt, expected: Expected) -> bool:
    """Whether an excerpt is what was expected: with sources and words both must fit."""
    if not expected.answerable or not expected.is_judged:
        return False
    held = f" {fold(excerpt.text)} "
    wanted = [f" {fold(words)} " for words in expected.words]
    worded = not wanted or any(words in held or held in words for words in wanted)
    return worded and (not expected.sources or any(name in expected.sources for name in _names(excerpt)))


def _names(excerpt: Excerpt) -> set[str]:
    """The sources that say it, and the names of their files: nobody types a whole path."""
    sources = {excerpt.citation.source, *(also.citation.source for also in excerpt.also_in)}
    return sources | {source.replace("\\", "/").rsplit("/", 1)[-1] for source in sources if source[:1] in "/\\"}


class Sample:
    """The outcomes as columns, so that a resample is one indexing.

    Raises ValueError without outcomes.
    """

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        if not outcomes:
            raise ValueError("there is nothing to count")
        self.size = len(outcomes)
        self.answerable = np.array([each.answerable for each in outcomes], dtype=bool)
        self.answered = np.array([each.answered for each in outcomes], dtype=bool)
        self.judged = np.array([each.judged for each in outcomes], dtype=bool)
        self.confidence = np.array([each.confidence for each in outcomes], dtype=np.float64)
        self.milliseconds = np.array([each.milliseconds for each in outcomes], dtype=np.float64)
        self.first = np.array([any(each.right[:1]) for each in outcomes], dtype=bool)
        self.soon = np.array([any(each.right[:SHOWN_FIRST]) for each in outcomes], dtype=bool)
        shown = [each.right if each.answered and each.judged else () for each in outcomes]
        self.shown = np.array([len(each) for each in shown], dtype=np.float64)
        self.shown_right = np.array([sum(each) for each in shown], dtype=np.float64)


Drawn = NDArray[np.intp]
Metric = Callable[[Sample, Drawn], float]


def _share(what: Numbers | NDArray[np.bool_], of: Numbers | NDArray[np.bool_], drawn: Drawn) -> float:
    whole = float(of[drawn].sum())
    return float(what[drawn].sum()) / whole if whole else math.nan


def _answer_at_1(sample: Sample, drawn: Drawn) -> float:
    of = sample.answerable & sample.judged
    return _share(sample.first & of, of, drawn)


def _answer_at_3(sample: Sample, drawn: Drawn) -> float:
    of = sample.answerable & sample.judged
    return _share(sample.soon & of, of, drawn)


def _precision(sample: Sample, drawn: Drawn) -> float:
    return _share(sample.shown_right, sample.shown, drawn)


def _answered(sample: Sample, drawn: Drawn) -> float:
    return _share(sample.answered & sample.answerable, sample.answerable, drawn)


def _abstained(sample: Sample, drawn: Drawn) -> float:
    return _share(~sample.answered & ~sample.answerable, ~sample.answerable, drawn)


def _abstention(sample: Sample, drawn: Drawn) -> float:
    return (_answered(sample, drawn) + _abstained(sample, drawn)) / 2


def _area(sample: Sample, drawn: Drawn) -> float:
    kept = drawn[sample.judged[drawn]]
    return float(_risks(sample.confidence[kept], ~sample.first[kept]).mean()) if len(kept) else math.nan


def _p50(sample: Sample, drawn: Drawn) -> float:
    return float(np.percentile(sample.milliseconds[drawn], 50))


def _p95(sample: Sample, drawn: Drawn) -> float:
    return float(np.percentile(sample.milliseconds[drawn], 95))


METRICS: Final[Mapping[str, Metric]] = {
    "answer@1": _answer_at_1,
    "answer@3": _answer_at_3,
    "precision": _precision,
    "abstention": _abstention,
    "answered": _answered,
    "abstained": _abstained,
    "risk-coverage area": _area,
    "p50 ms": _p50,
    "p95 ms": _p95,
}
# Of these smaller is better.
SMALLER: Final = frozenset({"risk-coverage area", "p50 ms", "p95 ms"})


def _risks(confidence: Numbers, wrong: NDArray[np.bool_]) -> Numbers:
    """The share of wrong answers among the 1, 2, … n surest; equally sure ones count with their mean."""
    order = np.argsort(-confidence, kind="stable")
    _, groups = np.unique(-confidence[order], return_inverse=True)
    ordered = wrong[order].astype(np.float64)
    means = np.bincount(groups, weights=ordered) / np.bincount(groups)
    risks: Numbers = np.cumsum(means[groups]) / np.arange(1, len(ordered) + 1)
    return risks


def risk_coverage(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    """(coverage, risk) when the surest 1, 2, … n questions are answered; an unanswerable one is always wrong."""
    judged = [each for each in outcomes if each.judged]
    confidence = np.array([each.confidence for each in judged], dtype=np.float64)
    wrong = np.array([not any(each.right[:1]) for each in judged], dtype=bool)
    if not judged:
        return []
    return [((at + 1) / len(judged), float(risk)) for at, risk in enumerate(_risks(confidence, wrong))]


def figures(outcomes: Sequence[Outcome], *, seed: int = 0, resamples: int = RESAMPLES) -> dict[str, Figure]:
    """Every metric with its interval, by name."""
    sample = Sample(outcomes)
    draws = _draws(sample.size, seed, resamples)
    everything = np.arange(sample.size)
    return {
        name: _figure(metric(sample, everything), [metric(sample, drawn) for drawn in draws])
        for name, metric in METRICS.items()
    }


def differences(
    ours: Sequence[Outcome], theirs: Sequence[Outcome], *, seed: int = 0, resamples: int = RESAMPLES
) -> dict[str, Figure]:
    """Ours minus theirs, by the paired bootstrap; an interval without 0 tells the two runs apart.

    Args:
        ours, theirs: outcomes of the same questions in the same order. Raises ValueError if they are not.
    """
    if [each.id for each in ours] != [each.id for each in theirs]:
        raise ValueError("the two runs are not of the same questions")
    one, other = Sample(ours), Sample(theirs)
    draws = _draws(one.size, seed, resamples)
    everything = np.arange(one.size)
    return {
        name: _figure(
            metric(one, everything) - metric(other, everything),
            [metric(one, drawn) - metric(other, drawn) for drawn in draws],
        )
        for name, metric in METRICS.items()
    }


def _draws(size: int, seed: int, resamples: int) -> NDArray[np.intp]:
    """`resamples` rows of `size` positions, drawn with replacement."""
    return np.random.default_rng(seed).integers(0, size, size=(resamples, size))


def _figure(value: float, drawn: Sequence[float]) -> Figure:
    known = np.array([each for each in drawn if not math.isnan(each)])
    if math.isnan(value) or not len(known):
        return Figure(None, None, None)
    low, high = np.percentile(known, [2.5, 97.5])
    return Figure(float(value), float(low), float(high))


@dataclass(frozen=True, slots=True)
class Power:
    """How large a difference between two runs of such a sample could be seen.

    Attributes:
        smallest: in shares (0.08 is eight points), found in four cases of five.
        enough: how many questions of this kind it takes to see WORTH_SEEING.
    """

    metric: str
    smallest: float
    enough: int


def power(outcomes: Sequence[Outcome], found: Mapping[str, Figure]) -> Power | None:
    """The worst of answer@1 and abstention; None where neither is defined.

    The standard error is a quarter of the interval's width, never less than that of one wrong question: a sample
    without an error says little about how often there is one.
    """
    sample = Sample(outcomes)
    counts = {
        "answer@1": int((sample.answerable & sample.judged).sum()),
        "abstention": 2 * min(int(sample.answerable.sum()), int((~sample.answerable).sum())),
    }
    known = [_power(name, found[name], counts[name], sample.size) for name in counts if counts[name]]
    return max(known, key=lambda each: each.smallest, default=None)


def _power(name: str, figure: Figure, count: int, size: int) -> Power:
    width = 0.0 if figure.low is None or figure.high is None else figure.high - figure.low
    least = math.sqrt(1 / count * (1 - 1 / count) / count) if count > 1 else 0.5
    error = max(width / (2 * 1.96), least)
    smallest = _SEEN_AT * error * math.sqrt(2 * (1 - _ASSUMED_CORRELATION))
    return Power(name, smallest, math.ceil(size * (smallest / WORTH_SEEING) ** 2))
