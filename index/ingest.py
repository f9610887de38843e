"""Files into the coverage: read, analyse, store. Each article is a transaction of its own, in order."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from config.errors import InputError, OnRecordError
from index.analysis import Analysis, analysis_again, compose_facts, draft_of, given_facts, passage_context
from index.correcting import save_quotations
from index.database import Database
from index.model import ArticleDraft, FailedItem, revision_name
from index.readers import Meta, file_hash, holds_several, read_file
from index.readers.dates import parse_published
from index.recurrence import family_of, forget_stale, hide_known, hide_recurring
from index.status import Progress
from index.tables import articles, copies, corrections, files, lines, passages

Analyse = Callable[[ArticleDraft], Awaitable[Analysis]]
Report = Callable[[Progress], None]
# Articles whose copies are looked for in one transaction: a few hundredths of a second.
LINKED = 20


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


@dataclass(slots=True)
class _File:
    """A file that is being read: `state` as `note_file` keeps it, `whole` until something in it fails."""

    path: Path
    state: str | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing in a file: an article, something that cannot be taken, or (None) the file's end."""

    file: _File
    item: ArticleDraft | FailedItem | None


# What became of a draft: analysed, failed, or (None) not changed since it was stored.
_Outcome = Analysis | FailedItem | None


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
        """Read every file; failures are listed and the rest goes on.

        Progress is counted in articles; how many there will be is known beforehand only if each file holds one.
        """
        result = IngestReport()
        total = None if any(holds_several(path) for path in paths) else len(paths)
        began = time.monotonic()

        def tell(total: int | None) -> None:
            report(Progress("reading", result.articles + len(result.failed), total, time.monotonic() - began))

        tell(total)
        async with aclosing(self._analysed(self._entries(paths, meta, result))) as analysed:
            async for entry, outcome in analysed:
                await self._take(entry, outcome, result)
                tell(total)
        await self._hide_learned()
        await self._link_copies()
        tell(result.articles + len(result.failed))
        return result

    async def _entries(self, paths: Sequence[Path], meta: Meta | None, result: IngestReport) -> AsyncIterator[_Entry]:
        """What stands in the files that changed, one file after another, each with an entry for its end."""
        claimed: dict[str, str] = {}
        for path in paths:
            file = _File(path)
            try:
                file.state = _file_state(path, meta, self.analysis)
            except OSError as error:
                yield _Entry(file, FailedItem(str(path), f"the file cannot be read ({error.strerror})"))
                continue
            if await self.database.read(files.file_state, str(path)) == file.state:
                known = await self.database.read(articles.sources_of, str(path))
                result.articles += len(known)
                result.unchanged += len(known)
                continue
            for item in read_file(path, meta):
                yield _Entry(file, item if isinstance(item, FailedItem) else await self._acceptable(item, claimed))
            yield _Entry(file, None)

    async def _acceptable(self, draft: ArticleDraft, claimed: dict[str, str]) -> ArticleDraft | FailedItem:
        """The draft, unless its id is another article's. `claimed`: which file gave each id of this call."""
        if claimed.get(draft.source) == draft.origin:
            return FailedItem(draft.source, f"the id stands twice in {Path(draft.origin).name}; give each its own")
        origin = claimed.get(draft.source)
        if origin is None:
            known = await self.database.read(articles.find_article, draft.source)
            origin = draft.origin if known is None else known.origin
        if origin != draft.origin:
            return FailedItem(draft.source, f"the id is already used by {origin}; give this one another id")
        claimed[draft.source] = draft.origin
        return draft

    async def _take(self, entry: _Entry, outcome: _Outcome, result: IngestReport) -> None:
        file, draft = entry.file, entry.item
        if draft is None:
            await self.database.write(files.note_file, str(file.path), file.state if file.whole else None)
            return
        if isinstance(outcome, Analysis) and isinstance(draft, ArticleDraft):
            outcome = await self._store(draft, outcome, result)
        elif outcome is None:
            result.unchanged += 1
        if isinstance(outcome, FailedItem):
            file.whole = False
            result.failed.append(outcome)
        else:
            result.articles += 1

    async def _analysed(self, entries: AsyncIterator[_Entry]) -> AsyncGenerator[tuple[_Entry, _Outcome], None]:
        """Entries with what became of them, in order; `ahead` drafts, of whatever files, are under analysis at once."""
        waiting: deque[tuple[_Entry, asyncio.Task[_Outcome] | None]] = deque()
        try:
            async for entry in entries:
                draft = entry.item
                task = asyncio.create_task(self._analysis_of(draft)) if isinstance(draft, ArticleDraft) else None
                waiting.append((entry, task))
                while waiting and (waiting[0][1] is None or sum(task is not None for _, task in waiting) > self.ahead):
                    yield await _outcome(*waiting.popleft())
            while waiting:
                yield await _outcome(*waiting.popleft())
        finally:
            for _, task in waiting:
                if task is not None:
                    task.cancel()

    async def _analysis_of(self, draft: ArticleDraft) -> _Outcome:
        if await self.database.read(_unchanged, draft, self.analysis):
            return None
        try:
            return await self._analyse(draft)
        except OnRecordError as error:
            return FailedItem(draft.source, str(error))

    async def _analyse(self, draft: ArticleDraft) -> Analysis:
        return await hide_known(self.database, draft, await self.analyse(draft))

    async def _hide_learned(self) -> None:
        """Hide the lines that turned out to recur, also in articles that were stored before; idle if none is new."""
        await self.database.write(lines.learn)
        for source in await self.database.read(lines.due_articles):
            row = await self.database.read(articles.find_article, source)
            if row is not None:
                await self._hide_stored(row)

    async def _link_copies(self) -> None:
        """Find what copies what among the articles that are new or changed, those of an interrupted call included."""
        while await self.database.write(copies.link, LINKED):
            pass

    async def _hide_stored(self, row: articles.ArticleRow) -> None:
        draft = await self._stored_draft(row)
        found = await self.database.read(corrections.found_quotations, row.id)
        known = await self.database.read(lines.recurring_lines, family_of(draft))
        before = analysis_again(draft, found)
        hidden = await asyncio.to_thread(hide_recurring, draft, before, known)
        await self.database.write(store, draft, hidden, row.analysis, self.now())

    async def _store(self, draft: ArticleDraft, analysis: Analysis, result: IngestReport) -> _Outcome:
        try:
            added = await self.database.write(store, draft, analysis, self.analysis, self.now())
        except sqlite3.DataError as error:
            return FailedItem(draft.source, f"the article cannot be stored ({error})")
        result.added += added
        result.updated += not added
        result.passages += len(analysis.passages)
        result.quotations += len(analysis.quotations)
        return analysis

    async def analyse_again(self, report: Report) -> int:
        """Analyse every article that was analysed with something else; how many there were."""
        await self.database.write(forget_stale)
        stale = [row for row in await self.database.read(articles.list_articles) if row.analysis != self.analysis]
        began, done = time.monotonic(), 0
        report(Progress("analysing", 0, len(stale), 0.0))
        async with aclosing(self._analysed(self._stored_drafts(stale))) as analysed:
            async for entry, outcome in analysed:
                if isinstance(outcome, FailedItem):
                    raise InputError(outcome.error)
                if isinstance(outcome, Analysis) and isinstance(entry.item, ArticleDraft):
                    await self.database.write(store, entry.item, outcome, self.analysis, self.now())
                done += 1
                report(Progress("analysing", done, len(stale), time.monotonic() - began))
        await self._hide_learned()
        await self._link_copies()
        return len(stale)

    async def _stored_drafts(self, rows: Sequence[articles.ArticleRow]) -> AsyncIterator[_Entry]:
        for row in rows:
            yield _Entry(_File(Path(row.origin)), await self._stored_draft(row))

    async def _stored_draft(self, row: articles.ArticleRow) -> ArticleDraft:
        """The draft of a stored article, from its live revision and what was given with it."""
        text = await self.database.read(articles.revision_text, row.revision)
        if text is None:
            raise InputError("the live revision is gone from the data", where=row.source, mend="index the file again")
        return draft_of(row.given, text)

    async def refresh(self, row: articles.ArticleRow) -> None:
        """Analyse one stored article again."""
        draft = await self._stored_draft(row)
        await self.database.write(store, draft, await self._analyse(draft), self.analysis, self.now())
        await self._link_copies()


async def _outcome(entry: _Entry, task: asyncio.Task[_Outcome] | None) -> tuple[_Entry, _Outcome]:
    if task is not None:
        return entry, await task
    return entry, entry.item if isinstance(entry.item, FailedItem) else None


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
    row = articles.articles_by_id(connection, [article])[article]
    save_quotations(connection, row, draft.text, analysis.quotations, furniture=facts.furniture)
    lines.save_lines(connection, article, family_of(draft), analysis.page, analysis.hidden)
    return added


def missing_articles(connection: sqlite3.Connection, roots: Sequence[Path]) -> int:
    """How many articles came from files under these files and folders that are no longer there."""
    count = 0
    for origin, number in articles.origins(connection).items():
        path = Path(origin)
        if any(path == root or root in path.parents for root in roots) and not path.is_file():
            count += number
    return count
