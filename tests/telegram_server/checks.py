"""What Telegram refuses besides bad texts: keyboards, callback answers, inline results, reactions, quotes, menus.

Source: the Bot API's own documentation of each object, and the errors of its server (`telegram-bot-api/Client.cpp`).
"""

from __future__ import annotations

import re
from typing import Any

from telegram.constants import ReactionEmoji

from telegram_server.text import RefusedError, check_text, good_link

Json = dict[str, Any]

MOST_INLINE_RESULTS = 50
MOST_BUTTONS = 100
LONGEST_CALLBACK_ANSWER = 200
LONGEST_QUOTE = 1024
_REACTIONS = frozenset(str(emoji) for emoji in ReactionEmoji)
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_ACTIONS = frozenset(
    {"callback_data", "url", "copy_text", "switch_inline_query", "switch_inline_query_current_chat", "web_app"}
)


def check_keyboard(markup: Json | None) -> None:
    """An inline keyboard's buttons; other kinds of keyboards pass."""
    rows = (markup or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise RefusedError("Bad Request: too many inline keyboard buttons")
    for button in buttons:
        _check_button(button)


def _check_button(button: Json) -> None:
    if not button.get("text", "").strip():
        raise RefusedError('Bad Request: can\'t parse inline keyboard button: Field "text" must be of type String')
    does = _ACTIONS & set(button)
    if len(does) != 1:
        raise RefusedError("Bad Request: can't parse inline keyboard button: Text buttons are unallowed")
    if "callback_data" in does and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise RefusedError("Bad Request: BUTTON_DATA_INVALID")
    if "url" in does and not good_link(button["url"]):
        raise RefusedError("Bad Request: inline keyboard button URL is invalid")
    if "copy_text" in does and not 1 <= len(button["copy_text"]["text"]) <= 256:
        raise RefusedError("Bad Request: BUTTON_COPY_TEXT_INVALID")


def check_callback_answer(fields: Json) -> None:
    """The toast or alert that a click gets."""
    if len(fields.get("text", "")) > LONGEST_CALLBACK_ANSWER:
        raise RefusedError("Bad Request: MESSAGE_TOO_LONG")


def check_inline_answer(fields: Json) -> None:
    """At most 50 results with ids of 1 to 64 bytes, each once."""
    results = fields.get("results", [])
    if len(results) > MOST_INLINE_RESULTS:
        raise RefusedError("Bad Request: RESULTS_TOO_MUCH")
    ids = [str(result["id"]) for result in results]
    if not all(1 <= len(one.encode()) <= 64 for one in ids):
        raise RefusedError("Bad Request: RESULT_ID_INVALID")
    if len(set(ids)) != len(ids):
        raise RefusedError("Bad Request: RESULT_ID_DUPLICATE")
    if len(fields.get("next_offset", "").encode()) > 64:
        raise RefusedError("Bad Request: NEXT_OFFSET_INVALID")
    for result in results:
        content = result.get("input_message_content", {})
        if "message_text" in content:
            check_text(content["message_text"], content.get("entities", []))
        check_keyboard(result.get("reply_markup"))


def check_reaction(reactions: list[Json]) -> None:
    """A bot may set one reaction, and only of Telegram's own list (no ✅, no ❌)."""
    if len(reactions) > 1:
        raise RefusedError("Bad Request: REACTIONS_TOO_MANY")
    if any(each.get("type") == "emoji" and each.get("emoji") not in _REACTIONS for each in reactions):
        raise RefusedError("Bad Request: REACTION_INVALID")


def check_quote(reply: Json, quoted: Json | None) -> None:
    """The words of a quoted reply stand in the message, exactly; sending without the reply does not excuse them."""
    words: str | None = reply.get("quote")
    if words is None or quoted is None:
        return
    if len(words) > LONGEST_QUOTE or words not in str(quoted.get("text") or quoted.get("caption")):
        raise RefusedError("Bad Request: QUOTE_TEXT_INVALID")


def check_menu(commands: list[Json]) -> None:
    """Command names are lower case, descriptions short."""
    for command in commands:
        if _COMMAND.fullmatch(command["command"]) is None:
            raise RefusedError("Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise RefusedError("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")


def check_webhook(fields: Json) -> None:
    """An HTTPS address, and a secret of harmless characters."""
    if not str(fields.get("url", "")).startswith("https://"):
        raise RefusedError("Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    secret = fields.get("secret_token")
    if secret is not None and _SECRET.fullmatch(str(secret)) is None:
        raise RefusedError("Bad Request: secret token contains unallowed characters")
