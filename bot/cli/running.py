"""`bot`: the Telegram bot, until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import importlib
import signal
from typing import TYPE_CHECKING

import typer

from bot.cli import options
from bot.cli.opening import opened, run_async, settings_of
from bot.cli.output import warn

if TYPE_CHECKING:
    from config.settings import Settings

# Values that are made, and not gone again, before garbage is searched for among them.
_VALUES = 10_000


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("bot")(bot)


def bot(*, data: options.Data = None) -> int:
    """Run the Telegram bot.

    It runs until Ctrl-C or SIGTERM. Its token comes from the settings (ONRECORD_TELEGRAM__TOKEN_FILE), never from the
    call.
    """
    settings = settings_of(data)
    settings.telegram.read_token()  # a missing token is said before anything is opened

    async def work() -> int:
        await _serve(settings)
        return 0

    return run_async(work)


def keep_for_good() -> None:
    """Take what is in memory now out of the search for garbage, and search less often.

    Going through it all took 55 ms, every two seconds at 30 questions a second, and every question waited for that.
    A question makes tens of thousands of values: to search after every 700 more takes percents of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_VALUES)


async def _serve(settings: Settings) -> None:
    from bot.resident import Resident  # noqa: PLC0415 - `--help` need not wait for the floors below

    # The command line must not import telegram: every other command would pay for it. This call by name is the one
    # seam between the two, and import-linter keeps it so.
    telegram = importlib.import_module("bot.telegram.app")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with opened(settings, "bot", create=True) as service, Resident(service, loaded=keep_for_good) as resident:
        await telegram.run_bot(settings, resident, stop=stop, started=_say_started)
    warn("stopped; what was not answered yet is answered at the next start")


def _say_started(username: str) -> None:
    warn(f"@{username} answers in Telegram now; Ctrl-C ends it")
