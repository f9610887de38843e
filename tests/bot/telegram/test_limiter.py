"""Telegram's flood limits, with the clock in the test's hand."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram.error import RetryAfter
from telegram_support import HandClock, settle

from bot.telegram.limiter import BACKGROUND, PerChatLimiter, SkippedError, Window

GROUP, PERSON = -100, 7


class Calls:
    """Makes calls through a limiter and notes when each was carried out."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.limiter = PerChatLimiter(self.clock)
        self.made: list[tuple[float, Any]] = []
        self.flood: dict[Any, list[int]] = {}

    def start(self, chat: Any, *, background: bool = False) -> asyncio.Task[Any]:
        return asyncio.create_task(self._call(chat, BACKGROUND if background else None))

    async def _call(self, chat: Any, args: str | None) -> Any:
        async def callback() -> bool:
            if self.flood.get(chat):
                raise RetryAfter(self.flood[chat].pop())
            self.made.append((self.clock.seconds() - 1000, chat))
            return True

        return await self.limiter.process_request(callback, (), {}, "sendMessage", {"chat_id": chat}, args)

    def when(self, chat: Any) -> list[float]:
        return [moment for moment, made_in in self.made if made_in == chat]


async def test_a_group_gets_twenty_messages_at_once_and_the_next_after_a_minute() -> None:
    calls = Calls()
    tasks = [calls.start(GROUP) for _ in range(23)]
    await settle()
    assert len(calls.when(GROUP)) == 20
    await calls.clock.advance(59.9)
    assert len(calls.when(GROUP)) == 20
    await calls.clock.advance(0.2)
    assert len(calls.when(GROUP)) == 23
    await asyncio.gather(*tasks)


async def test_no_more_than_about_thirty_a_second_go_out_overall() -> None:
    calls = Calls()
    tasks = [calls.start(person) for person in range(1, 101)]
    await calls.clock.advance(10)
    await asyncio.gather(*tasks)
    moments = [moment for moment, _ in calls.made]
    assert moments[:30] == [0.0] * 30 < moments[30:]
    assert max(sum(start <= moment < start + 1 for moment in moments[30:]) for start in moments[30:]) <= 32
    assert moments[-1] <= 4


async def test_a_standstill_is_made_up_for_at_once_and_felt_no_more_afterwards() -> None:
    calls = Calls()
    tasks, asked = [], {}
    for number in range(120):  # four seconds; none is asked for a quarter of a second, then all of those together
        person = number + 1
        if not 60 <= number < 67:
            tasks.append(calls.start(person))
            asked[person] = calls.clock.seconds() - 1000
        if number == 66:
            for late in range(61, 68):
                tasks.append(calls.start(late))
                asked[late] = calls.clock.seconds() - 1000
        await calls.clock.advance(1 / 30)
    await asyncio.gather(*tasks)
    assert max(moment - asked[person] for moment, person in calls.made) < 0.001


async def test_a_chat_that_has_to_wait_holds_no_place_of_the_others() -> None:
    calls = Calls()
    calls.flood[GROUP] = [30]
    waiting = [calls.start(GROUP) for _ in range(40)]
    await settle()
    others = [calls.start(person) for person in range(1, 31)]
    await calls.clock.advance(1.5)
    assert len(calls.made) >= 30
    assert all(task.done() for task in others)
    await calls.clock.advance(200)
    await asyncio.gather(*waiting, *others)


async def test_after_a_429_the_chat_is_left_alone_for_as_long_as_telegram_says() -> None:
    calls = Calls()
    calls.flood[PERSON] = [7]
    first = calls.start(PERSON)
    await settle()
    second = calls.start(PERSON)
    await calls.clock.advance(6.9)
    assert calls.when(PERSON) == []
    await calls.clock.advance(0.2)
    assert calls.when(PERSON) == [7.0, 7.0]
    await asyncio.gather(first, second)


async def test_a_limit_longer_than_anybody_would_wait_is_an_error() -> None:
    calls = Calls()
    calls.flood[PERSON] = [3600]
    with pytest.raises(RetryAfter):
        await calls.start(PERSON)


async def test_progress_gives_way_to_answers() -> None:
    calls = Calls()
    for _ in range(10):
        await calls.start(GROUP, background=True)
    with pytest.raises(SkippedError):
        await calls.start(GROUP, background=True)
    for _ in range(10):
        await calls.start(GROUP)
    assert calls.when(GROUP) == [0.0] * 20


async def test_thirty_a_second_are_sustained_and_a_moment_of_standstill_is_made_up_for() -> None:
    calls = Calls()
    tasks = []
    for number in range(300):  # ten seconds
        if number != 151:
            tasks.append(calls.start(number + 1))
        if number == 154:
            tasks.append(calls.start(152))  # one that came a tenth of a second late
        await calls.clock.advance(1 / 30)
    assert len(calls.made) == 300
    delays = {chat: moment - (chat - 1) / 30 for moment, chat in calls.made}
    assert max(delay for chat, delay in delays.items() if chat > 152 + 60) < 0.001
    await asyncio.gather(*tasks)


async def test_chat_actions_give_way_to_answers() -> None:
    calls = Calls()
    action = calls.limiter.process_request

    async def typing() -> bool:
        return True

    for _ in range(10):
        await calls.start(GROUP)
    with pytest.raises(SkippedError):
        await action(typing, (), {}, "sendChatAction", {"chat_id": GROUP}, None)


async def test_calls_about_no_chat_are_not_held_up() -> None:
    calls = Calls()
    for _ in range(100):
        await calls.start(None)
    assert len(calls.made) == 100


async def test_idle_chats_are_forgotten_but_limits_in_force_are_not() -> None:
    calls = Calls()
    calls.flood[PERSON] = [500]
    waiting = calls.start(PERSON)
    await settle()
    for person in range(1001, 3001):
        task = calls.start(person)
        await calls.clock.advance(1)
        await task
        assert len(calls.limiter._chats) <= 1001
    assert calls.limiter._chats
    assert calls.when(PERSON) == [500.0]
    await waiting


def test_a_window_grants_in_order_and_never_more_than_its_limit() -> None:
    window = Window(2, 10)
    assert [window.take(now) for now in (0, 1, 2, 3, 30)] == [0, 1, 10, 11, 30]
