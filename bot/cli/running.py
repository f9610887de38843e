"""`bot`: the Telegram bot, until it is told to stop."""

from __future__ import annotations

import asyncio
import importlib
import signal
from typing import TYPE_CHECKING

import typer

from bot.cli import options
from bot.cli.opening import opened, run_async, settings_of

if TYPE_CHECKING:
    from config.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("bot")(bot)


def bot(*, data: options.Data = None) -> int:
    """Run the Telegram bot.

    It runs until Ctrl-C or SIGTERM. Its token comes from the settings (ONRECORD_TELEGRAM__TOKEN), never from the call.
    """
    settings = settings_of(data)
    settings.telegram.read_token()  # a missing token is said before anything is opened

    async def work() -> int:
        await _serve(settings)
        return 0

    return run_async(work)


async def _serve(settings: Settings) -> None:
    from bot.resident import Resident  # noqa: PLC0415 - `--help` need not wait for the floors below

    # The command line must not import telegram: every other command would pay for it. This call by name is the one
    # seam between the two, and import-linter keeps it so.
    telegram = importlib.import_module("bot.telegram.app")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with opened(settings, "bot", create=True) as service, Resident(service) as resident:
        await telegram.run_bot(settings, resident, stop=stop)
