"""Each failure of a call, and what becomes of the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram_server import (
    BOT_NAME,
    TOKEN,
    Chats,
    Dropped,
    Fault,
    Flood,
    Html,
    RecordingServer,
    Slow,
    Status,
)
from telegram_support import ADMIN, GROUP, INES, READER, Desk, HandClock, SmallNewsroom, running, settle

from bot.telegram.failures import Verdict, judge
from bot.telegram.http import AiohttpRequest, NotSentError
from bot.telegram.layout import Mark, Rendered, plain
from bot.telegram.people import People
from bot.telegram.sending import Place, Sender
from config.settings import TelegramSettings

HOLD = "Will the breakwater hold?"
SCHOOLS = "When do the schools open?"


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (InvalidToken(), Verdict.WRONG_TOKEN),
        (Conflict("terminated by other getUpdates request"), Verdict.SECOND_INSTANCE),
        (Forbidden("bot was blocked by the user"), Verdict.CHAT_GONE),
        (ChatMigrated(-1002), Verdict.CHAT_MOVED),
        (RetryAfter(3), Verdict.FLOOD),
        (BadRequest("message is too long"), Verdict.REFUSED),
        (NetworkError("Bad Gateway (502)"), Verdict.NOT_DONE),
        (NetworkError("Internal Server Error"), Verdict.NOT_DONE),
        (NetworkError("Gateway Timeout (504)"), Verdict.PERHAPS_DONE),
        (NotSentError("nothing was sent"), Verdict.NOT_DONE),
        (caused(NetworkError("x"), aiohttp.ServerDisconnectedError()), Verdict.PERHAPS_DONE),
        (caused(NetworkError("x"), aiohttp.ClientOSError()), Verdict.PERHAPS_DONE),
        (caused(TelegramError("Invalid server response"), ValueError()), Verdict.PERHAPS_DONE),
        (TimedOut(), Verdict.PERHAPS_DONE),
        (TelegramError("never heard of"), Verdict.PERHAPS_DONE),
    ],
)
def test_each_failure_has_one_verdict(error: TelegramError, verdict: Verdict) -> None:
    assert judge(error) is verdict


@asynccontextmanager
async def sender(server: RecordingServer, clock: HandClock, *, patience: float = 20.0) -> AsyncIterator[Sender]:
    """A sender that waits so many seconds for Telegram's answer."""
    request = AiohttpRequest(connections=4, read_seconds=patience)
    bot = Bot(TOKEN, base_url=f"{server.url}/bot", request=request)
    people = People(TelegramSettings(allowed_chats=(READER, GROUP["id"])))
    await request.initialize()
    try:
        yield Sender(bot, people, clock)
    finally:
        await request.shutdown()


async def attempts(fault: Fault, *, times: int = 1, patience: float = 20.0) -> tuple[int, int]:
    """How often a message was tried, and how often it arrived, when its first calls fail in that way."""
    clock = HandClock()
    async with RecordingServer() as server, sender(server, clock, patience=patience) as out:
        server.chats[READER] = Chats.private(READER)
        server.fail("sendMessage", fault, times=times)
        sending = asyncio.create_task(out.send(Place(READER), plain("Good morning")))
        while not sending.done():
            await clock.advance(1)
            await asyncio.sleep(0.001)
        return len(server.calls("sendMessage")), len(server.sent())


@pytest.mark.parametrize("fault", [Html(), Status(500, "Internal Server Error"), Html(503)])
async def test_what_a_gateway_did_not_do_is_done_again_and_arrives_once(fault: Fault) -> None:
    assert await attempts(fault) == (2, 1)


async def test_a_gateway_that_stays_down_is_not_asked_for_ever() -> None:
    assert await attempts(Html(), times=100) == (9, 0)


async def test_a_message_that_was_delivered_but_not_confirmed_is_never_sent_twice() -> None:
    assert await attempts(Slow(), patience=0.2) == (1, 1)
    assert await attempts(Dropped(done=True)) == (1, 1)


@pytest.mark.parametrize(
    "fault",
    [
        Dropped(done=False),
        Status(403, "Forbidden: bot was blocked by the user"),
        Status(403, "Forbidden: bot was kicked from the supergroup chat"),
        Status(400, "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_what_cannot_or_may_not_be_repeated_is_given_up(fault: Fault) -> None:
    assert await attempts(fault) == (1, 0)


async def test_nothing_listening_is_tried_again() -> None:
    clock = HandClock()
    async with RecordingServer() as server:
        pass
    async with sender(server, clock) as out:
        sending = asyncio.create_task(out.send(Place(READER), plain("Good morning")))
        while not sending.done():
            await clock.advance(1)
            await asyncio.sleep(0.001)
        assert await sending is None
        assert clock.seconds() >= 1005


async def test_a_group_that_became_a_supergroup_gets_its_answer_there() -> None:
    async with RecordingServer() as server, sender(server, HandClock()) as out:
        server.chats[-1002] = Chats.supergroup(-1002)
        moved = Status(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to=-1002)
        server.fail("sendMessage", moved, chat_id=-55)
        sent = await out.send(Place(-55, reply_to=9), plain("Good morning"))
        assert sent is not None
        assert [call.chat_id for call in server.sent()] == [-1002]


async def test_a_message_that_telegram_refuses_is_replaced_by_a_line_that_says_so() -> None:
    async with RecordingServer() as server, sender(server, HandClock()) as out:
        server.chats[READER] = Chats.private(READER)
        await out.send(Place(READER), Rendered("short", (Mark("blockquote", 0, 99),)))
        assert [call.text for call in server.sent()] == [
            "I found an answer, but Telegram would not take the message. The editors' log says why."
        ]


async def test_an_answer_goes_out_even_if_the_question_was_deleted() -> None:
    async with running() as desk:
        server = desk.server
        gate = desk.newsroom.gates[HOLD] = asyncio.Event()
        question = await server.post(server.make.private(READER, HOLD))
        await server.until(lambda: server.pending == 0)
        del server.messages[READER, question["message"]["message_id"]]
        gate.set()
        assert len(await server.answers(1)) == 1


async def test_a_flood_limit_in_one_chat_delays_no_other_and_loses_nothing() -> None:
    clock = HandClock()
    async with running(clock=clock) as desk:
        server = desk.server
        server.fail("sendMessage", Flood(4), chat_id=GROUP["id"])
        await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {HOLD}"))
        await server.until(lambda: len(server.calls("sendMessage")) == 1)
        await server.post(server.make.private(READER, HOLD))
        await server.answers(1, READER)
        assert server.sent(GROUP["id"]) == []
        await settle()
        while not server.sent(GROUP["id"]):
            await clock.advance(1)
            await asyncio.sleep(0.001)
        assert clock.seconds() >= 1004
        assert len(server.sent(GROUP["id"])) == 1


async def test_a_menu_that_cannot_be_set_does_not_keep_the_bot_from_working() -> None:
    async with RecordingServer() as server:
        server.fail("setMyCommands", Status(400, "Bad Request: chat not found"), times=9)
        desk = Desk(server, SmallNewsroom())
        await desk.start()
        await server.post(server.make.private(ADMIN, SCHOOLS))
        assert len(await server.answers(1)) == 1
        await desk.close()
