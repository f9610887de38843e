"""The command menus. They are only menus: who may do what is decided elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.telegram.decide import Spec
from bot.telegram.people import People, Role

_LOG = logging.getLogger(__name__)

Menu = tuple[tuple[str, str], ...]


def menu(specs: Iterable[Spec], role: Role) -> Menu:
    """The commands that somebody is offered in private, where a question needs none. Pure."""
    return tuple((spec.name, spec.line) for spec in specs if spec.in_menu and spec.role <= role and spec.name != "ask")


async def set_menus(bot: Bot, people: People, specs: Mapping[str, Spec]) -> None:
    """Offer each kind of chat its commands. A menu that cannot be set is logged; the bot works without."""
    ask = specs["ask"]
    await _offer(bot, BotCommandScopeAllPrivateChats(), menu(specs.values(), Role.READER))
    await _offer(bot, BotCommandScopeAllGroupChats(), ((ask.name, ask.line),))
    for admin in sorted(people.admins):
        await _offer(bot, BotCommandScopeChat(admin), menu(specs.values(), Role.ADMIN))


async def _offer(bot: Bot, scope: BotCommandScope, commands: Menu) -> None:
    try:
        await bot.set_my_commands(commands, scope=scope)
    except TelegramError as error:
        # "chat not found" for an admin who has not written to the bot yet: nothing to mend here.
        _LOG.info("the menu for %s was not set: %s", scope.type, error.message)
