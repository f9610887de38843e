"""Telegram's flood limits, kept per chat, so that one chat's limit never delays another's answer.

Source: Telegram's bot FAQ ("My bot is hitting limits"): about one message a second in one chat, with short bursts; 20 a
minute in one group; about 30 a second overall.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.telegram.clock import Clock
from bot.telegram.failures import wait_of

_LOG = logging.getLogger(__name__)
# One more than Telegram's "about 30": at exactly 30 a second, a bot that once came late would stay late for ever.
_OVERALL = (31.0, 30)
_GROUP = (20, 60.0)
_PRIVATE = (5, 5.0)
_PATIENCE = 600.0
_MOST_CHATS = 1000
BACKGROUND = "background"
# Nobody misses these: "is typing …" never takes a place from an answer, whoever sends it.
_SHED = frozenset({"sendChatAction"})

Result = bool | dict[str, Any] | list[dict[str, Any]]


class SkippedError(TelegramError):
    """A background call that would have taken a place from answers: it was not made."""


class Window:
    """At most `limit` calls in any `seconds`, granted in the order of asking."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._limit, self._seconds = limit, seconds
        self._granted: deque[float] = deque(maxlen=limit)

    def take(self, now: float) -> float:
        """Reserve the next place; the moment (this clock's seconds) at which it may be used."""
        at = now if len(self._granted) < self._limit else max(now, self._granted[0] + self._seconds)
        self._granted.append(at)
        return at

    def used(self, now: float) -> int:
        """How many places of the window that ends now are taken, reserved ones included."""
        return sum(at > now - self._seconds for at in self._granted)

    def half_free(self, now: float) -> bool:
        """Whether at least half of the places are left for answers."""
        return 2 * self.used(now) < self._limit


class Stream:
    """So many calls a second, and after a pause up to `burst` at once, granted in the order of asking.

    A count within each second would hold back, one second after every standstill, as many calls as were made up for
    then, and again a second later: at 30 a second one stall of 0.2 s delayed some twenty answers. (The virtual
    scheduling of ITU-T I.371; python-telegram-bot's own limiter lets as many go at once.)
    """

    def __init__(self, rate: float, burst: int) -> None:
        self._step, self._burst = 1 / rate, burst
        self._due = 0.0

    def take(self, now: float) -> float:
        """Reserve the next place; the moment (this clock's seconds) at which it may be used."""
        due = max(self._due, now)
        self._due = due + self._step
        return max(now, due - (self._burst - 1) * self._step)

    def half_free(self, now: float) -> bool:
        """Whether at least half of the places that may be taken at once are left for answers."""
        return 2 * (self._due - now) < self._burst * self._step


class _Chat:
    """One chat's window, and until when Telegram told us to be quiet there."""

    def __init__(self, chat_id: int) -> None:
        self.window = Window(*(_GROUP if chat_id < 0 else _PRIVATE))
        self.quiet_until = 0.0


class PerChatLimiter(BaseRateLimiter[str]):
    """Waits before a call where a limit asks for it, and repeats it after a 429 (which delivers nothing).

    Chat actions, and calls made with `rate_limit_args=BACKGROUND`, never wait: they raise SkippedError where answers
    need the room.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._overall = Stream(*_OVERALL)
        self._chats: dict[int, _Chat] = {}

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | None,
    ) -> Result:
        """Make the call as soon as its chat and the whole bot may. Raises RetryAfter when patience ends."""
        if not isinstance(data.get("chat_id"), int):
            return await callback(*args, **kwargs)
        chat = self._chat(data["chat_id"])
        background = rate_limit_args == BACKGROUND or endpoint in _SHED
        if background:
            self._only_if_idle(chat)
        give_up = self._clock.seconds() + _PATIENCE
        while True:
            await self._wait_turn(chat)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                chat.quiet_until = max(chat.quiet_until, self._clock.seconds() + wait_of(error))
                _LOG.warning("%s: Telegram asks this chat to wait %.0f s", endpoint, wait_of(error))
                if background or chat.quiet_until > give_up:
                    raise

    def _only_if_idle(self, chat: _Chat) -> None:
        now = self._clock.seconds()
        if now < chat.quiet_until or not chat.window.half_free(now) or not self._overall.half_free(now):
            raise SkippedError("skipped in favour of answers")

    async def _wait_turn(self, chat: _Chat) -> None:
        """The chat's turn first: a chat that has to wait must not hold a place that another could use."""
        await self._until(chat.window.take(self._clock.seconds()))
        while self._clock.seconds() < chat.quiet_until:
            await self._until(chat.quiet_until)
        await self._until(self._overall.take(self._clock.seconds()))

    async def _until(self, moment: float) -> None:
        wait = moment - self._clock.seconds()
        if wait > 0:
            await self._clock.sleep(wait)

    def _chat(self, chat_id: int) -> _Chat:
        if chat_id not in self._chats and len(self._chats) >= _MOST_CHATS:
            self._forget_idle()
        return self._chats.setdefault(chat_id, _Chat(chat_id))

    def _forget_idle(self) -> None:
        now = self._clock.seconds()
        self._chats = {
            key: chat for key, chat in self._chats.items() if chat.quiet_until > now or chat.window.used(now)
        }
