"""`/verify`, `/quotes`, `/voices`, `/compare` and follow-ups, on a real coverage."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from message_support import excerpts
from newsroom_support import CHOIR, DAM, Newsroom
from telegram_server import BOT_ID, BOT_NAME, Dropped, Status
from telegram_server.text import words_of
from telegram_server.updates import Json
from telegram_support import ADMIN, GROUP, INES, READER, Desk, running

from bot.telegram.verifying import HOW_TO_VERIFY, verdict_text
from bot.telegram.voicing import HOW_TO_QUOTE, NOBODY, NOBODY_AT_ALL, comparison_text, said_text
from index.model import Span
from retrieval.answer import Excerpt
from retrieval.compare import Comparison, Side
from retrieval.said import SaidPage
from retrieval.verdict import Differing, Match, Verdict

CRACKS = "We counted 38 cracks in the spillway"
SAID = "What did Marta Kessling say about the spillway?"


@asynccontextmanager
async def desk_of(news: Newsroom, **more: Any) -> AsyncIterator[Desk]:
    async with running(newsroom=news.service, **more) as desk:  # type: ignore[arg-type]
        desk.server.make.date = int(news.clock().timestamp())
        yield desk


async def says(desk: Desk, text: str, **more: Any) -> Json:
    """The bot's message in reply to what is written in private."""
    before = len(desk.server.sent(READER))
    await desk.server.post(desk.server.make.private(READER, text, **more))
    await desk.server.answers(before + 1, READER)
    return newest(desk)


def newest(desk: Desk, chat: int = READER) -> Json:
    return desk.server.messages[chat, max(number for place, number in desk.server.messages if place == chat)]


def words(message: Json) -> list[str]:
    return [words_of(message["text"], mark) for mark in message.get("entities", []) if "blockquote" in mark["type"]]


def labels(message: Json) -> list[str]:
    return [b["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row]


async def presses(desk: Desk, message: Json, label: str) -> Json:
    before = len(desk.server.calls("editMessageText"))
    await desk.server.press(INES, message, label)
    await desk.server.until(lambda: len(desk.server.calls("editMessageText")) > before)
    return newest(desk)


async def test_a_changed_number_is_called_out_before_the_source_is_shown(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        told = await says(desk, "/verify “We counted 83 cracks in the spillway,” said Marta Kessling")
    assert told["text"].startswith("Altered")
    assert told["text"].index("number: “83” is “38”") < told["text"].index(words(told)[0])
    assert CRACKS in words(told)[0]


@pytest.mark.parametrize("how", ["typed", "replied to", "quoted"])
async def test_words_are_verified_wherever_they_stand(news: Newsroom, how: str) -> None:
    async with desk_of(news) as desk:
        make = desk.server.make
        earlier = make.private(READER, f"“{CRACKS},” said Marta Kessling")["message"]
        more: Json = {} if how == "typed" else {"reply_to_message": earlier}
        if how == "quoted":
            earlier["text"] = f"Nothing that anybody ever said. {CRACKS}"
            more["quote"] = {"text": CRACKS, "position": 32}
        told = await says(desk, f"/verify “{CRACKS}”" if how == "typed" else "/verify", **more)
    assert told["text"].startswith("Exact")
    assert "Orvane Ledger" in told["text"]


async def test_in_a_group_anybody_s_message_is_verified(news: Newsroom) -> None:
    async with desk_of(news, privacy=False) as desk:
        make = desk.server.make
        earlier = make.said(GROUP, INES, f"“{CRACKS}”")["message"]
        await desk.server.post(make.said(GROUP, INES, f"/verify@{BOT_NAME}", reply_to_message=earlier))
        await desk.server.answers(1, GROUP["id"])
        assert newest(desk, GROUP["id"])["text"].startswith("Exact")


async def test_words_that_nobody_said_are_not_found_and_nothing_is_how(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        assert (await says(desk, "/verify Elephants paint the moon at midnight"))["text"].startswith("Not found")
        assert (await says(desk, "/verify"))["text"] == HOW_TO_VERIFY


async def test_everything_that_somebody_said_comes_in_pages(news: Newsroom) -> None:
    said = "“The {} gate is rusty,” said Marta Kessling, the chief engineer, about the {} gate.\n"
    names = ("north", "south", "east", "west")
    records = [
        {"id": each, "published": f"2031-04-0{n}", "text": said.format(each, each)} for n, each in enumerate(names, 1)
    ]
    news.write_records(*records, name="gates.jsonl")
    await news.index()
    async with desk_of(news) as desk:
        first = await says(desk, "/quotes Kessling")
        assert first["text"].startswith("Marta Kessling: 1–3 of 5, newest first")
        assert [each for each in names if each in first["text"]] == ["south", "east", "west"]
        second = await presses(desk, first, "More (2) ›")
        assert "north gate" in second["text"]
        assert CRACKS in second["text"]
        assert labels(second) == ["‹ First", "Context", "Report"]
        await desk.server.press(INES, second, "Report")
        await desk.server.until(lambda: bool(desk.server.calls("editMessageReplyMarkup")))
        asked = newest(desk)
        assert labels(asked) == ["‹ First", "1", "2", "‹ Cancel"], "the way to the other pages stays"
        await desk.server.press(INES, asked, "‹ Cancel")
        await desk.server.until(lambda: len(desk.server.calls("editMessageReplyMarkup")) > 1)
        second = newest(desk)
        assert labels(second) == ["‹ First", "Context", "Report"]
        await news.service.retract("west")
        assert "west gate" not in (await presses(desk, second, "‹ First"))["text"]
        assert (await says(desk, "/quotes Ottilie Nobody"))["text"] == NOBODY
        topic = (await says(desk, "/quotes Kessling about the cracks"))["text"]
        assert topic.startswith("Marta Kessling about the cracks: 1–1 of 1, the earliest first")
        nobody = (await says(desk, "/quotes Ottilie Nobody about the cracks"))["text"]
        assert nobody.startswith("Nobody called “Ottilie Nobody” is quoted")
        assert (await says(desk, "/quotes"))["text"] == HOW_TO_QUOTE


async def test_who_is_quoted_how_often_comes_as_a_picture_with_a_list(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        await desk.server.post(desk.server.make.private(READER, "/voices 2031"))
        await desk.server.until(lambda: bool(desk.server.calls("sendPhoto")))
        (call,) = desk.server.calls("sendPhoto")
        assert "1. Marta Kessling: " in str(call.fields["caption"])
        assert "2 outlets" in str(call.fields["caption"])
        assert "Brandvold" not in str(call.fields["caption"]), "she was quoted in 2030"
        await desk.server.until(lambda: desk.server.pending == 0)
        assert (await says(desk, "/voices 1999"))["text"] == NOBODY_AT_ALL
        assert "no period" in (await says(desk, "/voices soonish"))["text"]


async def test_a_picture_that_is_refused_leaves_its_list_and_one_in_doubt_is_not_said_again(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        desk.server.fail("sendPhoto", Status(400, "Bad Request: IMAGE_PROCESS_FAILED"))
        assert "1. Marta Kessling: " in (await says(desk, "/voices 2031"))["text"]
        desk.server.fail("sendPhoto", Dropped(done=True))
        await desk.server.post(desk.server.make.private(READER, "/voices 2031"))
        await desk.server.until(lambda: bool(desk.server.calls("setMessageReaction")))
        assert "Write" in (await says(desk, "/quotes"))["text"]
    assert len(desk.server.sent(READER)) == 2


async def test_outlets_stand_side_by_side(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        told = await says(desk, "/compare How many cracks were counted in the spillway?")
    assert told["text"].index("Orvane Ledger") >= 0
    assert "Tern Wire" in told["text"]
    assert "Does not say: The Lisvar Mail." in told["text"]
    assert all(CRACKS in each for each in words(told))


AROUND = ("needs new drains before winter", "must begin this summer")
WITH_EXCERPTS = {
    "/verify": f"/verify “{CRACKS},” said Marta Kessling",
    "/quotes": "/quotes Kessling",
    "/compare": "/compare How many cracks were counted in the spillway?",
}


@pytest.mark.parametrize("command", WITH_EXCERPTS)
async def test_context_stands_below_whatever_shows_an_excerpt_which_stays_as_it_is(
    news: Newsroom, command: str
) -> None:
    async with desk_of(news) as desk:
        told = await says(desk, WITH_EXCERPTS[command])
        assert labels(told)[:2] == ["Context", "Report"]
        await desk.server.press(INES, told, "Context")
        (_, around) = await desk.server.answers(2, READER)
        assert around.text.startswith("In context")
        assert any(each in around.text and each not in told["text"] for each in AROUND)
        assert around.fields["reply_parameters"]["message_id"] == told["message_id"]
        assert desk.server.calls("editMessageText") == []
        for source in ("dam-ledger", "dam-wire"):
            await news.service.retract(source)
        await desk.server.press(INES, told, "Context")
        gone = (await desk.server.answers(3, READER))[2].text
        assert not any(each in gone for each in AROUND)


@pytest.mark.parametrize("command", WITH_EXCERPTS)
async def test_an_excerpt_is_reported_wherever_it_is_shown(news: Newsroom, command: str) -> None:
    async with desk_of(news) as desk:
        await desk.server.post(desk.server.make.private(ADMIN, "/start"))
        await desk.server.answers(1, ADMIN)
        told = await says(desk, WITH_EXCERPTS[command])
        assert told["from"]["id"] == BOT_ID
        for label in ("Report", "1", "Wrong speaker"):
            before = len(desk.server.calls("editMessageReplyMarkup"))
            if label not in labels(newest(desk)):
                continue  # a single excerpt needs no choice
            await desk.server.press(INES, newest(desk), label)
            await desk.server.until(lambda now=before: len(desk.server.calls("editMessageReplyMarkup")) > now)  # type: ignore[misc]
        (_, report) = await desk.server.answers(2, ADMIN)
        assert report.text.startswith("Report 1: wrong speaker")
        assert CRACKS in report.text
        assert labels(newest(desk))[:2] == ["Context", "Report"]


async def test_a_reply_to_a_verdict_is_a_question_of_its_own(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        verdict = await says(desk, WITH_EXCERPTS["/verify"])
        assert "Read as" not in (await says(desk, "and Benno Achtel?", **reply_to(verdict)))["text"]
        compared = await says(desk, WITH_EXCERPTS["/compare"])
        assert "Achtel" in (await says(desk, "what did Benno Achtel say?", **reply_to(compared)))["text"]


async def test_a_chat_without_coverage_is_not_told_that_nothing_is_found(news: Newsroom) -> None:
    async with desk_of(news, default_desks=()) as desk:
        for command in (f"/verify {CRACKS}", "/quotes Kessling", "/voices", "/compare How many cracks?"):
            told = (await says(desk, command))["text"]
            assert not told.startswith("Not found")
            assert told not in {NOBODY, NOBODY_AT_ALL}


async def test_a_command_counts_as_a_question(news: Newsroom) -> None:
    async with desk_of(news, questions_per_user_hour=1) as desk:
        await says(desk, f"/verify {CRACKS}")
        assert "used up" in (await says(desk, "/quotes Kessling"))["text"]


def reply_to(message: Json) -> Json:
    """As an app sends it: the message that is answered, without what that answers."""
    return {"reply_to_message": {key: value for key, value in message.items() if key != "reply_to_message"}}


async def test_a_reply_to_an_answer_is_read_from_it_and_one_button_undoes_that(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        answered = await says(desk, SAID)
        assert answered["from"]["id"] == BOT_ID
        told = await says(desk, "what about Benno Achtel?", **reply_to(answered))
        head = told["text"].split("\n")[0]
        assert head.startswith("Read as: ")
        assert "Benno Achtel" in head
        undone = await presses(desk, told, "Ask as typed")
        assert "Read as" not in undone["text"]
        assert "Ask as typed" not in labels(undone)


async def test_a_follow_up_to_a_follow_up_goes_on_and_keeps_its_heading_on_every_page(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        second = await says(desk, "and Benno Achtel?", **reply_to(await says(desk, SAID)))
        context = await presses(desk, second, "Sources")
        back = await presses(desk, context, "‹ Back to the answer")
        assert back["text"].startswith("Read as: ")
        assert labels(back) == labels(second)
        third = await says(desk, "and Dario Fenn?", **reply_to(back))
        assert "Dario Fenn" in third["text"].split("\n")[0]


async def test_a_question_of_its_own_stays_one_wherever_it_stands(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        answered = await says(desk, SAID)
        for more in (reply_to(answered), {}):
            told = await says(desk, "What did Benno Achtel say about coughing?", **more)
            assert "Read as" not in told["text"]
            assert CHOIR["outlet"] in told["text"]
        assert "Read as" not in (await says(desk, "and Benno Achtel?"))["text"], "it replies to nothing"


async def test_what_a_follow_up_was_read_as_is_kept_without_a_word_of_an_article(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        await says(desk, "what about Benno Achtel?", **reply_to(await says(desk, SAID)))
        kept = b"".join(path.read_bytes() for path in desk.folder.glob("telegram*"))
    assert b"what about Benno Achtel?" in kept
    assert DAM["text"][50:90].encode() not in kept


differences = st.builds(
    Differing,
    kind=st.sampled_from(["changed", "dropped", "added", "left out", "filled in", "joined", "cut off"]),
    what=st.sampled_from(["number", "negation", "modal", "word", "qualifier"]),
    given=st.text(max_size=900),
    source=st.text(max_size=900),
    given_span=st.none(),
    source_span=st.none(),
)


@given(
    st.lists(st.tuples(excerpts(), st.lists(differences, max_size=9)), max_size=5), st.text(min_size=1, max_size=900)
)
def test_every_verdict_fits_in_one_message(drawn: list[tuple[Excerpt, list[Differing]]], cause: str) -> None:
    matches = tuple(Match(each, Span(0, 1), tuple(told)) for each, told in drawn)
    message, _ = verdict_text(Verdict("?", cause, "altered", cause, matches))
    assert message.fits
    assert message.text.startswith("Altered")


@given(st.lists(excerpts(), max_size=12), st.text(min_size=1, max_size=300))
def test_every_comparison_fits_and_names_each_outlet(drawn: list[Excerpt], outlet: str) -> None:
    sides = (
        *(Side(f"Outlet {n}", 0.5, each, None, outlet) for n, each in enumerate(drawn)),
        Side("Mute", 0.1, None, None, None),
    )
    message, _ = comparison_text(Comparison("?", sides, 3, 2, 1.0))
    assert message.fits
    assert all(side.outlet in message.text for side in sides)


@given(st.lists(excerpts(), min_size=1, max_size=3), st.integers(0, 50), st.text(min_size=1, max_size=900))
def test_every_page_fits_and_leads_on(drawn: list[Excerpt], start: int, name: str) -> None:
    message = said_text(
        name, SaidPage(((name, 3), ("Other", 1)), tuple(drawn), start, start + 9, cut=True), "AAAAAAAAAAAA"
    )
    assert message.fits
    (last,) = [button.data for row in message.keyboard for button in row if button.label.startswith("More")]
    assert last is not None
    assert start < int(last.rsplit(":", 1)[1]) <= start + len(drawn)
    assert json.dumps(last).isascii()


async def test_what_was_changed_is_said_once(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        told = await says(desk, "/verify “We counted 83 cracks in the spillway,” said Marta Kessling")
        assert told["text"].count("“83”") == 1


async def test_a_comparison_in_which_nobody_says_it_names_those_that_were_asked(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        told = await says(desk, "/compare Who will conduct the brass band in Quillon?")
        assert told["text"].startswith("The coverage does not say.")
        assert "Does not say" not in told["text"]
        assert "Asked: " in told["text"]
