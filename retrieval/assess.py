"""The best units, each read together with the question: which of them answers, and whether any does.

Everything before this compares a question with sentences that were read without it. The assessor reads both at once
(`index.embedding.assessor`), which is dear, so that only a few are read.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.coverage import Coverage
from retrieval.abstain import Verdict, plain_confidence
from retrieval.answer import Excerpt
from retrieval.confidence import doubted
from retrieval.evidence import Evidence, rescored
from retrieval.gather import Found, Weighed, order
from retrieval.question import Question

if TYPE_CHECKING:
    from index.embedding.assessor import Assessor

_LOG = logging.getLogger(__name__)
# What is supposed of a unit that was not read: most of those that come near do not answer.
UNREAD = -3.5
# Below this confidence an answer is unlikely, and the best units tell as well as more of them whether there is one.
DOUBTFUL, FEW_READ = 0.3, 2
# From which odds on a statement of the speaker's is shown beside the best.
LIKELY = 1.0


async def assessed(coverage: Coverage, question: Question, found: Found, weighed: Weighed) -> Weighed:
    """The units in the order that their odds have a say in; as they were where nothing is assessed, or that fails.

    Where the words of somebody who is quoted are asked for, nothing is: who speaks tells more. Failures are logged.
    """
    if not weighed.evidence or (question.speaker is not None and found.speakers):
        return weighed
    assessor = await coverage.assessor()  # loaded by the first question that needs it
    if assessor is None:
        return weighed
    doubtful = plain_confidence(question, weighed.evidence) < DOUBTFUL
    most = coverage.settings.retrieval.assessed
    best = weighed.evidence[: min(most, FEW_READ) if doubtful else most]
    odds = await _odds(assessor, question, best, weighed)
    if odds is None:
        return weighed
    known = {id(each): value for each, value in zip(best, odds, strict=True)}
    evidence = [replace(each, odds=known.get(id(each), UNREAD)) for each in weighed.evidence]
    return replace(weighed, evidence=tuple(sorted(evidence, key=order)))


async def likely_statements(
    coverage: Coverage, question: Question, weighed: Weighed, verdict: Verdict
) -> tuple[Weighed, Verdict]:
    """A closer look at what a speaker is quoted with: the units with the odds of their statements, in the same order.

    If even the likeliest makes the answer too doubtful, there is none. Both are as they were where everything they said
    is asked for, or how it changed, and where nothing is assessed.
    """
    every = [each for each in weighed.evidence if verdict.wanted(each)]
    wanted = every[: 2 * coverage.settings.retrieval.assessed]
    close = verdict.chosen and wanted and not question.over_time
    assessor = await coverage.assessor() if close else None
    odds = await _odds(assessor, question, wanted, weighed) if assessor else None
    if odds is None:
        return weighed, verdict
    sure = doubted(verdict.confidence, max(odds))
    if sure < coverage.settings.retrieval.threshold:
        return weighed, replace(verdict, answered=False, confidence=sure, reason=verdict.doubt)
    known = {id(each): UNREAD for each in every} | {id(each): value for each, value in zip(wanted, odds, strict=True)}
    evidence = tuple(
        rescored(replace(each, odds=known[id(each)]), each.score) if id(each) in known else each
        for each in weighed.evidence
    )
    places = {(each.unit.passage.id, each.unit.at) for each in every}
    again = replace(verdict, confidence=sure, wanted=lambda each: (each.unit.passage.id, each.unit.at) in places)
    return replace(weighed, evidence=evidence), again


def likely_ones(shown: Sequence[Excerpt], limit: int) -> tuple[Excerpt, ...]:
    """The first statement and the others that are likely to answer; where that is not known, all."""
    kept = [each for at, each in enumerate(shown) if not at or each.odds is None or each.odds >= LIKELY]
    return tuple(kept[:limit])


async def _odds(
    assessor: Assessor, question: Question, units: Sequence[Evidence], weighed: Weighed
) -> Sequence[float] | None:
    texts = [read_as(each, weighed.texts[each.unit.passage.revision]) for each in units]
    try:
        return [float(value) for value in await asyncio.to_thread(assessor.odds, question.text, texts)]
    except Exception as error:  # noqa: BLE001 - whatever it is, the plain order is an answer too
        # What it says of itself may hold the question.
        _LOG.error("the assessor failed (%s); the plain order is kept", type(error).__name__)
        _LOG.debug("the assessor failed", exc_info=error)
        return None


def read_as(evidence: Evidence, text: str) -> str:
    """A unit as it would be shown, below its article's title, heading and outlet, after whoever speaks in it."""
    unit = evidence.unit
    names = [row.quotation.speaker for row in unit.quotations if row.quotation.speaker]
    return account(unit.passage.context, list(dict.fromkeys(names)), unit.span.of(text))


def account(context: str, speakers: Sequence[str], words: str) -> str:
    """What is read of an account: its article's title and outlet, whose words are in it, and its own words."""
    return f"{context}{' / '.join(speakers)}: {words}" if speakers else context + words
