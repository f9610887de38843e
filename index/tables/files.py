"""Files that were read to their end, so that unchanged ones cost a hash."""

from __future__ import annotations

import sqlite3


def file_state(connection: sqlite3.Connection, path: str) -> str | None:
    """The state in which the file was last read whole; None if it was not."""
    row = connection.execute("SELECT state FROM file WHERE path = ?", (path,)).fetchone()
    return None if row is None else str(row[0])


def note_file(connection: sqlite3.Connection, path: str, state: str | None) -> None:
    """Remember that the file was read whole in this state; None forgets it (it will be read again)."""
    if state is None:
        connection.execute("DELETE FROM file WHERE path = ?", (path,))
        return
    connection.execute(
        "INSERT INTO file VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET state = excluded.state", (path, state)
    )
