"""Ways in which a call can go wrong, told to the server beforehand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Flood:
    """429: wait that many seconds."""

    retry_after: int


@dataclass(frozen=True)
class Status:
    """An error in Telegram's own JSON; `migrate_to` adds the parameter of a migrated group."""

    code: int
    description: str
    migrate_to: int | None = None


@dataclass(frozen=True)
class Html:
    """A gateway's error page."""

    code: int = 502


@dataclass(frozen=True)
class Garbage:
    """A status 200 with a body that is no answer: cut JSON, another program's page. `done` as for Dropped."""

    done: bool
    body: str = '{"ok": true, "resu'


@dataclass(frozen=True)
class Dropped:
    """The connection breaks; `done` says whether the call had been carried out before."""

    done: bool


@dataclass(frozen=True)
class Slow:
    """Carried out at once, but the answer comes only when `release` is set."""

    release: asyncio.Event = field(default_factory=asyncio.Event)


Fault = Flood | Status | Html | Garbage | Dropped | Slow
