"""Candidates from several retrievers, fused into one ranking. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.settings import RetrievalSettings

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


def fuse(dense: Hits, lexical: Hits, spoken: Mapping[int, float], settings: RetrievalSettings) -> list[Candidate]:
    """Fuse by weighted sum of min-max scaled scores, best first; ties go to the smaller id.

    `spoken` gives, for passages with quotations of the speaker asked for, how strongly (0…1) they are wanted.
    """
    near, worded = _scaled(dense), _scaled(lexical)
    raw_dense, raw_lexical = dict(dense), dict(lexical)
    fused = [
        Candidate(
            passage=each,
            score=settings.dense_weight * near.get(each, 0.0)
            + settings.lexical_weight * worded.get(each, 0.0)
            + settings.speaker_weight * spoken.get(each, 0.0),
            dense=raw_dense.get(each),
            lexical=raw_lexical.get(each),
            spoken=each in spoken,
        )
        for each in {*near, *worded, *spoken}
    ]
    return sorted(fused, key=lambda candidate: (-candidate.score, candidate.passage))
