"""Generations: filling, crashing, switching, clearing up, on real SQLite and real Chroma."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from newsroom_support import CHOIR, CUP, DAM, NEWS, Clock, Newsroom, silent

from config.errors import StoreError
from config.settings import EmbedderSettings
from index.build import Filler, build_generation, generation_folder, remove_retired, vector_key
from index.embedder import Embedder, embedder_fingerprint
from index.embedding.whole import Encoded
from index.operations import encoder
from index.tables import articles, embeddings, passages
from index.tables.embeddings import Generation, Pending
from index.vectors import VectorStore

OTHER = EmbedderSettings(passage_prompt="passage: ")
Encode = Callable[[Sequence[Pending]], Awaitable[Sequence[Encoded]]]


async def generation_of(newsroom: Newsroom) -> Generation:
    live = await newsroom.service.coverage.live()
    assert live is not None
    return live


async def assert_vectors_equal_passages(newsroom: Newsroom, embedder: Embedder) -> None:
    """The live generation holds exactly the passages there are, each under the vector of its own words."""
    database, live = newsroom.service.coverage.database, await generation_of(newsroom)
    rows = [
        row
        for article in await database.read(articles.list_articles)
        for row in await database.read(passages.passages_of_article, article.id)
    ]
    assert rows
    with VectorStore.open(generation_folder(newsroom.service.settings.data, live.id)) as store:
        assert sorted(store.ids()) == sorted(str(row.id) for row in rows)
        for row in rows:
            text = await database.read(articles.revision_text, row.revision)
            assert text is not None
            (vector,) = embedder.encode_passages([row.context + row.span.of(text)])
            found = dict(store.query(vector, store.count()))
            assert found[str(row.id)] == pytest.approx(1.0, abs=1e-3)
    assert await database.read(embeddings.count_pending, live.id) == 0


@pytest.fixture(scope="session")
def other_embedder(loaded_once: Callable[[EmbedderSettings], Embedder]) -> Embedder:
    """An embedder that makes other vectors, so that nothing it needs is cached."""
    return loaded_once(OTHER)


async def build(
    newsroom: Newsroom, embedder: Embedder, encode: Encode | None = None, now: datetime | None = None
) -> Generation:
    generation, _ = await build_generation(
        newsroom.service.coverage.database,
        newsroom.service.settings.data,
        embedder,
        encode or encoder(embedder),
        settings=OTHER if embedder.fingerprint != embedder_fingerprint(EmbedderSettings()) else EmbedderSettings(),
        now=now or newsroom.clock(),
        report=silent,
    )
    return generation


async def test_the_first_index_makes_the_first_generation(newsroom: Newsroom, embedder: Embedder) -> None:
    assert await newsroom.service.coverage.live() is None
    newsroom.write_records(*NEWS)
    await newsroom.index()
    await assert_vectors_equal_passages(newsroom, embedder)


async def test_what_is_added_or_corrected_later_joins_the_live_generation(news: Newsroom, embedder: Embedder) -> None:
    before = await generation_of(news)
    news.write_records({**CUP, "id": "second-cup"}, name="more.jsonl")
    await news.index()
    news.write_records({**CUP, "id": "second-cup", "text": CUP["text"].replace("third", "fifth")}, name="more.jsonl")
    await news.index()
    assert (await generation_of(news)).id == before.id
    await assert_vectors_equal_passages(news, embedder)


async def test_equal_words_are_embedded_once(news: Newsroom, embedder: Embedder) -> None:
    asked: list[str] = []

    async def counting(batch: Sequence[Pending]) -> Sequence[Encoded]:
        asked.extend(each.text for each in batch)
        return await encoder(embedder)(batch)

    await build(news, embedder, counting)
    assert asked == []
    await assert_vectors_equal_passages(news, embedder)


async def test_the_live_generation_stays_until_the_new_one_is_whole(news: Newsroom, other_embedder: Embedder) -> None:
    before = await generation_of(news)
    seen: list[int] = []

    async def watching(batch: Sequence[Pending]) -> Sequence[Encoded]:
        seen.append((await generation_of(news)).id)
        assert (await news.ask("what did Fenn say?")).answered
        return await encoder(other_embedder)(batch)

    after = await build(news, other_embedder, watching)
    assert seen
    assert set(seen) == {before.id}
    assert (await generation_of(news)).id == after.id != before.id
    await assert_vectors_equal_passages(news, other_embedder)


async def test_passages_that_come_in_during_a_build_are_in_the_new_generation(
    news: Newsroom, other_embedder: Embedder
) -> None:
    added = False

    async def adding(batch: Sequence[Pending]) -> Sequence[Encoded]:
        nonlocal added
        if not added:
            added = True
            news.write_records({**CHOIR, "id": "late"}, name="late.jsonl")
            await news.index()
        return await encoder(other_embedder)(batch)

    await build(news, other_embedder, adding)
    assert added
    await assert_vectors_equal_passages(news, other_embedder)


async def test_a_cancelled_build_leaves_the_live_generation(news: Newsroom, other_embedder: Embedder) -> None:
    before = await generation_of(news)
    reached = asyncio.Event()

    async def stuck(_: Sequence[Pending]) -> Sequence[Encoded]:
        reached.set()
        await asyncio.Event().wait()
        return ()

    task = asyncio.create_task(build(news, other_embedder, stuck))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await generation_of(news) == before
    answer = await news.ask("what did Marta Kessling say about the spillway?")
    assert answer.answered
    await build(news, other_embedder)
    await remove_retired(news.service.coverage.database, news.service.settings.data, keep=())
    await assert_vectors_equal_passages(news, other_embedder)


async def forget_cache(newsroom: Newsroom) -> None:
    await newsroom.service.coverage.database.write(lambda connection: connection.execute("DELETE FROM embedding"))


class FaultError(RuntimeError):
    """The crash of a test."""


class Steps:
    """Dies after (or before) the n-th step that changes something: of the database, of the vectors, of the encoder."""

    def __init__(self, at: int) -> None:
        self.left = at

    def step(self) -> None:
        self.left -= 1
        if not self.left:
            raise FaultError


class CrashingDatabase:
    def __init__(self, inner: Any, steps: Steps) -> None:
        self._inner, self._steps = inner, steps

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def write(self, *arguments: Any, **named: Any) -> Any:
        self._steps.step()
        done = await self._inner.write(*arguments, **named)
        self._steps.step()
        return done


class CrashingStore:
    def __init__(self, inner: VectorStore, steps: Steps) -> None:
        self._inner, self._steps = inner, steps

    def upsert(self, *arguments: Any) -> None:
        self._steps.step()
        self._inner.upsert(*arguments)
        self._steps.step()

    def delete(self, *arguments: Any) -> None:
        self._steps.step()
        self._inner.delete(*arguments)
        self._steps.step()


async def test_a_filler_that_dies_between_any_two_steps_is_completed_by_the_next(
    news: Newsroom, embedder: Embedder
) -> None:
    database, live = news.service.coverage.database, await generation_of(news)
    folder = generation_folder(news.service.settings.data, live.id)
    at, crashed, words = 0, True, 0
    while crashed:
        at += 1
        words += 1
        changed = {**DAM, "text": DAM["text"].replace("38", str(100 + words)), "id": "changing"}
        news.write_records(changed, name="changing.jsonl")
        await ingest_only(news)
        await forget_cache(news)
        steps = Steps(at)
        with VectorStore.open(folder) as store:
            crashing_database: Any = CrashingDatabase(database, steps)
            crashing_store: Any = CrashingStore(store, steps)
            try:
                await Filler(crashing_database, encoder(embedder), live, crashing_store, upsert_rows=2).run(silent)
                crashed = False
            except FaultError:
                await Filler(database, encoder(embedder), live, store).run(silent)
        await assert_vectors_equal_passages(news, embedder)
    assert at > 8


async def ingest_only(newsroom: Newsroom) -> None:
    """Read what was written without embedding it: the vectors' lock is held by somebody else."""
    from index.lock import vectors_lock  # noqa: PLC0415 - used here alone

    lock = vectors_lock(newsroom.service.settings.data, "another")
    assert lock.try_acquire()
    try:
        report = await newsroom.index()
        assert report.failed == []
    finally:
        lock.release()


async def test_folders_of_retired_generations_are_removed_and_the_live_one_stays(
    news: Newsroom, embedder: Embedder
) -> None:
    data, database = news.service.settings.data, news.service.coverage.database
    first = await generation_of(news)
    second = await build(news, embedder)
    third = await build(news, embedder)
    await remove_retired(database, data, keep=(second.id,))
    assert [generation_folder(data, each.id).exists() for each in (first, second, third)] == [False, True, True]
    await remove_retired(database, data, keep=())
    assert [generation_folder(data, each.id).exists() for each in (second, third)] == [False, True]
    assert await database.read(embeddings.other_generations, ()) == [third.id]
    fourth = await build(news, embedder)
    assert fourth.id > third.id, "a generation's number, and so its folder, is never used again"


async def test_a_second_switch_is_the_same_switch(news: Newsroom) -> None:
    live = await generation_of(news)
    assert await news.service.coverage.database.write(embeddings.switch_generation, live.id)
    assert (await generation_of(news)).state == "complete"


async def test_a_generation_that_lacks_passages_is_not_switched_to(news: Newsroom, clock: Clock) -> None:
    database, live = news.service.coverage.database, await generation_of(news)
    empty = await database.write(embeddings.new_generation, live.fingerprint, live.model, live.settings, 384, clock())
    assert not await database.write(embeddings.switch_generation, empty.id)
    assert await generation_of(news) == live


def test_a_vector_is_cached_under_its_embedder_and_its_words() -> None:
    keys = {vector_key(fingerprint, words) for fingerprint in ("a", "b") for words in (b"1", b"2")}
    assert len(keys) == 4
    assert vector_key("a", b"1") in keys


async def test_a_generation_whose_folder_is_broken_is_an_error_with_its_mend_not_nothing_found(
    news: Newsroom, tmp_path: Path
) -> None:
    live = await generation_of(news)
    folder = generation_folder(tmp_path / "data", live.id)
    for file in sorted(folder.rglob("*"), reverse=True):
        if file.is_file():
            file.unlink()
    (folder / "chroma.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="onrecord reindex"):
        await news.service.coverage.store(live)


async def test_sentence_vectors_are_those_of_the_sentences(news: Newsroom, embedder: Embedder) -> None:
    coverage = news.service.coverage
    row = await coverage.database.read(articles.find_article, "dam-ledger")
    assert row is not None
    held = await coverage.database.read(passages.passages_of_article, row.id)
    vectors = await coverage.sentence_vectors({each.id: each.embedded for each in held})
    for each in held:
        assert vectors[each.id].shape == (len(each.sentences), embedder.dimensions)
        assert np.linalg.norm(vectors[each.id], axis=1) == pytest.approx(1.0, abs=0.01)
