"""The only place where an excerpt is made: from a span of a stored revision whose hash holds.

Right before it is handed out the text is read again; a mismatch is never shown: it is logged, counted and dropped.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.model import MARKS_ALONE, Quotation, Span, revision_name
from index.scope import Scope
from index.tables import articles, copies
from index.tables.articles import ArticleRow
from retrieval.age import age_in_days, published_of
from retrieval.answer import AlsoIn, Citation, Excerpt
from retrieval.weekdays import days_meant

log = logging.getLogger(__name__)
_dropped = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """A span chosen to be shown, before it is verified.

    Attributes:
        text: what the chooser saw there; the stored revision must still say exactly this.
        quotation: the quotation it shows, None for narration.
        copies: the same statement elsewhere, with whether the words are equal.
        odds: logarithm of the odds that it answers, where that was assessed.
    """

    article: int
    revision: str
    span: Span
    text: str
    quotation: Quotation | None
    score: float
    copies: tuple[tuple[Chosen, bool], ...] = ()
    odds: float | None = None


def dropped() -> int:
    """How many excerpts this process refused to show because their text was not the revision's."""
    return _dropped


def verified(connection: sqlite3.Connection, chosen: Sequence[Chosen], scope: Scope) -> tuple[Excerpt, ...]:
    """Excerpts of those that are still in scope and still say, to the code point, what was chosen."""
    everything = [*chosen, *(copy for each in chosen for copy, _ in each.copies)]
    rows = articles.articles_in_scope(connection, {each.article for each in everything}, scope)
    sound = sound_texts(connection, {each.revision for each in everything})
    found = []
    for each in chosen:
        if _holds(each, rows, sound):
            also = tuple(
                AlsoIn(copy.text, _citation(rows[copy.article], copy), same)
                for copy, same in each.copies
                if _holds(copy, rows, sound)
            )
            found.append(_excerpt(each, rows[each.article], sound[each.revision], also))
    return _placed(connection, found, scope, rows)


def _placed(
    connection: sqlite3.Connection, excerpts: Sequence[Excerpt], scope: Scope, rows: Mapping[int, ArticleRow]
) -> tuple[Excerpt, ...]:
    """The excerpts with what their articles' dates and copies tell: how old, which days are meant, who carries it."""
    by_source = {row.source: row for row in rows.values()}
    shown = [(each, by_source[each.citation.source]) for each in excerpts]
    stories = copies.copies_of(connection, {row.id for _, row in shown}, scope)
    return tuple(
        replace(
            each,
            age_days=age_in_days(published, scope.now),
            dates=days_meant(each.text, published, _spoken_in(each)),
            story=stories.get(row.id),
        )
        for each, row in shown
        for published in (published_of(row.published),)
    )


def _spoken_in(excerpt: Excerpt) -> tuple[Span, ...]:
    """The direct words in an excerpt, counted within its text."""
    if excerpt.quotation is None or excerpt.speech == "indirect":
        return ()
    start, length = excerpt.citation.start, len(excerpt.text)
    said = Span(max(0, excerpt.quotation.start - start), min(length, excerpt.quotation.end - start))
    return (said,) if said.start < said.end else ()


def sound_texts(connection: sqlite3.Connection, revisions: Iterable[str]) -> dict[str, str]:
    """Texts of those revisions whose hash holds; the others are logged and left out."""
    texts = articles.revision_texts(connection, revisions)
    return {name: text for name, text in texts.items() if _sound(name, text)}


def _sound(name: str, text: str) -> bool:
    if revision_name(text) == name:
        return True
    log.error("revision %s no longer has its hash; nothing of it is shown", name)
    return False


def _holds(chosen: Chosen, rows: dict[int, ArticleRow], texts: dict[str, str]) -> bool:
    global _dropped  # noqa: PLW0603 - one counter a process, read by `dropped`
    row = rows.get(chosen.article)
    if row is None or row.revision != chosen.revision:
        return False  # retracted, embargoed or corrected since it was chosen
    text = texts.get(chosen.revision)
    if text is None or not chosen.text or chosen.span.of(text) != chosen.text:
        log.error("a span of revision %s does not give its text; it is not shown", chosen.revision)
        _dropped += 1
        return False
    return True


def _citation(row: ArticleRow, chosen: Chosen) -> Citation:
    return Citation(
        source=row.source,
        revision=chosen.revision,
        start=chosen.span.start,
        end=chosen.span.end,
        outlet=row.outlet,
        title=row.title,
        published=row.published,
        url=row.url,
        label=_label(row),
    )


def _label(row: ArticleRow) -> str:
    """What people are shown of an article without title or outlet: the file's name, never a folder of this machine."""
    return row.title or row.outlet or Path(row.origin).name


def _excerpt(chosen: Chosen, row: ArticleRow, text: str, also: tuple[AlsoIn, ...]) -> Excerpt:
    quotation = chosen.quotation
    return Excerpt(
        text=chosen.text,
        citation=_citation(row, chosen),
        speaker=None if quotation is None else quotation.speaker,
        mention=None if quotation is None or quotation.mention is None else quotation.mention.of(text),
        via=() if quotation is None else quotation.via,
        speech=None if quotation is None else quotation.speech,
        score=chosen.score,
        also_in=also,
        quotation=None if quotation is None else quotation.span,
        unread=quotation is not None and quotation.rule == MARKS_ALONE,
        odds=chosen.odds,
    )
