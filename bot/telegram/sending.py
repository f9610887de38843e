"""The one way out to Telegram: what is sent, as what, and what happens when it fails."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.ext import ExtBot

from bot.telegram import texts
from bot.telegram.clock import Clock
from bot.telegram.facts import topic_of
from bot.telegram.failures import Verdict, judge
from bot.telegram.layout import Button, Keyboard, Rendered, plain
from bot.telegram.limiter import BACKGROUND, SkippedError
from bot.telegram.people import People

_LOG = logging.getLogger(__name__)
# About ten minutes in all. Nothing was delivered meanwhile, and what the bot does not get rid of waits in the inbox.
_WAITS = (1.0, 4.0, 15.0, 30.0, 60.0, 120.0, 180.0, 180.0)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_DOUBT = ReactionTypeEmoji("🤔")
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
    """Sends and edits. Nothing here raises for Telegram's failures: each is decided, logged, and reported as None.

    `moved` is told of a group that turns out to have a new number.
    """

    def __init__(
        self, bot: Bot, people: People, clock: Clock, moved: Callable[[int, int], Awaitable[None]] | None = None
    ) -> None:
        self._bot, self._people, self._clock = bot, people, clock
        self._moved = moved

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
                reply_markup=markup(rendered.keyboard),
            )

        try:
            message = await self._persist(call, place)
        except BadRequest as error:
            _LOG.error("Telegram refused a message: %s", error.message)
            if not (rendered.marks or rendered.keyboard):
                return None
            return await self.send(place, plain(texts.NOT_SHOWN))
        return Sent(message.chat.id, message.message_id) if message else None

    async def picture(self, place: Place, png: bytes, caption: str) -> Sent | None:
        """Send a picture with a caption of at most 1,024 units; what Telegram took, or None if that is not certain.

        Where Telegram refuses the picture the caption goes out alone.
        """

        async def call(chat_id: int) -> Message:
            return await self._bot.send_photo(
                chat_id, png, caption=caption, message_thread_id=place.topic, reply_parameters=_reply(place)
            )

        try:
            message = await self._persist(call, place)
        except BadRequest as error:
            _LOG.error("Telegram refused a picture: %s", error.message)
            return await self.send(place, plain(caption))
        return Sent(message.chat.id, message.message_id) if message else None

    async def change(self, sent: Sent, rendered: Rendered) -> bool:
        """Put this in the place of a message of ours. False if that was not possible, or is not certain.

        Changing twice is changing once, so what may have been done is not in doubt: it is simply left at that.
        """

        async def call(chat_id: int) -> Message | bool:
            return await self._bot.edit_message_text(
                chat_id=chat_id,
                message_id=sent.message_id,
                text=rendered.text,
                entities=[MessageEntity(*mark) for mark in rendered.marks] or None,
                link_preview_options=_NO_PREVIEW,
                reply_markup=markup(rendered.keyboard),
            )

        try:
            return await self._persist(call, Place(sent.chat_id)) is not None
        except BadRequest as error:
            if _unchanged(error):
                return True
            _LOG.warning("a message could not be changed: %s", error.message)
            return False

    async def edit(self, sent: Sent, text: str, *, keyboard: Keyboard = (), background: bool = False) -> bool:
        """Change a message of ours. False if it was not; a background edit gives way to answers.

        A lost edit is simply written again by the next one, so it is not repeated here.
        """
        extra = {"rate_limit_args": BACKGROUND} if background and isinstance(self._bot, ExtBot) else {}
        chat_id = self._people.home(sent.chat_id)
        try:
            await self._bot.edit_message_text(
                text,
                chat_id,
                sent.message_id,
                reply_markup=markup(keyboard),
                **extra,  # type: ignore[arg-type]
            )
        except SkippedError:
            return False
        except BadRequest as error:
            return _unchanged(error)
        except TelegramError as error:
            _LOG.warning("a message could not be edited: %s", judge(error))
            return False
        return True

    async def doubt(self, place: Place) -> None:
        """Show on a question that its answer may be missing. No message: set twice, it is there once."""
        if place.reply_to is None:
            return
        try:
            await self._bot.set_message_reaction(self._people.home(place.chat_id), place.reply_to, _DOUBT)
        except TelegramError as error:
            _LOG.info("a doubtful answer in chat %d could not be marked: %s", place.chat_id, judge(error))

    async def _persist(self, call: Callable[[int], Awaitable[T]], place: Place) -> T | None:
        """Make the call; repeat it only where it is certain that nothing was delivered. Raises BadRequest."""
        moved = False
        chat_id = self._people.home(place.chat_id)
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
                await self._follow(chat_id, error.new_chat_id)
                chat_id = error.new_chat_id
            except TelegramError as error:
                verdict = judge(error)
                if verdict is Verdict.PERHAPS_DONE:
                    await self.doubt(place)
                if verdict is not Verdict.NOT_DONE or not waits:
                    _LOG.warning("a message to chat %d was not delivered for certain: %s", chat_id, verdict)
                    return None
                await self._clock.sleep(waits.pop(0))

    async def _follow(self, old: int, new: int) -> None:
        if self._moved is None:
            self._people.moved(old, new)
        else:
            await self._moved(old, new)


def _reply(place: Place) -> ReplyParameters | None:
    if place.reply_to is None:
        return None
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True)


def markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """The buttons as Telegram takes them; None where there are none."""
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in keyboard]) if keyboard else None


def _button(button: Button) -> InlineKeyboardButton:
    copies = None if button.copies is None else CopyTextButton(button.copies)
    return InlineKeyboardButton(button.label, callback_data=button.data, copy_text=copies)


def _unchanged(error: BadRequest) -> bool:
    return "not modified" in error.message.lower()
