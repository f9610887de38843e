"""What only a webhook knows: the secret, bodies that are no updates, the order, and updates that come again."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from scenario_support import HELD, HOLD, OPENED, SCHOOLS, SECRET, on_stage, quotes
from telegram_server import free_port
from telegram_support import ADMIN, READER, Desk

from config.errors import ConfigError

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PORT = free_port()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A bot that is reached by webhook at a known port."""
    async with on_stage("webhook", webhook_port=PORT) as ready:
        ready.server.leads("https://desk.example", PORT)
        yield ready


async def knock(body: bytes, secret: str | None = SECRET, *, verb: str = "POST", path: str = "/updates") -> int:
    """Somebody calls the webhook; the status, 0 where the connection was simply closed."""
    headers = {} if secret is None else {HEADER: secret}
    async with aiohttp.ClientSession() as session:
        try:
            async with session.request(
                verb, f"http://127.0.0.1:{PORT}{path}", data=io.BytesIO(body), headers=headers
            ) as answer:
                await answer.read()
                return answer.status
        except aiohttp.ClientError:
            return 0


def update(desk: Desk, text: str = HOLD) -> bytes:
    """A question that we post ourselves."""
    made = desk.server.make.private(READER, text)
    desk.server.telegram.learn(made)
    return json.dumps(made).encode()


@pytest.mark.parametrize("secret", [None, "", "x", SECRET[:-1], SECRET + "x", SECRET.upper(), "é"])
async def test_whoever_does_not_know_the_secret_is_not_heard(desk: Desk, secret: str | None) -> None:
    assert await knock(update(desk), secret) in {401, 403}
    await desk.server.post(desk.server.make.private(ADMIN, SCHOOLS))
    await desk.server.answers(1)
    assert desk.newsroom.questions == [SCHOOLS]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"update_id": "x"}', b'{"update_id": 9, "message": 7}', b"\xff\xfe", b"[" * 5000],
)
async def test_what_is_no_update_is_refused_or_ignored_and_the_bot_goes_on(desk: Desk, body: bytes) -> None:
    assert await knock(body) in {200, 400, 413}
    await desk.server.post(desk.server.make.private(READER, SCHOOLS))
    assert [quotes(sent) for sent in await desk.server.answers(1)] == [[OPENED]]


async def test_a_body_without_end_is_refused(desk: Desk) -> None:
    assert await knock(b'{"update_id": 9, "x": "' + b"x" * (8 * 1024 * 1024) + b'"}') in {413, 0}
    await desk.server.post(desk.server.make.private(READER, SCHOOLS))
    await desk.server.answers(1)


async def test_only_the_one_address_answers(desk: Desk) -> None:
    assert await knock(update(desk), path="/") == 404
    assert await knock(b"", verb="GET") in {404, 405}
    assert desk.newsroom.questions == []


async def test_what_telegram_sends_again_is_taken_again_and_answered_once(desk: Desk) -> None:
    body = update(desk)
    assert [await knock(body) for _ in range(3)] == [200, 200, 200]
    await desk.server.post(desk.server.make.private(READER, SCHOOLS))
    await desk.server.answers(2)
    assert [quotes(sent) for sent in desk.server.sent()] == [[HELD], [OPENED]]


async def test_telegram_is_told_the_secret_and_what_to_send(desk: Desk) -> None:
    (call,) = desk.server.calls("setWebhook")
    assert call.fields["secret_token"] == SECRET
    assert set(call.fields["allowed_updates"]) >= {"message", "edited_message", "callback_query"}
    assert {attempt.status for attempt in desk.server.attempts} <= {200}


async def test_the_webhook_stays_when_the_bot_ends_and_what_came_meanwhile_is_answered(desk: Desk) -> None:
    server = desk.server
    await desk.close()
    assert server.webhook
    await server.post(server.make.private(READER, HOLD))
    await server.until(lambda: any(attempt.status == 0 for attempt in server.attempts))
    async with on_stage("webhook", server=server, folder=desk.folder):
        assert [quotes(sent) for sent in await server.answers(1)] == [[HELD]]


async def test_a_port_that_is_taken_ends_the_bot_with_one_line(desk: Desk) -> None:
    second = Desk(desk.server, desk.newsroom)
    task = await second.begin(webhook_url="https://desk.example/updates", webhook_port=PORT, webhook_secret=SECRET)
    with pytest.raises(ConfigError, match="cannot listen") as caught:
        await task
    assert "\n" not in str(caught.value)
