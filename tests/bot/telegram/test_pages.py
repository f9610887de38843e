"""The reading page beside a running bot: its links stand where an article has none, and open for their chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from newsroom_support import Newsroom
from telegram_server import Recorded, RecordingServer, free_port
from telegram_support import READER, Desk

from bot.telegram.app import serve
from bot.telegram.clock import SystemClock
from config.errors import ConfigError
from config.settings import PageSettings

QUESTION = "How many cracks were counted in the spillway?"


def links(sent: Recorded) -> list[str]:
    return [mark["url"] for mark in sent.fields.get("entities", []) if mark["type"] == "text_link"]


@asynccontextmanager
async def paged(room: Newsroom, folder: Path, **page: Any) -> AsyncIterator[tuple[Desk, str]]:
    """A bot with its page, and where the page listens."""
    port = free_port()
    async with RecordingServer() as server:
        desk = Desk(server, room.service, folder=folder)  # type: ignore[arg-type]
        named = {"enabled": True, "port": port, "public_url": "https://desk.example/read", "hours": 2}
        settings = desk.settings().model_copy(update={"page": PageSettings(**(named | page))})
        desk.task = asyncio.create_task(serve(settings, room.service, desk.stop, SystemClock()))  # type: ignore[arg-type]
        server.make.date = int(room.clock().timestamp())
        polls = asyncio.ensure_future(server.until(lambda: bool(server.polls)))
        await asyncio.wait({desk.task, polls}, return_when=asyncio.FIRST_COMPLETED)
        polls.cancel()
        if desk.task.done():
            await desk.task
        try:
            yield desk, f"http://127.0.0.1:{port}"
        finally:
            await desk.close()


async def test_an_article_without_a_link_gets_one_that_opens_at_the_words(news: Newsroom, tmp_path: Path) -> None:
    async with paged(news, tmp_path / "bot") as (desk, root), aiohttp.ClientSession() as session:
        await desk.server.post(desk.server.make.private(READER, QUESTION))
        (sent,) = await desk.server.answers(1)
        url = links(sent)[0]
        assert url.startswith("https://desk.example/read/a/")
        assert "#excerpt:~:text=" in url
        path = url.removeprefix("https://desk.example/read").partition("#")[0]
        async with session.get(root + path) as answer:
            assert (answer.status, "38 cracks" in await answer.text()) == (200, True)
        async with session.get(f"{root}/read{path}") as answer:
            assert answer.status == 200, "a proxy that keeps the path"
        await news.service.retract("dam-ledger")
        await news.service.retract("dam-wire")
        async with session.get(root + path) as answer:
            assert (answer.status, "38 cracks" in await answer.text()) == (404, False)
    assert (tmp_path / "bot" / "page.key").stat().st_mode & 0o777 == 0o600


async def test_it_is_off_unless_it_is_switched_on(news: Newsroom, tmp_path: Path) -> None:
    async with paged(news, tmp_path / "bot", enabled=False) as (desk, root), aiohttp.ClientSession() as session:
        await desk.server.post(desk.server.make.private(READER, QUESTION))
        (sent,) = await desk.server.answers(1)
        assert links(sent) == []
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(root)
    assert not (tmp_path / "bot" / "page.key").exists()


async def test_a_page_without_an_address_is_said_at_the_start(news: Newsroom, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"page\.public_url: the reading page has no address"):
        async with paged(news, tmp_path / "bot", public_url=None):
            pass
