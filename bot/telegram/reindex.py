"""One re-index at a time, with one message that tells how far it is."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from bot.ports import Newsroom
from bot.telegram import texts
from bot.telegram.clock import Clock
from bot.telegram.layout import plain
from bot.telegram.sending import Place, Sender, Sent
from index.status import Progress

_LOG = logging.getLogger(__name__)
EDIT_SECONDS = 3.0


class Reindexing:
    """Runs the newsroom's re-index beside the questions. Close it before the bot ends."""

    def __init__(self, newsroom: Newsroom, sender: Sender, clock: Clock) -> None:
        self._newsroom, self._sender, self._clock = newsroom, sender, clock
        self._task: asyncio.Task[None] | None = None
        self._progress: Progress | None = None

    async def ask_for(self, place: Place) -> None:
        """Begin, or say that it runs already. Returns when the first message is out, not when the work is done."""
        if self._task is not None:
            await self._sender.send(place, plain(texts.already_running(self._progress)))
            return
        self._progress = None
        # The task is set before anything is awaited, so a second admin cannot slip in between.
        begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._run(place, begun), name="onrecord: re-index")
        await begun

    async def close(self) -> None:
        """Stop a running re-index; the live generation stays as it was."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self, place: Place, begun: asyncio.Future[None]) -> None:
        try:
            sent = await self._sender.send(place, plain(texts.REINDEX_BEGINS))
            begun.set_result(None)
            last = texts.REINDEX_STOPPED
            try:
                last, edited = await self._work(sent)
                await self._clock.sleep(edited + EDIT_SECONDS - self._clock.seconds())
            finally:
                await self._conclude(place, sent, last)
        finally:
            self._task = None
            if not begun.done():
                begun.set_result(None)

    async def _work(self, sent: Sent | None) -> tuple[str, float]:
        """Do it, telling how far it is; the last line to show, and when the message was last touched."""
        teller = _Teller(self._sender, self._clock, sent)
        telling = asyncio.create_task(teller.tell())

        def report(progress: Progress) -> None:
            self._progress = progress
            teller.hear(progress)

        try:
            done = texts.reindexed(await self._newsroom.reindex(report))
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            _LOG.exception("the re-index failed")
            done = texts.failure(error, texts.REINDEX_FAILED)
        finally:
            telling.cancel()
            with suppress(asyncio.CancelledError):
                await telling
        return done, teller.edited

    async def _conclude(self, place: Place, sent: Sent | None, text: str) -> None:
        """The last word: in the progress message, or in a new one where that is gone."""
        if sent is None or not await self._sender.edit(sent, text):
            await self._sender.send(place, plain(text))


class _Teller:
    """Edits the progress message: always the latest state, at most one edit every few seconds."""

    def __init__(self, sender: Sender, clock: Clock, sent: Sent | None) -> None:
        self._sender, self._clock, self._sent = sender, clock, sent
        self._latest: Progress | None = None
        self._news = asyncio.Event()
        self.edited = clock.seconds()

    def hear(self, progress: Progress) -> None:
        self._latest = progress
        self._news.set()

    async def tell(self) -> None:
        while self._sent is not None:
            await self._clock.sleep(self.edited + EDIT_SECONDS - self._clock.seconds())
            await self._news.wait()
            self._news.clear()
            if self._latest is not None:
                # The moment counts even if the edit was skipped: the next try is due only after the pause.
                self.edited = self._clock.seconds()
                await self._sender.edit(self._sent, texts.progress_text(self._latest), background=True)
