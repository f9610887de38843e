"""One decision: is this update for us, and what does it want? Pure, and the only place that says so.

Telegram's habits that it knows: a command carries `@name` when it is meant for one bot of several; every message of a
forum topic looks like a reply to the message that opened the topic; an anonymous group admin and a person who writes
as a channel come from a placeholder bot account with `sender_chat` set; a linked channel's posts are forwarded into its
discussion group automatically.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

from bot.telegram.people import People

Kind = Literal["message", "edited", "channel_post", "other"]
ChatType = Literal["private", "group", "supergroup", "channel"]

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]+))?(?=\s|$)")


class Act(StrEnum):
    """What to do about an update."""

    SILENT = "silent"
    ANSWER = "answer"
    HOW_TO_ASK = "how_to_ask"
    START = "start"
    HELP = "help"
    STATUS = "status"
    REINDEX = "reindex"
    NOT_ADMIN = "not_admin"
    NOT_LET_IN = "not_let_in"
    UNKNOWN_COMMAND = "unknown_command"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the decision needs to know of an update.

    Attributes:
        user_id: the person's own account; None for channels and for placeholder accounts (anonymous admins).
        from_bot: sent by another bot (placeholder accounts are not bots).
        automatic_forward: a linked channel's post, copied into its discussion group by Telegram.
        via_bot: sent through some bot's inline mode: not typed by its sender.
        text: what was typed; None for photographs, joins and other messages without text.
        reply_to: the account whose message this one answers; None also for the message that opened a forum topic.
    """

    kind: Kind
    chat_id: int
    chat_type: ChatType
    user_id: int | None = None
    from_bot: bool = False
    automatic_forward: bool = False
    via_bot: bool = False
    text: str | None = None
    reply_to: int | None = None


class Identity(NamedTuple):
    """Who the bot is: its numeric id and its username without the @."""

    id: int
    username: str


class Command(NamedTuple):
    """A command as typed: its name in lower case, the bot it names (or None), and the rest of the text."""

    name: str
    bot: str | None
    rest: str


class Decision(NamedTuple):
    """What to do, why (a word for the log), and the question if there is one."""

    act: Act
    reason: str
    question: str = ""


def command_of(text: str) -> Command | None:
    """The command that the text begins with, or None."""
    match = _COMMAND.match(text)
    if match is None:
        return None
    return Command(match[1].lower(), match[2], text[match.end() :].strip())


def should_respond(facts: Facts, me: Identity, people: People) -> Decision:
    """Decide about one update: private chats may simply write, groups have to address the bot."""
    reason = _not_for_people(facts)
    if reason:
        return Decision(Act.SILENT, reason)
    text = (facts.text or "").strip()
    command = command_of(text)
    if command and command.bot and command.bot.lower() != me.username.lower():
        return Decision(Act.SILENT, "command of another bot")
    if facts.chat_type == "private":
        return _in_private(facts, text, command, people)
    return _in_group(facts, text, command, me, people)


def _not_for_people(facts: Facts) -> str:
    """Why no person is speaking to us here, or an empty string."""
    reasons = {
        "not a new message": facts.kind != "message" or facts.chat_type == "channel",
        "forwarded from the linked channel": facts.automatic_forward,
        "written by a bot": facts.from_bot,
        "sent through a bot": facts.via_bot,
        "no text": not (facts.text or "").strip(),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _in_private(facts: Facts, text: str, command: Command | None, people: People) -> Decision:
    if not people.may_ask(facts.chat_id):
        return Decision(Act.NOT_LET_IN, "chat not let in")
    if command is None:
        return Decision(Act.ANSWER, "private question", text)
    return _obey(command, facts, people) or Decision(Act.UNKNOWN_COMMAND, "unknown command")


def _in_group(facts: Facts, text: str, command: Command | None, me: Identity, people: People) -> Decision:
    replied = command is None and facts.reply_to == me.id
    # A bare /help or /status in a group may be meant for any bot there; /ask is ours by the group's own menu.
    commanded = command is not None and (command.bot is not None or command.name == "ask")
    if not (replied or commanded):
        return Decision(Act.SILENT, "not addressed")
    if not people.may_ask(facts.chat_id):
        return Decision(Act.SILENT, "chat not let in")
    if command is None:
        return Decision(Act.ANSWER, "reply to the bot", text)
    return _obey(command, facts, people) or Decision(Act.SILENT, "unknown command")


def _obey(command: Command, facts: Facts, people: People) -> Decision | None:
    """What a command that is ours asks for; None if we do not know it."""
    if command.name == "ask":
        act = Act.ANSWER if command.rest else Act.HOW_TO_ASK
        return Decision(act, "ask", command.rest)
    if command.name == "reindex":
        admin = people.is_admin(facts.user_id)
        return Decision(Act.REINDEX, "admin") if admin else Decision(Act.NOT_ADMIN, "not an admin")
    plain = {"start": Act.START, "help": Act.HELP, "status": Act.STATUS}
    act_or_none = plain.get(command.name)
    return None if act_or_none is None else Decision(act_or_none, command.name)
