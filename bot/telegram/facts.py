"""From Telegram's update to the facts that the decision needs."""

from __future__ import annotations

from telegram import Chat, Message, Update
from telegram.constants import ChatID

from bot.telegram.decide import ChatType, Facts, Kind

_CHAT_TYPES: dict[str, ChatType] = {
    Chat.PRIVATE: "private",
    Chat.GROUP: "group",
    Chat.SUPERGROUP: "supergroup",
    Chat.CHANNEL: "channel",
}
# Telegram writes these in the place of people who appear as their group or as a channel of theirs.
_PLACEHOLDERS = frozenset({ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT})


def facts_of(update: Update) -> Facts | None:
    """The facts; None for updates that carry no message (a member joined, a button was pressed)."""
    message = update.effective_message
    if message is None:
        return None
    author = message.from_user
    placeholder = author is not None and author.id in _PLACEHOLDERS
    return Facts(
        kind=_kind(update),
        chat_id=message.chat.id,
        chat_type=_CHAT_TYPES.get(message.chat.type, "channel"),
        user_id=None if author is None or placeholder or message.sender_chat else author.id,
        from_bot=author is not None and author.is_bot and not placeholder,
        automatic_forward=bool(message.is_automatic_forward),
        via_bot=message.via_bot is not None,
        text=message.text,
        reply_to=_replied_to(message),
    )


def topic_of(message: Message) -> int | None:
    """The forum topic to stay in. Replies in plain groups carry a thread id too, which must not be sent back."""
    return message.message_thread_id if message.is_topic_message else None


def _kind(update: Update) -> Kind:
    if update.message is not None:
        return "message"
    if update.edited_message is not None:
        return "edited"
    return "channel_post" if update.channel_post or update.edited_channel_post else "other"


def _replied_to(message: Message) -> int | None:
    earlier = message.reply_to_message
    if earlier is None or earlier.forum_topic_created is not None or earlier.from_user is None:
        return None
    return earlier.from_user.id
