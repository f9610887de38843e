"""Everything that somebody said, newest first, in pages: each statement once, with everywhere it stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from index.model import Span
from index.scope import Scope
from index.tables import passages, quotations
from index.tables.quotations import QuotationRow
from retrieval.answer import Excerpt
from retrieval.people import People, people_asked
from retrieval.verbatim import Chosen, sound_texts, verified
from retrieval.words import plain, same_words

# Quotations of one speaker that are looked at, the newest.
MOST: Final = 5000
# The parts of one quotation, in order; most have one.
Parts = tuple[QuotationRow, ...]


@dataclass(frozen=True, slots=True)
class SaidPage:
    """A page of what somebody said.

    Attributes:
        who: the speakers whom the name means, each with how many quotations are theirs; none if nobody is quoted so.
        excerpts: of this page.
        start: the position of the first of them.
        total: how many statements there are.
        cut: whether there are more quotations than were looked at.
        topic: what the statements are about, the earliest first then; None for everything, newest first.
        reason: why there is nothing about the topic, in words.
        changes: for each excerpt of a page about a topic how it differs from an earlier statement, in words; or "".
    """

    who: tuple[tuple[str, int], ...]
    excerpts: tuple[Excerpt, ...]
    start: int
    total: int
    cut: bool
    topic: str | None = None
    reason: str | None = None
    changes: tuple[str, ...] = ()


def about(asked: str) -> tuple[str, str | None]:
    """A name, and the topic after "about", if there is one: "Ada Renn about tolls". Pure."""
    name, found, topic = asked.partition(" about ")
    return (name.strip(), topic.strip()) if found and name.strip() and topic.strip() else (asked, None)


def said_by(connection: sqlite3.Connection, name: str, scope: Scope, start: int, size: int) -> SaidPage:
    """The statements from `start` on of whoever the name means within the scope."""
    people = people_asked(connection, name, scope)
    rows = quotations.quotations_of_speakers(connection, people.speakers, people.others, scope, MOST)
    texts = sound_texts(connection, {row.revision for row in rows})
    told = statements([row for row in rows if row.revision in texts], texts)
    start = max(start, 0) if start < len(told) else max(0, (len(told) - 1) // size * size)
    chosen = [_chosen(connection, each, texts) for each in told[start : start + size]]
    return SaidPage(_who(people), verified(connection, chosen, scope), start, len(told), len(rows) >= MOST)


def _who(people: People) -> tuple[tuple[str, int], ...]:
    counted = [(each.name, each.quotations) for each in people.speakers]
    return tuple(sorted(counted, key=lambda each: (-each[1], each[0])))


def statements(rows: Iterable[QuotationRow], texts: dict[str, str]) -> list[list[Parts]]:
    """Quotations that begin with equal words of an equal speaker, in the order of their first. Pure.

    Of each the one with most parts stands first: an outlet may have printed only how it begins.
    """
    whole: dict[tuple[int, object], list[QuotationRow]] = {}
    for row in rows:
        split = row.quotation.group
        whole.setdefault((row.article, ("one", row.id) if split is None else ("split", split)), []).append(row)
    told: dict[tuple[str | None, str], list[Parts]] = {}
    for parts in whole.values():
        first = parts[0]
        words = plain(first.quotation.span.of(texts[first.revision]))
        told.setdefault((first.quotation.speaker, words), []).append(tuple(parts))
    return [sorted(each, key=lambda parts: -len(parts)) for each in told.values()]


def _chosen(connection: sqlite3.Connection, places: Sequence[Parts], texts: dict[str, str]) -> Chosen:
    """The first place, with one place of each other article."""
    own = _place(connection, places[0], texts)
    others: dict[int, Parts] = {}
    for parts in places[1:]:
        if parts[0].article != own.article:
            others.setdefault(parts[0].article, parts)
    copies = [_place(connection, parts, texts) for parts in others.values()]
    return replace(own, copies=tuple((copy, same_words(copy.text, own.text)) for copy in copies))


def _place(connection: sqlite3.Connection, parts: Parts, texts: dict[str, str]) -> Chosen:
    first = parts[0]
    spans = [_sentences(connection, row) for row in parts]
    span = Span(min(each.start for each in spans), max(each.end for each in spans))
    return Chosen(first.article, first.revision, span, span.of(texts[first.revision]), first.quotation, 0.0)


def _sentences(connection: sqlite3.Connection, row: QuotationRow) -> Span:
    """The whole sentences that hold the quotation, so that its attribution is seen; itself in a headline."""
    said = row.quotation.span
    held = [
        sentence
        for passage in passages.passages_of_article(connection, row.article)
        for sentence in passage.sentences
        if sentence.overlaps(said)
    ]
    return Span(min([said.start, *(each.start for each in held)]), max([said.end, *(each.end for each in held)]))
