"""What chats watch for: what is wanted, how far each watch has looked, and what waits for the end of an embargo."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from retrieval.lookout import Beginning
from retrieval.watch import Watch

DIGEST_HOUR = 8


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A watch of a chat.

    Attributes:
        topic: the forum topic that it was set up in; None outside of forums.
        at: when it was set up, seconds since 1970 (UTC).
        digest: whether its news comes once a day.
        arrival: the last arrival in the coverage that it has looked at.
        newest: the highest number of an article when it was set up.
    """

    id: int
    chat_id: int
    topic: int | None
    user_id: int | None
    at: float
    watch: Watch
    digest: bool
    arrival: int
    newest: int


def add(
    connection: sqlite3.Connection,
    chat_id: int,
    topic: int | None,
    user_id: int | None,
    watch: Watch,
    begins: Beginning,
    at: float,
) -> int | None:
    """Set up a watch; its number, or None where the chat watches for the very same already."""
    wanted = json.dumps(asdict(watch), ensure_ascii=False)
    if any(_asks(row.watch) == _asks(watch) for row in of_chat(connection, chat_id)):
        return None
    row = connection.execute(
        "INSERT INTO watches (chat_id, topic_id, user_id, at, wanted, arrival, newest) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " RETURNING id",
        (chat_id, topic, user_id, at, wanted, begins.cursor, begins.newest),
    ).fetchone()
    await_embargoes(connection, [(row[0], article, until) for article, until in begins.embargoed])
    return int(row[0])


def _asks(watch: Watch) -> tuple[Any, ...]:
    return watch.phrases, watch.speaker, watch.topic, watch.outlet


def every(connection: sqlite3.Connection) -> list[WatchRow]:
    """All watches, in the order in which they were set up."""
    return [_row(row) for row in connection.execute("SELECT * FROM watches ORDER BY id")]


def of_chat(connection: sqlite3.Connection, chat_id: int) -> list[WatchRow]:
    """Those of one chat."""
    return [_row(row) for row in connection.execute("SELECT * FROM watches WHERE chat_id = ? ORDER BY id", (chat_id,))]


def remove(connection: sqlite3.Connection, watch: int, chat_id: int) -> bool:
    """End a watch of that chat; what it found and nobody else wants is not told any more. False if there is none."""
    removed = connection.execute("DELETE FROM watches WHERE id = ? AND chat_id = ?", (watch, chat_id)).rowcount == 1
    if removed:
        connection.execute(
            "DELETE FROM facts WHERE chat_id = ? AND state IN ('due', 'gone') AND id NOT IN"
            " (SELECT f.fact FROM fact_watches f JOIN watches w ON w.id = f.watch)",
            (chat_id,),
        )
    return removed


def set_digest(connection: sqlite3.Connection, watch: int, chat_id: int, *, digest: bool) -> bool:
    """Tell its news once a day, or as it comes. False if the chat has no such watch."""
    changed = connection.execute("UPDATE watches SET digest = ? WHERE id = ? AND chat_id = ?", (digest, watch, chat_id))
    return changed.rowcount == 1


def advance(connection: sqlite3.Connection, cursors: Mapping[int, int]) -> None:
    """Note how far watches have looked: the last arrival, by the watch's number."""
    connection.executemany(
        "UPDATE watches SET arrival = max(arrival, ?) WHERE id = ?", [(upto, watch) for watch, upto in cursors.items()]
    )


def await_embargoes(connection: sqlite3.Connection, waiting: Iterable[tuple[int, int, float]]) -> None:
    """Look at an article for a watch when its embargo ends: (watch, article, seconds since 1970, UTC)."""
    connection.executemany(
        "INSERT OR REPLACE INTO watch_embargoes (watch, article, until) SELECT id, ?2, ?3 FROM watches WHERE id = ?1",
        list(waiting),
    )


def ended_embargoes(connection: sqlite3.Connection, at: float) -> list[tuple[int, int]]:
    """(watch, article) of the embargoes that have ended at that moment."""
    rows = connection.execute(
        "SELECT watch, article FROM watch_embargoes WHERE until <= ? ORDER BY until, watch", (at,)
    )
    return [(row[0], row[1]) for row in rows]


def looked_at(connection: sqlite3.Connection, watch: int, articles: Iterable[int]) -> None:
    """These articles wait for nothing any more."""
    connection.executemany(
        "DELETE FROM watch_embargoes WHERE watch = ? AND article = ?", [(watch, article) for article in articles]
    )


def digest_hour(connection: sqlite3.Connection, chat_id: int) -> int:
    """The hour of a chat's digests, in the newsroom's time zone."""
    row = connection.execute("SELECT hour FROM digest_hours WHERE chat_id = ?", (chat_id,)).fetchone()
    return DIGEST_HOUR if row is None else int(row[0])


def set_digest_hour(connection: sqlite3.Connection, chat_id: int, hour: int) -> None:
    """Choose the hour (0 to 23)."""
    connection.execute("INSERT OR REPLACE INTO digest_hours (chat_id, hour) VALUES (?, ?)", (chat_id, hour))


def _row(row: sqlite3.Row) -> WatchRow:
    wanted = json.loads(row["wanted"])
    return WatchRow(
        id=row["id"],
        chat_id=row["chat_id"],
        topic=row["topic_id"],
        user_id=row["user_id"],
        at=row["at"],
        watch=Watch(**{**wanted, "phrases": tuple(wanted["phrases"])}),
        digest=bool(row["digest"]),
        arrival=row["arrival"],
        newest=row["newest"],
    )
