"""Telegram itself, as far as a bot can see it: chats, messages, and what each method does to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telegram_server import checks
from telegram_server.delivery import Delivery, Webhook
from telegram_server.privacy import Privacy
from telegram_server.text import MOST_CAPTION_UNITS, RefusedError, check_text
from telegram_server.updates import BOT_ID, BOT_NAME, Json, People, UpdateMaker

LARGEST_DOWNLOAD = 20 * 1024 * 1024
_OLD_QUERY = "Bad Request: query is too old and response timeout expired or query ID is invalid"
_UPGRADED = "Bad Request: group chat was upgraded to a supergroup chat"


class ForbiddenError(Exception):
    """403."""


class MigratedError(Exception):
    """400, with the group's new id."""

    def __init__(self, new: int) -> None:
        super().__init__(_UPGRADED)
        self.new = new


class Telegram:
    """The state, and the methods by name. A refused call changes nothing.

    Attributes:
        chats: every chat the bot may know of, by id.
        messages: every message that was not deleted, by chat and message id.
        shut: chats that the bot may not write to, with Telegram's words for why.
        mute: chats where the bot lacks the right to write.
        moved: groups that became supergroups, with their new ids.
        queries: callback and inline queries that wait for an answer; with whom they came from.
        reactions: what the bot put under messages.
        inline: whether @BotFather's inline mode is on.
        files: downloadable files by file id.
    """

    def __init__(self, delivery: Delivery, privacy: Privacy, make: UpdateMaker) -> None:
        self._delivery, self.privacy, self._make = delivery, privacy, make
        self.chats: dict[int, Json] = {}
        self.messages: dict[tuple[int, int], Json] = {}
        self.shut: dict[int, str] = {}
        self.mute: set[int] = set()
        self.moved: dict[int, int] = {}
        self.queries: dict[str, Json] = {}
        self.reactions: dict[tuple[int, int], list[Json]] = {}
        self.inline = False
        self.files: dict[str, bytes] = {}
        self.methods: dict[str, Callable[[Json], Any]] = {
            "getMe": self._get_me,
            "sendMessage": self._send_message,
            "sendDocument": self._send_document,
            "sendPhoto": self._send_photo,
            "editMessageText": self._edit_message_text,
            "editMessageReplyMarkup": self._edit_message_reply_markup,
            "deleteMessage": self._delete_message,
            "setMessageReaction": self._set_message_reaction,
            "sendChatAction": lambda fields: bool(self._open_chat(fields)),
            "answerCallbackQuery": self._answer_callback_query,
            "answerInlineQuery": self._answer_inline_query,
            "setMyCommands": self._set_my_commands,
            "deleteMyCommands": lambda _: True,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "getFile": self._get_file,
            "getChat": self._get_chat,
            "getChatMember": self._get_chat_member,
            "leaveChat": lambda fields: bool(self._open_chat(fields)),
        }

    def learn(self, update: Json) -> None:
        """What Telegram knows once this has happened."""
        kind, content = next((key, value) for key, value in update.items() if key != "update_id")
        if kind in {"callback_query", "inline_query"}:
            self.queries[content["id"]] = content
        if "chat" not in content:
            return
        self.chats[content["chat"]["id"]] = content["chat"]
        if kind in {"message", "edited_message", "channel_post", "edited_channel_post"}:
            self.messages[content["chat"]["id"], content["message_id"]] = content
        if "migrate_to_chat_id" in content:
            self.moved[content["chat"]["id"]] = content["migrate_to_chat_id"]

    # About the bot ----------------------------------------------------------------------------------------------

    def _get_me(self, _: Json) -> Json:
        return _myself() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy.on,
            "supports_inline_queries": self.inline,
        }

    def _set_my_commands(self, fields: Json) -> bool:
        checks.check_menu(fields["commands"])
        return True

    # Messages ---------------------------------------------------------------------------------------------------

    def _send_message(self, fields: Json) -> Json:
        chat = self._open_chat(fields)
        text = fields.get("text", "")
        body: Json = {"text": text}
        if entities := check_text(text, fields.get("entities", [])):
            body["entities"] = entities
        return self._post(chat, fields, body)

    def _send_document(self, fields: Json) -> Json:
        chat = self._open_chat(fields)
        body: Json = {"document": {"file_id": "sent", "file_unique_id": "sent"}}
        if caption := fields.get("caption", ""):
            marks = check_text(caption, fields.get("caption_entities", []), MOST_CAPTION_UNITS)
            body |= {"caption": caption} | ({"caption_entities": marks} if marks else {})
        return self._post(chat, fields, body)

    def _send_photo(self, fields: Json) -> Json:
        chat = self._open_chat(fields)
        size: Json = {"file_id": "drawn", "file_unique_id": "drawn", "width": 1080, "height": 1350}
        body: Json = {"photo": [size]}
        if caption := fields.get("caption", ""):
            marks = check_text(caption, fields.get("caption_entities", []), MOST_CAPTION_UNITS)
            body |= {"caption": caption} | ({"caption_entities": marks} if marks else {})
        return self._post(chat, fields, body)

    def _post(self, chat: Json, fields: Json, body: Json) -> Json:
        checks.check_keyboard(fields.get("reply_markup"))
        replied = self._replied(chat, fields.get("reply_parameters"))
        thread = self._thread(chat, fields)
        message = self._make.message(chat, _myself(), None) | body | thread
        if replied is not None:
            message["reply_to_message"] = {key: replied[key] for key in replied if key != "reply_to_message"}
        if "reply_markup" in fields:
            message["reply_markup"] = fields["reply_markup"]
        self.messages[chat["id"], message["message_id"]] = message
        self.privacy.bot_spoke(chat["id"])
        return message

    def _edit_message_text(self, fields: Json) -> Json | bool:
        if "inline_message_id" in fields:
            return True
        message = self._own(fields)
        entities = check_text(fields["text"], fields.get("entities", []))
        return self._change(message, fields, {"text": fields["text"]} | ({"entities": entities} if entities else {}))

    def _edit_message_reply_markup(self, fields: Json) -> Json | bool:
        if "inline_message_id" in fields:
            return True
        message = self._own(fields)
        return self._change(message, fields, {key: message[key] for key in ("text", "entities") if key in message})

    def _change(self, message: Json, fields: Json, body: Json) -> Json:
        checks.check_keyboard(fields.get("reply_markup"))
        changing = {"text", "entities", "reply_markup"}
        body |= {"reply_markup": fields["reply_markup"]} if "reply_markup" in fields else {}
        if {key: message[key] for key in changing & set(message)} == body:
            raise RefusedError(
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message"
            )
        kept = {key: value for key, value in message.items() if key not in changing}
        changed = kept | body | {"edit_date": message["date"] + 1}
        self.messages[message["chat"]["id"], message["message_id"]] = changed
        return changed

    def _own(self, fields: Json) -> Json:
        chat = self._open_chat(fields)
        message = self.messages.get((chat["id"], int(fields["message_id"])))
        if message is None:
            raise RefusedError("Bad Request: message to edit not found")
        if message.get("from", {}).get("id") != BOT_ID:
            raise RefusedError("Bad Request: message can't be edited")
        return message

    def _delete_message(self, fields: Json) -> bool:
        chat = self._open_chat(fields)
        if self.messages.pop((chat["id"], int(fields["message_id"])), None) is None:
            raise RefusedError("Bad Request: message to delete not found")
        return True

    def _set_message_reaction(self, fields: Json) -> bool:
        chat = self._open_chat(fields)
        place = (chat["id"], int(fields["message_id"]))
        if place not in self.messages:
            raise RefusedError("Bad Request: message to react not found")
        reactions = fields.get("reaction", [])
        checks.check_reaction(reactions)
        self.reactions[place] = reactions
        return True

    # Buttons and inline mode ------------------------------------------------------------------------------------

    def _answer_callback_query(self, fields: Json) -> bool:
        checks.check_callback_answer(fields)
        self._take_query(str(fields["callback_query_id"]))
        return True

    def _answer_inline_query(self, fields: Json) -> bool:
        checks.check_inline_answer(fields)
        self._take_query(str(fields["inline_query_id"]))
        return True

    def _take_query(self, query_id: str) -> None:
        if self.queries.pop(query_id, None) is None:
            raise RefusedError(_OLD_QUERY)

    # Webhook and files ------------------------------------------------------------------------------------------

    def _set_webhook(self, fields: Json) -> bool:
        if not fields.get("url"):
            return self._delete_webhook(fields)
        checks.check_webhook(fields)
        webhook = Webhook(fields["url"], fields.get("secret_token"), int(fields.get("max_connections", 40)))
        self._delivery.set_webhook(webhook, fields)
        return True

    def _delete_webhook(self, fields: Json) -> bool:
        self._delivery.set_webhook(None, fields)
        return True

    def _get_webhook_info(self, _: Json) -> Json:
        webhook = self._delivery.webhook
        info: Json = {"url": webhook.url if webhook else "", "has_custom_certificate": False}
        info["pending_update_count"] = len(self._delivery.pending)
        if webhook:
            info["max_connections"] = webhook.connections
        if self._delivery.allowed:
            info["allowed_updates"] = self._delivery.allowed
        if self._delivery.last_error:
            info |= {"last_error_date": self._make.date, "last_error_message": self._delivery.last_error}
        return info

    def _get_file(self, fields: Json) -> Json:
        file_id = fields["file_id"]
        if file_id not in self.files:
            raise RefusedError("Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(self.files[file_id]) > LARGEST_DOWNLOAD:
            raise RefusedError("Bad Request: file is too big")
        size = len(self.files[file_id])
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "file_path": f"documents/{file_id}"}

    # Chats ------------------------------------------------------------------------------------------------------

    def _get_chat(self, fields: Json) -> Json:
        reactions = {"accent_color_id": 0, "max_reaction_count": 11}
        gifts = dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), True
        )
        return self._open_chat(fields) | reactions | {"accepted_gift_types": gifts}

    def _get_chat_member(self, fields: Json) -> Json:
        chat = self._open_chat(fields)
        user_id = int(fields["user_id"])
        user = _myself() if user_id == BOT_ID else People.person(user_id)
        if chat["type"] != "private" and user_id == BOT_ID and chat["id"] in self.privacy.admin_in:
            return {"status": "creator", "user": user, "is_anonymous": False}
        return {"status": "member", "user": user}

    def _open_chat(self, fields: Json) -> Json:
        """The chat, if the bot may write there."""
        chat_id = int(fields["chat_id"])
        if chat_id in self.moved:
            raise MigratedError(self.moved[chat_id])
        if chat_id in self.shut:
            raise ForbiddenError(self.shut[chat_id])
        if chat_id not in self.chats:
            raise RefusedError("Bad Request: chat not found")
        if chat_id in self.mute:
            raise RefusedError("Bad Request: not enough rights to send text messages to the chat")
        return self.chats[chat_id]

    def _thread(self, chat: Json, fields: Json) -> Json:
        """A forum's topics are known by their messages; nothing else has threads that a bot can name."""
        if "message_thread_id" not in fields:
            return {}
        thread = int(fields["message_thread_id"])
        topics = {
            message["message_thread_id"]
            for (chat_id, _), message in self.messages.items()
            if chat_id == chat["id"] and message.get("is_topic_message")
        }
        if not chat.get("is_forum") or thread not in topics:
            raise RefusedError("Bad Request: message thread not found")
        return {"message_thread_id": thread, "is_topic_message": True}

    def _replied(self, chat: Json, reply: Json | None) -> Json | None:
        if reply is None:
            return None
        earlier = self.messages.get((chat["id"], int(reply["message_id"])))
        if earlier is None and not reply.get("allow_sending_without_reply"):
            raise RefusedError("Bad Request: message to be replied not found")
        checks.check_quote(reply, earlier)
        return earlier


def _myself() -> Json:
    return {"id": BOT_ID, "is_bot": True, "first_name": "Coverage desk", "username": BOT_NAME}
