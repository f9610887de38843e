"""Watches at work: looks through what arrived in the coverage, and tells each chat what it wants to hear, once.

What was looked at, what was found and what is leaving stand in the bot's own tables before anything is said, and a
message of news is fenced like an answer (`bot.telegram.fence`): a bot that is killed anywhere in between goes on where
it was. Words are never kept: they are read again, within what the chat may see, right before they are told.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from bot.ports import Lookout, Newsroom
from bot.telegram.commands import Tools
from bot.telegram.fence import ANSWERING, OTHERS, Fence
from bot.telegram.folding import fold
from bot.telegram.hours import is_ready
from bot.telegram.layout import Rendered
from bot.telegram.notice import MOST, notice
from bot.telegram.pages import PageLinks
from bot.telegram.sending import Place as Address
from bot.telegram.settings_menu import is_quiet
from bot.telegram.tables import news, watches
from bot.telegram.tables.news import Due, Fate, News
from bot.telegram.tables.watches import WatchRow
from config.errors import OnRecordError
from index.scope import Scope
from retrieval.answer import Excerpt
from retrieval.lookout import Looked, Sighting, Wanted
from retrieval.recall import ExcerptKey, Kept

_LOG = logging.getLogger(__name__)
PAUSE = 5.0
_CLOSING_SECONDS = 10.0
_DAY = 86_400.0
# The same words said again after so long are news again.
_SAME_DAYS = 60
_COMPARED = 1000
_FIRST_WAIT, _LONGEST_WAIT = 60.0, 3600.0


class Watching:
    """Runs beside the questions for as long as the bot does. Use it as an async context manager.

    Args:
        lookout: of the newsroom.
        fence: the one that the bot's requests go through.
        pages: makes links for articles without one of their own; None where there is no reading page.
        pause: seconds between two looks.
    """

    def __init__(
        self, tools: Tools, lookout: Lookout, fence: Fence, pages: PageLinks | None = None, *, pause: float = PAUSE
    ) -> None:
        self._pages = pages
        self._tools, self._lookout, self._fence, self._pause = tools, lookout, fence, pause
        self._state, self._newsroom = tools.state, tools.newsroom
        self._zone = ZoneInfo(tools.settings.telegram.time_zone)
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._sending: asyncio.Task[None] | None = None
        self._resting: dict[int, tuple[float, float]] = {}
        self._swept = 0.0
        self._closing = False

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="onrecord: watches")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        if self._sending is not None:  # what is leaving is waited for a moment; else the next start settles it
            await asyncio.wait([self._sending], timeout=_CLOSING_SECONDS)
        for task in (self._task, self._sending):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    def wake(self) -> None:
        """Something has arrived, or was changed: look now."""
        self._wake.set()

    async def _run(self) -> None:
        recovered = False
        while True:
            if not recovered:
                recovered = await self._safely(self.recover())
            if recovered:
                await self._safely(self.round())
            self._wake.clear()
            await self._rest()

    async def _rest(self) -> None:
        waits = [asyncio.ensure_future(self._tools.clock.sleep(self._pause)), asyncio.ensure_future(self._wake.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()

    @staticmethod
    async def _safely(work: Awaitable[None]) -> bool:
        try:
            await work
        except OnRecordError as error:
            _LOG.error("watches: %s", error)
            return False
        except Exception:  # noqa: BLE001 - whatever it is, the bot goes on, and the next round tries again
            _LOG.exception("watches: a round failed; trying again")
            return False
        return True

    async def recover(self) -> None:
        """Settle the messages that were leaving when an earlier run ended."""
        for number in await self._state.read(news.leaving):
            await self._settle(number, self._fate(number, delivered=False))

    def _fate(self, number: int, *, delivered: bool) -> Fate:
        """What became of a message, as far as the fence knows."""
        if delivered or OTHERS + number in self._fence.taken:
            return Fate.TOLD
        return Fate.DOUBTFUL if OTHERS + number in self._fence.marked else Fate.RELEASED

    async def _settle(self, number: int, fate: Fate) -> None:
        if fate is Fate.DOUBTFUL:
            _LOG.warning("watches: whether notice %d was delivered is not known; it is not told again", number)
        await self._state.write(news.settle, number, fate)
        self._fence.done(OTHERS + number)

    async def round(self) -> None:
        """Look through everything that arrived, then tell what is due."""
        await self._tools.access.refresh()
        rows = await self._state.read(watches.every)
        if rows:
            await self._look(rows)
        await self._tell()
        now = self._newsroom.now().timestamp()
        if now - self._swept > _DAY:
            self._swept = now
            await self._state.write(news.forget, now - self._tools.settings.telegram.keep_days * _DAY)

    async def _look(self, rows: Sequence[WatchRow]) -> None:
        wanted = {row.id: self._wanted(row) for row in rows}
        by_id = {row.id: row for row in rows}
        for watch, article in await self._state.read(watches.ended_embargoes, self._newsroom.now().timestamp()):
            if watch in wanted:
                looked = await self._lookout.look_at(article, wanted[watch])
                await self._note(looked, by_id, {}, watch)
        latest = await self._lookout.latest_arrival()
        for topical in (False, True):
            behind = {row.id: row.arrival for row in rows if _topical(row) == topical and row.arrival < latest}
            await self._catch_up(behind, wanted, by_id)

    async def _catch_up(
        self, behind: Mapping[int, int], wanted: Mapping[int, Wanted], rows: Mapping[int, WatchRow]
    ) -> None:
        """Those that are furthest behind first; as soon as they are level with others they go on together."""
        left = dict(behind)
        while left and not self._closing:
            after = min(left.values())
            group = [watch for watch, arrival in left.items() if arrival == after]
            looked = await self._lookout.look(after, [wanted[watch] for watch in group])
            await self._note(looked, rows, dict.fromkeys(group, looked.upto))
            for watch in group:
                left[watch] = looked.upto
                if looked.upto == after:
                    del left[watch]

    def _wanted(self, row: WatchRow) -> Wanted:
        scope = self._tools.access.scope_of(row.chat_id)
        return Wanted(row.id, row.watch, scope, row.newest, row.at)

    async def _note(
        self, looked: Looked, rows: Mapping[int, WatchRow], cursors: Mapping[int, int], freed: int | None = None
    ) -> None:
        """Write down, in one transaction, what was found and that it was looked at."""
        found: list[News] = []
        by_chat: dict[int, list[Sighting]] = {}
        for sighting in looked.sightings:
            by_chat.setdefault(rows[sighting.wanted].chat_id, []).append(sighting)
        topical = {row.id: _topical(row) for row in rows.values()}
        for chat_id, sightings in by_chat.items():
            since = self._newsroom.now().timestamp() - _SAME_DAYS * _DAY
            known = await self._state.read(news.recent, chat_id, since, _COMPARED)
            said = await self._lookout.said_at([fact.place for fact in known])
            found += await asyncio.to_thread(fold, chat_id, list(zip(known, said, strict=True)), sightings, topical)
        at = self._newsroom.now().timestamp()
        await self._state.write(_write_look, found, looked, cursors, freed, at)

    async def _tell(self) -> None:
        for chat_id in await self._state.read(news.chats_due):
            if self._closing:
                return
            try:
                await self._tell_chat(chat_id)
            except (OnRecordError, sqlite3.Error, TimeoutError):
                _LOG.exception("watches: chat %d could not be told; trying again", chat_id)

    async def _tell_chat(self, chat_id: int) -> None:
        """Everything that is ready, in as few messages as hold it, one after the other."""
        if not self._tools.people.may_ask(chat_id) or self._rests(chat_id) or await is_quiet(self._tools, chat_id):
            return
        left = await self._ready(chat_id, await self._state.read(news.due, chat_id))
        while left and not self._closing and not self._rests(chat_id):
            told = await self._tell_some(chat_id, left)
            if not told:
                return
            left = [fact for fact in left if fact.id not in told]

    async def _ready(self, chat_id: int, facts: Sequence[Due]) -> list[Due]:
        """Those that are not kept for a digest to come."""
        now = self._newsroom.now()
        hour = await self._state.read(watches.digest_hour, chat_id)
        rows = {row.id: row for row in await self._state.read(watches.of_chat, chat_id)}
        return [
            fact
            for fact in facts
            if fact.watches
            and is_ready(
                [rows[watch].digest for watch in fact.watches if watch in rows],
                datetime.fromtimestamp(fact.found, UTC),
                now,
                hour,
                self._zone,
            )
        ]

    async def _tell_some(self, chat_id: int, facts: Sequence[Due]) -> frozenset[int]:
        """One message; the facts that need no further thought now: told, on their way, or not to be shown any more."""
        rows = {row.id: row for row in await self._state.read(watches.of_chat, chat_id)}
        first = _topic(facts[0], rows)
        together = [fact for fact in facts if _topic(fact, rows) == first][:MOST]
        shown = await excerpts_of(self._newsroom, together, self._tools.access.scope_of(chat_id))
        gone = [fact.id for fact in together if fact.id not in shown]
        if gone:
            await self._state.write(news.give_up, gone)
        ready = [(fact, self.linked(shown[fact.id], chat_id)) for fact in together if fact.id in shown]
        if not ready:
            return frozenset(gone)
        doubt = await self._state.read(news.in_doubt, chat_id)
        rendered, number = _packed(ready, rows, doubt=doubt)
        leaving = [fact.id for fact, _ in ready[:number]]
        await self._send(chat_id, Address(chat_id, None, first), leaving, rendered)
        return frozenset([*gone, *leaving])

    def linked(self, excerpt: Excerpt, chat_id: int) -> Excerpt:
        """The excerpt with a link of the reading page where its article has none, if there is such a page."""
        return excerpt if self._pages is None else self._pages.excerpt(excerpt, chat_id)

    async def _send(self, chat_id: int, address: Address, facts: Sequence[int], rendered: Rendered) -> None:
        number = await self._state.write(news.leave, chat_id, facts, self._newsroom.now().timestamp())
        if number is None:  # a watch was removed meanwhile
            return
        # A task of its own: the mark is of this message alone, and a bot that closes lets it finish.
        self._sending = asyncio.create_task(self._deliver(number, address, rendered), name="onrecord: notice")
        await asyncio.shield(self._sending)
        self._sending = None

    async def _deliver(self, number: int, address: Address, rendered: Rendered) -> None:
        ANSWERING.set(OTHERS + number)
        sent = await self._tools.sender.send(address, rendered)
        fate = self._fate(number, delivered=sent is not None)
        if fate is Fate.RELEASED:
            self._let_rest(address.chat_id)
        else:
            self._resting.pop(address.chat_id, None)
        await self._settle(number, fate)

    def _rests(self, chat_id: int) -> bool:
        """Whether the chat could not be reached a moment ago."""
        until, _ = self._resting.get(chat_id, (0.0, 0.0))
        return self._tools.clock.seconds() < until

    def _let_rest(self, chat_id: int) -> None:
        _, wait = self._resting.get(chat_id, (0.0, _FIRST_WAIT / 2))
        wait = min(_LONGEST_WAIT, 2 * wait)
        self._resting[chat_id] = (self._tools.clock.seconds() + wait, wait)


async def excerpts_of(newsroom: Newsroom, facts: Sequence[Due], scope: Scope) -> dict[int, Excerpt]:
    """The excerpt of each fact that may be shown within a scope, by the fact's number, verified anew."""
    found: dict[int, Excerpt] = {}
    for first in range(max((len(fact.places) for fact in facts), default=0)):
        left = [fact for fact in facts if fact.id not in found and first < len(fact.places)]
        kept = [_kept(fact, first) for fact in left]
        for fact, excerpt in zip(left, await newsroom.excerpts(kept, scope) if kept else (), strict=True):
            if isinstance(excerpt, Excerpt):
                found[fact.id] = excerpt
    return found


def _kept(fact: Due, first: int) -> Kept:
    """The fact at one of its places, with those in other articles beside it."""
    lead = fact.places[first]
    others: dict[str, tuple[ExcerptKey, bool]] = {}
    for place in fact.places:
        if place.key.source != lead.key.source:
            others.setdefault(place.key.source, (place.key, False))
    return Kept(lead.key, lead.quotation, tuple(others.values()))


def _packed(ready: Sequence[tuple[Due, Excerpt]], rows: Mapping[int, WatchRow], *, doubt: bool) -> tuple[Rendered, int]:
    """As many of the facts, in order, as one message holds, and how many those are: one at least."""
    for number in range(len(ready), 0, -1):
        facts = [fact for fact, _ in ready[:number]]
        wanting = {watch: rows[watch] for fact in facts for watch in fact.watches if watch in rows}
        names = [row.watch.text for row in wanting.values()]
        digest = all(row.digest for row in wanting.values())
        message = notice([excerpt for _, excerpt in ready[:number]], names, digest=digest, doubt=doubt)
        if message is not None:
            return message, number
    raise RuntimeError("a single excerpt makes a message")


def _topical(row: WatchRow) -> bool:
    return row.watch.topic is not None


def _topic(fact: Due, rows: Mapping[int, WatchRow]) -> int | None:
    """The forum topic in which a fact is told: that of the first watch that wants it."""
    return next((rows[watch].topic for watch in fact.watches if watch in rows), None)


def _write_look(
    connection: sqlite3.Connection,
    found: Sequence[News],
    looked: Looked,
    cursors: Mapping[int, int],
    freed: int | None,
    at: float,
) -> None:
    news.keep(connection, found, at)
    watches.advance(connection, cursors)
    if freed is not None:
        watches.looked_at(connection, freed, looked.done)
    watches.await_embargoes(connection, looked.embargoed)
