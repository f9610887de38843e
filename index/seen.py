"""When two scopes see the same articles: what is remembered of a scope must not depend on the second of the asking."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, TypeVar

from index.memory import RememberingConnection, remembered
from index.scope import Scope

V = TypeVar("V")
_BEFORE_ALL: Final = datetime.min.replace(tzinfo=UTC)


def settled(connection: sqlite3.Connection, scope: Scope) -> Scope:
    """The scope at the moment since which it has seen what it sees: that of the last embargo to end.

    While nobody writes, two scopes that are equal after this see the same articles.
    """
    ends = remembered(connection, "embargoes", [None], lambda _: {None: _ends(connection)}, most=1)[None]
    past = bisect_right(ends, scope.now.timestamp())
    return replace(scope, now=datetime.fromtimestamp(ends[past - 1], UTC) if past else _BEFORE_ALL)


def _ends(connection: sqlite3.Connection) -> list[float]:
    rows = connection.execute("SELECT embargo_until FROM article WHERE embargo_until IS NOT NULL ORDER BY 1")
    return [row[0] for row in rows]


def once_in_scope(
    connection: sqlite3.Connection, kind: str, scope: Scope, read: Callable[[], V], *, key: object = None, most: int
) -> V:
    """What `read` gives, remembered for every scope that sees the same articles.

    Args:
        key: what else the value depends on.
    """
    if not isinstance(connection, RememberingConnection):
        return read()
    whole = (settled(connection, scope), key)
    return remembered(connection, kind, [whole], lambda _: {whole: read()}, most=most)[whole]
