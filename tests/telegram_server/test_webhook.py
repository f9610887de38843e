"""Updates posted to a webhook: with the secret, in each chat's order, again until they are taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable

import pytest
from aiogram import Bot as AiogramBot
from aiogram import Dispatcher
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from telegram_server import RecordingServer

SECRET = "a-secret_1"  # noqa: S105 - opens nothing
PUBLIC = "https://desk.example/hook"


class Receiver:
    """Somebody's webhook on loopback; `says` decides the status of each update's answer."""

    def __init__(self) -> None:
        self.url = ""
        self.got: list[tuple[int, int, str | None]] = []
        self.says: Callable[[int], int] = lambda _: 200

    async def serve(self, request: web.Request) -> web.Response:
        update = await request.json()
        number = update["update_id"]
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.got.append((update["message"]["chat"]["id"], number, secret))
        return web.Response(status=self.says(number))


@pytest.fixture
async def receiver(server: RecordingServer) -> AsyncIterator[Receiver]:
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    server.delivery.route = lambda url: url.replace("https://desk.example", f"http://{host}:{port}")
    yield made
    await runner.cleanup()


async def test_each_chat_is_served_in_order_with_the_secret(
    server: RecordingServer, aiogram: AiogramBot, receiver: Receiver
) -> None:
    await aiogram.set_webhook(PUBLIC, secret_token=SECRET, max_connections=3)
    posted = defaultdict(list)
    for number in range(40):
        update = await server.post(server.make.private(5000 + number % 4, "x"))
        posted[5000 + number % 4].append(update["update_id"])
    await server.until(lambda: server.pending == 0)
    got = defaultdict(list)
    for chat, number, secret in receiver.got:
        got[chat].append(number)
        assert secret == SECRET
    assert got == posted


async def test_an_update_that_is_not_taken_comes_again_and_holds_up_its_chat_only(
    server: RecordingServer, aiogram: AiogramBot, receiver: Receiver
) -> None:
    await aiogram.set_webhook(PUBLIC)
    first, second = (server.make.private(5001, "x") for _ in range(2))
    other = server.make.private(5002, "x")
    bad = {first["update_id"]}
    receiver.says = lambda number: 500 if number in bad else 204
    for update in (first, second, other):
        await server.post(update)
    await server.until(lambda: len([one for one in server.attempts if one.status == 500]) > 2)
    assert {number for _, number, _ in receiver.got} == {first["update_id"], other["update_id"]}
    info = await aiogram.get_webhook_info()
    assert (info.pending_update_count, "500" in (info.last_error_message or "")) == (2, True)
    bad.clear()
    await server.until(lambda: server.pending == 0)
    assert receiver.got[-1][1] == second["update_id"]


async def test_a_webhook_and_polling_exclude_each_other(
    server: RecordingServer, aiogram: AiogramBot, receiver: Receiver
) -> None:
    await server.post(server.make.private(5001, "x"))
    await aiogram.set_webhook(PUBLIC)
    await server.until(lambda: len(receiver.got) == 1)
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await aiogram.get_updates()
    await aiogram.delete_webhook()
    await server.post(server.make.private(5001, "y"))
    assert len(await aiogram.get_updates(timeout=1)) == 1


@pytest.mark.parametrize(
    ("url", "secret"), [("http://desk.example/hook", None), (PUBLIC, "not allowed"), (PUBLIC, "x" * 257)]
)
async def test_a_webhook_that_telegram_refuses_is_refused(aiogram: AiogramBot, url: str, secret: str | None) -> None:
    with pytest.raises(TelegramBadRequest):
        await aiogram.set_webhook(url, secret_token=secret)
    assert (await aiogram.get_webhook_info()).url == ""


async def test_aiograms_own_webhook_takes_what_the_server_posts(server: RecordingServer, aiogram: AiogramBot) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(message.text or "")

    app = web.Application()
    SimpleRequestHandler(dispatcher, aiogram, handle_in_background=False, secret_token=SECRET).register(app, "/hook")
    setup_application(app, dispatcher, bot=aiogram)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    server.delivery.route = lambda _: f"http://{host}:{port}/hook"
    await aiogram.set_webhook(PUBLIC, secret_token=SECRET)
    await server.post(server.make.private(5001, "Good morning"))
    (sent,) = await server.answers(1)
    assert sent.text == "Good morning"
    await server.until(lambda: server.pending == 0)
    await runner.cleanup()
    assert server.violations == []
