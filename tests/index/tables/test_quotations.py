from __future__ import annotations

import sqlite3

from hypothesis import given
from hypothesis import strategies as st
from newsroom_support import Newsroom

from index.database import migrate
from index.model import Quotation, Span
from index.tables import quotations

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
