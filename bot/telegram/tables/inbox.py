"""The inbox: every update is here before Telegram is told that we have it, until it is done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple


class Waiting(NamedTuple):
    """An update that is not done: its number, when it was received (seconds since 1970, UTC), and its JSON."""

    update_id: int
    received: float
    body: str


def keep(connection: sqlite3.Connection, updates: Iterable[tuple[int, str]], received: float) -> list[int]:
    """Write what is not there yet; the numbers that are new, in the order given."""
    statement = "INSERT INTO inbox (update_id, received, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
    return [number for number, body in updates if connection.execute(statement, (number, received, body)).rowcount == 1]


def waiting(connection: sqlite3.Connection) -> list[Waiting]:
    """Everything that is not done, in the order of its numbers."""
    rows = connection.execute(
        "SELECT update_id, received, body FROM inbox WHERE body IS NOT NULL ORDER BY update_id"
    ).fetchall()
    return [Waiting(*row) for row in rows]


def count_waiting(connection: sqlite3.Connection) -> int:
    """How many updates are not done."""
    return int(connection.execute("SELECT count(*) FROM inbox WHERE body IS NOT NULL").fetchone()[0])


def finish(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """They are done: only the number stays, so that a repetition is recognised. A second call does no harm."""
    connection.executemany("UPDATE inbox SET body = NULL WHERE update_id = ?", [(number,) for number in numbers])


def forget(connection: sqlite3.Connection, before: float) -> None:
    """Delete what was done and received before that moment."""
    connection.execute("DELETE FROM inbox WHERE body IS NULL AND received < ?", (before,))
