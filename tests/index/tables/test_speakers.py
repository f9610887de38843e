"""Who is who within a scope: as if nothing else had ever been indexed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from newsroom_support import Newsroom

from index.database import migrate
from index.names import fold
from index.scope import Scope
from index.speakers import Appearance, Decisions, Speaker, group
from index.speakers.values import family_of, words_of_name
from index.tables import speakers

NOW = datetime(2031, 5, 1, tzinfo=UTC)
NONE = Decisions()
WORDS = ["Orla", "Odile", "O.", "Tenby", "Drohobenky", "Drohobenkyy", "China", "Chinese", "Ministry", "Qiu"]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
APPEARANCES = st.builds(
    lambda name, kind, titles, story: Appearance(
        0, name, kind, called=frozenset({family_of(words_of_name(fold(name)))}), titles=titles, story=story
    ),
    NAMES,
    st.sampled_from(["person", "body", None]),
    st.frozensets(st.sampled_from(["mayor", "minister"]), max_size=1),
    st.just(frozenset[int]()),
)
# An article: who appears in it, the names in its story, and whether it is retracted.
ARTICLES = st.tuples(
    st.lists(APPEARANCES, max_size=3, unique_by=lambda one: one.name),
    st.sampled_from([frozenset({1, 2, 3}), frozenset({1, 2, 3, 4}), frozenset({9})]),
    st.booleans(),
)


@contextmanager
def coverage(articles: Sequence[tuple[Sequence[Appearance], frozenset[int], bool]]) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    migrate(connection)
    for number, (cast, story, retracted) in enumerate(articles, 1):
        connection.execute(
            "INSERT INTO article (id, source, origin, revision, encoding, retracted_at, analysis, given, added_at,"
            " updated_at) VALUES (?, ?, '', 'r', 'utf-8', ?, '', '', 0, 0)",
            (number, f"s{number}", 1.0 if retracted else None),
        )
        speakers.save_names(connection, number, cast, story)
    yield connection
    connection.close()


def members(found: Iterable[Speaker]) -> set[frozenset[tuple[int, str]]]:
    return {frozenset((one.article, one.name) for one in each.appearances) for each in found}


@given(st.lists(ARTICLES, max_size=6), NAMES)
def test_those_who_bear_a_name_are_found_as_if_everybody_in_scope_had_been_looked_at(articles: Any, name: str) -> None:
    with coverage(articles) as connection:
        whole = speakers.all_speakers(connection, Scope(now=NOW), NONE)
        found = speakers.speakers_around(connection, [name], Scope(now=NOW), NONE)
    bearing = [each for each in whole if fold(name) in {fold(known) for known in each.names}]
    assert members(found.asked) == members(bearing)
    assert [each.name for each in found.asked] == [each.name for each in bearing]


@given(st.lists(ARTICLES, max_size=6))
def test_what_is_out_of_scope_decides_nothing(articles: Any) -> None:
    with coverage(articles) as connection:
        found = speakers.all_speakers(connection, Scope(now=NOW), NONE)
    shown = [(number, cast, story) for number, (cast, story, hidden) in enumerate(articles, 1) if not hidden]
    alone = group(
        Appearance(number, one.name, one.kind, called=one.called, titles=one.titles, story=story)
        for number, cast, story in shown
        for one in cast
    )
    assert members(found) == members(alone)


MAYOR = "The weir is cracked.\n\n“We shall mend it,” said Orla Tenby, the mayor of Garlow.\n"
ONLY = "The mill is sold.\n\n“Nobody wanted it,” Mayor Tenby said.\n"
RIVAL = "The pool is closed.\n\n“It leaks,” said Odile Tenby, the mayor of Lunde.\n"


async def test_an_article_that_is_revised_or_retracted_counts_as_it_is_now(newsroom: Newsroom) -> None:
    async def names() -> list[tuple[str, ...]]:
        found = await newsroom.service.coverage.database.read(speakers.all_speakers, newsroom.scope(), NONE)
        return [each.names for each in found]

    newsroom.write("weir.txt", MAYOR)
    newsroom.write("mill.txt", ONLY)
    await newsroom.index()
    assert await names() == [("Orla Tenby", "Tenby")]
    newsroom.write("pool.txt", RIVAL)
    await newsroom.index()
    assert await names() == [("Odile Tenby",), ("Orla Tenby",), ("Tenby",)]
    await newsroom.service.retract(str(newsroom.folder / "articles" / "pool.txt"))
    assert await names() == [("Orla Tenby", "Tenby")]
    newsroom.write("weir.txt", MAYOR.replace("Orla", "Una"))
    await newsroom.index()
    assert await names() == [("Tenby", "Una Tenby")]


async def test_what_an_older_program_stored_is_read_when_the_coverage_is_opened(newsroom: Newsroom) -> None:
    from index.correcting import collect_names  # noqa: PLC0415 - what is tested here alone

    newsroom.write("weir.txt", MAYOR)
    await newsroom.index()
    database = newsroom.service.coverage.database
    before = await database.read(speakers.all_speakers, newsroom.scope(), NONE)

    def forget(connection: sqlite3.Connection) -> None:
        for table in ("speaker_name", "speaker_key", "story"):
            connection.execute(f"DELETE FROM {table}")

    await database.write(forget)
    assert await database.read(speakers.all_speakers, newsroom.scope(), NONE) == ()
    await collect_names(database)
    assert await database.read(speakers.all_speakers, newsroom.scope(), NONE) == before
