"""Lines of pages that are furniture where they recur on the outlet's pages; only their hashes are kept."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Collection
from typing import NamedTuple

from index.furniture.recurring import SAMPLE, Occurrence, Page, recurs


class _Line(NamedTuple):
    family: str
    key: int


def save_lines(connection: sqlite3.Connection, article: int, family: str, page: Page, hidden: Collection[int]) -> None:
    """Make these the article's lines.

    Args:
        hidden: keys of those that are furniture in the article as it is stored; the others wait to be judged.
    """
    connection.execute("DELETE FROM page_line WHERE article = ?", (article,))
    connection.execute(
        "INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?)", (article, family, page.title, _packed(page.story))
    )
    connection.executemany(
        "INSERT OR IGNORE INTO page_line VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (article, line.key, family, line.exact, line.kind, line.zone, "hidden" if line.key in hidden else "new")
            for line in page.lines
        ],
    )


def recurring_lines(connection: sqlite3.Connection, family: str) -> frozenset[int]:
    """Keys of the lines known to recur on the family's pages."""
    rows = connection.execute("SELECT line FROM recurring_line WHERE family = ?", (family,))
    return frozenset(row[0] for row in rows)


def learn(connection: sqlite3.Connection) -> int:
    """Judge every line that was stored since the last time; how many turned out to recur.

    Where one does, its articles are due. A second time in a row nothing is new, and it costs nothing.
    """
    rows = connection.execute("SELECT DISTINCT family, line FROM page_line WHERE state = 'new'").fetchall()
    waiting = [_Line(*row) for row in rows]
    pages = {family: _count_pages(connection, family) for family in {line.family for line in waiting}}
    known = {line: _recurs(connection, line, pages[line.family]) for line in waiting}
    for line, found in known.items():
        if found:
            connection.execute("INSERT OR IGNORE INTO recurring_line VALUES (?, ?)", line)
        connection.execute(
            "UPDATE page_line SET state = ? WHERE family = ? AND line = ? AND state != 'hidden'",
            ("due" if found else "shown", *line),
        )
    return sum(known.values())


def forget(connection: sqlite3.Connection) -> list[int]:
    """Drop what does not recur any more, now that the outlet has more pages; the articles that hid it."""
    lines = [_Line(*row) for row in connection.execute("SELECT family, line FROM recurring_line").fetchall()]
    pages = {family: _count_pages(connection, family) for family in {line.family for line in lines}}
    articles: set[int] = set()
    for line in (line for line in lines if not _recurs(connection, line, pages[line.family])):
        connection.execute("DELETE FROM recurring_line WHERE family = ? AND line = ?", line)
        where = "family = ? AND line = ? AND state IN ('due', 'hidden')"
        articles.update(row[0] for row in connection.execute(f"SELECT article FROM page_line WHERE {where}", line))
        connection.execute(f"UPDATE page_line SET state = 'shown' WHERE {where}", line)
    return sorted(articles)


def due_articles(connection: sqlite3.Connection) -> list[str]:
    """Sources of the articles that hold a recurring line which is not hidden in them yet."""
    rows = connection.execute(
        "SELECT DISTINCT a.id, a.source FROM page_line l JOIN article a ON a.id = l.article WHERE l.state = 'due'"
        " ORDER BY a.id"
    )
    return [row["source"] for row in rows]


def _count_pages(connection: sqlite3.Connection, family: str) -> int:
    return int(connection.execute("SELECT count(*) FROM page WHERE family = ?", (family,)).fetchone()[0])


def _recurs(connection: sqlite3.Connection, line: _Line, of_pages: int) -> bool:
    number = connection.execute("SELECT count(*) FROM page_line WHERE family = ? AND line = ?", line).fetchone()[0]
    rows = connection.execute(
        "SELECT l.exact, l.kind, l.zone, p.title, p.story FROM page_line l JOIN page p ON p.article = l.article"
        " WHERE l.family = ? AND l.line = ? ORDER BY l.article DESC LIMIT ?",
        (*line, SAMPLE),
    )
    found = [
        Occurrence(row["exact"], row["kind"], row["zone"], Page((), _unpacked(row["story"]), row["title"]))
        for row in rows
    ]
    return recurs(found, on_pages=number, of_pages=of_pages)


def _packed(hashes: Collection[int]) -> bytes:
    return struct.pack(f"<{len(hashes)}q", *sorted(hashes))


def _unpacked(stored: bytes) -> frozenset[int]:
    return frozenset(struct.unpack(f"<{len(stored) // 8}q", stored))
