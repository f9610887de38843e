"""Candidates from several retrievers, fused into one ranking. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from config.settings import RetrievalSettings

MONTH = 30 * 86400.0
UNDATED = 0.75
# How much more it counts how fresh a passage is, where the question asks for what is new ("this week").
RECENT = 4 / 3
# What a passage's best sentence counts, against the fused score, where passages themselves are ranked.
BEST_UNIT = 4.0
Hits = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer.

    Attributes:
        passage: its id.
        score: the fused score, comparable within one question.
        dense: cosine similarity to the question; None if the dense retriever did not return it.
        lexical: BM25 (higher is better); None if the lexical retriever did not return it.
        spoken: whether it holds a quotation of the speaker asked for.
    """

    passage: int
    score: float
    dense: float | None
    lexical: float | None
    spoken: bool = False


def _scaled(hits: Hits) -> dict[int, float]:
    """Scores on 0…1 within these hits (min-max; one hit alone is 1)."""
    if not hits:
        return {}
    low, high = min(score for _, score in hits), max(score for _, score in hits)
    spread = high - low
    return {each: (score - low) / spread if spread else 1.0 for each, score in hits}


@dataclass(frozen=True, slots=True)
class Nearby:
    """What else is known of the candidates, by passage.

    Attributes:
        alike: the highest cosine similarity of one of its sentences to the question.
        fresh: how near its publication is to the newest in scope that is not after the question (0…1).
        spoken: how strongly (0…1) a passage with quotations of the speaker asked for is wanted.
        recent: whether the question asks for what is new, so that it counts more how fresh a passage is.
    """

    alike: Mapping[int, float]
    fresh: Mapping[int, float]
    spoken: Mapping[int, float]
    recent: bool = False


def freshness(published: float | None, newest: float) -> float:
    """How near a publication is to the newest that the question can mean (both in seconds UTC).

    1 on the day, 1/e a month apart; an article without a date is taken for one of the last days.
    """
    return UNDATED if published is None else math.exp(-abs(newest - published) / MONTH)


def fuse(dense: Hits, lexical: Hits, nearby: Nearby, settings: RetrievalSettings) -> list[Candidate]:
    """Fuse by weighted sum of min-max scaled scores, best first; ties go to the smaller id."""
    near, worded = _scaled(dense), _scaled(lexical)
    fresh_weight = settings.fresh_weight * (RECENT if nearby.recent else 1.0)
    alike = _scaled(list(nearby.alike.items()))
    raw_dense, raw_lexical = dict(dense), dict(lexical)
    fused = [
        Candidate(
            passage=each,
            score=settings.dense_weight * near.get(each, 0.0)
            + settings.lexical_weight * worded.get(each, 0.0)
            + settings.sentence_weight * alike.get(each, 0.0)
            + fresh_weight * nearby.fresh.get(each, 0.0)
            + settings.speaker_weight * nearby.spoken.get(each, 0.0),
            dense=raw_dense.get(each),
            lexical=raw_lexical.get(each),
            spoken=each in nearby.spoken,
        )
        for each in {*near, *worded, *nearby.spoken}
    ]
    return sorted(fused, key=lambda candidate: (-candidate.score, candidate.passage))


def reranked(candidates: Sequence[Candidate], best: Mapping[int, float]) -> list[Candidate]:
    """The candidates in the order of their fused score and their best unit's, best first.

    Args:
        best: the highest score of a unit, by passage; passages without any stay behind those that have one.
    """
    units = _scaled(list(best.items()))
    scored = [replace(each, score=each.score + BEST_UNIT * units.get(each.passage, 0.0)) for each in candidates]
    return sorted(scored, key=lambda each: (-each.score, each.passage))
