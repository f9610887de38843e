"""What people thought of answers, and what they reported as wrong."""

from __future__ import annotations

import sqlite3
from typing import Any, Literal, NamedTuple

from bot.telegram.tables.shown import kept_of
from retrieval.recall import Kept

Verdict = Literal["up", "down"]


class Report(NamedTuple):
    """Somebody says that an excerpt is wrong. `at` is seconds since 1970 (UTC)."""

    key: str
    position: int
    chat_id: int
    user_id: int
    kind: str
    at: float


class OpenReport(NamedTuple):
    """A report that no editor has decided about, with the question and where the excerpt stands."""

    id: int
    report: Report
    question: str
    kept: Kept


def rate(connection: sqlite3.Connection, key: str, user_id: int, verdict: Verdict, at: float) -> bool:
    """Note a person's verdict on an answer in place of the one before. False if it is the same again."""
    changed = connection.execute(
        "INSERT INTO feedback (key, user_id, verdict, at) VALUES (?, ?, ?, ?) ON CONFLICT (key, user_id)"
        " DO UPDATE SET verdict = excluded.verdict, at = excluded.at WHERE verdict != excluded.verdict",
        (key, user_id, verdict, at),
    )
    return changed.rowcount == 1


def rated(connection: sqlite3.Connection, shown_from: float = 0.0, given_from: float = 0.0) -> list[dict[str, Any]]:
    """The verdicts, each with its question and where the excerpts stood, for evaluation; who gave it is not said.

    Args:
        shown_from: only those on answers shown then or later (seconds since 1970, UTC).
        given_from: only those given then or later.
    """
    rows = connection.execute(
        "SELECT s.key, s.question, s.scope, s.answered, s.confidence, f.verdict, f.at FROM feedback f"
        " JOIN shown s ON s.key = f.key WHERE s.at >= ? AND f.at >= ? ORDER BY f.at, s.key",
        (shown_from, given_from),
    ).fetchall()
    return [
        {
            **dict(row),
            "answered": bool(row["answered"]),
            "excerpts": [_place(each) for each in kept_of(connection, row["key"])],
        }
        for row in rows
    ]


def report(connection: sqlite3.Connection, reported: Report) -> int | None:
    """Note a report; its number. None if the same person has reported the same already."""
    added = connection.execute(
        "INSERT INTO reports (key, position, chat_id, user_id, kind, at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        reported,
    )
    return int(added.lastrowid or 0) if added.rowcount == 1 else None


def open_reports(connection: sqlite3.Connection) -> list[OpenReport]:
    """The reports that wait for an editor, the earliest first."""
    rows = connection.execute(
        "SELECT r.*, s.question FROM reports r JOIN shown s ON s.key = r.key WHERE r.state = 'open' ORDER BY r.at, r.id"
    ).fetchall()
    return [_report(connection, row) for row in rows]


def find_report(connection: sqlite3.Connection, report_id: int) -> tuple[OpenReport, bool] | None:
    """A report, and whether it waits for an editor still; None if there is none of that number."""
    row = connection.execute(
        "SELECT r.*, s.question FROM reports r JOIN shown s ON s.key = r.key WHERE r.id = ?", (report_id,)
    ).fetchone()
    return None if row is None else (_report(connection, row), row["state"] == "open")


def _report(connection: sqlite3.Connection, row: sqlite3.Row) -> OpenReport:
    told = Report(row["key"], row["position"], row["chat_id"], row["user_id"], row["kind"], row["at"])
    return OpenReport(row["id"], told, row["question"], kept_of(connection, row["key"])[row["position"]])


def close(connection: sqlite3.Connection, report_id: int, outcome: str | None = None) -> bool:
    """An editor has decided about a report. False if it was closed before, or there is none."""
    closed = connection.execute(
        "UPDATE reports SET state = 'closed', outcome = ? WHERE id = ? AND state = 'open'", (outcome, report_id)
    )
    return closed.rowcount == 1


def close_same(connection: sqlite3.Connection, decided: OpenReport, outcome: str) -> list[OpenReport]:
    """Close what others reported of the same excerpt as wrong in the same way; these reports."""
    same = [
        each
        for each in open_reports(connection)
        if (each.kept.key, each.report.kind) == (decided.kept.key, decided.report.kind)
    ]
    return [each for each in same if close(connection, each.id, outcome)]


def put_in(connection: sqlite3.Connection, report_id: int, chat_id: int, message_id: int) -> None:
    """Note that a message of ours in that chat is about a report."""
    connection.execute(
        "INSERT OR REPLACE INTO report_messages (chat_id, message_id, report) VALUES (?, ?, ?)",
        (chat_id, message_id, report_id),
    )


def at_message(connection: sqlite3.Connection, chat_id: int, message_id: int) -> int | None:
    """The number of the report that a message of that chat is about; None if it is about none."""
    row = connection.execute(
        "SELECT report FROM report_messages WHERE chat_id = ? AND message_id = ?", (chat_id, message_id)
    ).fetchone()
    return None if row is None else int(row["report"])


def open_again(connection: sqlite3.Connection, report_id: int) -> None:
    """What an editor decided could not be done."""
    connection.execute("UPDATE reports SET state = 'open', outcome = NULL WHERE id = ?", (report_id,))


def _place(kept: Kept) -> dict[str, Any]:
    return kept.key._asdict()
