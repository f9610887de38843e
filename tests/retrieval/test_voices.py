"""Counting voices, periods as people type them, and everything that somebody said, in pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom_support import CHOIR, DAM, Newsroom

from config.errors import UsageError
from index.scope import Scope
from index.speakers import Appearance, Speaker
from index.tables.quotations import Tally
from retrieval.periods import within
from retrieval.voices import counted

NOW = datetime(2031, 5, 1, 12, tzinfo=UTC)


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("2031-03", day("2031-03-01"), day("2031-04-01")),
        ("March 2031", day("2031-03-01"), day("2031-04-01")),
        ("2030", day("2030-01-01"), day("2031-01-01")),
        ("since 3 April", day("2031-04-03"), None),
        ("2031-03-01 to 2031-03-31", day("2031-03-01"), day("2031-04-01")),
        ("from 3 April to 5 April", day("2031-04-03"), day("2031-04-06")),
        ("2031-04-30", day("2031-04-30"), day("2031-05-01")),
        ("week", datetime(2031, 4, 24, 12, tzinfo=UTC), None),
        ("last 2 days", datetime(2031, 4, 29, 12, tzinfo=UTC), None),
        ("", None, None),
    ],
)
def test_a_period_is_read_as_typed(typed: str, since: datetime | None, until: datetime | None) -> None:
    scope = within(Scope(now=NOW), typed)
    assert (scope.since, scope.until) == (since, until)


def test_a_period_never_widens_what_may_be_seen() -> None:
    scope = within(Scope(now=NOW, desks=frozenset({"city"}), since=day("2031-04-01"), until=day("2031-04-10")), "2031")
    assert (scope.since, scope.until, scope.desks) == (day("2031-04-01"), day("2031-04-10"), frozenset({"city"}))


@pytest.mark.parametrize("typed", ["soon", "2031-05-03 to 2031-05-01", "9999 years", "4/5/2031", "since ever"])
def test_what_is_no_period_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(UsageError):
        within(Scope(now=NOW), typed)


def speaker(name: str, *appearances: tuple[int, str]) -> Speaker:
    return Speaker(
        name, "person", part=False, appearances=tuple(Appearance(article, each) for article, each in appearances)
    )


def test_one_person_under_two_names_is_one_voice_and_a_namesake_another() -> None:
    known = [speaker("Alma Oruk", (1, "Alma Oruk"), (2, "Oruk")), speaker("Beno Oruk", (3, "Oruk"))]
    tallies = [
        Tally(1, "Mail", ("Alma Oruk",), "direct", 2),
        Tally(2, "mail", ("Oruk",), "indirect", 1),
        Tally(3, None, ("Oruk",), "direct", 1),
        Tally(3, None, (), "direct", 4),
    ]
    first, second = counted(tallies, known)
    assert (first.name, first.quotations, first.direct, first.articles) == ("Alma Oruk", 3, 2, 2)
    assert first.outlets == ("Mail",)
    assert (second.name, second.quotations, second.outlets) == ("Beno Oruk", 1, ())


def test_words_that_two_share_count_for_both() -> None:
    (one, other) = counted([Tally(1, "Mail", ("A. Vell", "B. Zorn"), "direct", 3)], [])
    assert {one.name, other.name} == {"A. Vell", "B. Zorn"}
    assert one.quotations == other.quotations == 3


@given(
    st.lists(
        st.tuples(
            st.integers(1, 4),
            st.lists(st.sampled_from("ABCD"), max_size=2, unique=True),
            st.sampled_from(["direct", "mixed", "indirect"]),
            st.integers(1, 9),
        )
    )
)
def test_nothing_is_counted_twice_or_lost(drawn: list[tuple[int, list[str], str, int]]) -> None:
    tallies = [Tally(article, None, tuple(names), speech, n) for article, names, speech, n in drawn]  # type: ignore[arg-type]
    total = sum(each.quotations * len(each.speakers) for each in tallies)
    voices = counted(tallies, [])
    assert sum(voice.quotations for voice in voices) == total
    assert [voice.quotations for voice in voices] == sorted((voice.quotations for voice in voices), reverse=True)


async def test_a_scope_counts_its_own_and_nothing_else(news: Newsroom) -> None:
    whole = await news.service.voices(news.scope())
    wire = await news.service.voices(news.scope(outlet="Tern Wire"))
    assert {voice.name for voice in whole.voices} > {voice.name for voice in wire.voices} == {"Marta Kessling"}
    assert wire.voices[0].outlets == ("Tern Wire",)
    await news.service.retract("dam-wire")
    assert (await news.service.voices(news.scope(outlet="Tern Wire"))).voices == ()


async def test_the_same_words_in_two_outlets_are_one_statement_that_names_both(news: Newsroom) -> None:
    page = await news.service.said_by("Kessling", news.scope(), 0, 10)
    assert page.who[0][0] == "Marta Kessling"
    (cracks,) = page.excerpts
    assert cracks.citation.source == "dam-ledger", "the one that printed all of it"
    assert [also.citation.source for also in cracks.also_in] == ["dam-wire"]
    assert cracks.text in DAM["text"]
    assert cracks.text.endswith("“None of them was there in the autumn.”")
    assert cracks.speaker == "Marta Kessling"


async def test_pages_hold_every_statement_once(news: Newsroom) -> None:
    said = "“The {} gate is rusty,” said Marta Kessling, the chief engineer, about the {} gate.\n"
    numbers = ("first", "second", "third")
    records = [
        {"id": each, "published": f"2031-04-0{at}", "text": said.format(each, each)}
        for at, each in enumerate(numbers, 1)
    ]
    news.write_records(*records, name="gates.jsonl")
    await news.index()
    pages = [await news.service.said_by("Marta Kessling", news.scope(), start, 2) for start in (0, 2, 4)]
    texts = [each.text for page in pages[:2] for each in page.excerpts]
    assert [each for text in texts for each in numbers if each in text] == ["third", "second", "first"], "newest first"
    assert len(texts) == pages[0].total == 4
    assert pages[2] == pages[1], "past the end the last page is shown"


async def test_somebody_outside_the_scope_is_nobody(news: Newsroom) -> None:
    page = await news.service.said_by("Benno Achtel", news.scope(outlet="Tern Wire"), 0, 5)
    assert (page.who, page.excerpts, page.total) == ((), (), 0)
    assert CHOIR["outlet"] == DAM["outlet"]


async def test_a_follow_up_is_read_with_what_the_scope_holds(news: Newsroom) -> None:
    asked = "What did Marta Kessling say about the spillway?"
    read = await news.service.read_as(asked, "what about Benno Achtel?", (), news.scope())
    assert read is not None
    assert "Benno Achtel" in read
    assert await news.service.read_as(asked, "thanks!", (), news.scope()) is None
