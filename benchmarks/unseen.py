"""How well questions about invented stories are answered that nothing was taught with.

The held-out stories of `benchmarks/stories` are indexed, some of them together, as a newsroom's coverage of several
events would be, and all their questions are asked through the service. About two in five have no answer: the topic is
there, but another figure, year or mouth. Prints a line as `benchmarks/answers.py` does for each kind of question, for
plain fusion as well, and how well the confidence tells answerable from unanswerable ones (AUROC).

Usage: python benchmarks/unseen.py [--together 8] [--fitted] [--misses] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

from sklearn.metrics import roc_auc_score

from benchmarks.answers import Outcome, misses, ours, plain_fusion, row
from benchmarks.stories import Story, held_out, read_stories, write_coverage
from bot.service import Service
from config.settings import load_settings
from index.scope import Scope

NOW = datetime(2026, 12, 1, tzinfo=UTC)
KINDS = {"p": "paraphrased", "d": "shared words", "s": "somebody's words", "k": "keywords"}
_FITTED = "ABCDEFGHIJK"  # writers whose held-out stories the ranking's weights were fitted with


def parts(stories: Sequence[Story], size: int) -> Iterator[Sequence[Story]]:
    """The stories of one coverage after the other: from all files, so that no coverage is of one field."""
    number = max(1, len(stories) // size)
    for first in range(number):
        yield stories[first::number]


async def ask(stories: Sequence[Story], folder: Path) -> tuple[list[Outcome], list[Outcome]]:
    """Index the stories into `folder`, unless that was done, and ask everything: ours, and plain fusion."""
    questions = [each for story in stories for each in story.labelled()]
    texts = {f"{story.name}-{at}": told.text() for story in stories for at, told in enumerate(story.articles)}
    async with Service(load_settings(data=folder), "benchmarks/unseen.py", lambda: NOW) as service:
        if not (folder / "stories.jsonl").exists():
            write_coverage(stories, folder / "stories.jsonl")
            await service.index([folder / "stories.jsonl"], None, lambda _: None)
        found = await ours(service, questions, Scope(now=NOW))
    return found, plain_fusion(texts, questions)


def report(name: str, outcomes: Sequence[Outcome]) -> None:
    """A line for everything, and one for each kind of question."""
    print(row(name, outcomes))
    none = [each for each in outcomes if not each.question["answerable"]]
    for kind, words in KINDS.items():
        print(row(f"  {words}", [each for each in outcomes if each.question["kind"] == kind] + none))
    answerable = [each.question["answerable"] for each in outcomes]
    print(f"  AUROC of the confidence {roc_auc_score(answerable, [each.confidence for each in outcomes]):.3f}")


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--together", type=int, default=8, help="stories in one coverage")
    parser.add_argument("--fitted", action="store_true", help="those that the ranking's weights were fitted with")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--keep", type=Path, help="where the coverages are kept for the next run")
    options = parser.parse_args()
    files = [each for each in held_out() if (each.name[0] in _FITTED) == options.fitted]
    mine: list[Outcome] = []
    plain: list[Outcome] = []
    with tempfile.TemporaryDirectory() as made:
        for at, stories in enumerate(parts(read_stories(files), options.together)):
            folder = (options.keep or Path(made)) / f"{'fitted' if options.fitted else 'unseen'}-{at}"
            folder.mkdir(parents=True, exist_ok=True)
            found, fused = await ask(stories, folder)
            mine += found
            plain += fused
    if options.misses:
        misses(mine)
    report("On the Record", mine)
    report("plain fusion", plain)


if __name__ == "__main__":
    asyncio.run(main())
