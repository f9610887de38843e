"""How many questions were asked: of the last day by whom, for the quotas; of each day how they ended, for the chart."""

from __future__ import annotations

import sqlite3
from typing import Literal, NamedTuple

Kind = Literal["answered", "abstained", "failed"]
_COLUMNS = {"user": "user_id", "chat": "chat_id"}


class Limit(NamedTuple):
    """At most so many questions (0: any number) of one person or chat within so many seconds."""

    whose: Literal["user", "chat"]
    seconds: float
    most: int


class Full(NamedTuple):
    """A limit that is reached, and when there is room again (seconds since 1970, UTC)."""

    limit: Limit
    until: float


class Day(NamedTuple):
    """A day (ISO 8601, UTC) and how many questions came to what."""

    day: str
    answered: int
    abstained: int
    failed: int


def take(
    connection: sqlite3.Connection, chat_id: int, user_id: int | None, at: float, limits: tuple[Limit, ...]
) -> int | Full:
    """Note a question, and give its number; or, if one of the limits is reached, note nothing and say which."""
    whose = {"user": user_id, "chat": chat_id}
    for limit in limits:
        if not limit.most or whose[limit.whose] is None:
            continue
        row = connection.execute(
            f"SELECT at FROM asked WHERE {_COLUMNS[limit.whose]} = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?",
            (whose[limit.whose], at - limit.seconds, limit.most - 1),
        ).fetchone()
        if row is not None:
            return Full(limit, row[0] + limit.seconds)
    added = connection.execute("INSERT INTO asked (chat_id, user_id, at) VALUES (?, ?, ?)", (chat_id, user_id, at))
    return int(added.lastrowid or 0)


def settle(connection: sqlite3.Connection, number: int, day: str, kind: Kind) -> None:
    """How a question ended. One that failed does not count against anybody."""
    if kind == "failed":
        connection.execute("DELETE FROM asked WHERE id = ?", (number,))
    connection.execute(
        "INSERT INTO tally (day, kind, count) VALUES (?, ?, 1) ON CONFLICT (day, kind) DO UPDATE SET count = count + 1",
        (day, kind),
    )


def days(connection: sqlite3.Connection, since: str) -> list[Day]:
    """The days from that one on on which something was asked, in order."""
    rows = connection.execute(
        "SELECT day, sum(count) FILTER (WHERE kind = 'answered') AS answered,"
        " sum(count) FILTER (WHERE kind = 'abstained') AS abstained,"
        " sum(count) FILTER (WHERE kind = 'failed') AS failed FROM tally WHERE day >= ? GROUP BY day ORDER BY day",
        (since,),
    ).fetchall()
    return [Day(row["day"], row["answered"] or 0, row["abstained"] or 0, row["failed"] or 0) for row in rows]


def forget(connection: sqlite3.Connection, before: float, day: str) -> None:
    """Delete the questions noted before that moment, and the sums of days before that day."""
    connection.execute("DELETE FROM asked WHERE at < ?", (before,))
    connection.execute("DELETE FROM tally WHERE day < ?", (day,))
