"""Quotations of the live revisions."""

from __future__ import annotations

import heapq
import json
import math
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from index.memory import remembered
from index.model import Quotation, Span, Speech
from index.names import fold
from index.scope import Scope
from index.scope_sql import scope_condition
from index.speakers import Appearance, Speaker

# Articles whose quotations a connection remembers: some ten thousand bytes each.
_ARTICLES_KEPT: Final = 256


@dataclass(frozen=True, slots=True)
class QuotationRow:
    """A stored quotation with its article."""

    id: int
    article: int
    revision: str
    quotation: Quotation


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _names(stored: str) -> tuple[str, ...]:
    return () if stored == "[]" else tuple(json.loads(stored))


def _row(row: sqlite3.Row) -> QuotationRow:
    quotation = Quotation(
        span=Span(row["start"], row["end"]),
        speech=row["speech"],
        rule=row["rule"],
        zone=row["zone"],
        speaker=row["speaker"],
        speakers=_names(row["speakers"]),
        mention=_span(row["mention_start"], row["mention_end"]),
        cue=_span(row["cue_start"], row["cue_end"]),
        via=_names(row["via"]),
        polarity=row["polarity"],
        group=row["split"],
    )
    return QuotationRow(row["id"], row["article"], row["revision"], quotation)


def _values(article: int, revision: str, quotation: Quotation) -> dict[str, Any]:
    mention = quotation.mention or (None, None)
    cue = quotation.cue or (None, None)
    return {
        "article": article,
        "revision": revision,
        "start": quotation.span.start,
        "end": quotation.span.end,
        "speech": quotation.speech,
        "zone": quotation.zone,
        "polarity": quotation.polarity,
        "speaker": quotation.speaker,
        "speaker_key": None if quotation.speaker is None else fold(quotation.speaker),
        "speakers": json.dumps(quotation.speakers, ensure_ascii=False),
        "mention_start": mention[0],
        "mention_end": mention[1],
        "cue_start": cue[0],
        "cue_end": cue[1],
        "via": json.dumps(quotation.via, ensure_ascii=False),
        "split": quotation.group,
        "rule": quotation.rule,
    }


def save_quotations(
    connection: sqlite3.Connection, article: int, revision: str, quotations: Sequence[Quotation]
) -> None:
    """Make these the article's quotations."""
    connection.execute("DELETE FROM quotation WHERE article = ?", (article,))
    rows = [_values(article, revision, quotation) for quotation in quotations]
    if rows:
        names = list(rows[0])
        connection.executemany(
            f"INSERT INTO quotation ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)})", rows
        )


def quotations_of(connection: sqlite3.Connection, articles: Iterable[int]) -> dict[int, list[QuotationRow]]:
    """Quotations of these articles' live revisions, in order; the caller has already asked the scope."""
    return remembered(connection, "quotations", sorted(set(articles)), partial(_of, connection), most=_ARTICLES_KEPT)


def _of(connection: sqlite3.Connection, articles: Sequence[int]) -> dict[int, list[QuotationRow]]:
    rows = connection.execute(
        "SELECT * FROM quotation WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, start",
        (json.dumps(articles),),
    )
    found: dict[int, list[QuotationRow]] = {article: [] for article in articles}
    for row in rows:
        found[row["article"]].append(_row(row))
    return found


def quotations_inside(
    connection: sqlite3.Connection, stretches: Mapping[int, tuple[int, Span]]
) -> dict[int, list[QuotationRow]]:
    """Quotations of live revisions that overlap stretches, in order; the caller has already asked the scope.

    Args:
        stretches: article and span, by any key.
    """
    found: dict[int, list[QuotationRow]] = {key: [] for key in stretches}
    rows = connection.execute(
        "WITH stretch AS MATERIALIZED (SELECT value ->> 0 AS key, value ->> 1 AS article, value ->> 2 AS start,"
        " value ->> 3 AS end FROM json_each(:stretches))"
        " SELECT stretch.key, q.* FROM stretch JOIN quotation q ON q.article = stretch.article"
        " AND q.start < stretch.end AND q.end > stretch.start ORDER BY stretch.key, q.start",
        {"stretches": json.dumps([[key, article, *span] for key, (article, span) in stretches.items()])},
    )
    for row in rows:
        found[row["key"]].append(_row(row))
    return found


def quotations_in_scope(connection: sqlite3.Connection, scope: Scope, source: str | None = None) -> list[QuotationRow]:
    """Every quotation of the live revisions in scope (of one article's, if a source is given), by article, in order."""
    condition, values = scope_condition(scope)
    rows = connection.execute(
        "SELECT q.* FROM quotation q JOIN article a ON a.id = q.article AND a.revision = q.revision"
        f" WHERE {condition} AND (:source IS NULL OR a.source = :source) ORDER BY q.article, q.start",
        {**values, "source": source},
    )
    return [_row(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many quotations of one kind of speech an article ascribes to the same speakers (none: unresolved)."""

    article: int
    outlet: str | None
    speakers: tuple[str, ...]
    speech: Speech
    quotations: int


def tallies(connection: sqlite3.Connection, scope: Scope) -> list[Tally]:
    """The quotations of the live revisions in scope, counted by article, speakers and kind of speech."""
    condition, values = scope_condition(scope)
    rows = connection.execute(
        "SELECT q.article, a.outlet, q.speaker, q.speakers, q.speech, count(*) AS number FROM quotation q"
        f" JOIN article a ON a.id = q.article AND a.revision = q.revision WHERE {condition}"
        " GROUP BY q.article, q.speaker, q.speakers, q.speech ORDER BY q.article, q.speaker, q.speakers, q.speech",
        values,
    )
    return [
        Tally(
            row["article"],
            row["outlet"],
            _names(row["speakers"]) or tuple(filter(None, (row["speaker"],))),
            row["speech"],
            row["number"],
        )
        for row in rows
    ]


def speaker_counts(connection: sqlite3.Connection, scope: Scope) -> list[tuple[str, int]]:
    """Every resolved speaker in scope, as printed, with the number of quotations."""
    condition, values = scope_condition(scope)
    rows = connection.execute(
        "SELECT q.speaker, count(*) AS number FROM quotation q JOIN article a ON a.id = q.article"
        f" WHERE q.speaker IS NOT NULL AND {condition} GROUP BY q.speaker ORDER BY number DESC, q.speaker",
        values,
    )
    return [(row["speaker"], row["number"]) for row in rows]


def speakers_holding(connection: sqlite3.Connection, parts: Iterable[str], scope: Scope) -> list[str]:
    """Resolved speakers in scope, as printed, whose folded name holds one of these strings (folded already)."""
    condition, values = scope_condition(scope)
    rows = connection.execute(
        "WITH held AS (SELECT DISTINCT speaker_key AS name FROM quotation WHERE speaker_key IS NOT NULL)"
        " SELECT DISTINCT q.speaker FROM quotation q JOIN article a ON a.id = q.article WHERE q.speaker_key IN"
        " (SELECT name FROM held WHERE EXISTS (SELECT 1 FROM json_each(:parts) WHERE instr(held.name, value)))"
        f" AND {condition} ORDER BY q.speaker",
        {**values, "parts": json.dumps(sorted(set(parts)))},
    )
    return [row[0] for row in rows]


# Everything said by the names `:keys`, alone or together with others.
_SAID: Final = (
    "SELECT q.id, q.article, q.speaker_key AS name FROM quotation q"
    " WHERE q.speaker_key IN (SELECT value FROM json_each(:keys))"
    " UNION SELECT q.id, q.article, n.folded FROM speaker_name n"
    " JOIN quotation q INDEXED BY quotation_joint ON q.article = n.article AND q.speakers != '[]'"
    " JOIN json_each(q.speakers) s ON s.value = n.name"
    " WHERE n.folded IN (SELECT value FROM json_each(:keys))"
)
# The same in the articles `:within`: few, so that it is quicker to begin with them.
_SAID_WITHIN: Final = (
    "SELECT q.id, q.article, q.speaker_key AS name FROM json_each(:within) w"
    " JOIN quotation q INDEXED BY quotation_article ON q.article = w.value"
    " WHERE q.speaker_key IN (SELECT value FROM json_each(:keys))"
    " UNION SELECT q.id, q.article, n.folded FROM json_each(:within) w"
    " JOIN quotation q INDEXED BY quotation_joint ON q.article = w.value AND q.speakers != '[]'"
    " JOIN json_each(q.speakers) s JOIN speaker_name n ON n.article = q.article AND n.name = s.value"
    " WHERE n.folded IN (SELECT value FROM json_each(:keys))"
)


def quotations_of_speakers(
    connection: sqlite3.Connection,
    speakers: Iterable[Speaker],
    others: Iterable[Speaker],
    scope: Scope,
    limit: int,
    *,
    within: Collection[int] | None = None,
) -> list[QuotationRow]:
    """Quotations in scope of these speakers, also those they share, newest article first, then in reading order.

    Args:
        others: speakers in scope who may bear one of these speakers' names in other articles.
        within: articles, if only those count.
    """
    said = [one for each in speakers for one in each.appearances if within is None or one.article in within]
    theirs = _Theirs({one.name for one in said}, [one for each in others for one in each.appearances])
    if within is not None:
        return _said(connection, theirs, scope, limit, {one.article for one in said})
    newest = _newest_with(said, limit)
    found = _said(connection, theirs, scope, limit, newest) if newest else []
    return found if len(found) == limit else _said(connection, theirs, scope, limit, None)


class _Theirs:
    """Printed names, folded, and in which articles they are somebody else's."""

    def __init__(self, names: Collection[str], others: Sequence[Appearance]) -> None:
        self.keys = sorted({fold(name) for name in names})
        shared = {name: key for name in {one.name for one in others} if (key := fold(name)) in self.keys}
        self.others = [[one.article, shared[one.name]] for one in others if one.name in shared]


def _newest_with(said: Sequence[Appearance], limit: int) -> set[int]:
    """The newest articles that hold so many quotations together; none where that would be most of the articles."""
    counts: dict[int, int] = {}
    dates: dict[int, float] = {}
    for one in said:
        counts[one.article] = counts.get(one.article, 0) + one.quotations
        dates[one.article] = -math.inf if one.at is None else one.at
    found, held = set[int](), 0
    for article in heapq.nsmallest(limit, counts, key=lambda each: (-dates[each], each)):
        if held >= limit:
            break
        found.add(article)
        held += counts[article]
    return found if 4 * len(found) <= len(counts) else set()


def _said(
    connection: sqlite3.Connection, theirs: _Theirs, scope: Scope, limit: int, within: Collection[int] | None
) -> list[QuotationRow]:
    condition, values = scope_condition(scope)
    rows = connection.execute(
        # Ids are sorted first: whole rows of a much quoted speaker would take ten times as long to sort.
        f"WITH said AS ({_SAID if within is None else _SAID_WITHIN}),"
        " other (article, name) AS MATERIALIZED (SELECT value ->> 0, value ->> 1 FROM json_each(:others)),"
        " best AS MATERIALIZED (SELECT DISTINCT q.id, a.published_from AS at, q.article, q.start FROM said"
        " JOIN quotation q ON q.id = said.id JOIN article a ON a.id = q.article AND a.revision = q.revision"
        f" WHERE (said.article, said.name) NOT IN (SELECT article, name FROM other) AND {condition}"
        " ORDER BY a.published_from DESC, q.article, q.start LIMIT :limit)"
        " SELECT q.* FROM best JOIN quotation q ON q.id = best.id ORDER BY best.at DESC, best.article, best.start",
        {
            **values,
            "keys": json.dumps(theirs.keys),
            "others": json.dumps(theirs.others),
            "limit": limit,
            "within": json.dumps(sorted(within or ())),
        },
    )
    return [_row(row) for row in rows]


def quotations_by(
    connection: sqlite3.Connection, speakers: Iterable[str], scope: Scope, limit: int
) -> list[QuotationRow]:
    """Quotations in scope of these speakers (names as stored), newest article first, then in reading order."""
    condition, values = scope_condition(scope)
    keys = json.dumps(sorted({fold(speaker) for speaker in speakers}))
    rows = connection.execute(
        # Ids are sorted first: whole rows of a much quoted speaker would take ten times as long to sort.
        "WITH best AS MATERIALIZED (SELECT q.id, a.published_from AS at FROM quotation q"
        " JOIN article a ON a.id = q.article AND a.revision = q.revision"
        f" WHERE q.speaker_key IN (SELECT value FROM json_each(:keys)) AND {condition}"
        " ORDER BY a.published_from DESC, q.article, q.start LIMIT :limit)"
        " SELECT q.* FROM best JOIN quotation q ON q.id = best.id ORDER BY best.at DESC, q.article, q.start",
        {**values, "keys": keys, "limit": limit},
    )
    return [_row(row) for row in rows]
