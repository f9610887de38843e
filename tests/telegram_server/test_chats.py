"""Chats as Telegram keeps them: topics, migrated groups, closed doors, quotes, buttons, reactions, files."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiogram import Bot as AiogramBot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.types import (
    BotCommand,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    ReactionTypeEmoji,
    ReplyParameters,
)

from telegram_server import BOT_NAME, Chats, People, RecordingServer

READER = 5001
INES = People.person(READER)
GROUP = Chats.supergroup(-1001)
FORUM = Chats.supergroup(-1002, forum=True)


def keyboard(**button: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(**({"text": "More"} | button))]])


def articles(*ids: str) -> list[InlineQueryResultArticle]:
    content = InputTextMessageContent(message_text="x")
    return [InlineQueryResultArticle(id=one, title="x", input_message_content=content) for one in ids]


async def test_a_topic_is_kept_and_an_unknown_one_is_refused(server: RecordingServer, aiogram: AiogramBot) -> None:
    await server.post(server.make.topic(FORUM, INES, f"/ask@{BOT_NAME} x", 77, opened_by=INES))
    assert (await aiogram.send_message(FORUM["id"], "x", message_thread_id=77)).message_thread_id == 77
    assert (await aiogram.send_message(FORUM["id"], "x")).message_thread_id is None
    server.chats[GROUP["id"]] = GROUP
    for chat, thread in ((FORUM, 78), (GROUP, 77)):
        with pytest.raises(TelegramBadRequest, match="thread not found"):
            await aiogram.send_message(chat["id"], "x", message_thread_id=thread)


async def test_a_migrated_group_says_where_it_went(server: RecordingServer, aiogram: AiogramBot) -> None:
    new = await server.migrate(Chats.group(-55), -10055)
    with pytest.raises(TelegramMigrateToChat) as caught:
        await aiogram.send_message(-55, "x")
    assert caught.value.migrate_to_chat_id == new["id"]
    assert (await aiogram.send_message(new["id"], "x")).chat.id == new["id"]
    assert [
        next(iter(set(update["message"]) & {"migrate_to_chat_id", "migrate_from_chat_id"}))
        for update in server.delivery.pending
    ] == ["migrate_to_chat_id", "migrate_from_chat_id"]
    assert server.violations == []


async def test_closed_doors_are_told_in_telegrams_words(server: RecordingServer, aiogram: AiogramBot) -> None:
    server.telegram.chats |= {READER: Chats.private(READER), GROUP["id"]: GROUP}
    server.telegram.shut[READER] = "Forbidden: bot was blocked by the user"
    server.telegram.mute.add(GROUP["id"])
    with pytest.raises(TelegramForbiddenError, match="blocked"):
        await aiogram.send_message(READER, "x")
    with pytest.raises(TelegramBadRequest, match="not enough rights"):
        await aiogram.send_message(GROUP["id"], "x")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await aiogram.send_message(404, "x")


async def test_a_reply_may_be_gone_but_a_quote_must_be_exact(server: RecordingServer, aiogram: AiogramBot) -> None:
    asked = (await server.post(server.make.private(READER, "Who paid for the pier?")))["message"]["message_id"]
    good = ReplyParameters(message_id=asked, quote="paid for")
    assert (await aiogram.send_message(READER, "x", reply_parameters=good)).reply_to_message is not None
    lost = ReplyParameters(message_id=999_999, allow_sending_without_reply=True)
    assert (await aiogram.send_message(READER, "x", reply_parameters=lost)).reply_to_message is None
    for bad in ({"message_id": 999_999}, {"message_id": asked, "quote": "paid  for"}):
        with pytest.raises(TelegramBadRequest):
            await aiogram.send_message(READER, "x", reply_parameters=ReplyParameters(**bad))


@pytest.mark.parametrize(
    "button",
    [
        {"callback_data": ""},
        {"callback_data": "é" * 33},
        {"url": "no address"},
        {"copy_text": CopyTextButton(text="x" * 257)},
        {},
        {"url": "https://a.example", "callback_data": "x"},
    ],
)
async def test_a_bad_button_is_refused(server: RecordingServer, aiogram: AiogramBot, button: dict[str, Any]) -> None:
    server.chats[READER] = Chats.private(READER)
    with pytest.raises(TelegramBadRequest):
        await aiogram.send_message(READER, "x", reply_markup=keyboard(**button))
    assert server.sent() == []


async def test_a_click_is_answered_once_and_never_late(server: RecordingServer, aiogram: AiogramBot) -> None:
    server.chats[READER] = Chats.private(READER)
    await aiogram.send_message(READER, "x", reply_markup=keyboard(callback_data="é" * 32))
    (message,) = server.messages.values()
    await server.press(INES, message, "More")
    (update,) = await aiogram.get_updates(timeout=1)
    assert update.callback_query is not None
    assert update.callback_query.data == "é" * 32
    with pytest.raises(TelegramBadRequest):
        await aiogram.answer_callback_query(update.callback_query.id, text="x" * 201)
    assert await aiogram.answer_callback_query(update.callback_query.id)
    for query in (update.callback_query.id, "1"):
        with pytest.raises(TelegramBadRequest, match="query is too old"):
            await aiogram.answer_callback_query(query)


async def test_an_edit_changes_what_it_names_and_only_our_own(server: RecordingServer, aiogram: AiogramBot) -> None:
    asked = await server.post(server.make.private(READER, "Who paid?"))
    sent = await aiogram.send_message(READER, "x", reply_markup=keyboard(callback_data="1"))
    edited = await aiogram.edit_message_reply_markup(chat_id=READER, message_id=sent.message_id)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup) == ("x", None)
    for message_id, why in (
        (sent.message_id, "not modified"),
        (asked["message"]["message_id"], "can't be edited"),
        (999_999, "not found"),
    ):
        with pytest.raises(TelegramBadRequest, match=why):
            await aiogram.edit_message_text("x", chat_id=READER, message_id=message_id)


@pytest.mark.parametrize(
    ("results", "more"),
    [
        (articles(*map(str, range(51))), {}),
        (articles("x" * 65), {}),
        (articles("a", "a"), {}),
        (articles("a"), {"next_offset": "x" * 65}),
    ],
)
async def test_inline_answers_keep_their_bounds(
    server: RecordingServer, aiogram: AiogramBot, results: list[InlineQueryResultArticle], more: dict[str, Any]
) -> None:
    await server.post(server.make.inline(INES, "pier"))
    (update,) = await aiogram.get_updates(timeout=1)
    assert update.inline_query is not None
    with pytest.raises(TelegramBadRequest):
        await aiogram.answer_inline_query(update.inline_query.id, results, **more)  # type: ignore[arg-type]
    assert await aiogram.answer_inline_query(update.inline_query.id, articles("a", "b"), is_personal=True)  # type: ignore[arg-type]
    assert server.violations == []


@pytest.mark.parametrize(("emoji", "good"), [("👀", True), ("✅", False), ("❌", False)])
async def test_only_telegrams_own_reactions_are_taken(
    server: RecordingServer, aiogram: AiogramBot, emoji: str, *, good: bool
) -> None:
    asked = await server.post(server.make.private(READER, "Who paid?"))
    reaction = aiogram.set_message_reaction(READER, asked["message"]["message_id"], [ReactionTypeEmoji(emoji=emoji)])
    if good:
        assert await reaction
    else:
        with pytest.raises(TelegramBadRequest, match="REACTION_INVALID"):
            await reaction


async def test_a_reaction_of_a_reader_comes_only_where_it_was_asked_for(
    server: RecordingServer, aiogram: AiogramBot
) -> None:
    for allowed in (["message"], ["message", "message_reaction"]):
        await aiogram.get_updates(timeout=0, allowed_updates=allowed)
        await server.post(server.make.reacted(GROUP, INES, 501, "👍"))
    (update,) = await aiogram.get_updates(timeout=1)
    assert update.message_reaction is not None
    assert server.violations == []


async def test_files_are_downloaded_up_to_the_limit(server: RecordingServer, aiogram: AiogramBot) -> None:
    server.telegram.files |= {"small": b"article", "large": bytes(20 * 1024 * 1024 + 1)}
    file = await aiogram.get_file("small")
    read = await aiogram.download_file(file.file_path or "")
    assert read is not None
    assert read.read() == b"article"
    assert server.downloads == ["small"]
    for file_id, why in (("large", "too big"), ("unknown", "wrong file_id")):
        with pytest.raises(TelegramBadRequest, match=why):
            await aiogram.get_file(file_id)


async def test_a_menu_with_capitals_is_refused(aiogram: AiogramBot) -> None:
    assert await aiogram.set_my_commands([BotCommand(command="ask", description="ask")])
    with pytest.raises(TelegramBadRequest):
        await aiogram.set_my_commands([BotCommand(command="Ask", description="ask")])


async def test_privacy_mode_knows_admins_replies_and_inline_messages(server: RecordingServer) -> None:
    asked = server.make.message(GROUP, INES, f"/ask@{BOT_NAME} x")
    for update in (
        server.make.said(GROUP, INES, "and the cost?", reply_to_message=asked),
        server.make.said(GROUP, INES, "x", via_bot=People.bot(4_200_000_001, BOT_NAME)),
        server.make.membership(GROUP, INES, "left", "member"),
        server.make.edited(server.make.said(GROUP, INES, "x"), f"/ask@{BOT_NAME} x"),
    ):
        before = server.pending
        await server.post(update)
        assert server.pending == before + 1
    server.privacy.admin_in.add(GROUP["id"])
    await server.post(server.make.said(GROUP, INES, "talk"))
    assert server.pending == 5
    assert server.violations == []


async def test_long_polls_take_the_offset_the_limit_and_wake_at_once(
    server: RecordingServer, aiogram: AiogramBot
) -> None:
    polling = asyncio.create_task(aiogram.get_updates(timeout=50))
    await server.until(lambda: server.polls == 1)
    ids = [(await server.post(server.make.private(READER, f"{n}")))["update_id"] for n in range(3)]
    assert [update.update_id for update in await polling][:1] == ids[:1]
    assert [update.update_id for update in await aiogram.get_updates(limit=2)] == ids[:2]
    assert [update.update_id for update in await aiogram.get_updates(offset=-1)] == ids[2:]
    assert [update.update_id for update in await aiogram.get_updates()] == ids[2:], "the earlier ones are forgotten"
