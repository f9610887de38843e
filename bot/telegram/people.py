"""Who may ask and who may command: numeric ids from the settings, and the groups' new numbers; nothing else."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime

from bot.telegram.state import State
from bot.telegram.tables import chats
from config.settings import TelegramSettings

_LOG = logging.getLogger(__name__)


class People:
    """The allow-list and the admins.

    Usernames, titles and a group's own admin rights play no part: they can be changed by their holders.
    """

    def __init__(self, settings: TelegramSettings) -> None:
        self._admins = frozenset(settings.admins)
        self._chats = set(settings.allowed_chats)
        self._homes: dict[int, int] = {}

    @property
    def admins(self) -> frozenset[int]:
        """The admins' user ids."""
        return self._admins

    def is_admin(self, user_id: int | None) -> bool:
        """Whether this person may command the bot."""
        return user_id in self._admins

    def may_ask(self, chat_id: int) -> bool:
        """Whether this chat gets answers. A private chat's id is its user's id, so an admin may ask in private."""
        return chat_id in self._chats or (chat_id > 0 and chat_id in self._admins)

    def home(self, chat_id: int) -> int:
        """The chat's present number: another than the given one if the group became a supergroup."""
        return self._homes.get(chat_id, chat_id)

    def moved(self, old: int, new: int) -> bool:
        """A group became a supergroup: let the new id in if the old one was. True if that changed anything."""
        if old != new:
            self._homes[old] = new
        if old not in self._chats or new in self._chats:
            return False
        self._chats.add(new)
        return True


class Moves:
    """Follows groups to their new numbers: in memory for everything that is under way, in the state for good."""

    def __init__(self, people: People, state: State, now: Callable[[], datetime]) -> None:
        self._people, self._state, self._now = people, state, now

    async def load(self) -> None:
        """Take up what earlier runs learnt."""
        for old, new in await self._state.read(chats.moves):
            self._people.moved(old, new)

    async def follow(self, old: int, new: int) -> None:
        """The group `old` is `new` from now on: everything that belongs to it goes along, in one transaction."""
        if self._people.moved(old, new):
            _LOG.warning("group %d became %d: put the new number into telegram.allowed_chats", old, new)
        try:
            await self._state.write(chats.move, old, new, self._now().timestamp())
        except sqlite3.Error:
            _LOG.exception("the move of group %d could not be written down", old)
