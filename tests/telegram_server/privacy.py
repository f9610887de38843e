"""Privacy mode: which group messages a bot is given at all.

Source: Telegram's "Bots: privacy mode": commands meant for this bot, general commands if it was the last bot to write
in the group, messages sent through it, and replies to any of these. Service messages, private chats, and groups where
the bot is an administrator always arrive; a plain mention does not.
"""

from __future__ import annotations

from typing import Any

from telegram_server.updates import BOT_ID, BOT_NAME

_SERVICE = (
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "pinned_message",
    "forum_topic_created",
    "forum_topic_closed",
)


class Privacy:
    """One bot's privacy mode, over all its groups; `admin_in` are the groups where it sees everything."""

    def __init__(self, *, on: bool) -> None:
        self.on = on
        self.admin_in: set[int] = set()
        self._spoke_last: set[int] = set()

    def bot_spoke(self, chat_id: int) -> None:
        """Our bot wrote in that group."""
        self._spoke_last.add(chat_id)

    def lets_through(self, message: dict[str, Any]) -> bool:
        """Whether the bot is given this message."""
        chat = message.get("chat", {})
        if not self.on or chat.get("type") not in {"group", "supergroup"} or chat["id"] in self.admin_in:
            return True
        if message.get("from", {}).get("is_bot") and "sender_chat" not in message:
            self._spoke_last.discard(chat["id"])
            return False
        return any(field in message for field in _SERVICE) or self._meant(message)

    def _meant(self, message: dict[str, Any]) -> bool:
        """Meant for the bot itself, or a reply to something that was."""
        earlier = message.get("reply_to_message", {})
        ours = earlier.get("from", {}).get("id") == BOT_ID or self._commanded(earlier)
        through = message.get("via_bot", {}).get("id") == BOT_ID
        return ours or through or self._commanded(message)

    def _commanded(self, message: dict[str, Any]) -> bool:
        commands = [e for e in message.get("entities", []) if e["type"] == "bot_command"]
        raw = message.get("text", "").encode("utf-16-le")
        for entity in commands:
            words = raw[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
            _, _, name = words.partition("@")
            if name.lower() == BOT_NAME or (not name and message["chat"]["id"] in self._spoke_last):
                return True
        return False
