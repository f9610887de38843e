from __future__ import annotations

import sqlite3

import pytest
from newsroom_support import CUP, NEWS, Newsroom

from index.tables import articles, passages


def integrity(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO passage_words (passage_words) VALUES ('integrity-check')")


async def test_a_corrected_passage_is_no_longer_found_by_its_old_words(news: Newsroom) -> None:
    database = news.service.coverage.database
    corrected = {**CUP, "text": CUP["text"].replace("goalkeeper", "trainer"), "title": "Rovers win"}
    news.write_records(*NEWS[:-1], corrected)
    report = await news.service.index([news.folder / "articles"], None, news.progress.append)
    assert report.failed or report.updated  # the file stands elsewhere now: see below
    await news.service.set_facts("cup", {"title": "Zebra"}, news.progress.append)
    assert await database.read(passages.search_words, ['"penalties"'], news.scope(), 5)
    hits = await database.read(passages.search_words, ['"zebra"'], news.scope(), 5)
    assert len(hits) == 1
    await news.service.set_facts("cup", {"title": "Lion"}, news.progress.append)
    assert await database.read(passages.search_words, ['"zebra"'], news.scope(), 5) == []
    await database.write(integrity)


async def test_words_are_found_without_accents_endings_and_case(newsroom: Newsroom) -> None:
    newsroom.write("a.txt", "The r\u00e9sum\u00e9 of the e\u0301clair was closing on Monday, said nobody at all.\n")
    await newsroom.index()
    database = newsroom.service.coverage.database
    for word in ("RESUME", "résumés", "eclair", "closed"):
        assert await database.read(passages.search_words, [f'"{word}"'], newsroom.scope(), 5), word


async def test_a_passage_that_stays_the_same_keeps_its_id(news: Newsroom) -> None:
    database = news.service.coverage.database
    row = await database.read(articles.find_article, "choir")
    assert row is not None
    before = await database.read(passages.passages_of_article, row.id)
    await news.service.set_facts("choir", {"published": "2031-04-02"}, news.progress.append)
    after = await database.read(passages.passages_of_article, row.id)
    assert [each.id for each in after] == [each.id for each in before]


async def test_the_passage_of_a_position_is_the_one_that_holds_it(news: Newsroom) -> None:
    database = news.service.coverage.database
    row = await database.read(articles.find_article, "cup")
    assert row is not None
    (only, *_) = await database.read(passages.passages_of_article, row.id)
    asked = [(row.id, only.span.start), (row.id, only.span.end - 1), (row.id, 10**6), (10**6, 0)]
    holding = await database.read(passages.passages_holding, asked)
    assert holding == {asked[0]: only.id, asked[1]: only.id}


@pytest.mark.parametrize(("limit", "small"), [(0, False), (4, False), (100, True)])
async def test_a_scope_is_small_by_its_own_passages(
    news: Newsroom,
    limit: int,
    small: bool,  # noqa: FBT001 - the table reads well
) -> None:
    assert await news.service.coverage.database.read(passages.is_small, news.scope(), limit) is small


async def test_a_narrow_scope_of_a_large_coverage_is_small(news: Newsroom) -> None:
    database = news.service.coverage.database
    assert await database.read(passages.is_small, news.scope(outlet="Tern Wire"), 2)
    assert await database.read(passages.count_in_scope, news.scope(outlet="Tern Wire")) == 1


async def test_words_are_counted_in_scope_only(news: Newsroom) -> None:
    database = news.service.coverage.database
    everywhere = await database.read(passages.word_counts, ['"spillway"'], news.scope())
    without = await database.read(passages.word_counts, ['"spillway"'], news.scope(exclude=frozenset({"dam-wire"})))
    assert (everywhere['"spillway"'], without['"spillway"']) == (2, 1)
