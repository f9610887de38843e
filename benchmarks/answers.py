"""How well questions are answered: the labelled lists under `tests/questions`, on the examples and the seeds.

Prints, for On the Record and for plain fusion (BM25 + the embedder over paragraphs, its best threshold in hindsight,
same run): an answer in the first excerpt, in the first three, balanced abstention, the share of shown excerpts that
answer, the median length of an excerpt.

Usage: python benchmarks/answers.py [--seeds ../shared/seeds] [--misses] [--profile precise]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

import numpy as np
from rank_bm25 import BM25Okapi

from bot.service import Service
from config.settings import EmbedderSettings, load_settings
from index.embedder import load_embedder
from index.scope import Scope
from retrieval.answer import Answer

SEEDS_NOW, EXAMPLES_NOW = datetime(2025, 5, 3, tzinfo=UTC), datetime(2031, 5, 1, tzinfo=UTC)
NOW = {"seeds": SEEDS_NOW, "seeds-second": SEEDS_NOW, "examples": EXAMPLES_NOW}


@dataclass(frozen=True, slots=True)
class Shown:
    """One shown stretch: its article's file name or id, its place there, its text."""

    source: str
    start: int
    end: int
    text: str


@dataclass(slots=True)
class Outcome:
    """What one question got."""

    question: dict[str, Any]
    confidence: float
    answered: bool
    excerpts: Sequence[Shown] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)


def is_right(shown: Shown, places: Sequence[dict[str, Any]]) -> bool:
    """Whether an excerpt contains one of the answering places in full, or lies within it."""
    for place in places:
        if place["source"] != shown.source:
            continue
        if "words" in place:
            wanted, text = _plain(place["words"]), _plain(shown.text)
            found = wanted in text or text in wanted
        else:
            one, other = (shown.start, shown.end), (place["start"], place["end"])
            found = one[0] <= other[0] <= other[1] <= one[1] or other[0] <= one[0] <= one[1] <= other[1]
        if found:
            return True
    return False


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w£€$%.,]+", " ", text.casefold()).split())


def name_of(source: str) -> str:
    """The name by which the labels know a source."""
    return Path(source).name if source.startswith("/") else source


async def ours(service: Service, questions: Sequence[dict[str, Any]], scope: Scope) -> list[Outcome]:
    """Ask every question."""
    outcomes = []
    for question in questions:
        answer: Answer = await service.ask(question["question"], scope)
        shown = [
            Shown(name_of(each.citation.source), each.citation.start, each.citation.end, each.text)
            for each in (answer.excerpts if answer.answered else answer.closest)
        ]
        right = [is_right(each, question["answer"]) for each in shown]
        outcomes.append(Outcome(question, answer.confidence, answer.answered, shown, right))
    return outcomes


def plain_fusion(texts: dict[str, str], questions: Sequence[dict[str, Any]]) -> list[Outcome]:
    """BM25 and the embedder over paragraphs, an even min-max sum; the confidence is the two tops' mean."""
    paragraphs = [
        Shown(source, found.start(), found.end(), found.group())
        for source, text in texts.items()
        for found in re.finditer(r"[^\n]+", text)
        if len(found.group().split()) > 5
    ]
    embedder = load_embedder(EmbedderSettings(taught=False))
    vectors = embedder.encode_passages([each.text for each in paragraphs])
    lexical = BM25Okapi([re.findall(r"\w+", each.text.lower()) for each in paragraphs])
    outcomes = []
    for question in questions:
        dense = vectors @ embedder.encode_query(question["question"])
        words = np.asarray(lexical.get_scores(re.findall(r"\w+", question["question"].lower())))
        fused = _scaled(dense) + _scaled(words)
        shown = [paragraphs[at] for at in np.argsort(-fused)[:5]]
        sure = float(dense.max() + words.max() / 20) / 2
        outcomes.append(
            Outcome(
                question, sure, answered=True, excerpts=shown, right=[is_right(s, question["answer"]) for s in shown]
            )
        )
    best = max((each.confidence for each in outcomes), key=lambda threshold: balance(outcomes, threshold))
    for each in outcomes:
        each.answered = each.confidence >= best
    return outcomes


def _scaled(scores: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    spread = scores.max() - scores.min()
    return (scores - scores.min()) / spread if spread else scores * 0


def balance(outcomes: Sequence[Outcome], threshold: float | None = None) -> float:
    """Mean of: the answerable that are answered, the unanswerable that are not."""
    said = [each.answered if threshold is None else each.confidence >= threshold for each in outcomes]
    yes = [s for s, each in zip(said, outcomes, strict=True) if each.question["answerable"]]
    no = [not s for s, each in zip(said, outcomes, strict=True) if not each.question["answerable"]]
    return (sum(yes) / len(yes) + sum(no) / len(no)) / 2


def row(name: str, outcomes: Sequence[Outcome]) -> str:
    """One line of the table."""
    can = [each for each in outcomes if each.question["answerable"]]
    first = sum(any(each.right[:1]) for each in can) / len(can)
    three = sum(any(each.right[:3]) for each in can) / len(can)
    shown = [
        (right, len(text.text))
        for each in outcomes
        if each.answered
        for right, text in zip(each.right, each.excerpts, strict=True)
    ]
    best = max(balance(outcomes, each.confidence) for each in outcomes)
    median = statistics.median(length for _, length in shown) if shown else 0
    right = sum(right for right, _ in shown) / max(1, len(shown))
    return (
        f"{name:24} first {first:.3f}  three {three:.3f}  abstention {balance(outcomes):.3f} (hindsight {best:.3f})  "
        f"shown right {right:.3f} of {len(shown)}  median {median:.0f} chars"
    )


def misses(outcomes: Sequence[Outcome]) -> None:
    """Print what went wrong, to be read."""
    for each in outcomes:
        asked = each.question
        if asked["answerable"] and each.answered and any(each.right[:1]):
            continue
        if not asked["answerable"] and not each.answered:
            continue
        print(
            f"\n{asked['id']} {'ANSWERABLE' if asked['answerable'] else 'UNANSWERABLE'} {asked['question']}"
            f"  [{asked['note']}] answered={each.answered} {each.confidence:.3f}"
        )
        for shown, right in zip(each.excerpts, each.right, strict=True):
            print("   ", "+" if right else "-", shown.source[:24], repr(shown.text[:230]))


async def measure(name: str, folder: Path, meta: Path | None, *, show: bool, profile: str) -> dict[str, list[Outcome]]:
    """Index a folder and ask its list."""
    lines = (ROOT / f"tests/questions/{name}.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as data:
        settings = load_settings(data=Path(data), retrieval={"profile": profile})
        async with Service(settings, "benchmarks/answers.py", lambda: NOW[name]) as service:
            await service.index([folder], meta, lambda _: None)
            outcomes = await ours(service, questions, Scope(now=NOW[name]))
            rows = [each for each in await service.articles() if each.quotable and each.embargo_until is None]
            texts = {name_of(each.source): (await service.show(each.source)).text for each in rows}
    if show:
        misses(outcomes)
    return {"ours": outcomes, "plain": plain_fusion(texts, questions)}


async def main() -> None:
    """Measure both lists and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=Path, default=ROOT.parent / "shared" / "seeds")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--profile", default="careful", choices=["balanced", "careful", "precise"])
    options = parser.parse_args()
    coverage = ROOT / "examples" / "coverage"
    results = {
        "examples": await measure(
            "examples", coverage, coverage / "meta.csv", show=options.misses, profile=options.profile
        )
    }
    if options.seeds.is_dir():
        for name in ("seeds", "seeds-second"):
            results[name] = await measure(name, options.seeds, None, show=options.misses, profile=options.profile)
    for system in ("ours", "plain"):
        print()
        for name, found in results.items():
            print(row(f"{name}, {system}", found[system]))
        print(row(f"all, {system}", [each for found in results.values() for each in found[system]]))


if __name__ == "__main__":
    asyncio.run(main())
