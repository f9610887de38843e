"""What happens with one update: decide, do, answer once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram import Message, Update

from bot.ports import Newsroom
from bot.telegram import texts
from bot.telegram.decide import Act, Decision, Facts, Identity, should_respond
from bot.telegram.facts import facts_of
from bot.telegram.layout import Rendered, plain
from bot.telegram.message import render
from bot.telegram.people import People
from bot.telegram.reindex import Reindexing
from bot.telegram.sending import Sender, place_of
from config.errors import OnRecordError
from index.scope import Scope

_LOG = logging.getLogger(__name__)
_AT_ONCE = 16
_ANSWER_SECONDS = 60.0


class Handlers:
    """Everything the bot does about updates; one instance per running bot."""

    def __init__(
        self, me: Identity, newsroom: Newsroom, people: People, sender: Sender, reindexing: Reindexing
    ) -> None:
        self._me, self._newsroom, self._people = me, newsroom, people
        self._sender, self._reindexing = sender, reindexing
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._told: set[int] = set()
        self._replies: dict[Act, Callable[[Facts, Decision], Awaitable[Rendered]]] = {
            Act.ANSWER: self._answer,
            Act.STATUS: self._status,
            Act.HELP: self._help,
        }

    async def handle(self, update: Update) -> None:
        """Answer the update, or leave it be; the log says why, without any words of the message."""
        facts, message = facts_of(update), update.effective_message
        if facts is None or message is None:
            return
        self._follow_migration(message)
        decision = should_respond(facts, self._me, self._people)
        _LOG.info("update %d, chat %d: %s (%s)", update.update_id, facts.chat_id, decision.act, decision.reason)
        if decision.act is not Act.SILENT:
            await self._respond(message, facts, decision)
        elif decision.reason == "chat not let in":
            self._tell_operator(facts.chat_id)

    async def _respond(self, message: Message, facts: Facts, decision: Decision) -> None:
        place = place_of(message)
        if decision.act is Act.REINDEX:
            await self._reindexing.ask_for(place)
            return
        reply = self._replies.get(decision.act)
        rendered = await reply(facts, decision) if reply else plain(_fixed(decision.act, facts.chat_id))
        await self._sender.send(place, rendered)

    async def _answer(self, _: Facts, decision: Decision) -> Rendered:
        try:
            async with self._slots, asyncio.timeout(_ANSWER_SECONDS):
                return render(await self._newsroom.ask(decision.question, self._scope()))
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            _log_failure("a question", error)
            return plain(texts.failure(error, texts.SEARCH_FAILED))

    async def _status(self, _: Facts, __: Decision) -> Rendered:
        try:
            return plain(texts.status_text(await self._newsroom.status(self._scope())))
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            _log_failure("/status", error)
            return plain(texts.failure(error, texts.STATUS_FAILED))

    async def _help(self, facts: Facts, _: Decision) -> Rendered:
        return plain(texts.help_text(self._me.username, admin=self._people.is_admin(facts.user_id)))

    def _scope(self) -> Scope:
        return Scope(now=self._newsroom.now())

    def _follow_migration(self, message: Message) -> None:
        """A group that became a supergroup says so twice, once in either; both messages are Telegram's own."""
        old = message.migrate_from_chat_id or message.chat.id
        new = message.migrate_to_chat_id or message.chat.id
        if self._people.moved(old, new):
            _LOG.warning("group %d became %d: put the new number into telegram.allowed_chats", old, new)

    def _tell_operator(self, chat_id: int) -> None:
        """Once per chat: a group that asks in vain is shown to whoever reads the log, and to nobody else."""
        if chat_id not in self._told:
            self._told.add(chat_id)
            _LOG.warning("group %d asks but is not let in; to let it in, add it to telegram.allowed_chats", chat_id)


def _fixed(act: Act, chat_id: int) -> str:
    """The lines that need nothing but the chat."""
    lines = {
        Act.START: texts.START,
        Act.HOW_TO_ASK: texts.HOW_TO_ASK,
        Act.UNKNOWN_COMMAND: texts.UNKNOWN_COMMAND,
        Act.NOT_ADMIN: texts.NOT_ADMIN,
        Act.NOT_LET_IN: texts.not_let_in(chat_id),
    }
    return lines[act]


def _log_failure(what: str, error: Exception) -> None:
    """Foreseen errors in one line, others with their traceback."""
    if isinstance(error, OnRecordError):
        _LOG.error("%s failed: %s", what, error)
    else:
        _LOG.error("%s failed", what, exc_info=error)
