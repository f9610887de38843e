"""Whether to answer: the confidence, the hard rules that lower it, and the reason in words. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from retrieval.confidence import Signals, confidence, gap, spoken_confidence, weighed_freshness
from retrieval.evidence import Evidence
from retrieval.gather import Found, Weighed, by_speaker
from retrieval.question import Question

# What a hard rule leaves of the confidence at most.
ABSENT = 0.15
NOT_QUOTED = 0.25
# Everything that a quoted speaker said: there is no topic to miss.
EVERYTHING = 0.97
SHOWN_NAMES = 2
# Of a speaker's words only those are shown that fit the topic nearly as well as the best.
NEAR_THE_BEST = 1.2


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the coverage answers.

    Attributes:
        reason: why not, in words; None where it answers.
        wanted: which units the answer is made of.
        everything: whether every wanted unit is an answer (all that somebody said), not only the best.
    """

    answered: bool
    confidence: float
    reason: str | None
    wanted: Callable[[Evidence], bool]
    everything: bool


def judge(question: Question, found: Found, weighed: Weighed, threshold: float) -> Verdict:
    """The verdict on one question."""
    if question.speaker is not None and found.speakers:
        return _judge_speaker(question, found, weighed, threshold)
    likely = confidence(_signals(question, weighed)) if weighed.evidence else 0.0
    sure, reason = _lowered(question, found, likely)
    answered = sure >= threshold and bool(weighed.evidence)
    reason = reason or "nothing in the coverage comes close enough to an answer"
    return Verdict(answered, sure, None if answered else reason, lambda _: True, everything=False)


def _judge_speaker(question: Question, found: Found, weighed: Weighed, threshold: float) -> Verdict:
    """Only the speaker's own words can answer; without a topic all of them do.

    With a topic it counts how much better or worse they fit than what others say: the right topic in the wrong mouth
    fits somebody else's words far better.
    """
    theirs = [each for each in weighed.evidence if by_speaker(each, found)]
    if not question.terms:
        sure = EVERYTHING if theirs else NOT_QUOTED
        return Verdict(bool(theirs), sure, None, lambda each: by_speaker(each, found), everything=True)
    best = max(map(fit, theirs), default=0.0)
    others = max((fit(each) for each in weighed.evidence if not by_speaker(each, found)), default=0.0)
    sure, reason = _lowered(question, found, spoken_confidence(best - others) if theirs else NOT_QUOTED)
    answered = sure >= threshold
    reason = reason or f"{_names(found.speakers)} {_is(found.speakers)} quoted, but not on this"

    def wanted(each: Evidence) -> bool:
        return by_speaker(each, found) and fit(each) >= best - NEAR_THE_BEST

    return Verdict(answered, sure, None if answered else reason, wanted, everything=False)


def fit(evidence: Evidence) -> float:
    """How well a unit fits the topic, by its words and by its meaning."""
    return 2.5 * evidence.fit.every + 3.0 * evidence.alike


def _names(speakers: frozenset[str]) -> str:
    shown = sorted(speakers)
    return " and ".join(shown) if len(shown) <= SHOWN_NAMES else f"{', '.join(shown[:SHOWN_NAMES])} and others"


def _is(speakers: frozenset[str]) -> str:
    return "is" if len(speakers) == 1 else "are"


def _signals(question: Question, weighed: Weighed) -> Signals:
    best = weighed.evidence[0]
    return Signals(
        alike=max(each.alike for each in weighed.evidence),
        gap=gap([each.score for each in weighed.evidence]),
        near=best.near,
        fresh=weighed_freshness([(each.score, each.fresh) for each in weighed.evidence]),
        margin=_margin(weighed),
        shaped=float(best.shaped),
        quoted=float(bool(best.unit.quotations)),
        quantity=float(question.kind == "how many"),
        reason=float(question.kind == "why"),
    )


def _margin(weighed: Weighed) -> float:
    """By how much the best sentence that holds every name fits better than the best that does not (-1…1)."""
    fits = [(each.named >= 1, 0.5 * each.fit.topic + each.alike) for each in weighed.evidence]
    named = max((value for whole, value in fits if whole), default=None)
    others = max((value for whole, value in fits if not whole), default=None)
    if named is None:
        return -1.0
    return 0.0 if others is None else max(-1.0, min(1.0, named - others))


def _lowered(question: Question, found: Found, sure: float) -> tuple[float, str | None]:
    """The hard rules: a name that nobody prints, a speaker whom nobody quotes."""
    absent = [term.word for term in question.terms if term.named and not found.counts.get(term.match)]
    if absent:
        names = " and ".join(f"“{word}”" for word in absent[:3])
        return min(sure, ABSENT), f"the question names {names}, which the coverage does not mention"
    if question.speaker is not None and not found.speakers:
        return min(sure, NOT_QUOTED), f"nobody called “{question.speaker}” is quoted in the coverage"
    return sure, None
