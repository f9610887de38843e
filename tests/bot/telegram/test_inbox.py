"""Nothing lost, nothing doubled: what a bot that was killed left behind, and what its successor does about it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram_server import Dropped, RecordingServer, Slow
from telegram_support import READER, STRANGER, Desk, SmallNewsroom, running

from bot.telegram.fence import Fence
from bot.telegram.inbox import Inbox
from bot.telegram.state import State, alone, open_state
from bot.telegram.tables import drops
from bot.telegram.tables.drops import Drop
from config.errors import BusyError

HOLD = "Will the breakwater hold?"
SCHOOLS = "When do the schools open?"


class Moment:
    """A date that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2025, 5, 4, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def inbox_in(folder: Path, moment: Moment | None = None) -> AsyncIterator[tuple[Inbox, State, Fence]]:
    state, fence = await open_state(folder), Fence(folder / "telegram.sending")
    try:
        inbox = Inbox(state, fence, moment or Moment())
        await inbox.start()
        yield inbox, state, fence
        await inbox.close()
    finally:
        fence.close()
        await state.close()


def update(number: int, text: str = "x") -> dict[str, Any]:
    return {"update_id": number, "message": {"text": text}}


async def test_updates_are_taken_once_and_come_back_in_order_until_they_are_done(tmp_path: Path) -> None:
    async with inbox_in(tmp_path) as (inbox, _, __):
        assert await inbox.take([update(3), update(4), update(3)]) == [update(3), update(4)]
        assert await inbox.take([update(4), update(5)]) == [update(5)]
        inbox.finish(4)
    async with inbox_in(tmp_path) as (inbox, _, __):
        assert await inbox.take([update(4)]) == []
        assert (await inbox.left()).waiting == [update(3), update(5)]


async def test_of_what_is_done_only_the_number_is_kept_and_that_not_for_ever(tmp_path: Path) -> None:
    moment = Moment()
    async with inbox_in(tmp_path, moment) as (inbox, state, _):
        await inbox.take([update(3, "somebody's words"), update(4, "waiting words")])
        inbox.finish(3)
        await inbox.flush()
        bodies = await state.read(lambda c: [row[0] for row in c.execute("SELECT body FROM inbox ORDER BY update_id")])
        assert bodies[0] is None
    moment.now += timedelta(days=3)
    async with inbox_in(tmp_path, moment) as (inbox, state, _):
        left = await state.read(lambda c: [row[0] for row in c.execute("SELECT update_id FROM inbox")])
        assert left == [4], "what waits is never forgotten"


async def test_half_a_surrogate_pair_is_kept_as_it_came(tmp_path: Path) -> None:
    async with inbox_in(tmp_path) as (inbox, _, __):
        await inbox.take([update(1, "a\ud83dz")])
        assert (await inbox.left()).waiting == [update(1, "a\ud83dz")]


async def test_what_was_leaving_is_told_apart_from_what_had_arrived_and_from_what_waits(tmp_path: Path) -> None:
    async with inbox_in(tmp_path) as (inbox, _, fence):
        await inbox.take([update(number) for number in (1, 2, 3)])
        fence.mark(1)
        fence.mark(2)
        fence.confirm(2)
    async with inbox_in(tmp_path) as (inbox, _, fence):
        left = await inbox.left()
        assert (left.waiting, left.doubtful) == ([update(3)], [update(1)])
        inbox.finish(1)
        await inbox.flush()
        assert fence.marked == frozenset()


async def test_why_is_counted_by_reason_and_the_latest_are_kept_for_each_chat(tmp_path: Path) -> None:
    async with inbox_in(tmp_path) as (inbox, state, _):
        for number in range(1, 31):
            inbox.finish(number, Drop(-100 if number % 3 else -200, float(number), "no text" if number % 2 else "late"))
        await inbox.flush()
        assert await state.read(drops.counts) == [("late", 15), ("no text", 15)]
        latest = await state.read(drops.latest, -100)
        assert [drop.at for drop in latest] == [29, 28, 26, 25, 23, 22, 20, 19, 17, 16]


async def test_a_write_that_fails_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with inbox_in(tmp_path) as (inbox, state, _):
        await inbox.take([update(1)])
        with monkeypatch.context() as patch:

            async def full(*_: object) -> None:
                raise sqlite3.OperationalError("disk full")

            patch.setattr(state, "write", full)
            inbox.finish(1)
            await inbox.flush()
        await inbox.flush()
        assert (await inbox.left()).waiting == []


async def test_a_question_that_was_taken_but_not_answered_is_answered_by_the_next_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.telegram.app._CLOSING_SECONDS", 0.05)
    async with RecordingServer() as server:
        newsroom = SmallNewsroom()
        newsroom.gates[HOLD] = asyncio.Event()
        first = Desk(server, newsroom)
        await first.start()
        for text in (HOLD, SCHOOLS):
            await server.post(server.make.private(READER, text))
        await server.until(lambda: server.pending == 0)
        await first.close()
        assert server.sent() == []
        second = Desk(server, SmallNewsroom(), folder=first.folder)
        await second.start()
        held, opened = await server.answers(2)
        await second.close()
        assert "breakwater will hold" in held.text
        assert "schools open" in opened.text
        assert server.calls("setMessageReaction") == []


async def test_an_answer_that_may_have_arrived_is_not_sent_again_but_marked() -> None:
    async with RecordingServer() as server:
        first = Desk(server, SmallNewsroom())
        await first.start()
        slow = Slow()
        server.fail("sendMessage", slow)
        question = await server.post(server.make.private(READER, HOLD))
        await server.answers(1)
        copy = first.folder.parent / "copy"
        await asyncio.to_thread(_copy, first.folder, copy)  # the disk at the moment of the kill
        slow.release.set()
        await first.close()
        second = Desk(server, SmallNewsroom(), folder=copy)
        await second.start()
        await server.post(server.make.private(READER, SCHOOLS))
        await server.answers(2)
        await second.close()
        replied = [call.fields["reply_parameters"]["message_id"] for call in server.sent()]
        assert replied.count(question["message"]["message_id"]) == 1
        (mark,) = server.calls("setMessageReaction")
        assert int(mark.fields["message_id"]) == question["message"]["message_id"]


async def test_a_lost_confirmation_is_marked_on_the_question_too() -> None:
    async with running() as desk:
        desk.server.fail("sendMessage", Dropped(done=True))
        await desk.server.post(desk.server.make.private(READER, HOLD))
        await desk.server.until(lambda: bool(desk.server.calls("setMessageReaction")))
        assert len(desk.server.sent()) == 1


async def test_a_stranger_is_told_once_a_day_even_over_a_restart() -> None:
    async with running() as desk:
        server = desk.server
        for _ in range(3):
            await server.post(server.make.private(STRANGER, HOLD))
        await server.post(server.make.private(READER, HOLD))
        await server.answers(1, READER)
        await server.until(lambda: server.pending == 0)
        await desk.close()
        assert len(server.sent(STRANGER)) == 1
        again = Desk(server, SmallNewsroom(), folder=desk.folder)
        await again.start()
        await server.post(server.make.private(STRANGER, HOLD))
        await server.until(lambda: server.pending == 0)
        await again.close()
        assert len(server.sent(STRANGER)) == 1


async def test_two_bots_on_one_data_folder_are_one_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.state._WAIT_SECONDS", 0.05)
    async with alone(tmp_path):
        with pytest.raises(BusyError, match="another bot runs"):
            async with alone(tmp_path):
                pass
    async with alone(tmp_path):
        pass


def _copy(here: Path, there: Path) -> None:
    there.mkdir()
    for name in ("telegram.sending",):
        (there / name).write_bytes((here / name).read_bytes())
    source, target = sqlite3.connect(here / "telegram.db"), sqlite3.connect(there / "telegram.db")
    source.backup(target)
    source.close()
    target.close()
