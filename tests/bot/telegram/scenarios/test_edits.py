"""An edited question changes its answer; a deleted one still gets it."""

from __future__ import annotations

import asyncio

from scenario_support import HELD, HOLD, OPENED, SCHOOLS, Play, ours
from telegram_server import BOT_NAME, Recorded
from telegram_server.text import words_of
from telegram_server.updates import Json
from telegram_support import GROUP, INES, READER


def words(message: Json) -> list[str]:
    return [words_of(message["text"], mark) for mark in message.get("entities", []) if "blockquote" in mark["type"]]


async def test_the_earlier_answer_is_edited_and_no_second_one_is_sent(play: Play) -> None:
    async with play() as desk:
        server = desk.server
        question = await server.post(server.make.private(READER, HOLD))
        await server.answers(1)
        await server.post(server.make.edited(question, SCHOOLS))
        await server.until(lambda: len(server.calls("editMessageText")) == 1)
        (message,) = ours(server, READER)
        assert words(message) == [OPENED]
        assert len(server.sent()) == 1


async def test_it_is_so_in_groups_too_and_however_often_it_is_edited(play: Play) -> None:
    async with play(privacy=False) as desk:
        server = desk.server
        question = await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {HOLD}"))
        await server.answers(1)
        for text in (SCHOOLS, HOLD, SCHOOLS):
            await server.post(server.make.edited(question, f"/ask@{BOT_NAME} {text}"))
        await server.until(lambda: len(server.calls("editMessageText")) == 3)
        (message,) = ours(server, GROUP["id"])
        assert words(message) == [OPENED]
        assert len(server.sent()) == 1


async def test_a_mended_command_is_answered_for_the_first_time(play: Play) -> None:
    """What was no question to us and becomes one by an edit has no answer that could be edited."""
    async with play(privacy=False) as desk:
        server = desk.server
        talk = await server.post(server.make.said(GROUP, INES, f"/aks@{BOT_NAME} {HOLD}"))
        await server.post(server.make.edited(talk, f"/ask@{BOT_NAME} {HOLD}"))
        await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {SCHOOLS}"))
        await server.until(lambda: any(words(message) == [OPENED] for message in ours(server, GROUP["id"])))
        held = [message for message in ours(server, GROUP["id"]) if words(message) == [HELD]]
        assert len(held) <= 1
        assert server.calls("editMessageText") == []


async def test_an_edit_that_changes_no_word_changes_nothing(play: Play) -> None:
    async with play() as desk:
        server = desk.server
        question = await server.post(server.make.private(READER, HOLD))
        await server.answers(1)
        await server.post(server.make.edited(question, HOLD))
        await server.post(server.make.private(READER, SCHOOLS))
        await server.answers(2)
        assert [call.status for call in server.calls("editMessageText")] in ([], [400])
        assert len(server.sent()) == 2


async def test_a_question_edited_while_it_is_answered_ends_with_the_answer_to_its_last_words(play: Play) -> None:
    async with play() as desk:
        server = desk.server
        gate = desk.newsroom.gates[HOLD] = asyncio.Event()
        question = await server.post(server.make.private(READER, HOLD))
        await server.until(lambda: server.polls > 1 or bool(server.attempts) or bool(desk.newsroom.questions))
        await server.post(server.make.edited(question, SCHOOLS))
        gate.set()
        await server.until(lambda: [words(message) for message in ours(server, READER)] == [[OPENED]])
    assert len(server.sent()) == 1


async def test_a_deleted_question_is_answered_and_an_edit_of_a_deleted_answer_is_not_an_error(play: Play) -> None:
    async with play() as desk:
        server = desk.server
        gate = desk.newsroom.gates[HOLD] = asyncio.Event()
        question = await server.post(server.make.private(READER, HOLD))
        del server.messages[READER, question["message"]["message_id"]]
        gate.set()
        await server.answers(1)
        (answer,) = ours(server, READER)
        del server.messages[READER, answer["message_id"]]
        await server.post(server.make.edited(question, SCHOOLS))
        await server.post(server.make.private(READER, HOLD))
        await server.until(lambda: any(words(message) == [HELD] for message in ours(server, READER)))
        assert all(known(call) for call in server.sent())


def known(call: Recorded) -> bool:
    """No line about a failure."""
    return "could not" not in call.text
