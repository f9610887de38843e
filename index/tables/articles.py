"""Articles and their revisions."""

from __future__ import annotations

import calendar
import json
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from index.memory import remembered
from index.model import Published, Span
from index.names import fold
from index.scope import Scope
from index.scope_sql import scope_condition
from index.seen import once_in_scope
from index.tables import desks

# Revisions whose texts a connection remembers: a few thousand characters each.
_TEXTS_KEPT: Final = 256
# Scopes of which a connection remembers what they hold.
_SCOPES_KEPT: Final = 256


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article as it is stored. Moments in UTC, positions in code points of `revision`."""

    id: int
    source: str
    origin: str
    revision: str
    title: str | None
    outlet: str | None
    published: str | None
    published_from: float | None
    url: str | None
    authors: tuple[str, ...]
    desk: str | None
    embargo_until: float | None
    quotable: bool
    retracted_at: float | None
    furniture: tuple[Span, ...]
    headings: tuple[Span, ...]
    analysis: str
    given: str


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What is written about an article: the effective facts, and those that the reader gave (as JSON)."""

    source: str
    origin: str
    revision: str
    encoding: str
    title: str | None
    outlet: str | None
    published: Published | None
    url: str | None
    authors: tuple[str, ...]
    desk: str | None
    embargo_until: datetime | None
    quotable: bool
    furniture: tuple[Span, ...]
    headings: tuple[Span, ...]
    analysis: str
    given: str
    tags: tuple[str, ...] = ()


def published_until(published: Published) -> datetime:
    """The end (exclusive, UTC) of the period that a publication date names."""
    at = published.moment
    if published.precision == "year":
        return at.replace(year=at.year + 1)
    if published.precision == "month":
        return at + timedelta(days=calendar.monthrange(at.year, at.month)[1])
    return at + {"day": timedelta(days=1), "minute": timedelta(minutes=1)}.get(
        published.precision, timedelta(seconds=1)
    )


def _row(row: sqlite3.Row) -> ArticleRow:
    return ArticleRow(
        id=row["id"],
        source=row["source"],
        origin=row["origin"],
        revision=row["revision"],
        title=row["title"],
        outlet=row["outlet"],
        published=row["published"],
        published_from=row["published_from"],
        url=row["url"],
        authors=tuple(json.loads(row["authors"])),
        desk=row["desk"],
        embargo_until=row["embargo_until"],
        quotable=bool(row["quotable"]),
        retracted_at=row["retracted_at"],
        furniture=tuple(Span(*span) for span in json.loads(row["furniture"])),
        headings=tuple(Span(*span) for span in json.loads(row["headings"])),
        analysis=row["analysis"],
        given=row["given"],
    )


def find_article(connection: sqlite3.Connection, source: str) -> ArticleRow | None:
    """The article of that source, in scope or not; None if there is none."""
    row = connection.execute("SELECT * FROM article WHERE source = ?", (source,)).fetchone()
    return None if row is None else _row(row)


def articles_by_id(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, ArticleRow]:
    """Articles of these ids, whether in scope or not: the caller has already asked the scope."""
    wanted = json.dumps(sorted(set(ids)))
    rows = connection.execute("SELECT * FROM article WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
    return {row["id"]: _row(row) for row in rows}


def articles_in_scope(connection: sqlite3.Connection, ids: Iterable[int], scope: Scope) -> dict[int, ArticleRow]:
    """Those of the articles that are in scope now."""
    condition, values = scope_condition(scope)
    rows = connection.execute(
        f"SELECT a.* FROM article a WHERE a.id IN (SELECT value FROM json_each(:ids)) AND {condition}",
        {**values, "ids": json.dumps(sorted(set(ids)))},
    )
    return {row["id"]: _row(row) for row in rows}


def articles_with_revision(connection: sqlite3.Connection, revision: str, scope: Scope) -> list[ArticleRow]:
    """The articles in scope whose live revision this is, by id: an agency's text may be several outlets' article."""
    condition, values = scope_condition(scope)
    rows = connection.execute(
        f"SELECT a.* FROM article a WHERE a.revision = :revision AND {condition} ORDER BY a.id",
        {**values, "revision": revision},
    )
    return [_row(row) for row in rows]


def dates_of(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, float | None]:
    """When each of the articles was published (seconds UTC), None if that is unknown."""
    wanted = json.dumps(sorted(set(ids)))
    sql = "SELECT id, published_from FROM article WHERE id IN (SELECT value FROM json_each(?))"
    return {row[0]: row[1] for row in connection.execute(sql, (wanted,))}


def list_articles(connection: sqlite3.Connection) -> list[ArticleRow]:
    """Every article, retracted ones too, by date and source."""
    rows = connection.execute("SELECT * FROM article ORDER BY published_from IS NULL, published_from, source")
    return [_row(row) for row in rows]


def any_article(connection: sqlite3.Connection) -> bool:
    """Whether there is any article at all, in scope or not."""
    return connection.execute("SELECT 1 FROM article LIMIT 1").fetchone() is not None


def count_articles(connection: sqlite3.Connection) -> int:
    """How many articles there are, in scope or not."""
    return int(connection.execute("SELECT count(*) FROM article").fetchone()[0])


def sources_of(connection: sqlite3.Connection, origin: str) -> set[str]:
    """Sources of the articles that this file gave."""
    return {row[0] for row in connection.execute("SELECT source FROM article WHERE origin = ?", (origin,))}


def named(connection: sqlite3.Connection, name: str, scope: Scope, limit: int) -> list[ArticleRow]:
    """The articles in scope that people may mean by a name: the source, the URL, or the file's own name."""
    condition, values = scope_condition(scope)
    rows = connection.execute(
        "SELECT a.* FROM article a WHERE (a.source = :name OR a.url = :name OR a.source LIKE :end ESCAPE '\\')"
        f" AND {condition} ORDER BY a.source = :name DESC, a.source LIMIT :limit",
        {**values, "name": name, "end": "%/" + re.sub(r"([%_\\])", r"\\\1", name), "limit": limit},
    )
    return [_row(row) for row in rows]


def names_of_all(connection: sqlite3.Connection) -> list[tuple[str, str | None, str]]:
    """Source, URL and origin of every article."""
    return [(row[0], row[1], row[2]) for row in connection.execute("SELECT source, url, origin FROM article")]


def origins(connection: sqlite3.Connection) -> dict[str, int]:
    """Every file that gave articles, with their number."""
    return dict(connection.execute("SELECT origin, count(*) FROM article GROUP BY origin").fetchall())


def revision_text(connection: sqlite3.Connection, name: str) -> str | None:
    """The immutable text of a revision."""
    row = connection.execute("SELECT text FROM revision WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def revision_texts(connection: sqlite3.Connection, names: Iterable[str]) -> dict[str, str]:
    """Texts of several revisions, as they stand on the disk."""
    wanted = json.dumps(sorted(set(names)))
    rows = connection.execute(
        "SELECT name, text FROM revision WHERE name IN (SELECT value FROM json_each(?))", (wanted,)
    )
    return {row["name"]: row["text"] for row in rows}


def known_texts(connection: sqlite3.Connection, names: Iterable[str]) -> dict[str, str]:
    """The same for looking into them: a text that was read before is not read again."""
    return remembered(connection, "texts", names, partial(revision_texts, connection), most=_TEXTS_KEPT)


def revisions_of(connection: sqlite3.Connection, article: int) -> list[tuple[str, float]]:
    """Names of an article's revisions and since when each was live (seconds UTC), oldest first."""
    rows = connection.execute(
        "SELECT revision, since FROM article_revision WHERE article = ? ORDER BY since", (article,)
    )
    return [(row["revision"], row["since"]) for row in rows]


def _values(facts: ArticleFacts, now: float) -> dict[str, Any]:
    published = facts.published
    return {
        "source": facts.source,
        "origin": facts.origin,
        "revision": facts.revision,
        "encoding": facts.encoding,
        "title": facts.title,
        "outlet": facts.outlet,
        "outlet_key": None if facts.outlet is None else fold(facts.outlet),
        "published": None if published is None else str(published),
        "published_from": None if published is None else published.moment.timestamp(),
        "published_until": None if published is None else published_until(published).timestamp(),
        "url": facts.url,
        "authors": json.dumps(facts.authors, ensure_ascii=False),
        "desk": facts.desk,
        "embargo_until": None if facts.embargo_until is None else facts.embargo_until.timestamp(),
        "quotable": int(facts.quotable),
        "furniture": json.dumps(facts.furniture),
        "headings": json.dumps(facts.headings),
        "analysis": facts.analysis,
        "given": facts.given,
        "tag_keys": json.dumps(sorted({fold(tag) for tag in facts.tags} - {""}), ensure_ascii=False),
        "now": now,
    }


def save_article(connection: sqlite3.Connection, facts: ArticleFacts, text: str, now: datetime) -> int:
    """Insert the article or bring it up to date, adding the revision if it is new; the article's id.

    Retraction is left as it is: reading a file again does not undo it.
    """
    values = _values(facts, now.timestamp())
    connection.execute("INSERT OR IGNORE INTO revision (name, text) VALUES (?, ?)", (facts.revision, text))
    columns = [name for name in values if name not in ("now", "source")]
    connection.execute(
        f"INSERT INTO article (source, {', '.join(columns)}, added_at, updated_at)"
        f" VALUES (:source, {', '.join(':' + name for name in columns)}, :now, :now)"
        f" ON CONFLICT (source) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in columns)},"
        " updated_at = :now",
        values,
    )
    article = int(connection.execute("SELECT id FROM article WHERE source = ?", (facts.source,)).fetchone()[0])
    _note_revision(connection, article, facts.revision, now.timestamp())
    desks.assign(connection, article)
    return article


def _note_revision(connection: sqlite3.Connection, article: int, revision: str, now: float) -> None:
    last = connection.execute(
        "SELECT revision FROM article_revision WHERE article = ? ORDER BY since DESC LIMIT 1", (article,)
    ).fetchone()
    if last is None or last[0] != revision:
        connection.execute("INSERT OR REPLACE INTO article_revision VALUES (?, ?, ?)", (article, revision, now))


def retract(connection: sqlite3.Connection, source: str, now: datetime) -> bool:
    """Stop an article from being quoted, at once; False if there is no such source. A second time changes nothing."""
    found = connection.execute(
        "UPDATE article SET retracted_at = coalesce(retracted_at, ?) WHERE source = ?", (now.timestamp(), source)
    )
    return found.rowcount > 0


def editor_facts(connection: sqlite3.Connection, source: str) -> dict[str, str | None]:
    """What editors set on an article, by field; it is stronger than what files say."""
    rows = connection.execute(
        "SELECT s.field, s.value FROM article_set s JOIN article a ON a.id = s.article WHERE a.source = ?", (source,)
    )
    return {row["field"]: row["value"] for row in rows}


def set_fact(connection: sqlite3.Connection, article: int, field: str, value: str | None, now: datetime) -> None:
    """Note what an editor set. The caller re-saves the article, so that passages follow."""
    connection.execute(
        "INSERT INTO article_set VALUES (?, ?, ?, ?)"
        " ON CONFLICT (article, field) DO UPDATE SET value = excluded.value, at = excluded.at",
        (article, field, value, now.timestamp()),
    )


@dataclass(frozen=True, slots=True)
class ScopeSummary:
    """What a scope holds: its articles, first and last known publication, undated articles.

    `latest` is the last known publication in seconds UTC.
    """

    articles: int
    first: str | None
    last: str | None
    undated: int
    latest: float | None = None


def summarise(connection: sqlite3.Connection, scope: Scope) -> ScopeSummary:
    """Counts and dates of what a scope holds."""
    return once_in_scope(connection, "summary", scope, partial(_summarise, connection, scope), most=_SCOPES_KEPT)


def _summarise(connection: sqlite3.Connection, scope: Scope) -> ScopeSummary:
    condition, values = scope_condition(scope)
    row = connection.execute(
        f"SELECT count(*) AS articles, sum(a.published_from IS NULL) AS undated FROM article a WHERE {condition}",
        values,
    ).fetchone()
    known = f"{condition} AND a.published IS NOT NULL"
    edge = f"SELECT a.published, a.published_from FROM article a WHERE {known} ORDER BY a.published_from"
    first = connection.execute(f"{edge} LIMIT 1", values).fetchone()
    last = connection.execute(f"{edge} DESC LIMIT 1", values).fetchone()
    return ScopeSummary(
        articles=row["articles"],
        first=None if first is None else first[0],
        last=None if last is None else last[0],
        undated=row["undated"] or 0,
        latest=None if last is None else last[1],
    )


def count_parts(connection: sqlite3.Connection, scope: Scope) -> tuple[int, int]:
    """How many passages and quotations a scope holds."""
    condition, values = scope_condition(scope)
    counts = [
        connection.execute(
            f"SELECT count(*) FROM {table} t JOIN article a ON a.id = t.article WHERE {condition}", values
        ).fetchone()[0]
        for table in ("passage", "quotation")
    ]
    return counts[0], counts[1]


def count_retracted(connection: sqlite3.Connection) -> int:
    """How many articles are retracted."""
    return int(connection.execute("SELECT count(*) FROM article WHERE retracted_at IS NOT NULL").fetchone()[0])


def unknown_sources(connection: sqlite3.Connection, sources: Iterable[str]) -> tuple[str, ...]:
    """Those of the sources that no article has, sorted."""
    wanted = sorted(set(sources))
    known = {
        row[0]
        for row in connection.execute(
            "SELECT source FROM article WHERE source IN (SELECT value FROM json_each(?))", (json.dumps(wanted),)
        )
    }
    return tuple(source for source in wanted if source not in known)


def outlets(connection: sqlite3.Connection, scope: Scope) -> tuple[str, ...]:
    """The outlets in scope, as printed."""
    return once_in_scope(connection, "outlets", scope, partial(_outlets, connection, scope), most=_SCOPES_KEPT)


def _outlets(connection: sqlite3.Connection, scope: Scope) -> tuple[str, ...]:
    condition, values = scope_condition(scope)
    rows = connection.execute(
        f"SELECT DISTINCT a.outlet FROM article a WHERE a.outlet IS NOT NULL AND {condition} ORDER BY 1", values
    )
    return tuple(row[0] for row in rows)


def count_without_outlet(connection: sqlite3.Connection, scope: Scope) -> int:
    """How many articles in scope name no outlet."""
    condition, values = scope_condition(scope)
    row = connection.execute(f"SELECT count(*) FROM article a WHERE a.outlet IS NULL AND {condition}", values)
    return int(row.fetchone()[0])


def as_moment(seconds: float | None) -> datetime | None:
    """Seconds UTC as a datetime."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
