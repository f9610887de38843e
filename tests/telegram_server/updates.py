"""Updates as Telegram makes them, built from who says what where. Entities are found in the text as Telegram does."""

from __future__ import annotations

import itertools
import re
from typing import Any, ClassVar

BOT_ID = 4_200_000_001
BOT_NAME = "coverage_desk_bot"
DATE = 1_780_000_000
_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?![^\s.,;:!?])")
_MENTION = re.compile(r"(?<![\w@])@[A-Za-z0-9_]{3,32}")

Json = dict[str, Any]


class People:
    """Accounts."""

    @staticmethod
    def person(user_id: int, name: str = "Ines") -> Json:
        return {"id": user_id, "is_bot": False, "first_name": name}

    @staticmethod
    def bot(user_id: int, username: str) -> Json:
        return {"id": user_id, "is_bot": True, "first_name": username, "username": username}

    ANONYMOUS_ADMIN: ClassVar[Json] = {
        "id": 1087968824,
        "is_bot": True,
        "first_name": "Group",
        "username": "GroupAnonymousBot",
    }
    AS_CHANNEL: ClassVar[Json] = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
    TELEGRAM: ClassVar[Json] = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


class Chats:
    """Places to talk."""

    @staticmethod
    def private(user_id: int, name: str = "Ines") -> Json:
        return {"id": user_id, "type": "private", "first_name": name}

    @staticmethod
    def group(chat_id: int, title: str = "City desk") -> Json:
        return {"id": chat_id, "type": "group", "title": title}

    @staticmethod
    def supergroup(chat_id: int, title: str = "City desk", *, forum: bool = False) -> Json:
        chat: Json = {"id": chat_id, "type": "supergroup", "title": title}
        return chat | {"is_forum": True} if forum else chat

    @staticmethod
    def channel(chat_id: int, title: str = "Front page") -> Json:
        return {"id": chat_id, "type": "channel", "title": title}


def entities_of(text: str) -> list[Json]:
    """Commands and mentions, in UTF-16 units."""
    found = [("bot_command", match) for match in _COMMAND.finditer(text)]
    found += [("mention", match) for match in _MENTION.finditer(text)]
    entities = [
        {"type": kind, "offset": _units(text[: match.start()]), "length": _units(match[0])} for kind, match in found
    ]
    return sorted(entities, key=lambda entity: entity["offset"])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class UpdateMaker:
    """Numbers updates and messages; `date` is the Unix time of what is said next."""

    def __init__(self, date: int = DATE) -> None:
        self.date = date
        self._updates = itertools.count(7_000_001)
        self._messages = itertools.count(501)
        self._queries = itertools.count(9_100_000_000_000_001)

    def message_id(self) -> int:
        """The next message's id."""
        return next(self._messages)

    def message(self, chat: Json, author: Json | None, text: str | None, **more: Any) -> Json:
        """A message; `more` are further fields of Telegram's Message."""
        made: Json = {"message_id": self.message_id(), "date": self.date, "chat": chat}
        if author is not None:
            made["from"] = author
        if text is not None:
            made["text"] = text
            if found := entities_of(text):
                made["entities"] = found
        return made | more

    def update(self, kind: str, content: Json) -> Json:
        """An update of that kind (`message`, `edited_message`, `channel_post` …)."""
        return {"update_id": next(self._updates), kind: content}

    def private(self, user_id: int, text: str | None, **more: Any) -> Json:
        """A person writes to the bot."""
        return self.update("message", self.message(Chats.private(user_id), People.person(user_id), text, **more))

    def said(self, chat: Json, author: Json, text: str | None, **more: Any) -> Json:
        """Somebody writes in a group."""
        return self.update("message", self.message(chat, author, text, **more))

    def topic(self, chat: Json, author: Json, text: str, thread: int, *, opened_by: Json, **more: Any) -> Json:
        """Somebody writes in a forum topic: without a reply of its own, it replies to the message that opened it."""
        opening = {"message_id": thread, "date": self.date, "chat": chat, "from": opened_by, "is_topic_message": True}
        opening |= {"message_thread_id": thread, "forum_topic_created": {"name": "Budget", "icon_color": 7322096}}
        fields = {"message_thread_id": thread, "is_topic_message": True, "reply_to_message": opening}
        return self.said(chat, author, text, **(fields | more))

    def edited(self, update: Json, text: str) -> Json:
        """The same message, changed."""
        changed = {key: value for key, value in update["message"].items() if key != "entities"}
        changed |= {"text": text, "edit_date": self.date + 60}
        return self.update("edited_message", changed | ({"entities": found} if (found := entities_of(text)) else {}))

    def channel_post(self, chat: Json, text: str) -> Json:
        """A channel publishes."""
        return self.update("channel_post", self.message(chat, None, text, sender_chat=chat))

    def auto_forward(self, group: Json, channel: Json, text: str) -> Json:
        """A channel's post, copied by Telegram into its discussion group."""
        origin = {"type": "channel", "date": self.date, "chat": channel, "message_id": 12}
        more = {"sender_chat": channel, "is_automatic_forward": True, "forward_origin": origin}
        return self.said(group, People.TELEGRAM, text, **more)

    def migrated(self, group: Json, new: Json) -> tuple[Json, Json]:
        """A group becomes a supergroup: Telegram says so in the old chat and in the new one."""
        old = self.said(group, People.person(1), None, migrate_to_chat_id=new["id"])
        more = {"sender_chat": new, "migrate_from_chat_id": group["id"]}
        return old, self.said(new, People.ANONYMOUS_ADMIN, None, **more)

    def pressed(self, author: Json, message: Json, data: str) -> Json:
        """Somebody presses a button under a message of ours."""
        content = {"id": str(next(self._queries)), "from": author, "message": message, "data": data}
        return self.update("callback_query", content | {"chat_instance": str(message["chat"]["id"])})

    def inline(self, author: Json, query: str, offset: str = "") -> Json:
        """Somebody types the bot's name and a query in any chat."""
        content = {"id": str(next(self._queries)), "from": author, "query": query, "offset": offset}
        return self.update("inline_query", content | {"chat_type": "supergroup"})

    def membership(self, chat: Json, author: Json, was: str, becomes: str) -> Json:
        """The bot is added, made an administrator, removed or blocked (`member`, `administrator`, `left`, `kicked`)."""
        content = {"chat": chat, "from": author, "date": self.date}
        states = {"old_chat_member": _membership(was), "new_chat_member": _membership(becomes)}
        return self.update("my_chat_member", content | states)

    def reacted(self, chat: Json, author: Json, message_id: int, emoji: str) -> Json:
        """Somebody reacts to a message."""
        content = {"chat": chat, "message_id": message_id, "user": author, "date": self.date, "old_reaction": []}
        return self.update("message_reaction", content | {"new_reaction": [{"type": "emoji", "emoji": emoji}]})

    def file(self, user_id: int, name: str, size: int) -> Json:
        """A person sends a file."""
        document = {"file_id": f"file-{name}", "file_unique_id": f"unique-{name}", "file_name": name}
        return self.private(user_id, None, document=document | {"file_size": size, "mime_type": "text/plain"})


_RIGHTS = (
    "can_be_edited can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
    "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories "
    "is_anonymous"
).split()


def _membership(status: str) -> Json:
    """The bot's own standing in a chat."""
    state: Json = {"status": status, "user": People.bot(BOT_ID, BOT_NAME)}
    if status == "administrator":
        state |= dict.fromkeys(_RIGHTS, False)
    return state | {"until_date": 0} if status == "kicked" else state
