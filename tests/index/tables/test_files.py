from __future__ import annotations

from index.database import Database
from index.tables.files import file_state, note_file


async def test_a_file_is_remembered_in_its_last_state_until_it_is_forgotten(database: Database) -> None:
    path = "/a/b “c”.txt"
    for state in (None, "one", "two", None):
        await database.write(note_file, path, state)
        assert await database.read(file_state, path) == state
