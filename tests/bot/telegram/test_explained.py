"""What the bot says of itself: why it was silent, how it is set up in a group; and what it remembers of chats."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram_server import BOT_NAME, Chats, RecordingServer
from telegram_server import People as Accounts
from telegram_support import ADMIN, CHIEF, GROUP, INES, OTHER_GROUP, READER, STRANGER, Desk, SmallNewsroom, running

from bot.telegram.people import Moves, People
from bot.telegram.state import open_state
from bot.telegram.tables import answers, chats, drops
from bot.telegram.tables.answers import Answered
from bot.telegram.tables.drops import Drop
from config.settings import TelegramSettings

HOLD = "Will the breakwater hold?"


async def test_an_admin_learns_why_the_bot_was_silent() -> None:
    async with running(privacy=False) as desk:
        server = desk.server
        await server.post(server.make.said(GROUP, INES, "nice weather"))
        await server.post(server.make.said(GROUP, INES, f"/ask@other_bot {HOLD}"))
        await server.post(server.make.said(OTHER_GROUP, INES, f"/ask@{BOT_NAME} {HOLD}"))
        await server.post(server.make.said(GROUP, INES, f"/why@{BOT_NAME}"))
        (refused,) = await server.answers(1)
        assert "admins" in refused.text
        await desk.close()
        again = Desk(server, SmallNewsroom(), folder=desk.folder)
        await again.start()
        await server.post(server.make.said(GROUP, CHIEF, f"/why@{BOT_NAME}"))
        here = (await server.answers(2))[1].text
        await server.post(server.make.private(ADMIN, f"/why {OTHER_GROUP['id']}"))
        there = (await server.answers(3))[2].text
        await again.close()
    assert "not addressed" in here.partition("In all chats")[0]
    assert "command of another bot" in here.partition("In all chats")[0]
    assert "not let in" not in here.partition("In all chats")[0]
    assert "1 × chat not let in" in here
    assert "chat not let in" in there.partition("In all chats")[0]
    assert "weather" not in here + there
    assert HOLD not in here + there


@pytest.mark.parametrize("privacy", [True, False])
async def test_start_in_a_group_explains_what_the_bot_is_given_there(*, privacy: bool) -> None:
    async with running(privacy=privacy) as desk:
        server = desk.server
        await server.post(server.make.said(GROUP, INES, f"/start@{BOT_NAME}"))
        (sent,) = await server.answers(1)
        assert f"/ask@{BOT_NAME}" in sent.text
        assert ("Privacy mode is on" in sent.text) == privacy
        assert ("/setprivacy" in sent.text) == (not privacy)


async def test_a_privacy_mode_that_was_changed_since_is_seen() -> None:
    async with running(privacy=True) as desk:
        desk.server.privacy.on = False
        await desk.server.post(desk.server.make.said(GROUP, INES, f"/start@{BOT_NAME}"))
        (sent,) = await desk.server.answers(1)
        assert "Privacy mode is off" in sent.text


async def test_a_group_that_moved_takes_everything_along_in_one_transaction(tmp_path: Path) -> None:
    people = People(TelegramSettings(allowed_chats=(-55,)))
    async with await open_state(tmp_path) as state:
        await state.write(answers.keep, -55, 10, Answered(11, "hash"), 1.0)
        await state.write(drops.keep, [Drop(-55, 1.0, "no text"), Drop(-66, 1.0, "no text")])
        moves = Moves(people, state, lambda: datetime(2025, 5, 4, tzinfo=UTC))
        await moves.follow(-55, -1055)
        await moves.follow(-55, -1055)
        assert await state.read(answers.find, -1055, 10) == Answered(11, "hash")
        assert await state.read(answers.find, -55, 10) is None
        assert [drop.chat_id for drop in await state.read(drops.latest, -1055)] == [-1055]
        assert len(await state.read(drops.latest, -66)) == 1
        assert not await state.write(chats.move, -55, -1055, 2.0)
    async with await open_state(tmp_path) as state:
        later = People(TelegramSettings(allowed_chats=(-55,)))
        await Moves(later, state, lambda: datetime(2025, 5, 5, tzinfo=UTC)).load()
        assert later.may_ask(-1055)
        assert later.home(-55) == -1055


async def test_a_strangers_inline_query_gets_no_false_nothing_found() -> None:
    async with RecordingServer() as server:
        server.telegram.inline = True
        desk = Desk(server, SmallNewsroom())
        await desk.start()
        await server.post(server.make.inline(Accounts.person(STRANGER), "breakwater"))
        await server.until(lambda: bool(server.calls("answerInlineQuery")))
        (call,) = server.calls("answerInlineQuery")
        await desk.close()
        assert call.fields["results"] == []
        assert "let in" in call.fields["button"]["text"]
        assert server.violations == []


async def test_a_bug_in_the_bot_is_told_as_a_failure_and_the_next_question_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running() as desk:
        server = desk.server
        with monkeypatch.context() as patch:
            patch.setattr("bot.telegram.handlers.late_line", lambda *_: 1 / 0)
            await server.post(server.make.private(READER, HOLD))
            (failed,) = await server.answers(1)
        await server.post(server.make.private(READER, HOLD))
        answered = (await server.answers(2))[1]
        assert "could not search" in failed.text
        assert "division" not in failed.text
        assert "breakwater will hold" in answered.text
        assert Chats.private(READER)["id"] == failed.chat_id
