"""Privacy mode: which group messages a bot is given at all.

Source: Telegram's "Bots: privacy mode": commands meant for this bot, general commands if it was the last bot to write
in the group, and replies to it. Service messages and private chats always arrive; a plain mention does not.
"""

from __future__ import annotations

from typing import Any

from telegram_server.updates import BOT_ID, BOT_NAME

_SERVICE = ("migrate_to_chat_id", "new_chat_members", "left_chat_member", "forum_topic_created")


class Privacy:
    """One bot's privacy mode, over all its groups."""

    def __init__(self, *, on: bool) -> None:
        self.on = on
        self._spoke_last: set[int] = set()

    def bot_spoke(self, chat_id: int) -> None:
        """Our bot wrote in that group."""
        self._spoke_last.add(chat_id)

    def lets_through(self, message: dict[str, Any]) -> bool:
        """Whether the bot is given this message."""
        chat = message.get("chat", {})
        if not self.on or chat.get("type") not in {"group", "supergroup"}:
            return True
        if message.get("from", {}).get("is_bot") and "sender_chat" not in message:
            self._spoke_last.discard(chat["id"])
            return False
        replied = message.get("reply_to_message", {}).get("from", {}).get("id") == BOT_ID
        return replied or any(field in message for field in _SERVICE) or self._commanded(message)

    def _commanded(self, message: dict[str, Any]) -> bool:
        commands = [e for e in message.get("entities", []) if e["type"] == "bot_command"]
        raw = message.get("text", "").encode("utf-16-le")
        for entity in commands:
            words = raw[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
            _, _, name = words.partition("@")
            if name.lower() == BOT_NAME or (not name and message["chat"]["id"] in self._spoke_last):
                return True
        return False
