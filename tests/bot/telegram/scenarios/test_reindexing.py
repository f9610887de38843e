"""Re-indexing: one at a time, and questions go on meanwhile."""

from __future__ import annotations

import asyncio

from newsroom_support import Newsroom
from scenario_support import HELD, HOLD, OPENED, SCHOOLS, Play, quotes
from telegram_server import BOT_NAME
from telegram_support import ADMIN, GROUP, INES, READER, SECOND_ADMIN, SmallNewsroom

from index.status import Progress


async def test_questions_are_answered_from_the_present_index_while_a_new_one_is_built(play: Play) -> None:
    newsroom = SmallNewsroom()
    async with play(newsroom=newsroom) as desk:
        server = desk.server
        await server.post(server.make.private(ADMIN, "/reindex"))
        await server.answers(1, ADMIN)
        for number in range(3):
            newsroom.steps.put_nowait(Progress("embedding", number, 9, 1.0))
            await server.post(server.make.private(READER, HOLD))
            await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {SCHOOLS}"))
            await server.answers(number + 1, READER)
            await server.answers(number + 1, GROUP["id"])
        newsroom.steps.put_nowait(None)
        await server.until(lambda: any("Re-indexed" in call.text for call in server.calls("editMessageText")))
    assert [quotes(sent) for sent in server.sent(READER)] == [[HELD]] * 3
    assert [quotes(sent) for sent in server.sent(GROUP["id"])] == [[OPENED]] * 3


async def test_two_admins_at_once_begin_it_once_and_both_are_told(play: Play) -> None:
    async with play() as desk:
        server = desk.server
        await asyncio.gather(
            *(server.post(server.make.private(admin, "/reindex")) for admin in (ADMIN, SECOND_ADMIN) * 3)
        )
        told = sorted(call.text for call in await server.answers(6))
        assert told[:5] == ["A re-index is under way already."] * 5
        desk.newsroom.steps.put_nowait(None)
        await server.until(lambda: any("Re-indexed" in call.text for call in server.calls("editMessageText")))
        assert desk.newsroom.reindexes == 1


async def test_the_real_coverage_is_never_away_while_it_is_indexed_anew(play: Play, news: Newsroom) -> None:
    question = "How many cracks were counted in the spillway?"
    async with play(newsroom=news.service) as desk:
        server = desk.server
        await server.post(server.make.private(READER, question))
        (usual,) = await server.answers(1)
        await server.post(server.make.private(ADMIN, "/reindex"))
        asked = 1
        while not any("Re-indexed" in call.fields.get("text", "") for call in server.requests):
            asked += 1
            await server.post(server.make.private(READER, question))
            await server.answers(asked, READER)
        assert "38 cracks" in quotes(usual)[0]
        assert {call.text for call in server.sent(READER)} == {usual.text}
