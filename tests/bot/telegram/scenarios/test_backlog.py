"""Back after an outage: everything of the last 24 hours is answered once, in order, and says that it comes late."""

from __future__ import annotations

import itertools

from scenario_support import HELD, HOLD, OPENED, SCHOOLS, Play, moving, quotes
from telegram_server import BOT_NAME, RecordingServer
from telegram_support import ADMIN, GROUP, INES, READER, HandClock, SmallNewsroom

HOUR = 3600
DAY = 24 * HOUR


async def test_a_backlog_of_a_day_is_answered_in_order_and_says_so(play: Play) -> None:
    clock, now = HandClock(), int(SmallNewsroom().now().timestamp())
    async with RecordingServer() as server:
        for minutes in range(130):  # more than Telegram hands out at once
            server.make.date = now - 26 * HOUR + minutes * 11 * 60
            await server.post(server.make.private((READER, ADMIN)[minutes % 2], (HOLD, SCHOOLS)[minutes % 3 == 0]))
        server.delivery.drop(lambda update: update["message"]["date"] < now - DAY)  # as Telegram does
        waiting = [update["message"] for update in server.delivery.pending]
        async with moving(clock), play(server=server, clock=clock):
            await server.answers(len(waiting))
            server.make.date = now
            await server.post(server.make.private(READER, HOLD))
            await server.answers(len(waiting) + 1)
        *late, prompt = server.sent()
        for reader in (READER, ADMIN):
            replied = [call.fields["reply_parameters"]["message_id"] for call in late if call.chat_id == reader]
            assert replied == [message["message_id"] for message in waiting if message["chat"]["id"] == reader]
        assert {tuple(quotes(call)) for call in late} == {(HELD,), (OPENED,)}
        held = {call.text for call in late[:20] if quotes(call) == [HELD]}
        assert prompt.text not in held, "a late answer says that it is late"
        assert all(prompt.text in text for text in held), "and is the same otherwise"


async def test_a_late_answer_in_a_group_says_so_too(play: Play) -> None:
    now = int(SmallNewsroom().now().timestamp())
    async with play() as desk:
        server = desk.server
        for ago in (0, 5 * HOUR):
            server.make.date = now - ago
            await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {HOLD}"))
        prompt, late = await server.answers(2)
        assert quotes(prompt) == quotes(late) == [HELD]
        assert prompt.text in late.text
        assert prompt.text != late.text


async def test_a_restart_answers_no_question_again(play: Play) -> None:
    async with play() as desk:
        server = desk.server
        asked = [await server.post(server.make.private(READER, text)) for text in (HOLD, SCHOOLS)]
        await server.answers(2)
        await desk.close()
        async with play(server=server, folder=desk.folder):
            for update in itertools.chain(asked, asked):
                await server.post(update, again=True)
            await server.post(server.make.private(ADMIN, HOLD))
            await server.answers(3)
            await server.until(lambda: server.pending == 0)
    assert [quotes(call) for call in server.sent()] == [[HELD], [OPENED], [HELD]]
