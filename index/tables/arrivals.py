"""What came into the coverage, in order: articles that are new, corrected, or free to be quoted at another time."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class Arrival(NamedTuple):
    """One arrival: its number (rising, never used again) and the article's."""

    id: int
    article: int


def latest(connection: sqlite3.Connection) -> int:
    """The number of the last arrival; 0 if there was none."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM arrival").fetchone()[0])


def after(connection: sqlite3.Connection, number: int, limit: int) -> list[Arrival]:
    """Up to so many arrivals after that number, in order."""
    rows = connection.execute("SELECT id, article FROM arrival WHERE id > ? ORDER BY id LIMIT ?", (number, limit))
    return [Arrival(*row) for row in rows]


def newest_article(connection: sqlite3.Connection) -> int:
    """The highest number of an article; 0 if there is none."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM article").fetchone()[0])


def embargoed(connection: sqlite3.Connection, at: float) -> list[tuple[int, float]]:
    """Articles under embargo at that moment, each with when it ends (seconds since 1970, UTC)."""
    rows = connection.execute("SELECT id, embargo_until FROM article WHERE embargo_until > ? ORDER BY id", (at,))
    return [(row[0], row[1]) for row in rows]


def revisions_until(connection: sqlite3.Connection, article: int, moment: float) -> list[str]:
    """Names of an article's revisions that were live at that moment or before."""
    rows = connection.execute(
        "SELECT DISTINCT revision FROM article_revision WHERE article = ? AND since <= ?", (article, moment)
    )
    return [row[0] for row in rows]
