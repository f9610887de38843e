"""What happens with one update: decide, do, answer once."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import sqlite3
from dataclasses import dataclass

from telegram import CallbackQuery, ChatMemberUpdated, InlineQuery, InlineQueryResultsButton, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from bot.telegram import texts
from bot.telegram.buttons import key_of
from bot.telegram.commands import Call, Pressing, Registry, Tools, UserFile
from bot.telegram.decide import NOT_LET_IN, Act, Decision, Facts, should_respond
from bot.telegram.doors import DoorKeeper
from bot.telegram.facts import facts_of, message_of, written_at
from bot.telegram.failures import judge
from bot.telegram.follow_ups import read_from
from bot.telegram.invites import Invites
from bot.telegram.late import headed, late_line
from bot.telegram.layout import Rendered, plain
from bot.telegram.people import Moves, People, Role
from bot.telegram.press import Buttons
from bot.telegram.quotas import Quotas, Refused
from bot.telegram.reindex import Reindexing
from bot.telegram.screen import Screen
from bot.telegram.sending import Place, Sent, place_of
from bot.telegram.settings_menu import USUAL_EXCERPTS, preferences_of
from bot.telegram.tables import answers, chats, shown
from bot.telegram.tables.answers import Answered
from bot.telegram.tables.asked import Kind
from bot.telegram.tables.drops import Drop
from config.errors import OnRecordError

_LOG = logging.getLogger(__name__)
_AT_ONCE = 16
_ANSWER_SECONDS = 60.0
_STRANGER_SECONDS = 86_400.0
_OWNER_SECONDS = 10.0  # while nobody is let in, whoever writes is setting the bot up
_INSIDE = frozenset({ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED})
_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
NOT_DELIVERED = "answered, but Telegram did not take it for certain"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the handlers work with; all of it open."""

    tools: Tools
    registry: Registry
    moves: Moves
    reindexing: Reindexing
    buttons: Buttons
    quotas: Quotas
    invites: Invites
    doors: DoorKeeper


class Handlers:
    """Everything the bot does about updates; one instance per running bot."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._tools, self._registry = parts, parts.tools, parts.registry
        self._newsroom, self._people, self._sender = self._tools.newsroom, self._tools.people, self._tools.sender
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def handle(self, update: Update) -> Drop | None:
        """Answer the update, or leave it be: then the reason, without any words of the message."""
        await self._tools.access.refresh()
        if update.callback_query is not None:
            await self._pressed(update.callback_query)
            return None
        if update.inline_query is not None:
            await (self._registry.inline or _decline)(update.inline_query)
            return None
        if update.my_chat_member is not None:
            await self._standing_changed(update.my_chat_member)
        facts, message = facts_of(update), message_of(update)
        if facts is None or message is None:
            return None
        await self._follow_migration(message)
        decision = should_respond(facts, self._tools.me, self._people, self._registry.specs)
        _LOG.info("update %d, chat %d: %s (%s)", update.update_id, facts.chat_id, decision.act, decision.reason)
        reason = await self._obey(message, facts, decision)
        return Drop(facts.chat_id, self._newsroom.now().timestamp(), reason) if reason else None

    async def _obey(self, message: Message, facts: Facts, decision: Decision) -> str | None:
        """Do what was decided; why nothing was said, if nothing was."""
        if decision.act is Act.SILENT:
            if decision.reason == NOT_LET_IN:
                await self._parts.doors.knock(facts.chat_id, message.chat.title)
            return decision.reason
        if decision.act is Act.NOT_LET_IN and not await self._tell_stranger(facts.chat_id):
            return "stranger, told already today"
        if decision.act is Act.CODE:
            return await self._bring(message, facts, decision)
        if decision.act is Act.FILE:
            await self._take_file(message, facts)
            return None
        if decision.act is Act.CHANGE:
            return await self._change(message, facts, decision)
        return await self._reply(message, facts, decision)

    async def _pressed(self, query: CallbackQuery) -> None:
        """A button of a feature, by whoever may press it; else one under an answer."""
        found = self._registry.button(query.data)
        if found is None or query.message is None:
            await self._parts.buttons.pressed(query)
            return
        kind, rest = found
        screen = Screen(self._tools.bot, self._sender, query, self._people.home(query.message.chat.id))
        if not self._people.may_ask(screen.chat_id):
            await screen.tell()
            return
        role = max(self._people.role_of(query.from_user.id), Role.READER)
        if role < kind.role or (kind.private and screen.chat_id < 0):
            await screen.tell(texts.NOT_ADMIN if kind.role is Role.ADMIN else texts.NOT_EDITOR)
            return
        try:
            await kind.handler(Pressing(screen, query.from_user.id, role, rest))
        except ValueError:
            await screen.tell(texts.TOO_OLD)  # forged, or of an earlier program
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            _log_failure("a button", error)
            await self._sender.send(screen.place, plain(texts.BUTTON_FAILED))

    async def _bring(self, message: Message, facts: Facts, decision: Decision) -> str | None:
        rendered = await self._parts.invites.bring(facts, decision.question)
        if rendered is None:
            return "a code, after too many that opened nothing"
        return None if await self._sender.send(place_of(message), rendered) else NOT_DELIVERED

    async def _take_file(self, message: Message, facts: Facts) -> None:
        if self._registry.files is not None and facts.user_id is not None:
            scope = self._tools.access.scope_of(facts.chat_id)
            await self._registry.files(UserFile(message, place_of(message), facts.user_id, scope))

    async def _reply(self, message: Message, facts: Facts, decision: Decision) -> str | None:
        place = place_of(message)
        outcome = await self._outcome(place, facts, decision)
        if not isinstance(outcome, Rendered):
            return outcome
        sent = await self._sender.send(place, headed(outcome, self._late(message)))
        if sent is None:
            return NOT_DELIVERED
        await self._remember(sent, place, decision.question, outcome)
        return None

    async def _change(self, message: Message, facts: Facts, decision: Decision) -> str | None:
        """An edited question changes the answer it has; a question that has none stays without."""
        place = place_of(message)
        chat_id = self._people.home(place.chat_id)
        earlier = await self._tools.state.read(answers.find, chat_id, message.message_id)
        if earlier is None:
            return "edited, and has no answer to change"
        if earlier.asked == _hashed(decision.question):
            return "edited, and asks the same"
        act = Act.ANSWER if decision.question else Act.HOW_TO_ASK
        outcome = await self._outcome(place, facts, decision._replace(act=act))
        if not isinstance(outcome, Rendered):
            return outcome
        rendered = headed(outcome, self._late(message))
        sent = Sent(chat_id, earlier.answer_id)
        if not await self._sender.change(sent, rendered):
            return "edited, and its answer cannot be changed any more"
        await self._remember(sent, place, decision.question, outcome)
        return None

    async def _outcome(self, place: Place, facts: Facts, decision: Decision) -> Rendered | str | None:
        """What is replied; else why nothing is (None where the command itself has said all)."""
        if decision.act is Act.ANSWER:
            said = await self._registry.reply(self._call(place, facts, decision.question))
            return said or await self._within_quota(facts, decision)
        if decision.act is Act.COMMAND:
            return await self._command(place, facts, decision)
        return plain(_fixed(decision, facts, self._registry, self._people))

    async def _command(self, place: Place, facts: Facts, decision: Decision) -> Rendered | None:
        call = self._call(place, facts, decision.question)
        try:
            return await self._registry.handler(decision.command)(call)
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            _log_failure(f"/{decision.command}", error)
            return plain(texts.failure(error, texts.STATUS_FAILED))

    def _call(self, place: Place, facts: Facts, words: str) -> Call:
        role = max(self._people.role_of(facts.user_id), Role.READER)
        return Call(facts, place, words, role, self._tools.access.scope_of(facts.chat_id))

    async def _within_quota(self, facts: Facts, decision: Decision) -> Rendered | str:
        ticket = await self._parts.quotas.take(facts)
        if isinstance(ticket, Refused):
            return plain(ticket.line) if ticket.line else "the quota is used up, told already"
        rendered, kind = await self._answer(facts, decision)
        await self._parts.quotas.settle(ticket, kind)
        return rendered

    async def _answer(self, facts: Facts, decision: Decision) -> tuple[Rendered, Kind]:
        """The answer, and what the question came to."""
        chat_id = self._people.home(facts.chat_id)
        try:
            limit = (await preferences_of(self._tools, chat_id)).excerpts or USUAL_EXCERPTS
            async with self._slots, asyncio.timeout(_ANSWER_SECONDS):
                scope = self._tools.access.scope_of(chat_id)
                read = await read_from(self._tools, facts, scope, decision.question)
                answer = await self._newsroom.ask(read or decision.question, scope, limit=limit)
            typed = decision.question if read else None
            rendered = await self._parts.buttons.answered(answer, chat_id, scope, typed)
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            _log_failure("a question", error)
            return plain(texts.failure(error, texts.SEARCH_FAILED)), "failed"
        return rendered, "answered" if answer.answered else "abstained"

    def _late(self, message: Message) -> str | None:
        return late_line(written_at(message), self._newsroom.now())

    async def _remember(self, sent: Sent, place: Place, question: str, outcome: Rendered) -> None:
        """Which message answers the question, so that an edit changes it, and which answer it shows, for replies.

        A failure is logged: the answer is out.
        """
        answered, at = Answered(sent.message_id, _hashed(question)), self._newsroom.now().timestamp()
        key = key_of(outcome.keyboard)
        if place.reply_to is None and key is None:
            return
        try:
            await self._tools.state.write(_note, sent.chat_id, place.reply_to, answered, at, key)
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer stands
            _log_failure("remembering an answer", error)

    async def _tell_stranger(self, user_id: int) -> bool:
        at = self._newsroom.now().timestamp()
        pause = _STRANGER_SECONDS if self._people.is_set_up else _OWNER_SECONDS
        return await self._tools.state.write(chats.tell_stranger, user_id, at, pause=pause)

    async def _follow_migration(self, message: Message) -> None:
        """A group that became a supergroup says so twice, once in either; both messages are Telegram's own."""
        old = message.migrate_from_chat_id or message.chat.id
        new = message.migrate_to_chat_id or message.chat.id
        if old != new:
            await self._parts.moves.follow(old, new)

    async def _standing_changed(self, change: ChatMemberUpdated) -> None:
        """Somebody put the bot into a group, or out of it. A group that is not let in thereby asks to be."""
        chat, status = change.chat, change.new_chat_member.status
        _LOG.info("chat %d: the bot is now %s there", chat.id, status)
        comes = status in _INSIDE and change.old_chat_member.status not in _INSIDE
        if comes and chat.type in _GROUPS and not self._people.may_ask(self._people.home(chat.id)):
            await self._parts.doors.knock(chat.id, chat.title)


def _note(
    connection: sqlite3.Connection, chat_id: int, asked: int | None, answered: Answered, at: float, key: str | None
) -> None:
    """Both in one transaction: at 30 answers a second each of them counts."""
    if asked is not None:
        answers.keep(connection, chat_id, asked, answered, at)
    if key is not None:
        shown.put_in(connection, key, chat_id, answered.answer_id)


async def _decline(query: InlineQuery) -> None:
    """Inline mode is off unless somebody switches it on at @BotFather: say where to ask, not that nothing was found."""
    button = InlineQueryResultsButton("Ask me in our chat", start_parameter="ask")
    try:
        await query.answer([], cache_time=0, is_personal=True, button=button)
    except TelegramError as error:
        _LOG.info("an inline query could not be answered: %s", judge(error))


def _fixed(decision: Decision, facts: Facts, registry: Registry, people: People) -> str:
    """The lines that need nothing but the chat, and what was refused."""
    if decision.act is Act.NOT_ALLOWED:
        spec = registry.specs.get(decision.command)
        return texts.NOT_ADMIN if spec is not None and spec.role is Role.ADMIN else texts.NOT_EDITOR
    lines = {
        Act.HOW_TO_ASK: texts.HOW_TO_ASK_IN_PRIVATE if facts.chat_type == "private" else texts.HOW_TO_ASK,
        Act.UNKNOWN_COMMAND: texts.UNKNOWN_COMMAND,
        Act.IN_PRIVATE: texts.IN_PRIVATE,
        Act.NOT_LET_IN: texts.not_let_in(facts.chat_id, nobody=not people.is_set_up),
    }
    return lines[decision.act]


def _hashed(question: str) -> str:
    return hashlib.sha256(question.encode("utf-8", "surrogatepass")).hexdigest()


def _log_failure(what: str, error: Exception) -> None:
    """Foreseen errors in one line, others with their traceback."""
    if isinstance(error, OnRecordError):
        _LOG.error("%s failed: %s", what, error)
    else:
        _LOG.error("%s failed", what, exc_info=error)
