"""The open coverage: its database, its live generation and the embedder that made it, under one lifetime."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, TypeVar

from config.errors import ModelError
from config.settings import EmbedderSettings, Settings
from index.build import generation_folder, vector_key
from index.correcting import collect_names
from index.database import Database
from index.embedder import Embedder, load_embedder, load_word_vectors
from index.embedding.late import QuestionTokens, Tokens
from index.embedding.wordvectors import NO_WORDS, WordVectors
from index.held import HeldVectors
from index.memory import remembered
from index.models import resolve_reranker
from index.process import share_processors
from index.scope import Scope
from index.status import CoverageStatus
from index.tables import articles, embeddings, passages
from index.tables.embeddings import Generation, Vectors
from index.vectors import DamagedVectorsError, VectorStore

if TYPE_CHECKING:
    from index.embedding.assessor import Assessor
    from index.embedding.reranker import Reranker

Hits = list[tuple[int, float]]
V = TypeVar("V")
# Passages whose sentences' vectors a connection remembers: some eight thousand bytes each.
_SENTENCES_KEPT: Final = 1024
# Passages whose words' vectors a connection remembers: some eleven thousand bytes each.
_TOKENS_KEPT: Final = 512
log = logging.getLogger(__name__)


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
        self._words: WordVectors | None = None
        self._words_settings: str | None = None
        self._loading = asyncio.Lock()
        self._reranker: Reranker | None = None
        self._reranker_tried = False
        self._reranker_loading = asyncio.Lock()
        self._held: HeldVectors | None = None
        self._assessor: Assessor | None = None
        self._assessor_settings: str | None = None

    @classmethod
    async def open(cls, settings: Settings, *, readers: int = 3) -> Self:
        """Open the coverage in `settings.data`, creating it if need be. Raises StoreError."""
        share_processors()
        database = await Database.open(settings.data / "coverage.sqlite", readers=readers)
        try:
            await collect_names(database)
        except BaseException:
            await database.close()
            raise
        return cls(settings, database)

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
                settings = EmbedderSettings.of_generation(generation.settings)
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

    async def read_question(self, text: str) -> tuple[Vectors, QuestionTokens | None] | None:
        """The question's vector and its words'; None before the first generation is live."""
        generation = await self.live()
        if generation is None:
            return None
        embedder = await self.embedder(generation)
        return await asyncio.to_thread(embedder.encode_question, text)

    async def word_vectors(self, generation: Generation | None) -> WordVectors:
        """How alike single words are to the live generation's model (read once); before that, nothing is known."""
        if generation is None:
            return NO_WORDS
        async with self._loading:
            if self._words is None or self._words_settings != generation.settings:
                settings = EmbedderSettings.of_generation(generation.settings)
                self._words = await asyncio.to_thread(load_word_vectors, settings)
                self._words_settings = generation.settings
            return self._words

    async def reranker(self) -> Reranker | None:
        """The cross-encoder of the settings (loaded once); None where none is set, or it cannot be loaded.

        Why it cannot is logged, once: questions are answered without it.
        """
        if self.settings.retrieval.reranker is None:
            return None
        async with self._reranker_loading:
            if not self._reranker_tried:
                try:
                    self._reranker = await asyncio.to_thread(_load_reranker, self.settings)
                except ModelError as error:
                    log.error("%s; until then excerpts keep their plain order", error)  # noqa: TRY400 - the line says it all
                self._reranker_tried = True
            return self._reranker

    async def assessor(self) -> Assessor | None:
        """What reads a question together with accounts (loaded once).

        None where the settings want none, before a question was embedded, and where the live generation's model was not
        taught, or it cannot be loaded; why it cannot is logged, once.
        """
        wanted = self._embedder_settings
        if not self.settings.retrieval.assessed or wanted is None:
            return None
        async with self._loading:
            if self._assessor_settings != wanted:
                try:
                    self._assessor = await asyncio.to_thread(_load_assessor, EmbedderSettings.of_generation(wanted))
                except ModelError as error:
                    self._assessor = None
                    log.error("%s; until then accounts are not assessed", error)  # noqa: TRY400 - the line says it all
                self._assessor_settings = wanted
            return self._assessor

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
        generation, members = await self.database.read(_reach, scope, self.settings.retrieval.exact_below)
        if generation is None:
            return []
        if members is None:
            try:
                return await self._nearest_stored(vector, scope, k, generation)
            except DamagedVectorsError as error:
                log.error("%s; searching the cached vectors meanwhile", error)  # noqa: TRY400 - the line says it all
                members = await self.database.read(passages.scope_passages, scope)
        return await self._nearest_exactly(vector, members, k, generation)

    async def sentence_vectors(self, embedded: Mapping[int, bytes]) -> dict[int, Vectors]:
        """The sentence vectors, one row a sentence, of these passages (id → hash of the embedded string)."""
        return await self.database.read(sentences_of, embedded)

    async def _nearest_exactly(
        self, vector: Vectors, members: Sequence[tuple[int, bytes]], k: int, generation: Generation
    ) -> Hits:
        """`members` are the passages in scope with the hash of their embedded string."""
        held = self._held
        if held is None or not held.fits(generation):
            held = self._held = HeldVectors(generation)
        lacking = held.lacking(embedded for _, embedded in members)
        if lacking:
            keys = {vector_key(generation.fingerprint, embedded): embedded for embedded in lacking}
            cached = await self.database.read(embeddings.cached_vectors, keys)
            held.add({keys[key]: found for key, found in cached.items()})
        return held.nearest(members, vector, k)

    async def _nearest_stored(self, vector: Vectors, scope: Scope, k: int, generation: Generation) -> Hits:
        store = await self.store(generation)
        fetch = k + k // 4  # mostly everything is in scope, and Chroma looks up each id that it returns
        while True:
            found = await asyncio.to_thread(store.query, vector, fetch)
            inside = await self.database.read(passages.ids_in_scope, [int(name) for name, _ in found], scope)
            kept = [(int(name), score) for name, score in found if int(name) in inside]
            if len(kept) >= k or len(found) < fetch:
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
            reranker=self.settings.retrieval.reranker,
            reranker_weights=await asyncio.to_thread(_reranker_weights, self.settings),
        )


def _reach(
    connection: sqlite3.Connection, scope: Scope, limit: int
) -> tuple[Generation | None, list[tuple[int, bytes]] | None]:
    """The live generation and, where the scope holds at most `limit` passages, those passages."""
    generation = embeddings.live_generation(connection)
    small = generation is not None and passages.is_small(connection, scope, limit)
    return generation, passages.scope_passages(connection, scope) if small else None


def sentences_of(connection: sqlite3.Connection, embedded: Mapping[int, bytes]) -> dict[int, Vectors]:
    """As `Coverage.sentence_vectors`, for those who read more in the same snapshot."""

    def cached(keys: Iterable[bytes], live: Generation) -> Mapping[bytes, Vectors]:
        return embeddings.cached_sentences(connection, keys, live.dimensions)

    return _kept_of(connection, "sentences", embedded, cached, most=_SENTENCES_KEPT)


def tokens_of(connection: sqlite3.Connection, embedded: Mapping[int, bytes]) -> dict[int, Tokens]:
    """The words' vectors of these passages (id → hash of the embedded string); some may have none."""

    def cached(keys: Iterable[bytes], _: Generation) -> Mapping[bytes, Tokens]:
        return embeddings.cached_tokens(connection, keys)

    return _kept_of(connection, "tokens", embedded, cached, most=_TOKENS_KEPT)


def _kept_of(
    connection: sqlite3.Connection,
    kind: str,
    embedded: Mapping[int, bytes],
    cached: Callable[[Iterable[bytes], Generation], Mapping[bytes, V]],
    *,
    most: int,
) -> dict[int, V]:
    """What the live generation keeps of these passages, by passage; `cached` reads it by the cache's keys."""
    generation = embeddings.live_generation(connection)
    if generation is None:
        return {}

    def read(digests: Sequence[bytes]) -> dict[bytes, V]:
        keys = {vector_key(generation.fingerprint, digest): digest for digest in digests}
        return {keys[key]: found for key, found in cached(keys, generation).items()}

    held = remembered(connection, f"{kind} {generation.id}", embedded.values(), read, most=most)
    return {passage: held[digest] for passage, digest in embedded.items() if digest in held}


def _load_assessor(settings: EmbedderSettings) -> Assessor | None:
    from index.embedding.assessor import load_assessor  # noqa: PLC0415 - onnxruntime, for those who ask only

    return load_assessor(settings)


def _load_reranker(settings: Settings) -> Reranker:
    from index.embedding.reranker import load_reranker  # noqa: PLC0415 - torch takes seconds and 400 MB

    return load_reranker(settings.retrieval)


def _reranker_weights(settings: Settings) -> str | None:
    """The hash of the weights that are here; nothing is fetched for it."""
    wanted = settings.retrieval
    if wanted.reranker is None:
        return None
    try:
        return resolve_reranker(wanted.reranker, wanted.reranker_sha256, download=False).weights
    except ModelError:
        return None


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
