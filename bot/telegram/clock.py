"""Time as the Telegram floor sees it: seconds that only grow, and waiting. Handed in, so that tests hold it."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Seconds since some moment, and waiting for some of them."""

    def seconds(self) -> float:
        """A number that never falls; only differences mean anything."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after that many seconds; at once if there are none to wait."""
        ...


class SystemClock:
    """The machine's own."""

    def seconds(self) -> float:
        """Seconds of the monotonic clock."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let the loop do other things for that many seconds."""
        await asyncio.sleep(seconds)
