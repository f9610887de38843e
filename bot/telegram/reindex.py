"""One re-index at a time, with one message that tells how far it is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from bot.ports import Newsroom
from bot.telegram import texts
from bot.telegram.clock import Clock
from bot.telegram.commands import Pressing
from bot.telegram.layout import Button, Keyboard, Rendered, plain
from bot.telegram.sending import Place, Sender, Sent
from index.status import Progress

_LOG = logging.getLogger(__name__)
EDIT_SECONDS = 3.0
CANCEL: Keyboard = ((Button("Cancel", "redo:x"),),)


class Reindexing:
    """Runs the newsroom's re-index beside the questions. Close it before the bot ends."""

    def __init__(self, newsroom: Newsroom, sender: Sender, clock: Clock) -> None:
        self._newsroom, self._sender, self._clock = newsroom, sender, clock
        self._task: asyncio.Task[None] | None = None
        self._progress: Progress | None = None
        self._stopped = texts.REINDEX_STOPPED

    @property
    def progress(self) -> Progress | None:
        """How far the running re-index is, as last heard; None if none runs."""
        return None if self._task is None else self._progress

    async def ask_for(self, place: Place) -> bool:
        """Begin (True), or say that it runs already. Returns when the first message is out, not when all is done."""
        if self._task is not None:
            await self._sender.send(place, plain(texts.already_running(self._progress)))
            return False
        self._progress = None
        # The task is set before anything is awaited, so a second admin cannot slip in between.
        begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._run(place, begun), name="onrecord: re-index")
        await begun
        return True

    async def cancel(self, pressing: Pressing) -> bool:
        """An admin has pressed "Cancel": the build stops (True), and the message says so."""
        running = self._task
        await pressing.screen.tell(None if running else texts.NOTHING_RUNS)
        if running is None:
            return False
        self._stopped = texts.reindex_cancelled(pressing.user_id)
        running.cancel()
        await asyncio.wait([running])
        return True

    async def close(self) -> None:
        """Stop a running re-index; the live generation stays as it was."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self, place: Place, begun: asyncio.Future[None]) -> None:
        try:
            sent = await self._sender.send(place, Rendered(texts.REINDEX_BEGINS, keyboard=CANCEL))
            begun.set_result(None)
            self._stopped = texts.REINDEX_STOPPED
            last = None
            try:
                last, edited = await self._work(sent)
                await self._clock.sleep(edited + EDIT_SECONDS - self._clock.seconds())
            finally:
                await self._conclude(place, sent, last or self._stopped)
        finally:
            self._task = None
            if not begun.done():
                begun.set_result(None)

    async def _work(self, sent: Sent | None) -> tuple[str, float]:
        """Do it, telling how far it is; the last line to show, and when the message was last touched."""
        teller = Teller(self._sender, self._clock, sent, texts.progress_text, CANCEL)

        def report(progress: Progress) -> None:
            self._progress = progress
            teller.hear(progress)

        async with teller.telling():
            try:
                done = texts.reindexed(await self._newsroom.reindex(report))
            except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
                _LOG.exception("the re-index failed")
                done = texts.failure(error, texts.REINDEX_FAILED)
        return done, teller.edited

    async def _conclude(self, place: Place, sent: Sent | None, text: str) -> None:
        """The last word: in the progress message, or in a new one where that is gone."""
        if sent is None or not await self._sender.edit(sent, text):
            await self._sender.send(place, plain(text))


class Teller:
    """Edits a progress message: always the latest state, at most one edit every few seconds.

    Args:
        sent: the message; None where it did not go out, and nothing is told.
        worded: how far it is, in words.
        keyboard: what stays under the message.
    """

    def __init__(
        self,
        sender: Sender,
        clock: Clock,
        sent: Sent | None,
        worded: Callable[[Progress], str],
        keyboard: Keyboard = (),
    ) -> None:
        self._sender, self._clock, self._sent = sender, clock, sent
        self._worded, self._keyboard = worded, keyboard
        self._latest: Progress | None = None
        self._news = asyncio.Event()
        self.edited = clock.seconds()

    def hear(self, progress: Progress) -> None:
        """This is how far it is now."""
        self._latest = progress
        self._news.set()

    @asynccontextmanager
    async def telling(self) -> AsyncIterator[None]:
        """Tell for as long as the block lasts."""
        task = asyncio.create_task(self._tell())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _tell(self) -> None:
        while self._sent is not None:
            await self._clock.sleep(self.edited + EDIT_SECONDS - self._clock.seconds())
            await self._news.wait()
            self._news.clear()
            if self._latest is not None:
                # The moment counts even if the edit was skipped: the next try is due only after the pause.
                self.edited = self._clock.seconds()
                words = self._worded(self._latest)
                await self._sender.edit(self._sent, words, keyboard=self._keyboard, background=True)
