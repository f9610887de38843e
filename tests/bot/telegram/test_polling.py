"""Fetching updates when Telegram, the network or another instance gets in the way."""

from __future__ import annotations

import asyncio

import pytest
from telegram_server import Dropped, Fault, Flood, Html, RecordingServer, Status
from telegram_support import READER, Desk, HandClock, SmallNewsroom, running

from config.errors import ConfigError, UsageError

HOLD = "Will the breakwater hold?"


async def keep_moving(desk: Desk, task: asyncio.Task[None]) -> None:
    """Let the hand clock run until the bot ends."""
    assert isinstance(desk.clock, HandClock)
    async with asyncio.timeout(20):
        while not task.done():
            await desk.clock.advance(1)
            await asyncio.sleep(0.001)


@pytest.mark.parametrize(
    "fault", [Html(), Status(500, "Internal Server Error"), Dropped(done=False), Flood(2), Status(409, "Conflict: x")]
)
async def test_polling_goes_on_after_a_failure_and_loses_nothing(fault: Fault) -> None:
    async with RecordingServer() as server:
        server.fail("getUpdates", fault)
        desk = Desk(server, SmallNewsroom(), HandClock())
        task = await desk.begin()
        moving = asyncio.create_task(keep_moving(desk, task))
        await server.until(lambda: server.polls > 0)
        await server.post(server.make.private(READER, HOLD))
        assert len(await server.answers(1)) == 1
        await desk.close()
        await moving


async def test_an_update_whose_confirmation_was_lost_is_answered_once() -> None:
    async with running() as desk:
        desk.server.fail("getUpdates", Dropped(done=True))
        await desk.server.post(desk.server.make.private(READER, HOLD))
        await desk.server.answers(1)
        await desk.server.until(lambda: desk.server.pending == 0)
        assert len(desk.server.sent()) == 1


@pytest.mark.parametrize(
    ("fault", "error", "what"),
    [
        (Status(409, "Conflict: terminated by other getUpdates request"), UsageError, "another program fetches"),
        (Status(401, "Unauthorized"), ConfigError, "does not accept the token"),
    ],
)
async def test_what_waiting_cannot_mend_ends_the_bot_with_one_line(
    fault: Fault, error: type[Exception], what: str
) -> None:
    async with RecordingServer() as server:
        server.fail("getUpdates", fault, times=9)
        desk = Desk(server, SmallNewsroom(), HandClock())
        task = await desk.begin()
        await keep_moving(desk, task)
        with pytest.raises(error, match=what):
            await task


async def test_the_bot_waits_for_a_telegram_that_is_away_and_can_be_stopped_meanwhile() -> None:
    async with RecordingServer() as server:
        server.fail("getMe", Html(), times=3)
        desk = Desk(server, SmallNewsroom(), HandClock())
        task = await desk.begin()
        moving = asyncio.create_task(keep_moving(desk, task))
        await server.until(lambda: server.polls > 0)
        await desk.close()
        await moving
        assert len(server.calls("getMe")) == 4
    async with RecordingServer() as server:
        server.fail("getMe", Html(), times=99)
        desk = Desk(server, SmallNewsroom(), HandClock())
        task = await desk.begin()
        await server.until(lambda: len(server.calls("getMe")) == 1)
        await desk.close()
