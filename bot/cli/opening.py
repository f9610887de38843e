"""Opening the newsroom for one command, and running it to its exit status."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.errors import EmptyCoverageError, StoreError
from config.logs import set_up_logs

if TYPE_CHECKING:
    from bot.service import Service
    from config.settings import Settings

WRITER_WAIT = 30.0
"""Seconds that a writing command waits for another writer."""


def settings_of(data: Path | None) -> Settings:
    """The settings of this call, with logging set up by them. Raises ConfigError."""
    from config.settings import load_settings  # noqa: PLC0415 - `--help` needs no settings

    settings = load_settings(data=data)
    set_up_logs(settings.log.level)
    return settings


@asynccontextmanager
async def opened(
    settings: Settings, command: str, *, create: bool = False, filled: bool = False
) -> AsyncIterator[Service]:
    """The open newsroom.

    Args:
        command: names this process to others that find a lock taken.
        create: make the data folder if it is not there; else a missing one is an empty coverage, and stays missing.
        filled: wanted for what can only be answered from articles: without any, as `require_articles`.
    """
    from bot.service import Service  # noqa: PLC0415 - `--help` need not wait for the floors below

    if not has_data(settings) and not create:
        raise empty(settings)
    async with Service(settings, f"onrecord {command}", wait=WRITER_WAIT) as service:
        if filled:
            await require_articles(service)
        yield service


def has_data(settings: Settings) -> bool:
    """Whether something was ever kept in the data folder. Raises StoreError if it is no folder."""
    if settings.data.exists() and not settings.data.is_dir():
        raise StoreError("it is no folder", where=str(settings.data), mend="name a folder with --data")
    return (settings.data / "coverage.sqlite").exists()


def empty(settings: Settings) -> EmptyCoverageError:
    """There is nothing to ask about."""
    mend = "add articles with: onrecord index FOLDER"
    return EmptyCoverageError("the coverage is empty", where=str(settings.data), mend=mend)


async def require_articles(service: Service) -> None:
    """Raises EmptyCoverageError if there is no article at all."""
    if not await service.count_articles():
        raise empty(service.settings)


def run_async(work: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run the work on an event loop of its own; its exit status.

    Raises KeyboardInterrupt on Ctrl-C, once the work has let go of what it held. Threads are then not waited for (one
    may be encoding, or waiting for a line that nobody types): the caller ends the process.
    """
    runner = asyncio.Runner()
    try:
        status = runner.run(work())
    except KeyboardInterrupt:
        raise
    except BaseException:
        runner.close()
        raise
    runner.close()
    return status
