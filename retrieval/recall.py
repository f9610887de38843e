"""An excerpt of an earlier answer, once more: verified anew against what may be shown at this moment.

Between an answer and a press of its buttons an article can be corrected, retracted or taken out of the asker's reach.
So nothing but where an excerpt stands is kept; its words are read again, and where it may not be shown any more, the
reason is told instead.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from index.model import Quotation, Span
from index.scope import Scope
from index.tables import articles, desks, passages, quotations
from index.tables.articles import ArticleRow
from retrieval.answer import Answer, Citation, Excerpt
from retrieval.verbatim import Chosen, sound_texts, verified


class ExcerptKey(NamedTuple):
    """Where an excerpt stands: enough to read it again, and none of its words."""

    source: str
    revision: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The stretch of the revision."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an excerpt that was shown.

    Attributes:
        quotation: where the quotation stood that named its speaker; None for narration.
        copies: the same statement elsewhere, with whether the words are equal.
    """

    key: ExcerptKey
    quotation: Span | None = None
    copies: tuple[tuple[ExcerptKey, bool], ...] = ()


class Gone(StrEnum):
    """Why an excerpt is not shown any more. Of an article out of the asker's reach nothing else is told."""

    RETRACTED = "retracted"
    CORRECTED = "corrected"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Context:
    """The sentences around an excerpt: `before + excerpt.text + after` is one stretch of the revision."""

    before: str
    excerpt: Excerpt
    after: str


def kept(answer: Answer) -> tuple[Kept, ...]:
    """What to keep of an answer: where each of its excerpts stands, or of those that only came close."""
    return tuple(kept_of(each) for each in (answer.excerpts if answer.answered else answer.closest))


def kept_of(excerpt: Excerpt) -> Kept:
    """What to keep of one excerpt: where it stands, and the same statement elsewhere."""
    copies = tuple((_key(also.citation), also.same) for also in excerpt.also_in)
    return Kept(_key(excerpt.citation), excerpt.quotation, copies)


def recalled(connection: sqlite3.Connection, wanted: Sequence[Kept], scope: Scope) -> tuple[Excerpt | Gone, ...]:
    """The excerpts as they may be shown now, in order; for each that may not, why."""
    keys = [key for each in wanted for key in (each.key, *(copy for copy, _ in each.copies))]
    reading = _Reading(connection, keys)
    return tuple(_recalled(connection, each, scope, reading) for each in wanted)


def contexts(
    connection: sqlite3.Connection, wanted: Sequence[Kept], scope: Scope, sentences: int
) -> tuple[Context | Gone, ...]:
    """For each excerpt up to so many sentences before and after it, as they stand in the stored revision.

    Nothing is left out between them: furniture or a heading ends the context.
    """
    reading = _Reading(connection, [each.key for each in wanted])
    found: list[Context | Gone] = []
    for each in wanted:
        excerpt = _recalled(connection, Kept(each.key, each.quotation), scope, reading)
        found.append(
            excerpt if isinstance(excerpt, Gone) else _around(connection, excerpt, each.key, reading, sentences)
        )
    return tuple(found)


class _Reading:
    """The articles and texts that some keys name, read once."""

    def __init__(self, connection: sqlite3.Connection, keys: Iterable[ExcerptKey]) -> None:
        keys = list(keys)
        found = {source: articles.find_article(connection, source) for source in {key.source for key in keys}}
        self.rows: dict[str, ArticleRow] = {source: row for source, row in found.items() if row is not None}
        self.texts = sound_texts(connection, {key.revision for key in keys})

    def chosen(self, key: ExcerptKey) -> Chosen | None:
        """The span as the verifier takes it; None where the text has no such span."""
        row, text = self.rows.get(key.source), self.texts.get(key.revision)
        if row is None or text is None or not 0 <= key.start < key.end <= len(text):
            return None
        return Chosen(row.id, key.revision, key.span, key.span.of(text), None, 0.0)


def _recalled(connection: sqlite3.Connection, wanted: Kept, scope: Scope, reading: _Reading) -> Excerpt | Gone:
    chosen = reading.chosen(wanted.key)
    if chosen is None:
        return Gone.UNAVAILABLE
    copies = [(reading.chosen(key), same) for key, same in wanted.copies]
    whole = Chosen(
        chosen.article,
        chosen.revision,
        chosen.span,
        chosen.text,
        _quotation(connection, chosen.article, wanted.quotation),
        chosen.score,
        tuple((copy, same) for copy, same in copies if copy is not None),
    )
    found = verified(connection, [whole], scope)
    return found[0] if found else _why(connection, reading.rows[wanted.key.source], wanted.key, scope)


def _quotation(connection: sqlite3.Connection, article: int, span: Span | None) -> Quotation | None:
    """The quotation that stood exactly there: whoever spoke is never guessed a second time."""
    rows = [] if span is None else quotations.quotations_of(connection, [article])[article]
    return next((row.quotation for row in rows if row.quotation.span == span), None)


def _why(connection: sqlite3.Connection, row: ArticleRow, key: ExcerptKey, scope: Scope) -> Gone:
    """What may be said of an excerpt that is not shown."""
    if row.retracted_at is not None:
        seen = scope.desks is None or desks.is_on(connection, row.id, scope.desks)
        return Gone.RETRACTED if seen and row.quotable and row.source not in scope.exclude else Gone.UNAVAILABLE
    inside = articles.articles_in_scope(connection, [row.id], scope)
    return Gone.CORRECTED if inside and row.revision != key.revision else Gone.UNAVAILABLE


def _around(
    connection: sqlite3.Connection, excerpt: Excerpt, key: ExcerptKey, reading: _Reading, sentences: int
) -> Context:
    text = reading.texts[key.revision]
    rows = passages.passages_of_article(connection, reading.rows[key.source].id)
    around = widened(text, [sentence for row in rows for sentence in row.sentences], key.span, sentences)
    return Context(text[around.start : key.start], excerpt, text[key.end : around.end])


def widened(text: str, sentences: Sequence[Span], span: Span, by: int) -> Span:
    """The span with up to `by` whole sentences more on either side, as far as only white space lies between them.

    Args:
        text: of the revision.
        sentences: of the article, in order.
    """
    inside = [at for at, each in enumerate(sentences) if each.overlaps(span)]
    if not inside:
        return span
    first, last = inside[0], inside[-1]
    while first > 0 and inside[0] - first < by and not text[sentences[first - 1].end : sentences[first].start].strip():
        first -= 1
    while (
        last + 1 < len(sentences)
        and last - inside[-1] < by
        and not text[sentences[last].end : sentences[last + 1].start].strip()
    ):
        last += 1
    return Span(min(span.start, sentences[first].start), max(span.end, sentences[last].end))


def _key(cited: Citation) -> ExcerptKey:
    return ExcerptKey(cited.source, cited.revision, cited.start, cited.end)
