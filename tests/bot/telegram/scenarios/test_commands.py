"""Commands and questions of people who may not: on no path do they get in, however they are dressed up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from scenario_support import HELD, HOLD, SCHOOLS, Play, everything_said, quotes
from telegram_server import BOT_NAME, Chats, People
from telegram_server.updates import Json, UpdateMaker
from telegram_support import ADMIN, CHIEF, GROUP, INES, READER, STRANGER, SmallNewsroom

IMPOSTOR = People.person(READER, "Chief") | {"username": "chief", "last_name": str(ADMIN)}
FROM_CHIEF = {"type": "user", "date": 1_700_000_000, "sender_user": CHIEF}

SPOOFED: dict[str, Callable[[UpdateMaker], Json]] = {
    "a reader in private": lambda make: make.private(READER, "/reindex"),
    "a reader in a group": lambda make: make.said(GROUP, INES, f"/reindex@{BOT_NAME}"),
    "somebody who calls himself like an admin": lambda make: make.said(GROUP, IMPOSTOR, f"/reindex@{BOT_NAME}"),
    "an anonymous group admin": lambda make: make.said(
        GROUP, People.ANONYMOUS_ADMIN, f"/reindex@{BOT_NAME}", sender_chat=GROUP
    ),
    "somebody who writes as a channel": lambda make: make.said(
        GROUP, People.AS_CHANNEL, f"/reindex@{BOT_NAME}", sender_chat=Chats.channel(-1005)
    ),
    "an admin's words, passed on": lambda make: make.said(
        GROUP, INES, f"/reindex@{BOT_NAME}", forward_origin=FROM_CHIEF
    ),
    "a reply to an admin": lambda make: make.said(
        GROUP, INES, f"/reindex@{BOT_NAME}", reply_to_message=make.message(GROUP, CHIEF, "/reindex")
    ),
    "a reader's edit": lambda make: make.edited(make.private(READER, "/help"), "/reindex"),
}


@pytest.mark.parametrize("who", SPOOFED)
async def test_nobody_but_an_admin_starts_a_reindex(play: Play, who: str) -> None:
    async with play() as desk:
        server = desk.server
        await server.post(SPOOFED[who](server.make))
        await server.post(server.make.private(READER, HOLD))
        await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {HOLD}"))
        await server.until(lambda: len([call for call in server.sent() if quotes(call) == [HELD]]) == 2)
        assert desk.newsroom.reindexes == 0


@pytest.mark.parametrize("text", ["/why", f"/why {GROUP['id']}"])
async def test_why_the_bot_kept_silent_is_told_to_admins_only(play: Play, text: str) -> None:
    async with play(privacy=False) as desk:
        server = desk.server
        await server.post(server.make.said(GROUP, INES, "talk"))
        for reader in (READER, ADMIN):
            await server.post(server.make.private(reader, text))
            await server.answers(1, reader)
        (refused,) = server.sent(READER)
        (told,) = server.sent(ADMIN)
        assert "not addressed" not in refused.text
        assert "not addressed" in told.text


def asks(make: UpdateMaker) -> list[Json]:
    """A stranger, on every path that there is."""
    person = People.person(STRANGER, "Stranger")
    question = make.private(STRANGER, HOLD)
    return [
        question,
        make.private(STRANGER, f"/ask {HOLD}"),
        make.private(STRANGER, "/status"),
        make.private(STRANGER, "/reindex"),
        make.private(STRANGER, "/why"),
        make.edited(question, SCHOOLS),
        make.inline(person, HOLD),
        make.pressed(person, make.message(Chats.private(STRANGER), People.person(STRANGER), "x"), "AAAAAAAA:c:0:1"),
        make.membership(Chats.private(STRANGER), person, "kicked", "member"),
        make.file(STRANGER, "article.txt", 1000),
    ]


async def test_a_stranger_gets_no_word_of_the_coverage_on_any_path(play: Play) -> None:
    async with play() as desk:
        server = desk.server
        server.telegram.inline = True
        for update in asks(server.make):
            await server.post(update)
        await server.until(lambda: server.pending == 0)
        await server.post(server.make.private(READER, SCHOOLS))
        await server.answers(1, READER)
    assert desk.newsroom.questions == [SCHOOLS]
    assert len(desk.newsroom.scopes) == 1
    assert desk.newsroom.reindexes == 0
    told = [call for call in server.requests if call.fields.get("chat_id") not in (READER, str(READER))]
    assert not any(HELD in str(call.fields) or "1,204" in str(call.fields) for call in told)


async def test_a_stranger_hears_how_to_be_let_in_and_is_not_told_again_and_again(play: Play) -> None:
    async with play() as desk:
        server = desk.server
        for _ in range(5):
            await server.post(server.make.private(STRANGER, HOLD))
        await server.post(server.make.private(READER, SCHOOLS))
        await server.answers(1, READER)
    told = server.sent(STRANGER)
    assert told
    assert all(str(STRANGER) in call.text for call in told)
    assert len(told) < 5


async def test_a_coverage_that_lies_in_a_failure_is_told_by_no_exceptions_text(play: Play) -> None:
    inside = "/srv/newsroom/coverage.db: disk I/O error in line 42"
    newsroom = SmallNewsroom()
    newsroom.error = RuntimeError(inside)
    async with play(newsroom=newsroom) as desk:
        server = desk.server
        server.telegram.inline = True
        question = await server.post(server.make.private(READER, HOLD))
        await server.answers(1)
        await server.post(server.make.edited(question, SCHOOLS))
        await server.post(server.make.inline(INES, HOLD))
        for text in ("/status", "/start", "/help", HOLD):
            await server.post(server.make.private(READER, text))
        await server.answers(5, READER)
        newsroom.steps.put_nowait(RuntimeError(inside))
        await server.post(server.make.private(ADMIN, "/reindex"))
        await server.until(lambda: any("failed" in call.fields.get("text", "") for call in server.requests))
    said = everything_said(server)
    for part in (inside, "srv", "Error", "Traceback", "line 42"):
        assert part not in said
