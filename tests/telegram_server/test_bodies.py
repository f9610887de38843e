"""However a client writes its request down, the server reads the same; however badly an answer fails, it is told."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
import telebot
from aiogram import Bot as AiogramBot
from aiogram.exceptions import ClientDecodeError
from aiogram.types import BufferedInputFile
from telebot import apihelper, types
from telebot.apihelper import ApiTelegramException

from telegram_server import TOKEN, Chats, Dropped, Garbage, Html, RecordingServer, Slow, Status

READER = 5001
ENTITIES = [{"type": "bold", "offset": 0, "length": 2}]


def form(entities: str) -> aiohttp.FormData:
    data = aiohttp.FormData({"chat_id": str(READER), "text": "Good morning"})
    data.add_field("entities", entities)
    return data


def multipart(entities: str) -> aiohttp.FormData:
    data = form(entities)
    data.add_field("unused", b"\x00\xff", filename="unused.bin")
    return data


@pytest.mark.parametrize("verb", ["GET", "POST"])
@pytest.mark.parametrize("body", ["query", "form", "multipart", "json"])
async def test_every_kind_of_body_under_get_and_post_is_read_alike(
    server: RecordingServer, verb: str, body: str
) -> None:
    server.chats[READER] = Chats.private(READER)
    marks = json.dumps(ENTITIES)
    kinds = {
        "query": {"params": {"chat_id": str(READER), "text": "Good morning", "entities": marks}},
        "form": {"data": form(marks)},
        "multipart": {"data": multipart(marks)},
        "json": {"json": {"chat_id": READER, "text": "Good morning", "entities": ENTITIES}},
    }
    url = f"{server.url}/bot{TOKEN}/SENDmessage"  # Telegram's methods are case-insensitive
    async with aiohttp.ClientSession() as session, session.request(verb, url, **kinds[body]) as answer:  # type: ignore[arg-type]
        assert answer.status == 200
    (sent,) = server.sent(READER)
    assert (sent.text, sent.fields["entities"], sent.method) == ("Good morning", ENTITIES, "sendMessage")
    assert bool(sent.files) == (body == "multipart")
    assert server.violations == []


@pytest.mark.parametrize("body", ["{", "[1]", '"text"'])
async def test_a_broken_json_body_is_refused_and_not_a_crash(server: RecordingServer, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{server.url}/bot{TOKEN}/sendMessage", data=body) as answer,
    ):
        assert (answer.status, (await answer.json())["ok"]) == (400, False)


async def test_aiogram_uploads_a_document_as_multipart(server: RecordingServer, aiogram: AiogramBot) -> None:
    server.chats[READER] = Chats.private(READER)
    await aiogram.send_document(READER, BufferedInputFile(b"\x00article", "article.txt"), caption="one article")
    (call,) = server.calls("sendDocument")
    assert call.content_type == "multipart/form-data"
    assert list(call.files.values()) == [b"\x00article"]


async def test_the_blocking_telebot_asks_sends_presses_and_is_refused(
    server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apihelper, "API_URL", server.url + "/bot{0}/{1}")
    monkeypatch.setattr(apihelper, "SESSION_TIME_TO_LIVE", 0)
    bot = telebot.TeleBot(TOKEN, threaded=False)
    await server.post(server.make.private(READER, "Who paid?"))

    def drive() -> None:
        (update,) = bot.get_updates(timeout=1)
        markup = types.InlineKeyboardMarkup([[types.InlineKeyboardButton("More", callback_data="1")]])
        assert update.message is not None
        sent = bot.send_message(update.message.chat.id, "x", reply_markup=markup)
        assert sent.reply_markup is not None
        assert sent.reply_markup.keyboard[0][0].callback_data == "1"
        with pytest.raises(ApiTelegramException, match="too long"):
            bot.send_message(READER, "x" * 4097)
        apihelper._get_req_session(reset=True).close()  # type: ignore[no-untyped-call]  # the library does not say

    await asyncio.to_thread(drive)
    assert server.violations == []


@pytest.mark.parametrize("done", [True, False])
async def test_garbage_under_status_200_says_nothing_about_whether_it_was_done(
    server: RecordingServer, aiogram: AiogramBot, *, done: bool
) -> None:
    server.chats[READER] = Chats.private(READER)
    server.fail("sendMessage", Garbage(done=done))
    with pytest.raises(ClientDecodeError):
        await aiogram.send_message(READER, "x")
    assert len(server.sent()) == int(done)


async def test_failures_look_as_they_do_on_the_wire(server: RecordingServer) -> None:
    server.chats[READER] = Chats.private(READER)
    slow = Slow()
    for fault in (Html(), Status(500, "Internal Server Error"), Dropped(done=True), slow):
        server.fail("sendMessage", fault)
    url, fields = f"{server.url}/bot{TOKEN}/sendMessage", {"chat_id": READER, "text": "x"}
    async with aiohttp.ClientSession() as session:
        async with session.post(url, json=fields) as page:
            assert (page.status, page.content_type) == (502, "text/html")
        async with session.post(url, json=fields) as refused:
            assert (await refused.json())["error_code"] == 500
        with pytest.raises(aiohttp.ClientError):
            await session.post(url, json=fields)
        with pytest.raises(TimeoutError):
            await session.post(url, json=fields, timeout=aiohttp.ClientTimeout(total=0.1))
        assert len(server.sent()) == 2, "the dropped and the slow one were carried out"
        slow.release.set()
