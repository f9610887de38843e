"""Buttons: pressed twice, late, by others, in another chat, after a restart, after a retraction."""

from __future__ import annotations

import pytest
from newsroom_support import Newsroom
from scenario_support import Play, everything_said, ours
from telegram_server import BOT_NAME, Status
from telegram_server.updates import Json
from telegram_support import ADMIN, CHIEF, GROUP, INES, READER, Desk

QUESTION = "How many cracks were counted in the spillway?"
WORDS = "38 cracks"
AROUND = "The old dam above the town needs new drains before winter."
OLD = Status(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")


async def answered(desk: Desk, chat_id: int = READER) -> Json:
    """The answer to a question, with its buttons."""
    server = desk.server
    if chat_id == READER:
        await server.post(server.make.private(READER, QUESTION))
    else:
        await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {QUESTION}"))
    await server.answers(1, chat_id)
    message = ours(server, chat_id)[-1]
    assert WORDS in message["text"]
    assert AROUND not in message["text"], "so that a button has something to show"
    return message


async def clicked(desk: Desk, times: int) -> None:
    await desk.server.until(lambda: len(desk.server.calls("answerCallbackQuery")) >= times)


async def shows(desk: Desk, words: str, chat_id: int = READER) -> None:
    await desk.server.until(lambda: words in ours(desk.server, chat_id)[-1]["text"])


async def test_every_button_answers_its_click_and_sends_no_new_message(play: Play, news: Newsroom) -> None:
    async with play(newsroom=news.service) as desk:
        server = desk.server
        message = await answered(desk)
        rows = message["reply_markup"]["inline_keyboard"]
        labels = [button["text"] for row in rows for button in row if "callback_data" in button]
        assert {"Context", "Sources", "👍", "👎", "Report"} <= set(labels)
        for number, label in enumerate(labels, start=1):
            await server.press(INES, message, label)
            await clicked(desk, number)
        assert {call.status for call in server.calls("answerCallbackQuery")} == {200}
    assert len(server.sent(READER)) == 1
    assert {call.status for call in server.calls("editMessageText")} <= {200, 400}


async def test_a_double_click_shows_the_same_once_and_is_no_error(play: Play, news: Newsroom) -> None:
    async with play(newsroom=news.service) as desk:
        server = desk.server
        message = await answered(desk)
        for _ in range(3):
            await server.press(INES, message, "Context")
        await clicked(desk, 3)
        await shows(desk, AROUND)
        assert {call.status for call in server.calls("answerCallbackQuery")} == {200}
    assert len(server.sent(READER)) == 1


async def test_a_click_that_telegram_calls_too_old_still_does_its_work(play: Play, news: Newsroom) -> None:
    async with play(newsroom=news.service) as desk:
        server = desk.server
        message = await answered(desk)
        server.fail("answerCallbackQuery", OLD)
        await server.press(INES, message, "Context")
        await shows(desk, AROUND)
    assert len(server.sent(READER)) == 1


async def test_anybody_in_the_group_may_press(play: Play, news: Newsroom) -> None:
    async with play(newsroom=news.service) as desk:
        message = await answered(desk, GROUP["id"])
        await desk.server.press(CHIEF | {"id": 777_001}, message, "Context")
        await shows(desk, AROUND, GROUP["id"])


@pytest.mark.parametrize("label", ["Context", "Sources"])
async def test_buttons_work_after_a_restart(play: Play, news: Newsroom, label: str) -> None:
    async with play(newsroom=news.service) as desk:
        server = desk.server
        message = await answered(desk)
        await desk.close()
        async with play(server=server, folder=desk.folder, newsroom=news.service):
            await server.press(INES, message, label)
            await server.until(lambda: ours(server, READER)[-1]["text"] != message["text"])
            assert "Orvane Ledger" in ours(server, READER)[-1]["text"]


async def test_a_key_opens_nothing_in_another_chat(play: Play, news: Newsroom) -> None:
    """Somebody who has seen a key (in an export, on a screen) presses it under a message of another chat."""
    async with play(newsroom=news.service) as desk:
        server = desk.server
        message = await answered(desk)
        data = {
            button["text"]: button["callback_data"]
            for row in message["reply_markup"]["inline_keyboard"]
            for button in row
            if "callback_data" in button
        }
        elsewhere = await answered(desk, GROUP["id"])
        for number, label in enumerate(("Context", "Sources"), start=1):
            await server.post(server.make.pressed(INES, elsewhere, data[label]))
            await clicked(desk, number)
    assert ours(server, GROUP["id"])[-1]["text"] == elsewhere["text"]
    assert AROUND not in everything_said(server)


@pytest.mark.parametrize("data", ["x", "0" * 64, "AAAAAAAA:c:0:1", "é" * 32, "AAAAAAAA:a:999:999", ":::"])
async def test_a_made_up_key_is_answered_and_shows_nothing(play: Play, news: Newsroom, data: str) -> None:
    async with play(newsroom=news.service) as desk:
        server = desk.server
        message = await answered(desk)
        await server.post(server.make.pressed(INES, message, data))
        await clicked(desk, 1)
    assert ours(server, READER)[-1]["text"] == message["text"]
    assert len(server.sent()) == 1


async def test_what_was_retracted_meanwhile_is_shown_by_no_button(play: Play, news: Newsroom) -> None:
    async with play(newsroom=news.service) as desk:
        server = desk.server
        message = await answered(desk)
        for source in ("dam-ledger", "dam-wire"):
            await news.service.retract(source)
        before = len(server.requests)
        for number, label in enumerate(("Context", "Sources"), start=1):
            await server.press(INES, message, label)
            await clicked(desk, number)
    said = " ".join(str(call.fields) for call in server.requests[before:])
    assert AROUND not in said
    assert WORDS not in said


async def test_a_stranger_whose_chat_was_shut_out_meanwhile_sees_nothing_more(play: Play, news: Newsroom) -> None:
    async with play(newsroom=news.service) as desk:
        server = desk.server
        message = await answered(desk)
        await desk.close()
        async with play(server=server, folder=desk.folder, newsroom=news.service, allowed_chats=()):
            await server.press(INES, message, "Context")
            await server.until(lambda: server.pending == 0)
            await server.post(server.make.private(ADMIN, "/help"))
            await server.answers(1, ADMIN)
    assert AROUND not in everything_said(server)
    assert not server.calls("editMessageText")  # not even that it is gone: whoever is outside is told nothing
