"""What people answer to the bot: follow-ups, names for reports, words to verify; also over a restart and in topics."""

from __future__ import annotations

from newsroom_support import Newsroom
from scenario_support import Play, ours
from telegram_server import BOT_NAME, Chats
from telegram_server.updates import Json
from telegram_support import ADMIN, CHIEF, GROUP, INES, READER, Desk

QUESTION = "How many cracks were counted in the spillway?"
SAID = "What did Marta Kessling say about the spillway?"
FOLLOW_UP = "and Benno Achtel?"


def answers_to(message: Json) -> Json:
    return {"reply_to_message": {key: value for key, value in message.items() if key != "reply_to_message"}}


async def asked(desk: Desk, text: str, **more: Json) -> Json:
    before = len(desk.server.sent(READER))
    await desk.server.post(desk.server.make.private(READER, text, **more))
    await desk.server.answers(before + 1, READER)
    return ours(desk.server, READER)[-1]


async def test_a_follow_up_after_a_restart_is_read_from_the_answer(play: Play, news: Newsroom) -> None:
    async with play(newsroom=news.service) as desk:
        answered = await asked(desk, SAID)
        await desk.close()
        async with play(server=desk.server, folder=desk.folder, newsroom=news.service) as again:
            told = await asked(again, FOLLOW_UP, **answers_to(answered))
            assert told["text"].splitlines()[0] == "Read as: What did Benno Achtel say about the spillway?"


async def test_in_a_group_anybody_may_follow_up_and_an_edit_changes_the_answer(play: Play, news: Newsroom) -> None:
    async with play(newsroom=news.service) as desk:
        server, chat = desk.server, GROUP["id"]
        await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {SAID}"))
        await server.answers(1, chat)
        update = server.make.said(GROUP, CHIEF, FOLLOW_UP, **answers_to(ours(server, chat)[-1]))
        await server.post(update)
        await server.answers(2, chat)
        assert ours(server, chat)[-1]["text"].startswith("Read as: ")
        await server.post(server.make.edited(update, QUESTION))
        await server.until(lambda: not ours(server, chat)[-1]["text"].startswith("Read as: "))
        assert "38 cracks" in ours(server, chat)[-1]["text"]
    assert len(server.sent(chat)) == 2


async def test_a_message_of_a_forum_topic_is_no_reply(play: Play, news: Newsroom) -> None:
    forum = Chats.supergroup(GROUP["id"], forum=True)
    async with play(newsroom=news.service) as desk:
        server = desk.server
        more = {"opened_by": INES}
        await server.post(server.make.topic(forum, INES, f"/verify@{BOT_NAME}", 7, **more))
        await server.answers(1, GROUP["id"])
        assert ours(server, GROUP["id"])[-1]["text"].startswith("Write the words after /verify")


async def test_a_report_is_settled_after_a_restart_and_told_once(play: Play, news: Newsroom) -> None:
    async with play(newsroom=news.service) as desk:
        server = desk.server
        await server.post(server.make.private(ADMIN, "/help"))
        await server.answers(1, ADMIN)
        message = await asked(desk, "What did Benno Achtel say about coughing?")
        await server.press(INES, message, "Report")
        await server.until(lambda: bool(server.calls("editMessageReplyMarkup")))
        await server.press(INES, ours(server, READER)[-1], "Wrong speaker")
        await server.answers(2, ADMIN)
        told = ours(server, ADMIN)[-1]
        await desk.close()
        async with play(server=server, folder=desk.folder, newsroom=news.service):
            named = server.make.private(ADMIN, "Lina Ferrow", **answers_to(told))
            await server.post(named)
            await server.answers(2, READER)
            await server.press(CHIEF, told, "Not a quotation")
            await server.until(lambda: server.pending == 0)
    lines = await news.service.quotes(news.scope(), source="choir")
    assert "Lina Ferrow" in {line["speaker"] for line in lines}
    assert len([call for call in server.sent(READER) if call.text.startswith("Your report")]) == 1
