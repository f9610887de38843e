"""Telegram's flood limits: obeyed in each chat, felt in no other, and nothing is lost by them."""

from __future__ import annotations

from scenario_support import HELD, HOLD, Play, moving, quotes
from telegram_server import BOT_NAME, Flood
from telegram_support import ADMIN, GROUP, INES, READER, HandClock


async def test_one_chats_429_delays_no_other_and_loses_nothing(play: Play) -> None:
    clock = HandClock()
    async with play(clock=clock) as desk:
        server = desk.server
        server.fail("sendMessage", Flood(40), chat_id=GROUP["id"])
        await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {HOLD}"))
        await server.until(lambda: len(server.calls("sendMessage")) == 1)
        for reader in (READER, ADMIN):
            await server.post(server.make.private(reader, HOLD))
            await server.answers(1, reader)
        assert clock.seconds() < 1040, "nobody else waited"
        assert server.sent(GROUP["id"]) == []
        async with moving(clock):
            (sent,) = await server.answers(1, GROUP["id"])
        assert quotes(sent) == [HELD]
        assert clock.seconds() >= 1040
        assert len(server.calls("sendMessage")) == 4, "refused once, then not before its time"


async def test_a_group_that_asks_too_much_is_answered_in_full_in_its_order_and_alone_waits(play: Play) -> None:
    clock = HandClock()
    async with play(clock=clock) as desk:
        server = desk.server
        asked = [await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {HOLD}")) for _ in range(45)]
        first = len(await server.answers(15, GROUP["id"]))
        await server.post(server.make.private(READER, HOLD))
        await server.answers(1, READER)
        assert first <= 20
        assert len(server.sent(GROUP["id"])) <= 20, "20 a minute in one group"
        async with moving(clock):
            sent = await server.answers(45, GROUP["id"])
        assert clock.seconds() >= 1000 + 60
        replies = [call.fields["reply_parameters"]["message_id"] for call in sent]
        assert replies == [update["message"]["message_id"] for update in asked]


async def test_a_second_429_in_a_row_is_obeyed_too(play: Play) -> None:
    clock = HandClock()
    async with play(clock=clock) as desk:
        server = desk.server
        for seconds in (7, 11):
            server.fail("sendMessage", Flood(seconds))
        await server.post(server.make.private(READER, HOLD))
        async with moving(clock):
            (sent,) = await server.answers(1)
        assert quotes(sent) == [HELD]
        assert clock.seconds() >= 1018
    assert len(server.sent()) == 1
