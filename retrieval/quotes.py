"""Every quotation in a scope, as the contract of the command line has it; the words are cut from the revision."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from index.model import Quotation, Span
from index.scope import Scope
from index.tables import articles, quotations
from index.tables.quotations import QuotationRow
from retrieval.people import people_asked
from retrieval.verbatim import sound_texts


def quotes(
    connection: sqlite3.Connection, scope: Scope, *, speaker: str | None = None, source: str | None = None
) -> list[dict[str, Any]]:
    """The quotations in scope, by article and in reading order.

    Args:
        speaker: only those of the speakers that this name can mean.
        source: only those of this article.
    """
    rows = quotations.quotations_in_scope(connection, scope, source)
    if speaker is not None:
        people = people_asked(connection, speaker, scope)
        said = {(one.article, one.name) for each in people.speakers for one in each.appearances}
        rows = [row for row in rows if any((row.article, name) in said for name in _speakers(row.quotation))]
    return list(_lines(connection, rows))


def _speakers(quotation: Quotation) -> tuple[str, ...]:
    return quotation.speakers or ((quotation.speaker,) if quotation.speaker else ())


def _lines(connection: sqlite3.Connection, rows: list[QuotationRow]) -> Iterator[dict[str, Any]]:
    """Article by article, so that only one text is held; a text whose hash does not hold is left out."""
    named = articles.articles_by_id(connection, {row.article for row in rows})
    texts: dict[str, str] = {}
    for row in rows:
        if row.revision not in texts:
            texts = sound_texts(connection, [row.revision])
        if row.revision in texts:
            yield quotation_json(named[row.article].source, row, texts[row.revision])


def quotation_json(source: str, row: QuotationRow, text: str) -> dict[str, Any]:
    """One quotation's JSON shape. `group` is unique across the coverage."""
    quotation = row.quotation
    mention, cue = quotation.mention, quotation.cue
    return {
        "source": source,
        "revision": row.revision,
        "start": quotation.span.start,
        "end": quotation.span.end,
        "text": quotation.span.of(text),
        "speech": quotation.speech,
        "zone": quotation.zone,
        "speaker": quotation.speaker,
        "speakers": list(quotation.speakers),
        "speaker_mention": _words(mention, text),
        "speaker_start": None if mention is None else mention.start,
        "speaker_end": None if mention is None else mention.end,
        "cue": _words(cue, text),
        "cue_start": None if cue is None else cue.start,
        "cue_end": None if cue is None else cue.end,
        "via": list(quotation.via),
        "polarity": quotation.polarity,
        "group": None if quotation.group is None else f"{row.article}.{quotation.group}",
        "rule": quotation.rule,
    }


def _words(span: Span | None, text: str) -> str | None:
    return None if span is None else span.of(text)
