"""Why updates were left unanswered: counters by reason, and the latest of each chat (for /why)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

_KEPT = 10


class Drop(NamedTuple):
    """One update that was left unanswered: where, when (seconds since 1970, UTC), why."""

    chat_id: int
    at: float
    reason: str


def keep(connection: sqlite3.Connection, dropped: Iterable[Drop]) -> None:
    """Count them, and keep the latest few of each chat."""
    rows = list(dropped)
    connection.executemany("INSERT INTO drops (chat_id, at, reason) VALUES (?, ?, ?)", rows)
    connection.executemany(
        "INSERT INTO drop_counts (reason, count) VALUES (?, 1) ON CONFLICT (reason) DO UPDATE SET count = count + 1",
        [(drop.reason,) for drop in rows],
    )
    connection.executemany(
        "DELETE FROM drops WHERE chat_id = ?1 AND id NOT IN "
        "(SELECT id FROM drops WHERE chat_id = ?1 ORDER BY id DESC LIMIT ?2)",
        [(chat, _KEPT) for chat in sorted({drop.chat_id for drop in rows})],
    )


def latest(connection: sqlite3.Connection, chat_id: int) -> list[Drop]:
    """The latest of a chat, the newest first."""
    rows = connection.execute(
        "SELECT chat_id, at, reason FROM drops WHERE chat_id = ? ORDER BY id DESC", (chat_id,)
    ).fetchall()
    return [Drop(*row) for row in rows]


def counts(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """How often for each reason, the most frequent first."""
    rows = connection.execute("SELECT reason, count FROM drop_counts ORDER BY count DESC, reason").fetchall()
    return [(str(reason), int(count)) for reason, count in rows]
