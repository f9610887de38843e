"""Blocked, kicked, without the right to write: the answer is given up, the bot goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from scenario_support import HELD, HOLD, Play, quotes
from telegram_server import BOT_NAME, RecordingServer
from telegram_support import ADMIN, GROUP, INES, READER


def block(server: RecordingServer) -> None:
    server.telegram.shut[READER] = "Forbidden: bot was blocked by the user"


def kick(server: RecordingServer) -> None:
    server.telegram.shut[GROUP["id"]] = "Forbidden: bot was kicked from the supergroup chat"


def mute(server: RecordingServer) -> None:
    server.telegram.mute.add(GROUP["id"])


DOORS: dict[str, tuple[Callable[[RecordingServer], None], int]] = {
    "blocked": (block, READER),
    "kicked": (kick, GROUP["id"]),
    "no right to write": (mute, GROUP["id"]),
}


@pytest.mark.parametrize("door", DOORS)
async def test_a_chat_that_cannot_be_written_to_is_tried_once_and_left_alone(play: Play, door: str) -> None:
    shut, chat_id = DOORS[door]
    async with play() as desk:
        server = desk.server
        shut(server)
        if chat_id == READER:
            await server.post(server.make.private(READER, HOLD))
        else:
            await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {HOLD}"))
        await server.until(lambda: len(server.calls("sendMessage")) == 1)
        await server.post(server.make.private(ADMIN, HOLD))
        (sent,) = await server.answers(1)
        assert (sent.chat_id, quotes(sent)) == (ADMIN, [HELD])
    refused = [call for call in server.calls("sendMessage") if call.chat_id == chat_id]
    assert [call.status for call in refused] in ([403], [400], [400, 400])


async def test_whoever_lets_the_bot_in_again_is_answered_again(play: Play) -> None:
    async with play() as desk:
        server = desk.server
        block(server)
        await server.post(server.make.private(READER, HOLD))
        await server.until(lambda: len(server.calls("sendMessage")) == 1)
        await server.post(server.make.membership(server.chats[READER], INES, "member", "kicked"))
        await server.post(server.make.membership(server.chats[READER], INES, "kicked", "member"))
        server.telegram.shut.clear()
        await server.post(server.make.private(READER, HOLD))
        assert [quotes(sent) for sent in await server.answers(1)] == [[HELD]]
