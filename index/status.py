"""What the coverage and its indexes look like at one moment, and how far a long task has come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoverageStatus:
    """Counts of the coverage and the state of the live generation.

    Attributes:
        articles: live articles (not retracted).
        retracted: retracted articles, kept but never quoted.
        passages, quotations: of the live revisions.
        pending: passages that the live generation does not hold yet (they are found by words, not yet by meaning).
        generation: number of the live generation; None before the first one is complete.
        embedder: the canonical name of the model that made it.
        first, last: the earliest and latest known publication, ISO 8601 cut to what is known.
        undated: live articles without a date.
        size_bytes: of the data folder.
        reranker: the cross-encoder that the settings name; None without one.
        reranker_weights: SHA-256 of its weights, in hexadecimal; None where it is not here.
    """

    articles: int
    retracted: int
    passages: int
    quotations: int
    pending: int
    generation: int | None
    embedder: str | None
    first: str | None
    last: str | None
    undated: int
    size_bytes: int
    reranker: str | None = None
    reranker_weights: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long task has come.

    Attributes:
        stage: what is being done, in a word ("reading", "embedding", "switching").
        done, total: in units of the stage; `total` is None while it is unknown.
        seconds: since the task began.
    """

    stage: str
    done: int
    total: int | None
    seconds: float

    @property
    def rate(self) -> float:
        """Units per second so far; 0 before anything is done."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds still needed at this rate; None while that cannot be told."""
        if self.total is None or self.rate == 0:
            return None
        return max(0.0, (self.total - self.done) / self.rate)
