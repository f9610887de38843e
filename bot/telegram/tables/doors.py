"""Who was let in, and which desks each chat sees."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Literal, NamedTuple

RoleName = Literal["reader", "editor", "admin"]
RoomState = Literal["asked", "allowed", "denied"]
Desks = frozenset[str] | None
"""Names of desks; None means everything."""


class Person(NamedTuple):
    """Somebody who was let in, as what, and since when (seconds since 1970, UTC)."""

    user_id: int
    role: RoleName
    since: float


class Room(NamedTuple):
    """A group that asked to be let in; `title` is what its members call it."""

    chat_id: int
    title: str
    state: RoomState
    at: float


class Doors(NamedTuple):
    """Everything about who may see what, at one moment; `version` rises with every change."""

    version: int
    people: tuple[Person, ...] = ()
    rooms: tuple[Room, ...] = ()
    desks: dict[int, Desks] = {}  # noqa: RUF012 - read only, and made anew by every reading


def version(connection: sqlite3.Connection) -> int:
    """The number that rises with every change."""
    return int(connection.execute("SELECT number FROM access_version").fetchone()[0])


def doors(connection: sqlite3.Connection) -> Doors:
    """Everything that there is."""
    people = connection.execute("SELECT user_id, role, since FROM people ORDER BY since, user_id").fetchall()
    rooms = connection.execute("SELECT chat_id, title, state, at FROM rooms ORDER BY at, chat_id").fetchall()
    bound = connection.execute("SELECT chat_id, desks FROM chat_desks").fetchall()
    return Doors(
        version(connection),
        tuple(Person(*row) for row in people),
        tuple(Room(*row) for row in rooms),
        {row["chat_id"]: _read(row["desks"]) for row in bound},
    )


def let_in(connection: sqlite3.Connection, user_id: int, role: RoleName, at: float, by: int | None) -> None:
    """Let somebody in, or give them another role."""
    connection.execute(
        "INSERT INTO people (user_id, role, since, let_in_by) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (user_id) DO UPDATE SET role = excluded.role",
        (user_id, role, at, by),
    )


def remove_person(connection: sqlite3.Connection, user_id: int) -> bool:
    """Shut the door on somebody; the desks of their private chat go too. False if they were not let in."""
    connection.execute("DELETE FROM chat_desks WHERE chat_id = ?", (user_id,))
    return connection.execute("DELETE FROM people WHERE user_id = ?", (user_id,)).rowcount == 1


def knock(connection: sqlite3.Connection, chat_id: int, title: str, at: float, *, most: int, since: float) -> bool:
    """A group asks to be let in: whether that is news, and not one of more than `most` since that moment."""
    if connection.execute("SELECT 1 FROM rooms WHERE chat_id = ?", (chat_id,)).fetchone():
        return False
    waiting = connection.execute("SELECT count(*) FROM rooms WHERE state = 'asked' AND at > ?", (since,)).fetchone()[0]
    if waiting >= most:
        return False
    connection.execute("INSERT INTO rooms (chat_id, title, state, at) VALUES (?, ?, 'asked', ?)", (chat_id, title, at))
    return True


def find_room(connection: sqlite3.Connection, chat_id: int) -> Room | None:
    """A group that asked."""
    row = connection.execute("SELECT chat_id, title, state, at FROM rooms WHERE chat_id = ?", (chat_id,)).fetchone()
    return None if row is None else Room(*row)


def decide_room(connection: sqlite3.Connection, chat_id: int, state: RoomState, by: int | None) -> bool:
    """Allow or deny a group. False if that is so already, or it never asked."""
    changed = connection.execute(
        "UPDATE rooms SET state = ?, decided_by = ? WHERE chat_id = ? AND state != ?", (state, by, chat_id, state)
    )
    if changed.rowcount and state == "denied":
        connection.execute("DELETE FROM chat_desks WHERE chat_id = ?", (chat_id,))
    return changed.rowcount == 1


def desks_of(connection: sqlite3.Connection, chat_id: int) -> tuple[bool, Desks]:
    """Whether the chat is bound, and to what."""
    row = connection.execute("SELECT desks FROM chat_desks WHERE chat_id = ?", (chat_id,)).fetchone()
    return (False, None) if row is None else (True, _read(row["desks"]))


def bind(connection: sqlite3.Connection, chat_id: int, desks: Iterable[str] | None) -> None:
    """Let a chat see these desks only; None lets it see everything, an empty list nothing."""
    written = None if desks is None else json.dumps(sorted(set(desks)), ensure_ascii=False)
    connection.execute("INSERT OR REPLACE INTO chat_desks (chat_id, desks) VALUES (?, ?)", (chat_id, written))


def unbind(connection: sqlite3.Connection, chat_id: int) -> None:
    """Let the settings decide about a chat."""
    connection.execute("DELETE FROM chat_desks WHERE chat_id = ?", (chat_id,))


def _read(written: str | None) -> Desks:
    return None if written is None else frozenset(json.loads(written))
