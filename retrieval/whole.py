"""A whole article for its reading page, as its stored revision has it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from index.model import Span
from index.scope import Scope
from index.tables import articles
from retrieval.verbatim import sound_texts


@dataclass(frozen=True, slots=True)
class Whole:
    """One article in scope.

    Attributes:
        text: of the live revision, whose hash was checked.
        furniture: spans of it that are not the story.
        headings: spans of the title and of section headings, as printed.
    """

    source: str
    revision: str
    text: str
    furniture: tuple[Span, ...]
    headings: tuple[Span, ...]
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    authors: tuple[str, ...]


def wholes(connection: sqlite3.Connection, revision: str, scope: Scope) -> list[Whole]:
    """The articles in scope whose live revision this is; none where the text no longer has its hash."""
    rows = articles.articles_with_revision(connection, revision, scope)
    text = sound_texts(connection, [revision]).get(revision) if rows else None
    if text is None:
        return []
    return [
        Whole(
            row.source,
            row.revision,
            text,
            row.furniture,
            row.headings,
            row.title,
            row.outlet,
            row.published,
            row.url,
            row.authors,
        )
        for row in rows
    ]
