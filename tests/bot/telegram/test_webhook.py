"""The webhook's own server, below the bot."""

from __future__ import annotations

import io
import json
import sqlite3

import pytest
from aiohttp import ClientSession

from bot.telegram.connection import Json
from bot.telegram.webhook import Webhook
from config.errors import ConfigError
from config.settings import TelegramSettings

SECRET = "right-secret_1"  # noqa: S105 - opens nothing
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Kept:
    """Takes updates; the disk may be full."""

    def __init__(self) -> None:
        self.taken: list[Json] = []
        self.full = False

    async def take(self, updates: list[Json]) -> None:
        if self.full:
            raise sqlite3.OperationalError("database or disk is full")
        self.taken += updates


async def knock(port: int, body: bytes, secret: str | None = SECRET, *, path: str = "/hook/x") -> int:
    headers = {} if secret is None else {HEADER: secret}
    url = f"http://127.0.0.1:{port}{path}"
    async with ClientSession() as session, session.post(url, data=io.BytesIO(body), headers=headers) as response:
        return response.status


async def test_an_update_is_confirmed_only_when_it_was_written_down() -> None:
    kept, body = Kept(), json.dumps({"update_id": 5}).encode()
    async with Webhook("https://desk.example/hook/x", SECRET, kept.take).listening("127.0.0.1", 0) as port:
        kept.full = True
        assert await knock(port, body) == 503
        kept.full = False
        assert await knock(port, body) == 200
        assert kept.taken == [{"update_id": 5}]


@pytest.mark.parametrize("secret", [None, "", "right-secret_", "right-secret_12", "RIGHT-SECRET_1", "é"])
async def test_without_the_secret_nothing_is_taken(secret: str | None) -> None:
    kept = Kept()
    async with Webhook("https://desk.example/hook/x", SECRET, kept.take).listening("127.0.0.1", 0) as port:
        assert await knock(port, b'{"update_id": 5}', secret) == 403
    assert kept.taken == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        b"[]",
        b"null",
        b"{}",
        b'"update_id"',
        b'{"update_id": "5"}',
        b'{"update_id": true}',
        b'{"update_id": -1}',
        b'{"update_id": 99999999999999999999}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
async def test_what_is_no_update_is_refused(body: bytes) -> None:
    kept = Kept()
    async with Webhook("https://desk.example/hook/x", SECRET, kept.take).listening("127.0.0.1", 0) as port:
        assert await knock(port, body) == 400
    assert kept.taken == []


async def test_a_body_without_end_and_another_address_are_refused() -> None:
    kept = Kept()
    async with Webhook("https://desk.example/hook/x", SECRET, kept.take).listening("127.0.0.1", 0) as port:
        assert await knock(port, b'{"update_id": 5, "x": "' + b"x" * (1 << 20) + b'"}') == 413
        assert await knock(port, b'{"update_id": 5}', path="/") == 404
    assert kept.taken == []


@pytest.mark.parametrize("secret", ["", "two words", "x" * 257, "né"])
def test_a_secret_that_telegram_would_not_take_is_one_clear_line(secret: str) -> None:
    with pytest.raises(ConfigError, match="letters, digits"):
        TelegramSettings(webhook_secret=secret).read_webhook_secret()  # type: ignore[arg-type]
