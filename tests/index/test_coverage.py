from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from newsroom_support import CUP, NEWS, Clock, Newsroom, settings_in, shown, silent

from bot.service import Service
from index.build import generation_folder
from index.coverage import Coverage
from index.scope import Scope
from index.tables import articles, passages
from index.vectors import VectorStore


async def test_a_stale_vector_never_surfaces(news: Newsroom, tmp_path: Path) -> None:
    coverage = news.service.coverage
    live = await coverage.live()
    vector = await coverage.embed_question("the cup on penalties")
    assert live is not None
    assert vector is not None
    with VectorStore.open(generation_folder(tmp_path / "data", live.id)) as store:
        store.upsert(["999999", "888888"], np.stack([vector, vector]))
    settings = settings_in(tmp_path, exact_below=0)
    async with await Coverage.open(settings) as stored:
        hits = await stored.nearest(vector, news.scope(), 50)
        assert len(hits) == await stored.database.read(passages.count_passages)
        assert not {999999, 888888} & {passage for passage, _ in hits}
        assert len(await stored.nearest(vector, news.scope(), 1)) == 1


async def test_the_over_fetch_goes_on_until_enough_are_in_scope(news: Newsroom, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, exact_below=0)
    async with await Coverage.open(settings) as stored:
        vector = await stored.embed_question("cracks in the spillway of the dam")
        assert vector is not None
        scope = news.scope(exclude=frozenset({"dam-ledger", "dam-wire", "choir", "vaccine"}))
        ((passage, _),) = await stored.nearest(vector, scope, 1)
        rows = await stored.database.read(passages.passages_in_scope, [passage], scope)
        known = await stored.database.read(articles.articles_by_id, [rows[passage].article])
        assert [row.source for row in known.values()] == ["cup"]


async def test_searching_exactly_and_by_the_index_finds_the_same(news: Newsroom, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, exact_below=0)
    async with await Coverage.open(settings) as stored:
        vector = await stored.embed_question("a choir in a cathedral")
        assert vector is not None
        approximate = await stored.nearest(vector, news.scope(), 3)
        exact = await news.service.coverage.nearest(vector, news.scope(), 3)
        assert [passage for passage, _ in approximate] == [passage for passage, _ in exact]
        assert [score for _, score in approximate] == pytest.approx([score for _, score in exact], abs=1e-3)


async def test_before_there_are_vectors_words_still_answer(newsroom: Newsroom) -> None:
    from index.operations import vectors_held  # noqa: PLC0415 - keeps the vectors from being made

    newsroom.write_records(*NEWS)
    with vectors_held(newsroom.service.settings, "the bot"):
        await newsroom.index()
        coverage = newsroom.service.coverage
        assert await coverage.embed_question("x") is None
        assert await coverage.nearest(np.zeros(384, np.float32), newsroom.scope(), 3) == []
        answer = await newsroom.ask("What did Dario Fenn say?")
        assert {source for source, *_ in shown(answer)} == {"cup"}


async def test_another_process_that_switches_is_followed(indexed_news: Path, tmp_path: Path, clock: Clock) -> None:
    shutil.copytree(indexed_news / "data", tmp_path / "data")
    async with (
        Service(settings_in(tmp_path, exact_below=0), "the bot", clock) as bot,
        Service(settings_in(tmp_path), "onrecord reindex", clock) as other,
    ):
        scope = Scope(now=clock())
        before = await bot.ask("What did Dario Fenn say?", scope)
        (tmp_path / "articles").mkdir()
        (tmp_path / "articles" / "late.txt").write_text(CUP["text"].replace("Fenn", "Zoller"), encoding="utf-8")
        await other.index([tmp_path / "articles"], None, silent)
        await other.reindex(silent)
        await other.reindex(silent)
        after = await bot.ask("What did Dario Zoller say?", scope)
        assert before.answered
        assert after.answered
        assert after.excerpts[0].speaker == "Dario Zoller"


async def test_the_status_counts_what_may_be_seen(news: Newsroom) -> None:
    status = await news.service.status(news.scope())
    assert (status.articles, status.retracted, status.undated, status.pending) == (len(NEWS), 0, 1, 0)
    assert (status.first, status.last) == ("2030", "2031-04")
    assert status.generation == 1
    assert status.embedder
    assert status.size_bytes > 0
