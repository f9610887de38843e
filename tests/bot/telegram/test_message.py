"""An answer as people see it: exact words, their citation, and Telegram's limits."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram_server.text import check_text, words_of
from telegram_support import Story, also, answer

from bot.telegram.cite import day
from bot.telegram.layout import MOST_MARKS, MOST_UNITS, Rendered, clipped, units
from bot.telegram.message import render
from retrieval.answer import Excerpt, Searched

TRICKY = [
    "😀",
    "👩‍👩‍👧",
    "שלום",
    "\u200f",
    "\u202e",
    "e\u0301",
    "a\u030a",
    "<b>",
    "&amp;",
    "`",
    "*",
    "_",
    "\u200b",
    "\ufeff",
    "\n",
    "\r\n",
    "\t",
    " ",
]
words = st.lists(
    st.one_of(st.sampled_from(TRICKY), st.text(st.characters(exclude_categories=["Cs"]), max_size=30)), min_size=1
)
texts = words.map("".join).filter(lambda text: re.search(r"\w", text) is not None)
names = st.none() | texts
speeches = st.sampled_from([None, "direct", "mixed", "indirect"])
links = st.sampled_from(
    [None, "https://wire.example/a?b=1&c=<d>", "http://x.example", "javascript:alert(1)", "not a link", "https://"]
)


@st.composite
def excerpts(draw: st.DrawFn) -> Excerpt:
    text = draw(texts)
    story = Story(
        "/x/a.txt", text, draw(names), draw(names), draw(st.sampled_from([None, "2025", "2025-05-03"])), draw(links)
    )
    other = Story("/x/b.txt", draw(texts), draw(names), draw(names), None, draw(links))
    more: dict[str, Any] = {"speaker": draw(names), "mention": draw(names), "speech": draw(speeches)}
    twins = tuple(also(other, 0, len(other.text), same=draw(st.booleans())) for _ in range(draw(st.integers(0, 2))))
    return story.excerpt(0, len(text), via=tuple(draw(st.lists(texts, max_size=2))), also_in=twins, **more)


def marked(message: Rendered, *kinds: str) -> list[str]:
    return [words_of(message.text, mark._asdict()) for mark in message.marks if mark.kind in kinds]


def quotes(message: Rendered) -> list[str]:
    return marked(message, "blockquote", "expandable_blockquote")


def accept(message: Rendered) -> None:
    kept = check_text(message.text, [{"type": mark.kind, **mark._asdict()} for mark in message.marks])
    assert len(kept) == len(message.marks)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(st.lists(excerpts(), min_size=1, max_size=5), st.sampled_from(["answered", "abstained"]))
def test_every_quote_is_the_excerpts_text_to_the_last_unit(found: list[Excerpt], kind: str) -> None:
    message = render(answer(tuple(found)) if kind == "answered" else answer((), closest=tuple(found)))
    accept(message)
    assert units(message.text) <= MOST_UNITS
    assert len(message.marks) <= MOST_MARKS
    allowed = [text for excerpt in found for text in (excerpt.text, *(twin.text for twin in excerpt.also_in))]
    assert all(quote in allowed for quote in quotes(message))
    left_out = re.search(r"(\d+) (?:more )?excerpts? (?:did not fit|too long)", message.text)
    first = found[: len(found) - (int(left_out[1]) if left_out else 0)]
    rest = iter(quotes(message))
    assert all(excerpt.text in rest for excerpt in first), "the excerpts stand in their order"


def long(letter: str, size: int) -> Excerpt:
    text = letter * size
    return Story(f"/x/{letter}.txt", text).excerpt(0, size)


def test_what_does_not_fit_is_left_out_whole_from_the_end_and_counted() -> None:
    message = render(answer((long("a", 1900), long("b", 1900), long("c", 1900))))
    assert quotes(message) == ["a" * 1900, "b" * 1900]
    assert "1 more excerpt did not fit here." in message.text


@pytest.mark.parametrize("letter", ["a", "😀"])
def test_a_message_may_be_exactly_as_long_as_telegram_takes(letter: str) -> None:
    frame = units(render(answer((long(letter, 1),))).text) - units(letter)
    most = (MOST_UNITS - frame) // units(letter)
    message = render(answer((long(letter, most),)))
    accept(message)
    assert quotes(message) == [letter * most]
    assert quotes(render(answer((long(letter, most + 1),)))) == []
    assert "1 excerpt too long for one message." in render(answer((long(letter, most + 1),))).text


def test_other_wordings_give_way_before_excerpts_do() -> None:
    story = Story("/x/a.txt", "a" * 900)
    twin = Story("/x/b.txt", "b" * 900, outlet="Coast Daily")
    found = tuple(story.excerpt(0, 900, also_in=(also(twin, 0, 900, same=False),)) for _ in range(4))
    message = render(answer(found))
    assert quotes(message) == ["a" * 900] * 4
    assert message.text.count("In other words in Coast Daily") == 4


def test_more_than_a_hundred_marks_are_never_sent() -> None:
    twins = [Story(f"/x/{n}.txt", "The quay is shut.", outlet=f"Outlet {n}") for n in range(40)]
    story = Story("/x/a.txt", "The quay is closed.")
    found = tuple(story.excerpt(0, 19, also_in=tuple(also(t, 0, 17, same=False) for t in twins)) for _ in range(5))
    message = render(answer(found))
    accept(message)
    assert len(quotes(message)) == 5
    assert "and 32 more" in message.text


SAID = Story(
    "/desk/quay.txt", "The quay is closed until the crane is mended.", "Harbour Gazette", "Quay closed", "2025-05-03"
)


def lines(**more: Any) -> list[str]:
    return render(answer((SAID.excerpt(0, len(SAID.text), **more),))).text.split("\n")


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"speaker": "Mara Lind", "speech": "direct"}, "1. Mara Lind"),
        ({"speaker": "Mara Lind", "speech": "direct", "via": ("Reuters",)}, "1. Mara Lind, via Reuters"),
        ({"speaker": "Mara Lind", "speech": "mixed", "via": ("A", "B", "C")}, "1. Mara Lind, via A, B and C"),
        ({"speaker": "Mara Lind", "speech": "indirect"}, "1. Mara Lind, in the reporter's words"),
        ({"mention": "he", "speech": "direct"}, "1. “he” (as printed)"),
        ({"speech": "direct"}, "1. speaker not named"),
        ({}, "1. Harbour Gazette · Quay closed · 3 May 2025"),
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
    assert message.text.split("\n")[1] == f"1. {line}"
    assert marked(message, "text_link") == [title or "quay.txt"]


def test_other_outlets_are_named_and_their_own_words_are_shown() -> None:
    same = replace(SAID, source="/x/2", outlet="Coast Daily", url="https://coast.example/1")
    again = replace(same, source="/x/3")
    other = Story("/x/4", "Nobody may use the quay before the crane works.", "Northern Wire", "Crane")
    own = replace(SAID, source="/x/5", title="Quay closed, updated")
    twins = (also(same, 0, 9), also(again, 0, 9), also(own, 0, 9), also(other, 0, len(other.text), same=False))
    message = render(answer((SAID.excerpt(0, len(SAID.text), also_in=twins),)))
    assert "\nAlso in Coast Daily, Quay closed, updated\n" in message.text
    assert "\nIn other words in Northern Wire:\n" in message.text
    assert quotes(message) == [SAID.text, other.text]
    assert [mark.url for mark in message.marks if mark.url][1] == "https://coast.example/1"


def test_an_abstention_says_so_first_and_marks_what_is_only_close() -> None:
    searched = Searched(1214, "2024-01", "2025-05-03", 12, speaker="Mara Lind", since="2025-04-30", until="2025-05-02")
    made = answer((), reason="nobody is quoted on the crane's price", closest=(SAID.excerpt(0, 5),), searched=searched)
    text = render(made).text
    assert text.startswith("The coverage does not say.\nNobody is quoted on the crane's price.\n\n")
    assert text.index("Closest, but not an answer:") < text.index("The q")
    assert "Searched 1,214 articles, dated January 2024 to 3 May 2025 (12 undated)." in text
    assert text.endswith("Narrowed to: speaker Mara Lind, since 30 April 2025, before 2 May 2025.")


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
