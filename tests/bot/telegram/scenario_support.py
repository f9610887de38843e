"""One way to start the bot by polling or by webhook, so that every scenario is played on both."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Literal

from telegram_server import BOT_ID, Recorded, RecordingServer, free_port
from telegram_server.text import words_of
from telegram_server.updates import Json
from telegram_support import Desk, HandClock, SmallNewsroom

from bot.ports import Newsroom
from bot.telegram.clock import Clock

HERE = Path(__file__).resolve().parent
Way = Literal["polling", "webhook"]
WAYS: tuple[Way, ...] = ("polling", "webhook")
PUBLIC = "https://desk.example/updates"
SECRET = "scenario_secret-1"  # noqa: S105 - opens nothing

HOLD = "Will the breakwater hold?"
HELD = "The breakwater will hold through the winter."
SCHOOLS = "When do the schools open?"
OPENED = "Both schools open again on Monday."

Play = Callable[..., AbstractAsyncContextManager[Desk]]


def way_in(way: Way, server: RecordingServer) -> dict[str, Any]:
    """The settings of that way; the server learns where the public address leads to."""
    if way == "polling":
        return {}
    port = free_port()
    server.leads("https://desk.example", port)
    return {"webhook_url": PUBLIC, "webhook_port": port, "webhook_secret": SECRET}


def small_bot(data: Path) -> tuple[str, ...]:
    """The command of a bot process over the small newsroom."""
    return sys.executable, str(HERE / "scenarios" / "small_bot.py"), str(data)


def small_paths() -> dict[str, str]:
    """What that process needs in its environment."""
    tests = HERE.parents[1]
    return {"PYTHONPATH": os.pathsep.join(map(str, (tests.parent, tests, HERE)))}


async def ready(server: RecordingServer) -> None:
    """Return when the bot takes updates."""
    before = server.polls
    await server.until(lambda: server.polls > before or bool(server.webhook))


@asynccontextmanager
async def on_stage(
    way: Way,
    *,
    server: RecordingServer | None = None,
    newsroom: Newsroom | None = None,
    clock: Clock | None = None,
    folder: Path | None = None,
    privacy: bool = True,
    **more: Any,
) -> AsyncIterator[Desk]:
    """A bot that runs within the block; afterwards nothing that it sent may have been malformed.

    `server` and `folder` of an earlier bot make this one its successor.
    """
    if server is None:
        async with (
            RecordingServer(privacy=privacy) as fresh,
            on_stage(way, server=fresh, newsroom=newsroom, clock=clock, folder=folder, **more) as desk,
        ):
            yield desk
        return
    desk = Desk(server, newsroom or SmallNewsroom(), clock, folder=folder)  # type: ignore[arg-type]
    server.make.date = int(desk.newsroom.now().timestamp())  # people speak when the newsroom's clock says so
    await desk.begin(**(way_in(way, server) | more))
    await ready(server)
    try:
        yield desk
    finally:
        await desk.close()
    assert server.violations == []


def quotes(sent: Recorded) -> list[str]:
    """The words that a message sets as quotations."""
    marks = sent.fields.get("entities", [])
    return [words_of(sent.text, mark) for mark in marks if "blockquote" in mark["type"]]


def ours(server: RecordingServer, chat_id: int) -> list[Json]:
    """The bot's messages in a chat as they stand now, in order."""
    return [
        message
        for (chat, _), message in sorted(server.messages.items(), key=lambda item: item[0][1])
        if chat == chat_id and message.get("from", {}).get("id") == BOT_ID
    ]


def everything_said(server: RecordingServer) -> str:
    """Each text that any chat was shown, edits and pop-ups included."""
    return "\n".join(str(call.fields.get("text", "")) + str(call.fields.get("results", "")) for call in server.requests)


@asynccontextmanager
async def moving(clock: HandClock) -> AsyncIterator[None]:
    """Within the block time flies: the hand clock runs a second at a time, and the network keeps up."""

    async def move() -> None:
        while True:
            await clock.advance(1)
            await asyncio.sleep(0.001)

    task = asyncio.create_task(move())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
