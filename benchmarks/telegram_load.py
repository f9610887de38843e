"""What the bot adds to the time of an answer, under load, beside a bot that only echoes.

    python benchmarks/telegram_load.py [--seconds 120] [--rate 30] [--burst 300] [--webhook] [--kept]

Questions come in an open loop: at fixed moments, whether or not the earlier ones are answered, from 240 private chats.
Measured is the time from the question's arrival at Telegram (the recording Bot API server of the tests) to the arrival
of the bot's sendMessage. Set against it is the answer time: what the newsroom took for the same question, from when the
bot asked it until the answer was there, taken down by the bot's process under the same load (while it computes, other
questions share the core). Told are the difference of each question, and the difference of the two p95s; beside them the
newsroom's time for the same questions one by one before the load, which holds no waiting at all. The aims are judged by
the first: the p95 of what is added to each question.

Both bots run pinned to one core, one after the other, the server on another: the echo bot (python-telegram-bot as its
manual shows it) before and after, so that a machine that is slower today slows both. In the middle one chat is told to
wait five seconds (429): what the others had to wait meanwhile is told apart. Then a burst of questions at once, from as
many chats. Memory is the process's resident set, once a second; its slope is fitted over the second half of the load,
when every chat has asked and every cache has met every question.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(ROOT), str(ROOT / "tests")]

import psutil
from telegram_server import Flood, RecordingServer

from benchmarks.botprocess import BotProcess, environment, webhook
from benchmarks.telegram_kill import indexed_examples

CHATS = 240
FIRST_CHAT = 6000
QUIET_SECONDS = 5
# Different questions by a number at their end; a process remembers how words are stemmed, so that numbers without end
# would fill that memory (it is bounded, at 65,536 words) for half an hour.
WORDINGS = 1501
_SETTLE = 2.0
_PATIENCE = 120.0
_ALONE = 15  # how often each question is asked before the load
QUESTIONS = (
    "what did Ines Calloway say about driving over the bridge?",
    "who built the instruments in the workshop?",
    "how many people were ill in the infirmary?",
    "what happens to the oyster reefs?",
    "who won the cup final?",
    "when will the bridge open again?",
    "what did the bidder offer for the company?",
    "what does the trial of the marsh cough cost?",
)


# The bots, each in a process of its own ----------------------------------------------------------------------------


async def run_real(data: Path, *, kept: bool) -> dict[str, Any]:
    """`onrecord bot`, with a clock around the newsroom; how long answers took.

    `taken`: each answer under the load, by the update that asked; `alone`: before it, one by one.

    `kept`: every question is asked once before, and answered from memory from then on, so that what is left is the bot.
    """
    from bot.cli.running import keep_for_good  # noqa: PLC0415 - the parent and the echo bot need none of it
    from bot.resident import Resident  # noqa: PLC0415
    from bot.service import Service  # noqa: PLC0415
    from bot.telegram.app import run_bot  # noqa: PLC0415
    from bot.telegram.fence import ANSWERING  # noqa: PLC0415
    from config.settings import load_settings  # noqa: PLC0415

    class Timed(Resident):
        """Takes down how long each answer took, by the update that asked."""

        taken: tuple[array[int], array[float]]
        answers: dict[str, Any]

        async def ask(self, question: str, *args: Any, **kwargs: Any) -> Any:
            begun = time.perf_counter()
            try:
                known = self.answers.get(question.rsplit(" ", 1)[0])
                return known or await super().ask(question, *args, **kwargs)
            finally:
                self.taken[0].append(ANSWERING.get() or 0)
                self.taken[1].append(time.perf_counter() - begun)

    settings, stop = load_settings(data=data), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with Service(settings, "a benchmark") as service, Timed(service, loaded=keep_for_good) as newsroom:
        newsroom.taken, newsroom.answers = (array("q"), array("d")), {}
        answers = {each: await newsroom.ask(each, scope_now(newsroom)) for each in QUESTIONS}
        newsroom.answers = answers if kept else {}
        alone = [await seconds_of(newsroom, f"{each} {turn}") for turn in range(_ALONE) for each in QUESTIONS]
        await run_bot(settings, newsroom, stop=stop)
    return {"taken": dict(zip(*newsroom.taken, strict=True)), "alone": alone}


async def seconds_of(newsroom: Any, question: str) -> float:
    """How long one answer takes while nothing else is asked."""
    begun = time.perf_counter()
    await newsroom.ask(question, scope_now(newsroom))
    return time.perf_counter() - begun


def scope_now(newsroom: Any) -> Any:
    """Everything, now."""
    from index.scope import Scope  # noqa: PLC0415 - see above

    return Scope(now=newsroom.now())


def run_echo() -> None:
    """The manual's echo bot."""
    from telegram import Update  # noqa: PLC0415 - see above
    from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters  # noqa: PLC0415

    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None:
            await update.message.reply_text(update.message.text or "", do_quote=True)

    token, root = (os.environ[f"ONRECORD_TELEGRAM__{name}"] for name in ("TOKEN", "BASE_URL"))
    builder = ApplicationBuilder().token(token).base_url(f"{root}/bot").concurrent_updates(16)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


def child(arguments: argparse.Namespace) -> None:
    """One of the two, on the core that it is given."""
    os.sched_setaffinity(0, {arguments.core})
    if arguments.child == "echo":
        run_echo()
    else:
        arguments.times.write_text(json.dumps(asyncio.run(run_real(arguments.data, kept=arguments.kept))))


# The load ----------------------------------------------------------------------------------------------------------


@dataclass
class Load:
    """What was sent when, and what came back."""

    posted: dict[int, float] = field(default_factory=dict)
    messages: dict[tuple[int, int], int] = field(default_factory=dict)
    memory: list[tuple[float, float]] = field(default_factory=list)
    cpu: float = 0.0
    flooded: tuple[float, int] | None = None

    async def ask(self, server: RecordingServer, chat: int, number: int) -> None:
        """One question, noted."""
        update = server.make.private(chat, f"{QUESTIONS[number % len(QUESTIONS)]} {number % WORDINGS}")
        self.messages[chat, update["message"]["message_id"]] = update["update_id"]
        self.posted[update["update_id"]] = asyncio.get_running_loop().time()
        await server.post(update)

    def answered(self, server: RecordingServer) -> dict[int, float]:
        """When each question's answer arrived, by its update."""
        found: dict[int, float] = {}
        for call in server.sent():
            place = (call.chat_id, int(call.fields["reply_parameters"]["message_id"]))
            if place in self.messages:
                found[self.messages[place]] = call.at
        return found


async def open_loop(server: RecordingServer, load: Load, rate: float, seconds: float, *, flood: bool) -> None:
    """Questions at fixed moments; then until all are answered."""
    loop = asyncio.get_running_loop()
    begun, count = loop.time(), int(rate * seconds)
    for number in range(count):
        await asyncio.sleep(begun + number / rate - loop.time())
        chat = FIRST_CHAT + number % CHATS
        if flood and number == count // 2:
            server.fail("sendMessage", Flood(QUIET_SECONDS), chat_id=chat)
            load.flooded = loop.time(), chat
        await load.ask(server, chat, number)
    await all_answered(server, load)


async def all_answered(server: RecordingServer, load: Load) -> None:
    """Raises TimeoutError where answers stay out."""
    await server.until(lambda: len(load.answered(server)) == len(load.posted))


async def burst(server: RecordingServer, count: int) -> float:
    """Seconds until so many questions at once, each from its own chat, are answered."""
    load, begun = Load(), asyncio.get_running_loop().time()
    for number in range(count):
        await load.ask(server, FIRST_CHAT + 1000 + number, number)
    await all_answered(server, load)
    return max(load.answered(server).values()) - begun


def cpu_seconds(pid: int) -> float:
    """What the process has had of its core."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


async def watch(pid: int, load: Load) -> None:
    """The resident set, once a second."""
    process, begun = psutil.Process(pid), time.monotonic()
    while True:
        load.memory.append((time.monotonic() - begun, process.memory_info().rss / 2**20))
        await asyncio.sleep(1)


# What is told ------------------------------------------------------------------------------------------------------


def percentile(values: Sequence[float], share: float) -> float:
    """In milliseconds."""
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def told(values: Sequence[float]) -> str:
    """`p50 4.1 ms, p95 9.8 ms`."""
    return f"p50 {percentile(values, 0.5):6.1f} ms, p95 {percentile(values, 0.95):6.1f} ms"


def slope(memory: Sequence[tuple[float, float]]) -> float:
    """MiB a minute, over the second half."""
    half = memory[len(memory) // 2 :]
    if len(half) < 3:
        return 0.0
    return 60 * statistics.linear_regression(*zip(*half, strict=True)).slope


def report(load: Load, server: RecordingServer, taken: dict[int, float], alone: Sequence[float]) -> float:
    """Print the real bot's figures; the p95 of what it adds, in milliseconds."""
    answered = load.answered(server)
    whole = {number: answered[number] - load.posted[number] for number in load.posted}
    waited = _hindered(load)
    added = {number: whole[number] - taken[number] for number in whole if number not in waited}
    arrived, answers = [whole[number] for number in added], [taken[number] for number in added]
    print(f"answer time, one by one              {told(alone)}")
    print(f"answer time under the load           {told(answers)}")
    print(f"arrival -> sendMessage               {told(arrived)}")
    print(f"  of that, added by the bot          {told(list(added.values()))}   (each question)")
    print(f"  p95 less p95                       {percentile(arrived, 0.95) - percentile(answers, 0.95):6.1f} ms")
    print(f"  p95 less p95 of one by one         {percentile(arrived, 0.95) - percentile(alone, 0.95):6.1f} ms")
    if load.flooded is not None:
        moment, _ = load.flooded
        during = [added[number] for number in added if moment <= load.posted[number] <= moment + QUIET_SECONDS]
        print(f"  while one chat had to wait         {told(during)}   (all the others, {len(during)} questions)")
    print(f"CPU: {1000 * load.cpu / len(whole):.1f} ms a question, the newsroom's part included")
    print(f"memory: {load.memory[-1][1]:.0f} MiB, slope {slope(load.memory):+.2f} MiB a minute")
    return percentile(list(added.values()), 0.95)


def _hindered(load: Load) -> set[int]:
    """The questions of the chat that was told to wait, which does delay them."""
    if load.flooded is None:
        return set()
    moment, chat = load.flooded
    return {
        number
        for (asker, _), number in load.messages.items()
        if asker == chat and moment <= load.posted[number] <= moment + QUIET_SECONDS
    }


# The run -----------------------------------------------------------------------------------------------------------


def command(kind: str, core: int, folder: Path, *, kept: bool = False) -> list[str]:
    """Starts this file as one of the two bots."""
    more = ["--child", kind, "--core", str(core), "--data", str(folder), "--times", str(folder / "times.json")]
    more += ["--kept"] if kept else []
    return [sys.executable, str(Path(__file__).resolve()), *more]


async def echoed(arguments: argparse.Namespace, folder: Path, core: int) -> None:
    """The echo bot's figures."""
    async with RecordingServer(honest=False) as server:
        bot = BotProcess(command("echo", core, folder), settings_for(server, arguments, echo=True), folder / "echo.log")
        await bot.start(server)
        await asyncio.sleep(_SETTLE)
        load = Load()
        await open_loop(server, load, arguments.rate, min(20.0, arguments.seconds), flood=False)
        await bot.stop()
        answered = load.answered(server)
        print(
            f"echo bot: arrival -> sendMessage     {told([answered[n] - load.posted[n] for n in load.posted])}",
            flush=True,
        )


async def real(arguments: argparse.Namespace, folder: Path, core: int) -> tuple[float, float]:
    """What our bot adds (p95, milliseconds) and how long it takes over a burst (seconds)."""
    async with RecordingServer(honest=False) as server:
        server.patience = _PATIENCE
        bot = BotProcess(
            command("real", core, folder, kept=arguments.kept), settings_for(server, arguments), folder / "bot.log"
        )
        await bot.start(server)
        await asyncio.sleep(_SETTLE)
        load = Load()
        watching, before = asyncio.create_task(watch(bot.pid, load)), cpu_seconds(bot.pid)
        await open_loop(server, load, arguments.rate, arguments.seconds, flood=True)
        load.cpu = cpu_seconds(bot.pid) - before
        watching.cancel()
        await asyncio.sleep(_SETTLE)
        drained = await burst(server, arguments.burst)
        await bot.stop()
        times = json.loads((folder / "times.json").read_text())
        taken = {int(number): seconds for number, seconds in times["taken"].items()}
        added = report(load, server, {number: taken[number] for number in load.posted}, times["alone"])
        print(f"a burst of {arguments.burst} questions: answered after {drained:.1f} s", flush=True)
        return added, drained


def settings_for(server: RecordingServer, arguments: argparse.Namespace, *, echo: bool = False) -> dict[str, str]:
    """Everybody who asks is let in; one thread, for there is one core."""
    server.make.date = int(time.time())
    chats = [FIRST_CHAT + number for number in (*range(CHATS), *range(1000, 1000 + arguments.burst))]
    way = webhook(server) if arguments.webhook and not echo else {}
    return environment(server, chats, way) | {"ONRECORD_EMBEDDER__THREADS": "1", "OMP_NUM_THREADS": "1"}


async def measure(arguments: argparse.Namespace, folder: Path) -> bool:
    """The whole run; whether both aims were reached."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    await echoed(arguments, folder, cores[0])
    added, drained = await real(arguments, folder, cores[0])
    await echoed(arguments, folder, cores[0])
    print(f"aims: adds {added:.1f} ms (at most 15) at p95; the burst took {drained:.1f} s (at most 10)")
    return added <= 15 and drained <= 10


def main() -> int:
    """0 if both aims were reached, else 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--rate", type=float, default=30.0)
    parser.add_argument("--burst", type=int, default=300)
    parser.add_argument("--webhook", action="store_true")
    parser.add_argument("--kept", action="store_true", help="answers from memory: only the bot's own work is left")
    parser.add_argument("--child", choices=["real", "echo"], help=argparse.SUPPRESS)
    parser.add_argument("--core", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--times", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return int(not asyncio.run(measure(arguments, indexed_examples(Path(folder) / "data"))))


if __name__ == "__main__":
    sys.exit(main())
