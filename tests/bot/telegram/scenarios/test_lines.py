"""Bad lines to Telegram: each question is answered once where that can be known, and never twice."""

from __future__ import annotations

import asyncio

import pytest
from scenario_support import HELD, HOLD, OPENED, SCHOOLS, Play, Way, moving, on_stage, quotes
from telegram_server import Dropped, Fault, Flood, Garbage, Html, RecordingServer, Slow, Status
from telegram_support import READER, Desk, HandClock, SmallNewsroom

from config.errors import UsageError

NOT_DONE: dict[str, Fault] = {
    "html 502": Html(),
    "html 503": Html(503),
    "500": Status(500, "Internal Server Error"),
    "429": Flood(3),
}
PERHAPS_DONE: dict[str, Fault] = {
    "reset after it was done": Dropped(done=True),
    "garbage after it was done": Garbage(done=True),
    "504 after nobody knows": Html(504),
}


@pytest.mark.parametrize("fault", NOT_DONE)
async def test_what_telegram_certainly_did_not_do_is_done_again_until_it_arrives(play: Play, fault: str) -> None:
    clock = HandClock()
    async with play(clock=clock) as desk:
        server = desk.server
        server.fail("sendMessage", NOT_DONE[fault])
        await server.post(server.make.private(READER, HOLD))
        async with moving(clock):
            (sent,) = await server.answers(1)
            assert quotes(sent) == [HELD]
            await server.post(server.make.private(READER, SCHOOLS))
            await server.answers(2)
    assert [quotes(sent) for sent in server.sent()] == [[HELD], [OPENED]]


@pytest.mark.parametrize("fault", PERHAPS_DONE)
async def test_what_may_have_been_delivered_is_never_sent_a_second_time(play: Play, fault: str) -> None:
    clock = HandClock()
    async with play(clock=clock) as desk:
        server = desk.server
        server.fail("sendMessage", PERHAPS_DONE[fault])
        await server.post(server.make.private(READER, HOLD))
        await server.until(lambda: len(server.calls("sendMessage")) == 1)
        async with moving(clock):
            await server.post(server.make.private(READER, SCHOOLS))
            await server.until(lambda: [quotes(sent) for sent in server.sent()][-1:] == [[OPENED]])
    assert len(server.calls("sendMessage")) == 2


async def test_an_answer_whose_confirmation_is_slow_is_sent_once(play: Play) -> None:
    clock = HandClock()
    slow = Slow()
    async with play(clock=clock) as desk:
        server = desk.server
        server.fail("sendMessage", slow)
        await server.post(server.make.private(READER, HOLD))
        await server.answers(1)
        slow.release.set()
        await server.post(server.make.private(READER, SCHOOLS))
        async with moving(clock):
            await server.answers(2)
    assert [quotes(sent) for sent in server.sent()] == [[HELD], [OPENED]]


FETCHING: dict[str, Fault] = {
    "html": Html(),
    "500": Status(500, "Internal Server Error"),
    "reset": Dropped(done=False),
    "reset after it was done": Dropped(done=True),
    "garbage": Garbage(done=True),
    "429": Flood(2),
    "one conflict": Status(409, "Conflict: terminated by other getUpdates request"),
}


@pytest.mark.parametrize("fault", FETCHING)
async def test_a_failed_fetch_loses_and_doubles_nothing(fault: str) -> None:
    clock = HandClock()
    async with on_stage("polling", clock=clock) as desk:
        server = desk.server
        server.fail("getUpdates", FETCHING[fault])
        async with moving(clock):
            for text in (HOLD, SCHOOLS, HOLD):
                await server.post(server.make.private(READER, text))
            await server.answers(3)
            await server.until(lambda: server.pending == 0)
    assert [quotes(sent) for sent in server.sent()] == [[HELD], [OPENED], [HELD]]


async def test_a_second_instance_ends_the_bot_with_one_line() -> None:
    clock = HandClock()
    async with RecordingServer() as server:
        desk = Desk(server, SmallNewsroom(), clock)
        server.fail("getUpdates", Status(409, "Conflict: terminated by other getUpdates request"), times=99)
        task = await desk.begin()
        async with moving(clock), asyncio.timeout(20):
            with pytest.raises(UsageError, match="another program") as caught:
                await task
        assert "\n" not in str(caught.value)


AT_THE_START: dict[str, Fault] = {
    "html": Html(),
    "500": Status(500, "Internal Server Error"),
    "reset": Dropped(done=False),
}


@pytest.mark.parametrize("fault", AT_THE_START)
async def test_a_telegram_that_is_away_at_the_start_is_waited_for(way: Way, fault: str) -> None:
    clock = HandClock()
    async with RecordingServer() as server, moving(clock):
        for method in ("getMe", "deleteWebhook", "setWebhook"):
            server.fail(method, AT_THE_START[fault], times=2)
        async with on_stage(way, server=server, clock=clock):
            await server.post(server.make.private(READER, HOLD))
            assert [quotes(sent) for sent in await server.answers(1)] == [[HELD]]


async def test_an_update_that_comes_twice_is_answered_once(play: Play) -> None:
    async with play() as desk:
        server = desk.server
        question = await server.post(server.make.private(READER, HOLD))
        await server.answers(1)
        await server.until(lambda: server.pending == 0)
        await server.post(question, again=True)
        await server.post(server.make.private(READER, SCHOOLS))
        await server.until(lambda: server.pending == 0)
        await server.answers(2)
        await server.post(question, again=True)
    assert [quotes(sent) for sent in server.sent()] == [[HELD], [OPENED]]
