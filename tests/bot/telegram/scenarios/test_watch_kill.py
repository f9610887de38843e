"""`kill -9` while chats are told what they watch for: nothing is missed and nothing is told twice."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from pathlib import Path

from scenario_support import quotes, small_paths
from telegram_server import RecordingServer
from watch_support import CHAT, OTHER_CHAT, arrive, says

from benchmarks.botprocess import BotProcess, environment
from bot.service import Service
from config.settings import Settings

CHATS = (CHAT, OTHER_CHAT)
BOT = Path(__file__).with_name("watch_bot.py")


def told(server: RecordingServer, chat_id: int) -> list[str]:
    return [words for sent in server.sent(chat_id) for words in quotes(sent)]


async def test_a_kill_while_news_goes_out_misses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    chance, data = random.Random(7), tmp_path / "data"
    wanted = [f"point {number:02d} of the plan holds for {number * 3 + 2} weeks on the pier" for number in range(36)]
    pieces = [says(f"{n}-{copy}", words, outlet=f"Outlet {copy}") for n, words in enumerate(wanted) for copy in "ab"]
    chance.shuffle(pieces)
    async with RecordingServer() as server, Service(Settings(data=data), "a test") as service:
        server.patience = 120.0
        bot = BotProcess(
            (sys.executable, str(BOT), str(data)), environment(server, CHATS, {}) | small_paths(), tmp_path / "log"
        )
        await bot.start(server)
        server.make.date = int(time.time())
        for chat in CHATS:
            await server.post(server.make.private(chat, "/watch Mara Venn"))
        await server.answers(2)
        try:
            for part in (pieces[:30], pieces[30:50], pieces[50:]):
                before = len(server.calls("sendMessage"))
                await arrive(service, *part)
                await server.until(lambda before=before: len(server.calls("sendMessage")) > before)  # type: ignore[misc]
                await asyncio.sleep(chance.random() / 50)
                await bot.kill()
                await bot.start(server)
            await server.until(lambda: all(len(told(server, chat)) >= len(wanted) for chat in CHATS))
            await bot.stop()
        finally:
            await bot.kill()
        for chat in CHATS:
            assert sorted(words for words in wanted for excerpt in told(server, chat) if words in excerpt) == wanted
            assert len(told(server, chat)) == len(wanted)
        assert server.violations == []
