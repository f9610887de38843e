"""What one call to the Bot API costs on httpx and on aiohttp, under python-telegram-bot's own bot.

    python benchmarks/telegram_http.py [--calls 2000] [--rounds 3]

Both send the same `sendMessage` calls (an answer with marks and buttons) to one small server in another process on
loopback, at several degrees of concurrency, alternating within the run. Told is the processor time of this process per
call (user and system), and the ratio of the two: that does not depend on the machine nor on what else it does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import resource
import statistics
import sys
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity, ReplyParameters
from telegram.request import BaseRequest, HTTPXRequest

from bot.telegram.http import AiohttpRequest

TOKEN = "42:AAtestTokenThatOpensNothing_0123456789"  # noqa: S105 - opens nothing
TEXT = "“The dam will hold through the winter,” the engineer said. " * 12
MARKS = [MessageEntity("blockquote", 0, 300), MessageEntity("text_link", 310, 40, "https://gazette.example/dam")]
BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton(f"Button {n}", callback_data=f"key:{n}")] for n in range(3)])
ANSWER = json.dumps(
    {"ok": True, "result": {"message_id": 5, "date": 1_780_000_000, "chat": {"id": 7, "type": "private"}, "text": TEXT}}
)


def serve(pipe: Pipe) -> None:
    """The server's process: takes everything, answers at once."""

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(text=ANSWER, content_type="application/json")

    async def run() -> None:
        app = web.Application()
        app.router.add_post("/{rest:.*}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        pipe.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


def cpu() -> float:
    """Seconds of processor time of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def spent(request: BaseRequest, port: int, calls: int, at_once: int) -> float:
    """Milliseconds of processor time per call."""
    bot = Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot", request=request)
    slots = asyncio.Semaphore(at_once)

    async def one() -> None:
        async with slots:
            await bot.send_message(
                7,
                TEXT,
                entities=MARKS,
                reply_markup=BUTTONS,
                reply_parameters=ReplyParameters(9, allow_sending_without_reply=True),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )

    async with request:
        await asyncio.gather(*(one() for _ in range(at_once)))  # the connections are open before it counts
        before = cpu()
        await asyncio.gather(*(one() for _ in range(calls)))
        return 1000 * (cpu() - before) / calls


async def measure(port: int, calls: int, rounds: int) -> None:
    """A line for each degree of concurrency."""
    print("at once | httpx ms/call | aiohttp ms/call | ratio")
    for at_once in (1, 16, 64):
        httpx, aiohttp = [], []
        for _ in range(rounds):
            request = HTTPXRequest(connection_pool_size=at_once, pool_timeout=None, httpx_kwargs={"trust_env": False})
            httpx.append(await spent(request, port, calls, at_once))
            aiohttp.append(await spent(AiohttpRequest(connections=at_once), port, calls, at_once))
        slow, fast = statistics.median(httpx), statistics.median(aiohttp)
        print(f"{at_once:7} | {slow:13.2f} | {fast:15.2f} | {slow / fast:.1f}")


def main() -> None:
    """Start the server, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    try:
        asyncio.run(measure(here.recv(), arguments.calls, arguments.rounds))
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
