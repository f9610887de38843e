"""What admins and editors did."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class Deed(NamedTuple):
    """When (seconds since 1970, UTC), who (None: the command line), what kind of act, and on what."""

    at: float
    who: int | None
    act: str
    what: str


def note(connection: sqlite3.Connection, deed: Deed) -> None:
    """Write it down; in the transaction of the act itself, where there is one."""
    connection.execute("INSERT INTO audit (at, who, act, what) VALUES (?, ?, ?, ?)", deed)


def latest(connection: sqlite3.Connection, count: int) -> list[Deed]:
    """The latest, the newest first."""
    rows = connection.execute("SELECT at, who, act, what FROM audit ORDER BY id DESC LIMIT ?", (count,)).fetchall()
    return [Deed(*row) for row in rows]


def forget(connection: sqlite3.Connection, before: float) -> None:
    """Delete what is older than that moment."""
    connection.execute("DELETE FROM audit WHERE at < ?", (before,))
