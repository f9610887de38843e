"""The right topic in the wrong mouth: is it left unanswered, and is the right mouth answered?

From gold annotations (the seeds' in tests/gold, PolNeAR's dev split) every quotation of a named speaker becomes two
questions within its own article: "what did SPEAKER say about TOPIC?", and the same of another speaker quoted there who
said none of the topic's words. A topic is the quotation's two or three rarest words that nobody else's quotation has.

Prints, per kind of speech: answered when asked of the right speaker, abstained when asked of the wrong one, and how
often the true speaker is named in `closest` then.

Usage: python benchmarks/mouths.py [--data FOLDER] [--misses] [--most N]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(ROOT), str(ROOT / "benchmarks")]  # else `index.py` beside this file would be the package

from quotations import GoldArticle, Item, named, polnear

from bot.service import Service
from config.settings import load_settings
from index.names import fold
from index.scope import Scope
from retrieval.answer import Answer
from retrieval.terms import is_function_word, stem, words

SHARED = ROOT.parent / "shared"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_NAME = re.compile(r"(?!The\s)(?:[A-Z][\w.'’-]+\s)+[A-Z][\w.'’-]+")
_BELONGS = re.compile(r"\b(?:to|of|for|at|from|with|in|by)\s(?:\w+\s)*$")
_KINDS = ("direct", "mixed", "indirect")


@dataclass(frozen=True, slots=True)
class Case:
    """One question of a pair."""

    source: str
    kind: str
    topic: str
    asked: str
    speaker: str
    right: bool


def speaker_of(article: GoldArticle, item: Item) -> str | None:
    """The named person or body: as the gold names it, or as the source span prints a name of two words or more.

    Of "White House spokesman Ada Renn, a lawyer" that is Ada Renn; of "advisers to Ada Renn" it is nobody.
    """
    if item.names:
        return max((name for name in item.names if len(name.split()) < 6), key=len, default=None)
    heads = (span.of(article.text).split(",")[0] for span in item.sources)
    found = [match for head in heads for match in _NAME.finditer(head) if not _BELONGS.search(head[: match.start()])]
    return re.sub(r"['’]s?$", "", found[-1].group()).strip(".,") or None if found else None


def kind_of(article: GoldArticle, item: Item) -> str:
    """How the words are given, by the quote marks in and around them."""
    around = article.text[max(0, item.span.start - 1) : item.span.end + 1].strip()
    marks = sum(mark in around for mark in '"“”')
    if not marks:
        return "indirect"
    return "direct" if around[:1] in '"“' and around[-1:] in '"”.,' else "mixed"


def said(article: GoldArticle, item: Item) -> list[str]:
    """The content words of a quotation."""
    printed = words(item.span.of(article.text))
    return [word for word in printed if len(word) > 3 and not is_function_word(word) and word[0].islower()]


def topics(article: GoldArticle, common: Counter[str]) -> Iterator[tuple[Item, str, str]]:
    """Each quotation with a named speaker and a topic of its own."""
    told = [(item, speaker_of(article, item)) for item in article.items if item.counts]
    for item, speaker in told:
        others = {stem(w) for other, who in told if who != speaker for w in said(article, other)}
        own = {word: common[stem(word)] for word in said(article, item) if stem(word) not in others}
        chosen = sorted(own, key=lambda word: (own[word], word))[:3]
        if speaker and len(chosen) > 1:
            yield item, speaker, " ".join(word for word in own if word in chosen)


def cases(articles: Sequence[GoldArticle], sources: dict[str, str], dice: random.Random) -> list[Case]:
    """All questions, right and wrong mouth in turn."""
    common = Counter(stem(word) for article in articles for word in set(words(article.text.lower())))
    made = []
    for article in articles:
        speakers = {who for item in article.items if item.counts and (who := speaker_of(article, item))}
        for item, speaker, topic in topics(article, common):
            others = sorted(who for who in speakers if not same(who, speaker))
            kind, source = kind_of(article, item), sources[article.name]
            made.append(Case(source, kind, topic, speaker, speaker, right=True))
            if others:
                made.append(Case(source, kind, topic, dice.choice(others), speaker, right=False))
    return made


def same(one: str, other: str) -> bool:
    """Whether two names share their last word, or all words of the shorter one."""
    first, second = fold(one).split(), fold(other).split()
    return first[-1] == second[-1] or set(first) <= set(second) or set(second) <= set(first)


async def ask(service: Service, every: frozenset[str], case: Case) -> Answer:
    """Ask within the case's own article."""
    question = f"what did {case.asked} say about {case.topic}?"
    return await service.ask(question, Scope(now=NOW, exclude=every - {case.source}))


def report(name: str, outcomes: Sequence[tuple[Case, Answer]]) -> None:
    """Print the table."""
    print(f"{name:10} {'':9} answered, right mouth   abstained, wrong mouth   true speaker in closest")
    rows = defaultdict(list)
    for case, answer in outcomes:
        for kind in (case.kind, "all"):
            rows[kind].append((case, answer))
    for kind in (*_KINDS, "all"):
        good = [answer.answered for case, answer in rows[kind] if case.right]
        bad = [(case, answer) for case, answer in rows[kind] if not case.right]
        silent = [(case, answer) for case, answer in bad if not answer.answered]
        named = [any(e.speaker and same(e.speaker, case.speaker) for e in answer.closest) for case, answer in silent]
        print(
            f"{'':10} {kind:9} {share(good)}           {share([not a.answered for _, a in bad])}            "
            f"{share(named)}"
        )


def share(hits: Sequence[bool]) -> str:
    """A share with its count."""
    return f"{sum(hits) / len(hits):.3f} of {len(hits):4}" if hits else "    – of    0"


def misses(outcomes: Sequence[tuple[Case, Answer]]) -> None:
    """Print what went wrong, to be read."""
    for case, answer in outcomes:
        if answer.answered != case.right:
            shown = [(each.speaker, each.text[:160]) for each in (*answer.excerpts, *answer.closest)][:2]
            print(f"{case}\n    {answer.confidence:.2f} {answer.reason}\n    {shown}")


async def measure(name: str, articles: Sequence[GoldArticle], folder: Path, options: argparse.Namespace) -> None:
    """Index the articles and ask everything."""
    with tempfile.TemporaryDirectory() as scratch:
        data = options.data / name if options.data else Path(scratch)
        async with Service(load_settings(data=data), "benchmarks/mouths.py", lambda: NOW) as service:
            await service.index([folder], None, lambda _: None)
            every = frozenset(article.source for article in await service.articles())
            sources = {Path(source).stem: source for source in every}
            held = [a for a in articles if Path(a.name).stem in sources]
            sources |= {a.name: sources[Path(a.name).stem] for a in held}
            asked = cases(held, sources, random.Random(6))[: options.most]
            outcomes = [(case, await ask(service, every, case)) for case in asked]
    report(name, outcomes)
    if options.misses:
        misses(outcomes)


async def main() -> None:
    """Measure both sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--most", type=int, default=1000)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    seeds = SHARED / "seeds"
    await measure("seeds", list(named(seeds, ROOT / "tests" / "gold" / "seeds.json")), seeds, options)
    folder = SHARED / "eval" / "polnear" / "dev" / "text"
    await measure("polnear", list(polnear("dev", reported=True)), folder, options)


if __name__ == "__main__":
    asyncio.run(main())
