"""Whether to answer: the confidence, the hard rules that lower it, and the reason in words. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.confidence import (
    Signals,
    assessed_confidence,
    confidence,
    gap,
    likely_and_new,
    spoken_confidence,
    weighed_freshness,
)
from retrieval.evidence import Evidence, fresh_worth
from retrieval.gather import Found, Weighed, by_speaker
from retrieval.question import Question
from retrieval.words import holds_words

# What a hard rule leaves of the confidence at most.
ABSENT = 0.15
NOT_QUOTED = 0.25
# Everything that a quoted speaker said: there is no topic to miss.
EVERYTHING = 0.97
SHOWN_NAMES = 2
# Every term of the question, rounding aside.
WHOLE = 0.999
# Somebody is quoted with the very words.
WORD_FOR_WORD = 0.97
# A statement is on the topic like the best one if its passage holds the topic as well, and it itself nearly so.
SAME, TOUCHES = 0.05, 0.3
# How much less than the best of them it may score: far more on a broad topic ("China", "the new ferry") than on one
# of several words, or where not just anything they said is asked for: there is mostly one answer.
BROAD, NARROW, SEVERAL = 0.4, 0.1, 3
# Units whose odds have a say in the confidence.
READ = 6
# From this margin on, and with most of the topic's words, somebody else's statement is what was meant.
FAR, MOSTLY = -0.8, 0.6
# How much better than somebody's words narration must fit to tell against a speaker like them.
NARRATED = 0.5


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the coverage answers.

    Attributes:
        reason: why not, in words; None where it answers.
        wanted: which units the answer is made of.
        everything: whether every wanted unit is an answer (all that somebody said), not only the best.
        spread: whether all wanted units that are on the topic count, not only those that come near the best one.
        doubt: what the reason is if a closer look says that nothing answers after all.
    """

    answered: bool
    confidence: float
    reason: str | None
    wanted: Callable[[Evidence], bool]
    everything: bool = False
    spread: bool = False
    doubt: str | None = None

    @property
    def chosen(self) -> bool:
        """Whether a speaker's statements on a topic are shown: those that are likely enough."""
        return self.answered and self.doubt is not None

    @property
    def all_wanted(self) -> bool:
        """Whether every wanted unit is shown, as far as there is room."""
        return self.everything or self.spread


def judge(question: Question, found: Found, weighed: Weighed, threshold: float) -> Verdict:
    """The verdict on one question."""
    if question.speaker is not None and found.speakers:
        return _judge_speaker(question, found, weighed, threshold)
    if question.quoted is not None:
        return _judge_words(question.quoted, weighed)
    likely = _likely(question, found, weighed) if weighed.evidence else 0.0
    sure, reason = _lowered(question, found, likely)
    wanted = _told if question.kind == "who said" else _any
    answered = sure >= threshold and any(map(wanted, weighed.evidence))
    reason = reason or "nothing in the coverage comes close enough to an answer"
    return Verdict(answered, sure, None if answered else reason, wanted, spread=question.everybody)


def plain_confidence(question: Question, ranked: Sequence[Evidence]) -> float:
    """The probability that something answers, by all signals but the odds; `ranked` are the units by plain score."""
    return confidence(_signals(question, ranked)) if ranked else 0.0


def _likely(question: Question, found: Found, weighed: Weighed) -> float:
    """The same, by the odds as well where the best units were read."""
    ranked = sorted(weighed.evidence, key=lambda each: -each.plain)
    plain = plain_confidence(question, ranked)
    read = [(each.plain, each.odds, each.fresh) for each in ranked if each.odds is not None][:READ]
    best = weighed.evidence[0].odds
    return plain if best is None else assessed_confidence(plain, best, likely_and_new(read), found.summary.articles)


def _any(_: Evidence) -> bool:
    return True


def _told(each: Evidence) -> bool:
    """Whether the unit holds words of somebody who is named."""
    return any(row.quotation.speaker for row in each.unit.quotations)


def _judge_words(asked: str, weighed: Weighed) -> Verdict:
    """Who said these very words: whoever is quoted with them, typography aside."""

    def wanted(each: Evidence) -> bool:
        text = weighed.texts[each.unit.passage.revision]
        return any(holds_words(row.quotation.span.of(text), asked) for row in each.unit.quotations)

    if any(map(wanted, weighed.evidence)):
        return Verdict(answered=True, confidence=WORD_FOR_WORD, reason=None, wanted=wanted, spread=True)
    return Verdict(answered=False, confidence=ABSENT, reason="nobody is quoted with these words", wanted=_any)


def _judge_speaker(question: Question, found: Found, weighed: Weighed, threshold: float) -> Verdict:
    """Only the speaker's own words can answer; without a topic all of them do.

    With a topic it counts how much better or worse they fit than what others say: the right topic in the wrong mouth
    fits somebody else's words far better.
    """
    theirs = [each for each in weighed.evidence if by_speaker(each, found)]
    if not question.terms:
        sure = EVERYTHING if theirs else NOT_QUOTED
        reason = None if theirs else f"{_quoted(found)}, but not via {question.via}"
        return Verdict(bool(theirs), sure, reason, lambda each: by_speaker(each, found), everything=True)
    if question.kind == "how many":  # without a figure nothing that they said can be the answer
        theirs = [each for each in theirs if each.shaped]
    best = max(theirs, key=fit, default=None)
    others = (each for each in weighed.evidence if not (by_speaker(each, found) or found.speakers & each.unit.speakers))
    other = max(others, key=_rivalry, default=None)
    margin = (fit(best) if best else 0.0) - (_rivalry(other) if other else 0.0)
    sure, reason = _lowered(question, found, _spoken(question, found, theirs, margin) if theirs else NOT_QUOTED)
    answered = sure >= threshold and best is not None
    via = f" via {question.via}" if question.via else ""
    reason = reason or f"{_quoted(found)}, but not on this{via}{_who_is(other, margin)}"

    least = max((each.score for each in theirs), default=0.0) - _step(question)

    def wanted(each: Evidence) -> bool:
        near = best is not None and (each is best or (each.score >= least and _on_topic(each, best)))
        return near and by_speaker(each, found) and (each.shaped or question.kind != "how many")

    return Verdict(answered, sure, None if answered else reason, wanted, spread=True, doubt=reason)


def _step(question: Question) -> float:
    """How much less than the best of a speaker's statements one may score to be shown as well."""
    if question.over_time:
        return math.inf
    return BROAD if question.kind == "said" and len(question.terms) < SEVERAL else NARROW


def _rivalry(other: Evidence) -> float:
    """How much it tells against a speaker that this fits: what the reporter tells, nobody else has said."""
    return fit(other) - (0.0 if other.unit.quotations else NARRATED)


def _spoken(question: Question, found: Found, theirs: Sequence[Evidence], margin: float) -> float:
    """How sure it is that one of the speaker's statements is on the topic."""
    worth = fresh_worth(question)
    held = max(each.score - worth * each.fresh for each in theirs)
    weights = {term.match: found.weights.get(term.match, 0.0) for term in question.terms}
    lacking = sum(weight for each, weight in weights.items() if not found.counts.get(each))
    return spoken_confidence(margin, held, lacking / (sum(weights.values()) or 1.0))


def _on_topic(each: Evidence, best: Evidence) -> bool:
    """Whether a speaker's words are on the topic like the best of them: they, or what they stand in, hold it as well.

    So a narrow topic brings the few statements on it, a broad one ("China") everything that touches it.
    """
    return each.near >= best.near - SAME and each.fit.every >= best.fit.every - TOUCHES


def _who_is(other: Evidence | None, margin: float) -> str:
    """Who did say it, if somebody's words fit far better."""
    names = {row.quotation.speaker for row in other.unit.quotations} - {None} if other else set()
    told = other is not None and margin <= FAR and other.fit.every >= MOSTLY
    return f"; {names.pop()} is" if told and len(names) == 1 else ""


def _quoted(found: Found) -> str:
    names = frozenset(each.name for each in found.people.speakers) or found.speakers
    return f"{_names(names)} {_is(names)} quoted"


def fit(evidence: Evidence) -> float:
    """How well a unit fits the topic, by its words and by its meaning."""
    return 2.5 * evidence.fit.every + 3.0 * evidence.alike


def _names(speakers: frozenset[str]) -> str:
    shown = sorted(speakers)
    return " and ".join(shown) if len(shown) <= SHOWN_NAMES else f"{', '.join(shown[:SHOWN_NAMES])} and others"


def _is(speakers: frozenset[str]) -> str:
    return "is" if len(speakers) == 1 else "are"


def _signals(question: Question, ranked: Sequence[Evidence]) -> Signals:
    best = ranked[0]
    return Signals(
        alike=max(each.alike for each in ranked),
        gap=gap([each.plain for each in ranked]),
        fresh=weighed_freshness([(each.plain, each.fresh) for each in ranked]),
        margin=_margin(ranked),
        shaped=float(best.shaped),
        whole=float(best.shaped and best.held >= WHOLE),
        quoted=float(bool(best.unit.quotations)),
        quantity=float(question.kind == "how many"),
        reason=float(question.kind == "why"),
    )


def _margin(ranked: Sequence[Evidence]) -> float:
    """By how much the best sentence that holds every name fits better than the best that does not (-1…1)."""
    fits = [(each.named >= 1, 0.5 * each.fit.topic + each.alike) for each in ranked]
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
