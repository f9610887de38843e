from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import index.database as database_module
from config.errors import StoreError
from index.database import Database, migrate, migrations

FORGETFUL = """
import asyncio, gc, sys
from pathlib import Path
from index.database import Database

async def forget():
    database = await Database.open(Path(sys.argv[1]), readers=1)
    del database
    gc.collect()
    await asyncio.sleep(0.5)

asyncio.run(forget())
"""


def add_desk(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("INSERT INTO desk VALUES (?)", (name,))


def desks(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT name FROM desk ORDER BY name")]


def add_and_fail(connection: sqlite3.Connection) -> None:
    add_desk(connection, "half")
    raise RuntimeError("in the middle")


async def test_what_was_written_is_read_by_whoever_opens_it_next(tmp_path: Path) -> None:
    async with await Database.open(tmp_path / "deep" / "c.sqlite") as database:
        await database.write(add_desk, "sport")
    async with await Database.open(tmp_path / "deep" / "c.sqlite") as database:
        assert await database.read(desks) == ["sport"]


async def test_a_transaction_that_fails_leaves_nothing_and_does_not_stop_the_next(database: Database) -> None:
    with pytest.raises(RuntimeError, match="in the middle"):
        await database.write(add_and_fail)
    await database.write(add_desk, "whole")
    assert await database.read(desks) == ["whole"]


async def test_a_writer_whose_task_is_cancelled_is_wholly_done_or_not_at_all(database: Database) -> None:
    began, go_on = threading.Event(), threading.Event()

    def slowly(connection: sqlite3.Connection) -> None:
        add_desk(connection, "first")
        began.set()
        assert go_on.wait(60)
        add_desk(connection, "second")

    task = asyncio.create_task(database.write(slowly))
    await asyncio.to_thread(began.wait, 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    await database.write(add_desk, "third")
    assert await database.read(desks) == ["first", "second", "third"]


async def test_a_cancelled_reader_gives_its_connection_back_only_when_it_is_free(tmp_path: Path) -> None:
    async with await Database.open(tmp_path / "c.sqlite", readers=1) as database:
        began, go_on = threading.Event(), threading.Event()

        def slowly(connection: sqlite3.Connection) -> list[str]:
            began.set()
            assert go_on.wait(60)
            return desks(connection)

        task = asyncio.create_task(database.read(slowly))
        await asyncio.to_thread(began.wait, 60)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        following = asyncio.create_task(database.read(desks))
        await asyncio.sleep(0)
        go_on.set()
        assert await following == []


async def test_everything_that_one_read_sees_is_of_one_moment(database: Database) -> None:
    between, go_on = threading.Event(), threading.Event()

    def twice(connection: sqlite3.Connection) -> tuple[list[str], list[str]]:
        first = desks(connection)
        between.set()
        assert go_on.wait(60)
        return first, desks(connection)

    reading = asyncio.create_task(database.read(twice))
    await asyncio.to_thread(between.wait, 60)
    await database.write(add_desk, "meanwhile")
    go_on.set()
    first, second = await reading
    assert first == second == []
    assert await database.read(desks) == ["meanwhile"]


async def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.read(add_desk, "sport")


async def test_two_processes_write_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    async with await Database.open(path) as one, await Database.open(path) as other:
        await asyncio.gather(
            *(each.write(add_desk, f"{i}{name}") for i in range(8) for name, each in (("a", one), ("b", other)))
        )
        assert len(await one.read(desks)) == 16


async def test_data_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    async with await Database.open(path) as database:
        newer = migrations()[-1][0] + 1
        await database.write(lambda connection: connection.execute(f"PRAGMA user_version = {newer}"))
    with pytest.raises(StoreError, match="newer onrecord; upgrade this program"):
        await Database.open(path)


@pytest.mark.parametrize("held", [b"this is a letter, no database\n" * 40, b""])
async def test_a_file_that_is_no_database_is_refused_with_its_path(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "c.sqlite"
    path.write_bytes(held)
    if not held:  # an empty file is a new database
        async with await Database.open(path) as database:
            assert await database.read(desks) == []
        return
    with pytest.raises(StoreError) as raised:
        await Database.open(path)
    assert str(path) in str(raised.value)
    assert path.read_bytes() == held


async def test_a_folder_that_cannot_be_made_is_our_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError):
        await Database.open(tmp_path / "file" / "c.sqlite")


def test_migrations_are_numbered_from_one_without_gaps() -> None:
    numbers = [number for number, _ in migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_migrations_run_once_each_in_order_and_a_failing_one_leaves_no_trace(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_one.sql").write_text("CREATE TABLE a (n);\nINSERT INTO a VALUES (1);\n")
    (folder / "0002_two.sql").write_text("INSERT INTO a\nSELECT n + 1 FROM a; -- ; not an end\n")
    connection = sqlite3.connect(tmp_path / "m.sqlite", isolation_level=None)
    migrate(connection, folder)
    migrate(connection, folder)
    assert [row[0] for row in connection.execute("SELECT n FROM a")] == [1, 2]
    (folder / "0003_three.sql").write_text("CREATE TABLE b (n);\nINSERT INTO nowhere VALUES (1);\n")
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, folder)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 2
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'b'").fetchone()[0] == 0
    connection.close()


def test_data_from_before_tags_keeps_its_desks_and_reads_its_files_once_more(tmp_path: Path) -> None:
    earlier = tmp_path / "migrations"
    earlier.mkdir()
    for file in Path(database_module.__file__).with_name("migrations").glob("000[1-7]_*.sql"):
        (earlier / file.name).write_bytes(file.read_bytes())
    connection = sqlite3.connect(tmp_path / "m.sqlite", isolation_level=None)
    migrate(connection, earlier)
    connection.execute("INSERT INTO desk_rule VALUES ('sport', 'outlet', 'cup courier')")
    connection.execute("INSERT INTO file VALUES ('/a.jsonl', 'as it was')")
    migrate(connection)
    connection.execute("INSERT INTO desk_rule VALUES ('sport', 'tag', 'cup final')")
    assert [tuple(row) for row in connection.execute("SELECT * FROM desk_rule ORDER BY kind")] == [
        ("sport", "outlet", "cup courier"),
        ("sport", "tag", "cup final"),
    ]
    assert connection.execute("SELECT count(*) FROM file").fetchone()[0] == 0
    connection.close()


async def test_closing_twice_does_nothing(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "c.sqlite")
    await database.close()
    await database.close()


def test_a_database_that_nobody_closed_warns(tmp_path: Path) -> None:
    # in a process of its own: what is left lying about there cannot warn in the middle of another test
    root = Path(__file__).parents[2]
    call = [sys.executable, "-W", "always::ResourceWarning", "-c", FORGETFUL, str(tmp_path / "c.sqlite")]
    child = subprocess.run(call, capture_output=True, text=True, cwd=root, check=True, timeout=120)
    assert "ResourceWarning" in child.stderr
