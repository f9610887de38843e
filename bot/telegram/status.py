"""`/status`: the coverage in numbers; for an admin in private also the queue, the latest errors and the version."""

from __future__ import annotations

import importlib.metadata
import logging
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from bot.telegram import texts
from bot.telegram.commands import Call, Registry, Tools
from bot.telegram.decide import Spec
from bot.telegram.layout import Rendered, clipped, plain
from bot.telegram.people import Role
from bot.telegram.reindex import Reindexing
from bot.telegram.tables import inbox
from config.errors import OnRecordError
from config.logs import redact

_LOG = logging.getLogger(__name__)
_KEPT = 5
_LONGEST = 160


class Seen(NamedTuple):
    """An error that was logged: when (seconds since 1970, UTC), and its first line."""

    at: float
    line: str


class LastErrors(logging.Handler):
    """Remembers the latest errors of this process, without tracebacks and without secrets."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: deque[Seen] = deque(maxlen=_KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first line of what was logged."""
        self.seen.append(Seen(record.created, clipped(redact(record.getMessage()).split("\n", 1)[0], _LONGEST)))

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Hear whatever is logged within the block."""
        logging.getLogger().addHandler(self)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(self)


def machine_text(version: str, waiting: int, reindexing: str | None, errors: Sequence[Seen]) -> str:
    """What only admins are told; `waiting` counts the messages besides this one. Pure."""
    lines = [f"Version {version}; {texts.counted(waiting, 'other message')} waiting for an answer"]
    if reindexing is not None:
        lines.append(reindexing)
    if not errors:
        return "\n".join([*lines, "No errors since the start"])
    lines.append("Latest errors (UTC):")
    return "\n".join([*lines, *(f"{datetime.fromtimestamp(at, UTC):%-d %b, %H:%M}: {line}" for at, line in errors)])


def register(registry: Registry, tools: Tools, reindexing: Reindexing) -> None:
    """`/status`."""
    errors = LastErrors()
    registry.background(errors.listening())

    async def machine() -> str:
        waiting = max(0, await tools.state.read(inbox.count_waiting) - 1)  # this very call is one
        running = None if reindexing.progress is None else texts.progress_text(reindexing.progress)
        return machine_text(importlib.metadata.version("onrecord"), waiting, running, tuple(errors.seen))

    async def status(call: Call) -> Rendered:
        try:
            found = await tools.newsroom.status(call.scope)
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            if isinstance(error, OnRecordError):
                _LOG.error("/status failed: %s", error)
            else:
                _LOG.exception("/status failed")
            return plain(texts.failure(error, texts.STATUS_FAILED))
        lines = [texts.status_text(found, whole=call.scope.desks is None)]
        if call.private and call.role is Role.ADMIN:
            lines.append(await machine())
        return plain("\n\n".join(lines))

    registry.command(Spec("status", "what I can search"), status)
