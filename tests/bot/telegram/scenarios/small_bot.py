"""A bot in a process of its own over the small newsroom: no models to load, so that it is up in a second.

Its PYTHONPATH has to name the folders that this project's tests import from.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from telegram_support import SmallNewsroom

from bot.telegram.app import run_bot
from config.logs import set_up_logs
from config.settings import load_settings


class Now(SmallNewsroom):
    """The small newsroom in the present: the questions are of now."""

    def now(self) -> datetime:
        return datetime.now(UTC)


async def main() -> None:
    settings = load_settings(data=Path(sys.argv[1]))
    set_up_logs(settings.log.level)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await run_bot(settings, Now(), stop=stop)


if __name__ == "__main__":
    asyncio.run(main())
