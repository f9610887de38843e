"""How updates reach the bot: kept until confirmed, fetched by long poll or posted to its webhook, never both.

Source: `telegram-bot-api/WebhookActor.cpp`: a webhook gets the updates of one chat one after the other, those of
several chats beside each other up to `max_connections`, and an update again until it is answered with a 2xx.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from aiohttp import ClientError, ClientSession, ClientTimeout

Json = dict[str, Any]

# What a bot that names nothing is not given.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_TAKES_BACK = 0.02  # seconds before an update that was not taken is posted again; Telegram waits a little longer
_PATIENCE = 30.0


class ConflictError(Exception):
    """409."""


class Delivered(NamedTuple):
    """One attempt to post an update: the status of the answer, 0 for none."""

    update_id: int
    status: int


class Webhook(NamedTuple):
    """Where updates are posted to, and how."""

    url: str
    secret: str | None
    connections: int


class Delivery:
    """The updates of one bot that it has not confirmed."""

    def __init__(self, changed: asyncio.Condition, closing: asyncio.Event) -> None:
        self.pending: list[Json] = []
        self.attempts: list[Delivered] = []
        self.handed: dict[int, float] = {}  # when each update was first given to the bot, by the event loop's clock
        self.allowed: list[str] = []
        self.webhook: Webhook | None = None
        self.route: Callable[[str], str] = lambda url: url
        self.last_error = ""
        self.polls = 0
        self._changed, self._closing = changed, closing
        self._poll: asyncio.Future[None] | None = None
        self._posting: set[Any] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(40)
        self._session: ClientSession | None = None

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for such updates."""
        return kind in self.allowed if self.allowed else kind not in _ON_REQUEST

    async def add(self, update: Json) -> None:
        """Keep an update for the bot."""
        self.pending.append(update)
        self._post_all()
        await self._ring()

    def drop(self, unwanted: Callable[[Json], bool]) -> None:
        """Forget updates, as Telegram does after 24 hours."""
        self.pending = [update for update in self.pending if not unwanted(update)]

    async def fetch(self, fields: Json) -> list[Json]:
        """`getUpdates`. Raises ConflictError while a webhook is set, or when another poll takes over."""
        if self.webhook is not None:
            raise ConflictError("Conflict: can't use getUpdates method while webhook is active; use deleteWebhook")
        if self._poll is not None and not self._poll.done():
            self._poll.cancel()
        self.allowed = fields.get("allowed_updates", self.allowed)
        self._confirm(int(fields.get("offset", 0)))
        self.polls += 1
        await self._ring()
        poll = self._poll = asyncio.ensure_future(self._long_poll(min(50.0, float(fields.get("timeout", 0)))))
        try:
            await poll
        except asyncio.CancelledError:
            if not poll.cancelled():
                poll.cancel()
                raise
            text = "terminated by other getUpdates request; make sure that only one bot instance is running"
            raise ConflictError(f"Conflict: {text}") from None
        handed = self.pending[: min(100, int(fields.get("limit", 100)))]
        for update in handed:
            self.handed.setdefault(update["update_id"], asyncio.get_running_loop().time())
        return handed

    def set_webhook(self, webhook: Webhook | None, fields: Json) -> None:
        """Begin or end posting; both may drop what is pending."""
        self.webhook = webhook
        self.allowed = fields.get("allowed_updates", self.allowed)
        if str(fields.get("drop_pending_updates", "")).lower() == "true":
            self.pending.clear()
        if webhook is not None:
            self._slots = asyncio.Semaphore(webhook.connections)
            self._post_all()

    async def close(self) -> None:
        """End every attempt."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset > 0:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]

    async def _long_poll(self, seconds: float) -> None:
        async with self._changed:
            try:
                async with asyncio.timeout(seconds):
                    await self._changed.wait_for(lambda: bool(self.pending) or self._closing.is_set())
            except TimeoutError:
                return

    def _post_all(self) -> None:
        """One task for each chat that has something to be posted."""
        if self.webhook is None:
            return
        for key in {_queue_of(update) for update in self.pending} - self._posting:
            self._posting.add(key)
            task = asyncio.ensure_future(self._post_queue(key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _post_queue(self, key: Any) -> None:
        """Post the updates of one chat, the next when the one before was taken."""
        try:
            while (webhook := self.webhook) and (update := self._next_of(key)):
                async with self._slots:
                    status = await self._post(webhook, update)
                self.attempts.append(Delivered(update["update_id"], status))
                if 200 <= status < 300:
                    self.pending = [one for one in self.pending if one["update_id"] != update["update_id"]]
                else:
                    self.last_error = f"Wrong response from the webhook: {status}"
                    await asyncio.sleep(_TAKES_BACK)
                await self._ring()
        finally:
            self._posting.discard(key)

    def _next_of(self, key: Any) -> Json | None:
        return next((update for update in self.pending if _queue_of(update) == key), None)

    async def _post(self, webhook: Webhook, update: Json) -> int:
        self.handed.setdefault(update["update_id"], asyncio.get_running_loop().time())
        if self._session is None:
            self._session = ClientSession(timeout=ClientTimeout(total=_PATIENCE))
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            async with self._session.post(self.route(webhook.url), json=update, headers=headers) as answer:
                await answer.read()
                return answer.status
        except (ClientError, TimeoutError, OSError):
            return 0

    def _ring(self) -> Awaitable[None]:
        return ring(self._changed)


async def ring(changed: asyncio.Condition) -> None:
    """Let everybody who waits look again."""
    async with changed:
        changed.notify_all()


def _queue_of(update: Json) -> Any:
    """What has to stay in order: the chat, else the person."""
    content = next(value for key, value in update.items() if key != "update_id")
    chat = content.get("chat") or content.get("message", {}).get("chat")
    return chat["id"] if chat else content.get("from", {}).get("id")
