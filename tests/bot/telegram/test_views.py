"""What the buttons show: exact words, within Telegram's limits, whatever the words are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from message_support import excerpts, texts, words
from telegram_server.text import check_text, words_of
from telegram_support import Story, also, answer

from bot.telegram.cite import attribution
from bot.telegram.layout import Rendered
from bot.telegram.message import View, view_of
from bot.telegram.tables.feedback import Report
from bot.telegram.views import context_text, copy_text, report_text, sources_text
from retrieval.answer import Excerpt
from retrieval.recall import Context, Gone

SAID = Story("/desk/quay.txt", "The quay is closed.", "Harbour Gazette", "Quay closed", "2025-05-03")
WHOLE = SAID.excerpt(0, len(SAID.text), speaker="Mara Lind", speech="direct")
items = st.lists(excerpts() | st.sampled_from(Gone), min_size=1, max_size=5)
slow = settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault


def accepted(message: Rendered) -> Rendered:
    kept = check_text(message.text, [{"type": mark.kind, **mark._asdict()} for mark in message.marks])
    assert len(kept) == len(message.marks)
    assert message.fits
    return message


def marked(message: Rendered, kind: str) -> list[str]:
    return [words_of(message.text, mark._asdict()) for mark in message.marks if mark.kind == kind]


def view(*found: Excerpt | Gone) -> View:
    return replace(view_of(answer((WHOLE,))), items=found)


@slow
@given(
    st.lists(
        st.tuples(st.just("") | words.map("".join), excerpts(), st.just("") | words.map("".join)),
        min_size=1,
        max_size=3,
    )
)
def test_a_context_is_one_quotation_with_the_excerpt_in_bold(found: list[tuple[str, Excerpt, str]]) -> None:
    around = [Context(*each) for each in found]
    message = accepted(context_text(around, 0, len(around)))
    shown = marked(message, "blockquote")
    assert shown == [each.before + each.excerpt.text + each.after for each in around][: len(shown)]
    bold = marked(message, "bold")
    assert all(each.excerpt.text in bold for each in around[: len(shown)])


@slow
@given(items)
def test_what_is_copied_begins_with_the_exact_words(found: list[Excerpt | Gone]) -> None:
    message = accepted(copy_text(view(*found), 0, len(found)))
    blocks = marked(message, "pre")
    wanted = [attribution(each) for each in found if isinstance(each, Excerpt)]
    assert blocks == wanted[: len(blocks)]
    assert all(
        text.startswith(each.text + "\n— ")
        for text, each in zip(wanted, (e for e in found if isinstance(e, Excerpt)), strict=True)
    )


@slow
@given(items)
def test_the_sources_fit_and_quote_nothing(found: list[Excerpt | Gone]) -> None:
    assert not marked(accepted(sources_text(view(*found))), "blockquote")


@slow
@given(excerpts() | st.sampled_from(Gone), texts)
def test_admins_see_the_exact_words_that_were_reported(found: Excerpt | Gone, question: str) -> None:
    report = Report("k", 0, -100, 5001, "speaker", 0.0)
    message = accepted(report_text(7, report, question, found, "/x/a.txt"))
    quotes = marked(message, "blockquote") + marked(message, "expandable_blockquote")
    assert quotes in ([], [found.text] if isinstance(found, Excerpt) else [])
    assert "Reported by 5001 in group -100" in message.text


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({}, "— Mara Lind, Harbour Gazette, “Quay closed”, 3 May 2025"),
        ({"speech": "indirect"}, "— Mara Lind (reported speech), Harbour Gazette, “Quay closed”, 3 May 2025"),
        ({"via": ("Tern Wire",)}, "— Mara Lind, via Tern Wire, Harbour Gazette, “Quay closed”, 3 May 2025"),
        ({"speaker": None, "mention": "she"}, "— “she”, Harbour Gazette, “Quay closed”, 3 May 2025"),
        ({"speaker": None, "speech": None}, "— Harbour Gazette, “Quay closed”, 3 May 2025"),
    ],
)
def test_an_attribution_is_ready_for_print(more: dict[str, object], line: str) -> None:
    assert attribution(replace(WHOLE, **more)).split("\n") == [SAID.text, line, "https://gazette.example/breakwater"]  # type: ignore[arg-type]


def test_an_article_of_which_little_is_known_is_named_by_its_file() -> None:
    bare = replace(SAID, outlet=None, title=None, published=None, url=None)
    assert attribution(bare.excerpt(0, 8)) == "The quay\n— quay.txt, undated"


def test_every_article_is_among_the_sources_or_counted() -> None:
    twins = [replace(SAID, source=f"/x/{n}", outlet=f"Outlet {n}") for n in range(40)]
    found = replace(WHOLE, also_in=tuple(also(twin, 0, 5, same=n % 2 == 0) for n, twin in enumerate(twins)))
    text = accepted(sources_text(view(found))).text
    assert all(f"Outlet {n} ·" in text for n in range(40))
    assert text.count("(in other words)") == 20
    text = accepted(sources_text(view(found, found, found))).text
    assert text.count("and 28 more") == 3


def test_an_excerpt_with_nothing_around_it_says_so() -> None:
    assert "Nothing stands right around it." in context_text([Context("", WHOLE, "")], 0, 1).text
    assert "Nothing" not in context_text([Context("Rain. ", WHOLE, "")], 0, 1).text
