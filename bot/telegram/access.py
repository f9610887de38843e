"""The one place that says what a chat may see: `scope_of(chat)`.

Every way to the coverage takes its scope from here, at the moment at which it is used: questions, buttons, inline
results, watches, counts. Whoever is not let in has a scope in which nothing lies.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.telegram.people import People
from bot.telegram.state import State
from bot.telegram.tables import doors
from bot.telegram.tables.doors import Desks, Doors
from config.settings import TelegramSettings
from index.scope import Scope


class Access:
    """Who may see what, as it was at the last `refresh`.

    Args:
        now: the clock, UTC.
    """

    def __init__(self, state: State, people: People, settings: TelegramSettings, now: Callable[[], datetime]) -> None:
        self._state, self._people, self._now = state, people, now
        default = settings.default_desks
        self._default: Desks = None if default is None else frozenset(default)
        self._doors = Doors(0)

    async def refresh(self) -> None:
        """Take up what was changed since, by whichever process. Before every update; before a watch speaks by itself.

        Raises sqlite3.Error where the state cannot be read: then nothing may be shown to anybody.
        """
        if await self._state.read(doors.version) != self._doors.version:
            self._doors = await self._state.read(doors.doors)
            self._people.take(self._doors)

    @property
    def default(self) -> Desks:
        """What a chat sees that is bound to no desk."""
        return self._default

    @property
    def doors(self) -> Doors:
        """Who was let in, as last read."""
        return self._doors

    def desks_of(self, chat_id: int) -> Desks:
        """The desks that a chat may see; None means everything, as in an admin's private chat that is not bound."""
        home = self._people.home(chat_id)
        if not self._people.may_ask(home):
            return frozenset()
        if home in self._doors.desks:
            return self._doors.desks[home]
        return None if home > 0 and self._people.is_admin(home) else self._default

    def scope_of(self, chat_id: int) -> Scope:
        """What a chat may see at this moment. For inline results: the asker's own private chat, by their user id."""
        return Scope(now=self._now(), desks=self.desks_of(chat_id))
