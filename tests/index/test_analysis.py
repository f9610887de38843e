from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import compose_facts, draft_of, given_facts, passage_context
from index.layout import lay_out
from index.model import ArticleDraft, Layout, Passage, Published, Span, revision_name
from index.workers import Analyser

# hypothesis takes bounds without a zone and adds the zone itself
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LINES = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
DRAFTS = st.builds(
    ArticleDraft,
    source=st.text(max_size=10),
    origin=st.text(max_size=10),
    text=st.text(max_size=30),
    title=LINES,
    outlet=LINES,
    published=st.none() | st.builds(Published, MOMENTS, st.sampled_from(["year", "month", "day", "minute", "second"])),
    url=LINES,
    authors=st.lists(st.text(max_size=8), max_size=3).map(tuple),
    desk=LINES,
    embargo_until=st.none() | MOMENTS,
    quotable=st.booleans(),
    furniture=st.lists(st.builds(Span, st.integers(0, 9), st.integers(9, 20)), max_size=3).map(tuple),
)
BARE = Layout((), (), (), (), ())


@given(DRAFTS)
def test_what_a_reader_said_comes_back_whole(draft: ArticleDraft) -> None:
    assert draft_of(given_facts(draft), draft.text) == draft


@given(DRAFTS)
def test_an_editor_is_believed_before_the_file_and_the_file_before_the_page(draft: ArticleDraft) -> None:
    layout = Layout(
        (),
        (),
        (),
        (),
        (),
        outlet="Page Post",
        authors=("A. Page",),
        published=Published(datetime(2000, 1, 1, tzinfo=UTC), "day"),
    )
    facts = compose_facts(draft, layout, "1:x", {}, None)
    assert facts.outlet == (draft.outlet or "Page Post")
    assert facts.published == (draft.published or layout.published)
    assert facts.authors == (draft.authors or ("A. Page",))
    assert facts.revision == revision_name(draft.text)
    edited = compose_facts(draft, layout, "1:x", {"outlet": "Desk", "published": None, "title": "T", "url": None}, None)
    assert (edited.outlet, edited.published, edited.title, edited.url) == ("Desk", None, "T", None)


def test_what_stands_before_a_passage_names_title_heading_and_outlet_once_each() -> None:
    text = "Dam\n\nThe  drains\n\nThey leak."
    draft = ArticleDraft("s", "o", text, title="Dam", outlet="Dam")
    facts = compose_facts(draft, BARE, "1:x", {}, None)
    passage = Passage(Span(18, 28), (Span(18, 28),), heading=Span(5, 16))
    assert passage_context(facts, passage, text) == "Dam. The drains\n"
    bare = compose_facts(ArticleDraft("s", "o", text), BARE, "1:x", {}, None)
    assert passage_context(bare, Passage(Span(18, 28), ()), text) == ""


async def test_analysing_the_same_text_twice_gives_the_same(analyser: Analyser) -> None:
    draft = ArticleDraft("s", "o", "“We counted 38 cracks,” said Marta Kessling, an engineer. She left.\n")
    one = await analyser(draft)
    assert one == await analyser(draft)
    assert [quotation.speaker for quotation in one.quotations] == ["Marta Kessling"]
    assert one.layout == lay_out(draft.text)


@pytest.mark.parametrize("text", ["\ufeff", "“", "\x00", " \n", "—" * 50, "\u202e\u200f"])
async def test_odd_texts_are_analysed_too(analyser: Analyser, text: str) -> None:
    analysis = await analyser(ArticleDraft("s", "o", text))
    assert all(text[slice(*passage.span)] for passage in analysis.passages)
