"""The message whose button was pressed: the press is acknowledged, and the message changed in its place."""

from __future__ import annotations

import logging

from telegram import Bot, CallbackQuery, InlineKeyboardButton, Message
from telegram.error import BadRequest, TelegramError

from bot.telegram.facts import topic_of
from bot.telegram.failures import judge
from bot.telegram.layout import Button, Keyboard, Rendered
from bot.telegram.sending import Place, Sender, Sent, markup

_LOG = logging.getLogger(__name__)


class Screen:
    """One press, and the message it came from. Nothing here raises for Telegram's failures.

    Args:
        chat_id: the present number of the message's chat, which may have moved since.
    """

    def __init__(self, bot: Bot, sender: Sender, query: CallbackQuery, chat_id: int) -> None:
        if query.message is None:
            raise ValueError("the button was not under a message of a chat")
        self._bot, self._sender, self._query = bot, sender, query
        self._message = query.message
        self.chat_id = chat_id

    @property
    def place(self) -> Place:
        """Where a new message about this one goes."""
        topic = topic_of(self._message) if isinstance(self._message, Message) else None
        return Place(self.chat_id, self._message.message_id, topic)

    def rows_of(self, prefix: str) -> Keyboard:
        """The rows of buttons under the message whose data begins with that prefix and a colon."""
        shown = self._message.reply_markup if isinstance(self._message, Message) else None
        rows = () if shown is None else shown.inline_keyboard
        ours = ([each for each in row if _says(each, prefix)] for row in rows)
        return tuple(tuple(Button(each.text, str(each.callback_data)) for each in row) for row in ours if row)

    async def tell(self, text: str | None = None) -> None:
        """Acknowledge the press, with a line that the presser sees for a moment."""
        await acknowledge(self._bot, self._query, text)

    async def show(self, rendered: Rendered) -> None:
        """Show this instead."""
        await self._sender.change(Sent(self.chat_id, self._message.message_id), rendered)

    async def offer(self, keyboard: Keyboard) -> None:
        """Other buttons under the same words."""
        try:
            await self._bot.edit_message_reply_markup(
                self.chat_id, self._message.message_id, reply_markup=markup(keyboard)
            )
        except BadRequest as error:
            # Two presses of one button ask for the same twice.
            if "not modified" not in error.message.lower():
                _LOG.warning("the buttons of a message could not be changed: %s", error.message)
        except TelegramError as error:
            _LOG.warning("the buttons of a message could not be changed: %s", judge(error))


def _says(button: InlineKeyboardButton, prefix: str) -> bool:
    return isinstance(button.callback_data, str) and button.callback_data.startswith(f"{prefix}:")


async def acknowledge(bot: Bot, query: CallbackQuery, text: str | None = None) -> None:
    """Stop the button's spinning. That this comes too late ("query is too old") is no error."""
    try:
        await bot.answer_callback_query(query.id, text)
    except BadRequest as error:
        _LOG.info("a press could not be acknowledged: %s", error.message)
    except TelegramError as error:
        _LOG.warning("a press could not be acknowledged: %s", judge(error))
