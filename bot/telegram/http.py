"""The way to Telegram's server: python-telegram-bot's request on aiohttp.

Two reasons for it. It takes a fraction of httpx's work (`benchmarks/telegram_http.py`), and aiohttp tells the moment at
which a request's body is handed to the system, so that it is known of every failed call whether it can have arrived.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.telegram.fence import ANSWERING, Fence

_CONNECT_SECONDS = 10.0
_READ_SECONDS = 20.0
_FENCED = ("/sendMessage", "/sendPhoto")
_FORM = "application/x-www-form-urlencoded"
_GATEWAY_TIMEOUT = 504


class NotSentError(NetworkError):
    """The call failed before its body left: it was certainly not done."""


@dataclass(slots=True)
class _Call:
    """One request on its way: the update that it answers, if it has to be fenced, and whether its body left."""

    update_id: int | None
    left: bool = False


class AiohttpRequest(BaseRequest):
    """One pool of connections.

    Args:
        connections: how many at once.
        fence: where messages are marked as they leave; None for calls that deliver nothing.
        read_seconds: how long to wait for Telegram's answer where the call does not say.
    """

    def __init__(self, *, connections: int, fence: Fence | None = None, read_seconds: float = _READ_SECONDS) -> None:
        self._connections, self._fence, self._read_seconds = connections, fence, read_seconds
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[tuple[str, str], str | None] = {}

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Open the pool; a second call does nothing."""
        if self._session is not None and not self._session.closed:
            return
        tracing = aiohttp.TraceConfig()
        tracing.on_request_chunk_sent.append(self._leaving)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections),
            trace_configs=[tracing],
            headers={"User-Agent": self.USER_AGENT},
            auto_decompress=True,
        )

    async def shutdown(self) -> None:
        """Close the pool; a second call does nothing."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - aiohttp has none; the total bounds it
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - aiohttp counts it into connecting
    ) -> tuple[int, bytes]:
        """Status and body. Raises NotSentError, TimedOut or NetworkError; their texts hold no address."""
        if self._session is None:
            raise RuntimeError("the request is not initialized")
        call = _Call(ANSWERING.get() if url.endswith(_FENCED) else None)
        read = self._read_seconds if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        connect = _CONNECT_SECONDS if connect_timeout is BaseRequest.DEFAULT_NONE else connect_timeout
        timeout = aiohttp.ClientTimeout(total=None, connect=connect, sock_connect=connect, sock_read=read)
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
                proxy=self._proxy_of(url),
                trace_request_ctx=call,
            ) as response:
                status, payload = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise self._failure(error, call) from error
        self._judge(status, call)
        return status, payload

    def _proxy_of(self, url: str) -> str | None:
        """The proxy that the environment names (HTTPS_PROXY, NO_PROXY), looked up once for each server.

        aiohttp's `trust_env` looks it up at every request, in a thread, and in another it reads passwords for the
        server from ~/.netrc.
        """
        parts = urlsplit(url)
        key = parts.scheme, parts.hostname or ""
        if key not in self._proxies:
            self._proxies[key] = None if proxy_bypass(key[1]) else getproxies().get(key[0])
        return self._proxies[key]

    async def _leaving(self, _: aiohttp.ClientSession, context: SimpleNamespace, __: Any) -> None:
        """Called by aiohttp right before it writes to the connection; it awaits nothing between this and the write."""
        call = context.trace_request_ctx
        if not call.left and call.update_id is not None and self._fence is not None:
            self._fence.mark(call.update_id)
        call.left = True

    def _judge(self, status: int, call: _Call) -> None:
        """A refusal delivered nothing. A gateway that ran out of patience knows nothing."""
        if call.update_id is None or self._fence is None or status == _GATEWAY_TIMEOUT:
            return
        if status >= 400:
            self._fence.clear(call.update_id)
        elif status == 200:
            self._fence.confirm(call.update_id)

    @staticmethod
    def _failure(error: Exception, call: _Call) -> NetworkError:
        name = type(error).__name__
        if not call.left:
            return NotSentError(f"nothing was sent ({name})")
        return TimedOut(name) if isinstance(error, asyncio.TimeoutError) else NetworkError(name)


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    if data is None:
        return None, {}
    if not data.contains_files:
        return data.url_encoded_parameters().encode("ascii") or b"&", {"Content-Type": _FORM}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {}
