"""How much of a question a unit holds: the evidence that excerpts are chosen by and confidence is made of. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from index.embedding.late import Met
from index.tables.postings import inverse_frequency
from retrieval.question import Question
from retrieval.ranking import Candidate
from retrieval.shapes import has_shape, shaped
from retrieval.terms import stems_among
from retrieval.topic import Fit, Likeness, Topic, fit_of, likened, named
from retrieval.units import Unit


@dataclass(frozen=True, slots=True)
class Evidence:
    """A unit with what speaks for it.

    Attributes:
        alike: cosine similarity of the sentence to the question; 0 while it has no vector.
        fit: how well its words fit the question's.
        fresh: how new its article is (0…1).
        held: share (0…1) of the question's terms, weighted by rarity, in the sentence itself.
        near: the same share in the whole passage, its title and heading.
        named: share of the question's names in the sentence or the one before it.
        shaped: whether it has the shape of the answer (a number for "how many"); True where no shape is asked.
        rest: what the score is made of besides the fit and the odds.
        odds: logarithm of the odds that it answers, by the assessor; None where nothing was assessed.
    """

    unit: Unit
    candidate: Candidate
    alike: float
    fit: Fit
    held: float
    near: float
    named: float
    shaped: bool
    fresh: float
    rest: float
    odds: float | None = None

    @property
    def plain(self) -> float:
        """The score without the odds."""
        return self.rest + TOPIC * self.fit.topic

    @property
    def score(self) -> float:
        """What excerpts are ordered by; comparable across questions."""
        return self.plain + (0.0 if self.odds is None else ODDS * self.odds)


def rescored(evidence: Evidence, score: float) -> Evidence:
    """The unit with another score."""
    return replace(evidence, rest=evidence.rest + score - evidence.score)


def rarity(counts: Mapping[str, int], passages: int) -> dict[str, float]:
    """Inverse document frequency of each expression, from counts in scope."""
    return {each: inverse_frequency(count, passages) for each, count in counts.items()}


# What an excerpt is ordered by: rounded from listwise logistic regressions on labelled questions over coverage of other
# stories (`docs/decisions/0012-ranking-and-confidence.md`).
ALIKE, SHAPED, TOPIC, NAMED, FRESH = 1.4, 0.07, 0.2, 0.08, 0.1
# How well the question's words are met by the sentence's and the passage's, each in its context.
MET, MET_NEAR = 0.4, 1.2
# What it counts how likely the assessor takes a unit for an answer.
ODDS = 0.13
# How much more it counts how new an article is, where the question asks for what is new.
RECENT = 2.0
# What it is worth that a sentence says who somebody is, or gives a figure or a time, where that is the question.
SHAPED_AS = {"who is": 0.2, "how many": 0.25, "when": 0.25}


def fresh_worth(question: Question) -> float:
    """What it counts in a score that an article is as new as can be."""
    return FRESH * (RECENT if question.recent else 1.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what the coverage says about its terms.

    Attributes:
        topic: its terms, names apart.
        likeness: says how alike two words are.
        stems: its terms' stems.
        shape_worth: what it counts that a sentence has the shape of the answer.
    """

    question: Question
    topic: Topic
    likeness: Likeness
    stems: frozenset[str]
    shape_worth: float


def asked_of(question: Question, topic: Topic, likeness: Likeness) -> Asked:
    """A question made ready for weighing."""
    worth = SHAPED_AS.get(question.kind, SHAPED) if has_shape(question) else 0.0
    return Asked(question, topic, likeness, frozenset(topic.weights), worth)


def weigh(
    unit: Unit, candidate: Candidate, asked: Asked, text: str, *, alike: float, fresh: float, met: Met | None = None
) -> Evidence:
    """The evidence of one unit.

    Args:
        text: of the unit's revision.
        alike: cosine similarity of the unit's core sentence to the question.
        fresh: how new the unit's article is (0…1).
        met: how well the unit's passage meets the question's words; where that is not known, likeness stands for it.
    """
    inside = stems_among(unit.passage.span.of(text), asked.stems)  # whatever a sentence holds is among these
    sentence = stems_among(unit.span.of(text), inside)
    before = stems_among(unit.passage.sentences[unit.at - 1].of(text), inside) if unit.at else frozenset[str]()
    around = inside | stems_among(unit.passage.context, asked.stems)
    exact, around_fit = fit_of(sentence, asked.topic), fit_of(around, asked.topic)
    names, shape = named(sentence | before, asked.topic), shaped(asked.question, unit.core.of(text))
    rest = (
        ALIKE * alike
        + MET * (alike if met is None else met.sentences.get(unit.at, 0.0))
        + MET_NEAR * ((candidate.dense or 0.0) if met is None else met.passage)
        + NAMED * names
        + fresh_worth(asked.question) * fresh
        + asked.shape_worth * shape
    )
    return Evidence(unit, candidate, alike, exact, exact.every, around_fit.every, names, shape, fresh, rest)


def refined(evidence: Evidence, asked: Asked, text: str) -> Evidence:
    """The evidence once words that are only alike count too: dearer, so for the best units alone."""
    shown = evidence.unit.span.of(text)
    return replace(evidence, fit=likened(shown, stems_among(shown, asked.stems), asked.topic, asked.likeness))
