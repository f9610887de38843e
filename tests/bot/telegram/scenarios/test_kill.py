"""`kill -9` in a burst: nothing is lost and nothing is said twice. `benchmarks/telegram_kill.py` does it at length."""

from __future__ import annotations

import random
import time
from pathlib import Path

from scenario_support import HOLD, Way, small_bot, small_paths
from telegram_server import RecordingServer

from benchmarks.botprocess import BotProcess, environment, webhook
from benchmarks.telegram_kill import chat_ids, one_round, questions


async def test_a_kill_in_a_burst_loses_nothing_and_doubles_nothing(way: Way, tmp_path: Path) -> None:
    chance, chats = random.Random(4), chat_ids(20, 2)
    async with RecordingServer() as server:
        server.patience = 120.0
        settings = environment(server, chats, webhook(server) if way == "webhook" else {})
        bot = BotProcess(small_bot(tmp_path / "data"), settings | small_paths(), tmp_path / "log")
        await bot.start(server)
        server.make.date = int(time.time())
        try:
            done = await one_round(server, bot, questions(server, chats, 40, HOLD, chance), chance)
        finally:
            await bot.kill()
        assert (done.lost, done.doubled) == (0, 0)
        assert server.violations == []
