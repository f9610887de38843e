"""From Telegram's update to the facts that the decision needs."""

from __future__ import annotations

from datetime import datetime

from telegram import Chat, Message, MessageEntity, Update
from telegram.constants import ChatID

from bot.telegram.decide import ChatType, Facts, Kind, Named

_CHAT_TYPES: dict[str, ChatType] = {
    Chat.PRIVATE: "private",
    Chat.GROUP: "group",
    Chat.SUPERGROUP: "supergroup",
    Chat.CHANNEL: "channel",
}
# Telegram writes these in the place of people who appear as their group or as a channel of theirs.
_PLACEHOLDERS = frozenset({ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT})


def facts_of(update: Update) -> Facts | None:
    """The facts; None for updates that carry no message of somebody's (a button was pressed, the bot was let in)."""
    message = message_of(update)
    if message is None:
        return None
    author = message.from_user
    earlier = _replied_to(message)
    placeholder = author is not None and author.id in _PLACEHOLDERS
    return Facts(
        kind=_kind(update),
        chat_id=message.chat.id,
        chat_type=_CHAT_TYPES.get(message.chat.type, "channel"),
        user_id=None if author is None or placeholder or message.sender_chat else author.id,
        from_bot=author is not None and author.is_bot and not placeholder,
        automatic_forward=bool(message.is_automatic_forward),
        forwarded=message.forward_origin is not None,
        via_bot=message.via_bot is not None,
        text=message.text,
        has_file=message.document is not None,
        named=tuple(_named(message.entities)),
        reply_to=None if earlier is None or earlier.from_user is None else earlier.from_user.id,
        replied_id=None if earlier is None else earlier.message_id,
        replied_text=None if earlier is None else earlier.text or earlier.caption,
        quoted=None if message.quote is None else message.quote.text,
    )


def message_of(update: Update) -> Message | None:
    """The message that somebody wrote or changed; None where the update is about something else."""
    return update.message or update.edited_message or update.channel_post or update.edited_channel_post


def topic_of(message: Message) -> int | None:
    """The forum topic to stay in. Replies in plain groups carry a thread id too, which must not be sent back."""
    return message.message_thread_id if message.is_topic_message else None


def written_at(message: Message) -> datetime:
    """When the message got the words that it has (UTC)."""
    return message.edit_date or message.date


def _kind(update: Update) -> Kind:
    if update.message is not None:
        return "message"
    if update.edited_message is not None:
        return "edited"
    return "channel_post" if update.channel_post or update.edited_channel_post else "other"


def _named(entities: tuple[MessageEntity, ...]) -> list[Named]:
    named = [Named(each.offset, each.length) for each in entities if each.type == MessageEntity.MENTION]
    return named + [
        Named(each.offset, each.length, each.user.id)
        for each in entities
        if each.type == MessageEntity.TEXT_MENTION and each.user is not None
    ]


def _replied_to(message: Message) -> Message | None:
    """The message that this one answers; not the one that opened its forum topic, which every message there names."""
    earlier = message.reply_to_message
    return None if earlier is None or earlier.forum_topic_created is not None else earlier
