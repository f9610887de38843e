"""What "what did X say about Y" costs over many quotations, and how many times the least that it could cost.

    python benchmarks/said.py [--quotations 50000] [--questions 100] [--data DIR]

The coverage is invented (`benchmarks/invented.py`): 800 speakers, the most quoted with thousands of quotations; every
question names a speaker who is quoted and words of one of their articles. The floor is that of `benchmarks/ask.py`:
the bare model on one thread embeds the topic, and Chroma is asked once for ten neighbours. Floor and answer are taken
in turns, question by question, so that a busy machine slows both. The ratio is what to read. `--data` keeps the
coverage for the next run.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

from benchmarks.ask import NOW, Floor, build
from benchmarks.invented import Article, Inventor
from bot.cli.running import keep_for_good
from bot.service import Service
from config.settings import Settings, load_settings
from index.build import generation_folder
from index.database import Database
from index.names import fold
from index.scope import Scope
from index.speakers import Appearance
from index.tables import speakers

AIM = 2.0
WARM = 5
_STORY = 30  # names that an article's story holds


def invent(inventor: Inventor, quotations: int) -> list[Article]:
    """Articles with that many quotations."""
    made: list[Article] = []
    left = quotations
    for article in inventor.articles(10 * quotations):
        made.append(article)
        left -= len(article.quotations)
        if left <= 0:
            break
    return made


def asked(inventor: Inventor, made: Sequence[Article], number: int) -> list[tuple[str, str]]:
    """Questions about articles spread evenly over all of them, each with its topic alone."""
    found = []
    for article in made[:: max(1, len(made) // (20 * number))]:
        question = inventor.question(article)
        if question.startswith("What did "):
            found.append((question, question.partition(" say about ")[2].rstrip("?")))
    return found[:number]


async def name_speakers(data: Path, made: Sequence[Article]) -> None:
    """Store who is named in each article, as indexing does; articles are numbered in order."""
    async with await Database.open(data / "coverage.sqlite") as database:
        for first in range(0, len(made), 500):
            await database.write(_names, first + 1, made[first : first + 500])


def _names(connection: sqlite3.Connection, first: int, part: Sequence[Article]) -> None:
    dice = random.Random(first)
    for number, article in enumerate(part, first):
        counts = Counter(each.speaker for each in article.quotations if each.speaker)
        speakers.save_names(connection, number, list(_cast(number, counts)), frozenset(_story(dice)))


def _cast(number: int, counts: Counter[str]) -> Iterator[Appearance]:
    for name, count in counts.items():
        called = frozenset({fold(name).split()[-1]})
        yield Appearance(number, name, "person", called=called, quotations=count)


def _story(dice: random.Random) -> list[int]:
    return dice.sample(range(1, 50_000), _STORY)


async def measure(settings: Settings, questions: Sequence[tuple[str, str]]) -> None:
    """Ask every question, in turns with the floor, and print the ratios."""
    spent: list[float] = []
    least: list[float] = []
    answered = named = 0
    async with Service(settings, "benchmarks/said.py", lambda: NOW) as service:
        await service.warm()
        keep_for_good()  # as the bot does
        live = await service.coverage.live()
        if live is None:
            raise RuntimeError("the invented coverage has no live generation; delete the folder and run again")
        with contextlib.closing(Floor(settings.embedder, generation_folder(settings.data, live.id))) as floor:
            for at, (question, topic) in enumerate([*questions[:WARM], *questions]):
                began = time.perf_counter()
                floor(topic)
                middle = time.perf_counter()
                answer = await service.ask(question, Scope(now=NOW))
                if at >= WARM:
                    least.append(middle - began)
                    spent.append(time.perf_counter() - middle)
                    answered += answer.answered
                    named += not (answer.reason or "").startswith("nobody called")
    _print(spent, least, answered, named)


def _print(spent: Sequence[float], least: Sequence[float], answered: int, named: int) -> None:
    print(f"speaker found {named}, answered {answered} of {len(spent)}")
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        total, floor = _at(spent, share), _at(least, share)
        print(f"{name}: answer {1000 * total:.1f} ms, floor {1000 * floor:.1f} ms, answer ÷ floor {total / floor:.2f}")
    print(f"aim: p50 at most {AIM:.0f} times the floor")


def _at(seconds: Sequence[float], share: float) -> float:
    return statistics.median(seconds) if share == 0.5 else sorted(seconds)[int(share * (len(seconds) - 1))]


def main() -> None:
    """Read the call, make the coverage if need be, measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quotations", type=int, default=50_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--data", type=Path)
    arguments = parser.parse_args()
    inventor = Inventor()
    made = invent(inventor, arguments.quotations)
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data=arguments.data or Path(folder))
        if not (settings.data / "coverage.sqlite").exists():
            asyncio.run(build(settings.data, made, settings))
            asyncio.run(name_speakers(settings.data, made))
        count = sum(len(each.quotations) for each in made)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {count} quotations in {len(made)} articles")
        asyncio.run(measure(settings, asked(inventor, made, arguments.questions)))


if __name__ == "__main__":
    main()
