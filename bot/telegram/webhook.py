"""Updates that Telegram posts to us. It is told 200 only when they are on disk; otherwise it posts them again."""

from __future__ import annotations

import hmac
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from aiohttp import web

from bot.telegram.connection import Json, is_update
from config.errors import ConfigError

_LOG = logging.getLogger(__name__)
_MOST_BYTES = 1 << 20  # an update holds one message of at most 4,096 characters
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_CLOSING_SECONDS = 5.0


class Webhook:
    """The little server behind `telegram.webhook_url`.

    `take` returns when the updates are on disk and raises sqlite3.Error where they could not be written.
    """

    def __init__(self, url: str, secret: str, take: Callable[[list[Json]], Awaitable[None]]) -> None:
        self._path = urlsplit(url).path or "/"
        self._secret, self._take = secret.encode(), take

    @asynccontextmanager
    async def listening(self, host: str, port: int) -> AsyncIterator[int]:
        """Serve within the block; the port in use. Raises ConfigError where it cannot listen there."""
        app = web.Application(client_max_size=_MOST_BYTES)
        app.router.add_post(self._path, self._receive)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_CLOSING_SECONDS)
        await runner.setup()
        try:
            await self._listen(runner, host, port)
            yield int(runner.addresses[0][1])
        finally:
            await runner.cleanup()

    @staticmethod
    async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            mend = "free that port, or set another one"
            where = "telegram.webhook_listen, telegram.webhook_port"
            raise ConfigError(f"cannot listen on {host}:{port} ({error.strerror})", where=where, mend=mend) from error

    async def _receive(self, request: web.Request) -> web.Response:
        # The secret first: a stranger's body is not even read.
        if not hmac.compare_digest(request.headers.get(_HEADER, "").encode("utf-8", "surrogateescape"), self._secret):
            _LOG.warning("somebody without the secret called the webhook")
            return web.Response(status=403)
        body = await request.read()
        try:
            update = json.loads(body)
            if not is_update(update):
                return web.Response(status=400)
            await self._take([update])
        except (ValueError, RecursionError):  # no JSON, or nested without end
            return web.Response(status=400)
        except sqlite3.Error:
            _LOG.exception("an update could not be written down; Telegram will send it again")
            return web.Response(status=503)
        return web.Response()
