"""Silent unless addressed: with privacy mode and without, in groups, supergroups, topics and the general topic."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from scenario_support import HELD, HOLD, OPENED, SCHOOLS, Play, ours, quotes
from telegram_server import BOT_ID, BOT_NAME, Chats, People
from telegram_server.updates import Json, UpdateMaker
from telegram_support import ADMIN, CHIEF, INES, READER

CHAT = -1007777777777
PLAIN = Chats.group(CHAT)
SUPER = Chats.supergroup(CHAT)
FORUM = Chats.supergroup(CHAT, forum=True)
ME = People.bot(BOT_ID, BOT_NAME)
PLACES: dict[str, tuple[Json, int | None]] = {
    "group": (PLAIN, None),
    "supergroup": (SUPER, None),
    "topic": (FORUM, 77),
    "general topic": (FORUM, None),
}

Say = Callable[[UpdateMaker, Json, int | None], Json]


def said(make: UpdateMaker, chat: Json, thread: int | None, text: str, *, author: Json = INES, **more: object) -> Json:
    """Somebody speaks at that place; a topic's messages seem to answer the one that opened it, here the bot's own."""
    if thread is not None:
        return make.topic(chat, author, text, thread, opened_by=ME, **more)
    return make.said(chat, author, text, **more)


SILENT: dict[str, Say] = {
    "talk": lambda make, chat, at: said(make, chat, at, HOLD),
    "a longer name": lambda make, chat, at: said(make, chat, at, f"@{BOT_NAME}2 {HOLD}"),
    "a shorter name": lambda make, chat, at: said(make, chat, at, f"@{BOT_NAME[:-1]} {HOLD}"),
    "the name inside an address": lambda make, chat, at: said(make, chat, at, f"mail x@{BOT_NAME} about it"),
    "the name without its sign": lambda make, chat, at: said(make, chat, at, f"{BOT_NAME} {HOLD}"),
    "another bot's command": lambda make, chat, at: said(make, chat, at, f"/ask@other_bot {HOLD}"),
    "a longer bot's command": lambda make, chat, at: said(make, chat, at, f"/ask@{BOT_NAME}2 {HOLD}"),
    "another bot": lambda make, chat, at: said(
        make, chat, at, f"/ask@{BOT_NAME} {HOLD}", author=People.bot(99, "other_bot")
    ),
    "an inline result": lambda make, chat, at: said(make, chat, at, f"/ask {HOLD}", via_bot=ME),
    "the linked channel": lambda make, chat, _: make.auto_forward(chat, Chats.channel(-1005), f"/ask@{BOT_NAME} x"),
    "a reply to somebody else": lambda make, chat, at: said(
        make, chat, at, HOLD, reply_to_message=make.message(chat, CHIEF, "Hm")
    ),
    "an admin's talk": lambda make, chat, at: said(make, chat, at, "/reindex please", author=CHIEF),
}


@pytest.mark.parametrize("privacy", [True, False], ids=["privacy on", "privacy off"])
@pytest.mark.parametrize("place", PLACES)
async def test_whoever_does_not_address_the_bot_hears_nothing(play: Play, place: str, *, privacy: bool) -> None:
    chat, thread = PLACES[place]
    async with play(privacy=privacy, allowed_chats=(CHAT,)) as desk:
        server = desk.server
        for make in SILENT.values():
            await server.post(make(server.make, chat, thread))
        asked = await server.post(said(server.make, chat, thread, f"/ask@{BOT_NAME} {SCHOOLS}"))
        # A chat is served in order: when the last question is answered, all before it has been dealt with.
        (sent,) = await server.answers(1)
        assert sent.fields["reply_parameters"]["message_id"] == asked["message"]["message_id"]
        assert desk.newsroom.questions == [SCHOOLS]
    assert len(server.sent()) == 1
    assert not {call.method for call in server.requests if "chat_id" in call.fields} - {"sendMessage", "setMyCommands"}


@pytest.mark.parametrize("privacy", [True, False], ids=["privacy on", "privacy off"])
@pytest.mark.parametrize("place", PLACES)
async def test_a_command_and_a_reply_are_answered_where_they_were_said(
    play: Play, place: str, *, privacy: bool
) -> None:
    chat, thread = PLACES[place]
    async with play(privacy=privacy, allowed_chats=(CHAT,)) as desk:
        server = desk.server
        await server.post(said(server.make, chat, thread, f"/ask@{BOT_NAME} {HOLD}"))
        await server.answers(1)
        (earlier,) = ours(server, CHAT)
        asked = await server.post(said(server.make, chat, thread, SCHOOLS, reply_to_message=earlier))
        first, second = await server.answers(2)
        assert (quotes(first), quotes(second)) == ([HELD], [OPENED])
        assert second.fields["reply_parameters"]["message_id"] == asked["message"]["message_id"]
        threads = [call.fields.get("message_thread_id") for call in (first, second)]
        assert [None if each is None else int(each) for each in threads] == [thread, thread]


async def test_an_exact_mention_is_answered_where_telegram_lets_it_through(play: Play) -> None:
    async with play(privacy=False) as desk:
        server = desk.server
        group = Chats.supergroup(-1001234567890)
        for text in (f"@{BOT_NAME} {HOLD}", f"@{BOT_NAME.upper()} {SCHOOLS}"):
            await server.post(server.make.said(group, INES, text))
        assert [quotes(sent) for sent in await server.answers(2)] == [[HELD], [OPENED]]
        assert desk.newsroom.questions == [HOLD, SCHOOLS], "the bot's name is no part of the question"


async def test_an_anonymous_admin_may_ask_but_commands_only_from_an_own_account(play: Play) -> None:
    async with play(allowed_chats=(CHAT,)) as desk:
        server = desk.server
        for text in (f"/ask@{BOT_NAME} {HOLD}", f"/reindex@{BOT_NAME}"):
            await server.post(server.make.said(SUPER, People.ANONYMOUS_ADMIN, text, sender_chat=SUPER))
        asked, commanded = await server.answers(2)
        assert quotes(asked) == [HELD]
        assert quotes(commanded) == []
        assert desk.newsroom.reindexes == 0


async def test_a_channel_is_never_answered_even_if_it_was_let_in_by_mistake(play: Play) -> None:
    channel = Chats.channel(-1005)
    async with play(allowed_chats=(READER, channel["id"])) as desk:
        server = desk.server
        for text in (f"/ask@{BOT_NAME} {HOLD}", f"@{BOT_NAME} {HOLD}"):
            await server.post(server.make.channel_post(channel, text))
        await server.post(server.make.private(READER, SCHOOLS))
        await server.answers(1)
    assert [sent.chat_id for sent in server.sent()] == [READER]
    assert desk.newsroom.questions == [SCHOOLS]


async def test_a_group_that_was_not_let_in_hears_nothing_at_all(play: Play) -> None:
    async with play(privacy=False, allowed_chats=(READER,)) as desk:
        server = desk.server
        for author in (INES, CHIEF, People.ANONYMOUS_ADMIN):
            for text in (f"/ask@{BOT_NAME} {HOLD}", f"@{BOT_NAME} {HOLD}", f"/status@{BOT_NAME}", f"/help@{BOT_NAME}"):
                more = {"sender_chat": SUPER} if author is People.ANONYMOUS_ADMIN else {}
                await server.post(server.make.said(SUPER, author, text, **more))
        await server.post(server.make.private(ADMIN, SCHOOLS))
        await server.until(lambda: any(quotes(sent) for sent in server.sent(ADMIN)))
    assert {sent.chat_id for sent in server.sent()} == {ADMIN}
    assert [call for call in server.requests if call.fields.get("chat_id") in (SUPER["id"], str(SUPER["id"]))] == []
    assert desk.newsroom.questions == [SCHOOLS]
