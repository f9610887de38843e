"""A bot in a process of its own, pointed at the recording Bot API server: to be killed, measured or listened to."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
for folder in (str(ROOT / "tests"), str(ROOT)):
    if folder not in sys.path:
        sys.path.insert(0, folder)

from telegram_server import TOKEN, RecordingServer, free_port

Command = Sequence[str]


def real_bot(data: Path) -> Command:
    """`onrecord bot` over that data folder."""
    return (sys.executable, "-m", "bot.cli.main", "bot", "--data", str(data))


def environment(server: RecordingServer, chats: Sequence[int], more: Mapping[str, str]) -> dict[str, str]:
    """The settings that point a bot at the server; nothing of whoever runs this, and no proxy."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ONRECORD_") and not name.lower().endswith("_proxy")
    }
    ids = ",".join(str(chat) for chat in chats)
    quotas = ("USER_HOUR", "USER_DAY", "CHAT_HOUR", "CHAT_DAY")
    unlimited = {f"QUESTIONS_PER_{each}": "0" for each in quotas}
    settings = {"TOKEN": TOKEN, "BASE_URL": server.url, "ALLOWED_CHATS": ids, **unlimited, **more}
    return kept | {f"ONRECORD_TELEGRAM__{name}": value for name, value in settings.items()}


def webhook(server: RecordingServer) -> dict[str, str]:
    """The settings of a webhook on loopback; the server learns where the public address leads to."""
    port = free_port()
    server.leads("https://desk.example", port)
    return {
        "WEBHOOK_URL": "https://desk.example/updates",
        "WEBHOOK_PORT": str(port),
        "WEBHOOK_SECRET": "secret_of_a_benchmark",
    }


class BotProcess:
    """Started, and started again after each end. What it writes to standard error is kept in a file.

    Args:
        command: what starts the bot.
        settings: its environment.
        log: where its standard error goes, one run after the other.
    """

    def __init__(self, command: Command, settings: Mapping[str, str], log: Path) -> None:
        self._command, self._settings, self._log = command, dict(settings), log
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The running process. Raises RuntimeError if it was never started."""
        if self._process is None:
            raise RuntimeError("the bot was not started")
        return self._process.pid

    @property
    def log(self) -> str:
        """Everything that it has said so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    async def start(self, server: RecordingServer) -> None:
        """Start it, and return when it takes updates. Raises RuntimeError with its last words if it ends instead."""
        polls, webhooks = server.polls, len(server.calls("setWebhook"))
        with self._log.open("ab") as out:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, cwd=ROOT, env=self._settings, stdin=asyncio.subprocess.DEVNULL, stdout=out, stderr=out
            )
        ended = asyncio.ensure_future(self._process.wait())
        takes = asyncio.ensure_future(
            server.until(lambda: server.polls > polls or len(server.calls("setWebhook")) > webhooks)
        )
        await asyncio.wait([ended, takes], return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if not takes.done():
            takes.cancel()
            raise RuntimeError(f"the bot ended at once:\n{self.log[-2000:]}")
        await takes

    async def kill(self) -> None:
        """`kill -9`."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM, and the exit status."""
        return await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> int:
        process = self._process
        if process is None:
            return 0
        if process.returncode is None:
            process.send_signal(how)
        return await process.wait()
