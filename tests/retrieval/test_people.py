"""Whose words a name asks for, where the coverage knows somebody under several names, or several under one."""

from __future__ import annotations

import pytest
from newsroom_support import Newsroom

from retrieval.people import People, people_asked

STORIES = {
    "weir": "The weir is cracked.\n\n“We shall mend it,” said Orla Tenby, the mayor of Garlow.\n",
    "mill": "The mill is sold.\n\n“Nobody wanted it,” Mayor Tenby said.\n",
    "match": "The Rovers lost.\n\n“We were asleep,” said Odile Tenby, the coach of Garlow Rovers.\n",
    "dance": "The dance is on Friday.\n\n“Bring shoes,” Tenby said.\n",
    "grain": "The grain ships sail.\n\n“They sail today,” said President Pavlo Drohobenkyy.\n",
    "grain-wire": "Ships left port.\n\n“All three of them,” said President Pavlo Drohobenky.\n",
    "fish": "The quota stays.\n\nThe Chinese fishing ministry said that the quota was fair.\n",
    "fish-wire": "The quota is low.\n\nChina’s fishing ministry said that talks would go on.\n",
}


async def asked(newsroom: Newsroom, name: str, **narrowed: object) -> People:
    if not await newsroom.service.count_articles():
        for source, text in STORIES.items():
            newsroom.write_records({"id": source, "text": text}, name=f"{source}.jsonl")
        await newsroom.index()
    return await newsroom.service.coverage.database.read(people_asked, name, newsroom.scope(**narrowed))


async def sources(newsroom: Newsroom, people: People) -> set[str]:
    rows = {row.id: row.source for row in await newsroom.service.articles()}
    return {rows[one.article] for each in people.speakers for one in each.appearances}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Orla Tenby", {"weir", "mill"}),
        ("Mayor Tenby", {"weir", "mill"}),
        ("Odile Tenby", {"match"}),
        ("coach Tenby", {"match"}),
        ("Tenby", {"weir", "mill", "match", "dance"}),
        ("Drohobenky", {"grain", "grain-wire"}),
        ("Drohobenkiy", {"grain", "grain-wire"}),
        ("President Pavlo Drohobenkyi", {"grain", "grain-wire"}),
        ("China's fishing ministry", {"fish", "fish-wire"}),
        ("Orla Tenby and Odile Tenby", {"weir", "mill", "match"}),
        ("Ivo Tenby", set()),
        ("Japan's fishing ministry", set()),
    ],
)
async def test_a_name_finds_all_of_its_bearer_and_nothing_of_a_namesake(
    newsroom: Newsroom, name: str, found: set[str]
) -> None:
    assert await sources(newsroom, await asked(newsroom, name)) == found


async def test_a_name_that_fits_two_people_names_both(newsroom: Newsroom) -> None:
    people = await asked(newsroom, "Tenby")
    assert [each.name for each in people.namesakes] == ["Odile Tenby", "Orla Tenby"]
    for name in ("Orla Tenby", "Drohobenky", "Orla Tenby and Odile Tenby", "Nobody"):
        assert (await asked(newsroom, name)).namesakes == ()


async def test_a_namesake_out_of_scope_is_not_told_of(newsroom: Newsroom) -> None:
    people = await asked(newsroom, "Tenby", exclude=frozenset({"match"}))
    assert people.namesakes == ()
    assert "Odile Tenby" not in people.names
    whole = await asked(newsroom, "Orla Tenby", exclude=frozenset({"match"}))
    assert await sources(newsroom, whole) == {"weir", "mill", "dance"}


async def test_an_answer_holds_the_words_of_every_spelling_and_of_no_namesake(newsroom: Newsroom) -> None:
    await asked(newsroom, "Tenby")
    answer = await newsroom.ask("What did Drohobenkiy say?")
    assert {each.citation.source for each in answer.excerpts} == {"grain", "grain-wire"}
    answer = await newsroom.ask("What did Orla Tenby say?")
    assert {each.citation.source for each in answer.excerpts} == {"weir", "mill"}
