"""Questions for what no article speaks of: is the answer silence?

The labelled questions of one coverage (`tests/questions`: the examples', the seeds') are asked of the other, whose
articles are about something else. Those that name a speaker are turned to one whom the other coverage quotes: "what
did SPEAKER say about TOPIC", the topic as understood from the question. Prints the share that is left unanswered.

Usage: python benchmarks/elsewhere.py [--seeds ../shared/seeds] [--answered]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(ROOT)]  # else `index.py` beside this file would be taken for the package

from benchmarks.answers import EXAMPLES_NOW, SEEDS_NOW
from bot.service import Service
from config.settings import load_settings
from index.scope import Scope
from retrieval.question import Question, understand

TOPICS_EACH = 8


def questions_of(names: Sequence[str], now: Any) -> list[Question]:
    """The labelled questions of these lists, understood."""
    lines = [
        line
        for name in names
        for line in (ROOT / f"tests/questions/{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [understand(json.loads(line)["question"], now=now, outlets=()) for line in lines]


def turned(theirs: Sequence[Question], others: Sequence[Question]) -> tuple[list[str], list[str]]:
    """Questions for topics of `others`: with speakers of `theirs`, and those of `others` that name nobody."""
    dice = random.Random(5)
    speakers = sorted({each.speaker for each in theirs if each.speaker and each.terms})
    topics = sorted({each.topic for each in others if each.speaker and each.terms})
    spoken = [
        f"what did {speaker} say about {topic}" for speaker in speakers for topic in dice.sample(topics, TOPICS_EACH)
    ]
    return spoken, [each.text for each in others if not each.speaker]


async def silent(folder: Path, meta: Path | None, now: Any, asked: tuple[list[str], list[str]], *, show: bool) -> None:
    """Ask them all of one coverage and print a line."""
    with tempfile.TemporaryDirectory() as data:
        async with Service(load_settings(data=Path(data)), "benchmarks/elsewhere.py", lambda: now) as service:
            await service.index([folder], meta, lambda _: None)
            for name, questions in zip(("with a speaker", "without"), asked, strict=True):
                answers = [await service.ask(each, Scope(now=now)) for each in questions]
                quiet = sum(not each.answered for each in answers)
                print(f"{folder.name:10} {name:16} left unanswered {quiet / len(answers):.3f} of {len(answers)}")
                for each in answers if show else ():
                    if each.answered:
                        print(f"    {each.confidence:.2f} {each.question}")


async def main() -> None:
    """Ask each coverage the other's questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=Path, default=ROOT.parent / "shared" / "seeds")
    parser.add_argument("--answered", action="store_true", help="print those that are answered")
    options = parser.parse_args()
    examples, seeds = questions_of(["examples"], EXAMPLES_NOW), questions_of(["seeds", "seeds-second"], SEEDS_NOW)
    folder = ROOT / "examples" / "coverage"
    await silent(folder, folder / "meta.csv", EXAMPLES_NOW, turned(examples, seeds), show=options.answered)
    if options.seeds.is_dir():
        await silent(options.seeds, None, SEEDS_NOW, turned(seeds, examples), show=options.answered)


if __name__ == "__main__":
    asyncio.run(main())
