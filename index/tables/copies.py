"""Which articles carry one story: their sketches, and the pairs that turned out to be copies."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from index.copies import SCHEME, are_copies, bands, shingles, signature
from index.model import Span
from index.names import fold
from index.scope import Scope
from index.scope_sql import scope_condition

# A column that is printed every year from one template repeats itself; copies of a story come within weeks.
DAYS_APART: Final = 60
# So many candidates are compared with a new article: a text that stands in more of them joins them through these.
MOST_COMPARED: Final = 50


class Due(NamedTuple):
    """An article that has no sketch of its text as it is."""

    article: int
    revision: str
    furniture: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """One article that carries a story. `label` is what people are shown where outlet or title are unknown."""

    article: int
    source: str
    outlet: str | None
    title: str | None
    published: str | None
    url: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Story:
    """What several articles carry.

    Attributes:
        original: published first; where that cannot be told, added first.
        carriers: all of them, the original first, then by date and by when they were added.
    """

    original: Carrier
    carriers: tuple[Carrier, ...]

    @property
    def outlets(self) -> int:
        """How many outlets carry it; articles whose outlet is unknown count as one more at most."""
        return len({fold(each.outlet or "") for each in self.carriers})


def due(connection: sqlite3.Connection, limit: int) -> list[Due]:
    """Articles without a sketch, the first added first."""
    rows = connection.execute(
        "SELECT a.id, a.revision, a.furniture FROM article a"
        " LEFT JOIN copy_sketch s ON s.article = a.id AND s.scheme = ?"
        " WHERE s.article IS NULL ORDER BY a.id LIMIT ?",
        (SCHEME, limit),
    )
    return [Due(*row) for row in rows]


def link(connection: sqlite3.Connection, limit: int) -> int:
    """Sketch up to so many articles that are due, and note which others are their copies; how many were due.

    What is noted depends on the texts alone, not on the order in which they came.
    """
    found = due(connection, limit)
    for each in found:
        story = _story(connection, each.revision, each.furniture)
        made = signature(story)
        _forget(connection, each.article)
        connection.execute("INSERT INTO copy_sketch VALUES (?, ?, ?)", (each.article, SCHEME, made))
        keys = bands(made)
        copies = [
            other.article
            for other in _candidates(connection, keys)
            if are_copies(story, _story(connection, other.revision, other.furniture))
        ]
        connection.executemany("INSERT OR IGNORE INTO copy_band VALUES (?, ?)", [(key, each.article) for key in keys])
        pairs = [pair for copy in copies for pair in ((each.article, copy), (copy, each.article))]
        connection.executemany("INSERT OR IGNORE INTO copy_link VALUES (?, ?)", pairs)
    return len(found)


def _forget(connection: sqlite3.Connection, article: int) -> None:
    connection.execute("DELETE FROM copy_sketch WHERE article = ?", (article,))
    connection.execute("DELETE FROM copy_band WHERE article = ?", (article,))
    connection.execute("DELETE FROM copy_link WHERE one = ? OR other = ?", (article, article))


def _candidates(connection: sqlite3.Connection, keys: Sequence[int]) -> list[Due]:
    rows = connection.execute(
        "SELECT a.id, a.revision, a.furniture FROM copy_band b JOIN article a ON a.id = b.article"
        " WHERE b.band IN (SELECT value FROM json_each(?)) GROUP BY a.id ORDER BY count(*) DESC, a.id LIMIT ?",
        (json.dumps(keys), MOST_COMPARED),
    )
    return [Due(*row) for row in rows]


def _story(connection: sqlite3.Connection, revision: str, furniture: str) -> frozenset[int]:
    row = connection.execute("SELECT text FROM revision WHERE name = ?", (revision,)).fetchone()
    return _shingles(row[0], furniture)


@lru_cache(maxsize=64)
def _shingles(text: str, furniture: str) -> frozenset[int]:
    """Kept for a while: the copies of one story are often indexed one after the other."""
    return shingles(text, [Span(*span) for span in json.loads(furniture)])


def copies_of(connection: sqlite3.Connection, articles: Iterable[int], scope: Scope) -> dict[int, Story]:
    """The story of each of these articles that has copies, all within the scope.

    Articles out of scope are not named, not counted, and join nothing: neither as copies nor as the link between two.

    Args:
        articles: ids.
    """
    condition, values = scope_condition(scope)
    rows = connection.execute(
        "WITH RECURSIVE carrying (root, article, published_from) AS ("
        f"SELECT a.id, a.id, a.published_from FROM article a"
        f" WHERE a.id IN (SELECT value FROM json_each(:ids)) AND {condition}"
        " UNION "
        "SELECT c.root, a.id, a.published_from FROM carrying c JOIN copy_link l ON l.one = c.article"
        f" JOIN article a ON a.id = l.other WHERE {condition}"
        " AND coalesce(abs(a.published_from - c.published_from) <= :apart, 1)"
        ") SELECT c.root, a.id AS article, a.source, a.origin, a.outlet, a.title, a.published, a.url,"
        " a.published_from, a.published_until FROM carrying c JOIN article a ON a.id = c.article"
        " ORDER BY a.published_from IS NULL, a.published_from, a.id",
        {**values, "ids": json.dumps(sorted(set(articles))), "apart": DAYS_APART * 86400},
    )
    found: defaultdict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        found[row["root"]].append(row)
    return {root: _told(carrying) for root, carrying in found.items() if len(carrying) > 1}


def _told(rows: Sequence[sqlite3.Row]) -> Story:
    first = _original(rows)
    ordered = [first, *(row for row in rows if row is not first)]
    carriers = tuple(_carrier(row) for row in ordered)
    return Story(carriers[0], carriers)


def _original(rows: Sequence[sqlite3.Row]) -> sqlite3.Row:
    """The row that was published first. "4 May" may be before or after "4 May, 14:03": then the one added first."""
    dated = [row for row in rows if row["published_from"] is not None] or list(rows)
    ends = [row["published_until"] for row in dated if row["published_until"] is not None]
    perhaps = [row for row in dated if not ends or row["published_from"] < min(ends)]
    first: sqlite3.Row = min(perhaps, key=lambda row: int(row["article"]))
    return first


def _carrier(row: sqlite3.Row) -> Carrier:
    label = row["title"] or row["outlet"] or Path(row["origin"]).name
    return Carrier(row["article"], row["source"], row["outlet"], row["title"], row["published"], row["url"], label)
