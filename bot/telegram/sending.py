"""The one way out to Telegram: what is sent, as what, and what happens when it fails."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from telegram import Bot, LinkPreviewOptions, Message, MessageEntity, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.ext import ExtBot

from bot.telegram import texts
from bot.telegram.clock import Clock
from bot.telegram.facts import topic_of
from bot.telegram.failures import Verdict, judge
from bot.telegram.layout import Rendered, plain
from bot.telegram.limiter import BACKGROUND, SkippedError
from bot.telegram.people import People

_LOG = logging.getLogger(__name__)
_WAITS = (1.0, 4.0)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
T = TypeVar("T")


class Place(NamedTuple):
    """Where a message goes: the chat, the message it answers, the forum topic it stays in."""

    chat_id: int
    reply_to: int | None = None
    topic: int | None = None


class Sent(NamedTuple):
    """A message of ours that Telegram has taken."""

    chat_id: int
    message_id: int


def place_of(message: Message) -> Place:
    """Where the answer to this message goes."""
    return Place(message.chat.id, message.message_id, topic_of(message))


class Sender:
    """Sends and edits. Nothing here raises for Telegram's failures: each is decided, logged, and reported as None."""

    def __init__(self, bot: Bot, people: People, clock: Clock) -> None:
        self._bot, self._people, self._clock = bot, people, clock

    async def send(self, place: Place, rendered: Rendered) -> Sent | None:
        """Send one message; what Telegram took, or None if it did not or may not have."""

        async def call(chat_id: int) -> Message:
            return await self._bot.send_message(
                chat_id=chat_id,
                text=rendered.text,
                entities=[MessageEntity(*mark) for mark in rendered.marks] or None,
                message_thread_id=place.topic,
                reply_parameters=_reply(place),
                link_preview_options=_NO_PREVIEW,
            )

        try:
            message = await self._persist(call, place.chat_id)
        except BadRequest as error:
            _LOG.error("Telegram refused a message: %s", error.message)
            if not rendered.marks:
                return None
            return await self.send(place, plain(texts.NOT_SHOWN))
        return Sent(message.chat.id, message.message_id) if message else None

    async def edit(self, sent: Sent, text: str, *, background: bool = False) -> bool:
        """Change a message of ours. False if it was not; a background edit gives way to answers.

        A lost edit is simply written again by the next one, so it is not repeated here.
        """
        extra = {"rate_limit_args": BACKGROUND} if background and isinstance(self._bot, ExtBot) else {}
        try:
            await self._bot.edit_message_text(text, sent.chat_id, sent.message_id, **extra)  # type: ignore[arg-type]
        except SkippedError:
            return False
        except BadRequest as error:
            return "not modified" in error.message.lower()
        except TelegramError as error:
            _LOG.warning("a message could not be edited: %s", judge(error))
            return False
        return True

    async def _persist(self, call: Callable[[int], Awaitable[T]], chat_id: int) -> T | None:
        """Make the call; repeat it only where it is certain that nothing was delivered. Raises BadRequest."""
        moved = False
        waits = list(_WAITS)
        while True:
            try:
                return await call(chat_id)
            except BadRequest:
                raise
            except ChatMigrated as error:
                if moved:
                    return None
                moved = True
                self._people.moved(chat_id, error.new_chat_id)
                chat_id = error.new_chat_id
            except TelegramError as error:
                if judge(error) is not Verdict.NOT_DONE or not waits:
                    _LOG.warning("a message to chat %d was not delivered for certain: %s", chat_id, judge(error))
                    return None
                await self._clock.sleep(waits.pop(0))


def _reply(place: Place) -> ReplyParameters | None:
    if place.reply_to is None:
        return None
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True)
