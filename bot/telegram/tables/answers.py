"""Which message of ours answers which question: an edited question changes that message."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class Answered(NamedTuple):
    """Our message's number, and the hash of the question that it answers."""

    answer_id: int
    asked: str


def keep(connection: sqlite3.Connection, chat_id: int, question_id: int, answered: Answered, at: float) -> None:
    """Remember the latest answer to a question."""
    connection.execute(
        "INSERT OR REPLACE INTO answers (chat_id, question_id, answer_id, asked, at) VALUES (?, ?, ?, ?, ?)",
        (chat_id, question_id, *answered, at),
    )


def find(connection: sqlite3.Connection, chat_id: int, question_id: int) -> Answered | None:
    """The answer to that question, if we remember one."""
    row = connection.execute(
        "SELECT answer_id, asked FROM answers WHERE chat_id = ? AND question_id = ?", (chat_id, question_id)
    ).fetchone()
    return None if row is None else Answered(*row)


def forget(connection: sqlite3.Connection, before: float) -> None:
    """Delete what is older than that moment."""
    connection.execute("DELETE FROM answers WHERE at < ?", (before,))
