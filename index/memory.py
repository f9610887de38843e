"""What a connection has read, kept for as long as nobody writes.

Questions meet the same articles again and again, and most of reading them is taking rows apart. What was read holds
exactly until somebody commits a change, which SQLite tells every other connection by `PRAGMA data_version`: so nothing
that was retracted, corrected or re-indexed is ever answered from here.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memory:
    """What was read in one state of the database, by kind; used by one thread."""

    def __init__(self) -> None:
        self._state: int | None = None
        self._kinds: defaultdict[str, OrderedDict[Any, Any]] = defaultdict(OrderedDict)

    def hold_at(self, state: int) -> None:
        """Forget everything that was read in another state."""
        if state != self._state:
            self._kinds.clear()
            self._state = state

    def kind(self, name: str) -> OrderedDict[Any, Any]:
        """What is held of one kind, what was used last at the end."""
        return self._kinds[name]


class RememberingConnection(sqlite3.Connection):
    """A connection that only reads, with its memory. Whoever opens a snapshot calls `look_up` first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.memory = Memory()

    def look_up(self) -> None:
        """Begin to read: forget what was remembered if anybody has written since."""
        # Within a transaction this begins the snapshot itself, so that nobody writes between this and the reading.
        self.memory.hold_at(self.execute("PRAGMA data_version").fetchone()[0])


def remembered(
    connection: sqlite3.Connection,
    kind: str,
    keys: Iterable[K],
    read: Callable[[Sequence[K]], Mapping[K, V]],
    *,
    most: int,
) -> dict[K, V]:
    """What `read` gives for each key, in the keys' order; keys for which it gives nothing are left out.

    What this connection has read before, and nobody has changed since, is not read again. Values are shared: they must
    not be changed. A connection without a memory, such as the writer's, reads everything.

    Args:
        kind: names what is read; everything else that the values depend on is part of the key.
        most: so many values of the kind are kept, those used last.
    """
    wanted = list(dict.fromkeys(keys))
    if not isinstance(connection, RememberingConnection):
        found = read(wanted)
        return {key: found[key] for key in wanted if key in found}
    held = connection.memory.kind(kind)
    lacking = [key for key in wanted if key not in held]
    if lacking:
        held.update(read(lacking))
    known = {key: held[key] for key in wanted if key in held}
    for key in known:
        held.move_to_end(key)
    while len(held) > most:
        held.popitem(last=False)
    return known
