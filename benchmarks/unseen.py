"""How well questions are answered about coverage that nothing was taught with.

The held-out stories of `benchmarks/stories` or, with `--news`, groups of real articles (`benchmarks/news.py`) are
indexed, some of them together, as a newsroom's coverage of several events would be, and all their questions are asked
through the service. About two in five have no answer: the topic is there, but another figure, year or mouth. Prints a
line as `benchmarks/answers.py` does for each kind of question, for plain fusion as well, and how well the confidence
tells answerable from unanswerable ones (AUROC).

Usage: python benchmarks/unseen.py [--news] [--together 8] [--fitted] [--misses] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

from sklearn.metrics import roc_auc_score

from benchmarks.answers import Outcome, misses, ours, plain_fusion, row
from benchmarks.news import FITTED, read_articles, read_groups
from benchmarks.stories import held_out, read_stories, records_of, write_coverage
from bot.service import Service
from config.settings import load_settings
from index.scope import Scope

NOW = datetime(2026, 12, 1, tzinfo=UTC)
KINDS = {"p": "paraphrased", "d": "shared words", "s": "somebody's words", "k": "keywords"}
_FITTED = "ABCDEFGHIJK"  # writers whose held-out stories the ranking's weights were fitted with


@dataclass(frozen=True, slots=True)
class Part:
    """One coverage: the articles' records, and labelled questions about them."""

    records: Sequence[Mapping[str, Any]]
    questions: Sequence[dict[str, Any]]


def parts(stories: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The stories of one coverage after the other: from all files, so that no coverage is of one field."""
    number = max(1, len(stories) // size)
    for first in range(number):
        yield stories[first::number]


def of_stories(size: int, *, fitted: bool) -> Iterator[Part]:
    """Held-out invented stories; `fitted` are those that weights were fitted with."""
    files = [each for each in held_out() if (each.name[0] in _FITTED) == fitted]
    for stories in parts(read_stories(files), size):
        yield Part(records_of(stories), [each for story in stories for each in story.labelled()])


def of_news(size: int, *, fitted: bool) -> Iterator[Part]:
    """Held-out groups of real articles. Raises OSError where the articles are not beside the project."""
    articles = read_articles()
    groups = [each for each in read_groups() if (each.number in FITTED if fitted else each.held_out)]
    by_number = {each.number: [one for one in groups if one.number == each.number] for each in groups}
    for chosen in parts(list(by_number.values()), size):
        records = [articles[source] for same in chosen for source in same[0].articles]
        yield Part(records, [each for same in chosen for group in same for each in group.labelled()])


async def ask(part: Part, folder: Path) -> tuple[list[Outcome], list[Outcome]]:
    """Index the articles into `folder`, unless that was done, and ask everything: ours, and plain fusion."""
    texts = {each["id"]: each["text"] for each in part.records}
    async with Service(load_settings(data=folder), "benchmarks/unseen.py", lambda: NOW) as service:
        if not (folder / "coverage.jsonl").exists():
            write_coverage(part.records, folder / "coverage.jsonl")
            await service.index([folder / "coverage.jsonl"], None, lambda _: None)
        found = await ours(service, part.questions, Scope(now=NOW))
    return found, plain_fusion(texts, part.questions)


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
    parser.add_argument("--news", action="store_true", help="real articles instead of invented ones")
    parser.add_argument("--together", type=int, default=8, help="stories, or groups of articles, in one coverage")
    parser.add_argument("--fitted", action="store_true", help="those that weights were fitted with")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--keep", type=Path, help="where the coverages are kept for the next run")
    options = parser.parse_args()
    every = (of_news if options.news else of_stories)(options.together, fitted=options.fitted)
    name = f"{'news' if options.news else 'stories'}-{'fitted' if options.fitted else 'unseen'}"
    mine: list[Outcome] = []
    plain: list[Outcome] = []
    with tempfile.TemporaryDirectory() as made:
        for at, part in enumerate(every):
            folder = (options.keep or Path(made)) / f"{name}-{at}"
            folder.mkdir(parents=True, exist_ok=True)
            found, fused = await ask(part, folder)
            mine += found
            plain += fused
    if options.misses:
        misses(mine)
    report("On the Record", mine)
    report("plain fusion", plain)


if __name__ == "__main__":
    asyncio.run(main())
