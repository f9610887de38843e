"""What happens with one update: decide, do, answer once."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import ChatMemberUpdated, InlineQuery, InlineQueryResultsButton, Message, Update
from telegram.error import TelegramError

from bot.ports import Newsroom
from bot.telegram import texts
from bot.telegram.decide import Act, Decision, Facts, Identity, should_respond
from bot.telegram.facts import facts_of, message_of, written_at
from bot.telegram.failures import judge
from bot.telegram.late import headed, late_line
from bot.telegram.layout import Rendered, plain
from bot.telegram.people import Moves, People
from bot.telegram.press import Buttons
from bot.telegram.reindex import Reindexing
from bot.telegram.sending import Place, Sender, Sent, place_of
from bot.telegram.setup import group_start
from bot.telegram.state import State
from bot.telegram.tables import answers, chats
from bot.telegram.tables.answers import Answered
from bot.telegram.tables.drops import Drop
from bot.telegram.why import chat_named, why
from config.errors import OnRecordError
from index.scope import Scope

_LOG = logging.getLogger(__name__)
_AT_ONCE = 16
_ANSWER_SECONDS = 60.0
_STRANGER_SECONDS = 86_400.0
NOT_DELIVERED = "answered, but Telegram did not take it for certain"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the handlers work with; all of it open."""

    newsroom: Newsroom
    state: State
    people: People
    moves: Moves
    sender: Sender
    reindexing: Reindexing
    buttons: Buttons
    reads_all: Callable[[], Awaitable[bool]]


class Handlers:
    """Everything the bot does about updates; one instance per running bot."""

    def __init__(self, me: Identity, parts: Parts) -> None:
        self._me, self._parts = me, parts
        self._newsroom, self._people, self._sender = parts.newsroom, parts.people, parts.sender
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._told: set[int] = set()
        self._replies: dict[Act, Callable[[Facts, Decision], Awaitable[Rendered]]] = {
            Act.ANSWER: self._answer,
            Act.STATUS: self._status,
            Act.HELP: self._help,
            Act.START: self._start,
            Act.WHY: self._why,
        }

    async def handle(self, update: Update) -> Drop | None:
        """Answer the update, or leave it be: then the reason, without any words of the message."""
        if update.callback_query is not None:
            await self._parts.buttons.pressed(update.callback_query)
            return None
        if update.inline_query is not None:
            await _decline(update.inline_query)
            return None
        if update.my_chat_member is not None:
            self._log_membership(update.my_chat_member)
        facts, message = facts_of(update), message_of(update)
        if facts is None or message is None:
            return None
        await self._follow_migration(message)
        decision = should_respond(facts, self._me, self._people)
        _LOG.info("update %d, chat %d: %s (%s)", update.update_id, facts.chat_id, decision.act, decision.reason)
        reason = await self._obey(message, facts, decision)
        return Drop(facts.chat_id, self._newsroom.now().timestamp(), reason) if reason else None

    async def _obey(self, message: Message, facts: Facts, decision: Decision) -> str | None:
        """Do what was decided; why nothing was said, if nothing was."""
        if decision.act is Act.SILENT:
            if decision.reason == "chat not let in":
                self._tell_operator(facts.chat_id)
            return decision.reason
        if decision.act is Act.NOT_LET_IN and not await self._tell_stranger(facts.chat_id):
            return "stranger, told already today"
        if decision.act is Act.REINDEX:
            await self._parts.reindexing.ask_for(place_of(message))
            return None
        if decision.act is Act.CHANGE:
            return await self._change(message, facts, decision)
        return await self._reply(message, facts, decision)

    async def _reply(self, message: Message, facts: Facts, decision: Decision) -> str | None:
        rendered = headed(await self._rendered(facts, decision), self._late(message))
        place = place_of(message)
        sent = await self._sender.send(place, rendered)
        if sent is None:
            return NOT_DELIVERED
        await self._remember(sent, place, decision.question)
        return None

    async def _change(self, message: Message, facts: Facts, decision: Decision) -> str | None:
        """An edited question changes the answer it has; a question that has none stays without."""
        place = place_of(message)
        chat_id = self._people.home(place.chat_id)
        earlier = await self._parts.state.read(answers.find, chat_id, message.message_id)
        if earlier is None:
            return "edited, and has no answer to change"
        if earlier.asked == _hashed(decision.question):
            return "edited, and asks the same"
        act = Act.ANSWER if decision.question else Act.HOW_TO_ASK
        rendered = headed(await self._rendered(facts, decision._replace(act=act)), self._late(message))
        sent = Sent(chat_id, earlier.answer_id)
        if not await self._sender.change(sent, rendered):
            return "edited, and its answer cannot be changed any more"
        await self._remember(sent, place, decision.question)
        return None

    async def _rendered(self, facts: Facts, decision: Decision) -> Rendered:
        reply = self._replies.get(decision.act)
        return await reply(facts, decision) if reply else plain(_fixed(decision.act, facts.chat_id))

    async def _answer(self, facts: Facts, decision: Decision) -> Rendered:
        scope = self._scope_of(facts.chat_id)
        try:
            async with self._slots, asyncio.timeout(_ANSWER_SECONDS):
                answer = await self._newsroom.ask(decision.question, scope)
            return await self._parts.buttons.answered(answer, self._people.home(facts.chat_id), scope)
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            _log_failure("a question", error)
            return plain(texts.failure(error, texts.SEARCH_FAILED))

    async def _status(self, facts: Facts, _: Decision) -> Rendered:
        try:
            return plain(texts.status_text(await self._newsroom.status(self._scope_of(facts.chat_id))))
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            _log_failure("/status", error)
            return plain(texts.failure(error, texts.STATUS_FAILED))

    async def _help(self, facts: Facts, _: Decision) -> Rendered:
        return plain(texts.help_text(self._me.username, admin=self._people.is_admin(facts.user_id)))

    async def _start(self, facts: Facts, _: Decision) -> Rendered:
        if facts.chat_type == "private":
            return plain(texts.START)
        return plain(group_start(self._me.username, reads_all=await self._parts.reads_all()))

    async def _why(self, facts: Facts, decision: Decision) -> Rendered:
        return plain(await why(self._parts.state, chat_named(decision.question, facts.chat_id)))

    def _scope_of(self, _: int) -> Scope:
        return Scope(now=self._newsroom.now())

    def _late(self, message: Message) -> str | None:
        return late_line(written_at(message), self._newsroom.now())

    async def _remember(self, sent: Sent, place: Place, question: str) -> None:
        """Which message answers the question, so that an edit changes it. A failure is logged: the answer is out."""
        if place.reply_to is None:
            return
        try:
            answered, at = Answered(sent.message_id, _hashed(question)), self._newsroom.now().timestamp()
            await self._parts.state.write(answers.keep, sent.chat_id, place.reply_to, answered, at)
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer stands
            _log_failure("remembering an answer", error)

    async def _tell_stranger(self, user_id: int) -> bool:
        at = self._newsroom.now().timestamp()
        return await self._parts.state.write(chats.tell_stranger, user_id, at, pause=_STRANGER_SECONDS)

    async def _follow_migration(self, message: Message) -> None:
        """A group that became a supergroup says so twice, once in either; both messages are Telegram's own."""
        old = message.migrate_from_chat_id or message.chat.id
        new = message.migrate_to_chat_id or message.chat.id
        if old != new:
            await self._parts.moves.follow(old, new)

    def _log_membership(self, change: ChatMemberUpdated) -> None:
        _LOG.info("chat %d: the bot is now %s there", change.chat.id, change.new_chat_member.status)

    def _tell_operator(self, chat_id: int) -> None:
        """Once per chat: a group that asks in vain is shown to whoever reads the log, and to nobody else."""
        if chat_id not in self._told:
            self._told.add(chat_id)
            _LOG.warning("group %d asks but is not let in; to let it in, add it to telegram.allowed_chats", chat_id)


async def _decline(query: InlineQuery) -> None:
    """Inline mode is off unless somebody switches it on at @BotFather: say where to ask, not that nothing was found."""
    button = InlineQueryResultsButton("Ask me in our chat", start_parameter="ask")
    try:
        await query.answer([], cache_time=0, is_personal=True, button=button)
    except TelegramError as error:
        _LOG.info("an inline query could not be answered: %s", judge(error))


def _fixed(act: Act, chat_id: int) -> str:
    """The lines that need nothing but the chat."""
    lines = {
        Act.HOW_TO_ASK: texts.HOW_TO_ASK,
        Act.UNKNOWN_COMMAND: texts.UNKNOWN_COMMAND,
        Act.NOT_ADMIN: texts.NOT_ADMIN,
        Act.NOT_LET_IN: texts.not_let_in(chat_id),
    }
    return lines[act]


def _hashed(question: str) -> str:
    return hashlib.sha256(question.encode("utf-8", "surrogatepass")).hexdigest()


def _log_failure(what: str, error: Exception) -> None:
    """Foreseen errors in one line, others with their traceback."""
    if isinstance(error, OnRecordError):
        _LOG.error("%s failed: %s", what, error)
    else:
        _LOG.error("%s failed", what, exc_info=error)
