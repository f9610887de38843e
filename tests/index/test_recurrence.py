"""Lines that an outlet repeats are learned while its pages are read, and hidden in those that were read before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from newsroom_support import Newsroom, silent
from pages_support import pages_of

from index.ingest import IngestReport
from index.model import ArticleDraft, Quotation, Span
from index.recurrence import _outside, family_of
from index.tables import lines, passages, quotations

LINE = "You can hear our harbour hour on Sundays."
STORIES = [
    f"The {thing} leaks above its oldest beam, and the town will not mend it before the summer is over.\n\n"
    f"“Nobody has paid for the {thing} since my father did,” said {name}, who keeps its key in a jar.\n\n"
    f"A loan of {number} million crowns for the {thing} goes to the vote in June, if the council can agree.\n\n"
    for number, (thing, name) in enumerate(
        [("ferry", "Ann Lee"), ("mill", "Bo Tarn"), ("tramway", "Cai Moss"), ("orchard", "Dee Finch")]
    )
]


def record(number: int, **changed: Any) -> dict[str, Any]:
    return {"id": f"story-{number}", "outlet": "The Courier", "text": STORIES[number] + LINE + "\n", **changed}


async def is_hidden(newsroom: Newsroom, source: str) -> bool:
    shown = await newsroom.service.show(source)
    start = shown.text.index(LINE)
    held = await newsroom.service.coverage.database.read(passages.passages_of_article, shown.row.id)
    quotable = any(each.span.overlaps(Span(start, start + len(LINE))) for each in held)
    furniture = any(span.contains(Span(start, start + len(LINE))) for span in shown.row.furniture)
    assert quotable is not furniture
    return furniture


async def test_a_line_is_hidden_in_all_pages_once_it_recurs_in_the_same_call(newsroom: Newsroom) -> None:
    newsroom.write_records(*(record(number) for number in range(4)))
    await newsroom.index()
    assert [await is_hidden(newsroom, f"story-{number}") for number in range(4)] == [True] * 4


async def test_pages_read_before_the_line_recurred_follow_and_keep_their_quotations(newsroom: Newsroom) -> None:
    for number in range(3):
        assert not number or not await is_hidden(newsroom, "story-0")
        newsroom.write_records(record(number), name=f"{number}.jsonl")
        await newsroom.index()
    assert [await is_hidden(newsroom, f"story-{number}") for number in range(3)] == [True] * 3
    row = (await newsroom.service.show("story-0")).row
    found = await newsroom.service.coverage.database.read(quotations.quotations_of, [row.id])
    assert [each.quotation.speaker for each in found[row.id]] == ["Ann Lee"]
    answer = await newsroom.ask("What did Ann Lee say about the ferry?")
    assert answer.answered


async def test_it_is_hidden_at_once_in_what_is_read_later(newsroom: Newsroom) -> None:
    newsroom.write_records(*(record(number) for number in range(3)))
    await newsroom.index()
    newsroom.write_records(record(3), name="later.jsonl")
    await newsroom.index()
    assert await is_hidden(newsroom, "story-3")
    assert await newsroom.service.coverage.database.read(lines.due_articles) == []


async def test_what_is_learned_does_not_depend_on_the_order_of_reading(newsroom: Newsroom) -> None:
    for number in (3, 1, 0, 2):
        newsroom.write_records(record(number), name=f"{number}.jsonl")
        await newsroom.index(newsroom.folder / "articles" / f"{number}.jsonl")
    one = [(await newsroom.service.show(f"story-{number}")).row.furniture for number in range(4)]
    await newsroom.service.reindex(silent)
    again = [(await newsroom.service.show(f"story-{number}")).row.furniture for number in range(4)]
    assert one == again


async def test_other_outlets_do_not_count(newsroom: Newsroom) -> None:
    newsroom.write_records(*(record(number, outlet=f"Outlet {number}") for number in range(4)))
    await newsroom.index()
    assert [await is_hidden(newsroom, f"story-{number}") for number in range(4)] == [False] * 4


async def test_copies_of_one_story_teach_nothing(newsroom: Newsroom) -> None:
    newsroom.write_records(*(record(0, id=f"story-{number}") for number in range(4)))
    await newsroom.index()
    assert not await is_hidden(newsroom, "story-0")


async def test_a_second_run_analyses_and_stores_nothing(newsroom: Newsroom) -> None:
    newsroom.write_records(*(record(number) for number in range(4)))
    await newsroom.index()
    database = newsroom.service.coverage.database

    def stored(connection: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in connection.execute("SELECT id, updated_at, furniture FROM article")]

    before = await database.read(stored)
    newsroom.clock.forward(hours=1)
    report: IngestReport = await newsroom.index()
    assert (report.unchanged, report.updated) == (4, 0)
    assert await database.read(stored) == before


async def test_reindexing_shows_again_what_does_not_recur_any_more(newsroom: Newsroom) -> None:
    newsroom.write_records(*(record(number) for number in range(3)))
    await newsroom.index()
    assert await is_hidden(newsroom, "story-0")
    corrected = [record(number, text=STORIES[number]) for number in (1, 2, 3)]
    newsroom.write_records(record(0), *corrected)
    await newsroom.index()
    await newsroom.service.reindex(silent)
    assert not await is_hidden(newsroom, "story-0")


async def test_pages_without_an_outlet_are_compared_within_their_folder(newsroom: Newsroom) -> None:
    for page in pages_of("skerry-courier", "\n\n"):
        newsroom.write(f"pages/{page.name}.txt", page.text)
    await newsroom.index()
    for page in pages_of("skerry-courier", "\n\n"):
        shown = await newsroom.service.show(str(newsroom.folder / "articles" / "pages" / f"{page.name}.txt"))
        furniture = [span.of(shown.text) for span in shown.row.furniture]
        assert any("Sound off" in each for each in furniture)
        assert shown.row.title == page.spans("H")[0].of(page.text)


@pytest.mark.parametrize(
    ("facts", "family"),
    [
        ({"outlet": "The  Courier", "url": "https://x.example/1"}, "outlet the courier"),
        ({"url": "https://www.Courier.example/1"}, "host courier.example"),
        ({"outlet": "—", "url": "https://[bad"}, f"folder {Path('/news/harbour')}"),
        ({}, f"folder {Path('/news/harbour')}"),
    ],
)
def test_whose_page_it_is(facts: dict[str, str], family: str) -> None:
    assert family_of(ArticleDraft("s", "/news/harbour/a.txt", "text", **facts)) == family


def test_a_quotation_that_goes_on_over_a_hidden_line_comes_in_parts() -> None:
    text = "“One. \n\nHear us.\n\n Two.”"
    said = Quotation(Span(1, len(text) - 1), "direct", "rule")
    parts = _outside(text, (said,), (Span(8, 16),))
    assert [part.span.of(text) for part in parts] == ["One.", "Two."]
    assert {part.group for part in parts} == {0}
    assert _outside(text, (Quotation(Span(8, 12), "direct", "rule"),), (Span(8, 16),)) == ()
