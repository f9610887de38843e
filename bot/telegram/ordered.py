"""Updates of one chat in their order; chats beside each other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

# The order is kept by each chat's own lock, so this bound only guards memory; heavy work has its own, smaller one.
_MOST_UPDATES = 100_000


class PerChatProcessor(BaseUpdateProcessor):
    """Each update waits for the earlier ones of its chat only, so a slow chat never holds up another.

    The notes' measurement behind it: with one common queue a chat waited 3.96 s for another's slow answer, here 0.11 s.
    """

    def __init__(self) -> None:
        super().__init__(_MOST_UPDATES)
        self._locks: dict[int | tuple[str, int], asyncio.Lock] = {}
        self._waiting: dict[int | tuple[str, int], int] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Process one update when its chat's earlier ones are done (an asyncio.Lock is first come, first served)."""
        key = _key(update)
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            async with lock:
                await coroutine
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._locks[key]

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""


def _key(update: object) -> int | tuple[str, int]:
    """Whose turn it takes: its chat's; what comes from no chat (an inline query, of whoever) waits for nobody."""
    if not isinstance(update, Update):
        return ("no update", 0)
    return update.effective_chat.id if update.effective_chat else ("update", update.update_id)
