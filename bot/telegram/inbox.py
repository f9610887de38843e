"""Every update is on disk before Telegram is told that we have it, and stays there until its answer is out.

What a start finds waiting is handled as if it had just come, in its order; but an answer that was leaving when the bot
was killed (`bot.telegram.fence`) is not sent again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from bot.telegram.fence import OTHERS, Fence
from bot.telegram.state import State
from bot.telegram.tables import answers, chats, drops, inbox, shown
from bot.telegram.tables.drops import Drop

_LOG = logging.getLogger(__name__)
_DAY = 86_400.0
# Telegram repeats an update for a day at the most, and numbers afresh only after a quiet week.
_KEPT_DAYS = 2
_ANSWERS_KEPT_DAYS = 30
_BUTTONS_KEPT_DAYS = 90
_TRY_AGAIN_SECONDS = 5.0

Json = dict[str, Any]


class Left(NamedTuple):
    """What an earlier run did not finish: updates to handle, in order, and those whose answers may be out, or not."""

    waiting: list[Json]
    doubtful: list[Json]


class Inbox:
    """The table of updates, and a task that writes down what is done: many at a time, so that nothing waits for it."""

    def __init__(self, state: State, fence: Fence, now: Callable[[], datetime]) -> None:
        self._state, self._fence, self._now = state, fence, now
        self._done: list[tuple[int, Drop | None]] = []
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def leaving(self) -> frozenset[int]:
        """The updates whose answers have left, or may have."""
        return self._fence.marked

    async def take(self, updates: Sequence[Json]) -> list[Json]:
        """Write updates down; those that are new, in their order. Raises sqlite3.Error: then nothing was taken."""
        # Escaped: half a surrogate pair, which Telegram may write, is nothing that a database takes as text.
        bodies = [(update["update_id"], json.dumps(update)) for update in updates]
        by_number = {update["update_id"]: update for update in updates}
        return [by_number[number] for number in await self._state.write(inbox.keep, bodies, self._now().timestamp())]

    async def left(self) -> Left:
        """What an earlier run left behind."""
        rows = await self._state.read(inbox.waiting)
        marked = self._fence.marked
        left = Left([], [])
        for row in rows:
            if row.update_id in self._fence.taken:
                self.finish(row.update_id)
            else:
                (left.doubtful if row.update_id in marked else left.waiting).append(json.loads(row.body))
        for number in marked - {row.update_id for row in rows}:
            if number < OTHERS:
                self._fence.done(number)
        return left

    def finish(self, update_id: int, drop: Drop | None = None) -> None:
        """The update is done: answered, or left unanswered for that reason. Written down soon."""
        self._done.append((update_id, drop))
        self._news.set()

    async def start(self) -> None:
        """Delete what is old, and begin to write down what is done."""
        await self._state.write(_forget, self._now().timestamp())
        self._task = asyncio.create_task(self._keep(), name="onrecord: inbox")

    async def close(self) -> None:
        """Write down what is done, and end."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        await self.flush()

    async def flush(self) -> None:
        """Write down what is done up to now."""
        done, self._done = self._done, []
        if not done:
            return
        try:
            await self._state.write(_settle, done)
        except sqlite3.Error:
            self._done = done + self._done
            _LOG.exception("what was done could not be written down; trying again")
        else:
            for update_id, _ in done:
                self._fence.done(update_id)

    async def _keep(self) -> None:
        swept = self._now().timestamp()
        while True:
            await self._news.wait()
            self._news.clear()
            # Shielded: a transaction that runs when the bot closes is waited for, or its list would be lost.
            await asyncio.shield(asyncio.ensure_future(self.flush()))
            if self._done and not self._news.is_set():
                await asyncio.sleep(_TRY_AGAIN_SECONDS)
                self._news.set()
            if self._now().timestamp() - swept > _DAY:
                swept = self._now().timestamp()
                await self._state.write(_forget, swept)


def _settle(connection: sqlite3.Connection, done: list[tuple[int, Drop | None]]) -> None:
    inbox.finish(connection, [number for number, _ in done])
    drops.keep(connection, [drop for _, drop in done if drop is not None])


def _forget(connection: sqlite3.Connection, now: float) -> None:
    inbox.forget(connection, now - _KEPT_DAYS * _DAY)
    answers.forget(connection, now - _ANSWERS_KEPT_DAYS * _DAY)
    shown.forget(connection, now - _BUTTONS_KEPT_DAYS * _DAY)
    chats.forget_strangers(connection, now - _KEPT_DAYS * _DAY)
