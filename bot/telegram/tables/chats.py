"""Groups that became supergroups and so have new numbers, and strangers who were told how to be let in."""

from __future__ import annotations

import sqlite3


def move(connection: sqlite3.Connection, old: int, new: int, at: float) -> bool:
    """Give everything that belongs to `old` to `new`, in whatever table it stands. False if that was done before."""
    if connection.execute("SELECT 1 FROM moved WHERE old_id = ? AND new_id = ?", (old, new)).fetchone():
        return False
    for table in _tables_of_chats(connection):
        # OR REPLACE: a row that is there under the new number too is the older one.
        connection.execute(f'UPDATE OR REPLACE "{table}" SET chat_id = ? WHERE chat_id = ?', (new, old))
    connection.execute("INSERT OR REPLACE INTO moved (old_id, new_id, at) VALUES (?, ?, ?)", (old, new, at))
    return True


def moves(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    """Every old number with its new one, the earliest first."""
    return [tuple(row) for row in connection.execute("SELECT old_id, new_id FROM moved ORDER BY at, old_id")]


def _tables_of_chats(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT t.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c "
        "WHERE t.type = 'table' AND c.name = 'chat_id' ORDER BY t.name"
    ).fetchall()
    return [str(row[0]) for row in rows]


def tell_stranger(connection: sqlite3.Connection, user_id: int, at: float, *, pause: float) -> bool:
    """Whether a stranger is to be told (again): the last time is at least `pause` seconds ago. If so, it is noted."""
    statement = (
        "INSERT INTO strangers (user_id, told) VALUES (:user, :at) "
        "ON CONFLICT (user_id) DO UPDATE SET told = :at WHERE told <= :at - :pause"
    )
    return connection.execute(statement, {"user": user_id, "at": at, "pause": pause}).rowcount == 1


def forget_strangers(connection: sqlite3.Connection, before: float) -> None:
    """Delete who was told before that moment."""
    connection.execute("DELETE FROM strangers WHERE told < ?", (before,))
