"""The server itself: reads requests as Telegram does, records them, does what they ask, and fails when told to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from telegram_server.delivery import ConflictError, Delivered, Delivery, Webhook, ring
from telegram_server.faults import Dropped, Fault, Flood, Garbage, Html, Slow, Status
from telegram_server.honest import METHODS, UNKNOWN, request_faults, response_faults, update_faults
from telegram_server.privacy import Privacy
from telegram_server.reading import read_fields
from telegram_server.telegram import ForbiddenError, MigratedError, Telegram
from telegram_server.text import RefusedError
from telegram_server.updates import BOT_ID, Chats, Json, UpdateMaker

TOKEN = f"{BOT_ID}:AAtestTokenThatOpensNothing_0123456789"


@dataclass(frozen=True)
class Recorded:
    """One request: Telegram's method, its fields with JSON decoded, how it came, what was answered.

    `at` is the moment of its arrival, in seconds of the event loop's clock.
    """

    method: str
    fields: Json
    content_type: str
    status: int
    done: bool
    at: float = 0.0
    files: dict[str, bytes] = field(default_factory=dict)
    result: Any = None

    @property
    def chat_id(self) -> int:
        """The chat it is about."""
        return int(self.fields["chat_id"])

    @property
    def text(self) -> str:
        """The text sent."""
        return str(self.fields["text"])

    @property
    def buttons(self) -> dict[str, str]:
        """The callback data of each button, by its label."""
        rows = self.fields.get("reply_markup", {}).get("inline_keyboard", [])
        return {button["text"]: button["callback_data"] for row in rows for button in row if "callback_data" in button}


def free_port() -> int:
    """A port of loopback that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RecordingServer:
    """`async with RecordingServer() as server:` then point a bot at `server.url` with `TOKEN`.

    Args:
        privacy: whether the bot's privacy mode is on.
        honest: let aiogram's models check everything; off only where the speed of the bot is measured.
    """

    def __init__(self, *, privacy: bool = True, honest: bool = True) -> None:
        self.make = UpdateMaker()
        self.requests: list[Recorded] = []
        self.violations: list[str] = []
        self.token = TOKEN
        self.patience = 20.0  # only ends a test that would hang; no test's outcome depends on its length
        self.privacy = Privacy(on=privacy)
        self.url = ""
        self.downloads: list[str] = []
        self._honest = honest
        self._faults: list[tuple[str, int | None, Fault]] = []
        self._changed = asyncio.Condition()
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.delivery = Delivery(self._changed, self._closing)
        self.telegram = Telegram(self.delivery, self.privacy, self.make)
        self._names = {name.lower(): name for name in (*self.telegram.methods, "getUpdates")}

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/documents/{file_id}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        await ring(self._changed)
        await self.delivery.close()
        assert self._runner is not None
        await self._runner.cleanup()

    # What a test does -------------------------------------------------------------------------------------------

    async def post(self, update: Json, *, again: bool = False) -> Json:
        """Telegram receives this; the bot is given it if privacy mode and `allowed_updates` let it through.

        `again` gives the bot an update once more that it has confirmed already.
        """
        self.violations += update_faults(update) if self._honest else []
        kind = next(key for key in update if key != "update_id")
        if not again:
            self.telegram.learn(update)
        about_a_message = kind in {"message", "edited_message"}
        if self.delivery.wants(kind) and (not about_a_message or self.privacy.lets_through(update[kind])):
            await self.delivery.add(update)
        return update

    async def press(self, author: Json, message: Json, label: str) -> Json:
        """Somebody presses the button of that label under a message, which must be there."""
        rows = message["reply_markup"]["inline_keyboard"]
        data = next(button["callback_data"] for row in rows for button in row if button["text"] == label)
        return await self.post(self.make.pressed(author, message, data))

    async def migrate(self, group: Json, new_id: int) -> Json:
        """A group becomes a supergroup; from now on its old id is refused. The new chat."""
        new = Chats.supergroup(new_id, group["title"])
        for update in self.make.migrated(group, new):
            await self.post(update)
        return new

    def leads(self, public: str, port: int) -> None:
        """What Telegram posts to that public address reaches a port of loopback, as through a newsroom's proxy."""
        self.delivery.route = lambda url: url.replace(public, f"http://127.0.0.1:{port}")

    def fail(self, method: str, fault: Fault, *, times: int = 1, chat_id: int | None = None) -> None:
        """Let the next calls of a method (in a chat) go wrong."""
        self._faults += [(method, chat_id, fault)] * times

    def sent(self, chat_id: int | None = None) -> list[Recorded]:
        """What was delivered with sendMessage, to one chat or to all."""
        calls = [call for call in self.requests if call.method == "sendMessage" and call.done]
        return [call for call in calls if chat_id is None or call.chat_id == chat_id]

    def calls(self, method: str) -> list[Recorded]:
        """Every call of one method, failed ones too."""
        return [call for call in self.requests if call.method == method]

    @property
    def chats(self) -> dict[int, Json]:
        """Every chat that the bot may write to, by id."""
        return self.telegram.chats

    @property
    def messages(self) -> dict[tuple[int, int], Json]:
        """Every message, by chat and message id."""
        return self.telegram.messages

    @property
    def pending(self) -> int:
        """Updates that the bot has not confirmed."""
        return len(self.delivery.pending)

    @property
    def polls(self) -> int:
        """How often the bot has begun to wait for updates."""
        return self.delivery.polls

    @property
    def attempts(self) -> list[Delivered]:
        """What was posted to the webhook, and what it answered."""
        return self.delivery.attempts

    @property
    def webhook(self) -> str:
        """The webhook's address; empty if there is none."""
        return self.delivery.webhook.url if self.delivery.webhook else ""

    @webhook.setter
    def webhook(self, url: str) -> None:
        """An earlier set-up left a webhook behind."""
        self.delivery.webhook = Webhook(url, None, 40)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, looking whenever a request has been served. Raises TimeoutError, in the end."""
        async with asyncio.timeout(self.patience), self._changed:
            await self._changed.wait_for(holds)

    async def answers(self, count: int, chat_id: int | None = None) -> list[Recorded]:
        """Wait for so many delivered messages."""
        await self.until(lambda: len(self.sent(chat_id)) >= count)
        return self.sent(chat_id)

    # HTTP -------------------------------------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = self._names.get(request.match_info["method"].lower(), "")
        token = request.match_info["token"]
        call = _Call(request, method or request.match_info["method"], asyncio.get_running_loop().time())
        try:
            call.fields, call.files = await read_fields(request)
        except RefusedError as error:
            return await self._close(call, _error(400, str(error)))
        if ":" not in token or not method:
            return await self._close(call, _error(404, "Not Found"))
        if token != self.token:
            return await self._close(call, _error(401, "Unauthorized"))
        if self._malformed(call):
            return await self._close(call, _error(400, "Bad Request: can't parse parameters"))
        return await self._perhaps(call, self._next_fault(call))

    def _malformed(self, call: _Call) -> bool:
        """Whether the request has values of the wrong kind; unknown fields are only noted, Telegram ignores them."""
        faults = request_faults(call.method, call.fields, call.files) if self._honest else []
        self.violations += faults
        return any(UNKNOWN not in problem for problem in faults)

    async def _perhaps(self, call: _Call, fault: Fault | None) -> web.StreamResponse:
        """Carry the call out, unless the fault prevents it."""
        undone = isinstance(fault, Dropped | Garbage) and not fault.done
        if fault is not None and (undone or not isinstance(fault, Dropped | Garbage | Slow)):
            return await self._close(call, _failing(call.request, fault))
        response = await self._do(call)
        if isinstance(fault, Dropped | Garbage):
            response = _failing(call.request, fault)
        answer = await self._close(call, response)
        if isinstance(fault, Slow):
            await _first_of(fault.release, self._closing)
        return answer

    async def _do(self, call: _Call) -> web.Response:
        try:
            if call.method == "getUpdates":
                call.result = await self.delivery.fetch(call.fields)
            else:
                call.result = self.telegram.methods[call.method](call.fields)
        except RefusedError as error:
            return _error(400, str(error))
        except MigratedError as error:
            return _error(400, str(error), migrate_to_chat_id=error.new)
        except ForbiddenError as error:
            return _error(403, str(error))
        except ConflictError as error:
            return _error(409, str(error))
        except Exception as error:
            self.violations.append(f"the recording server itself failed at {call.method}: {error!r}")
            raise
        self.violations += response_faults(call.method, call.result) if self._honest else []
        call.done = True
        return web.json_response({"ok": True, "result": call.result})

    async def _close(self, call: _Call, response: web.Response) -> web.Response:
        kind = call.request.content_type
        recorded = Recorded(
            call.method, call.fields, kind, response.status, call.done, call.at, call.files, call.result
        )
        self.requests.append(recorded)
        await ring(self._changed)
        return response

    async def _download(self, request: web.Request) -> web.Response:
        file_id = request.match_info["file_id"]
        if request.match_info["token"] != self.token or file_id not in self.telegram.files:
            return _error(404, "Not Found")
        self.downloads.append(file_id)
        return web.Response(body=self.telegram.files[file_id])

    def _next_fault(self, call: _Call) -> Fault | None:
        for place, (name, chat_id, fault) in enumerate(self._faults):
            if name == call.method and chat_id in {None, int(call.fields.get("chat_id", 0))}:
                del self._faults[place]
                return fault
        return None


@dataclass
class _Call:
    """A request while it is served."""

    request: web.Request
    method: str
    at: float
    fields: Json = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    result: Any = None
    done: bool = False


def _error(code: int, description: str, **parameters: Any) -> web.Response:
    body: Json = {"ok": False, "error_code": code, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)


def _failing(request: web.Request, fault: Fault) -> web.Response:
    if isinstance(fault, Flood):
        text = f"Too Many Requests: retry after {fault.retry_after}"
        return _error(429, text, retry_after=fault.retry_after)
    if isinstance(fault, Html):
        page = f"<html><body><h1>{fault.code} Bad Gateway</h1></body></html>"
        return web.Response(status=fault.code, text=page, content_type="text/html")
    if isinstance(fault, Garbage):
        return web.Response(text=fault.body, content_type="application/json")
    if isinstance(fault, Status):
        more = {"migrate_to_chat_id": fault.migrate_to} if fault.migrate_to else {}
        return _error(fault.code, fault.description, **more)
    assert request.transport is not None
    request.transport.abort()
    return web.Response(status=500)


async def _first_of(*events: asyncio.Event) -> None:
    tasks = [asyncio.ensure_future(event.wait()) for event in events]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


assert set(RecordingServer().telegram.methods) <= set(METHODS)
