"""What a reader reports reaches the editors, is mended by one tap or one name, and the reader hears of it once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from newsroom_support import Newsroom
from telegram_server import BOT_NAME
from telegram_server.updates import Json
from telegram_support import ADMIN, CHIEF, GROUP, INES, READER, SECOND_ADMIN, Desk, running

from bot.telegram.reports import DECIDED_ALREADY, HOW_TO_NAME, NO_SUCH, NONE_OPEN
from bot.telegram.state import open_state
from bot.telegram.tables import doors

EDITOR = 5004
QUESTION = "What did Benno Achtel say about coughing?"
SAID = "Nobody coughed"


@asynccontextmanager
async def desk_of(news: Newsroom, editor_sees: list[str] | None = None) -> AsyncIterator[Desk]:
    async with running(newsroom=news.service) as desk:  # type: ignore[arg-type]
        desk.server.make.date = int(news.clock().timestamp())
        async with await open_state(desk.folder) as state:
            await state.write(doors.let_in, EDITOR, "editor", 1.0, None)
            if editor_sees is not None:
                await state.write(doors.bind, EDITOR, editor_sees)
        for person in (ADMIN, SECOND_ADMIN, EDITOR):
            await desk.server.post(desk.server.make.private(person, "/help"))
            await desk.server.answers(1, person)
        yield desk


def newest(desk: Desk, chat: int) -> Json:
    return desk.server.messages[chat, max(number for place, number in desk.server.messages if place == chat)]


async def press(desk: Desk, message: Json, label: str, author: Json = INES) -> str:
    before = len(desk.server.calls("answerCallbackQuery"))
    await desk.server.press(author, message, label)
    await desk.server.until(lambda: len(desk.server.calls("answerCallbackQuery")) > before)
    await desk.server.until(lambda: desk.server.pending == 0)
    return str(desk.server.calls("answerCallbackQuery")[-1].fields.get("text", ""))


async def reported(desk: Desk, *, group: bool = False, kind: str = "Wrong speaker") -> Json:
    """An answer whose excerpt was reported; what an editor is told."""
    chat, make = GROUP["id"] if group else READER, desk.server.make
    before = len(desk.server.sent(chat))
    asked = make.said(GROUP, INES, f"/ask@{BOT_NAME} {QUESTION}") if group else make.private(READER, QUESTION)
    await desk.server.post(asked)
    await desk.server.answers(before + 1, chat)
    told = len(desk.server.sent(ADMIN))
    await press(desk, newest(desk, chat), "Report")
    await desk.server.until(lambda: kind in labels(newest(desk, chat)))
    await press(desk, newest(desk, chat), kind)
    await desk.server.answers(told + 1, ADMIN)
    return newest(desk, ADMIN)


def labels(message: Json) -> list[str]:
    return [b["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row]


async def outcome(desk: Desk, chat: int = READER, so_far: int = 1) -> str:
    await desk.server.answers(so_far + 1, chat)
    return str(newest(desk, chat)["text"])


async def whose(news: Newsroom) -> list[str | None]:
    return [line["speaker"] for line in await news.service.quotes(news.scope(), source="choir") if SAID in line["text"]]


async def says(desk: Desk, person: int, text: str, **more: Json) -> str:
    before = len(desk.server.sent(person))
    await desk.server.post(desk.server.make.private(person, text, **more))
    await desk.server.answers(before + 1, person)
    return str(newest(desk, person)["text"])


async def test_editors_and_admins_get_it_and_one_tap_takes_the_quotation_out(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        told = await reported(desk, kind="Not a quotation")
        await desk.server.answers(2, EDITOR)
        message = newest(desk, EDITOR)
        assert message["text"] == told["text"]
        assert message["text"].startswith("Report 1: not a quotation")
        await press(desk, message, "Not a quotation", CHIEF | {"id": EDITOR})
        assert "it is no quotation" in await outcome(desk)
        assert await whose(news) == []
        await desk.server.until(lambda: "not a quotation any more" in newest(desk, EDITOR)["text"])
        assert labels(newest(desk, EDITOR)) == []
        assert await press(desk, newest(desk, ADMIN), "Dismiss", CHIEF) == DECIDED_ALREADY
    assert len(desk.server.sent(READER)) == 2, "the outcome is told once"
    (made,) = await news.service.corrections.log()
    assert made.correction.who == f"telegram:{EDITOR}"


@pytest.mark.parametrize("how", ["command", "command as a reply", "reply"])
async def test_the_speaker_is_set_by_a_name(news: Newsroom, how: str) -> None:
    async with desk_of(news) as desk:
        told = await reported(desk)
        assert "Set the speaker" in labels(told)
        reply = {"reply_to_message": told}
        if how == "command":
            said = await says(desk, ADMIN, "/speaker 1 Lina Ferrow")
        elif how == "reply":
            said = await says(desk, ADMIN, "Lina Ferrow", **reply)
        else:
            said = await says(desk, ADMIN, "/speaker Lina Ferrow", **reply)
        assert said == "Report 1: the speaker was corrected."
        assert "corrected the speaker" in await outcome(desk)
        assert await whose(news) == ["Lina Ferrow"]
        assert await says(desk, ADMIN, "/speaker 1 Somebody Else") == DECIDED_ALREADY
    assert await whose(news) == ["Lina Ferrow"]


async def test_a_button_says_how_to_name_the_speaker(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        await press(desk, await reported(desk), "Set the speaker", CHIEF)
        await desk.server.answers(3, ADMIN)
        assert newest(desk, ADMIN)["text"] == HOW_TO_NAME
        assert await says(desk, ADMIN, "/speaker") == HOW_TO_NAME
        assert await says(desk, ADMIN, "/speaker 99 Lina Ferrow") == NO_SUCH


@pytest.mark.parametrize("has_written", [True, False])
async def test_what_is_dismissed_changes_nothing_and_the_reporter_is_told_where_that_is_possible(
    news: Newsroom, *, has_written: bool
) -> None:
    async with desk_of(news) as desk:
        if has_written:
            await says(desk, READER, "/help")
        told = await reported(desk, group=True)
        chat = READER if has_written else GROUP["id"]
        await press(desk, told, "Dismiss", CHIEF)
        assert "leave it as it is" in await outcome(desk, chat)
        assert await whose(news) == ["Benno Achtel"]
    assert len(desk.server.sent(GROUP["id"])) == (1 if has_written else 2)


async def test_everybody_who_reported_the_same_hears_of_it(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        await reported(desk)
        await press(desk, await reported(desk), "Mended", CHIEF)
        await desk.server.answers(4, READER)
        assert await says(desk, ADMIN, "/reports") == NONE_OPEN
    outcomes = [call.text for call in desk.server.sent(READER) if call.text.startswith("Your report")]
    assert len(outcomes) == 2, "each of the two reports was of a message of its own"


async def test_an_editor_of_another_desk_sees_none_of_it_and_decides_nothing(news: Newsroom) -> None:
    async with desk_of(news, editor_sees=["weather"]) as desk:
        told = await reported(desk)
        for text in ("/reports", "/speaker 1 Lina Ferrow"):
            assert await says(desk, EDITOR, text) in {NONE_OPEN, NO_SUCH}
        forged = desk.server.make.pressed(CHIEF | {"id": EDITOR}, newest(desk, EDITOR), "rep:n:1")
        await desk.server.post(forged)
        await desk.server.until(lambda: desk.server.pending == 0)
        heard = " ".join(call.text for call in desk.server.sent(EDITOR))
        assert "Report 1" not in heard
        assert SAID not in heard
        assert labels(told) == labels(newest(desk, ADMIN))
        assert await whose(news) == ["Benno Achtel"]
        assert "1 open report" in await says(desk, ADMIN, "/reports")


async def test_what_was_corrected_meanwhile_is_not_corrected_in_the_wrong_place(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        told = await reported(desk)
        await news.service.retract("choir")
        await press(desk, told, "Not a quotation", CHIEF)
        await desk.server.until(lambda: "Not done" in newest(desk, ADMIN)["text"])
        assert "1 open report" in await says(desk, ADMIN, "/reports")
    assert await news.service.corrections.log() == ()
    assert len(desk.server.sent(READER)) == 1


async def test_a_name_in_answer_to_something_else_is_a_question(news: Newsroom) -> None:
    """Even where the message it answers looks like a report: an article could begin like one."""
    async with desk_of(news) as desk:
        told = await reported(desk)
        await says(desk, ADMIN, "/help")
        looks_like_one = newest(desk, ADMIN) | {"text": told["text"]}
        await says(desk, ADMIN, "Lina Ferrow", reply_to_message=looks_like_one)
        assert await whose(news) == ["Benno Achtel"]


async def test_a_reader_decides_nothing(news: Newsroom) -> None:
    async with desk_of(news) as desk:
        await reported(desk)
        assert "editors" in await says(desk, READER, "/speaker 1 Lina Ferrow")
        data = {"rep:n:1", "rep:d:1"}
        for each in data:
            await desk.server.post(desk.server.make.pressed(INES, newest(desk, READER), each))
        await desk.server.until(lambda: desk.server.pending == 0)
        assert await whose(news) == ["Benno Achtel"]
