"""What somebody said about a topic, by date: in order, once each, with what changed between two statements."""

from __future__ import annotations

from datetime import timedelta

import pytest
from newsroom_support import BEGIN, Newsroom

from index.scope import Scope
from retrieval.answer import Citation, Excerpt
from retrieval.question import understand
from retrieval.timeline import Timeline, changed_of, in_time, statement_json

LATER = BEGIN + timedelta(days=90)


def story(name: str, published: str | None, *paragraphs: str, outlet: str = "Tern Wire") -> dict[str, str]:
    text = "The council of Orvane met.\n\n" + "\n\n".join(paragraphs) + "\n"
    dated = {} if published is None else {"published": published}
    return {"id": name, "outlet": outlet, "text": text, **dated}


RECORDS = (
    story("june", "2031-06-02", "“The bridge toll will be 9 crowns for every lorry,” said Ada Renn, the mayor."),
    story("may", "2031-05-03", "Ada Renn said the bridge toll would not be raised before the election."),
    story("april", "2031-04-01", "“The bridge toll will be 4 crowns for every lorry,” Ada Renn told reporters."),
    story("copy", "2031-06-03", "“The bridge toll will be 9 crowns for every lorry,” Ada Renn said.", outlet="Gull"),
    story("ferry", "2031-05-20", "“The ferry is a museum with an engine,” said Ada Renn."),
    story("holm", "2031-05-21", "“The bridge toll is robbery by daylight,” said Nils Holm, a driver."),
    story("undated", None, "Ada Renn said the bridge toll was a question of fairness."),
)


@pytest.fixture
async def tolls(newsroom: Newsroom) -> Newsroom:
    newsroom.write_records(*RECORDS)
    await newsroom.index()
    return newsroom


async def told(newsroom: Newsroom, name: str, topic: str) -> Timeline:
    return await newsroom.service.timeline(name, topic, Scope(now=LATER))


async def test_statements_stand_by_date_once_each_with_their_outlets(tolls: Newsroom) -> None:
    found = await told(tolls, "Renn", "the bridge toll")
    sources = [each.excerpt.citation.source for each in found.statements]
    assert sources == ["april", "may", "june", "undated"]
    assert [also.citation.source for also in found.statements[2].excerpt.also_in] == ["copy"]
    assert found.who == (("Ada Renn", 6),)


async def test_a_changed_figure_is_marked_beside_the_earlier_one(tolls: Newsroom) -> None:
    found = await told(tolls, "Renn", "the bridge toll")
    april, _, june, _ = (statement_json(each, found.statements) for each in found.statements)
    assert april["changed"] is None
    assert june["changed"]["what"] == "number"
    assert june["changed"]["since"]["source"] == "april"
    assert [(each["given"], each["source"]) for each in june["changed"]["differences"]] == [("9", "4")]
    difference = june["changed"]["differences"][0]
    text = next(record["text"] for record in RECORDS if record["id"] == "june")
    assert text[difference["given_start"] : difference["given_end"]] == "9"


async def test_somebody_who_said_nothing_on_it_gets_no_timeline_but_a_reason(tolls: Newsroom) -> None:
    found = await told(tolls, "Holm", "the ferry engine")
    assert found.statements == ()
    assert found.reason == "Nils Holm is quoted, but not on this; Ada Renn is"
    nobody = await told(tolls, "Ilse Okoye", "the bridge toll")
    assert nobody.reason == "nobody called “Ilse Okoye” is quoted in the coverage"


@pytest.mark.parametrize(
    "question",
    [
        "How has Ada Renn's position on the bridge toll changed?",
        "what did Renn say about the bridge toll over time",
        "timeline of Renn on the bridge toll",
    ],
)
async def test_a_question_for_change_is_answered_by_date_the_earliest_first(tolls: Newsroom, question: str) -> None:
    answer = await tolls.ask(question)
    assert answer.by_date
    published = [each.citation.published for each in answer.excerpts]
    assert published == ["2031-04-01", "2031-05-03", "2031-06-02", None]


async def test_another_question_is_not_by_date(tolls: Newsroom) -> None:
    assert not (await tolls.ask("what did Renn say about the bridge toll?")).by_date


async def test_a_page_about_a_topic_names_what_changed(tolls: Newsroom) -> None:
    page = await tolls.service.said_by("Renn about the bridge toll", Scope(now=LATER), 0, 3)
    assert (page.total, page.topic) == (4, "the bridge toll")
    assert page.changes == ("", "", "Differs from 1 April 2031 (a number): “9” for “4”")
    last = await tolls.service.said_by("Renn about the bridge toll", Scope(now=LATER), 99, 3)
    assert [each.citation.source for each in last.excerpts] == ["undated"]


def line(text: str, polarity: str = "affirmed") -> dict[str, object]:
    return {"text": text, "start": 10, "polarity": polarity}


@pytest.mark.parametrize(
    ("earlier", "later", "what"),
    [
        ("the mill will close in May", "the mill will not close in May", "negation"),
        ("the mill will close in May", "the mill may close in May", "modal"),
        ("the old mill will close in May", "the big mill will close in May", "word"),
    ],
)
def test_the_weightiest_change_is_told(earlier: str, later: str, what: str) -> None:
    changed = changed_of(line(later), [line(earlier)])
    assert changed is not None
    assert changed.what == what


def test_a_denial_of_the_same_words_is_a_change() -> None:
    changed = changed_of(line("the mill was sold in secret", "denied"), [line("the mill was sold in secret")])
    assert changed is not None
    assert (changed.what, changed.differences) == ("negation", ())


def test_equal_and_unlike_words_are_no_change() -> None:
    assert changed_of(line("the mill will close in May"), [line("the mill will close in May")]) is None
    assert changed_of(line("the mill will close in May"), [line("ferries are slow and dear")]) is None


def excerpt(published: str | None) -> Excerpt:
    cited = Citation(f"s{published}", "r", 0, 1, None, None, published, None, "label")
    return Excerpt("x", cited, "Ada Renn", None, (), "direct", 1.0)


def test_of_many_the_first_the_last_and_some_between_are_shown() -> None:
    days = [f"2031-01-{day:02}" for day in range(1, 10)]
    shown = in_time([excerpt(day) for day in reversed(days)], 3)
    assert [each.citation.published for each in shown] == [days[0], days[4], days[8]]
    assert in_time([excerpt(None), excerpt("2031")], 5)[-1].citation.published is None


@pytest.mark.parametrize(
    ("asked", "speaker", "topic", "certain"),
    [
        ("How has Ada Renn's position on tolls changed?", "Ada Renn", "tolls", False),
        ("how did Renn change her mind about the toll", "Renn", "the toll", False),
        ("what has Renn said about tolls over the years", "Renn", "tolls", True),
        ("Renn on tolls, in chronological order", "Renn", "tolls", False),
        ("chronology of the strike", "strike", "", False),
    ],
)
def test_how_a_question_for_change_is_read(asked: str, speaker: str, topic: str, *, certain: bool) -> None:
    read = understand(asked, now=LATER)
    assert (read.speaker, read.topic, read.over_time, read.certain) == (speaker, topic, True, certain)


@pytest.mark.parametrize("asked", ["how has the price of bread changed", "how has the harbour changed over time"])
def test_a_question_for_another_change_is_nobodys_words(asked: str) -> None:
    read = understand(asked, now=LATER)
    assert (read.speaker, read.over_time) == (None, False)
