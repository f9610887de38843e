"""Inline mode: `@bot bessent tariffs` in any chat offers excerpts as cards, to people who were let in only.

What somebody finds is what they would find in their private chat with the bot. Nothing is cached: the same words, typed
by somebody else or a minute later, may find something else.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from typing import NamedTuple

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    MessageEntity,
)
from telegram.error import TelegramError

from bot.dates import day
from bot.telegram.cite import cited, quoted
from bot.telegram.commands import Registry, Tools
from bot.telegram.decide import Facts
from bot.telegram.failures import judge
from bot.telegram.layout import Rendered, clipped, lay_out
from bot.telegram.quotas import Quotas, Refused, Ticket
from bot.telegram.tables.asked import Kind
from config.errors import OnRecordError
from index.scope import Scope
from retrieval.answer import Answer, Excerpt

_LOG = logging.getLogger(__name__)
PAGE = 10
MOST = 50
MOST_QUERY = 256
_AT_ONCE = 4
_SECONDS = 20.0
_LONGEST_TITLE = 80
# Telegram asks at every pause in typing: what is typed on within this time is one question of the quota.
_TYPING_SECONDS = 30.0
START_ASK, START_LET_IN = "ask", "let-me-in"
ASK_TO_BE_LET_IN = "Ask to be let in"
HINT = "Type a speaker, a topic, or both; or ask me in our chat"
NOT_SAID = "The coverage does not say. Ask me in our chat"
USED_UP = "Your questions are used up for now"
FAILED = "I could not search just now. Ask me in our chat"


class _Typing(NamedTuple):
    """A question that somebody is typing: since when (the clock's seconds), and as far as it had come."""

    began: float
    words: str

    def goes_on(self, words: str) -> bool:
        """Whether these words are that question with more or fewer letters at its end, or another page of it."""
        return words.startswith(self.words) or self.words.startswith(words)


class Inline:
    """Answers inline queries. Nothing is raised for Telegram's failures."""

    def __init__(self, tools: Tools, quotas: Quotas) -> None:
        self._tools, self._quotas = tools, quotas
        self._typing: dict[int, _Typing] = {}
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._latest: dict[int, str] = {}

    async def answer(self, query: InlineQuery) -> None:
        """Offer what there is, or a button that leads to the private chat."""
        user_id = query.from_user.id
        if not self._tools.people.may_ask(user_id):
            await _offer(query, [], "", _button(ASK_TO_BE_LET_IN, START_LET_IN))
            return
        words = query.query.strip()[:MOST_QUERY]
        if not words:
            await _offer(query, [], "", _button(HINT, START_ASK))
            return
        self._latest[user_id] = query.id
        try:
            await self._search(query, words)
        finally:
            if self._latest.get(user_id) == query.id:
                del self._latest[user_id]

    async def _search(self, query: InlineQuery, words: str) -> None:
        start = _start(query.offset)
        if start is None:
            await _offer(query, [], "", None)
            return
        try:
            async with self._slots:
                if self._latest.get(query.from_user.id) != query.id:
                    return  # more was typed meanwhile: Telegram shows the answer to that
                ticket = await self._ticket(query.from_user.id, words)
                if isinstance(ticket, Refused):
                    await _offer(query, [], "", _button(USED_UP, START_ASK))
                    return
                answer = await self._ask(query, words, ticket)
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            _log(error)
            await _offer(query, [], "", _button(FAILED, START_ASK))
            return
        found = cards(answer)
        following = str(start + PAGE) if start + PAGE < len(found) else ""
        await _offer(query, found[start : start + PAGE], following, None if found else _button(NOT_SAID, START_ASK))

    async def _ask(self, query: InlineQuery, words: str, ticket: Ticket | None) -> Answer:
        kind: Kind = "failed"
        try:
            async with asyncio.timeout(_SECONDS):
                answer = await self._tools.newsroom.ask(words, self._scope(query), limit=MOST)
            kind = "answered" if answer.answered else "abstained"
            return answer
        finally:
            if ticket is not None:
                await self._quotas.settle(ticket, kind)
                if kind == "failed":
                    self._typing.pop(query.from_user.id, None)

    async def _ticket(self, user_id: int, words: str) -> Ticket | Refused | None:
        """One question of the person's quota; None where they are only typing on at one that was counted."""
        at = self._tools.clock.seconds()
        self._typing = {user: each for user, each in self._typing.items() if at - each.began < _TYPING_SECONDS}
        begun = self._typing.get(user_id)
        if begun is not None and begun.goes_on(words):
            self._typing[user_id] = begun._replace(words=words)
            return None
        # Counted as in the private chat, by whose scope it is answered.
        alone = Facts(kind="message", chat_id=user_id, chat_type="private", user_id=user_id)
        ticket = await self._quotas.take(alone, tell=False)
        if isinstance(ticket, Ticket):
            self._typing[user_id] = _Typing(at, words)
        return ticket

    def _scope(self, query: InlineQuery) -> Scope:
        """That of the person's own private chat, wherever they type."""
        return self._tools.access.scope_of(query.from_user.id)


def _start(offset: str) -> int | None:
    """Where the page begins that Telegram asks for; None for what is no offset of ours."""
    if not offset:
        return 0
    return int(offset) if offset.isdecimal() and len(offset) <= 3 and int(offset) < MOST else None


def cards(answer: Answer) -> list[InlineQueryResultArticle]:
    """A card for each excerpt that a message holds, at most 50; those that only come close say so."""
    shown = answer.excerpts if answer.answered else answer.closest
    made = [_card(each, answers=answer.answered) for each in shown]
    return list({card.id: card for card in made if card is not None}.values())[:MOST]


def _card(excerpt: Excerpt, *, answers: bool) -> InlineQueryResultArticle | None:
    rendered = inserted(excerpt)
    if rendered is None:
        return None
    return InlineQueryResultArticle(
        id=_name(excerpt),
        title=_title(excerpt, answers=answers),
        description=excerpt.text,
        input_message_content=InputTextMessageContent(
            rendered.text,
            entities=[MessageEntity(*mark) for mark in rendered.marks],
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )


def inserted(excerpt: Excerpt) -> Rendered | None:
    """What a card puts into the chat: the exact words with their citation; None where no message holds them."""
    message = lay_out([quoted(excerpt.text), *cited(None, excerpt)])
    if not message.fits:
        message = lay_out([quoted(excerpt.text), *cited(None, excerpt, at=False)])
    return message if message.fits else None


def _title(excerpt: Excerpt, *, answers: bool) -> str:
    own = excerpt.citation
    parts = ["" if answers else "Close", excerpt.speaker or "", own.outlet or own.label, _day(own.published)]
    return clipped(" · ".join(part for part in parts if part), _LONGEST_TITLE)


def _day(published: str | None) -> str:
    return day(published) if published else "undated"


def _name(excerpt: Excerpt) -> str:
    """Names the result: 32 characters of Telegram's 64 bytes, the same as long as the excerpt is."""
    own = excerpt.citation
    return hashlib.sha256(f"{own.source}\0{own.revision}\0{own.start}\0{own.end}".encode()).hexdigest()[:32]


def _button(text: str, start: str) -> InlineQueryResultsButton:
    return InlineQueryResultsButton(text, start_parameter=start)


async def _offer(
    query: InlineQuery,
    found: Sequence[InlineQueryResultArticle],
    following: str,
    button: InlineQueryResultsButton | None,
) -> None:
    try:
        await query.answer(found, cache_time=0, is_personal=True, next_offset=following, button=button)
    except TelegramError as error:
        # "query is too old": the person typed on, or went away.
        _LOG.info("an inline query could not be answered: %s", judge(error))


def _log(error: Exception) -> None:
    if isinstance(error, OnRecordError):
        _LOG.error("an inline query failed: %s", error)
    else:
        _LOG.error("an inline query failed", exc_info=error)


def register(registry: Registry, tools: Tools, quotas: Quotas) -> None:
    """Inline mode; it is off at Telegram until somebody switches it on at @BotFather."""
    registry.on_inline(Inline(tools, quotas).answer)
