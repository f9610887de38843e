"""Fetching updates, and knowing when that cannot go on.

python-telegram-bot's own polling loop ends silently when the token is revoked, repeats a conflict for ever, and waits
for ever on a connection that says nothing. This one turns the first two into errors and cuts the third off.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable

from telegram.error import RetryAfter, TelegramError

from bot.telegram.clock import Clock
from bot.telegram.connection import Connection, Json
from bot.telegram.failures import Verdict, judge, wait_of
from config.errors import ConfigError, UsageError

_LOG = logging.getLogger(__name__)
_SILENCE_SECONDS = 30
_MOST_CONFLICTS = 4
_LONGEST_WAIT = 30.0


def wrong_token(place: str) -> ConfigError:
    """Telegram does not know the token, which stands at that place."""
    mend = "replace it by the token that @BotFather shows for this bot (/token)"
    return ConfigError("Telegram does not accept the token", where=place, mend=mend)


class Poller:
    """Fetches updates and hands them on, in order.

    `take` returns when they are on disk, not when they are handled: only then are they confirmed to Telegram, by the
    next call. It raises sqlite3.Error where they could not be written; they are then fetched again.

    Args:
        seconds: how long one call waits for updates.
        token_place: where the token stands, for the error.
    """

    def __init__(
        self,
        bot: Connection,
        take: Callable[[list[Json]], Awaitable[None]],
        clock: Clock,
        *,
        seconds: int,
        token_place: str = "telegram.token",  # noqa: S107 - a place, no token
    ) -> None:
        self._place = token_place
        self._bot, self._take, self._clock, self._seconds = bot, take, clock, seconds
        self._offset = 0
        self._failures = 0
        self._conflicts = 0

    async def run(self) -> None:
        """Until cancelled. Raises ConfigError for a refused token, UsageError for a second instance."""
        while True:
            try:
                updates = await self._fetch(self._seconds)
                if updates:
                    await self._take(updates)
                    self._offset = updates[-1]["update_id"] + 1
            except TimeoutError:
                _LOG.warning("Telegram said nothing for %d s; asking again", self._seconds + _SILENCE_SECONDS)
            except TelegramError as error:
                await self._clock.sleep(self._wait(error))
            except sqlite3.Error:
                _LOG.exception("updates could not be written down; fetching them again")
                await self._clock.sleep(self._pause())
            else:
                self._failures = self._conflicts = 0

    async def confirm(self) -> None:
        """Tell Telegram what was taken, so that it is not sent again after a restart."""
        if not self._offset:
            return
        try:
            await self._fetch(0)
        except (TelegramError, TimeoutError):
            _LOG.warning("the last updates could not be confirmed; Telegram may send them again")

    async def _fetch(self, seconds: int) -> list[Json]:
        async with asyncio.timeout(seconds + _SILENCE_SECONDS):
            return await self._bot.fetch(self._offset, seconds, silence=_SILENCE_SECONDS)

    def _wait(self, error: TelegramError) -> float:
        """How long to wait before asking again. Raises what cannot be waited out."""
        verdict = judge(error)
        if verdict is Verdict.WRONG_TOKEN:
            raise wrong_token(self._place) from error
        self._conflicts = self._conflicts + 1 if verdict is Verdict.SECOND_INSTANCE else 0
        if self._conflicts >= _MOST_CONFLICTS:
            mend = "stop the other one, or remove the webhook it has set"
            raise UsageError("another program fetches this bot's updates", where="telegram.token", mend=mend)
        if isinstance(error, RetryAfter):
            return wait_of(error)
        _LOG.warning("fetching updates failed (%s), attempt %d", verdict, self._failures + 1)
        return self._pause()

    def _pause(self) -> float:
        """1, 2, 4 … seconds, the longer the more often it fails in a row."""
        self._failures += 1
        return float(min(_LONGEST_WAIT, 2.0 ** (self._failures - 1)))
