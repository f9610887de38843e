"""An answer as people see it: exact words, their citation, and Telegram's limits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from message_support import excerpts
from telegram_server.text import check_text, words_of
from telegram_support import Story, also, answer

from bot.dates import day
from bot.telegram.layout import MOST_MARK_BYTES, MOST_MARKS, MOST_UNITS, Rendered, clipped, units
from bot.telegram.message import PAGE, page, render, view_of
from retrieval.answer import Excerpt, Searched


def marked(message: Rendered, *kinds: str) -> list[str]:
    return [words_of(message.text, mark._asdict()) for mark in message.marks if mark.kind in kinds]


def quotes(message: Rendered) -> list[str]:
    return marked(message, "blockquote", "expandable_blockquote")


def accept(message: Rendered) -> None:
    kept = check_text(message.text, [{"type": mark.kind, **mark._asdict()} for mark in message.marks])
    assert len(kept) == len(message.marks)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(st.lists(excerpts(), min_size=1, max_size=5), st.sampled_from(["answered", "abstained"]))
def test_every_quote_is_an_excerpts_text_to_the_last_unit_and_each_is_on_one_page(
    found: list[Excerpt], kind: str
) -> None:
    view = view_of(answer(tuple(found)) if kind == "answered" else answer((), closest=tuple(found)))
    seen, at = 0, 0
    while at < len(found):
        shown = page(view, at)
        accept(shown.rendered)
        assert shown.rendered.fits
        on_page = found[shown.start : shown.end]
        allowed = [text for excerpt in on_page for text in (excerpt.text, *(twin.text for twin in excerpt.also_in))]
        assert all(quote in allowed for quote in quotes(shown.rendered))
        rest = iter(quotes(shown.rendered))
        assert all(excerpt.text in rest for excerpt in on_page), "the excerpts stand in their order"
        seen += len(on_page)
        assert shown.end > at
        at = shown.end
    assert seen == len(found)


def long(letter: str, size: int) -> Excerpt:
    text = letter * size
    return Story(f"/x/{letter}.txt", text).excerpt(0, size)


def test_what_does_not_fit_goes_whole_to_the_next_page() -> None:
    view = view_of(answer((long("a", 1900), long("b", 1900), long("c", 1900))))
    first = page(view)
    assert quotes(first.rendered) == ["a" * 1900, "b" * 1900]
    assert (first.start, first.end, first.total) == (0, 2, 3)
    assert quotes(page(view, first.end).rendered) == ["c" * 1900]


def test_a_page_is_what_a_phone_shows_and_goes_on_counting() -> None:
    view = view_of(answer(tuple(long(letter, 20) for letter in "abcde")))
    assert quotes(page(view).rendered) == ["a" * 20, "b" * 20, "c" * 20]
    assert page(view).end == PAGE
    assert [line[:2] for line in page(view, PAGE).rendered.text.split("\n") if line[1:2] == "."] == ["4.", "5."]


def test_accounts_that_differ_stand_together_however_many_they_are() -> None:
    found = tuple(long(letter, 20) for letter in "abcdef")
    text = render(answer(found, differ=4)).text
    assert text.startswith("Accounts differ\naaaa")
    assert "d" * 20 in text
    assert "e" * 20 not in text
    after = page(view_of(answer(found, differ=4)), 4).rendered.text
    assert "e" * 20 in after
    assert "Accounts differ" not in after


@pytest.mark.parametrize("letter", ["a", "😀"])
def test_a_message_may_be_exactly_as_long_as_telegram_takes(letter: str) -> None:
    frame = units(render(answer((long(letter, 1),))).text) - units(letter)
    most = (MOST_UNITS - frame) // units(letter)
    message = render(answer((long(letter, most),)))
    accept(message)
    assert quotes(message) == [letter * most]
    longer = render(answer((long(letter, most + 1),)))
    assert quotes(longer) == []
    assert "too long for one message" in longer.text
    assert any(mark.url and ":~:text=" in mark.url for mark in longer.marks), "its link still opens at the words"


def test_links_too_heavy_for_telegram_lose_their_fragments_and_no_words() -> None:
    heavy = "https://a.example/" + "x" * 2600
    found = tuple(replace(Story(f"/x/{n}.txt", "ш" * 400), url=heavy).excerpt(0, 400) for n in range(3))
    message = render(answer(found))
    assert len(quotes(message)) == 3
    assert sum(len(mark.url or "") for mark in message.marks) <= MOST_MARK_BYTES


def test_other_wordings_give_way_before_excerpts_do() -> None:
    story = Story("/x/a.txt", "a" * 1200)
    twin = Story("/x/b.txt", "b" * 1200, outlet="Coast Daily")
    found = tuple(story.excerpt(0, 1200, also_in=(also(twin, 0, 1200, same=False),)) for _ in range(3))
    message = render(answer(found))
    assert quotes(message) == ["a" * 1200] * 3
    assert message.text.count("In other words in Coast Daily") == 3


def test_more_than_a_hundred_marks_are_never_sent() -> None:
    twins = [Story(f"/x/{n}.txt", "Nobody may go there.", outlet=f"Outlet {n}") for n in range(60)]
    story = Story("/x/a.txt", "The quay is closed.")
    found = tuple(
        story.excerpt(0, 19, also_in=tuple(also(t, 0, 20, same=n % 2 == 0) for n, t in enumerate(twins)))
        for _ in range(3)
    )
    message = render(answer(found))
    accept(message)
    assert len(message.marks) <= MOST_MARKS
    assert quotes(message)[0] == "The quay is closed."
    assert "Also in 30 outlets: Outlet 0, Outlet 2" in message.text
    assert "and 22 more" in message.text


SAID = Story(
    "/desk/quay.txt", "The quay is closed until the crane is mended.", "Harbour Gazette", "Quay closed", "2025-05-03"
)


def lines(**more: Any) -> list[str]:
    return render(answer((SAID.excerpt(0, len(SAID.text), **more),))).text.split("\n")


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"speaker": "Mara Lind", "speech": "direct"}, "Mara Lind"),
        ({"speaker": "Mara Lind", "speech": "direct", "via": ("Reuters",)}, "Mara Lind, via Reuters"),
        ({"speaker": "Mara Lind", "speech": "mixed", "via": ("A", "B", "C")}, "Mara Lind, via A, B and C"),
        ({"speaker": "Mara Lind", "speech": "indirect"}, "Mara Lind, in the reporter's words"),
        ({"mention": "he", "speech": "direct"}, "“he” (as printed)"),
        ({"speech": "direct"}, "speaker not named"),
        ({}, "Harbour Gazette · Quay closed · 3 May 2025"),
    ],
)
def test_the_line_under_an_excerpt_says_who_spoke_and_never_guesses(more: dict[str, Any], line: str) -> None:
    assert lines(**more)[1] == line


@pytest.mark.parametrize(
    ("outlet", "title", "published", "line"),
    [
        ("Harbour Gazette", "Quay closed", "2025-05", "Harbour Gazette · Quay closed · May 2025"),
        (None, "Quay closed", "2025", "quay.txt · Quay closed · 2025"),
        ("Harbour Gazette", None, "2025-05-03T22:10Z", "Harbour Gazette · quay.txt · 3 May 2025"),
        (None, None, None, "quay.txt · undated"),
    ],
)
def test_an_article_without_outlet_or_title_is_known_by_its_file(
    outlet: str | None, title: str | None, published: str | None, line: str
) -> None:
    story = replace(SAID, outlet=outlet, title=title, published=published)
    message = render(answer((story.excerpt(0, 5),)))
    assert message.text.split("\n")[1] == line
    assert marked(message, "text_link") == [line], "all of it is one link"


def test_other_outlets_are_named_and_their_own_words_are_shown() -> None:
    same = replace(SAID, source="/x/2", outlet="Coast Daily", url="https://coast.example/1")
    again = replace(same, source="/x/3")
    other = Story("/x/4", "Nobody may use the quay before the crane works.", "Northern Wire", "Crane")
    own = replace(SAID, source="/x/5", title="Quay closed, updated")
    twins = (also(same, 0, 9), also(again, 0, 9), also(own, 0, 9), also(other, 0, len(other.text), same=False))
    message = render(answer((SAID.excerpt(0, len(SAID.text), also_in=twins),)))
    assert "\nAlso in 2 articles: Coast Daily, Quay closed, updated\n" in message.text
    assert "\nIn other words in Northern Wire:\n" in message.text
    assert quotes(message) == [SAID.text, other.text]
    assert [mark.url for mark in message.marks if mark.url][1] == "https://coast.example/1"


def test_a_small_difference_is_told_word_by_word() -> None:
    other = replace(SAID, text="The quay is not closed until the last crane is mended.", outlet="Northern Wire")
    message = render(answer((SAID.excerpt(0, len(SAID.text), also_in=(also(other, 0, 54, same=False),)),)))
    assert message.text.endswith("\nNorthern Wire differs: adds “not”; adds “last”")


def test_a_link_opens_at_the_words() -> None:
    message = render(answer((SAID.excerpt(0, 8),)))
    assert [mark.url for mark in message.marks if mark.url] == ["https://gazette.example/breakwater#:~:text=The%20quay"]


def test_a_line_in_two_directions_keeps_its_date_together() -> None:
    story = replace(SAID, outlet="صدى الميناء", title="الرصيف")
    line = render(answer((story.excerpt(0, 8),))).text.split("\n")[1]
    assert line.endswith("\u2066" + "3\u00a0May\u00a02025" + "\u2069")
    assert "\u2066" not in render(answer((SAID.excerpt(0, 8),))).text


def test_a_quotation_that_telegram_cannot_show_whole_says_so() -> None:
    story = replace(SAID, text="Kaja Hovda\u030a said so.")
    assert "the article has them" in render(answer((story.excerpt(0, len(story.text)),))).text
    assert "the article has them" not in render(answer((SAID.excerpt(0, 8),))).text


def test_an_abstention_says_so_first_and_marks_what_is_only_close() -> None:
    searched = Searched(1214, "2024-01", "2025-05-03", 12, speaker="Mara Lind", since="2025-04-30", until="2025-05-02")
    made = answer((), reason="nobody is quoted on the crane's price", closest=(SAID.excerpt(0, 5),), searched=searched)
    text = render(made).text
    assert text.startswith("The coverage does not say.\nNobody is quoted on the crane's price.\n\n")
    assert text.index("Closest, but not an answer:") < text.index("The q")
    assert "Searched 1,214 articles, January 2024 to 3 May 2025 (12 undated)." in text
    assert text.endswith("Understood: speaker Mara Lind, since 30 April 2025, before 2 May 2025")


def test_an_answer_whose_words_could_not_be_checked_is_not_shown_as_nothing_found() -> None:
    text = render(answer((), answered=True)).text
    assert "could not check" in text
    assert "does not say" not in text


def test_long_quotations_fold_and_short_ones_do_not() -> None:
    assert render(answer((long("a", 200),))).marks[0].kind == "blockquote"
    assert render(answer((long("a", 700),))).marks[0].kind == "expandable_blockquote"


@pytest.mark.parametrize("odd", ["yesterday", "2025-13-40", "03/05/2025"])
def test_a_date_that_cannot_be_read_is_shown_as_it_is(odd: str) -> None:
    assert day(odd) == odd


@given(st.text(max_size=60), st.integers(2, 20))
def test_a_clipped_name_is_one_short_line(text: str, longest: int) -> None:
    short = clipped(text, longest)
    assert len(short) <= longest
    assert "\n" not in short
