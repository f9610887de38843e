"""From Telegram's JSON to the handlers: kept first, then handled, then marked as done."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from telegram import Update

from bot.telegram import texts
from bot.telegram.connection import Connection, Json
from bot.telegram.facts import message_of
from bot.telegram.fence import ANSWERING
from bot.telegram.handlers import Handlers
from bot.telegram.inbox import Inbox
from bot.telegram.layout import plain
from bot.telegram.sending import Sender, place_of
from bot.telegram.tables.drops import Drop

_LOG = logging.getLogger(__name__)


class Taking:
    """Takes updates from wherever they come, and gives each new one to the handlers once."""

    def __init__(
        self, bot: Connection, inbox: Inbox, handlers: Handlers, sender: Sender, queue: asyncio.Queue[Any]
    ) -> None:
        self._bot, self._inbox, self._handlers, self._sender, self._queue = bot, inbox, handlers, sender, queue
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def take(self, updates: list[Json]) -> None:
        """Keep updates; when this returns they are safe. Raises sqlite3.Error where they could not be written."""
        for update in await self._inbox.take(updates):
            await self._give(update)

    async def resume(self) -> None:
        """Take up what an earlier run left behind."""
        left = await self._inbox.left()
        if left.waiting or left.doubtful:
            _LOG.warning("%d updates were left unanswered; answering them now", len(left.waiting))
        for update in left.doubtful:
            await self._settle_doubt(update)
        for update in left.waiting:
            await self._give(update)

    async def process(self, update: Update, _: object = None) -> None:
        """Handle one update. Nothing is raised: a bug is logged, told as a failure, and the bot goes on."""
        task = asyncio.current_task()
        if self._closed or task is None:
            return  # it waits in the inbox for the next start
        self._tasks.add(task)
        ANSWERING.set(update.update_id)
        try:
            self._inbox.finish(update.update_id, await self._handle(update))
        finally:
            self._tasks.discard(task)

    async def close(self) -> None:
        """Leave what is under way to the next start."""
        self._closed = True
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _handle(self, update: Update) -> Drop | None:
        try:
            return await self._handlers.handle(update)
        except Exception:  # noqa: BLE001 - the last net under every bug
            _LOG.exception("update %d was not handled", update.update_id)
            await self._apologise(update)
            return None

    async def _give(self, raw: Json) -> None:
        update = self._read(raw)
        if update is None:
            self._inbox.finish(raw["update_id"])
        else:
            await self._queue.put(update)

    def _read(self, raw: Json) -> Update | None:
        try:
            return Update.de_json(raw, self._bot)
        except Exception as error:  # noqa: BLE001 - whatever a server writes, the next update is read
            _LOG.error("update %d cannot be read (%s)", raw["update_id"], type(error).__name__)
            return None

    async def _settle_doubt(self, raw: Json) -> None:
        """Its answer was leaving when the bot was killed: almost certainly it is there, so it is not sent again."""
        update = self._read(raw)
        message = None if update is None else message_of(update)
        if message is not None:
            _LOG.warning("update %d: whether its answer was delivered is not known", raw["update_id"])
            await self._sender.doubt(place_of(message))
        self._inbox.finish(raw["update_id"])

    async def _apologise(self, update: Update) -> None:
        message = message_of(update)
        if message is not None and update.update_id not in self._inbox.leaving:
            await self._sender.send(place_of(message), plain(texts.SEARCH_FAILED))
