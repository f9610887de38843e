"""What chats chose for themselves."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class Preferences(NamedTuple):
    """A chat's choices; None is the newsroom's usual way.

    Quiet hours are whole hours of the newsroom's time zone, from `quiet_from` until before `quiet_until`, over midnight
    if the first is the later one.
    """

    excerpts: int | None = None
    quiet_from: int | None = None
    quiet_until: int | None = None

    def quiet_at(self, hour: int) -> bool:
        """Whether the chat wants to hear nothing by itself at that hour (0 to 23)."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until


def find(connection: sqlite3.Connection, chat_id: int) -> Preferences:
    """The choices of a chat."""
    row = connection.execute(
        "SELECT excerpts, quiet_from, quiet_until FROM preferences WHERE chat_id = ?", (chat_id,)
    ).fetchone()
    return Preferences() if row is None else Preferences(*row)


def keep(connection: sqlite3.Connection, chat_id: int, chosen: Preferences) -> None:
    """Remember them."""
    connection.execute(
        "INSERT OR REPLACE INTO preferences (chat_id, excerpts, quiet_from, quiet_until) VALUES (?, ?, ?, ?)",
        (chat_id, *chosen),
    )
