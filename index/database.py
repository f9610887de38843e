"""SQLite is the truth: one writer connection that runs transaction functions, separate readers, numbered migrations.

A transaction is a plain function of a `sqlite3.Connection`; it runs whole in the connection's own thread, so that it
never crosses an await and is finished or rolled back even when the waiting task is cancelled (the way of datasette's
`execute_write_fn`).
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, NamedTuple, ParamSpec, Self, TypeVar

import aiosqlite

from config.errors import StoreError
from index.memory import RememberingConnection

P = ParamSpec("P")
T = TypeVar("T")
_BUSY_SECONDS = 30.0
_MIGRATIONS = Path(__file__).with_name("migrations")


class Pages(NamedTuple):
    """How much of a database each connection holds in memory: copies of pages, and the file itself mapped."""

    kept_kib: int
    mapped_bytes: int


# Mapped pages come from the system's cache without a copy.
MANY = Pages(kept_kib=16_384, mapped_bytes=1 << 30)
FEW = Pages(kept_kib=1024, mapped_bytes=0)
"""For a file that grows all the time and of which only the end is needed."""


class _ThreadedConnection(aiosqlite.Connection):
    """An aiosqlite connection that also runs whole functions in its thread."""

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The result of `work(connection)`, executed in the connection's thread."""
        result: T = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return result

    async def ended(self) -> None:
        """Wait for the thread of a connection that could not be opened: aiosqlite ends it without waiting."""
        await asyncio.to_thread(self._thread.join)


async def _open(path: Path, *, read_only: bool, pages: Pages) -> _ThreadedConnection:
    connection = _ThreadedConnection(partial(_connect, path, read_only=read_only, pages=pages), 64)
    try:
        await connection
    except BaseException:
        await connection.ended()
        raise
    return connection


def _connect(path: Path, *, read_only: bool, pages: Pages) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    connection = sqlite3.connect(
        address,
        uri=True,
        isolation_level=None,
        timeout=_BUSY_SECONDS,
        check_same_thread=False,
        cached_statements=256,
        factory=RememberingConnection if read_only else sqlite3.Connection,
    )
    connection.row_factory = sqlite3.Row
    try:
        _prepare(connection, read_only=read_only, pages=pages)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, *, read_only: bool, pages: Pages) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{pages.kept_kib}")
    connection.execute(f"PRAGMA mmap_size = {pages.mapped_bytes}")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")


def migrations(folder: Path = _MIGRATIONS) -> list[tuple[int, str]]:
    """Number and SQL of each migration in a folder (the coverage's own by default), in order."""
    files = sorted(folder.glob("[0-9]*.sql"))
    return [(int(re.match(r"\d+", file.name)[0]), file.read_text("utf-8")) for file in files]  # type: ignore[index]


def migrate(connection: sqlite3.Connection, folder: Path = _MIGRATIONS) -> None:
    """Bring the schema up to date with that folder's. Raises StoreError if the data is newer than this program."""
    known = migrations(folder)
    if connection.execute("PRAGMA user_version").fetchone()[0] == known[-1][0]:
        return
    _in_transaction(partial(_apply, known), connection)


def _apply(known: list[tuple[int, str]], connection: sqlite3.Connection) -> None:
    at = connection.execute("PRAGMA user_version").fetchone()[0]
    if at > known[-1][0]:
        raise StoreError("the data was written by a newer onrecord", mend="upgrade this program")
    for number, sql in known:
        if number > at:
            _run_script(connection, sql)
            connection.execute(f"PRAGMA user_version = {number}")


def _run_script(connection: sqlite3.Connection, sql: str) -> None:
    """Run statement by statement: `executescript` would commit the transaction around it."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def _in_transaction(work: Callable[[sqlite3.Connection], T], connection: sqlite3.Connection) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return result


def _in_snapshot(work: Callable[[sqlite3.Connection], T], connection: sqlite3.Connection) -> T:
    """One consistent view of the coverage for everything that `work` reads."""
    connection.execute("BEGIN")
    try:
        if isinstance(connection, RememberingConnection):
            connection.look_up()
        return work(connection)
    finally:
        connection.execute("ROLLBACK")


class _Readers:
    """The readers. Who did a piece of work last does it again if it is free, for it remembers what it read."""

    def __init__(self, readers: list[_ThreadedConnection]) -> None:
        self._free = list(readers)
        self._last: dict[str, _ThreadedConnection] = {}
        self._some_free = asyncio.Semaphore(len(readers))

    async def take(self, work: Callable[..., Any]) -> _ThreadedConnection:
        """A free reader, as soon as there is one."""
        await self._some_free.acquire()
        name = getattr(work, "__qualname__", "")
        known = self._last.get(name)
        reader = known if known in self._free else self._free[-1]
        self._free.remove(reader)
        self._last[name] = reader
        return reader

    def give_back(self, reader: _ThreadedConnection) -> None:
        """The reader is free again."""
        self._free.append(reader)
        self._some_free.release()


class Database:
    """One SQLite file. Whoever opens it closes it: `async with await Database.open(path) as database`."""

    def __init__(self, path: Path, writer: _ThreadedConnection, readers: list[_ThreadedConnection]) -> None:
        self.path = path
        self._writer = writer
        self._readers = readers
        self._free = _Readers(readers)
        self._closed = False

    @classmethod
    async def open(cls, path: Path, *, readers: int = 2, schema: Path = _MIGRATIONS, pages: Pages = MANY) -> Self:
        """Open (and create or migrate) the database at `path`, by the migrations of the folder `schema`.

        `pages` says how much of it each connection holds in memory.

        Raises StoreError if it is not a database of ours or cannot be opened.
        """
        opened: list[_ThreadedConnection] = []
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            opened.append(await _open(path, read_only=False, pages=pages))
            await opened[0].run(partial(migrate, folder=schema))
            for _ in range(readers):
                reader = await _open(path, read_only=True, pages=pages)
                opened.append(reader)
        except (sqlite3.Error, OSError) as error:
            for connection in opened:
                await connection.close()
            mend = "check the folder's rights and disk, or name another with --data"
            raise StoreError(f"the data cannot be opened ({error})", where=str(path), mend=mend) from error
        except BaseException:
            for connection in opened:
                await connection.close()
            raise
        return cls(path, opened[0], opened[1:])

    async def write(
        self, work: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(connection, …)` as one transaction (`BEGIN IMMEDIATE`) of the only writer of this process."""

        def call(connection: sqlite3.Connection) -> T:
            return work(connection, *args, **kwargs)

        return await self._writer.run(partial(_in_transaction, call))

    async def read(self, work: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(connection, …)` in one consistent snapshot on a free reader."""

        def call(connection: sqlite3.Connection) -> T:
            return work(connection, *args, **kwargs)

        reader = await self._free.take(work)
        try:
            return await reader.run(partial(_in_snapshot, call))
        finally:
            self._free.give_back(reader)

    async def close(self) -> None:
        """Close every connection; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        for connection in (*self._readers, self._writer):
            await connection.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


Row = sqlite3.Row
Rows = list[sqlite3.Row]
Params = dict[str, Any]
