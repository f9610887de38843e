"""Answers that were shown, by the key of their buttons: what was asked, and where the excerpts stand."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from index.model import Span
from index.scope import Scope
from retrieval.recall import ExcerptKey, Kept

Form = Literal["answer", "verdict", "comparison", "said"]


class Understood(NamedTuple):
    """Speaker, outlet and dates (ISO 8601) as the question named them."""

    speaker: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What is kept of an answer.

    Attributes:
        at: when it was given, seconds since 1970 (UTC).
        scope: what it was allowed to see then; what may be seen now is another question.
        kept: where its excerpts stand, or those that came closest if it is an abstention.
        differ: how many of them, counted from the first, contradict each other.
        typed: what was typed, where `question` is what that was read as.
        form: what the message is; of another form than an answer, `question` is what stands after its command.
    """

    key: str
    chat_id: int
    at: float
    question: str
    scope: Scope
    understood: Understood
    answered: bool
    confidence: float
    differ: int
    kept: tuple[Kept, ...]
    typed: str | None = None
    form: Form = "answer"


def keep(connection: sqlite3.Connection, shown: Shown) -> None:
    """Remember an answer under its key. Raises sqlite3.IntegrityError if the key is taken."""
    connection.execute(
        "INSERT INTO shown (key, chat_id, at, question, scope, understood, answered, confidence, differ, typed, form)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            shown.key,
            shown.chat_id,
            shown.at,
            shown.question,
            _written(shown.scope),
            json.dumps(shown.understood, ensure_ascii=False),
            shown.answered,
            shown.confidence,
            shown.differ,
            shown.typed,
            shown.form,
        ),
    )
    connection.executemany(
        'INSERT INTO shown_excerpts (key, position, copy, source, revision, "start", "end", said_start, said_end, same)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        list(_rows(shown)),
    )


def find(connection: sqlite3.Connection, key: str, chat_id: int) -> Shown | None:
    """The answer of that key; None if there is none, or if it was given in another chat."""
    row = connection.execute("SELECT * FROM shown WHERE key = ? AND chat_id = ?", (key, chat_id)).fetchone()
    return None if row is None else _shown(connection, row)


def put_in(connection: sqlite3.Connection, key: str, chat_id: int, message_id: int) -> None:
    """Note which message of that chat shows the answer now; whichever it showed before, it does not any more."""
    connection.execute("UPDATE shown SET message_id = NULL WHERE chat_id = ? AND message_id = ?", (chat_id, message_id))
    connection.execute("UPDATE shown SET message_id = ? WHERE key = ? AND chat_id = ?", (message_id, key, chat_id))


def at_message(connection: sqlite3.Connection, chat_id: int, message_id: int) -> Shown | None:
    """The answer that a message of that chat shows; None if it shows none."""
    row = connection.execute(
        "SELECT * FROM shown WHERE chat_id = ? AND message_id = ?", (chat_id, message_id)
    ).fetchone()
    return None if row is None else _shown(connection, row)


def _shown(connection: sqlite3.Connection, row: sqlite3.Row) -> Shown:
    return Shown(
        key=row["key"],
        chat_id=row["chat_id"],
        at=row["at"],
        question=row["question"],
        scope=_read(row["scope"]),
        understood=Understood(*json.loads(row["understood"])),
        answered=bool(row["answered"]),
        confidence=row["confidence"],
        differ=row["differ"],
        kept=tuple(kept_of(connection, row["key"])),
        typed=row["typed"],
        form=row["form"],
    )


def kept_of(connection: sqlite3.Connection, key: str) -> list[Kept]:
    """Where the excerpts of an answer stand, in order."""
    rows = connection.execute("SELECT * FROM shown_excerpts WHERE key = ? ORDER BY position, copy", (key,)).fetchall()
    copies: dict[int, list[tuple[ExcerptKey, bool]]] = {}
    for row in rows:
        if row["copy"]:
            copies.setdefault(row["position"], []).append((_key(row), bool(row["same"])))
    return [Kept(_key(row), _said(row), tuple(copies.get(row["position"], ()))) for row in rows if not row["copy"]]


def forget(connection: sqlite3.Connection, before: float) -> None:
    """Delete the answers older than that moment, except those that somebody rated or reported."""
    connection.execute(
        "DELETE FROM shown WHERE at < ? AND key NOT IN (SELECT key FROM feedback) AND key NOT IN"
        " (SELECT key FROM reports)",
        (before,),
    )


def _rows(shown: Shown) -> Iterator[Sequence[Any]]:
    for position, each in enumerate(shown.kept):
        yield (shown.key, position, 0, *each.key, *(each.quotation or (None, None)), None)
        for copy, (key, same) in enumerate(each.copies, start=1):
            yield (shown.key, position, copy, *key, None, None, same)


def _key(row: sqlite3.Row) -> ExcerptKey:
    return ExcerptKey(row["source"], row["revision"], row["start"], row["end"])


def _said(row: sqlite3.Row) -> Span | None:
    return None if row["said_start"] is None else Span(row["said_start"], row["said_end"])


def _written(scope: Scope) -> str:
    def plain(value: object) -> object:
        return (
            sorted(value)
            if isinstance(value, frozenset)
            else value.isoformat()
            if isinstance(value, datetime)
            else value
        )

    return json.dumps({name: plain(value) for name, value in asdict(scope).items()}, ensure_ascii=False)


def _read(written: str) -> Scope:
    held = json.loads(written)
    return Scope(
        now=datetime.fromisoformat(held["now"]),
        desks=None if held["desks"] is None else frozenset(held["desks"]),
        exclude=frozenset(held["exclude"]),
        outlet=held["outlet"],
        since=None if held["since"] is None else datetime.fromisoformat(held["since"]),
        until=None if held["until"] is None else datetime.fromisoformat(held["until"]),
    )
