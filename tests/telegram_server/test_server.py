"""The recording server, driven by clients that are not ours: it must behave as Telegram does towards them too."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from aiogram import Bot as AiogramBot
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.methods import TelegramMethod
from aiogram.types import MessageEntity
from telebot import asyncio_helper, types
from telebot.async_telebot import AsyncTeleBot

from telegram_server import BOT_ID, BOT_NAME, TOKEN, Chats, Flood, People, RecordingServer

READER = 5001
GROUP = Chats.supergroup(-1001)
INES = People.person(READER)


async def raw(server: RecordingServer, method: str, token: str = TOKEN, **fields: Any) -> tuple[int, dict[str, Any]]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/bot{token}/{method}", json=fields) as answer,
    ):
        return answer.status, await answer.json()


async def test_aiogram_can_ask_send_edit_and_poll(server: RecordingServer, aiogram: AiogramBot) -> None:
    assert (await aiogram.get_me()).username == BOT_NAME
    asked = await server.post(server.make.private(READER, "Who paid?"))
    (update,) = await aiogram.get_updates(timeout=1)
    assert update.update_id == asked["update_id"]
    assert update.message is not None
    sent = await aiogram.send_message(READER, "a😀b", entities=[MessageEntity(type="bold", offset=1, length=2)])
    assert sent.entities is not None
    edited = await aiogram.edit_message_text("new", chat_id=READER, message_id=sent.message_id)
    assert getattr(edited, "text", None) == "new"
    assert await aiogram.get_updates(offset=update.update_id + 1, timeout=0) == []
    assert server.violations == []


async def test_telebot_can_ask_and_send_with_its_own_kind_of_bodies(
    server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asyncio_helper, "API_URL", server.url + "/bot{0}/{1}")
    bot = AsyncTeleBot(TOKEN)
    try:
        assert (await bot.get_me()).id == BOT_ID
        await server.post(server.make.private(READER, "Who paid?"))
        (update,) = await bot.get_updates(timeout=1)
        assert update.message is not None
        assert update.message.text == "Who paid?"
        entity = types.MessageEntity(type="blockquote", offset=0, length=4)
        sent = await bot.send_message(READER, "text", entities=[entity])
        assert [mark.type for mark in sent.entities or []] == ["blockquote"]
    finally:
        await bot.close_session()  # type: ignore[no-untyped-call]  # the library does not say
    assert server.violations == []
    assert {call.content_type for call in server.calls("sendMessage")} != {"application/json"}


async def test_what_telegram_does_not_know_is_not_found(server: RecordingServer, aiogram: AiogramBot) -> None:
    assert (await raw(server, "sendMesage", chat_id=READER, text="x"))[0] == 404
    assert (await raw(server, "getMe", token="nonsense"))[0] == 404  # noqa: S106 - opens nothing

    class Misspelt(TelegramMethod[bool]):
        __returning__ = bool
        __api_method__ = "sendMesage"

    with pytest.raises(TelegramNotFound):
        await aiogram(Misspelt())


async def test_another_bots_token_is_unauthorized(server: RecordingServer, aiogram: AiogramBot) -> None:
    server.token = "1:other"  # noqa: S105 - opens nothing
    with pytest.raises(TelegramUnauthorizedError):
        await aiogram.get_me()


async def test_a_flood_limit_is_told_as_telegram_tells_it(server: RecordingServer, aiogram: AiogramBot) -> None:
    server.chats[READER] = Chats.private(READER)
    server.fail("sendMessage", Flood(7))
    with pytest.raises(TelegramRetryAfter) as caught:
        await aiogram.send_message(READER, "x")
    assert caught.value.retry_after == 7


def quote(offset: int, length: int, kind: str = "blockquote") -> MessageEntity:
    return MessageEntity(type=kind, offset=offset, length=length)


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("", []),
        ("\u200b\u200f", []),
        ("a" * 4097, []),
        ("😀" * 2049, []),
        ("abc", [quote(1, 3)]),
        ("😀", [quote(1, 1)]),
        ("abc", [quote(0, 3), quote(1, 1, "expandable_blockquote")]),
        ("abc", [MessageEntity(type="text_link", offset=0, length=3, url="nonsense")]),
    ],
)
async def test_texts_that_telegram_refuses_are_refused(
    server: RecordingServer, aiogram: AiogramBot, text: str, entities: list[MessageEntity]
) -> None:
    server.chats[READER] = Chats.private(READER)
    with pytest.raises(TelegramBadRequest):
        await aiogram.send_message(READER, text, entities=entities)
    assert server.sent() == []


async def test_the_hundred_and_first_entity_is_dropped_without_a_word(
    server: RecordingServer, aiogram: AiogramBot
) -> None:
    server.chats[READER] = Chats.private(READER)
    sent = await aiogram.send_message(READER, "a" * 101, entities=[quote(n, 1, "bold") for n in range(101)])
    assert len(sent.entities or []) == 100


async def test_a_second_poll_ends_the_first(server: RecordingServer) -> None:
    first = asyncio.create_task(raw(server, "getUpdates", timeout=50))
    await server.until(lambda: server.polls == 1)
    second = asyncio.create_task(raw(server, "getUpdates", timeout=50))
    assert (await first)[0] == 409
    await server.post(server.make.private(READER, "Who paid?"))
    assert (await second)[0] == 200


async def test_an_update_is_kept_until_it_is_confirmed(server: RecordingServer) -> None:
    update = await server.post(server.make.private(READER, "Who paid?"))
    for _ in range(2):
        assert [u["update_id"] for u in (await raw(server, "getUpdates"))[1]["result"]] == [update["update_id"]]
    assert (await raw(server, "getUpdates", offset=update["update_id"] + 1))[1]["result"] == []


async def test_privacy_mode_gives_the_bot_only_what_is_meant_for_it(server: RecordingServer) -> None:
    for text in ("talk", f"@{BOT_NAME} talk", "/ask x", "/ask@other_bot x", f"/ask@{BOT_NAME}2 x"):
        await server.post(server.make.said(GROUP, INES, text))
    assert server.pending == 0
    await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} x"))
    assert server.pending == 1
    _, sent = await raw(server, "sendMessage", chat_id=GROUP["id"], text="answer")
    await server.post(server.make.said(GROUP, INES, "/ask y"))
    await server.post(server.make.said(GROUP, INES, "and?", reply_to_message=sent["result"]))
    assert server.pending == 3


async def test_malformed_requests_and_updates_are_noticed(server: RecordingServer) -> None:
    server.chats[READER] = Chats.private(READER)
    await raw(server, "sendMessage", chat_id=READER, text="x", link_previews="off")
    assert len(server.violations) == 1
    await raw(server, "sendMessage", chat_id=READER, text="x", entities=json.dumps([{"type": "bold", "offset": "?"}]))
    assert len(server.violations) > 1
    before = len(server.violations)
    await server.post({"update_id": 1, "message": {"message_id": "one", "chat": GROUP}})
    assert len(server.violations) > before
