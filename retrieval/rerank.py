"""A second opinion on what ranks best: a cross-encoder, where the settings name one.

It has a say in which units are shown, not in whether there is an answer: the confidence was fitted without it. Nor in
how many: the scores stay what they were, and are dealt out anew in the new order, so that every distance that something
is judged by keeps its meaning.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from index.coverage import Coverage
from retrieval.abstain import Verdict
from retrieval.evidence import Evidence, rescored
from retrieval.gather import Found, Weighed
from retrieval.question import Question
from retrieval.ranking import Candidate

_LOG = logging.getLogger(__name__)


async def second_opinion(coverage: Coverage, question: Question, weighed: Weighed, verdict: Verdict) -> Weighed:
    """The units, the best of those that may be shown in an order that the reranker has a say in.

    As they were where no reranker is set, or it fails; that is logged.
    """
    settings = coverage.settings.retrieval
    if settings.reranker is None or verdict.everything:  # then there is no topic to judge by
        return weighed
    places = [at for at, each in enumerate(weighed.evidence) if not verdict.answered or verdict.wanted(each)]
    best = [weighed.evidence[at] for at in places[: settings.reranked]]
    # A unit as it would be shown, below its article's title, heading and outlet.
    texts = [_read_with(each, weighed.texts[each.unit.passage.revision]) for each in best]
    order = await _order(coverage, question, texts, [each.score for each in best])
    evidence = list(weighed.evidence)
    for at, now, before in zip(places, order, best, strict=False):
        evidence[at] = rescored(best[now], before.score)
    return replace(weighed, evidence=tuple(evidence))


async def second_opinion_on_passages(
    coverage: Coverage, question: Question, ranked: Sequence[Candidate], found: Found, weighed: Weighed
) -> Sequence[Candidate]:
    """The same for ranked passages, of which the weighed ones can be read."""
    settings = coverage.settings.retrieval
    if settings.reranker is None:
        return ranked
    best = list(ranked[: settings.reranked])
    rows = [found.rows.get(each.passage) for each in best]
    texts = [
        row.context + row.span.of(weighed.texts[row.revision]) if row and row.revision in weighed.texts else ""
        for row in rows
    ]
    order = await _order(coverage, question, texts, [each.score for each in best])
    dealt = [replace(best[now], score=before.score) for now, before in zip(order, best, strict=True)]
    return [*dealt, *ranked[len(best) :]]


async def _order(coverage: Coverage, question: Question, texts: Sequence[str], scores: Sequence[float]) -> list[int]:
    """Which text comes first, second, …; as they are where the reranker cannot say."""
    plain = list(range(len(texts)))
    reranker = await coverage.reranker()
    if reranker is None or len(texts) < 2:  # one alone has no order
        return plain
    try:
        likely = await asyncio.to_thread(reranker.probabilities, question.text, texts)
    except Exception as error:  # noqa: BLE001 - whatever it is, the plain order is an answer too
        # What it says of itself may hold the question.
        _LOG.error("the reranker failed (%s); the plain order is kept", type(error).__name__)
        _LOG.debug("the reranker failed", exc_info=error)
        return plain
    return reordered(scores, [float(value) for value in likely], coverage.settings.retrieval.reranker_weight)


def reordered(scores: Sequence[float], likely: Sequence[float], weight: float) -> list[int]:
    """The places in the order of score, scaled to 0…1 from the last to the best, + weight · probability. Pure.

    Args:
        scores: best first.
        likely: how likely each answers (0…1).
    """
    low, high = min(scores), max(scores)
    spread = high - low
    blended = [(score - low) / spread + weight * p if spread else p for score, p in zip(scores, likely, strict=True)]
    return sorted(range(len(scores)), key=lambda at: (-blended[at], at))


def _read_with(evidence: Evidence, text: str) -> str:
    return evidence.unit.passage.context + evidence.unit.span.of(text)
