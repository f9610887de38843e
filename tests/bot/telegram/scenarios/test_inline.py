"""Inline queries, should somebody switch inline mode on: no bounds broken, nothing shared, nothing for strangers."""

from __future__ import annotations

import pytest
from scenario_support import HELD, HOLD, OPENED, SCHOOLS, Play, quotes
from telegram_server import People
from telegram_support import INES, READER, STRANGER, SmallNewsroom, Story

QUERIES = {
    "empty": "",
    "a question": HOLD,
    "at the limit": "breakwater " + "x" * 245,
    "of emoji": "🌊" * 128,
    "many results": "breakwater",
}
MANY = tuple(Story(f"/desk/{n}.txt", f"The breakwater holds for the {n}. time. ") for n in range(60))


@pytest.mark.parametrize("query", QUERIES)
async def test_an_inline_query_keeps_telegrams_bounds_and_disturbs_nothing(play: Play, query: str) -> None:
    async with play(newsroom=SmallNewsroom((*MANY, Story("/desk/school.txt", OPENED)))) as desk:
        server = desk.server
        server.telegram.inline = True
        for offset in ("", "50"):
            await server.post(server.make.inline(INES, QUERIES[query], offset))
        await server.post(server.make.private(READER, SCHOOLS))
        assert [quotes(sent) for sent in await server.answers(1)] == [[OPENED]]
    answers = server.calls("answerInlineQuery")
    assert {call.status for call in answers} <= {200}
    assert all(str(call.fields.get("is_personal")).lower() == "true" for call in answers), "else shared between users"


async def test_a_stranger_finds_nothing_inline(play: Play) -> None:
    async with play() as desk:
        server = desk.server
        server.telegram.inline = True
        await server.post(server.make.inline(People.person(STRANGER), HOLD))
        await server.post(server.make.private(READER, SCHOOLS))
        await server.answers(1)
    assert desk.newsroom.questions == [SCHOOLS]
    assert HELD not in str([call.fields for call in server.calls("answerInlineQuery")])
