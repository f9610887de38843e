"""A group becomes a supergroup: before, while and after it is answered."""

from __future__ import annotations

import asyncio

from scenario_support import HELD, HOLD, OPENED, SCHOOLS, Play, quotes
from telegram_server import BOT_NAME, Chats
from telegram_support import INES

OLD = Chats.group(-77)
NEW_ID = -10077


async def test_an_answer_follows_the_group_that_moved_while_it_was_looked_for(play: Play) -> None:
    async with play(allowed_chats=(OLD["id"],)) as desk:
        server = desk.server
        gate = desk.newsroom.gates[HOLD] = asyncio.Event()
        await server.post(server.make.said(OLD, INES, f"/ask@{BOT_NAME} {HOLD}"))
        await server.until(lambda: server.pending == 0 or bool(desk.newsroom.questions))
        new = await server.migrate(OLD, NEW_ID)
        gate.set()
        (sent,) = await server.answers(1)
        assert (sent.chat_id, quotes(sent)) == (new["id"], [HELD])
    assert len(server.sent()) == 1


async def test_the_new_group_is_let_in_where_the_old_one_was_and_after_a_restart_too(play: Play) -> None:
    async with play(allowed_chats=(OLD["id"],)) as desk:
        server = desk.server
        new = await server.migrate(OLD, NEW_ID)
        await server.post(server.make.said(new, INES, f"/ask@{BOT_NAME} {HOLD}"))
        assert [quotes(sent) for sent in await server.answers(1, NEW_ID)] == [[HELD]]
        await desk.close()
        async with play(server=server, folder=desk.folder, allowed_chats=(OLD["id"],)):
            await server.post(server.make.said(new, INES, f"/ask@{BOT_NAME} {SCHOOLS}"))
            assert [quotes(sent) for sent in await server.answers(2, NEW_ID)] == [[HELD], [OPENED]]


async def test_a_group_that_was_never_let_in_is_not_let_in_by_moving(play: Play) -> None:
    async with play(allowed_chats=()) as desk:
        server = desk.server
        new = await server.migrate(OLD, NEW_ID)
        await server.post(server.make.said(new, INES, f"/ask@{BOT_NAME} {HOLD}"))
        await server.until(lambda: server.pending == 0)
    assert server.sent() == []
    assert desk.newsroom.questions == []
