"""Passages and their full-text index. The words themselves are read from the revision, never stored again."""

from __future__ import annotations

import hashlib
import json
import math
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from index.memory import remembered
from index.model import Passage, Span
from index.scope import Scope
from index.scope_sql import scope_condition
from index.seen import once_in_scope, settled

# FTS5's BM25 uses k1 = 1.2: however often a word stands in a passage, it adds less than k1 + 1 times its rarity.
_MOST_OF_RARITY = 2.2
# From which share of all passages on a scope is searched as if it were everything.
_NEARLY: Final = 0.8
# Passages that a connection remembers: some thousand bytes each.
_PASSAGES_KEPT: Final = 2048
# Words whose counts a connection remembers.
_WORDS_KEPT: Final = 1024
# How much a word in a passage's title or heading counts against one in the passage itself.
CONTEXT_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class PassageRow:
    """One passage of a live revision.

    `context` stands before the words when they are embedded or searched; `published_from` is when its article was
    published (seconds UTC), where the statement asked for it.
    """

    id: int
    article: int
    revision: str
    ordinal: int
    span: Span
    sentences: tuple[Span, ...]
    context: str
    embedded: bytes
    published_from: float | None = None


def _row(row: sqlite3.Row) -> PassageRow:
    return PassageRow(
        id=row["id"],
        article=row["article"],
        revision=row["revision"],
        ordinal=row["ordinal"],
        span=Span(row["start"], row["end"]),
        sentences=tuple(Span(*span) for span in json.loads(row["sentences"])),
        context=row["context"],
        embedded=row["embedded"],
        published_from=row["published_from"] if "published_from" in row.keys() else None,  # noqa: SIM118 - a Row is no dict
    )


def save_passages(
    connection: sqlite3.Connection,
    article: int,
    revision: str,
    text: str,
    passages: Sequence[Passage],
    contexts: Sequence[str],
) -> None:
    """Make these the article's passages, each with what stands before its words.

    Those that stay the same keep their id, and so their vector.
    """
    kept: set[int] = set()
    remove_words(connection, article)
    for ordinal, (passage, context) in enumerate(zip(passages, contexts, strict=True)):
        digest = _digest(context + passage.span.of(text), passage)
        values = _values(article, revision, ordinal, passage, context, digest)
        kept.add(_save_one(connection, values))
    connection.execute(
        "DELETE FROM passage WHERE article = ? AND id NOT IN (SELECT value FROM json_each(?))",
        (article, json.dumps(sorted(kept))),
    )
    connection.execute("UPDATE article SET passages = ? WHERE id = ?", (len(kept), article))
    _add_words(connection, article, text)


def _digest(embedded: str, passage: Passage) -> bytes:
    """Names what is embedded: the exact string, and where in it the sentences are."""
    first = passage.span.start
    places = [(sentence.start - first, sentence.end - first) for sentence in passage.sentences]
    return hashlib.sha256(f"{json.dumps(places)}\0{embedded}".encode()).digest()


def _values(article: int, revision: str, ordinal: int, passage: Passage, context: str, digest: bytes) -> dict[str, Any]:
    heading = passage.heading
    return {
        "article": article,
        "revision": revision,
        "ordinal": ordinal,
        "start": passage.span.start,
        "end": passage.span.end,
        "sentences": json.dumps(passage.sentences),
        "heading_start": None if heading is None else heading.start,
        "heading_end": None if heading is None else heading.end,
        "context": context,
        "embedded": digest,
    }


def _save_one(connection: sqlite3.Connection, values: dict[str, Any]) -> int:
    row = connection.execute(
        "INSERT INTO passage (article, revision, ordinal, start, end, sentences, heading_start, heading_end, context,"
        " embedded) VALUES (:article, :revision, :ordinal, :start, :end, :sentences, :heading_start, :heading_end,"
        " :context, :embedded) ON CONFLICT (article, revision, start, end) DO UPDATE SET ordinal = excluded.ordinal,"
        " sentences = excluded.sentences, heading_start = excluded.heading_start, heading_end = excluded.heading_end,"
        " context = excluded.context, embedded = excluded.embedded RETURNING id",
        values,
    ).fetchone()
    return int(row[0])


def remove_words(connection: sqlite3.Connection, article: int) -> None:
    """Take the article's passages out of the full-text index (a contentless one must be told the old words)."""
    for row in connection.execute("SELECT * FROM passage WHERE article = ?", (article,)).fetchall():
        text = connection.execute("SELECT text FROM revision WHERE name = ?", (row["revision"],)).fetchone()[0]
        connection.execute(
            "INSERT INTO passage_words (passage_words, rowid, context, words) VALUES ('delete', ?, ?, ?)",
            (row["id"], row["context"], text[row["start"] : row["end"]]),
        )


def _add_words(connection: sqlite3.Connection, article: int, text: str) -> None:
    rows = connection.execute("SELECT id, context, start, end FROM passage WHERE article = ?", (article,)).fetchall()
    connection.executemany(
        "INSERT INTO passage_words (rowid, context, words) VALUES (?, ?, ?)",
        [(row["id"], row["context"], text[row["start"] : row["end"]]) for row in rows],
    )


def search_words(
    connection: sqlite3.Connection, expressions: Iterable[str], scope: Scope, k: int
) -> list[tuple[int, float]]:
    """The `k` passages in scope that match any of the FTS5 expressions best: (id, BM25 score, higher is better).

    Scoring a row costs far more than finding it, so rows that hold nothing but common words are scored only if they
    could be among the best `k`: their score has a bound (Turtle and Flood 1995, MaxScore). The result is exact.
    """
    rare, common, bound = _divided(_rarities(connection, expressions), k)
    if common:
        # Every expression stands twice, so that each score is exactly doubled while only rows with a rare one match.
        anything = " OR ".join([*rare, *common, *common])
        found = _best_words(connection, f"({' OR '.join(rare)}) AND ({anything})", scope, k)
        if len(found) == k and found[-1][1] / 2 >= bound:
            return [(passage, score / 2) for passage, score in found]
    return _best_words(connection, " OR ".join([*rare, *common]), scope, k)


def _best_words(connection: sqlite3.Connection, match: str, scope: Scope, k: int) -> list[tuple[int, float]]:
    if not match:
        return []
    nearly_all = count_in_scope(connection, scope) >= _NEARLY * count_passages(connection)
    found = _best_anywhere(connection, match, scope, k) if nearly_all else None
    return _best_inside(connection, match, scope, k) if found is None else found


def _best_anywhere(connection: sqlite3.Connection, match: str, scope: Scope, k: int) -> list[tuple[int, float]] | None:
    """The best among somewhat more than `k` of the whole index; None if too few of those are in scope.

    To look up the passage and article of every row that matches costs more than to score it.
    """
    most = k + k // 4
    rows = connection.execute(
        "SELECT rowid, -bm25(passage_words, :context_weight, 1.0) AS score FROM passage_words"
        " WHERE passage_words MATCH :match ORDER BY score DESC, rowid LIMIT :most",
        {"match": match, "most": most, "context_weight": CONTEXT_WEIGHT},
    ).fetchall()
    inside = ids_in_scope(connection, [row[0] for row in rows], scope)
    kept = [(row[0], row[1]) for row in rows if row[0] in inside][:k]
    return kept if len(kept) == k or len(rows) < most else None


def _best_inside(connection: sqlite3.Connection, match: str, scope: Scope, k: int) -> list[tuple[int, float]]:
    """The best in scope, each row that matches looked up before it is ranked."""
    condition, values = scope_condition(scope)
    rows = connection.execute(
        "SELECT p.id, -bm25(passage_words, :context_weight, 1.0) AS score FROM passage_words"
        " JOIN passage p ON p.id = passage_words.rowid JOIN article a ON a.id = p.article"
        f" WHERE passage_words MATCH :match AND {condition} ORDER BY score DESC, p.id LIMIT :k",
        {**values, "match": match, "k": k, "context_weight": CONTEXT_WEIGHT},
    )
    return [(row["id"], row["score"]) for row in rows]


def _rarities(connection: sqlite3.Connection, expressions: Iterable[str]) -> dict[str, tuple[int, float]]:
    """How many passages hold each expression, and its inverse document frequency as FTS5 has it; the rarest first."""
    every = count_passages(connection)
    found: dict[str, tuple[int, float]] = {}
    for each, number in _numbers(connection, expressions).items():
        if number:
            found[each] = number, max(1e-6, math.log((every - number + 0.5) / (number + 0.5)))
    return dict(sorted(found.items(), key=lambda item: (item[1][0], item[0])))


def _numbers(connection: sqlite3.Connection, expressions: Iterable[str]) -> dict[str, int]:
    """How many passages hold each expression, in scope or not."""
    return remembered(connection, "holding", set(expressions), partial(_holding, connection), most=_WORDS_KEPT)


def _holding(connection: sqlite3.Connection, expressions: Sequence[str]) -> dict[str, int]:
    sql = "SELECT count(*) FROM passage_words WHERE passage_words MATCH ?"
    return {each: connection.execute(sql, (each,)).fetchone()[0] for each in expressions}


def _divided(rarities: dict[str, tuple[int, float]], k: int) -> tuple[list[str], list[str], float]:
    """The expressions to look for, those common ones that need no look of their own, and the most the latter add up to.

    The `k`-th best row is guessed to score at least what the rarer expressions give that stand in `k` rows together; a
    wrong guess costs time only.
    """
    order, seen, likely = list(rarities), 0, 0.0
    for each in order:
        seen += rarities[each][0]
        if seen >= k:
            likely = rarities[each][1]
            break
    first, bound = len(order), 0.0
    while first > 1 and bound + _MOST_OF_RARITY * rarities[order[first - 1]][1] <= likely:
        first -= 1
        bound += _MOST_OF_RARITY * rarities[order[first]][1]
    return order[:first], order[first:], bound


def passages_in_scope(connection: sqlite3.Connection, ids: Iterable[int], scope: Scope) -> dict[int, PassageRow]:
    """Those of the passages that are live and in scope, by id: a stale vector finds nothing here."""
    inside = sorted(ids_in_scope(connection, ids, scope))
    return remembered(connection, "passages", inside, partial(_dated, connection), most=_PASSAGES_KEPT)


def _dated(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, PassageRow]:
    rows = connection.execute(
        "SELECT p.*, a.published_from FROM passage p JOIN article a ON a.id = p.article"
        " WHERE p.id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    )
    return {row["id"]: _row(row) for row in rows}


def ids_in_scope(connection: sqlite3.Connection, ids: Iterable[int], scope: Scope) -> set[int]:
    """Those of the passages that are live and in scope."""
    condition, values = scope_condition(scope)
    rows = connection.execute(
        "SELECT p.id FROM passage p JOIN article a ON a.id = p.article AND a.revision = p.revision"
        f" WHERE p.id IN (SELECT value FROM json_each(:ids)) AND {condition}",
        {**values, "ids": json.dumps(sorted(set(ids)))},
    )
    return {row[0] for row in rows}


def articles_of(connection: sqlite3.Connection, ids: Iterable[int]) -> set[int]:
    """The articles that these passages are of."""
    sql = "SELECT DISTINCT article FROM passage WHERE id IN (SELECT value FROM json_each(?))"
    return {row[0] for row in connection.execute(sql, (json.dumps(sorted(ids)),))}


def passages_holding(connection: sqlite3.Connection, spans: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """For each (article, position), the id of the passage that the position lies in; those in none are left out."""
    rows = connection.execute(
        "WITH place (article, at) AS MATERIALIZED (SELECT value ->> 0, value ->> 1 FROM json_each(:places))"
        " SELECT place.article, place.at, p.id FROM place"
        " JOIN passage p ON p.article = place.article AND p.start <= place.at AND p.end > place.at",
        {"places": json.dumps(sorted(set(spans)))},
    )
    return {(row[0], row[1]): row[2] for row in rows}


def passages_of_article(connection: sqlite3.Connection, article: int) -> list[PassageRow]:
    """The article's passages, in order."""
    rows = connection.execute("SELECT * FROM passage WHERE article = ? ORDER BY ordinal", (article,))
    return [_row(row) for row in rows]


def is_small(connection: sqlite3.Connection, scope: Scope, limit: int) -> bool:
    """Whether a scope holds at most `limit` passages, so that looking at each of them is the quicker way."""
    if count_passages(connection) <= limit:
        return True
    if scope.desks is None and scope.outlet is None and scope.since is None and scope.until is None:
        return False
    return count_in_scope(connection, scope) <= limit


def scope_passages(connection: sqlite3.Connection, scope: Scope) -> list[tuple[int, bytes]]:
    """(passage id, hash of its embedded string) of everything in scope."""
    condition, values = scope_condition(scope)
    rows = connection.execute(
        f"SELECT p.id, p.embedded FROM passage p JOIN article a ON a.id = p.article WHERE {condition} ORDER BY p.id",
        values,
    )
    return [(row["id"], row["embedded"]) for row in rows]


def word_counts(
    connection: sqlite3.Connection, expressions: Iterable[str], scope: Scope, *, cap: int = 500
) -> dict[str, int]:
    """For each FTS5 expression, in how many passages in scope it occurs (counted up to `cap`)."""
    if count_in_scope(connection, scope) == count_passages(connection):  # what the index says at once is what is seen
        return {each: min(number, cap) for each, number in _numbers(connection, expressions).items()}
    seen = settled(connection, scope)
    keys = {(seen, each, cap): each for each in set(expressions)}

    def read(lacking: Sequence[tuple[Scope, str, int]]) -> dict[tuple[Scope, str, int], int]:
        counts = _word_counts(connection, [keys[each] for each in lacking], scope, cap)
        return {each: counts[keys[each]] for each in lacking}

    known = remembered(connection, "words in scope", keys, read, most=_WORDS_KEPT)
    return {keys[each]: number for each, number in known.items()}


def _word_counts(connection: sqlite3.Connection, expressions: Iterable[str], scope: Scope, cap: int) -> dict[str, int]:
    condition, values = scope_condition(scope)
    sql = (
        "SELECT count(*) FROM (SELECT 1 FROM passage_words JOIN passage p ON p.id = passage_words.rowid"
        f" JOIN article a ON a.id = p.article WHERE passage_words MATCH :match AND {condition} LIMIT :cap)"
    )
    return {each: connection.execute(sql, {**values, "match": each, "cap": cap}).fetchone()[0] for each in expressions}


def count_in_scope(connection: sqlite3.Connection, scope: Scope) -> int:
    """How many passages a scope holds: how rare a word is must not depend on what the asker may not see."""
    return once_in_scope(connection, "size", scope, partial(_count_in_scope, connection, scope), most=_WORDS_KEPT)


def _count_in_scope(connection: sqlite3.Connection, scope: Scope) -> int:
    condition, values = scope_condition(scope)
    sql = f"SELECT coalesce(sum(a.passages), 0) FROM article a WHERE {condition}"
    return int(connection.execute(sql, values).fetchone()[0])


def count_passages(connection: sqlite3.Connection) -> int:
    """How many passages there are, in scope or not."""

    def read(_: object) -> dict[None, int]:
        return {None: int(connection.execute("SELECT count(*) FROM passage").fetchone()[0])}

    return remembered(connection, "all passages", [None], read, most=1)[None]
