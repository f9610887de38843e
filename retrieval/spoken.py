"""What the speaker of a question said: everything, or of somebody much quoted what may be on the topic. Reads only."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from index.scope import Scope
from index.tables import passages, quotations
from index.tables.postings import holding_most
from index.tables.quotations import QuotationRow
from retrieval.people import People, people_asked
from retrieval.question import Question
from retrieval.speakers import means

# The newest quotations that are looked at where the question names no topic,
LATEST = 100
# ... where it asks how they changed over time,
OVER_TIME = 1000
# ... and where it names a topic: then besides as many passages as these that the topic's words find among all of the
# speaker's, and what the retrievers come upon.
ON_TOPIC = 30
# Quotations that are taken from passages that were found anyway.
MET = 200
# Passages of the speaker's, besides the best of all, whose units are weighed where a topic is named.
WEIGHED_ON_TOPIC = 30


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the question's speaker said.

    Attributes:
        people: whom the question means.
        quotations: theirs.
        lexical: passages in their articles that the topic's words find.
        holding: ids of the passages that hold the quotations.
    """

    people: People = field(default_factory=People)
    quotations: tuple[QuotationRow, ...] = ()
    lexical: Sequence[tuple[int, float]] = ()
    holding: frozenset[int] = frozenset()


def on_topic(question: Question) -> bool:
    """Whether the newest words are no better than older ones: a topic decides."""
    return bool(question.terms) and not question.over_time


def read_spoken(connection: sqlite3.Connection, question: Question, speaker: str, scope: Scope) -> Spoken:
    """The newest quotations of the speaker, and passages in which they may have spoken about the topic before."""
    people = people_asked(connection, speaker, scope)
    most = ON_TOPIC if on_topic(question) else OVER_TIME if question.over_time else LATEST
    newest = quotations.quotations_of_speakers(connection, people.speakers, people.others, scope, most)
    lexical: Sequence[tuple[int, float]] = ()
    if on_topic(question) and len(newest) == most:
        said_in = {one.article for each in people.speakers for one in each.appearances}
        expressions = [term.match for term in question.terms]
        lexical = holding_most(connection, expressions, said_in, ON_TOPIC)
    wanted = _as_asked(newest, question)
    holding = passages.passages_holding(connection, map(_place, wanted))
    return Spoken(people, tuple(wanted), lexical, frozenset(holding.values()))


def with_those_met(
    connection: sqlite3.Connection, question: Question, scope: Scope, spoken: Spoken, met_in: Collection[int]
) -> Spoken:
    """The same, with what the speaker said in these passages (ids): however old, it may be the answer."""
    if not spoken.people.speakers:
        return spoken
    inside = passages.articles_of(connection, met_in)
    met = quotations.quotations_of_speakers(
        connection, spoken.people.speakers, spoken.people.others, scope, MET, within=inside
    )
    known = {each.id for each in spoken.quotations}
    new = [each for each in _as_asked(met, question) if each.id not in known]
    held = passages.passages_holding(connection, map(_place, new))
    more = tuple(each for each in new if held.get(_place(each)) in met_in)
    holding = spoken.holding.union(held[_place(each)] for each in more)
    return replace(spoken, quotations=(*spoken.quotations, *more), holding=holding)


def _place(each: QuotationRow) -> tuple[int, int]:
    return each.article, each.quotation.span.start


def _as_asked(spoken: Sequence[QuotationRow], question: Question) -> Sequence[QuotationRow]:
    """Those via the source that the question names, if it does; those in their own words, if it wants those."""
    if question.via is not None:
        spoken = [row for row in spoken if any(means(question.via, name) for name in row.quotation.via)]
    if question.direct:  # where there are no such words, the reader sees what kind of speech there is
        spoken = [row for row in spoken if row.quotation.speech == "direct"] or spoken
    return spoken
