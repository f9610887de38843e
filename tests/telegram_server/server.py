"""The server itself: reads requests as Telegram does, records them, does what they ask, and fails when told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from telegram_server.faults import Dropped, Fault, Flood, Html, Slow, Status
from telegram_server.honest import METHODS, UNKNOWN, decode, request_faults, response_faults, update_faults
from telegram_server.privacy import Privacy
from telegram_server.text import RefusedError, check_text
from telegram_server.updates import BOT_ID, BOT_NAME, Json, UpdateMaker

TOKEN = f"{BOT_ID}:AAtestTokenThatOpensNothing_0123456789"
_TIMEOUT = 20.0  # only ends a test that would hang; no test's outcome depends on its length


@dataclass(frozen=True)
class Recorded:
    """One request: Telegram's method, its fields with JSON decoded, how it came, and what was answered."""

    method: str
    fields: Json
    content_type: str
    status: int
    done: bool

    @property
    def chat_id(self) -> int:
        """The chat it is about."""
        return int(self.fields["chat_id"])

    @property
    def text(self) -> str:
        """The text sent."""
        return str(self.fields["text"])


class RecordingServer:
    """`async with RecordingServer() as server:` then point a bot at `server.url` with `TOKEN`."""

    def __init__(self, *, privacy: bool = True) -> None:
        self.make = UpdateMaker()
        self.requests: list[Recorded] = []
        self.violations: list[str] = []
        self.messages: dict[tuple[int, int], Json] = {}
        self.webhook = ""
        self.token = TOKEN
        self.chats: dict[int, Json] = {}
        self.privacy = Privacy(on=privacy)
        self.url = ""
        self.polls = 0
        self._faults: list[tuple[str, int | None, Fault]] = []
        self._pending: list[Json] = []
        self._allowed: list[str] = []
        self._changed = asyncio.Condition()
        self._poll: asyncio.Task[Any] | None = None
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._methods: dict[str, Callable[[Json], Awaitable[Any]]] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "sendMessage": self._send_message,
            "editMessageText": self._edit_message_text,
            "deleteWebhook": self._delete_webhook,
            "setWebhook": self._set_webhook,
            "getWebhookInfo": self._get_webhook_info,
            **dict.fromkeys(("setMyCommands", "deleteMyCommands", "sendChatAction"), self._agree),
            **dict.fromkeys(("setMessageReaction", "answerCallbackQuery", "deleteMessage"), self._agree),
        }

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
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
        await self._wake()
        assert self._runner is not None
        await self._runner.cleanup()

    # What a test does -------------------------------------------------------------------------------------------

    async def post(self, update: Json) -> Json:
        """Telegram receives this; the bot is given it if privacy mode and `allowed_updates` let it through."""
        self.violations += update_faults(update)
        kind = next(key for key in update if key != "update_id")
        message = update[kind]
        if "chat" in message:
            self.chats[message["chat"]["id"]] = message["chat"]
            self.messages[message["chat"]["id"], message["message_id"]] = message
        wanted = not self._allowed or kind in self._allowed
        if wanted and self.privacy.lets_through(message):
            self._pending.append(update)
            await self._wake()
        return update

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
    def pending(self) -> int:
        """Updates that the bot has not confirmed."""
        return len(self._pending)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, looking whenever a request has been served. Raises TimeoutError, in the end."""
        async with asyncio.timeout(_TIMEOUT), self._changed:
            await self._changed.wait_for(holds)

    async def answers(self, count: int, chat_id: int | None = None) -> list[Recorded]:
        """Wait for so many delivered messages."""
        await self.until(lambda: len(self.sent(chat_id)) >= count)
        return self.sent(chat_id)

    # HTTP -------------------------------------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method, fields = request.match_info["method"], await _fields(request)
        token = request.match_info["token"]
        if ":" not in token or method not in self._methods:
            return await self._close(request, method, fields, _error(404, "Not Found"))
        if token != self.token:
            return await self._close(request, method, fields, _error(401, "Unauthorized"))
        faults = request_faults(method, fields)
        self.violations += faults
        if any(UNKNOWN not in problem for problem in faults):
            return await self._close(request, method, fields, _error(400, "Bad Request: can't parse parameters"))
        fault = self._next_fault(method, fields)
        if fault is not None and not isinstance(fault, Slow) and not (isinstance(fault, Dropped) and fault.done):
            return await self._close(request, method, fields, _failing(request, fault))
        response, done = await self._do(method, fields)
        if isinstance(fault, Dropped):
            response = _failing(request, fault)
        answer = await self._close(request, method, fields, response, done=done)
        if isinstance(fault, Slow):
            await _first_of(fault.release, self._closing)
        return answer

    async def _do(self, method: str, fields: Json) -> tuple[web.Response, bool]:
        try:
            result = await self._methods[method](fields)
        except RefusedError as error:
            return _error(400, str(error)), False
        except _ConflictError as error:
            return _error(409, str(error)), False
        except Exception as error:
            self.violations.append(f"the recording server itself failed at {method}: {error!r}")
            raise
        self.violations += response_faults(method, result)
        return web.json_response({"ok": True, "result": result}), True

    async def _close(
        self, request: web.Request, method: str, fields: Json, response: web.Response, *, done: bool = False
    ) -> web.Response:
        self.requests.append(Recorded(method, fields, request.content_type, response.status, done))
        await self._wake()
        return response

    def _next_fault(self, method: str, fields: Json) -> Fault | None:
        for place, (name, chat_id, fault) in enumerate(self._faults):
            if name == method and chat_id in {None, int(fields.get("chat_id", 0))}:
                del self._faults[place]
                return fault
        return None

    async def _wake(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # Telegram's methods -----------------------------------------------------------------------------------------

    async def _get_me(self, _: Json) -> Json:
        me = {"id": BOT_ID, "is_bot": True, "first_name": "Coverage desk", "username": BOT_NAME}
        return me | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy.on,
            "supports_inline_queries": False,
        }

    async def _get_updates(self, fields: Json) -> list[Json]:
        if self.webhook:
            raise _ConflictError("Conflict: can't use getUpdates method while webhook is active; use deleteWebhook")
        if self._poll is not None and not self._poll.done():
            self._poll.cancel()
        self._allowed = fields.get("allowed_updates", self._allowed)
        offset = int(fields.get("offset", 0))
        self._pending = [update for update in self._pending if update["update_id"] >= offset]
        self.polls += 1
        await self._wake()
        self._poll = asyncio.ensure_future(self._long_poll(float(fields.get("timeout", 0))))
        try:
            await self._poll
        except asyncio.CancelledError:
            raise _ConflictError("Conflict: terminated by other getUpdates request") from None
        return self._pending[: int(fields.get("limit", 100))]

    async def _long_poll(self, seconds: float) -> None:
        async with self._changed:
            try:
                async with asyncio.timeout(seconds):
                    await self._changed.wait_for(lambda: bool(self._pending) or self._closing.is_set())
            except TimeoutError:
                return

    async def _send_message(self, fields: Json) -> Json:
        chat = self._chat(fields)
        text = fields.get("text", "")
        entities = check_text(text, fields.get("entities", []))
        message = self.make.message(chat, await self._author(), None) | {"text": text}
        if entities:
            message["entities"] = entities
        if "message_thread_id" in fields:
            message |= {"message_thread_id": int(fields["message_thread_id"]), "is_topic_message": True}
        self._check_reply(chat, fields.get("reply_parameters"))
        self.messages[chat["id"], message["message_id"]] = message
        self.privacy.bot_spoke(chat["id"])
        return message

    async def _edit_message_text(self, fields: Json) -> Json:
        chat = self._chat(fields)
        message = self.messages.get((chat["id"], int(fields["message_id"])))
        if message is None:
            raise RefusedError("Bad Request: message to edit not found")
        if message["text"] == fields["text"]:
            raise RefusedError("Bad Request: message is not modified")
        check_text(fields["text"], fields.get("entities", []))
        changed = message | {"text": fields["text"], "edit_date": message["date"] + 1}
        self.messages[chat["id"], message["message_id"]] = changed
        return changed

    async def _delete_webhook(self, _: Json) -> bool:
        self.webhook = ""
        return True

    async def _set_webhook(self, fields: Json) -> bool:
        self.webhook = fields.get("url", "")
        return True

    async def _get_webhook_info(self, _: Json) -> Json:
        return {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": len(self._pending)}

    async def _agree(self, _: Json) -> bool:
        return True

    async def _author(self) -> Json:
        return {key: value for key, value in (await self._get_me({})).items() if not key.startswith(("can", "supp"))}

    def _chat(self, fields: Json) -> Json:
        chat = self.chats.get(int(fields["chat_id"]))
        if chat is None:
            raise RefusedError("Bad Request: chat not found")
        return chat

    def _check_reply(self, chat: Json, reply: Json | None) -> None:
        if reply is None or reply.get("allow_sending_without_reply"):
            return
        if (chat["id"], reply["message_id"]) not in self.messages:
            raise RefusedError("Bad Request: message to be replied not found")


class _ConflictError(Exception):
    """409."""


async def _fields(request: web.Request) -> Json:
    """Query, form, multipart or JSON: Telegram takes all four."""
    fields: Json = dict(request.query)
    if request.content_type == "application/json":
        fields |= json.loads(await request.text() or "{}")
    else:
        fields |= dict(await request.post())
    return decode(fields)


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


assert set(RecordingServer()._methods) <= set(METHODS)
