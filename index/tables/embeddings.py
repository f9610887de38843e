"""Cached embeddings and the generations that are made of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding.late import KEPT, Tokens
from index.embedding.whole import Encoded
from index.model import Span

Vectors = NDArray[np.float32]
# Bound values of one statement.
_KEYS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete (or growing) vector index made by one embedder."""

    id: int
    fingerprint: str
    model: str
    settings: str
    dimensions: int
    state: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A passage that a generation does not hold yet.

    Attributes:
        text: the exact string to embed: the passage's context, then its words.
        sentences: where the passage's sentences stand in `text` (code points).
    """

    passage: int
    embedded: bytes
    text: str
    sentences: tuple[Span, ...]


def cached_vectors(connection: sqlite3.Connection, keys: Iterable[bytes]) -> dict[bytes, Vectors]:
    """The cached passage vectors of these keys; those that are not cached are left out."""
    return {key: np.frombuffer(stored, dtype="<f4") for key, stored in _cached(connection, "vector", keys)}


def cached_sentences(connection: sqlite3.Connection, keys: Iterable[bytes], dimensions: int) -> dict[bytes, Vectors]:
    """The cached sentence vectors of these keys, one row a sentence; those that are not cached are left out."""
    return {
        key: np.frombuffer(stored, dtype="<f2").astype(np.float32).reshape(-1, dimensions)
        for key, stored in _cached(connection, "sentences", keys)
    }


def cached_tokens(connection: sqlite3.Connection, keys: Iterable[bytes]) -> dict[bytes, Tokens]:
    """The cached tokens of these keys, one row a token; those that are not cached, or have none, are left out."""
    return {
        key: np.frombuffer(stored, dtype=np.int8).reshape(-1, KEPT + 1)
        for key, stored in _cached(connection, "tokens", keys)
        if stored is not None
    }


def _cached(connection: sqlite3.Connection, column: str, keys: Iterable[bytes]) -> Iterator[tuple[bytes, Any]]:
    """In order of the keys, which is how they lie on the disk."""
    wanted = sorted(set(keys))
    for first in range(0, len(wanted), _KEYS_AT_ONCE):
        part = wanted[first : first + _KEYS_AT_ONCE]
        marks = ",".join("?" * len(part))
        yield from connection.execute(f"SELECT key, {column} FROM embedding WHERE key IN ({marks})", part)


def cache_vectors(connection: sqlite3.Connection, keys: Sequence[bytes], made: Sequence[Encoded]) -> None:
    """Keep the vectors of each key."""
    rows = [
        (
            key,
            each.vector.astype("<f4").tobytes(),
            each.sentences.astype("<f2").tobytes(),
            None if each.tokens is None else each.tokens.tobytes(),
        )
        for key, each in zip(keys, made, strict=True)
    ]
    connection.executemany(
        "INSERT OR REPLACE INTO embedding (key, vector, sentences, tokens) VALUES (?, ?, ?, ?)", rows
    )


def new_generation(
    connection: sqlite3.Connection, fingerprint: str, model: str, settings: str, dimensions: int, now: datetime
) -> Generation:
    """Begin a generation; it is not live until `switch_generation`. `settings` are the embedder's, as JSON."""
    cursor = connection.execute(
        "INSERT INTO generation (fingerprint, model, settings, dimensions, state, created_at)"
        " VALUES (?, ?, ?, ?, 'building', ?)",
        (fingerprint, model, settings, dimensions, now.timestamp()),
    )
    return Generation(int(cursor.lastrowid or 0), fingerprint, model, settings, dimensions, "building")


def live_generation(connection: sqlite3.Connection) -> Generation | None:
    """The generation that answers questions; None before the first is complete."""
    row = connection.execute("SELECT g.* FROM live JOIN generation g ON g.id = live.generation").fetchone()
    return None if row is None else _generation(row)


def _generation(row: sqlite3.Row) -> Generation:
    return Generation(row["id"], row["fingerprint"], row["model"], row["settings"], row["dimensions"], row["state"])


def switch_generation(connection: sqlite3.Connection, generation: int) -> bool:
    """Make it live if it holds every passage; False (and nothing changed) if passages came in meanwhile."""
    if count_pending(connection, generation):
        return False
    connection.execute("UPDATE generation SET state = 'retired' WHERE state = 'complete'")
    connection.execute("UPDATE generation SET state = 'complete' WHERE id = ?", (generation,))
    connection.execute(
        "INSERT INTO live VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET generation = excluded.generation", (generation,)
    )
    return True


def other_generations(connection: sqlite3.Connection, keep: Iterable[int]) -> list[int]:
    """Ids of the generations that are not among `keep`."""
    kept = set(keep)
    return [row[0] for row in connection.execute("SELECT id FROM generation") if row[0] not in kept]


def forget_generation(connection: sqlite3.Connection, generation: int) -> None:
    """Drop what is known of a generation whose folder is gone."""
    connection.execute("DELETE FROM vector WHERE generation = ?", (generation,))
    connection.execute("DELETE FROM generation WHERE id = ?", (generation,))


_PENDING = (
    "FROM passage p LEFT JOIN vector v ON v.generation = ? AND v.passage = p.id"
    " WHERE (v.passage IS NULL OR v.embedded != p.embedded)"
)


def count_pending(connection: sqlite3.Connection, generation: int) -> int:
    """How many passages the generation does not hold as they are now."""
    return int(connection.execute(f"SELECT count(*) {_PENDING}", (generation,)).fetchone()[0])


def out_of_date(connection: sqlite3.Connection, generation: int) -> bool:
    """Whether the generation lacks passages or holds some that are gone."""
    lacking = connection.execute(f"SELECT 1 {_PENDING} LIMIT 1", (generation,)).fetchone()
    return lacking is not None or bool(stale_vectors(connection, generation, 1))


def pending(connection: sqlite3.Connection, generation: int, limit: int, *, after: int = 0) -> list[Pending]:
    """The next passages (with ids above `after`) to embed and upsert, with the exact string to embed."""
    rows = connection.execute(
        "SELECT p.id, p.embedded, p.context, p.start, p.end, p.sentences, p.revision"
        f" {_PENDING} AND p.id > ? ORDER BY p.id LIMIT ?",
        (generation, after, limit),
    ).fetchall()
    texts: dict[str, str] = {}
    for name in {row["revision"] for row in rows}:
        texts[name] = connection.execute("SELECT text FROM revision WHERE name = ?", (name,)).fetchone()[0]
    return [_pending(row, texts[row["revision"]]) for row in rows]


def _pending(row: sqlite3.Row, text: str) -> Pending:
    shift = len(row["context"]) - row["start"]
    places = tuple(Span(start + shift, end + shift) for start, end in json.loads(row["sentences"]))
    return Pending(row["id"], row["embedded"], row["context"] + text[row["start"] : row["end"]], places)


def announce_vectors(connection: sqlite3.Connection, generation: int, coming: Sequence[Pending]) -> None:
    """Remember that vectors of these passages are about to be written: still pending, but never forgotten.

    Without it, a crash right after the write and a correction before the next would leave them there for good.
    """
    connection.executemany(
        "INSERT OR IGNORE INTO vector VALUES (?, ?, x'')", [(generation, each.passage) for each in coming]
    )


def note_vectors(connection: sqlite3.Connection, generation: int, held: Sequence[Pending]) -> None:
    """Remember that the generation's vectors hold these passages."""
    connection.executemany(
        "INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", [(generation, each.passage, each.embedded) for each in held]
    )


def stale_vectors(connection: sqlite3.Connection, generation: int, limit: int) -> list[int]:
    """Passages that the generation still holds though they are gone from the coverage."""
    rows = connection.execute(
        "SELECT v.passage FROM vector v LEFT JOIN passage p ON p.id = v.passage"
        " WHERE v.generation = ? AND p.id IS NULL LIMIT ?",
        (generation, limit),
    )
    return [row[0] for row in rows]


def forget_vectors(connection: sqlite3.Connection, generation: int, passages: Iterable[int]) -> None:
    """Remember that the generation holds these passages no longer."""
    connection.executemany(
        "DELETE FROM vector WHERE generation = ? AND passage = ?", [(generation, each) for each in passages]
    )
