"""A server for each test, and aiogram as its client."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot as AiogramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from telegram_server import TOKEN, RecordingServer


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def server() -> AsyncIterator[RecordingServer]:
    async with RecordingServer() as ready:
        yield ready


class _Session(AiohttpSession):
    """Closes at once; aiogram's own waits a quarter of a second for TLS, which loopback does not speak."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@pytest.fixture
async def aiogram(server: RecordingServer) -> AsyncIterator[AiogramBot]:
    session = _Session(api=TelegramAPIServer.from_base(server.url))
    async with AiogramBot(TOKEN, session=session).context() as bot:
        yield bot
