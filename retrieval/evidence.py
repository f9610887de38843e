"""How much of a question a unit holds: the evidence that excerpts are chosen by and confidence is made of. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.question import Question
from retrieval.ranking import Candidate
from retrieval.shapes import shape_of
from retrieval.terms import Term, stems_among
from retrieval.units import Unit


@dataclass(frozen=True, slots=True)
class Evidence:
    """A unit with what speaks for it.

    Attributes:
        alike: cosine similarity of the sentence to the question; 0 while it has no vector.
        held: share (0…1) of the question's terms, weighted by rarity, in the sentence itself.
        near: the same share in the whole passage, its title and heading.
        shaped: whether it has the shape of the answer (a number for "how many"); True where no shape is asked.
        score: what excerpts are ordered by.
        relevance: the part of the score that is comparable across questions.
    """

    unit: Unit
    candidate: Candidate
    alike: float
    held: float
    near: float
    shaped: bool
    score: float
    relevance: float


def rarity(counts: Mapping[str, int], passages: int) -> dict[str, float]:
    """Inverse document frequency (Robertson and Spärck Jones, smoothed) of each expression, from counts in scope."""
    return {each: math.log(1 + (passages - count + 0.5) / (count + 0.5)) for each, count in counts.items()}


def share(terms: Sequence[Term], weights: Mapping[str, float], stems: frozenset[str]) -> float:
    """Share of the terms' weight whose stems are present; 1 where there are no terms."""
    total = sum(weights.get(term.match, 1.0) for term in terms)
    if not total:
        return 1.0
    return sum(weights.get(term.match, 1.0) for term in terms if term.stem in stems) / total


# What an excerpt is ordered by; fitted by `benchmarks/fit.py`.
ALIKE, PASSAGE, HELD, NEAR, SHAPED, FUSED = 1.0, 0.5, 0.5, 0.3, 0.08, 0.1
# What it is worth that a sentence says who somebody is, where that is the question.
DEFINING = 0.3


def weigh(
    unit: Unit,
    candidate: Candidate,
    question: Question,
    weights: Mapping[str, float],
    text: str,
    *,
    alike: float,
    best: float,
) -> Evidence:
    """The evidence of one unit.

    Args:
        weights: rarity of each term's expression.
        text: of the unit's revision.
        alike: cosine similarity of the unit's core sentence to the question.
        best: the highest candidate score, by which this one's is scaled.
    """
    wanted = frozenset(term.stem for term in question.terms)
    sentence = stems_among(unit.span.of(text), wanted)
    around = sentence | stems_among(unit.passage.context, wanted)
    around |= stems_among(unit.passage.span.of(text), wanted)
    held = share(question.terms, weights, sentence)
    near = share(question.terms, weights, around)
    shape = shape_of(question)
    shaped = shape is None or bool(shape.search(unit.core.of(text)))
    relevance = ALIKE * alike + PASSAGE * (candidate.dense or 0.0) + HELD * held + NEAR * near
    score = (
        relevance
        + (DEFINING if question.kind == "who is" else SHAPED) * (shape is not None and shaped)
        + FUSED * (candidate.score / best if best else 0.0)
    )
    return Evidence(unit, candidate, alike, held, near, shaped, score, relevance)
