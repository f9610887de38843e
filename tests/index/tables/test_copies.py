"""Articles that carry one story: found in whatever order they come, told only within the scope."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest
from copied_support import RETOLD, STORY, cut, edited, record
from newsroom_support import Newsroom

from index.scope import Scope
from index.tables import articles, copies
from index.tables.copies import Story

WIRE = record("wire", STORY, "Tern Wire", "2031-04-02T06:00:00Z")
LEDGER = record("ledger", edited(STORY), "Orvane Ledger", "2031-04-02T09:30:00Z")
MAIL = record("mail", cut(STORY, 3), "Lisvar Mail", "2031-04-03")
OWN = record("own", RETOLD, "Gull Post", "2031-04-02")


async def story_of(newsroom: Newsroom, source: str, **narrowed: Any) -> list[str] | None:
    """Sources that carry the article's story, the original first; None if it is alone."""

    def read(connection: sqlite3.Connection, scope: Scope) -> Story | None:
        row = articles.find_article(connection, source)
        assert row is not None
        return copies.copies_of(connection, [row.id], scope).get(row.id)

    story = await newsroom.service.coverage.database.read(read, newsroom.scope(**narrowed))
    return None if story is None else [each.source for each in story.carriers]


@pytest.mark.parametrize("order", list(permutations([WIRE, LEDGER, MAIL]))[::2], ids=lambda order: order[0]["id"])
async def test_copies_are_the_same_whatever_came_first(newsroom: Newsroom, order: tuple[dict[str, Any], ...]) -> None:
    for number, each in enumerate([*order, OWN]):
        await newsroom.index(newsroom.write_records(each, name=f"{number}.jsonl"))
    for source in ("wire", "ledger", "mail"):
        assert await story_of(newsroom, source) == ["wire", "ledger", "mail"]
    assert await story_of(newsroom, "own") is None


async def test_without_a_date_the_original_is_what_was_added_first(newsroom: Newsroom) -> None:
    undated = [{**each, "published": None} for each in (MAIL, WIRE)]
    await newsroom.index(newsroom.write_records(*({k: v for k, v in each.items() if v} for each in undated)))
    assert await story_of(newsroom, "wire") == ["mail", "wire"]
    await newsroom.index(newsroom.write_records(LEDGER, name="later.jsonl"))
    assert await story_of(newsroom, "wire") == ["ledger", "mail", "wire"]


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ({}, {"exclude": frozenset({"wire"})}),
        ({"embargo_until": "2032-01-01T00:00:00Z"}, {}),
        ({"quotable": False}, {}),
        ({"published": "2031-04-01"}, {"since": datetime(2031, 4, 2, tzinfo=UTC)}),
    ],
    ids=["excluded", "embargoed", "unquotable", "too early"],
)
async def test_a_copy_out_of_scope_is_not_told(newsroom: Newsroom, said: dict[str, Any], seen: dict[str, Any]) -> None:
    await newsroom.index(newsroom.write_records({**WIRE, **said}, LEDGER, MAIL))
    assert await story_of(newsroom, "ledger", **seen) == ["ledger", "mail"]
    assert await story_of(newsroom, "wire", **seen) is None


async def test_a_retracted_copy_is_not_told(newsroom: Newsroom) -> None:
    await newsroom.index(newsroom.write_records(WIRE, LEDGER))
    await newsroom.service.retract("wire")
    assert await story_of(newsroom, "ledger") is None


async def test_articles_out_of_scope_do_not_join_two_others(newsroom: Newsroom) -> None:
    parts = STORY.split("\n\n")
    first = record("first", "\n\n".join(parts[:3]), "Orvane Ledger", "2031-04-02")
    last = record("last", "\n\n".join([*parts[3:], parts[2]]), "Lisvar Mail", "2031-04-02")
    await newsroom.index(newsroom.write_records(WIRE, first, last))
    assert await story_of(newsroom, "first") == ["wire", "first", "last"]
    assert await story_of(newsroom, "first", exclude=frozenset({"wire"})) is None


async def test_a_correction_that_makes_it_another_story_parts_the_copies(newsroom: Newsroom) -> None:
    await newsroom.index(newsroom.write_records(WIRE, LEDGER))
    await newsroom.index(newsroom.write_records(WIRE, {**LEDGER, "text": RETOLD}))
    assert await story_of(newsroom, "wire") is None
    await newsroom.index(newsroom.write_records(WIRE, LEDGER))
    assert await story_of(newsroom, "wire") == ["wire", "ledger"]


async def test_a_column_from_one_template_is_no_copy_of_last_years(newsroom: Newsroom) -> None:
    await newsroom.index(newsroom.write_records(WIRE, {**LEDGER, "published": "2030-04-02"}))
    assert await story_of(newsroom, "wire") is None


async def test_what_a_stopped_call_left_is_found_by_the_next(newsroom: Newsroom) -> None:
    await newsroom.index(newsroom.write_records(WIRE, LEDGER))

    def lose(connection: sqlite3.Connection) -> None:
        for table in ("copy_sketch", "copy_band", "copy_link"):
            connection.execute(f"DELETE FROM {table}")

    await newsroom.service.coverage.database.write(lose)
    assert await story_of(newsroom, "wire") is None
    await newsroom.index()
    assert await story_of(newsroom, "wire") == ["wire", "ledger"]


async def test_an_answer_tells_who_carries_the_story_within_its_scope(newsroom: Newsroom) -> None:
    await newsroom.index(newsroom.write_records(WIRE, LEDGER, MAIL, OWN))
    answer = await newsroom.ask("what did Leopold Strand say about the pier")
    story = answer.excerpts[0].story
    assert story is not None
    assert (story.original.outlet, story.outlets) == ("Tern Wire", 3)
    answer = await newsroom.ask("what did Leopold Strand say about the pier", exclude=frozenset({"wire", "mail"}))
    assert answer.excerpts[0].story is None
