"""What a connection remembers holds exactly until somebody writes, whoever that is."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.database import Database
from index.memory import RememberingConnection, remembered
from index.scope import Scope
from index.seen import settled

ENDS = datetime(2031, 5, 1, 12, tzinfo=UTC)


class Reading:
    """Reads the desks' names and counts how often it had to look."""

    def __init__(self, most: int = 8) -> None:
        self.looked: list[list[str]] = []
        self.most = most

    def __call__(self, connection: sqlite3.Connection, *names: str) -> dict[str, str]:
        def read(lacking: Sequence[str]) -> dict[str, str]:
            self.looked.append(list(lacking))
            rows = [row[0] for row in connection.execute("SELECT name FROM desk")]
            return {name: name for name in lacking if name in rows}

        return remembered(connection, "desks", names, read, most=self.most)


def add_desk(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("INSERT INTO desk VALUES (?)", (name,))


def remove_desk(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("DELETE FROM desk WHERE name = ?", (name,))


@pytest.fixture
async def one_reader(tmp_path: Path) -> Database:
    async with await Database.open(tmp_path / "c.sqlite", readers=1) as database:
        await database.write(add_desk, "sport")
        yield database


async def test_what_was_read_is_not_read_again_while_nobody_writes(one_reader: Database) -> None:
    reading = Reading()
    for _ in range(3):
        assert await one_reader.read(reading, "sport", "news") == {"sport": "sport"}
    assert reading.looked == [["sport", "news"], ["news"], ["news"]]


@pytest.mark.parametrize("where", ["this process", "another connection"])
async def test_whatever_is_written_is_seen_by_the_very_next_read(one_reader: Database, where: str) -> None:
    reading = Reading()
    assert await one_reader.read(reading, "sport") == {"sport": "sport"}
    if where == "this process":
        await one_reader.write(remove_desk, "sport")
    else:
        with sqlite3.connect(one_reader.path) as other:
            remove_desk(other, "sport")
        other.close()
    assert await one_reader.read(reading, "sport") == {}
    assert len(reading.looked) == 2


async def test_within_one_snapshot_nobody_writes_between_looking_up_and_reading(one_reader: Database) -> None:
    reading = Reading()

    def read_while_another_writes(connection: sqlite3.Connection) -> dict[str, str]:
        other = sqlite3.connect(one_reader.path)
        with other:
            remove_desk(other, "sport")
        other.close()
        return reading(connection, "sport")

    assert await one_reader.read(read_while_another_writes) == {"sport": "sport"}
    assert await one_reader.read(reading, "sport") == {}


async def test_only_so_much_is_kept_and_what_was_used_last_stays(one_reader: Database) -> None:
    for name in ("a", "b", "c"):
        await one_reader.write(add_desk, name)
    reading = Reading(most=2)
    for names in (("a",), ("b",), ("a",), ("c",), ("a",), ("b",)):
        assert await one_reader.read(reading, *names) == {name: name for name in names}
    assert reading.looked == [["a"], ["b"], ["c"], ["b"]]


async def test_a_writer_remembers_nothing(one_reader: Database) -> None:
    reading = Reading()

    def read_twice(connection: sqlite3.Connection) -> None:
        assert not isinstance(connection, RememberingConnection)
        assert reading(connection, "sport")
        remove_desk(connection, "sport")
        assert not reading(connection, "sport")

    await one_reader.write(read_twice)


def embargo(connection: sqlite3.Connection, until: float) -> None:
    connection.execute("INSERT INTO revision (name, text) VALUES ('r', 'x')")
    columns = "source, origin, revision, encoding, authors, quotable, furniture, headings, analysis, given"
    connection.execute(
        f"INSERT INTO article ({columns}, embargo_until, added_at, updated_at)"
        " VALUES ('s', 'o', 'r', 'utf-8', '[]', 1, '[]', '[]', 'a', '{}', ?, 0, 0)",
        (until,),
    )


async def test_two_moments_see_the_same_unless_an_embargo_ends_between_them(one_reader: Database) -> None:
    await one_reader.write(embargo, ENDS.timestamp())

    async def at(seconds: float) -> Scope:
        return await one_reader.read(settled, Scope(now=ENDS + timedelta(seconds=seconds)))

    assert await at(-100) == await at(-0.001)
    assert await at(0) == await at(5000)
    assert await at(-0.001) != await at(0)
