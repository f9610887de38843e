"""Which passages hold a word: what a search among a few articles needs, without scoring the whole index."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.memory import remembered
from index.tables.passages import count_passages

Ids = NDArray[np.int64]
# Words whose passages a connection remembers: eight bytes for each passage that holds one.
_KEPT: Final = 256


def holding_most(
    connection: sqlite3.Connection, expressions: Iterable[str], articles: Collection[int], k: int
) -> list[tuple[int, float]]:
    """Of the passages of these articles, the `k` that hold the most, and the rarest, of the FTS5 expressions.

    Best first, each with the sum of the inverse document frequencies of what it holds; how often does not count. The
    caller has already asked the scope.
    """
    theirs = _passages_of(connection, articles)
    every = count_passages(connection)
    scores = np.zeros(len(theirs))
    for holding in _postings(connection, expressions).values():
        if len(holding):
            places = np.minimum(np.searchsorted(holding, theirs), len(holding) - 1)
            scores += inverse_frequency(len(holding), every) * (holding[places] == theirs)
    best = np.argsort(-scores, kind="stable")[:k]
    return [(int(theirs[at]), float(scores[at])) for at in best if scores[at] > 0]


def inverse_frequency(count: int, passages: int) -> float:
    """How rare a word is that `count` of so many passages hold (Robertson and Spärck Jones 1976, smoothed)."""
    return math.log(1 + (passages - count + 0.5) / (count + 0.5))


def _passages_of(connection: sqlite3.Connection, articles: Collection[int]) -> Ids:
    sql = "SELECT group_concat(id) FROM passage WHERE article IN (SELECT value FROM json_each(?))"
    return np.sort(_numbers(connection.execute(sql, (json.dumps(sorted(articles)),)).fetchone()[0]))


def _postings(connection: sqlite3.Connection, expressions: Iterable[str]) -> dict[str, Ids]:
    """The passages that hold each expression, ascending."""
    return remembered(connection, "postings", sorted(set(expressions)), partial(_read, connection), most=_KEPT)


def _read(connection: sqlite3.Connection, expressions: Sequence[str]) -> dict[str, Ids]:
    # One string is read many times quicker than as many rows.
    sql = "SELECT group_concat(rowid) FROM passage_words WHERE passage_words MATCH ?"
    return {each: np.sort(_numbers(connection.execute(sql, (each,)).fetchone()[0])) for each in expressions}


def _numbers(listed: str | None) -> Ids:
    return np.fromstring(listed, np.int64, sep=",") if listed else np.empty(0, np.int64)
