"""How many questions a person and a chat may ask, and what is said when that is used up."""

from __future__ import annotations

import logging
import sqlite3
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.telegram.commands import Tools
from bot.telegram.decide import Facts
from bot.telegram.tables import asked
from bot.telegram.tables.asked import Full, Kind, Limit
from config.settings import TelegramSettings

_LOG = logging.getLogger(__name__)
_HOUR, _DAY = 3600.0, 86_400.0


class Ticket(NamedTuple):
    """A question that may be asked: the number it is counted under (0: an admin's); None if it could not be counted."""

    number: int | None


class Refused(NamedTuple):
    """A question that may not be asked now; `line` is None where that was said already."""

    line: str | None


def limits_of(settings: TelegramSettings) -> tuple[Limit, ...]:
    """The limits, the longest first: what it says of when there is room again then holds."""
    return (
        Limit("user", _DAY, settings.questions_per_user_day),
        Limit("chat", _DAY, settings.questions_per_chat_day),
        Limit("user", _HOUR, settings.questions_per_user_hour),
        Limit("chat", _HOUR, settings.questions_per_chat_hour),
    )


def full_line(full: Full, zone: ZoneInfo, now: datetime) -> str:
    """What people are told when a limit is reached. Pure."""
    limit = full.limit
    whose = "You have" if limit.whose == "user" else "This chat has"
    span = "hour" if limit.seconds == _HOUR else "day"
    until = datetime.fromtimestamp(full.until, zone)
    day = "" if until.date() == now.astimezone(zone).date() else f"{until:%-d %B, }"
    most = f"{limit.most:,} question{'' if limit.most == 1 else 's'}"
    return f"{whose} used up the {most} of this {span}. I answer again from {day}{until:%H:%M} ({zone.key})."


class Quotas:
    """Counts questions. Admins are not counted against."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._limits = limits_of(tools.settings.telegram)
        self._zone = ZoneInfo(tools.settings.telegram.time_zone)
        self._told: dict[tuple[str, int], float] = {}

    async def take(self, facts: Facts, *, tell: bool = True) -> Ticket | Refused:
        """May this question be asked? A count that cannot be kept refuses nobody.

        Args:
            tell: whether a refusal brings the line that says so once; else it is still to be said.
        """
        people, now = self._tools.people, self._tools.newsroom.now()
        chat_id = people.home(facts.chat_id)
        if people.is_admin(facts.user_id):
            return Ticket(0)
        try:
            taken = await self._tools.state.write(asked.take, chat_id, facts.user_id, now.timestamp(), self._limits)
        except sqlite3.Error:
            _LOG.exception("a question could not be counted")
            return Ticket(None)
        if isinstance(taken, int):
            return Ticket(taken)
        if not tell:
            return Refused(None)
        whose = taken.limit.whose
        return Refused(self._once(taken, whose, (facts.user_id or 0) if whose == "user" else chat_id, now))

    async def settle(self, ticket: Ticket, kind: Kind) -> None:
        """How the question ended; one that failed is given back."""
        if ticket.number is None:
            return
        try:
            day = f"{self._tools.newsroom.now():%Y-%m-%d}"
            await self._tools.state.write(asked.settle, ticket.number, day, kind)
        except sqlite3.Error:
            _LOG.exception("a question could not be counted")

    def _once(self, full: Full, whose: str, number: int, now: datetime) -> str | None:
        """The line, once until there is room again: whoever goes on asking is not answered a hundred times."""
        key, at = (whose, number), now.timestamp()
        if self._told.get(key, 0.0) > at:
            return None
        self._told = {known: until for known, until in self._told.items() if until > at} | {key: full.until}
        return full_line(full, self._zone, now)
