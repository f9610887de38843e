"""Does the ranking find the answer? RealTimeQA: 146 quiz questions over 1,500 articles, not part of this repository.

Prints recall of the answer string within the first 140 / 700 / 1,400 words of the ranked passages (equal reading,
however long passages are), the share of questions with the answer in one of the first five excerpts, and, asking again
with the articles that hold the answer excluded, the AUROC of the confidence and the mean of answered and abstained.

Usage: python benchmarks/realtimeqa.py [--data FOLDER] [--eval ../shared/eval/realtimeqa] [--tokenizers] [--only N]
A folder given by --data is indexed once and used again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

import numpy as np
from sklearn.metrics import roc_auc_score

from bot.service import Service
from config.settings import load_settings
from index.scope import Scope
from retrieval.terms import any_of, content_terms

DEPTHS = (140, 700, 1400)
TOKENIZERS = (
    "porter unicode61 remove_diacritics 2",
    "unicode61 remove_diacritics 2",
    "trigram",
)


def normalised(text: str) -> str:
    """Lower-case words of letters and digits, between single spaces."""
    return " " + " ".join(re.findall(r"[a-z0-9]+", text.lower())) + " "


def depth_of(texts: Sequence[str], answer: str) -> float:
    """How many words one reads until the answer string has been read; infinity if it never comes."""
    read = ""
    for text in texts:
        read += text + "\n"
        before = normalised(read)
        at = before.find(normalised(answer))
        if at >= 0:
            return len(before[:at].split()) + len(answer.split())
    return float("inf")


def recall(depths: Sequence[float]) -> str:
    """Share of the questions whose answer is read within each depth."""
    return "  ".join(f"{limit} words {np.mean([depth <= limit for depth in depths]):.3f}" for limit in DEPTHS)


def at(question: dict[str, Any]) -> Scope:
    """The scope of a question, asked on its own day."""
    return Scope(now=datetime.fromisoformat(question["date"]).replace(tzinfo=UTC))


async def ranked(service: Service, questions: Sequence[dict[str, Any]]) -> list[float]:
    """Reading depth of each question in the fused ranking."""
    depths = []
    for question in questions:
        found = await service.search(question["question"], at(question), k=30)
        depths.append(depth_of([each.text for each in found], question["answer"]))
    return depths


async def answers(service: Service, questions: Sequence[dict[str, Any]]) -> None:
    """Excerpts and abstention, with the answer there and with it left out."""
    rows = []
    for question in questions:
        scope = at(question)
        there = await service.ask(question["question"], scope)
        gone = Scope(now=scope.now, exclude=frozenset(question["answer_in"]))
        without = await service.ask(question["question"], gone)
        shown = there.excerpts or there.closest
        held = any(normalised(question["answer"]) in normalised(each.text) for each in shown[:5])
        rows.append((held, there.confidence, there.answered, without.confidence, without.answered))
    held, sure, said, unsure, unsaid = (np.array(column) for column in zip(*rows, strict=True))
    auroc = roc_auc_score([1] * len(sure) + [0] * len(unsure), [*sure, *unsure])
    print(f"an excerpt among the first five holds it   {held.mean():.3f}")
    print(f"AUROC of the confidence, answer left out   {auroc:.3f}")
    print(
        f"answers when it is there {said.mean():.3f}, abstains when it is gone {1 - unsaid.mean():.3f}, "
        f"mean {(said.mean() + 1 - unsaid.mean()) / 2:.3f}"
    )


def compare_tokenizers(database: Path, questions: Sequence[dict[str, Any]]) -> None:
    """Reading depth with BM25 alone, by FTS5 tokenizer, in a scratch copy of the words."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as coverage:
        rows = coverage.execute(
            "SELECT p.context, substr(r.text, p.start + 1, p.end - p.start) FROM passage p JOIN revision r"
            " ON r.name = p.revision"
        ).fetchall()
    for tokenizer in TOKENIZERS:
        scratch = sqlite3.connect(":memory:")
        scratch.execute(f"CREATE VIRTUAL TABLE scratch USING fts5 (context, words, tokenize = '{tokenizer}')")
        scratch.executemany("INSERT INTO scratch VALUES (?, ?)", rows)
        depths = []
        for question in questions:
            match = any_of(content_terms(question["question"]))
            sql = "SELECT words FROM scratch WHERE scratch MATCH ? ORDER BY bm25(scratch, 0.5, 1.0) LIMIT 30"
            depths.append(depth_of([row[0] for row in scratch.execute(sql, (match,))], question["answer"]))
        print(f"BM25, {tokenizer:40} {recall(depths)}")


async def main() -> None:
    """Index once, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=ROOT.parent / "shared" / "eval" / "realtimeqa")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--tokenizers", action="store_true")
    parser.add_argument("--only", type=int, help="only the first N questions")
    options = parser.parse_args()
    lines = (options.eval / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines][: options.only]
    with tempfile.TemporaryDirectory() as scratch:
        data = options.data or Path(scratch)
        async with Service(load_settings(data=data), "benchmarks/realtimeqa.py") as service:
            await service.index([options.eval / "articles.jsonl"], None, lambda _: None)
            if options.tokenizers:
                compare_tokenizers(data / "coverage.sqlite", questions)
            print(f"fused ranking {' ' * 32} {recall(await ranked(service, questions))}")
            await answers(service, questions)


if __name__ == "__main__":
    asyncio.run(main())
