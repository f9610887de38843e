"""/reindex: one at a time, one message, and questions go on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram_server import RecordingServer, Status
from telegram_support import ADMIN, READER, SECOND_ADMIN, Desk, HandClock, SmallNewsroom, running, settle

from config.errors import BusyError
from index.status import Progress

HOLD = "Will the breakwater hold?"


@pytest.fixture
async def begun() -> AsyncIterator[Desk]:
    """A bot whose re-index has just begun, at second 1000 of a clock that the test moves."""
    async with running(clock=HandClock()) as desk:
        await desk.server.post(desk.server.make.private(ADMIN, "/reindex"))
        await until(lambda: desk.newsroom.reindexes == 1)
        yield desk


async def until(holds: object) -> None:
    """Wait for something that no request to the server shows."""
    assert callable(holds)
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - what is waited for is the bot's inner state, which rings no bell
            await asyncio.sleep(0.001)
    await settle()


async def pass_time(desk: Desk, seconds: float) -> None:
    assert isinstance(desk.clock, HandClock)
    await desk.clock.advance(seconds)


async def report(desk: Desk, *done: int) -> None:
    for number in done:
        desk.newsroom.steps.put_nowait(Progress("embedding", number, 1000, number / 10))
    await until(desk.newsroom.steps.empty)


def edits(server: RecordingServer) -> list[str]:
    return [call.text for call in server.calls("editMessageText")]


async def ask(desk: Desk) -> None:
    """A reader asks and is answered: everything the bot had to do before has had its turn."""
    before = len(desk.server.sent(READER))
    await desk.server.post(desk.server.make.private(READER, HOLD))
    await desk.server.answers(before + 1, READER)


async def test_progress_is_one_message_edited_at_most_every_three_seconds_while_questions_are_answered(
    begun: Desk,
) -> None:
    server = begun.server
    await report(begun, *range(1, 200))
    await pass_time(begun, 2.9)
    await ask(begun)
    assert edits(server) == []
    await pass_time(begun, 0.1)
    await server.until(lambda: len(edits(server)) == 1)
    await report(begun, *range(200, 500))
    await pass_time(begun, 2.9)
    await ask(begun)
    assert len(edits(server)) == 1
    await pass_time(begun, 0.1)
    await server.until(lambda: len(edits(server)) == 2)
    assert edits(server) == [
        "Re-indexing: embedding, 199 of 1,000 (19 %), about 1 min left",
        "Re-indexing: embedding, 499 of 1,000 (49 %), about 1 min left",
    ]
    begun.newsroom.steps.put_nowait(None)
    await until(begun.newsroom.steps.empty)
    await pass_time(begun, 3)
    await server.until(lambda: len(edits(server)) == 3)
    assert edits(server)[-1] == "Re-indexed: 9,800 passages in 3 min 20 s. The new index is in use."
    assert len(server.sent(ADMIN)) == 1
    ids = {int(call.fields["message_id"]) for call in server.calls("editMessageText")}
    assert ids == {max(message for chat, message in server.messages if chat == ADMIN)}


async def test_a_second_admin_is_told_that_it_runs_already_and_nothing_is_begun_twice(begun: Desk) -> None:
    server = begun.server
    await report(begun, 250)
    await server.post(server.make.private(SECOND_ADMIN, "/reindex"))
    (told,) = await server.answers(1, SECOND_ADMIN)
    assert told.text == "A re-index is under way already: embedding, 250 of 1,000 (25 %), about 1 min left"
    assert begun.newsroom.reindexes == 1


async def test_two_admins_at_the_very_same_moment_begin_it_once() -> None:
    async with running() as desk:
        server = desk.server
        await asyncio.gather(
            server.post(server.make.private(ADMIN, "/reindex")),
            server.post(server.make.private(SECOND_ADMIN, "/reindex")),
        )
        texts = sorted(sent.text for sent in await server.answers(2))
        assert texts[0] == "A re-index is under way already."
        await until(lambda: desk.newsroom.reindexes == 1)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (BusyError("locked", where="/srv/secret.db"), BusyError.public_message),
        (RuntimeError("/srv/secret.db"), "Re-indexing failed; the editors' log says why."),
    ],
)
async def test_a_failed_reindex_is_told_without_its_text_and_another_may_begin(
    begun: Desk, error: Exception, line: str
) -> None:
    server = begun.server
    begun.newsroom.steps.put_nowait(error)
    await until(begun.newsroom.steps.empty)
    await pass_time(begun, 3)
    await server.until(lambda: len(edits(server)) == 1)
    assert edits(server)[0].startswith(line)
    assert "secret" not in edits(server)[0]
    await until(lambda: not [task for task in asyncio.all_tasks() if task.get_name() == "onrecord: re-index"])
    await server.post(server.make.private(ADMIN, "/reindex"))
    await until(lambda: begun.newsroom.reindexes == 2)


async def test_the_end_is_told_even_if_the_progress_message_was_deleted(begun: Desk) -> None:
    server = begun.server
    server.fail("editMessageText", Status(400, "Bad Request: message to edit not found"))
    begun.newsroom.steps.put_nowait(None)
    await until(begun.newsroom.steps.empty)
    await pass_time(begun, 3)
    assert (await server.answers(2, ADMIN))[1].text.startswith("Re-indexed: 9,800 passages")


async def test_closing_the_bot_stops_the_reindex_and_says_so(begun: Desk) -> None:
    await begun.close()
    assert begun.newsroom.cancelled
    assert edits(begun.server) == [
        "Re-indexing was stopped because the bot is closing. The present index stays as it was."
    ]


async def test_a_reindex_is_an_admins_own_matter() -> None:
    newsroom = SmallNewsroom()
    async with running(newsroom=newsroom) as desk:
        await desk.server.post(desk.server.make.private(READER, "/reindex"))
        (told,) = await desk.server.answers(1)
        assert "admins" in told.text
        assert newsroom.reindexes == 0
