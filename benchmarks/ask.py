"""What a question costs over a large coverage, stage by stage, and how many times the least that it could cost.

    python benchmarks/ask.py [--passages 20000] [--questions 100] [--data DIR]

The coverage is invented (`benchmarks/invented.py`): real rows in SQLite, real vectors in Chroma, drawn at random; the
questions are embedded by the real embedder of the default settings. The floor of a question is what nobody can do
without: the bare model (float32, one thread of torch) embeds it, and Chroma is asked once for ten neighbours. Floor and
answer are measured in turns, question by question, so that a busy machine slows both. The ratio is what to read.

Memory is that of a process that only opens the coverage and asks. `--data` keeps the coverage for the next run.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import functools
import inspect
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

import numpy as np

import index.coverage
import retrieval.engine
import retrieval.gather
from benchmarks.invented import Article, Inventor
from benchmarks.invented import questions as invented_questions
from bot.cli.running import keep_for_good
from bot.service import Service
from config.settings import EmbedderSettings, Settings, load_settings
from index.build import generation_folder, vector_key
from index.database import Database
from index.embedder import load_embedder
from index.embedding.late import KEPT, Tokens
from index.embedding.whole import Encoded
from index.model import Published, revision_name
from index.models import resolve_embedder
from index.scope import Scope
from index.tables import articles, embeddings, passages, quotations
from index.tables.articles import ArticleFacts
from index.tables.embeddings import Generation, Pending
from index.vectors import VectorStore

NOW = datetime(2031, 5, 1, tzinfo=UTC)
TOPICS = 300
BESIDE = "first reads (words, summary)"
# Where each stage of an answer is: what is looked up there by name when a question is asked. The first reads run beside
# embedding and nearest; the other stages follow one another.
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("understanding", retrieval.engine.Retriever, "_read"),
    (BESIDE, retrieval.gather, "_read_words"),
    ("embedding", index.coverage.Coverage, "read_question"),
    ("nearest", index.coverage.Coverage, "nearest"),
    ("sentences' similarity", retrieval.gather, "_similarities"),
    ("scoring of words in scope", retrieval.gather, "_reworded"),
    ("fusing", retrieval.gather, "fuse"),
    ("weighing", retrieval.engine, "weigh_units"),
    ("judging", retrieval.engine, "judge"),
    ("choosing and verifying", retrieval.engine.Retriever, "_show"),
    ("what was searched", retrieval.engine.Retriever, "_searched"),
)


class Stages:
    """Adds up the seconds of each stage of one question, by wrapping the functions that do them."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        for stage, owner, name in STAGES:
            setattr(owner, name, self._timed(stage, getattr(owner, name)))

    def _timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(work)
        async def later(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return await work(*args, **kwargs)
            finally:
                self.spent[stage] += time.perf_counter() - began

        @functools.wraps(work)
        def now(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                self.spent[stage] += time.perf_counter() - began

        return later if inspect.iscoroutinefunction(work) else now


def _facts(article: Article) -> ArticleFacts:
    return ArticleFacts(
        source=article.source,
        origin="/invented.jsonl",
        revision=revision_name(article.text),
        encoding="utf-8",
        title=article.title,
        outlet=article.outlet,
        published=Published(NOW - timedelta(days=article.day), "day"),
        url=article.source,
        authors=(),
        desk=None,
        embargo_until=None,
        quotable=True,
        furniture=(),
        headings=(),
        analysis="invented",
        given="{}",
    )


def _store(connection: Any, part: Sequence[Article]) -> None:
    for article in part:
        facts = _facts(article)
        number = articles.save_article(connection, facts, article.text, NOW)
        context = [f"{article.title}. {article.outlet}\n"] * len(article.passages)
        passages.save_passages(connection, number, facts.revision, article.text, article.passages, contexts=context)
        quotations.save_quotations(connection, number, facts.revision, article.quotations)


async def build(data: Path, made: Sequence[Article], settings: Settings) -> None:
    """Write the invented articles and a live generation of random vectors, clustered as topics are."""
    embedder = load_embedder(settings.embedder)
    async with await Database.open(data / "coverage.sqlite") as database:
        for first in range(0, len(made), 500):
            await database.write(_store, made[first : first + 500])
        live = await database.write(
            embeddings.new_generation,
            embedder.fingerprint,
            embedder.model,
            settings.embedder.model_dump_json(),
            embedder.dimensions,
            NOW,
        )
        with VectorStore.open(generation_folder(data, live.id)) as store:
            await _fill(database, live, store)
        await database.write(embeddings.switch_generation, live.id)


async def _fill(database: Database, live: Generation, store: VectorStore) -> None:
    dice = np.random.default_rng(7)
    topics = dice.standard_normal((TOPICS, live.dimensions)).astype(np.float32)
    while batch := await database.read(embeddings.pending, live.id, 1000):
        loose = topics[dice.integers(TOPICS, size=len(batch))]
        whole = _unit(loose + dice.standard_normal(loose.shape).astype(np.float32))
        made = [
            Encoded(
                vector,
                _unit(vector + 0.05 * dice.standard_normal((len(each.sentences), len(vector)))),
                _tokens(dice, each),
            )
            for vector, each in zip(whole, batch, strict=True)
        ]
        keys = [vector_key(live.fingerprint, each.embedded) for each in batch]
        await database.write(embeddings.cache_vectors, keys, made)
        store.upsert([str(each.passage) for each in batch], whole)
        await database.write(embeddings.note_vectors, live.id, batch)


def _tokens(dice: np.random.Generator, passage: Pending) -> Tokens:
    """As many words as the passage has, in its sentences' order, of no meaning: they cost what others cost."""
    sentences = [at for at, each in enumerate(passage.sentences) for _ in passage.text[each.start : each.end].split()]
    made = dice.integers(-40, 40, size=(len(sentences), KEPT + 1), dtype=np.int8)
    made[:, KEPT] = np.minimum(sentences, 126)
    return made


def _unit(vectors: Any) -> Any:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


class Floor:
    """The least that a question can cost: the bare model on one thread, and one bare query of Chroma."""

    def __init__(self, settings: EmbedderSettings, folder: Path) -> None:
        import chromadb  # noqa: PLC0415 - with torch below, only for those who measure the floor
        import torch  # noqa: PLC0415
        from chromadb.config import Settings as ChromaSettings  # noqa: PLC0415
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415

        torch.set_num_threads(1)
        model = resolve_embedder(settings.model, settings.sha256)
        self._model = SentenceTransformer(str(model.folder), device="cpu", local_files_only=True)
        self._client = chromadb.PersistentClient(str(folder), settings=ChromaSettings(anonymized_telemetry=False))
        (self._rows,) = self._client.list_collections()

    def __call__(self, question: str) -> None:
        """Embed the question and find ten neighbours."""
        vector = self._model.encode(question, show_progress_bar=False)
        self._rows.query(query_embeddings=vector[np.newaxis, :], n_results=10, include=["distances"])

    def close(self) -> None:
        """Let go of the directory."""
        self._client.close()  # type: ignore[attr-defined] # `ClientAPI` does not declare what every client has


async def measure(settings: Settings, asked: Sequence[str]) -> None:
    """Ask every question, in turns with the floor, and print the table."""
    spent: dict[str, list[float]] = defaultdict(list)
    async with Service(settings, "benchmarks/ask.py", lambda: NOW) as service:
        await service.warm()
        keep_for_good()  # as the bot does
        live = await service.coverage.live()
        if live is None:
            raise RuntimeError("the invented coverage has no live generation; delete the folder and run again")
        stages = Stages()
        with contextlib.closing(Floor(settings.embedder, generation_folder(settings.data, live.id))) as floor:
            await _ask_all(service, floor, stages, asked[:5], defaultdict(list))
            answered = await _ask_all(service, floor, stages, asked, spent)
    _print(spent, answered)


async def _ask_all(
    service: Service, floor: Floor, stages: Stages, asked: Sequence[str], spent: dict[str, list[float]]
) -> int:
    """Seconds by stage of each question; how many were answered."""
    answered = 0
    for question in asked:
        began = time.perf_counter()
        floor(question)
        spent["floor"].append(time.perf_counter() - began)
        stages.spent.clear()
        began = time.perf_counter()
        answered += (await service.ask(question, Scope(now=NOW))).answered
        total = time.perf_counter() - began
        for stage, _, _ in STAGES:
            spent[stage].append(stages.spent[stage])
        aside = min(stages.spent[BESIDE], stages.spent["embedding"] + stages.spent["nearest"])
        spent["everything else"].append(total - sum(stages.spent.values()) + aside)
        spent["total"].append(total)
    return answered


def _print(spent: dict[str, list[float]], answered: int) -> None:
    print(f"{'stage':40}{'p50 ms':>9}{'p95 ms':>9}")
    for stage in (*(name for name, _, _ in STAGES), "everything else", "total", "floor"):
        print(f"{stage:40}{1000 * statistics.median(spent[stage]):9.1f}{1000 * _p95(spent[stage]):9.1f}")
    middle = statistics.median(spent["total"]) / statistics.median(spent["floor"])
    late = _p95(spent["total"]) / _p95(spent["floor"])
    print(f"total ÷ floor: p50 {middle:.2f}, p95 {late:.2f}; answered {answered} of {len(spent['total'])}")


def _p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(0.95 * (len(seconds) - 1))]


def peak_memory() -> float:
    """The most memory that this process ever held, in MB (Linux; `ru_maxrss` would begin with the parent's)."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else float("nan")


async def only_ask(settings: Settings, asked: Sequence[str]) -> None:
    """Ask, and print the peak memory of this process in MB: run in a process of its own."""
    async with Service(settings, "benchmarks/ask.py", lambda: NOW) as service:
        for question in asked:
            await service.ask(question, Scope(now=NOW))
    print(peak_memory())


def _peak_memory(data: Path, asked: Sequence[str]) -> float:
    command = [sys.executable, __file__, "--data", str(data), "--only-ask"]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True)
    return float(done.stdout.splitlines()[-1])


def run(settings: Settings, number: int, asking: int) -> None:
    """Make the coverage if need be, measure, print."""
    inventor = Inventor()
    made = list(inventor.articles(number))
    if not (settings.data / "coverage.sqlite").exists():
        asyncio.run(build(settings.data, made, settings))
    asked = invented_questions(inventor, made, asking)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {number} passages, {len(asked)} questions")
    asyncio.run(measure(settings, asked))
    print(f"peak memory of a process that only asks: {_peak_memory(settings.data, asked[:30]):.0f} MB")


def main() -> None:
    """Read the call and run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--only-ask", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only_ask:
        asyncio.run(only_ask(load_settings(data=arguments.data), json.load(sys.stdin)))
        return
    with tempfile.TemporaryDirectory() as folder:
        data = arguments.data or Path(folder)
        run(load_settings(data=data), arguments.passages, arguments.questions)


if __name__ == "__main__":
    main()
