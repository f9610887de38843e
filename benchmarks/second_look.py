"""Would a second look at the ranking find more? RealTimeQA: 146 quiz questions, not part of this repository.

Takes the passages as `search` ranks them, adds one more signal at a time, and prints the recall of the answer string
within 140 / 700 / 1,400 words, of all questions and of two random halves: what helps one half only is luck. Tried are
pseudo-relevance feedback (Rocchio over vectors; RM3 over words, Lavrenko and Croft 2001), late interaction over
vectors of sentences, support by the article's other passages, and slower freshness.

Usage: python benchmarks/second_look.py --data FOLDER [--eval ../shared/eval/realtimeqa]
The folder is one that `benchmarks/realtimeqa.py --data` has indexed.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package
sys.path.append(str(ROOT / "benchmarks"))

import numpy as np
from numpy.typing import NDArray
from realtimeqa import DEPTHS, at, depth_of

from config.settings import load_settings
from index.build import vector_key
from index.coverage import Coverage
from index.tables import articles, embeddings
from retrieval.engine import SEARCHED
from retrieval.gather import Found, find, scoped, weigh_units
from retrieval.question import Question, understand
from retrieval.ranking import BEST_UNIT, MONTH
from retrieval.terms import is_function_word, stem, words

Scores = NDArray[np.float64]
SHOWN = 30
_CLAUSE = re.compile(r"[.?!;,]\s+|\s+(?=(?:which|who|that|after|before|because|while|when|where|by|for)\s)")


@dataclass(frozen=True)
class Asked:
    """One question with its passages, whatever their order, and what they are scored by."""

    answer: str
    question: Question
    found: Found
    texts: tuple[str, ...]
    articles: tuple[int, ...]
    sentences: tuple[NDArray[np.float32] | None, ...]
    vectors: tuple[NDArray[np.float32] | None, ...]
    fresh: Scores
    vector: NDArray[np.float32]
    clauses: tuple[NDArray[np.float32], ...]
    ships: Scores


def scaled(values: Sequence[float | None]) -> Scores:
    """On 0…1 among themselves; 0 for what has none."""
    known = [value for value in values if value is not None]
    if not known:
        return np.zeros(len(values))
    low, spread = min(known), (max(known) - min(known)) or 1.0
    return np.array([0.0 if value is None else (value - low) / spread for value in values])


async def asked(coverage: Coverage, row: dict[str, Any]) -> Asked:
    """What `search` knows of one question."""
    scope = at(row)
    question = understand(row["question"], now=scope.now, outlets=await coverage.database.read(articles.outlets, scope))
    found = await find(coverage, question, scoped(scope, question), at_least=SEARCHED)
    weighed = await weigh_units(coverage, question, found, looked_at=SEARCHED)
    best: dict[int, float] = {}
    for each in reversed(weighed.evidence):
        best[each.unit.passage.id] = each.score
    rows = [(each, found.rows[each.passage]) for each in found.candidates if each.passage in found.rows]
    texts = await coverage.database.read(articles.revision_texts, {passage.revision for _, passage in rows})
    held = await coverage.sentence_vectors({passage.id: passage.embedded for _, passage in rows})
    generation = await coverage.live()
    keys = {vector_key(generation.fingerprint, passage.embedded): passage.id for _, passage in rows if generation}
    cached = {keys[key]: value for key, value in (await _vectors(coverage, keys)).items()}
    clauses = [part for part in _CLAUSE.split(question.text) if len(part.split()) > 2] or [question.text]
    vectors = [await coverage.embed_question(part) for part in (question.text, *clauses)]
    known = [vector for vector in vectors if vector is not None]
    return Asked(
        answer=row["answer"],
        question=question,
        found=found,
        texts=tuple(passage.span.of(texts[passage.revision]) for _, passage in rows),
        articles=tuple(passage.article for _, passage in rows),
        sentences=tuple(held.get(passage.id) for _, passage in rows),
        vectors=tuple(cached.get(passage.id) for _, passage in rows),
        fresh=np.array([found.fresh.get(passage.id, 0.0) for _, passage in rows]),
        vector=known[0],
        clauses=tuple(known[1:]),
        ships=np.array([each.score for each, _ in rows])
        + BEST_UNIT * scaled([best.get(passage.id) for _, passage in rows]),
    )


async def _vectors(coverage: Coverage, keys: Iterable[bytes]) -> dict[bytes, NDArray[np.float32]]:
    return await coverage.database.read(embeddings.cached_vectors, keys)


def top(each: Asked, number: int) -> list[int]:
    """The best passages as they are ranked now."""
    return [int(place) for place in np.argsort(-each.ships, kind="stable")[:number]]


def rocchio(each: Asked, passages: int, weight: float) -> Scores:
    """Similarity to the question's vector and the mean of the best passages'."""
    best = [vector for place in top(each, passages) if (vector := each.vectors[place]) is not None]
    moved = each.vector + (np.mean(best, axis=0) if best else 0.0)
    return weight * scaled([None if vector is None else float(vector @ moved) for vector in each.vectors])


@lru_cache(maxsize=200_000)
def stems(text: str) -> tuple[str, ...]:
    """The stems of a text's content words."""
    return tuple(stem(word) for word in words(text) if not is_function_word(word))


def rm3(each: Asked, passages: int, terms: int, weight: float, own: float = 0.5) -> Scores:
    """BM25 (k1 .9, b .4) of the question's words and the best passages', rarity counted among the candidates."""
    seen = Counter(word for text in each.texts for word in set(stems(text)))
    rare = {word: math.log(1 + (len(each.texts) - count + 0.5) / (count + 0.5)) for word, count in seen.items()}
    usual = float(np.mean([len(stems(text)) for text in each.texts])) or 1.0
    best = top(each, passages)
    chance = np.exp(each.ships[best] - each.ships[best].max())
    found: defaultdict[str, float] = defaultdict(float)
    for share, place in zip(chance / chance.sum(), best, strict=True):
        counts = Counter(stems(each.texts[place]))
        for word, count in counts.items():
            found[word] += float(share) * count / counts.total() * rare[word]
    wanted: defaultdict[str, float] = defaultdict(float)
    for term in each.question.terms:
        wanted[term.stem] += own / len(each.question.terms)
    more = sorted(found.items(), key=lambda item: -item[1])[:terms]
    for word, value in more:
        wanted[word] += (1 - own) * value / (sum(value for _, value in more) or 1.0)

    def score(text: str) -> float:
        counts = Counter(stems(text))
        length = 0.9 * (0.6 + 0.4 * counts.total() / usual)
        return sum(wanted[word] * rare[word] * 1.9 * n / (n + length) for word, n in counts.items() if word in wanted)

    return weight * scaled([score(text) for text in each.texts])


def late(each: Asked, weight: float) -> Scores:
    """For each clause of the question the passage's nearest sentence, averaged (as ColBERT does over words)."""
    near = [
        None if held is None or not len(held) else float(np.mean([(held @ clause).max() for clause in each.clauses]))
        for held in each.sentences
    ]
    return weight * scaled(near)


def two_best(each: Asked, weight: float) -> Scores:
    """The mean similarity of a passage's two nearest sentences."""
    near = [
        None if held is None or not len(held) else float(np.sort(held @ each.vector)[-2:].mean())
        for held in each.sentences
    ]
    return weight * scaled(near)


def supported(each: Asked, passages: int, weight: float) -> Scores:
    """The mean score of the best passages of the same article."""
    of: defaultdict[int, list[float]] = defaultdict(list)
    for article, score in zip(each.articles, each.ships, strict=True):
        of[article].append(float(score))
    mean = {article: float(np.mean(sorted(scores)[-passages:])) for article, scores in of.items()}
    return weight * np.array([mean[article] for article in each.articles])


def slower(each: Asked, days: float, weight: float) -> Scores:
    """Freshness that lasts longer than a month, added."""
    age = -MONTH / 86_400 * np.log(np.maximum(each.fresh, 1e-12))
    return weight * np.exp(-age / days)


Signal = Callable[[Asked], Scores]


def nothing(each: Asked) -> Scores:
    """What ships."""
    return np.zeros(len(each.texts))


def signals() -> Iterator[tuple[str, Signal]]:
    """What is tried."""
    yield "as it is", nothing
    for passages, weight in itertools.product((3, 5, 10), (0.5, 1.0)):
        yield f"Rocchio, {passages} passages, × {weight}", partial(rocchio, passages=passages, weight=weight)
    for (passages, terms), weight in itertools.product(((5, 10), (10, 10), (10, 20)), (0.5, 1.0)):
        name = f"RM3, {passages} passages, {terms} words, × {weight}"
        yield name, partial(rm3, passages=passages, terms=terms, weight=weight)
    for weight in (0.5, 1.0):
        yield f"late interaction, × {weight}", partial(late, weight=weight)
        yield f"two best sentences, × {weight}", partial(two_best, weight=weight)
    for passages, weight in ((2, 0.3), (2, 0.5), (2, 0.8), (3, 0.5)):
        yield f"article's {passages} best, × {weight}", partial(supported, passages=passages, weight=weight)
    for days in (90.0, 365.0):
        yield f"freshness of {days:.0f} days, × 0.3", partial(slower, days=days, weight=0.3)


def depths(questions: Sequence[Asked], signal: Signal) -> NDArray[np.float64]:
    """The reading depth of each question."""
    found = []
    for each in questions:
        order = np.argsort(-(each.ships + signal(each)), kind="stable")[:SHOWN]
        found.append(depth_of([each.texts[place] for place in order], each.answer))
    return np.array(found)


def shares(found: NDArray[np.float64]) -> str:
    """The share of the questions whose answer is read within each depth."""
    return " ".join(f"{(found <= limit).mean():.3f}" for limit in DEPTHS)


async def main() -> None:
    """Print a line for each signal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=ROOT.parent / "shared" / "eval" / "realtimeqa")
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    rows = [json.loads(line) for line in (options.eval / "questions.jsonl").read_text("utf-8").splitlines()]
    async with await Coverage.open(load_settings(data=options.data)) as coverage:
        questions = [await asked(coverage, row) for row in rows]
    order = np.random.default_rng(0).permutation(len(questions))
    halves = order[: len(order) // 2], order[len(order) // 2 :]
    print(f"{'within 140 / 700 / 1,400 words':36} {'all':17}   {'one half':17}   the other")
    for name, signal in signals():
        found = depths(questions, signal)
        print(f"{name:36} {shares(found)}   {shares(found[halves[0]])}   {shares(found[halves[1]])}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
