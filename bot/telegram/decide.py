"""One decision: is this update for us, and what does it want? Pure, and the only place that says so.

Telegram's habits that it knows: a command carries `@name` when it is meant for one bot of several; every message of a
forum topic looks like a reply to the message that opened the topic; an anonymous group admin and a person who writes
as a channel come from a placeholder bot account with `sender_chat` set; a linked channel's posts are forwarded into its
discussion group automatically; an edited message is an update of its own; entities count UTF-16 code units.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

from bot.telegram.people import People, Role

Kind = Literal["message", "edited", "channel_post", "other"]
ChatType = Literal["private", "group", "supergroup", "channel"]

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]+))?(?=\s|$)")
# One-time codes (`bot.telegram.office`) are a word that no question is. Here also as phones and thumbs change them: a
# capital in front, a letter too few or too many. What such a code opens is decided elsewhere.
_CODE = re.compile(r"(?<![\w-])[oO][rR]_([A-Za-z0-9_-]{8,60})(?![\w-])")
NOT_LET_IN = "chat not let in"
_AROUND = " \t\n.,;:!?\"'“”«»<>`"
# What people write first to somebody new. In groups it is not written to a bot.
_GREETING = re.compile(
    r"(?:hi|hello|hey|hallo|good (?:morning|afternoon|evening|day)|test|ping|help|thanks|thank you)"
    r"(?: there| again| bot| everyone| all)?[\s.!?]*",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"[,\s]+([.;:!?])|[ \t]{2,}")


class Act(StrEnum):
    """What to do about an update."""

    SILENT = "silent"
    ANSWER = "answer"
    CHANGE = "change"
    HOW_TO_ASK = "how_to_ask"
    COMMAND = "command"
    CODE = "code"
    FILE = "file"
    NOT_ALLOWED = "not_allowed"
    IN_PRIVATE = "in_private"
    NOT_LET_IN = "not_let_in"
    UNKNOWN_COMMAND = "unknown_command"


@dataclass(frozen=True, slots=True)
class Spec:
    """A command that the bot knows.

    Attributes:
        name: in lower case, without the slash.
        line: what it does, for the help and the menus.
        role: who may give it.
        private: only where nobody else reads along.
        in_menu: whether the menus offer it.
    """

    name: str
    line: str
    role: Role = Role.READER
    private: bool = False
    in_menu: bool = True


class Named(NamedTuple):
    """Somebody named in a text: `@username` (user_id None) or a name that stands for an account.

    `offset` and `length` are in UTF-16 code units, as Telegram counts.
    """

    offset: int
    length: int
    user_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the decision needs to know of an update.

    Attributes:
        user_id: the person's own account; None for channels and for placeholder accounts (anonymous admins).
        from_bot: sent by another bot (placeholder accounts are not bots).
        automatic_forward: a linked channel's post, copied into its discussion group by Telegram.
        forwarded: written elsewhere, and passed on by its sender.
        via_bot: sent through some bot's inline mode: not typed by its sender.
        text: what was typed; None for photographs, joins and other messages without text.
        named: who is named in the text.
        has_file: whether a file was sent.
        reply_to: the account whose message this one answers; None also for the message that opened a forum topic.
        replied_id: the number of that message in this chat.
        replied_text: what it says.
        quoted: the part of another message that was marked to be answered.
    """

    kind: Kind
    chat_id: int
    chat_type: ChatType
    user_id: int | None = None
    from_bot: bool = False
    automatic_forward: bool = False
    forwarded: bool = False
    via_bot: bool = False
    text: str | None = None
    named: tuple[Named, ...] = ()
    has_file: bool = False
    reply_to: int | None = None
    replied_id: int | None = None
    replied_text: str | None = None
    quoted: str | None = None


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
    """What to do, why (a few words for the log and for /why), and the question or argument if there is one.

    `command` is the name of the command that is to be obeyed, or that is refused.
    """

    act: Act
    reason: str
    question: str = ""
    command: str = ""


def command_of(text: str) -> Command | None:
    """The command that the text begins with, or None."""
    match = _COMMAND.match(text)
    if match is None:
        return None
    return Command(match[1].lower(), match[2], text[match.end() :].strip())


def should_respond(facts: Facts, me: Identity, people: People, specs: Mapping[str, Spec]) -> Decision:
    """Decide about one update: private chats may simply write, groups have to address the bot.

    A changed message is decided like a new one; but only a question can be changed, for its answer can.

    Args:
        specs: the commands that there are, by name; `ask` is always there.
    """
    reason = _not_for_people(facts)
    if reason:
        return Decision(Act.SILENT, reason)
    decision = _decide(facts, me, people, specs)
    if facts.kind == "message" or decision.act is Act.SILENT:
        return decision
    if decision.act in {Act.ANSWER, Act.HOW_TO_ASK}:
        return decision._replace(act=Act.CHANGE, reason="edited question")
    return Decision(Act.SILENT, "edited, and no question")


def _decide(facts: Facts, me: Identity, people: People, specs: Mapping[str, Spec]) -> Decision:
    raw = facts.text or ""
    unnamed = without_mentions(raw, facts.named, me)
    text = (raw if unnamed is None else unnamed).strip()
    command = command_of(text)
    if command and command.bot and command.bot.lower() != me.username.lower():
        return Decision(Act.SILENT, "command of another bot")
    if facts.chat_type == "private":
        return _in_private(facts, text, command, people, specs)
    return _in_group(facts, text, command, me, people, specs, mentioned=unnamed is not None)


def without_mentions(text: str, named: Iterable[Named], me: Identity) -> str | None:
    """The text without the places that name exactly this bot; None if none does. `@desk_bot2` is not `@desk_bot`."""
    raw, at, rest = text.encode("utf-16-le"), 0, bytearray()
    for name in sorted(named, key=lambda each: each.offset):
        start, end = 2 * name.offset, 2 * (name.offset + name.length)
        if start < at or not _is_me(raw[start:end].decode("utf-16-le", "replace"), name, me):
            continue
        rest += raw[at:start]
        at = end
    if not at:
        return None
    left = (rest + raw[at:]).decode("utf-16-le", "replace")
    return _LOOSE.sub(lambda gap: gap[1] or " ", left).strip(" \t\n,:;–—-")


def _is_me(words: str, name: Named, me: Identity) -> bool:
    if name.user_id is not None:
        return name.user_id == me.id
    return bool(me.username) and words.lower() == f"@{me.username.lower()}"


def _not_for_people(facts: Facts) -> str:
    """Why no person is speaking to us here, or an empty string."""
    reasons = {
        "a channel's own post": facts.kind not in {"message", "edited"} or facts.chat_type == "channel",
        "forwarded from the linked channel": facts.automatic_forward,
        "written by a bot": facts.from_bot,
        "sent through a bot": facts.via_bot,
        "no text": not (facts.text or "").strip() and not (facts.has_file and facts.chat_type == "private"),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _in_private(
    facts: Facts, text: str, command: Command | None, people: People, specs: Mapping[str, Spec]
) -> Decision:
    code = code_of(text, command, within=not people.may_ask(facts.chat_id))
    if code is not None and facts.kind == "message":
        return Decision(Act.CODE, "a code", code)
    if not people.may_ask(facts.chat_id):
        return Decision(Act.NOT_LET_IN, NOT_LET_IN)
    if facts.has_file:
        allowed = facts.kind == "message" and people.role_of(facts.user_id) >= Role.EDITOR
        return Decision(Act.FILE if allowed else Act.NOT_ALLOWED, "a file")
    if command is None and _GREETING.fullmatch(text):
        return Decision(Act.HOW_TO_ASK, "a greeting")
    if command is None:
        act = Act.ANSWER if text else Act.HOW_TO_ASK
        return Decision(act, "private question", text)
    return _obey(command, facts, people, specs) or Decision(Act.UNKNOWN_COMMAND, "unknown command")


def code_of(text: str, command: Command | None, *, within: bool) -> str | None:
    """The one-time code that a private message brings, by itself or by a link that begins the chat; None if none.

    Args:
        within: whether it may stand among other words, as strangers pass it on. Who is let in may ask about anything.
    """
    words = (command.rest if command is not None and command.name == "start" else text).strip(_AROUND)
    found = _CODE.search(words) if within else _CODE.fullmatch(words)
    return f"or_{found[1]}" if found else None


def _in_group(
    facts: Facts,
    text: str,
    command: Command | None,
    me: Identity,
    people: People,
    specs: Mapping[str, Spec],
    *,
    mentioned: bool,
) -> Decision:
    replied = command is None and facts.reply_to == me.id
    # A bare /help or /status in a group may be meant for any bot there; /ask is ours by the group's own menu.
    commanded = command is not None and (command.bot is not None or command.name == "ask")
    if not (replied or commanded or mentioned):
        return Decision(Act.SILENT, "not addressed")
    if facts.forwarded:
        return Decision(Act.SILENT, "forwarded from elsewhere")
    if not people.may_ask(facts.chat_id):
        return Decision(Act.SILENT, NOT_LET_IN)
    if command is None:
        act = Act.ANSWER if text else Act.HOW_TO_ASK
        return Decision(act, "mention" if mentioned else "reply to the bot", text)
    return _obey(command, facts, people, specs) or Decision(Act.SILENT, "unknown command")


def _obey(command: Command, facts: Facts, people: People, specs: Mapping[str, Spec]) -> Decision | None:
    """What a command that is ours asks for; None if we do not know it."""
    if command.name == "ask":
        act = Act.ANSWER if command.rest else Act.HOW_TO_ASK
        return Decision(act, "ask", command.rest)
    spec = specs.get(command.name)
    if spec is None:
        return None
    # Whoever may ask here is a reader at least, whoever they are: everybody of a group that was let in.
    role = max(people.role_of(facts.user_id), Role.READER)
    if role < spec.role:
        return Decision(Act.NOT_ALLOWED, f"{spec.name} is not for everybody", command=spec.name)
    if spec.private and facts.chat_type != "private":
        return Decision(Act.IN_PRIVATE, f"{spec.name} is for private chats", command=spec.name)
    return Decision(Act.COMMAND, spec.name, command.rest, spec.name)
