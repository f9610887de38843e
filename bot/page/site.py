"""The little server of the reading page: one address, and everything that is not there looks the same."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web

from bot.page.html import HEADERS, article_page, gone_page
from bot.page.links import Link, Signer, read
from bot.ports import Library
from config.errors import ConfigError
from index.scope import Scope
from retrieval.whole import Whole

_LOG = logging.getLogger(__name__)
_CLOSING_SECONDS = 5.0
PATH = "/a/"
ScopeOf = Callable[[int], Awaitable[Scope | None]]


class Site:
    """Shows articles to whoever has a link to them.

    Args:
        scope_of: what a chat may see at this moment; None where it is not let in any more.
        now: the clock, UTC.
    """

    def __init__(self, library: Library, signer: Signer, scope_of: ScopeOf, now: Callable[[], datetime]) -> None:
        self._library, self._signer, self._scope_of, self._now = library, signer, scope_of, now

    @asynccontextmanager
    async def listening(self, host: str, port: int) -> AsyncIterator[int]:
        """Serve within the block; the port in use. Raises ConfigError where it cannot listen there."""
        # One page each for what is there and for everything else, so that nobody learns what is not.
        app = web.Application(client_max_size=1024)
        app.router.add_route("GET", "/robots.txt", _robots)
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_CLOSING_SECONDS)
        await runner.setup()
        try:
            await _listen(runner, host, port)
            yield int(runner.addresses[0][1])
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        found = None
        # A proxy may or may not leave out the path of the public address.
        _, there, token = request.path.rpartition(PATH)
        if request.method in {"GET", "HEAD"} and there:
            try:
                found = await self._find(token)
            except Exception as error:  # noqa: BLE001 - a stranger learns nothing of it, the log does
                _LOG.error("the reading page failed (%s)", type(error).__name__, exc_info=error)
        if found is None:
            return _html(gone_page(), 404)
        whole, link = found
        return _html(article_page(whole, link.span), 200)

    async def _find(self, token: str) -> tuple[Whole, Link] | None:
        """The article that a link opens now, if it opens any."""
        link = read(token)
        if link is None or link.is_over(self._now().timestamp()):
            return None
        scope = await self._scope_of(link.chat_id)
        if scope is None:
            return None
        for whole in await self._library.wholes(link.revision, scope):
            if self._signer.holds(link, whole.source) and link.span.end <= len(whole.text):
                return whole, link
        return None


async def _robots(_: web.Request) -> web.Response:
    return web.Response(text="User-agent: *\nDisallow: /\n", headers=HEADERS)


def _html(page: str, status: int) -> web.Response:
    return web.Response(text=page, status=status, content_type="text/html", charset="utf-8", headers=HEADERS)


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        mend = "free that port, or set another one"
        where = "page.listen, page.port"
        raise ConfigError(f"cannot listen on {host}:{port} ({error.strerror})", where=where, mend=mend) from error
