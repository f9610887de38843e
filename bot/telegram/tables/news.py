"""What watches found, where it stands, and the messages in which chats are told of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from index.model import Span
from retrieval.lookout import Place
from retrieval.recall import ExcerptKey

State = Literal["due", "leaving", "told", "gone"]


class Fate(StrEnum):
    """What became of a message of news."""

    TOLD = "told"
    DOUBTFUL = "doubtful"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that a chat has been told, or will be.

    Attributes:
        statement: hash of its words.
        place: where it was found first.
        sources: of all articles in which it was found.
    """

    id: int
    state: State
    statement: str
    watches: frozenset[int]
    place: Place
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class News:
    """What is noted of a fact: one that is known (then `fact` is its number) in further places, or a new one."""

    chat_id: int
    statement: str
    watches: frozenset[int]
    places: tuple[Place, ...]
    fact: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A fact that a chat is to be told. `found` is seconds since 1970 (UTC); `watches` those that there still are."""

    id: int
    found: float
    watches: tuple[int, ...]
    places: tuple[Place, ...]


def recent(connection: sqlite3.Connection, chat_id: int, since: float, limit: int) -> list[Known]:
    """The facts of a chat that were found since that moment, the latest first."""
    rows = connection.execute(
        "SELECT id, state, statement FROM facts WHERE chat_id = ? AND found >= ? ORDER BY id DESC LIMIT ?",
        (chat_id, since, limit),
    ).fetchall()
    places, watches = (
        _places(connection, [row["id"] for row in rows]),
        _watches(connection, [row["id"] for row in rows]),
    )
    return [
        Known(
            row["id"],
            row["state"],
            row["statement"],
            frozenset(watches.get(row["id"], ())),
            places[row["id"]][0],
            frozenset(place.key.source for place in places[row["id"]]),
        )
        for row in rows
    ]


def keep(connection: sqlite3.Connection, found: Iterable[News], at: float) -> None:
    """Note facts: new ones are due; one that could not be shown any more is due again where it stands elsewhere."""
    for news in found:
        wanting = _still(connection, news.watches)
        if not wanting:
            continue  # the watch was removed while it looked
        fact = news.fact
        if fact is None:
            row = connection.execute(
                "INSERT INTO facts (chat_id, found, statement, state) VALUES (?, ?, ?, 'due') RETURNING id",
                (news.chat_id, at, news.statement),
            ).fetchone()
            fact = int(row[0])
        else:
            connection.execute("UPDATE facts SET state = 'due', found = ? WHERE id = ? AND state = 'gone'", (at, fact))
        _add_places(connection, fact, news.places)
        connection.executemany(
            "INSERT OR IGNORE INTO fact_watches (fact, watch) VALUES (?, ?)", [(fact, watch) for watch in wanting]
        )


def chats_due(connection: sqlite3.Connection) -> list[int]:
    """The chats that are to be told something."""
    rows = connection.execute("SELECT DISTINCT chat_id FROM facts WHERE state = 'due' ORDER BY chat_id")
    return [row[0] for row in rows]


def due(connection: sqlite3.Connection, chat_id: int) -> list[Due]:
    """What a chat is to be told, in the order in which it was found."""
    rows = connection.execute(
        "SELECT id, found FROM facts WHERE state = 'due' AND chat_id = ? ORDER BY id", (chat_id,)
    ).fetchall()
    ids = [row["id"] for row in rows]
    places, watches = _places(connection, ids), _watches(connection, ids)
    return [
        Due(row["id"], row["found"], tuple(sorted(watches.get(row["id"], ()))), tuple(places[row["id"]]))
        for row in rows
    ]


def give_up(connection: sqlite3.Connection, facts: Iterable[int]) -> None:
    """These cannot be shown any more, anywhere."""
    connection.executemany(
        "UPDATE facts SET state = 'gone' WHERE id = ? AND state = 'due'", [(fact,) for fact in facts]
    )


def leave(connection: sqlite3.Connection, chat_id: int, facts: Sequence[int], at: float) -> int | None:
    """A message with these facts is about to leave: its number. None, and nothing is changed, if one is not due."""
    wanted = json.dumps(list(facts))
    still = connection.execute(
        "SELECT count(*) FROM facts WHERE state = 'due' AND id IN (SELECT value FROM json_each(?))", (wanted,)
    ).fetchone()[0]
    if still != len(facts):
        return None
    row = connection.execute(
        "INSERT INTO notices (chat_id, at, state) VALUES (?, ?, 'leaving') RETURNING id", (chat_id, at)
    ).fetchone()
    connection.execute(
        "UPDATE facts SET state = 'leaving', notice = ? WHERE id IN (SELECT value FROM json_each(?))", (row[0], wanted)
    )
    return int(row[0])


def leaving(connection: sqlite3.Connection) -> list[int]:
    """Messages of which it is not known yet what became of them."""
    return [row[0] for row in connection.execute("SELECT id FROM notices WHERE state = 'leaving' ORDER BY id")]


def settle(connection: sqlite3.Connection, notice: int, fate: Fate) -> None:
    """Note what became of a message. Released, its facts are due again; doubtful, they are not told a second time."""
    if fate is Fate.RELEASED:
        connection.execute("UPDATE facts SET state = 'due', notice = NULL WHERE notice = ?", (notice,))
        connection.execute("DELETE FROM notices WHERE id = ?", (notice,))
        return
    connection.execute("UPDATE facts SET state = 'told' WHERE notice = ? AND state = 'leaving'", (notice,))
    if fate is Fate.TOLD:
        # It told of the doubt about those before it, if there was any.
        connection.execute(
            "UPDATE notices SET state = 'told' WHERE state = 'doubtful' AND id < ?1 AND chat_id ="
            " (SELECT chat_id FROM notices WHERE id = ?1)",
            (notice,),
        )
    connection.execute("UPDATE notices SET state = ? WHERE id = ?", (fate.value, notice))


def in_doubt(connection: sqlite3.Connection, chat_id: int) -> bool:
    """Whether a message to that chat may not have come through, and the chat does not know."""
    sql = "SELECT 1 FROM notices WHERE chat_id = ? AND state = 'doubtful' LIMIT 1"
    return connection.execute(sql, (chat_id,)).fetchone() is not None


def latest(connection: sqlite3.Connection, chat_id: int, limit: int) -> list[Due]:
    """The facts that a chat was told last, the latest first."""
    rows = connection.execute(
        "SELECT id, found FROM facts WHERE chat_id = ? AND state = 'told' ORDER BY notice DESC, id LIMIT ?",
        (chat_id, limit),
    ).fetchall()
    places = _places(connection, [row["id"] for row in rows])
    return [Due(row["id"], row["found"], (), tuple(places[row["id"]])) for row in rows]


def forget(connection: sqlite3.Connection, before: float) -> None:
    """Delete what was told, or could not be, and was found before that moment; and what nobody wants any more."""
    connection.execute("DELETE FROM facts WHERE state IN ('told', 'gone') AND found < ?", (before,))
    connection.execute(
        "DELETE FROM facts WHERE state = 'due' AND id NOT IN"
        " (SELECT f.fact FROM fact_watches f JOIN watches w ON w.id = f.watch)"
    )
    connection.execute(
        "DELETE FROM notices WHERE state != 'leaving' AND id NOT IN (SELECT notice FROM facts WHERE notice IS NOT NULL)"
    )


def _places(connection: sqlite3.Connection, facts: Sequence[int]) -> dict[int, list[Place]]:
    rows = connection.execute(
        "SELECT * FROM fact_places WHERE fact IN (SELECT value FROM json_each(?)) ORDER BY fact, position",
        (json.dumps(list(facts)),),
    )
    found: dict[int, list[Place]] = {fact: [] for fact in facts}
    for row in rows:
        said = None if row["said_start"] is None else Span(row["said_start"], row["said_end"])
        key = ExcerptKey(row["source"], row["revision"], row["start"], row["end"])
        core, words = Span(row["core_start"], row["core_end"]), Span(row["words_start"], row["words_end"])
        found[row["fact"]].append(Place(key, said, core, words))
    return found


def _still(connection: sqlite3.Connection, watches: Iterable[int]) -> list[int]:
    sql = "SELECT id FROM watches WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
    return [row[0] for row in connection.execute(sql, (json.dumps(sorted(watches)),))]


def _watches(connection: sqlite3.Connection, facts: Sequence[int]) -> dict[int, list[int]]:
    rows = connection.execute(
        "SELECT f.fact, f.watch FROM fact_watches f JOIN watches w ON w.id = f.watch"
        " WHERE f.fact IN (SELECT value FROM json_each(?))",
        (json.dumps(list(facts)),),
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row["fact"], []).append(row["watch"])
    return found


def _add_places(connection: sqlite3.Connection, fact: int, places: Iterable[Place]) -> None:
    known = {place.key for place in _places(connection, [fact])[fact]}
    fresh = [place for place in dict.fromkeys(places) if place.key not in known]
    rows = [
        (fact, len(known) + number, *place.key, *(place.quotation or (None, None)), *place.core, *place.words)
        for number, place in enumerate(fresh)
    ]
    connection.executemany(
        'INSERT INTO fact_places (fact, position, source, revision, "start", "end", said_start, said_end,'
        " core_start, core_end, words_start, words_end) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
