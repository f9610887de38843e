from __future__ import annotations

import sqlite3

from hypothesis import given
from hypothesis import strategies as st
from newsroom_support import Newsroom

from index.database import migrate
from index.model import Quotation, Span
from index.tables import quotations
from retrieval.people import people_asked

SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 90), st.integers(1, 40))
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
QUOTATIONS = st.builds(
    Quotation,
    span=SPANS,
    speech=st.sampled_from(["direct", "mixed", "indirect"]),
    rule=st.just("rule"),
    zone=st.sampled_from(["body", "headline"]),
    speaker=st.none() | NAMES,
    speakers=st.lists(NAMES, max_size=3).map(tuple),
    mention=st.none() | SPANS,
    cue=st.none() | SPANS,
    via=st.lists(NAMES, max_size=2).map(tuple),
    polarity=st.sampled_from(["affirmed", "denied"]),
    group=st.none() | st.integers(0, 5),
)


@given(st.lists(st.lists(QUOTATIONS, max_size=4, unique_by=lambda each: each.span.start), min_size=1, max_size=3))
def test_an_article_has_the_quotations_that_were_kept_last_as_they_were_kept(versions: list[list[Quotation]]) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    migrate(connection)
    for kept in versions:
        quotations.save_quotations(connection, 1, "r", kept)
    rows = quotations.quotations_of(connection, [1, 2])
    connection.close()
    assert [row.quotation for row in rows[1]] == sorted(versions[-1], key=lambda each: each.span.start)
    assert rows[2] == []


async def test_speakers_are_found_without_case_and_accents_and_counted_in_scope(newsroom: Newsroom) -> None:
    newsroom.write("a.txt", "“The café is full,” said Zoë Ångström, a baker.\n\n“Nobody pays,” Ångström said.\n")
    await newsroom.index()
    database = newsroom.service.coverage.database
    assert await database.read(quotations.speaker_counts, newsroom.scope()) == [("Zoë Ångström", 2)]
    rows = await database.read(quotations.quotations_by, ["ZOE ANGSTROM"], newsroom.scope(), 10)
    assert [row.quotation.speech for row in rows] == ["direct", "direct"]
    assert await database.read(quotations.quotations_by, ["Zoë Ångström"], newsroom.scope(), 1) == rows[:1]
    assert await database.read(quotations.quotations_by, ["Zoë Ångström"], newsroom.scope(desks=frozenset()), 9) == []


async def test_the_newest_words_of_a_much_quoted_speaker_are_those_that_all_of_them_begin_with(
    newsroom: Newsroom,
) -> None:
    days = [1, 9, 4, 4, None, 7, 2, 8, 3, 6, 5, 9]
    records = []
    for number, day in enumerate(days):
        text = f"“We counted {number} boats,” said Marta Renn, a harbour master.\n\n“{number} is few,” Renn said.\n"
        dated = {} if day is None else {"published": f"2031-04-{day:02}"}
        records.append({"id": f"n{number}", "text": text, **dated})
    newsroom.write_records(*records)
    await newsroom.index()
    database = newsroom.service.coverage.database
    people = await database.read(people_asked, "Renn", newsroom.scope())
    theirs = (people.speakers, people.others, newsroom.scope())
    every = await database.read(quotations.quotations_of_speakers, *theirs, 1000)
    assert len(every) == 2 * len(days)
    for limit in (1, 2, 5, 23):
        assert await database.read(quotations.quotations_of_speakers, *theirs, limit) == every[:limit]


async def test_quotations_inside_a_stretch_are_those_that_share_a_letter_with_it(newsroom: Newsroom) -> None:
    newsroom.write("a.txt", "“The café is full,” said Zoë Ångström, a baker.\n\n“Nobody pays,” Ångström said.\n")
    await newsroom.index()
    database = newsroom.service.coverage.database
    (first, second) = await database.read(quotations.quotations_by, ["Zoë Ångström"], newsroom.scope(), 9)
    one, other = first.quotation.span, second.quotation.span
    stretches = {
        1: (first.article, Span(0, one.end)),
        2: (first.article, Span(one.end - 1, other.start + 1)),
        3: (first.article, Span(one.end, other.start)),
        4: (first.article + 1, Span(0, 1000)),
    }
    inside = await database.read(quotations.quotations_inside, stretches)
    assert inside == {1: [first], 2: [first, second], 3: [], 4: []}
