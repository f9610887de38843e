"""The open newsroom: everything that the command line and the Telegram bot ask of the floors below."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.corrections import Corrections
from bot.ports import Added, Card, ReindexReport
from bot.verdicts import change_in_words
from config.errors import UsageError
from config.settings import Settings
from index.coverage import Coverage, utc_now
from index.ingest import IngestReport
from index.lock import WAIT_SECONDS
from index.model import Span
from index.operations import EncodeBy, Operations
from index.readers.find import absolute
from index.scope import Scope
from index.speakers.values import Kind
from index.status import CoverageStatus, Progress
from index.tables import arrivals, articles, desks
from index.tables.articles import ArticleRow
from index.tables.desks import DeskCount
from retrieval.answer import Answer, Excerpt
from retrieval.compare import Comparison, compare
from retrieval.engine import Options, RankedPassage, Retriever
from retrieval.follow_up import read_as
from retrieval.lookout import Beginning, Looked, Lookout, Place, Wanted, begin, said_at, understand_watch
from retrieval.question import understand
from retrieval.quotes import quotes
from retrieval.recall import Context, Gone, Kept, contexts, recalled
from retrieval.said import SaidPage, about, said_by
from retrieval.timeline import Timeline, timeline
from retrieval.verdict import Verdict
from retrieval.verify import verify
from retrieval.voices import Voices, kinds, voices
from retrieval.watch import Said, Watch
from retrieval.whole import Whole, wholes

Report = Callable[[Progress], None]
# How many sentences before and after an excerpt are its context.
AROUND = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """One article whole: its facts, the live revision's text and the furniture in it."""

    row: ArticleRow
    text: str

    def json(self) -> dict[str, Any]:
        """The shape of `onrecord show --json`."""
        row = self.row
        return {
            "source": row.source,
            "revision": row.revision,
            "outlet": row.outlet,
            "title": row.title,
            "published": row.published,
            "url": row.url,
            "authors": list(row.authors),
            "text": self.text,
            "furniture": [list(Span(*span)) for span in row.furniture],
        }


class Service:
    """The coverage opened for asking and for changing. Use it as an async context manager.

    Args:
        settings: where everything is kept and how it is searched.
        holder: what this process is, in words, for whoever finds a lock taken.
        clock: the moment, UTC.
        wait: seconds to wait for another writer.
    """

    def __init__(
        self,
        settings: Settings,
        holder: str,
        clock: Callable[[], datetime] = utc_now,
        *,
        wait: float = WAIT_SECONDS,
    ) -> None:
        self.settings = settings
        self._holder = holder
        self._clock = clock
        self._wait = wait
        self._coverage: Coverage | None = None

    async def __aenter__(self) -> Self:
        self._coverage = await Coverage.open(self.settings)
        try:
            await self._lay_out_desks()
        except BaseException:
            await self._coverage.close()
            raise
        return self

    async def _lay_out_desks(self) -> None:
        """Put the articles on the desks that the settings define, where that has changed."""
        if self.settings.desks is None:
            return
        rules = desks.rules_of(self.settings.desks)
        if not await self.coverage.database.read(desks.rules_apply, rules):
            await self.coverage.database.write(desks.set_rules, rules)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._coverage is not None:
            await self._coverage.close()

    @property
    def coverage(self) -> Coverage:
        """The open coverage."""
        if self._coverage is None:
            raise RuntimeError("the service is used before it is entered")
        return self._coverage

    @property
    def _operations(self) -> Operations:
        return Operations(self.settings, self.coverage.database, self._clock, self._holder, self._wait)

    @property
    def corrections(self) -> Corrections:
        """What people correct: speakers of quotations, and who is who."""
        return Corrections(self.coverage, self._clock)

    def now(self) -> datetime:
        """The moment, UTC."""
        return self._clock()

    async def ask(self, question: str, scope: Scope, *, limit: int = 5, speaker: str | None = None) -> Answer:
        """Answer one question within a scope. Raises EmptyCoverageError where there is nothing to ask."""
        return await Retriever(self.coverage).ask(question, scope, Options(limit=limit, speaker=speaker))

    async def excerpts(self, kept: Sequence[Kept], scope: Scope) -> tuple[Excerpt | Gone, ...]:
        """Excerpts of an earlier answer, in order, verified anew; for each that may not be shown any more, why."""
        return await self.coverage.database.read(recalled, kept, scope)

    async def contexts(self, kept: Sequence[Kept], scope: Scope) -> tuple[Context | Gone, ...]:
        """The same with the sentences around each, verbatim."""
        return await self.coverage.database.read(contexts, kept, scope, AROUND)

    async def search(self, query: str, scope: Scope, *, k: int = 10) -> list[RankedPassage]:
        """The ranked passages before excerpts are chosen. Raises EmptyCoverageError."""
        return await Retriever(self.coverage).search(query, scope, k)

    async def compare(self, question: str, scope: Scope, *, speaker: str | None = None) -> Comparison:
        """Ask each outlet by itself. Raises EmptyCoverageError where there is nothing to ask."""
        return await compare(self.coverage, question, scope, speaker=speaker)

    async def quotes(
        self, scope: Scope, *, speaker: str | None = None, source: str | None = None
    ) -> list[dict[str, Any]]:
        """Every quotation in scope, of one speaker or article if given. Raises UsageError for an unknown source."""
        if source is not None:
            await self.show(source)
        return await self.coverage.database.read(quotes, scope, speaker=speaker, source=source)

    async def kinds(self, scope: Scope) -> dict[tuple[str, str], Kind | None]:
        """What each speaker in scope is taken for (a person, a body, a group), by source and name as printed."""
        return await self.coverage.database.read(kinds, scope)

    async def said_by(self, name: str, scope: Scope, start: int, size: int) -> SaidPage:
        """A page of everything that whoever the name means said, newest first.

        After "about" the name may have a topic: then it is what they said about that, by date, the earliest first.
        """
        whose, topic = about(name)
        if topic is None:
            return await self.coverage.database.read(said_by, name, scope, start, size)
        found = await self.timeline(whose, topic, scope)
        total = len(found.statements)
        start = max(start, 0) if start < total else max(0, (total - 1) // size * size)
        shown = found.statements[start : start + size]
        changes = tuple("" if one.changed is None else change_in_words(one.changed, found.statements) for one in shown)
        excerpts = tuple(each.excerpt for each in shown)
        return SaidPage(found.who, excerpts, start, total, False, topic, found.reason, changes)  # noqa: FBT003

    async def timeline(self, name: str, topic: str, scope: Scope) -> Timeline:
        """What whoever the name means said about a topic, by date, the earliest first."""
        return await timeline(self.coverage, name, topic, scope)

    async def voices(self, scope: Scope) -> Voices:
        """Who is quoted how often in scope."""
        return await self.coverage.database.read(voices, scope)

    async def read_as(self, asked: str, follow_up: str, speakers: Sequence[str], scope: Scope) -> str | None:
        """The question that a follow-up to another one should be read as; None where it stands by itself.

        Args:
            speakers: who is quoted in the answer to the other one, the first excerpt's speaker first.
        """
        outlets = await self.coverage.database.read(articles.outlets, scope)
        earlier = understand(asked, now=scope.now, outlets=outlets)
        return read_as(earlier, follow_up, outlets=outlets, speakers=speakers)

    async def verify(self, text: str, speaker: str | None, scope: Scope) -> Verdict:
        """Whether somebody said this, word for word; without a speaker, whoever the text itself names."""
        return await self.coverage.database.read(verify, text, speaker, scope)

    async def latest_arrival(self) -> int:
        """The number of the last arrival in the coverage."""
        return await self.coverage.database.read(arrivals.latest)

    async def understand_watch(self, text: str, scope: Scope) -> Watch:
        """What was typed after /watch. Raises UsageError where there is nothing to watch for."""
        return await self.coverage.database.read(understand_watch, text, scope)

    async def begin_watch(self) -> Beginning:
        """Where a watch begins that is set up now."""
        return await self.coverage.database.read(begin, self.now().timestamp())

    async def look(self, after: int, wanted: Sequence[Wanted]) -> Looked:
        """What of the next arrivals after that number is wanted, a few at a time."""
        return await Lookout(self.coverage).look(after, wanted)

    async def look_at(self, article: int, wanted: Wanted) -> Looked:
        """The same for one article whose embargo has ended; `done` is empty where it was not possible yet."""
        return await Lookout(self.coverage).look_at(article, wanted)

    async def said_at(self, places: Sequence[Place]) -> list[Said | None]:
        """The statements at these places, to be compared with others."""
        return await self.coverage.database.read(said_at, places)

    async def wholes(self, revision: str, scope: Scope) -> list[Whole]:
        """The articles in scope whose live revision this is, whole."""
        return await self.coverage.database.read(wholes, revision, scope)

    async def status(self, scope: Scope) -> CoverageStatus:
        """Counts of the coverage within a scope and the state of the live generation."""
        return await self.coverage.status(scope)

    async def show(self, source: str) -> Shown:
        """The live revision of an article, retracted or not. Raises UsageError for an unknown source."""
        row = await self.coverage.database.read(articles.find_article, source)
        text = None if row is None else await self.coverage.database.read(articles.revision_text, row.revision)
        if row is None or text is None:
            raise UsageError("no article has this source", where=source, mend="`onrecord articles` lists the sources")
        return Shown(row, text)

    async def articles(self) -> list[ArticleRow]:
        """Every article, retracted ones too."""
        return await self.coverage.database.read(articles.list_articles)

    async def count_articles(self) -> int:
        """How many articles there are, retracted ones too."""
        return await self.coverage.database.read(articles.count_articles)

    async def set_facts(self, source: str, facts: dict[str, str | None], report: Report) -> None:
        """Note what an editor says about an article. Raises UsageError, BusyError."""
        await self._operations.set_facts(source, facts, report)

    async def retract(self, source: str) -> None:
        """Stop an article from being quoted, at once, everywhere. Raises UsageError for an unknown source."""
        await self._operations.retract(source)

    async def index(self, paths: Sequence[Path], meta: Path | None, report: Report) -> IngestReport:
        """Read files and folders into the coverage. Raises UsageError, BusyError."""
        return await self._operations.index(paths, meta, report)

    async def add(self, path: Path, desk: str | None, report: Report) -> Added:
        """Read one file into the coverage; with a desk, onto that desk alone. Raises UsageError, BusyError."""
        if desk is not None:
            await self.open_door(path, desk)
        done = await self.index([path], None, report)
        failed = tuple(done.failed)
        return Added(done.added, done.updated, done.unchanged, failed, done.passages, done.quotations)

    async def open_door(self, path: Path, desk: str) -> None:
        """Whatever the file gives from now on is on that desk alone."""
        await self.coverage.database.write(desks.through_door, str(absolute(path)), desk)

    async def find(self, name: str, scope: Scope) -> tuple[Card, ...]:
        """At most five articles in scope that are meant by a name: their source, URL, or file's own name."""
        rows = await self.coverage.database.read(articles.named, name, scope, 5)
        return tuple(Card(row.source, row.title, row.outlet, row.published) for row in rows)

    async def desks(self) -> tuple[str, ...]:
        """The names of all desks, sorted."""
        return tuple(desk.name for desk in await self.desk_counts())

    async def desk_counts(self) -> list[DeskCount]:
        """Every desk, with how many articles are on it."""
        return await self.coverage.database.read(desks.counts)

    async def reindex(self, report: Report) -> ReindexReport:
        """Build a new generation beside the live one, in this process, and switch to it. Raises BusyError."""
        done = await self._operations.reindex(report)
        return ReindexReport(done.generation, done.passages, done.seconds)

    async def keep_up(self, report: Report, *, upsert_rows: int, encode_by: EncodeBy) -> int:
        """Bring the live generation up to date; how many passages were written. The caller holds the vectors' lock."""
        return await self._operations.keep_up(report, upsert_rows=upsert_rows, encode_by=encode_by)

    async def warm(self) -> None:
        """Load what the first question would otherwise wait for."""
        await asyncio.shield(self.coverage.embed_question("warm"))
        await asyncio.shield(self.coverage.word_vectors(await self.coverage.live()))
        await asyncio.shield(self.coverage.assessor())
        await asyncio.shield(self.coverage.reranker())
