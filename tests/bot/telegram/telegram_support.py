"""A small newsroom in memory, a clock that a test moves by hand, and a running bot."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram_server import TOKEN, Chats, People, RecordingServer

from bot.ports import Added, Card, ReindexReport
from bot.telegram.app import serve
from bot.telegram.clock import Clock, SystemClock
from config.settings import PageSettings, Settings, TelegramSettings
from index.model import revision_name
from index.scope import Scope
from index.status import CoverageStatus, Progress
from retrieval.answer import AlsoIn, Answer, Citation, Excerpt, Searched
from retrieval.recall import Context, Gone, Kept

READER, ADMIN, SECOND_ADMIN, STRANGER = 5001, 5002, 5003, 5999
GROUP = Chats.supergroup(-1001234567890)
OTHER_GROUP = Chats.supergroup(-1009999999999, "Sports desk")
INES = People.person(READER, "Ines")
CHIEF = People.person(ADMIN, "Chief")

Step = Progress | Exception | None


@dataclass(frozen=True)
class Story:
    """An article of the small newsroom."""

    source: str
    text: str
    outlet: str | None = "Harbour Gazette"
    title: str | None = "Breakwater passes inspection"
    published: str | None = "2025-05-03"
    url: str | None = "https://gazette.example/breakwater"

    def citation(self, start: int, end: int) -> Citation:
        """The citation of a stretch of it."""
        label = self.source.rsplit("/", 1)[-1]
        name = revision_name(self.text)
        return Citation(self.source, name, start, end, self.outlet, self.title, self.published, self.url, label)

    def excerpt(self, start: int, end: int, **more: Any) -> Excerpt:
        """An excerpt of it."""
        fields: dict[str, Any] = {"speaker": None, "mention": None, "via": (), "speech": None, "score": 1.0}
        return Excerpt(self.text[start:end], self.citation(start, end), **(fields | more))


STORIES = (
    Story(
        "/desk/breakwater.txt", "The breakwater will hold through the winter. Divers looked at all of it. It cost 4 m."
    ),
    Story("/desk/school.txt", "Both schools open again on Monday. Heating was mended.", title="Schools open", url=None),
)


class SmallNewsroom:
    """Answers with the first sentence that holds every long word of the question. Everything it is asked is kept."""

    def __init__(self, stories: tuple[Story, ...] = STORIES) -> None:
        self.stories = stories
        self.questions: list[str] = []
        self.scopes: list[Scope] = []
        self.error: Exception | None = None
        self.gates: dict[str, asyncio.Event] = {}
        self.steps: asyncio.Queue[Step] = asyncio.Queue()
        self.reindexes = 0
        self.cancelled = False
        self.added: list[tuple[str, str | None, bytes]] = []
        self.taken = Added(1, 0, 0, (), 3, 1)
        self.retracted: list[str] = []
        self.desk_names: tuple[str, ...] = ()

    async def ask(self, question: str, scope: Scope, *, limit: int = 5) -> Answer:
        self.questions.append(question)
        self.scopes.append(scope)
        if question in self.gates:
            await self.gates[question].wait()
        if self.error is not None:
            raise self.error
        words = {word.lower() for word in re.findall(r"\w{5,}", question)}
        found = tuple(
            story.excerpt(match.start(), match.end())
            for story in self.stories
            for match in re.finditer(r"[^.]+\.", story.text)
            if words and all(word in match[0].lower() for word in words)
        )[:limit]
        return answer(found, question=question, articles=len(self.stories))

    async def excerpts(self, kept: Sequence[Kept], scope: Scope) -> tuple[Excerpt | Gone, ...]:
        self.scopes.append(scope)
        if self.error is not None:
            raise self.error
        return tuple(self._again(each) for each in kept)

    async def contexts(self, kept: Sequence[Kept], scope: Scope) -> tuple[Context | Gone, ...]:
        """The whole story around each."""
        return tuple(
            each if isinstance(each, Gone) else self._around(each) for each in await self.excerpts(kept, scope)
        )

    def _again(self, kept: Kept) -> Excerpt | Gone:
        story = next((one for one in self.stories if one.source == kept.key.source), None)
        if story is None or revision_name(story.text) != kept.key.revision:
            return Gone.UNAVAILABLE
        return story.excerpt(kept.key.start, kept.key.end)

    def _around(self, excerpt: Excerpt) -> Context:
        (text,) = (story.text for story in self.stories if story.source == excerpt.citation.source)
        return Context(text[: excerpt.citation.start], excerpt, text[excerpt.citation.end :])

    async def add(self, path: Path, desk: str | None, report: Callable[[Progress], None]) -> Added:
        self.added.append((path.name, desk, await asyncio.to_thread(path.read_bytes)))
        if self.error is not None:
            raise self.error
        report(Progress("reading", 0, 1, 0.1))
        return self.taken

    async def find(self, name: str, scope: Scope) -> tuple[Card, ...]:
        self.scopes.append(scope)
        return tuple(
            Card(story.source, story.title, story.outlet, story.published)
            for story in self.stories
            if name in {story.source, story.source.rsplit("/", 1)[-1]} and story.source not in self.retracted
        )

    async def retract(self, source: str) -> None:
        self.retracted.append(source)

    async def desks(self) -> tuple[str, ...]:
        return self.desk_names

    async def status(self, scope: Scope) -> CoverageStatus:
        self.scopes.append(scope)
        if self.error is not None:
            raise self.error
        return CoverageStatus(
            articles=1204,
            retracted=2,
            passages=9800,
            quotations=3100,
            pending=0,
            generation=3,
            embedder="minilm",
            first="2024-01",
            last="2025-05-03",
            undated=7,
            size_bytes=1,
        )

    async def reindex(self, report: Callable[[Progress], None]) -> ReindexReport:
        self.reindexes += 1
        try:
            while (step := await self.steps.get()) is not None:
                if isinstance(step, Exception):
                    raise step
                report(step)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return ReindexReport(generation=4, passages=9800, seconds=200.4)

    def now(self) -> datetime:
        return datetime(2025, 5, 4, 9, tzinfo=UTC)


def answer(excerpts: tuple[Excerpt, ...], *, question: str = "?", articles: int = 2, **more: Any) -> Answer:
    """An answer with these excerpts, an abstention without."""
    searched = Searched(articles, "2025-05-01", "2025-05-03", 0)
    made = Answer(question, bool(excerpts), 0.9 if excerpts else 0.1, None, searched, excerpts, (), 1.0)
    return replace(made, **more)


def also(story: Story, start: int, end: int, *, same: bool = True) -> AlsoIn:
    """The same statement in another story."""
    return AlsoIn(story.text[start:end], story.citation(start, end), same)


class HandClock:
    """A clock that stands until it is moved. Sleepers wake in the order of their moments."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._ties = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def seconds(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._ties), waiter))
        await waiter

    async def advance(self, seconds: float) -> None:
        """Move on, waking whoever is due on the way, each at its own moment."""
        await settle()
        end = self._now + seconds
        while self._sleepers and self._sleepers[0][0] <= end:
            moment, _, waiter = heapq.heappop(self._sleepers)
            self._now = max(self._now, moment)
            if not waiter.done():
                waiter.set_result(None)
            await settle()
        self._now = end
        await settle()


async def settle() -> None:
    """Let everything that is ready run."""
    for _ in range(20):
        await asyncio.sleep(0)


class Desk:
    """A running bot with its server and newsroom."""

    def __init__(
        self,
        server: RecordingServer,
        newsroom: SmallNewsroom,
        clock: Clock | None = None,
        *,
        folder: Path | None = None,
        page: PageSettings | None = None,
    ) -> None:
        self.server, self.newsroom, self.clock = server, newsroom, clock or SystemClock()
        self.folder = folder or Path(tempfile.mkdtemp())
        self.page = page or PageSettings()
        self.stop = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    def settings(self, **more: Any) -> Settings:
        """Settings that point at the recording server."""
        telegram: dict[str, Any] = {
            "token": TOKEN,
            "base_url": self.server.url,
            "admins": (ADMIN, SECOND_ADMIN),
            "allowed_chats": (READER, GROUP["id"]),
            # Whoever tests quotas sets them.
            "questions_per_user_hour": 0,
            "questions_per_user_day": 0,
            "questions_per_chat_hour": 0,
            "questions_per_chat_day": 0,
        }
        return Settings(data=self.folder, telegram=TelegramSettings(**(telegram | more)), page=self.page)

    async def begin(self, **more: Any) -> asyncio.Task[None]:
        """Start the bot, and leave it to itself."""
        self.task = asyncio.create_task(serve(self.settings(**more), self.newsroom, self.stop, self.clock))
        return self.task

    async def start(self, **more: Any) -> None:
        """Start the bot; returns when it polls."""
        await self.begin(**more)
        await self.server.until(lambda: bool(self.server.polls))

    async def close(self) -> None:
        """Stop the bot and wait for it. Raises what it raised."""
        self.stop.set()
        if self.task is not None:
            async with asyncio.timeout(20):
                await self.task


@asynccontextmanager
async def running(
    *, clock: Clock | None = None, newsroom: SmallNewsroom | None = None, privacy: bool = True, **more: Any
) -> AsyncIterator[Desk]:
    """A bot that runs within the block. Afterwards nothing that it sent may have been malformed."""
    async with RecordingServer(privacy=privacy) as server:
        desk = Desk(server, newsroom or SmallNewsroom(), clock)
        await desk.start(**more)
        try:
            yield desk
        finally:
            await desk.close()
        assert server.violations == []
