"""Vectors out of passages: fill a generation, build a new one beside the live one, switch, clear up.

A generation is filled by embedding what is pending, in order, in small batches; each batch is cached in SQLite,
upserted under deterministic ids (the passages' own) and then noted. A crash between two steps only repeats work.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import shutil
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from config.settings import EmbedderSettings
from index.database import Database
from index.embedder import Embedder
from index.embedding.whole import Encoded
from index.status import Progress
from index.tables import embeddings
from index.tables.embeddings import Generation, Pending, Vectors
from index.vectors import VectorStore

Encode = Callable[[Sequence[Pending]], Awaitable[Sequence[Encoded]]]
Report = Callable[[Progress], None]
log = logging.getLogger(__name__)

# Passages embedded at once: enough to sort by length into full batches, few enough to lose little in a crash.
EMBED_AT_ONCE = 512


def vector_key(fingerprint: str, embedded: bytes) -> bytes:
    """Key of the embedding cache: the embedder (weights, prompt, maximal length, precision) and the string's hash."""
    return hashlib.sha256(fingerprint.encode() + b"\0" + embedded).digest()


def generation_folder(data: Path, generation: int) -> Path:
    """Each generation has a folder of its own: deleting it is removing a folder."""
    return data / "generations" / str(generation)


@dataclass(frozen=True, slots=True)
class Filler:
    """Fills one generation with what is pending.

    Attributes:
        encode: strings to normalised vectors, of the whole and of each sentence.
        upsert_rows: rows an upsert may hold: an event loop in this process waits for about 0.5 ms a row.
    """

    database: Database
    encode: Encode
    generation: Generation
    store: VectorStore
    upsert_rows: int = 1000

    async def run(self, report: Report) -> int:
        """Embed and upsert all that is pending, and drop what is gone; how many passages were written."""
        total = await self.database.read(embeddings.count_pending, self.generation.id)
        done, after, began = 0, 0, time.monotonic()
        while batch := await self.database.read(embeddings.pending, self.generation.id, EMBED_AT_ONCE, after=after):
            report(Progress("embedding", done, max(total, done), time.monotonic() - began))
            await self._write(batch, await self._vectors(batch))
            done, after = done + len(batch), batch[-1].passage
        await self._drop_stale()
        report(Progress("embedding", done, max(total, done), time.monotonic() - began))
        return done

    async def _vectors(self, batch: Sequence[Pending]) -> Vectors:
        keys = [vector_key(self.generation.fingerprint, each.embedded) for each in batch]
        known = await self.database.read(embeddings.cached_vectors, keys)
        lacking = {key: each for key, each in zip(keys, batch, strict=True) if key not in known}
        if lacking:
            made = await self.encode(list(lacking.values()))
            await self.database.write(embeddings.cache_vectors, list(lacking), made)
            known.update({key: each.vector for key, each in zip(lacking, made, strict=True)})
        return np.stack([known[key] for key in keys])

    async def _write(self, batch: Sequence[Pending], vectors: Vectors) -> None:
        for first in range(0, len(batch), self.upsert_rows):
            rows = batch[first : first + self.upsert_rows]
            await self.database.write(embeddings.announce_vectors, self.generation.id, rows)
            self.store.upsert([str(each.passage) for each in rows], vectors[first : first + self.upsert_rows])
            await self.database.write(embeddings.note_vectors, self.generation.id, rows)
            await asyncio.sleep(0)

    async def _drop_stale(self) -> None:
        while stale := await self.database.read(embeddings.stale_vectors, self.generation.id, self.upsert_rows):
            self.store.delete([str(each) for each in stale])
            await self.database.write(embeddings.forget_vectors, self.generation.id, stale)
            await asyncio.sleep(0)


async def build_generation(
    database: Database,
    data: Path,
    embedder: Embedder,
    encode: Encode,
    *,
    settings: EmbedderSettings,
    now: datetime,
    report: Report,
) -> tuple[Generation, int]:
    """Build a generation beside the live one and switch to it when it holds every passage.

    If this is cancelled or dies, the live generation stays as it was; what was embedded is cached.
    """
    generation = await database.write(
        embeddings.new_generation,
        embedder.fingerprint,
        embedder.model,
        settings.model_dump_json(),
        embedder.dimensions,
        now,
    )
    with VectorStore.open(generation_folder(data, generation.id)) as store:
        filler = Filler(database, encode, generation, store)
        held = await filler.run(report)
        while not await database.write(embeddings.switch_generation, generation.id):
            held += await filler.run(report)
    return generation, held


async def remove_retired(database: Database, data: Path, keep: Sequence[int]) -> None:
    """Remove the folders and rows of all generations but these and the live one."""
    live = await database.read(embeddings.live_generation)
    kept = [*keep, *([live.id] if live else [])]
    for generation in await database.read(embeddings.other_generations, kept):
        folder = generation_folder(data, generation)
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        if folder.exists():
            log.warning("generation %d could not be removed wholly; it is tried again at the next re-index", generation)
            continue
        await database.write(embeddings.forget_generation, generation)
