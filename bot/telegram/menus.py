"""The command menus. They are only menus: who may do what is decided elsewhere."""

from __future__ import annotations

import logging

from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.telegram.people import People

_LOG = logging.getLogger(__name__)
_ASK = ("ask", "ask about the coverage")
_PRIVATE = (("help", "how to ask"), ("status", "what I can search"))
_ADMIN = (("why", "what I left unanswered here, and why"), ("reindex", "build the search index anew"))


async def set_menus(bot: Bot, people: People) -> None:
    """Offer each kind of chat its commands. A menu that cannot be set is logged; the bot works without."""
    await _offer(bot, BotCommandScopeAllPrivateChats(), _PRIVATE)
    await _offer(bot, BotCommandScopeAllGroupChats(), (_ASK,))
    for admin in sorted(people.admins):
        await _offer(bot, BotCommandScopeChat(admin), (*_PRIVATE, *_ADMIN))


async def _offer(bot: Bot, scope: BotCommandScope, commands: tuple[tuple[str, str], ...]) -> None:
    try:
        await bot.set_my_commands(commands, scope=scope)
    except TelegramError as error:
        # "chat not found" for an admin who has not written to the bot yet: nothing to mend here.
        _LOG.info("the menu for %s was not set: %s", scope.type, error.message)
