"""Files into the coverage: read, analyse, store. What was accepted is committed before the next item is begun."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from config.errors import InputError, OnRecordError
from index.analysis import Analysis, compose_facts, draft_of, given_facts, passage_context
from index.database import Database
from index.model import ArticleDraft, FailedItem, revision_name
from index.readers import Meta, file_hash, read_file
from index.readers.dates import parse_published
from index.status import Progress
from index.tables import articles, files, passages, quotations

Analyse = Callable[[ArticleDraft], Awaitable[Analysis]]
Report = Callable[[Progress], None]


@dataclass(slots=True)
class IngestReport:
    """What one call of `index` did.

    Attributes:
        missing: articles whose file is gone from the paths of the call; they are kept.
        unmatched: rows of the metadata table that name no article, a line each.
        passages, quotations: found in what was added or updated.
    """

    articles: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    missing: int = 0
    passages: int = 0
    quotations: int = 0
    failed: list[FailedItem] = field(default_factory=list)
    unmatched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ingest:
    """Reads files into the coverage.

    Attributes:
        analyse: text to layout, passages and quotations; runs elsewhere (a worker process) or here.
        analysis: name of what `analyse` works with; articles analysed with another are analysed again.
        now: the clock.
        ahead: how many articles may be under analysis at once.
    """

    database: Database
    analyse: Analyse
    analysis: str
    now: Callable[[], datetime]
    ahead: int = 1

    async def run(self, paths: Sequence[Path], meta: Meta | None, report: Report) -> IngestReport:
        """Read every file; failures are listed and the rest goes on."""
        result = IngestReport()
        began = time.monotonic()
        for done, path in enumerate(paths):
            report(Progress("reading", done, len(paths), time.monotonic() - began))
            await self._file(path, meta, result)
        report(Progress("reading", len(paths), len(paths), time.monotonic() - began))
        return result

    async def _file(self, path: Path, meta: Meta | None, result: IngestReport) -> None:
        try:
            state = _file_state(path, meta, self.analysis)
        except OSError as error:
            result.failed.append(FailedItem(str(path), f"the file cannot be read ({error.strerror})"))
            return
        if await self.database.read(files.file_state, str(path)) == state:
            known = await self.database.read(articles.sources_of, str(path))
            result.articles += len(known)
            result.unchanged += len(known)
            return
        failures = len(result.failed)
        await self._items(read_file(path, meta), result)
        whole = len(result.failed) == failures
        await self.database.write(files.note_file, str(path), state if whole else None)

    async def _items(self, items: Iterator[ArticleDraft | FailedItem], result: IngestReport) -> None:
        seen: set[str] = set()
        async for draft, analysis in self._analysed(self._acceptable(items, seen, result)):
            if analysis is None:
                result.unchanged += 1
            elif isinstance(analysis, FailedItem):
                result.failed.append(analysis)
                continue
            else:
                await self._store(draft, analysis, result)
            result.articles += 1

    async def _acceptable(
        self, items: Iterator[ArticleDraft | FailedItem], seen: set[str], result: IngestReport
    ) -> AsyncIterator[ArticleDraft]:
        for item in items:
            if isinstance(item, FailedItem):
                result.failed.append(item)
                continue
            taken = await self._taken(item, seen)
            seen.add(item.source)
            if taken is None:
                yield item
            else:
                result.failed.append(taken)

    async def _taken(self, draft: ArticleDraft, seen: set[str]) -> FailedItem | None:
        if draft.source in seen:
            return FailedItem(draft.source, f"the id stands twice in {Path(draft.origin).name}; give each its own")
        known = await self.database.read(articles.find_article, draft.source)
        if known is not None and known.origin != draft.origin:
            return FailedItem(draft.source, f"the id is already used by {known.origin}; give this one another id")
        return None

    async def _analysed(
        self, drafts: AsyncIterator[ArticleDraft]
    ) -> AsyncIterator[tuple[ArticleDraft, Analysis | FailedItem | None]]:
        """Drafts with their analyses, in order, `ahead` of them at once; None for what has not changed."""
        waiting: list[tuple[ArticleDraft, asyncio.Task[Analysis | FailedItem | None]]] = []
        try:
            async for draft in drafts:
                waiting.append((draft, asyncio.create_task(self._analysis_of(draft))))
                if len(waiting) > self.ahead:
                    first, task = waiting.pop(0)
                    yield first, await task
            while waiting:
                first, task = waiting.pop(0)
                yield first, await task
        finally:
            for _, task in waiting:
                task.cancel()

    async def _analysis_of(self, draft: ArticleDraft) -> Analysis | FailedItem | None:
        if await self.database.read(_unchanged, draft, self.analysis):
            return None
        try:
            return await self.analyse(draft)
        except OnRecordError as error:
            return FailedItem(draft.source, str(error))

    async def _store(self, draft: ArticleDraft, analysis: Analysis, result: IngestReport) -> None:
        try:
            added = await self.database.write(store, draft, analysis, self.analysis, self.now())
        except sqlite3.DataError as error:
            result.failed.append(FailedItem(draft.source, f"the article cannot be stored ({error})"))
            return
        result.added += added
        result.updated += not added
        result.passages += len(analysis.passages)
        result.quotations += len(analysis.quotations)

    async def analyse_again(self, report: Report) -> int:
        """Analyse every article that was analysed with something else; how many there were."""
        stale = [row for row in await self.database.read(articles.list_articles) if row.analysis != self.analysis]
        began = time.monotonic()
        for done, row in enumerate(stale):
            report(Progress("analysing", done, len(stale), time.monotonic() - began))
            await self.refresh(row)
        report(Progress("analysing", len(stale), len(stale), time.monotonic() - began))
        return len(stale)

    async def refresh(self, row: articles.ArticleRow) -> None:
        """Analyse one stored article again, from its live revision and what was given with it."""
        text = await self.database.read(articles.revision_text, row.revision)
        if text is None:
            raise InputError("the live revision is gone from the data", where=row.source, mend="index the file again")
        draft = draft_of(row.given, text)
        await self.database.write(store, draft, await self.analyse(draft), self.analysis, self.now())


def _file_state(path: Path, meta: Meta | None, analysis: str) -> str:
    completing = "" if meta is None else meta.fingerprint
    return hashlib.sha256("\0".join((file_hash(path), completing, analysis)).encode()).hexdigest()


def _unchanged(connection: sqlite3.Connection, draft: ArticleDraft, analysis: str) -> bool:
    known = articles.find_article(connection, draft.source)
    return (
        known is not None
        and known.revision == revision_name(draft.text)
        and known.given == given_facts(draft)
        and known.analysis == analysis
    )


def store(connection: sqlite3.Connection, draft: ArticleDraft, analysis: Analysis, name: str, now: datetime) -> bool:
    """One transaction: the article, its revision, passages and quotations. True if the article is new."""
    added = articles.find_article(connection, draft.source) is None
    editor = articles.editor_facts(connection, draft.source)
    published = editor.get("published")
    facts = compose_facts(draft, analysis.layout, name, editor, parse_published(published) if published else None)
    article = articles.save_article(connection, facts, draft.text, now)
    contexts = [passage_context(facts, passage, draft.text) for passage in analysis.passages]
    passages.save_passages(connection, article, facts.revision, draft.text, analysis.passages, contexts=contexts)
    quotations.save_quotations(connection, article, facts.revision, analysis.quotations)
    return added


def missing_articles(connection: sqlite3.Connection, roots: Sequence[Path]) -> int:
    """How many articles came from files under these files and folders that are no longer there."""
    count = 0
    for origin, number in articles.origins(connection).items():
        path = Path(origin)
        if any(path == root or root in path.parents for root in roots) and not path.is_file():
            count += number
    return count
