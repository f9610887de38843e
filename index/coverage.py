"""The open coverage: its database, its live generation and the embedder that made it, under one lifetime."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from config.settings import EmbedderSettings, Settings
from index.build import generation_folder, vector_key
from index.database import Database
from index.embedder import Embedder, load_embedder
from index.scope import Scope
from index.status import CoverageStatus
from index.tables import articles, embeddings, passages
from index.tables.embeddings import Generation, Vectors
from index.vectors import VectorStore

Hits = list[tuple[int, float]]


def utc_now() -> datetime:
    """The moment, UTC: the only clock of the application, handed to whatever needs one."""
    return datetime.now(UTC)


class Coverage:
    """Everything a question reads. Whoever opens it closes it."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.data: Path = settings.data
        self._store: VectorStore | None = None
        self._store_generation: int | None = None
        self._embedder: Embedder | None = None
        self._embedder_settings: str | None = None
        self._loading = asyncio.Lock()
        self._exact: dict[bytes, Vectors] = {}

    @classmethod
    async def open(cls, settings: Settings, *, readers: int = 2) -> Self:
        """Open the coverage in `settings.data`, creating it if need be. Raises StoreError."""
        return cls(settings, await Database.open(settings.data / "coverage.sqlite", readers=readers))

    async def close(self) -> None:
        """Close the vectors and the database."""
        if self._store is not None:
            self._store.close()
            self._store = None
        await self.database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def live(self) -> Generation | None:
        """The generation that answers questions."""
        return await self.database.read(embeddings.live_generation)

    async def embedder(self, generation: Generation) -> Embedder:
        """The embedder that made the generation (loaded once): questions are embedded as its passages were."""
        async with self._loading:
            if self._embedder is None or self._embedder_settings != generation.settings:
                settings = EmbedderSettings.model_validate_json(generation.settings)
                self._embedder = await asyncio.to_thread(load_embedder, settings)
                self._embedder_settings = generation.settings
            return self._embedder

    async def embed_question(self, text: str) -> Vectors | None:
        """The question's vector, shape (dimensions,); None before the first generation is live."""
        generation = await self.live()
        if generation is None:
            return None
        embedder = await self.embedder(generation)
        return await asyncio.to_thread(embedder.encode_query, text)

    async def store(self, generation: Generation) -> VectorStore:
        """The live generation's vectors, opened again after a switch."""
        async with self._loading:
            if self._store is None or self._store_generation != generation.id:
                if self._store is not None:
                    self._store.close()
                folder = generation_folder(self.data, generation.id)
                self._store = await asyncio.to_thread(VectorStore.open, folder)
                self._store_generation = generation.id
            return self._store

    async def nearest(self, vector: Vectors, scope: Scope, k: int) -> Hits:
        """The `k` passages in scope whose vectors are nearest: (passage id, cosine similarity), best first.

        A small scope is searched exactly; else the over-fetch doubles until `k` are in scope or nothing is left.
        """
        generation = await self.live()
        if generation is None:
            return []
        limit = self.settings.retrieval.exact_below
        if await self.database.read(passages.is_small, scope, limit):
            return await self._nearest_exactly(vector, scope, k, generation)
        return await self._nearest_stored(vector, scope, k, generation)

    async def sentence_vectors(self, embedded: Mapping[int, bytes]) -> dict[int, Vectors]:
        """The sentence vectors, one row a sentence, of these passages (id → hash of the embedded string)."""
        generation = await self.live()
        if generation is None:
            return {}
        keys = {passage: vector_key(generation.fingerprint, digest) for passage, digest in embedded.items()}
        held = await self.database.read(embeddings.cached_sentences, keys.values(), generation.dimensions)
        return {passage: held[key] for passage, key in keys.items() if key in held}

    async def _nearest_exactly(self, vector: Vectors, scope: Scope, k: int, generation: Generation) -> Hits:
        members = await self.database.read(passages.scope_passages, scope)
        keys = {passage: vector_key(generation.fingerprint, embedded) for passage, embedded in members}
        lacking = [key for key in keys.values() if key not in self._exact]
        if lacking:
            self._exact.update(await self.database.read(embeddings.cached_vectors, lacking))
        held = [passage for passage, key in keys.items() if key in self._exact]
        if not held:
            return []
        similarity = np.stack([self._exact[keys[passage]] for passage in held]) @ vector
        best = np.argsort(-similarity, kind="stable")[:k]
        return [(held[at], float(similarity[at])) for at in best]

    async def _nearest_stored(self, vector: Vectors, scope: Scope, k: int, generation: Generation) -> Hits:
        store = await self.store(generation)
        held, fetch = store.count(), 2 * k
        while True:
            hits = [
                (int(name), score) for name, score in await asyncio.to_thread(store.query, vector, min(fetch, held))
            ]
            inside = await self.database.read(passages.passages_in_scope, [each for each, _ in hits], scope)
            kept = [(passage, score) for passage, score in hits if passage in inside]
            if len(kept) >= k or fetch >= held:
                return kept[:k]
            fetch *= 2

    async def status(self, scope: Scope) -> CoverageStatus:
        """Counts within the scope and the state of the live generation."""
        summary = await self.database.read(articles.summarise, scope)
        parts = await self.database.read(articles.count_parts, scope)
        generation = await self.live()
        pending = 0 if generation is None else await self.database.read(embeddings.count_pending, generation.id)
        return CoverageStatus(
            articles=summary.articles,
            retracted=await self.database.read(articles.count_retracted),
            passages=parts[0],
            quotations=parts[1],
            pending=pending,
            generation=None if generation is None else generation.id,
            embedder=None if generation is None else generation.model,
            first=summary.first,
            last=summary.last,
            undated=summary.undated,
            size_bytes=await asyncio.to_thread(_size, self.data),
        )


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
