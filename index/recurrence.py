"""Hides in articles what recurs on the pages of their outlet: known lines while an article is read, new ones after."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Collection
from dataclasses import replace
from pathlib import PurePath
from urllib.parse import urlsplit

from index.analysis import Analysis
from index.blocks import outside
from index.database import Database
from index.layout import lay_out
from index.model import ArticleDraft, Quotation, Span
from index.names import fold
from index.passages import passages
from index.tables import lines


def family_of(draft: ArticleDraft) -> str:
    """Whose pages an article's page is compared with: the outlet's, else its host's, else its folder's."""
    if draft.outlet and fold(draft.outlet):
        return f"outlet {fold(draft.outlet)}"
    host = _host(draft.url)
    return f"host {host}" if host else f"folder {PurePath(draft.origin).parent}"


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:  # a bracket that begins no IPv6 address
        return None
    return None if host is None else host.removeprefix("www.")


def hide_recurring(draft: ArticleDraft, analysis: Analysis, known: Collection[int]) -> Analysis:
    """The analysis with the outlet's recurring lines as furniture. It is made without parsing the text again.

    Args:
        known: keys of the outlet's recurring lines.
    """
    here = frozenset(line.key for line in analysis.page.lines) & frozenset(known)
    if not here:
        return analysis
    layout = lay_out(draft.text, reader_furniture=draft.furniture, title=draft.title, recurring=here)
    kept = _outside(draft.text, analysis.quotations, layout.furniture)
    return replace(analysis, layout=layout, passages=passages(draft.text, layout), quotations=kept, hidden=here)


def _outside(text: str, quotations: tuple[Quotation, ...], furniture: tuple[Span, ...]) -> tuple[Quotation, ...]:
    """The quotations, those in furniture left out; one that goes on over furniture comes in parts of one group."""
    kept: list[Quotation] = []
    free = max((each.group for each in quotations if each.group is not None), default=-1) + 1
    for quotation in quotations:
        parts = outside(text, quotation.span, furniture)
        group = quotation.group
        if len(parts) > 1 and group is None:
            group, free = free, free + 1
        kept += [replace(quotation, span=part, group=group) for part in parts]
    return tuple(kept)


async def hide_known(database: Database, draft: ArticleDraft, analysis: Analysis) -> Analysis:
    """The same, with what is known of the article's outlet so far."""
    known = await database.read(lines.recurring_lines, family_of(draft))
    return await asyncio.to_thread(hide_recurring, draft, analysis, known)


def forget_stale(connection: sqlite3.Connection) -> None:
    """Mark for another analysis the articles in which a line is hidden that does not recur any more."""
    for article in lines.forget(connection):
        connection.execute("UPDATE article SET analysis = '' WHERE id = ?", (article,))
