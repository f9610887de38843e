"""What a full run of the real bot writes at DEBUG: neither the token, nor the webhook's secret, nor anybody's words."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from newsroom_support import NEWS
from scenario_support import Way, ours
from telegram_server import BOT_NAME, TOKEN, Dropped, Flood, Garbage, Html, People, RecordingServer, Status
from telegram_support import ADMIN, GROUP, INES, READER, STRANGER

from benchmarks.botprocess import BotProcess, environment, real_bot, webhook

QUESTION = "How many cracks were counted in the spillway?"
NOTHING = "Which zebra painted the observatory turquoise?"


def runs_of_words(text: str, length: int = 4) -> Iterator[str]:
    """Every so many consecutive words of a text, in lower case."""
    words = re.findall(r"\w+", text.lower())
    return (" ".join(words[at : at + length]) for at in range(len(words) - length + 1))


async def a_full_day(server: RecordingServer) -> None:
    """Everything that people and Telegram do to a bot."""
    first = await server.post(server.make.private(READER, QUESTION))
    await server.answers(1, READER)
    (answer,) = ours(server, READER)
    for label in ("Context", "Sources", "👍"):
        await server.press(INES, answer, label)
    await server.until(lambda: len(server.calls("answerCallbackQuery")) == 3)
    await server.post(server.make.edited(first, NOTHING))
    for fault in (Html(), Flood(1), Dropped(done=True), Garbage(done=True)):
        server.fail("sendMessage", fault)
    server.fail("sendMessage", Status(403, "Forbidden: bot was blocked by the user"), chat_id=GROUP["id"])
    server.fail("getUpdates", Garbage(done=True))
    before = len(server.calls("sendMessage"))
    await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {QUESTION}"))
    for user, text in ((READER, NOTHING), (ADMIN, "/status"), (ADMIN, "/why"), (STRANGER, QUESTION)):
        await server.post(server.make.private(user, text))
    await server.post(server.make.said(GROUP, People.ANONYMOUS_ADMIN, f"/reindex@{BOT_NAME}", sender_chat=GROUP))
    await server.until(lambda: len(server.calls("sendMessage")) >= before + 5 and not server.pending)


async def test_a_full_run_at_debug_tells_no_secret_and_no_words(way: Way, indexed_news: Path, tmp_path: Path) -> None:
    shutil.copytree(indexed_news / "data", tmp_path / "data")
    async with RecordingServer() as server:
        server.patience = 120.0
        server.make.date = int(time.time())
        settings = environment(server, (READER, GROUP["id"]), webhook(server) if way == "webhook" else {})
        secret = settings.get("ONRECORD_TELEGRAM__WEBHOOK_SECRET", TOKEN)
        settings |= {"ONRECORD_TELEGRAM__ADMINS": str(ADMIN), "ONRECORD_LOG__LEVEL": "DEBUG"}
        bot = BotProcess(real_bot(tmp_path / "data"), settings, tmp_path / "log")
        await bot.start(server)
        try:
            await a_full_day(server)
        finally:
            status = await bot.stop()
        assert status == 0
        assert server.violations == []
    log = bot.log
    assert " DEBUG " in log, "the test sees what is logged at that level"
    for word in (TOKEN, TOKEN.partition(":")[2], secret, secret[:12]):
        assert word not in log
    told = " ".join(re.findall(r"\w+", log.lower()))
    private = [QUESTION, NOTHING, *(str(article["text"]) for article in NEWS)]
    assert [words for text in private for words in runs_of_words(text) if words in told] == []
