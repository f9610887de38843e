from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from newsroom_support import CHOIR, CUP, DAM, DAM_WIRE, NEWS, Newsroom, shown, silent

from config.errors import BusyError, UsageError
from config.settings import EmbedderSettings
from index.build import Encode, generation_folder
from index.embedder import Embedder
from index.lock import coverage_lock, vectors_lock
from index.operations import Operations, encoder, vectors_held
from index.tables import articles, embeddings

SPILLWAY = "What did Marta Kessling say about the spillway?"


async def sources(newsroom: Newsroom, question: str) -> set[str]:
    return {source for source, *_ in shown(await newsroom.ask(question))}


async def test_a_retracted_article_is_never_shown_again_even_after_it_is_read_again(news: Newsroom) -> None:
    assert await sources(news, SPILLWAY) == {"dam-ledger", "dam-wire"}
    await news.service.retract("dam-ledger")
    assert await sources(news, SPILLWAY) == {"dam-wire"}
    corrected = {**DAM, "text": DAM["text"] + "\nThe lake is half empty.\n"}
    news.write_records(corrected, DAM_WIRE, name="records.jsonl")
    await news.index()
    await news.service.reindex(silent)
    assert await sources(news, SPILLWAY) == {"dam-wire"}
    assert (await news.service.status(news.scope())).retracted == 1


async def test_retracting_acts_on_the_source_and_not_on_its_text(newsroom: Newsroom) -> None:
    newsroom.write_records(DAM, {**DAM, "id": "same-text", "outlet": "Tern Wire"}, CUP)
    await newsroom.index()
    await newsroom.service.retract("dam-ledger")
    assert await sources(newsroom, SPILLWAY) == {"same-text"}


async def test_retracting_does_not_wait_for_a_writer(news: Newsroom) -> None:
    with coverage_lock(news.service.settings.data, "onrecord index").held(0.0):
        await news.service.retract("dam-ledger")
    assert "dam-ledger" not in await sources(news, SPILLWAY)


async def test_retracting_twice_keeps_the_first_moment(news: Newsroom) -> None:
    await news.service.retract("choir")
    first = (await news.service.show("choir")).row.retracted_at
    news.clock.forward(days=1)
    await news.service.retract("choir")
    assert (await news.service.show("choir")).row.retracted_at == first is not None


@pytest.mark.parametrize("source", ["", "DAM-LEDGER", "nobody's", "dam-ledger "])
async def test_an_unknown_source_is_a_wrong_call(news: Newsroom, source: str) -> None:
    with pytest.raises(UsageError, match="onrecord articles"):
        await news.service.retract(source)
    with pytest.raises(UsageError):
        await news.service.set_facts(source, {"outlet": "X"}, silent)
    with pytest.raises(UsageError):
        await news.service.show(source)


async def test_what_an_editor_set_survives_reading_the_file_again(newsroom: Newsroom) -> None:
    newsroom.write_records(DAM)
    await newsroom.index()
    facts = {"outlet": "Orvane Gazette", "published": "2031-03-01", "title": "Dam cracks", "url": None}
    await newsroom.service.set_facts("dam-ledger", facts, silent)
    newsroom.write_records(
        {**DAM, "title": "Another title", "url": "https://example.org/dam", "text": DAM["text"] + "\nRain fell.\n"}
    )
    assert (await newsroom.index()).updated == 1
    await newsroom.service.reindex(silent)
    row = (await newsroom.service.show("dam-ledger")).row
    assert (row.outlet, row.published, row.title, row.url) == ("Orvane Gazette", "2031-03-01", "Dam cracks", None)
    assert (await newsroom.ask(SPILLWAY, outlet="orvane gazette")).answered
    assert not await sources(newsroom, f"{SPILLWAY[:-1]} in the Orvane Ledger?") - {"dam-ledger"}


async def test_a_fact_that_an_editor_set_moves_the_passages_with_it(news: Newsroom) -> None:
    await news.service.set_facts("cup", {"title": "Zanzibar triumph"}, silent)
    found = await news.service.search("zanzibar triumph", news.scope(), k=3)
    assert found[0].source == "cup"
    await news.service.set_facts("cup", {"title": "Cup"}, silent)
    database = news.service.coverage.database
    hits = await database.read(
        lambda connection: connection.execute(
            "SELECT count(*) FROM passage_words WHERE passage_words MATCH 'zanzibar'"
        ).fetchone()[0]
    )
    assert hits == 0


@pytest.mark.parametrize(
    ("facts", "line"),
    [({"colour": "red"}, "colour: no such field"), ({"published": "soon"}, "published: “soon” is no date")],
)
async def test_a_wrong_fact_is_refused_and_nothing_is_set(
    news: Newsroom, facts: dict[str, str | None], line: str
) -> None:
    with pytest.raises(UsageError, match=line):
        await news.service.set_facts("dam-ledger", {"outlet": "X", **facts}, silent)
    assert (await news.service.show("dam-ledger")).row.outlet == DAM["outlet"]


async def test_a_second_writer_is_told_who_is_at_work_and_readers_go_on(news: Newsroom) -> None:
    with coverage_lock(news.service.settings.data, "onrecord index").held(0.0):
        for work in (news.service.reindex(silent), news.index(news.folder), news.service.set_facts("cup", {}, silent)):
            with pytest.raises(BusyError, match="onrecord index"):
                await work
        assert (await news.ask(SPILLWAY)).answered


async def test_while_a_bot_embeds_an_index_call_leaves_the_vectors_to_it(news: Newsroom) -> None:
    data = news.service.settings.data
    news.write_records({**CUP, "id": "late", "text": CUP["text"].replace("Fenn", "Zoller")}, name="late.jsonl")
    with vectors_held(news.service.settings, "the bot") as held:
        assert held
        await news.index()
        assert (await news.service.status(news.scope())).pending > 0
        assert "late" in await sources(news, "what did Dario Zoller say?"), "found by words before it has vectors"
    assert vectors_lock(data, "a test").try_acquire()


async def test_a_bot_catches_up_with_the_embedder_of_the_live_generation(news: Newsroom, embedder: Embedder) -> None:
    used: list[EmbedderSettings] = []
    operations = news.service._operations
    live = await news.service.coverage.live()
    assert live is not None

    def encode_by(settings: EmbedderSettings) -> Encode:
        used.append(settings)
        return index_encoder

    index_encoder = encoder(embedder)
    assert await operations.keep_up(silent, encode_by=encode_by) == 0
    assert used == [], "nothing to do loads nothing"
    with vectors_held(news.service.settings, "the bot"):
        news.write_records({**CUP, "id": "late"}, name="late.jsonl")
        await news.index()
        changed = news.service.settings.model_copy(update={"embedder": EmbedderSettings(query_prompt="q: ", batch=3)})
        later = Operations(changed, news.service.coverage.database, news.clock, "the bot")
        assert await later.keep_up(silent, encode_by=encode_by) > 0
    assert used == [EmbedderSettings.model_validate_json(live.settings)]
    assert (await news.service.status(news.scope())).pending == 0


async def test_questions_are_embedded_as_the_live_generation_was_even_if_the_settings_changed(
    news: Newsroom,
) -> None:
    from bot.service import Service  # noqa: PLC0415 - a second service over the same folder

    before = await news.service.coverage.embed_question("drains")
    other = news.service.settings.model_copy(update={"embedder": EmbedderSettings(query_prompt="something else: ")})
    async with Service(other, "a test", news.clock) as changed:
        after = await changed.coverage.embed_question("drains")
        assert before is not None
        assert after is not None
        assert (before == after).all()
        await changed.reindex(silent)
        anew = await changed.coverage.embed_question("drains")
        assert anew is not None
        assert (anew != before).any()


async def test_a_re_index_during_which_questions_are_asked_switches_and_clears_up(news: Newsroom) -> None:
    coverage, data = news.service.coverage, news.service.settings.data
    first = await coverage.live()
    assert first is not None
    await coverage.store(first)
    answers = [await news.ask(SPILLWAY)]
    reindexing = asyncio.create_task(news.service.reindex(silent))
    while not reindexing.done():
        answers.append(await news.ask(SPILLWAY))
    done = await reindexing
    answers.append(await news.ask(SPILLWAY))
    assert done.generation > first.id
    assert len({tuple(shown(answer)) for answer in answers}) == 1
    await news.service.reindex(silent)
    assert not generation_folder(data, first.id).exists()
    assert (await news.ask(SPILLWAY)).answered


async def test_a_bad_path_is_a_wrong_call_before_anything_is_read(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.write_records(*NEWS)
    with pytest.raises(UsageError):
        await newsroom.index(newsroom.folder / "articles", tmp_path / "gone.txt")
    assert await newsroom.service.count_articles() == 0


async def test_progress_says_what_is_done_and_how_far_it_is(newsroom: Newsroom) -> None:
    newsroom.write_records(DAM, CHOIR)
    await newsroom.index()
    stages = list(dict.fromkeys(each.stage for each in newsroom.progress))
    assert stages == ["reading", "embedding"]
    for stage in stages:
        last = [each for each in newsroom.progress if each.stage == stage][-1]
        assert last.done == last.total


async def test_stale_vectors_are_cleared_from_the_books_too(news: Newsroom) -> None:
    live = await news.service.coverage.live()
    assert live is not None
    news.write_records(
        {**CUP, "text": "Nothing was played in Lisvar because the pitch lay under water."}, name="records.jsonl"
    )
    await news.service.index([news.folder / "articles"], None, silent)
    database = news.service.coverage.database
    assert await database.read(embeddings.stale_vectors, live.id, 10) == []
    assert not await database.read(embeddings.out_of_date, live.id)
    assert await database.read(articles.count_articles) == len(NEWS)
