"""A search among a few articles finds the passages that hold the most of what is asked for."""

from __future__ import annotations

from newsroom_support import NEWS, Newsroom

from index.tables import articles, passages
from index.tables.postings import holding_most

ASKED = ['"dam"', '"cracks"', '"spillway"', '"zebra"']


async def test_only_these_articles_count_and_the_most_and_rarest_words_come_first(news: Newsroom) -> None:
    database = news.service.coverage.database
    rows = {each["id"]: await database.read(articles.find_article, each["id"]) for each in NEWS if "id" in each}
    known = {name: row.id for name, row in rows.items() if row is not None}
    both = [known["dam-ledger"], known["dam-wire"]]
    found = await database.read(holding_most, ASKED, [*both, known["choir"]], 9)
    held = {each.id: each.article for one in both for each in await database.read(passages.passages_of_article, one)}
    assert {held[passage] for passage, _ in found} == set(both)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert await database.read(holding_most, ASKED, [*both, known["choir"]], 1) == found[:1]
    assert await database.read(holding_most, ASKED, [known["choir"]], 9) == []
    assert await database.read(holding_most, ['"zebra"'], both, 9) == []
    assert await database.read(holding_most, ASKED, [], 9) == []


async def test_a_rare_word_counts_more_than_a_frequent_one(newsroom: Newsroom) -> None:
    for number in range(6):
        newsroom.write(f"{number}.txt", f"The ferry came at {number} on Monday and nobody was there to see it.\n")
    newsroom.write("x.txt", "The lantern was lit on Monday and nobody was there to see it.\n")
    await newsroom.index()
    database = newsroom.service.coverage.database
    every = [row.id for row in await database.read(articles.list_articles)]
    (first, second, *_) = await database.read(holding_most, ['"ferry"', '"lantern"'], every, 9)
    named = await database.read(passages.passages_in_scope, [first[0], second[0]], newsroom.scope())
    texts = [await database.read(articles.revision_text, named[each].revision) for each in (first[0], second[0])]
    assert ["lantern" in (text or "") for text in texts] == [True, False]
