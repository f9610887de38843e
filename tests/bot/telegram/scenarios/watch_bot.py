"""A bot in a process of its own over a real coverage that others write: nothing is embedded, so it is up in a second.

Its PYTHONPATH has to name the folders that this project's tests import from.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from bot.service import Service
from bot.telegram.app import run_bot
from config.logs import set_up_logs
from config.settings import load_settings


async def main() -> None:
    settings = load_settings(data=Path(sys.argv[1]))
    set_up_logs(settings.log.level)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with Service(settings, "onrecord bot") as service:
        await run_bot(settings, service, stop=stop)  # type: ignore[arg-type]


if __name__ == "__main__":
    asyncio.run(main())
