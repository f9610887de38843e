"""Whether to answer: the confidence, the hard rules that lower it, and the reason in words. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from retrieval.confidence import Signals, confidence, gap, weighed_freshness
from retrieval.evidence import Evidence
from retrieval.gather import Found, Weighed, by_speaker
from retrieval.question import Question

# What a hard rule leaves of the confidence at most.
ABSENT = 0.15
NOT_QUOTED = 0.25
OFF_TOPIC = 0.3
# A speaker's words are on topic when they, or their passage, hold this share of the topic's terms.
ON_TOPIC = 0.5
# … or when their sentence is this similar to the question.
ALIKE_TOPIC = 0.35


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
    sure, reason = _lowered(question, found, confidence(_signals(found, weighed)))
    answered = sure >= threshold and bool(weighed.evidence)
    reason = reason or "nothing in the coverage comes close enough to an answer"
    return Verdict(answered, sure, None if answered else reason, lambda _: True, everything=False)


def _judge_speaker(question: Question, found: Found, weighed: Weighed, threshold: float) -> Verdict:
    """Only the speaker's own words can answer; without a topic all of them do."""
    theirs = [each for each in weighed.evidence if by_speaker(each, found)]
    if not question.terms:
        sure = 0.97 if theirs else NOT_QUOTED
        return Verdict(bool(theirs), sure, None, lambda each: by_speaker(each, found), everything=True)

    def wanted(each: Evidence) -> bool:
        return by_speaker(each, found) and (max(each.held, 0.8 * each.near) >= ON_TOPIC or each.alike >= ALIKE_TOPIC)

    signals = _signals(found, Weighed(tuple(each for each in theirs if wanted(each)), weighed.texts))
    sure, reason = _lowered(question, found, confidence(signals))
    if not any(wanted(each) for each in theirs):
        sure = min(sure, OFF_TOPIC)
        reason = f"quotes {' and '.join(sorted(found.speakers)[:2])}, but not on this"
    answered = sure >= threshold
    reason = reason or "nothing that is quoted comes close enough to an answer"
    return Verdict(answered, sure, None if answered else reason, wanted, everything=False)


def _signals(found: Found, weighed: Weighed) -> Signals:
    scored = [(each.relevance, found.fresh.get(each.unit.passage.id, 0.0)) for each in weighed.evidence]
    scored.sort(key=lambda pair: -pair[0])
    return Signals(
        alike=max((each.alike for each in weighed.evidence), default=0.0),
        dense=found.similar,
        gap=gap([score for score, _ in scored]),
        worded=found.worded / max(1.0, sum(found.weights.values())),
        fresh=weighed_freshness(scored),
    )


def _lowered(question: Question, found: Found, sure: float) -> tuple[float, str | None]:
    """The hard rules: a name that nobody prints, a speaker whom nobody quotes."""
    absent = [term.word for term in question.terms if term.named and not found.counts.get(term.match)]
    if absent:
        names = " and ".join(f"“{word}”" for word in absent[:3])
        return min(sure, ABSENT), f"the question names {names}, which the coverage does not mention"
    if question.speaker is not None and not found.speakers:
        return min(sure, NOT_QUOTED), f"nobody called “{question.speaker}” is quoted in the coverage"
    return sure, None
