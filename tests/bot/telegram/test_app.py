"""The bot from end to end, over real HTTP: who is answered, with what, in how many calls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from telegram_server import BOT_ID, BOT_NAME, TOKEN, Chats, People, Recorded, RecordingServer, Status
from telegram_server.text import words_of
from telegram_server.updates import Json, UpdateMaker
from telegram_support import (
    ADMIN,
    CHIEF,
    GROUP,
    INES,
    OTHER_GROUP,
    READER,
    STRANGER,
    Desk,
    SmallNewsroom,
    running,
)

from bot.telegram.app import run_bot
from config import logs
from config.errors import BusyError, ConfigError, EmptyCoverageError, StoreError
from config.logs import RedactingFormatter

HOLD = "Will the breakwater hold?"
HELD = "The breakwater will hold through the winter."
SCHOOLS = "When do the schools open?"
ME = People.bot(BOT_ID, BOT_NAME)
FORUM = Chats.supergroup(GROUP["id"], forum=True)


def quotes(sent: Recorded) -> list[str]:
    return [words_of(sent.text, mark) for mark in sent.fields["entities"] if "blockquote" in mark["type"]]


async def test_a_private_question_is_answered_with_the_exact_words_in_one_call(desk: Desk) -> None:
    server = desk.server
    question = await server.post(server.make.private(READER, HOLD))
    (sent,) = await server.answers(1)
    assert quotes(sent) == [HELD]
    assert "parse_mode" not in sent.fields
    assert sent.fields["link_preview_options"] == {"is_disabled": True}
    reply = sent.fields["reply_parameters"]
    assert reply == {"message_id": question["message"]["message_id"], "allow_sending_without_reply": True}
    assert [call.method for call in server.requests if call.fields.get("chat_id")] == ["sendMessage"]


async def test_an_unanswerable_question_gets_an_abstention(desk: Desk) -> None:
    await desk.server.post(desk.server.make.private(READER, "Who painted the lighthouse?"))
    (sent,) = await desk.server.answers(1)
    assert sent.text.startswith("The coverage does not say.")


@pytest.mark.parametrize("text", [f"/ask@{BOT_NAME} {HOLD}", f"/ASK@{BOT_NAME.upper()} {HOLD}"])
async def test_a_group_member_who_addresses_the_bot_is_answered_there(desk: Desk, text: str) -> None:
    await desk.server.post(desk.server.make.said(GROUP, INES, text))
    (sent,) = await desk.server.answers(1)
    assert sent.chat_id == GROUP["id"]
    assert quotes(sent) == [HELD]
    assert "message_thread_id" not in sent.fields


async def test_a_reply_to_an_answer_is_a_question_under_privacy_mode_too(desk: Desk) -> None:
    server = desk.server
    await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {HOLD}"))
    await server.answers(1)
    earlier = next(message for message in server.messages.values() if message.get("from", {}).get("id") == BOT_ID)
    # In a plain supergroup a reply carries a thread id that must not be sent back.
    await server.post(server.make.said(GROUP, INES, SCHOOLS, reply_to_message=earlier, message_thread_id=501))
    sent = (await server.answers(2))[1]
    assert quotes(sent) == ["Both schools open again on Monday."]
    assert "message_thread_id" not in sent.fields


async def test_a_bare_ask_reaches_the_bot_that_spoke_last_and_is_answered(desk: Desk) -> None:
    server = desk.server
    await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {HOLD}"))
    await server.answers(1)
    await server.post(server.make.said(GROUP, INES, f"/ask {SCHOOLS}"))
    assert quotes((await server.answers(2))[1]) == ["Both schools open again on Monday."]


async def test_an_answer_stays_in_its_topic(desk: Desk) -> None:
    server = desk.server
    await server.post(server.make.topic(FORUM, INES, f"/ask@{BOT_NAME} {HOLD}", 77, opened_by=INES))
    (sent,) = await server.answers(1)
    assert int(sent.fields["message_thread_id"]) == 77


async def test_an_anonymous_admin_may_ask_but_not_command(desk: Desk) -> None:
    server = desk.server
    for text in (f"/ask@{BOT_NAME} {HOLD}", f"/reindex@{BOT_NAME}"):
        await server.post(server.make.said(GROUP, People.ANONYMOUS_ADMIN, text, sender_chat=GROUP))
    asked, commanded = await server.answers(2)
    assert quotes(asked) == [HELD]
    assert commanded.text == "Only my admins can do that, and not while they post anonymously."
    assert desk.newsroom.reindexes == 0


SILENT: dict[str, Callable[[UpdateMaker], Json]] = {
    "talk": lambda make: make.said(GROUP, INES, HOLD),
    "a longer name": lambda make: make.said(GROUP, INES, f"@{BOT_NAME}2 {HOLD}"),
    "another bot's command": lambda make: make.said(GROUP, INES, f"/ask@other_bot {HOLD}"),
    "a longer bot's command": lambda make: make.said(GROUP, INES, f"/ask@{BOT_NAME}2 {HOLD}"),
    "a general command": lambda make: make.said(GROUP, INES, "/status"),
    "an admin's talk": lambda make: make.said(GROUP, CHIEF, "reindex please"),
    "another bot": lambda make: make.said(GROUP, People.bot(99, "other_bot"), f"/ask@{BOT_NAME} {HOLD}"),
    "the linked channel": lambda make: make.auto_forward(GROUP, Chats.channel(-1005), f"/ask@{BOT_NAME} {HOLD}"),
    "an inline result": lambda make: make.said(GROUP, INES, f"/ask {HOLD}", via_bot=ME),
    "a reply to somebody else": lambda make: make.said(
        GROUP, INES, HOLD, reply_to_message=make.message(GROUP, CHIEF, "Hm")
    ),
    "talk in a topic that the bot opened": lambda make: make.topic(FORUM, INES, HOLD, 77, opened_by=ME),
    "an edited question": lambda make: make.edited(make.said(GROUP, INES, "/ask x"), f"/ask@{BOT_NAME} {HOLD}"),
    "a channel": lambda make: make.channel_post(Chats.channel(GROUP["id"]), f"/ask@{BOT_NAME} {HOLD}"),
    "a photograph": lambda make: make.update("message", make.message(GROUP, INES, None, caption=f"/ask {HOLD}")),
}


@pytest.mark.parametrize("make", SILENT.values(), ids=SILENT.keys())
async def test_nobody_else_is_answered_even_where_the_bot_sees_everything(make: Callable[[UpdateMaker], Json]) -> None:
    async with running(privacy=False) as desk:
        server = desk.server
        await server.post(make(server.make))
        asked = await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {SCHOOLS}"))
        # A chat is served in order: when the later question is answered, the earlier update has been dealt with.
        (sent,) = await server.answers(1)
        assert sent.fields["reply_parameters"]["message_id"] == asked["message"]["message_id"]
        assert desk.newsroom.questions == [SCHOOLS]


async def test_a_group_that_was_not_let_in_hears_nothing_and_the_log_tells_its_number(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    server = desk.server
    for person in (INES, CHIEF, INES):
        await server.post(server.make.said(OTHER_GROUP, person, f"/ask@{BOT_NAME} {HOLD}"))
    await server.post(server.make.said(OTHER_GROUP, CHIEF, f"/status@{BOT_NAME}"))
    await server.until(lambda: server.pending == 0)
    await desk.close()
    assert server.sent() == []
    assert desk.newsroom.questions == []
    told = [record.message for record in caplog.records if str(OTHER_GROUP["id"]) in record.message]
    assert len([line for line in told if "is not let in" in line]) == 1


@pytest.mark.parametrize("text", [HOLD, "/start", "/help", "/status", "/reindex", f"/ask {HOLD}"])
async def test_a_stranger_is_told_only_how_to_be_let_in(desk: Desk, text: str) -> None:
    await desk.server.post(desk.server.make.private(STRANGER, text))
    (sent,) = await desk.server.answers(1)
    assert str(STRANGER) in sent.text
    assert not any(character.isdigit() for character in sent.text.replace(str(STRANGER), ""))
    assert (desk.newsroom.questions, desk.newsroom.scopes, desk.newsroom.reindexes) == ([], [], 0)


async def test_status_help_and_start_say_what_they_should(desk: Desk) -> None:
    server = desk.server
    for text in ("/start", "/help", "/status", "/ask", "/unheard_of"):
        await server.post(server.make.private(READER, text))
    start, helped, status, ask, unknown = [sent.text for sent in await server.answers(5)]
    assert "exact words" in start
    assert f"/ask@{BOT_NAME}" in helped
    assert "/reindex" not in helped
    assert "1,204 articles" in status
    assert "Just write your question" in ask
    assert "/help" in unknown


@pytest.mark.parametrize("command", [HOLD, "/status"])
async def test_a_failure_is_said_as_a_failure_without_its_text(desk: Desk, command: str) -> None:
    desk.newsroom.error = RuntimeError("secret path /srv/coverage.db")
    await desk.server.post(desk.server.make.private(READER, command))
    (sent,) = await desk.server.answers(1)
    assert "could not" in sent.text
    assert "secret" not in sent.text
    assert "does not say" not in sent.text


@pytest.mark.parametrize("error", [EmptyCoverageError("no rows", where="/srv/x"), BusyError("lock", where="/srv/x")])
async def test_a_foreseen_error_is_told_by_its_public_line(desk: Desk, error: BusyError) -> None:
    desk.newsroom.error = error
    await desk.server.post(desk.server.make.private(READER, HOLD))
    (sent,) = await desk.server.answers(1)
    assert sent.text == error.public_message


async def test_after_a_failure_the_next_question_is_answered(desk: Desk) -> None:
    server = desk.server
    desk.newsroom.error = StoreError("disk", where="/srv/x")
    await server.post(server.make.private(READER, HOLD))
    (failed,) = await server.answers(1)
    assert "could not search" in failed.text
    desk.newsroom.error = None
    await server.post(server.make.private(READER, HOLD))
    assert quotes((await server.answers(2))[1]) == [HELD]


async def test_a_chat_is_answered_in_its_order_while_other_chats_go_on(desk: Desk) -> None:
    server = desk.server
    desk.newsroom.gates[HOLD] = asyncio.Event()
    await server.post(server.make.private(READER, HOLD))
    await server.post(server.make.private(READER, SCHOOLS))
    await server.post(server.make.private(ADMIN, SCHOOLS))
    (other,) = await server.answers(1)
    assert other.chat_id == ADMIN
    desk.newsroom.gates[HOLD].set()
    first, second = await server.answers(2, READER)
    assert (quotes(first), quotes(second)) == ([HELD], ["Both schools open again on Monday."])


async def test_questions_that_were_taken_are_answered_before_the_bot_ends(desk: Desk) -> None:
    server = desk.server
    gate = desk.newsroom.gates[HOLD] = asyncio.Event()
    await server.post(server.make.private(READER, HOLD))
    await server.until(lambda: server.polls > 1)
    desk.stop.set()
    gate.set()
    await desk.close()
    assert len(server.sent(READER)) == 1
    await server.until(lambda: server.pending == 0)


async def test_a_group_that_became_a_supergroup_is_still_answered() -> None:
    old, new = Chats.group(-77), Chats.supergroup(-10077)
    async with running(allowed_chats=(old["id"],)) as desk:
        server = desk.server
        moved = server.make.message(old, INES, None, migrate_to_chat_id=new["id"])
        await server.post(server.make.update("message", moved))
        await server.until(lambda: server.pending == 0)
        await server.post(server.make.said(new, INES, f"/ask@{BOT_NAME} {HOLD}"))
        (sent,) = await server.answers(1)
        assert sent.chat_id == new["id"]


async def test_a_server_without_webhooks_and_menus_is_good_enough() -> None:
    async with RecordingServer() as server:
        for method in ("deleteWebhook", "setMyCommands"):
            server.fail(method, Status(404, "Not Found"), times=9)
        desk = Desk(server, SmallNewsroom())
        await desk.start()
        await server.post(server.make.private(READER, HOLD))
        await server.answers(1)
        await desk.close()


async def test_a_bot_that_lets_nobody_in_says_so_to_its_operator(caplog: pytest.LogCaptureFixture) -> None:
    async with running(admins=(), allowed_chats=()):
        pass
    assert [line.message for line in caplog.records if "nobody is let in yet" in line.message]


async def test_each_kind_of_chat_gets_its_menu_and_the_updates_are_asked_for_by_name(desk: Desk) -> None:
    await desk.server.post(desk.server.make.private(READER, HOLD))
    await desk.server.answers(1)
    menus = {
        (call.fields["scope"]["type"], call.fields["scope"].get("chat_id")): [
            entry["command"] for entry in call.fields["commands"]
        ]
        for call in desk.server.calls("setMyCommands")
    }
    everybody = ["help", "verify", "status", "settings", "privacy", "forget"]
    assert menus["all_private_chats", None] == everybody
    assert menus["all_group_chats", None] == ["ask"]
    assert set(menus["chat", ADMIN]) > {*everybody, "why", "reindex", "people", "audit"}
    assert desk.server.calls("getUpdates")[0].fields["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "inline_query",
        "my_chat_member",
    ]


@pytest.mark.parametrize(("privacy", "level"), [(True, logging.INFO), (False, logging.WARNING)])
async def test_the_log_says_how_the_bot_is_set_up_for_groups(
    caplog: pytest.LogCaptureFixture, *, privacy: bool, level: int
) -> None:
    caplog.set_level(logging.INFO)
    async with running(privacy=privacy):
        pass
    (line,) = [record for record in caplog.records if f"@{BOT_NAME}" in record.message]
    assert line.levelno == level
    assert ("/setprivacy" in line.message) == (not privacy)


async def test_a_webhook_of_an_earlier_set_up_is_removed() -> None:
    async with RecordingServer() as server:
        server.webhook = "https://old.example/hook"
        desk = Desk(server, SmallNewsroom())
        await desk.start()
        await server.post(server.make.private(READER, HOLD))
        await server.answers(1)
        await desk.close()


@pytest.mark.parametrize(
    ("token", "what"),
    [
        (TOKEN[:-1] + "x", "does not accept"),
        ("no token", "malformed"),
        (f"{TOKEN} ", "does not accept"),
        ("", "no Telegram token"),
    ],
)
async def test_a_wrong_token_ends_the_bot_with_one_line_that_does_not_hold_it(token: str, what: str) -> None:
    async with RecordingServer() as server:
        server.token = "1:" + "z" * 30
        desk = Desk(server, SmallNewsroom())
        with pytest.raises(ConfigError, match=what) as caught:
            await run_bot(desk.settings(token=token), desk.newsroom)
        assert "AAtest" not in str(caught.value)
        assert "AAtest" not in logging.Formatter().formatException(caught._excinfo)  # type: ignore[arg-type]


async def test_a_refused_token_is_said_to_stand_in_its_file(tmp_path: Path) -> None:
    (tmp_path / "telegram-token").write_text("1:wrong\n", encoding="utf-8")
    async with RecordingServer() as server:
        desk = Desk(server, SmallNewsroom())
        with pytest.raises(ConfigError, match=r"telegram-token: Telegram does not accept the token"):
            await run_bot(desk.settings(token=None, token_file=tmp_path / "telegram-token"), desk.newsroom)


async def test_whoever_starts_the_bot_is_told_once_when_it_answers() -> None:
    told: list[str] = []
    stop = asyncio.Event()
    async with RecordingServer() as server:
        desk = Desk(server, SmallNewsroom())
        running_bot = asyncio.create_task(run_bot(desk.settings(), desk.newsroom, stop=stop, started=told.append))
        await server.until(lambda: bool(server.polls))
        stop.set()
        await running_bot
    assert told == [BOT_NAME]


async def test_the_running_bots_token_is_hidden_in_halves_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_SECRETS", set())
    secret = TOKEN.partition(":")[2]
    assert secret in logs.redact(f"half of it: {secret}")
    async with running():
        assert secret not in logs.redact(f"half of it: {secret}")


async def test_the_token_is_in_no_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    for name in (None, "httpx", "httpcore", "telegram"):
        caplog.set_level(logging.DEBUG, logger=name)
    caplog.handler.setFormatter(RedactingFormatter("%(name)s %(message)s"))
    async with running() as desk:
        await desk.server.post(desk.server.make.private(READER, HOLD))
        await desk.server.answers(1)
    assert "sendMessage" in caplog.text, "the test sees the lines that hold URLs"
    assert TOKEN not in caplog.text
    assert TOKEN.partition(":")[2] not in caplog.text
