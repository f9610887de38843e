"""`kill -9` in the middle of a burst of questions: how many are lost, how many are answered twice?

    python benchmarks/telegram_kill.py [--rounds 10] [--questions 200] [--seed 1] [--webhook]

The bot is the real one (`onrecord bot`) over `examples/coverage`; Telegram is the recording Bot API server of the
tests. In each round the questions come at once, from private chats and groups; after a number of answers drawn at
random, and up to 30 ms more, the process is killed and started again. A round ends when every question is answered, or
when nothing has come for a long time. Doubled is a question with two delivered answers; lost one with none. Exits with
1 if there is any of either.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(ROOT), str(ROOT / "tests")]

from telegram_server import BOT_NAME, Chats, People, RecordingServer
from telegram_server.updates import Json

from benchmarks.botprocess import BotProcess, environment, real_bot, webhook

QUESTION = "What did Ines Calloway say about driving over the bridge?"
PRIVATE_CHATS, GROUPS = 60, 5
_PATIENCE = 60.0  # seconds without any answer: what is missing then is lost


@dataclass(frozen=True)
class Round:
    """What became of one burst."""

    questions: int
    at_kill: int
    lost: int
    doubled: int
    marked: int


def chat_ids(count: int = PRIVATE_CHATS, groups: int = GROUPS) -> list[int]:
    """Everybody who asks."""
    return [6000 + number for number in range(count)] + [-1_002_000_000_000 - number for number in range(groups)]


def questions(
    server: RecordingServer, chats: Sequence[int], count: int, text: str, chance: random.Random
) -> list[Json]:
    """So many questions from these chats, mixed."""
    asking = [chats[number % len(chats)] for number in range(count)]
    chance.shuffle(asking)  # before the updates get their numbers, which grow with time
    return [_question(server, chat, text) for chat in asking]


def _question(server: RecordingServer, chat: int, text: str) -> Json:
    if chat > 0:
        return server.make.private(chat, text)
    return server.make.said(Chats.supergroup(chat), People.person(6000), f"/ask@{BOT_NAME} {text}")


def place(update: Json) -> tuple[int, int]:
    """Which question it is: its chat and message."""
    return update["message"]["chat"]["id"], update["message"]["message_id"]


def delivered(server: RecordingServer) -> Counter[tuple[int, int]]:
    """How many answers each question has got."""
    return Counter((call.chat_id, int(call.fields["reply_parameters"]["message_id"])) for call in server.sent())


async def one_round(server: RecordingServer, bot: BotProcess, burst: Sequence[Json], chance: random.Random) -> Round:
    """A burst, a kill after so many answers, a new start, and what came of it. The bot runs, before and after."""
    asked = {place(update) for update in burst}
    before, at_kill = len(server.sent()), chance.randrange(len(burst))
    for update in burst:
        await server.post(update)
    await server.until(lambda: len(server.sent()) >= before + at_kill)
    await asyncio.sleep(chance.uniform(0, 0.03))
    await bot.kill()
    at_kill = len(server.sent()) - before
    await bot.start(server)
    await _quiet(server, asked)
    counts = delivered(server)
    lost = sum(not counts[question] for question in asked)
    doubled = sum(counts[question] > 1 for question in asked)
    return Round(len(burst), at_kill, lost, doubled, len(set(server.telegram.reactions) & asked))


async def _quiet(server: RecordingServer, asked: set[tuple[int, int]]) -> None:
    """Until every question has its answer and nothing is left to confirm, or nothing comes any more."""
    while True:
        before = len(server.requests)
        try:
            async with asyncio.timeout(_PATIENCE):
                await server.until(lambda: asked <= set(delivered(server)) and not server.pending)
        except TimeoutError:
            if sum(call.method != "getUpdates" for call in server.requests[before:]):
                continue
        return


def indexed_examples(folder: Path) -> Path:
    """`examples/coverage`, indexed."""
    coverage = ROOT / "examples" / "coverage"
    command = [sys.executable, "-m", "bot.cli.main", "index", str(coverage), "--meta", str(coverage / "meta.csv")]
    subprocess.run([*command, "--data", str(folder)], cwd=ROOT, check=True, capture_output=True)
    return folder


async def measure(arguments: argparse.Namespace, folder: Path) -> list[Round]:
    """All the rounds, each told as it ends."""
    chance = random.Random(arguments.seed)
    chats = chat_ids()
    async with RecordingServer(honest=False) as server:
        server.patience = 600.0
        way = webhook(server) if arguments.webhook else {}
        bot = BotProcess(real_bot(folder), environment(server, chats, way), folder / "bot.log")
        await bot.start(server)
        rounds = []
        for number in range(arguments.rounds):
            server.make.date = int(time.time())
            burst = questions(server, chats, arguments.questions, QUESTION, chance)
            rounds.append(await one_round(server, bot, burst, chance))
            print(
                f"round {number + 1:2}: killed after {rounds[-1].at_kill:3} answers of {rounds[-1].questions}: "
                f"lost {rounds[-1].lost}, doubled {rounds[-1].doubled}, marked as doubtful {rounds[-1].marked}",
                flush=True,
            )
        await bot.stop()
    return rounds


def main() -> int:
    """Measure, and say what was lost and doubled in all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--webhook", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rounds = asyncio.run(measure(arguments, indexed_examples(Path(folder) / "data")))
    lost, doubled = sum(each.lost for each in rounds), sum(each.doubled for each in rounds)
    print(f"{len(rounds)} kills, {sum(each.questions for each in rounds)} questions: lost {lost}, doubled {doubled}")
    return int(bool(lost or doubled))


if __name__ == "__main__":
    sys.exit(main())
