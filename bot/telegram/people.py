"""Who may ask and who may command: numeric ids of the settings and of those who were let in; nothing else."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime
from enum import IntEnum

from bot.telegram.state import State
from bot.telegram.tables import chats
from bot.telegram.tables.doors import Doors
from config.settings import TelegramSettings

_LOG = logging.getLogger(__name__)


class Role(IntEnum):
    """What somebody may do; each may do what those before may."""

    NOBODY = 0
    READER = 1
    EDITOR = 2
    ADMIN = 3

    @property
    def word(self) -> str:
        """For people."""
        return self.name.lower()


class People:
    """The settings' admins and chats, and whoever was let in since.

    Usernames, titles and a group's own admin rights play no part: they can be changed by their holders.
    """

    def __init__(self, settings: TelegramSettings) -> None:
        self._named = frozenset(settings.admins)
        self._chats = set(settings.allowed_chats)
        self._homes: dict[int, int] = {}
        self._roles: dict[int, Role] = {}
        self._rooms: frozenset[int] = frozenset()

    def take(self, doors: Doors) -> None:
        """Take up who was let in by code, and which groups an admin allowed."""
        self._roles = {person.user_id: Role[person.role.upper()] for person in doors.people}
        self._rooms = frozenset(room.chat_id for room in doors.rooms if room.state == "allowed")

    @property
    def admins(self) -> frozenset[int]:
        """The admins' user ids."""
        return self._named | {user for user, role in self._roles.items() if role is Role.ADMIN}

    @property
    def is_set_up(self) -> bool:
        """Whether anybody at all is let in, by the settings or since."""
        return bool(self._named or self._chats or self._roles or self._rooms)

    @property
    def editors(self) -> frozenset[int]:
        """The user ids of editors and admins."""
        return self.admins | {user for user, role in self._roles.items() if role >= Role.EDITOR}

    def is_named_admin(self, user_id: int) -> bool:
        """Whether the settings make this person an admin, which no button takes back."""
        return user_id in self._named

    def is_listed(self, chat_id: int) -> bool:
        """Whether the settings let this chat in, which no button takes back."""
        return chat_id in self._chats

    def role_of(self, user_id: int | None) -> Role:
        """What this person may do; nothing where Telegram does not say who it is."""
        if user_id is None:
            return Role.NOBODY
        if user_id in self._named:
            return Role.ADMIN
        listed = Role.READER if user_id in self._chats else Role.NOBODY
        return max(self._roles.get(user_id, Role.NOBODY), listed)

    def is_admin(self, user_id: int | None) -> bool:
        """Whether this person may do everything."""
        return self.role_of(user_id) is Role.ADMIN

    def may_ask(self, chat_id: int) -> bool:
        """Whether this chat gets answers. A private chat's id is its user's id; a group is nobody's."""
        if chat_id in self._chats:
            return True
        return self.role_of(chat_id) >= Role.READER if chat_id > 0 else self.home(chat_id) in self._rooms

    def home(self, chat_id: int) -> int:
        """The chat's present number: another than the given one if the group became a supergroup."""
        return self._homes.get(chat_id, chat_id)

    def moved(self, old: int, new: int) -> bool:
        """A group became a supergroup: let the new id in if the old one was. True if the settings name the old one."""
        if old != new:
            self._homes[old] = new
            if old in self._rooms:
                self._rooms |= {new}
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
