"""What changes the coverage, whole: index, re-index, retract, set a fact; each under the writer's lock."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.errors import UsageError
from config.settings import EmbedderSettings, Settings
from index.build import Encode, Filler, Report, build_generation, generation_folder, remove_retired
from index.database import Database
from index.embedder import Embedder, load_embedder
from index.embedding.whole import Encoded
from index.ingest import Ingest, IngestReport, missing_articles
from index.lock import WAIT_SECONDS, coverage_lock, vectors_lock
from index.readers import Meta, find_files, load_meta
from index.readers.dates import parse_published
from index.status import Progress
from index.tables import articles, embeddings
from index.tables.embeddings import Generation, Pending
from index.vectors import DamagedVectorsError, VectorStore
from index.workers import Analyser

Clock = Callable[[], datetime]
log = logging.getLogger(__name__)
EncodeBy = Callable[[EmbedderSettings], Encode]
# Below this many bytes of files, starting worker processes takes longer than they save.
WORTH_WORKERS = 400_000
FIELDS = ("outlet", "title", "published", "url")


@dataclass(frozen=True, slots=True)
class Reindexed:
    """A finished re-index: the new live generation, its passages, seconds."""

    generation: int
    passages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Operations:
    """The writing half of the coverage.

    Attributes:
        holder: what this process is, for whoever finds the lock taken ("onrecord index").
        wait: seconds to wait for another writer.
    """

    settings: Settings
    database: Database
    clock: Clock
    holder: str
    wait: float = WAIT_SECONDS

    def _writing(self, report: Report) -> AbstractAsyncContextManager[None]:
        """Hold the writer's lock for a block. Raises BusyError that names the holder."""

        def waiting(seconds: float) -> None:
            report(Progress("waiting for another writer", 0, None, seconds))

        return coverage_lock(self.settings.data, self.holder).aheld(self.wait, waiting)

    async def index(self, paths: Sequence[Path], meta_file: Path | None, report: Report) -> IngestReport:
        """Read files and folders into the coverage, then embed what is new.

        Raises UsageError for paths or a metadata file that are not there, BusyError if another writer is at work.
        """
        files = find_files(paths, meta_file)
        meta = None if meta_file is None else load_meta(meta_file, files)
        async with self._writing(report):
            result = await self._ingest(files, meta, report)
            if meta is not None:
                result.unmatched = meta.unmatched(await self.database.read(articles.names_of_all))
            roots = [path.resolve() for path in paths]
            result.missing = await self.database.read(missing_articles, roots)
            await self._embed(report)
        return result

    async def _ingest(self, files: Sequence[Path], meta: Meta | None, report: Report) -> IngestReport:
        workers = (os.cpu_count() or 1) if _bytes(files) > WORTH_WORKERS else 0
        with Analyser(self.settings.parser, workers=workers) as analyser:
            return await self._ingest_with(analyser).run(files, meta, report)

    def _ingest_with(self, analyser: Analyser) -> Ingest:
        return Ingest(self.database, analyser, analyser.name, self.clock, ahead=2 * analyser.workers)

    async def _embed(self, report: Report) -> None:
        """Fill the live generation, unless a running bot does that."""
        lock = vectors_lock(self.settings.data, self.holder)
        if not lock.try_acquire():
            return
        try:
            await self.keep_up(report)
        finally:
            lock.release()

    async def keep_up(self, report: Report, *, upsert_rows: int = 1000, encode_by: EncodeBy | None = None) -> int:
        """Bring the live generation up to date (make the first if there is none); how many passages were written.

        The caller holds the vectors' lock.

        Args:
            encode_by: makes the encoder from the live embedder's settings; None encodes in a thread of this process.
        """
        live = await self.database.read(embeddings.live_generation)
        if live is None:
            return (await self._build(report)).passages
        if not await self.database.read(embeddings.out_of_date, live.id):
            return 0
        settings = EmbedderSettings.of_generation(live.settings)
        encode = encode_by(settings) if encode_by else encoder(await asyncio.to_thread(load_embedder, settings))
        return await self._fill(live, encode, report, upsert_rows)

    async def _fill(self, live: Generation, encode: Encode, report: Report, rows: int) -> int:
        folder = generation_folder(self.settings.data, live.id)
        try:
            with await asyncio.to_thread(VectorStore.open, folder) as store:
                return await Filler(self.database, encode, live, store, rows).run(report)
        except DamagedVectorsError as error:
            log.warning("%s; building them again from the cache", error)
            return (await self._build(report)).passages

    async def reindex(self, report: Report) -> Reindexed:
        """Analyse again what an older program analysed, build a generation beside the live one, and switch.

        Cancelled or killed, the live generation stays as it was. Raises BusyError if another writer is at work.
        """
        async with self._writing(report):
            with Analyser(self.settings.parser, workers=os.cpu_count() or 1) as analyser:
                await self._ingest_with(analyser).analyse_again(report)
            return await self._build(report)

    async def _build(self, report: Report) -> Reindexed:
        began = time.monotonic()
        embedder = await asyncio.to_thread(load_embedder, self.settings.embedder)
        await remove_retired(self.database, self.settings.data, keep=())
        generation, held = await build_generation(
            self.database,
            self.settings.data,
            embedder,
            encoder(embedder),
            settings=self.settings.embedder,
            now=self.clock(),
            report=report,
        )
        return Reindexed(generation.id, held, time.monotonic() - began)

    async def retract(self, source: str) -> None:
        """Stop an article from being quoted, at once, everywhere. Raises UsageError if there is none of that source."""
        if not await self.database.write(articles.retract, source, self.clock()):
            raise _no_article(source)

    async def set_facts(self, source: str, facts: dict[str, str | None], report: Report) -> None:
        """Note what an editor says about an article; passages and their vectors follow.

        Raises UsageError for an unknown source, field or an unreadable date.
        """
        _check_facts(facts)
        async with self._writing(report):
            row = await self.database.read(articles.find_article, source)
            if row is None:
                raise _no_article(source)
            for field, value in facts.items():
                await self.database.write(articles.set_fact, row.id, field, value, self.clock())
            with Analyser(self.settings.parser) as analyser:
                await self._ingest_with(analyser).refresh(row)
            await self._embed(report)


def encoder(embedder: Embedder) -> Encode:
    """The embedder as the filler wants it: off the event loop."""

    async def encode(batch: Sequence[Pending]) -> Sequence[Encoded]:
        texts, places = [each.text for each in batch], [each.sentences for each in batch]
        return await asyncio.to_thread(embedder.encode_whole, texts, places)

    return encode


@contextmanager
def vectors_held(settings: Settings, holder: str) -> Iterator[bool]:
    """Try to become the writer of the live generation's vectors for a block; whether that succeeded."""
    lock = vectors_lock(settings.data, holder)
    held = lock.try_acquire()
    try:
        yield held
    finally:
        if held:
            lock.release()


def _check_facts(facts: dict[str, str | None]) -> None:
    for field, value in facts.items():
        if field not in FIELDS:
            raise UsageError("no such field", where=field, mend=f"the fields are {', '.join(FIELDS)}")
        if field == "published" and value and parse_published(value) is None:
            raise UsageError(f"“{value}” is no date that can be read in one way", where=field, mend="write 2025-04-30")


def _no_article(source: str) -> UsageError:
    return UsageError("no article has this source", where=source, mend="`onrecord articles` lists the sources")


def _bytes(files: Sequence[Path]) -> int:
    total = 0
    for path in files:
        try:
            total += path.stat().st_size
        except OSError:
            continue
    return total
