"""python-telegram-bot's bot on our own requests and limiter, which also hands out updates as Telegram wrote them."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.telegram.clock import Clock
from bot.telegram.fence import Fence
from bot.telegram.http import AiohttpRequest
from bot.telegram.limiter import PerChatLimiter

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
_CONNECTIONS = 64
_POLLING_CONNECTIONS = 4  # one can stall polling silently

Json = dict[str, Any]


class Connection(ExtBot[str]):
    """A bot that also hands out updates unread, so that they can be kept before anything looks into them."""

    def __init__(self, token: str, root: str, fence: Fence | None, clock: Clock) -> None:
        super().__init__(
            token=token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=AiohttpRequest(connections=_CONNECTIONS, fence=fence),
            get_updates_request=AiohttpRequest(connections=_POLLING_CONNECTIONS),
            rate_limiter=PerChatLimiter(clock),
        )

    async def fetch(self, offset: int, seconds: int, *, silence: float) -> list[Json]:
        """Updates from `offset` on, waiting at most `seconds` for one. Raises TelegramError."""
        asked: Json = {"timeout": seconds, "allowed_updates": ALLOWED_UPDATES}
        if offset:
            asked["offset"] = offset
        updates = await self._post("getUpdates", asked, read_timeout=seconds + silence)
        return [update for update in updates if is_update(update)] if isinstance(updates, list) else []

    async def _do_post(self, *args: Any, **kwargs: Any) -> bool | Json | list[Json]:
        """As the library does it, where a well-formed answer that says nothing raises KeyError."""
        try:
            return await super()._do_post(*args, **kwargs)
        except (KeyError, TypeError, AttributeError) as error:
            raise TelegramError("an answer that is none of the Bot API's") from error


def is_update(value: object) -> bool:
    """Whether this can be kept at all: an object with a number (a whole one that a database can hold)."""
    number = value.get("update_id") if isinstance(value, dict) else None
    return type(number) is int and 0 <= number < 1 << 63
