from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from newsroom_support import CHOIR, CUP, DAM, DAM_WIRE, NEWS, VACCINE, Clock, Newsroom, silent, write_records

from config.errors import InputError
from index.analysis import Analysis
from index.database import Database
from index.ingest import Ingest, IngestReport, missing_articles
from index.model import ArticleDraft, revision_name
from index.tables import articles, passages, quotations
from index.tables.articles import ArticleRow
from index.workers import Analyser

STORY = "“The lamps will be lit at six,” said Otto Renn, the keeper.\n\nThe pier closes at nine.\n"


class Counted:
    """The real analyser, and how often it was called."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self.sources: list[str] = []

    async def __call__(self, draft: ArticleDraft) -> Analysis:
        self.sources.append(draft.source)
        return await self._analyser(draft)


@pytest.fixture
def counted(analyser: Analyser) -> Counted:
    return Counted(analyser)


@pytest.fixture
def ingest(database: Database, analyser: Analyser, counted: Counted, clock: Clock) -> Ingest:
    return Ingest(database, counted, analyser.name, clock)


async def run(ingest: Ingest, *paths: Path) -> IngestReport:
    return await ingest.run(paths, None, silent)


async def row_of(database: Database, source: str) -> ArticleRow:
    row = await database.read(articles.find_article, source)
    assert row is not None
    return row


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


async def test_an_unchanged_file_is_not_analysed_again(ingest: Ingest, counted: Counted, tmp_path: Path) -> None:
    file = write_records(tmp_path / "a.jsonl", DAM, CHOIR)
    first = await run(ingest, file)
    again = await run(ingest, file)
    assert (first.articles, first.added, first.unchanged) == (2, 2, 0)
    assert (again.articles, again.added, again.updated, again.unchanged) == (2, 0, 0, 2)
    assert first.passages > 0
    assert first.quotations >= 3
    assert (again.passages, again.quotations) == (0, 0)
    assert sorted(counted.sources) == ["choir", "dam-ledger"]


async def test_in_a_changed_file_only_the_changed_record_is_analysed(
    ingest: Ingest, counted: Counted, tmp_path: Path
) -> None:
    await run(ingest, write_records(tmp_path / "a.jsonl", DAM, CHOIR))
    changed = {**CHOIR, "text": CHOIR["text"].replace("2019", "2018")}
    report = await run(ingest, write_records(tmp_path / "a.jsonl", DAM, changed, CUP))
    assert (report.articles, report.added, report.updated, report.unchanged) == (3, 1, 1, 1)
    assert sorted(counted.sources[2:]) == ["choir", "cup"]


async def test_a_correction_adds_a_revision_and_keeps_the_old_one(
    ingest: Ingest, database: Database, clock: Clock, tmp_path: Path
) -> None:
    file = write(tmp_path / "pier.txt", STORY)
    await run(ingest, file)
    old = await row_of(database, str(file))
    before = await database.read(passages.passages_of_article, old.id)
    clock.forward(hours=1)
    corrected = STORY.replace("six", "seven")
    report = await run(ingest, write(file, corrected))
    new = await row_of(database, str(file))
    assert (report.updated, report.added, new.id) == (1, 0, old.id)
    assert await database.read(articles.revision_text, old.revision) == STORY
    assert await database.read(articles.revision_text, new.revision) == corrected
    assert [name for name, _ in await database.read(articles.revisions_of, old.id)] == [old.revision, new.revision]
    after = await database.read(passages.passages_of_article, new.id)
    assert {each.revision for each in after} == {revision_name(corrected)}
    assert not {each.id for each in after} & {each.id for each in before}, "a passage's id is never used again"


async def test_a_correction_that_is_taken_back_makes_the_first_revision_live_again(
    ingest: Ingest, database: Database, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "pier.txt"
    for text in (STORY, STORY.replace("six", "seven"), STORY):
        await run(ingest, write(file, text))
        clock.forward(hours=1)
    row = await row_of(database, str(file))
    assert row.revision == revision_name(STORY)
    names = [name for name, _ in await database.read(articles.revisions_of, row.id)]
    assert names == [names[0], names[1], names[0]]


async def test_corrections_at_the_same_moment_are_all_kept(ingest: Ingest, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "pier.txt"
    for text in (STORY, STORY.replace("six", "seven"), STORY.replace("six", "eight")):
        await run(ingest, write(file, text))
    row = await row_of(database, str(file))
    assert len(await database.read(articles.revisions_of, row.id)) == 3
    assert row.revision == revision_name(STORY.replace("six", "eight"))


async def test_an_id_of_another_file_is_a_failed_item_that_names_that_file(
    ingest: Ingest, database: Database, tmp_path: Path
) -> None:
    first = write_records(tmp_path / "a.jsonl", DAM)
    await run(ingest, first)
    report = await run(ingest, write_records(tmp_path / "b.jsonl", {**CHOIR, "id": "dam-ledger"}, CUP))
    assert [item.source for item in report.failed] == ["dam-ledger"]
    assert str(first) in report.failed[0].error
    assert report.added == 1
    assert (await row_of(database, "dam-ledger")).origin == str(first)


async def test_an_id_that_stands_twice_in_a_file_keeps_its_first_record(
    ingest: Ingest, database: Database, tmp_path: Path
) -> None:
    report = await run(ingest, write_records(tmp_path / "a.jsonl", DAM, {**CHOIR, "id": "dam-ledger"}))
    assert [(item.source, report.added) for item in report.failed] == [("dam-ledger", 1)]
    assert (await row_of(database, "dam-ledger")).title == DAM["title"]


async def test_bad_files_are_listed_and_the_others_are_taken(ingest: Ingest, tmp_path: Path) -> None:
    good, other = write(tmp_path / "a.txt", STORY), write(tmp_path / "z.txt", STORY.replace("Otto", "Olga"))
    empty, odd = write(tmp_path / "b.txt", ""), write(tmp_path / "c.pdf", "%PDF")
    broken = write(tmp_path / "d.jsonl", '{"id": "x"\n{"id": "ok", "text": "Rain fell on Tarn all day long."}\n')
    gone = tmp_path / "gone.txt"
    report = await run(ingest, good, empty, odd, broken, gone, other)
    assert report.added == 3
    assert len(report.failed) == 4
    for path, item in zip((empty, odd, broken, gone), report.failed, strict=True):
        assert item.source.startswith(str(path))
        assert "\n" not in item.error


async def test_a_file_with_a_failure_is_read_again_next_time(ingest: Ingest, tmp_path: Path) -> None:
    file = write(tmp_path / "d.jsonl", '{"id": "x"\n{"id": "ok", "text": "Rain fell on Tarn all day long."}\n')
    assert len((await run(ingest, file)).failed) == 1
    again = await run(ingest, file)
    assert (len(again.failed), again.unchanged) == (1, 1)


async def test_an_article_whose_analysis_fails_is_listed_and_tried_again(
    ingest: Ingest, counted: Counted, tmp_path: Path
) -> None:
    file = write_records(tmp_path / "a.jsonl", DAM, CHOIR, CUP)

    async def failing(draft: ArticleDraft) -> Analysis:
        if draft.source == "choir":
            raise InputError("the process that analyses articles died", where=draft.source)
        return await counted(draft)

    first = await run(replace(ingest, analyse=failing), file)
    assert ([item.source for item in first.failed], first.added) == (["choir"], 2)
    second = await run(ingest, file)
    assert (second.failed, second.added, second.unchanged) == ([], 1, 2)


async def test_a_text_that_has_no_sentence_is_kept_without_passages(
    ingest: Ingest, database: Database, tmp_path: Path
) -> None:
    file = write(tmp_path / "a.txt", "Advertisement\n")
    report = await run(ingest, file)
    assert (report.added + len(report.failed), report.passages) == (1, 0)
    assert await database.read(passages.count_passages) == 0


async def test_an_article_analysed_with_another_model_is_analysed_again(
    ingest: Ingest, counted: Counted, tmp_path: Path, database: Database
) -> None:
    file = write_records(tmp_path / "a.jsonl", DAM)
    await run(ingest, file)
    newer = replace(ingest, analysis="2:another")
    assert await newer.analyse_again(silent) == 1
    assert (await row_of(database, "dam-ledger")).analysis == "2:another"
    assert await newer.analyse_again(silent) == 0
    assert counted.sources == ["dam-ledger"] * 2


async def test_several_at_once_are_stored_in_the_order_of_the_file(
    ingest: Ingest, analyser: Analyser, database: Database, tmp_path: Path
) -> None:
    first_may_end = asyncio.Event()

    async def uneven(draft: ArticleDraft) -> Analysis:
        if draft.source == NEWS[0]["id"]:
            await first_may_end.wait()
        else:
            first_may_end.set()
        return await analyser(draft)

    report = await run(replace(ingest, analyse=uneven, ahead=3), write_records(tmp_path / "a.jsonl", *NEWS))
    assert report.added == len(NEWS)
    rows = [await row_of(database, record["id"]) for record in NEWS]
    assert [row.id for row in rows] == sorted(row.id for row in rows)


async def test_files_that_are_gone_are_counted_and_their_articles_kept(
    ingest: Ingest, database: Database, tmp_path: Path
) -> None:
    inside = write_records(tmp_path / "in" / "a.jsonl", DAM, CHOIR)
    outside = write_records(tmp_path / "out.jsonl", CUP)
    await run(ingest, inside, outside)
    inside.unlink()
    outside.unlink()
    assert await database.read(missing_articles, [tmp_path / "in"]) == 2
    assert await database.read(missing_articles, [inside, tmp_path / "other"]) == 2
    assert await database.read(missing_articles, [tmp_path]) == 3
    assert await database.read(articles.count_articles) == 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
async def test_what_is_no_ordinary_file_does_not_hold_up_the_others(ingest: Ingest, tmp_path: Path) -> None:
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    report = await run(ingest, folder, write(tmp_path / "a.txt", STORY))
    assert (report.added, len(report.failed)) == (1, 1)


class FaultError(RuntimeError):
    """The crash of a test."""


class Crashing:
    """A database that dies right after, or in the middle of, its n-th write."""

    def __init__(self, database: Database, at: int, *, midway: bool) -> None:
        self._database, self._left, self._midway = database, at, midway

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    async def write(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self._left -= 1
        if self._left:
            return await self._database.write(work, *args, **kwargs)
        if not self._midway:
            await self._database.write(work, *args, **kwargs)
            raise FaultError

        def half(connection: sqlite3.Connection) -> None:
            work(connection, *args, **kwargs)
            raise FaultError

        return await self._database.write(half)


def everything(connection: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """What the coverage holds, ids and moments aside."""
    queries = {
        "articles": "SELECT source, revision, title, outlet, published, given FROM article ORDER BY source",
        "revisions": "SELECT name, text FROM revision ORDER BY name",
        "history": "SELECT a.source, r.revision FROM article_revision r JOIN article a ON a.id = r.article"
        " ORDER BY 1, 2",
        "passages": "SELECT a.source, p.start, p.end, p.context, hex(p.embedded) FROM passage p"
        " JOIN article a ON a.id = p.article ORDER BY 1, 2",
        "quotations": "SELECT a.source, q.start, q.end, q.speaker FROM quotation q JOIN article a ON a.id = q.article"
        " ORDER BY 1, 2, 3",
        "files": "SELECT path, state FROM file ORDER BY path",
        "words": "SELECT count(*) FROM passage_words WHERE passage_words MATCH 'cracks OR choir OR cup OR pier'",
    }
    return {name: [tuple(row) for row in connection.execute(sql)] for name, sql in queries.items()}


@pytest.mark.parametrize("midway", [False, True], ids=["after", "within"])
async def test_a_crash_at_any_write_loses_nothing_and_doubles_nothing(
    midway: bool,  # noqa: FBT001 - a parameter of the table
    analyser: Analyser,
    clock: Clock,
    tmp_path: Path,
) -> None:
    files = [write_records(tmp_path / "a.jsonl", DAM, CHOIR, DAM_WIRE), write(tmp_path / "b.txt", STORY)]
    async with await Database.open(tmp_path / "whole.sqlite") as whole:
        await run(Ingest(whole, analyser, analyser.name, clock), *files)
        expected = await whole.read(everything)
    at, crashed = 0, True
    while crashed:
        at += 1
        async with await Database.open(tmp_path / f"{at}.sqlite") as database:
            crashing: Any = Crashing(database, at, midway=midway)
            try:
                await run(Ingest(crashing, analyser, analyser.name, clock), *files)
                crashed = False
            except FaultError:
                accepted = await database.read(articles.count_articles)
                assert accepted >= min(at - 1, 3)
            await run(Ingest(database, analyser, analyser.name, clock), *files)
            assert await database.read(everything) == expected
    assert at > 4


async def test_what_was_indexed_is_whole(newsroom: Newsroom) -> None:
    newsroom.write_records(*NEWS)
    await newsroom.index()
    database = newsroom.service.coverage.database
    for row in await database.read(articles.list_articles):
        text = await database.read(articles.revision_text, row.revision)
        assert text == next(record["text"] for record in NEWS if record["id"] == row.source)
        said = (await database.read(quotations.quotations_of, [row.id]))[row.id]
        assert all(each.revision == row.revision for each in said)
    assert VACCINE["id"] in {row.source for row in await database.read(articles.list_articles)}
