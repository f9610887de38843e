"""What each precision of the embedder costs, and how near it stays to float32.

Each row is a process of its own, so that its memory is its own; rows run one after another. All ratios are to the first
row of the same run, float32 on one thread: the times themselves say more about the machine and its other guests than
about the code. Passages have 140 words; without `--texts` (a file of records with a `text`) they are drawn from an
invented vocabulary, whose words fall into more word pieces: good for comparing speed, not for judging agreement.

Usage: python benchmarks/embedder.py [--passages 160] [--texts FILE.jsonl] [--threads 2]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package
ROWS = (("float32", 1), ("float32", 0), ("bfloat16", 0), ("int8", 1), ("int8", 0))
QUESTION = "Who said that the bridge would stay closed until the spring?"
WORDS_A_PASSAGE = 140


def passages(number: int, file: Path | None) -> list[str]:
    """Texts of 140 words, the same in every process."""
    dice = random.Random(5)
    if file is None:
        syllables = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]
        words = ["".join(dice.choices(syllables, k=dice.randint(1, 2))) for _ in range(3000)]
        return [" ".join(dice.choices(words, k=WORDS_A_PASSAGE)) for _ in range(number)]
    texts = [json.loads(line)["text"].split() for line in file.read_text(encoding="utf-8").splitlines()]
    every = [
        " ".join(words[start : start + WORDS_A_PASSAGE])
        for words in texts
        for start in range(0, len(words) - WORDS_A_PASSAGE, WORDS_A_PASSAGE)
    ]
    return dice.sample(every, min(number, len(every)))


def measure(precision: str, threads: int, texts: list[str]) -> dict[str, Any]:
    """One row, in this process: seconds, milliseconds and megabytes."""
    import psutil  # noqa: PLC0415 - in the child only, as the rest

    from config.settings import EmbedderSettings  # noqa: PLC0415
    from index.embedder import load_embedder  # noqa: PLC0415

    began = time.perf_counter()
    settings = EmbedderSettings.model_validate({"precision": precision, "threads": threads})
    embedder = load_embedder(settings)
    embedder.encode_query(QUESTION)
    loaded = time.perf_counter() - began
    waits = sorted(_milliseconds(lambda: embedder.encode_query(QUESTION)) for _ in range(100))
    embedder.encode_passages(texts[:8])
    began, worked = time.perf_counter(), time.process_time()
    vectors = embedder.encode_passages(texts)
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    return {
        "load": loaded,
        "p50": waits[50],
        "p95": waits[95],
        "rate": len(texts) / seconds,
        "cpu": 1000 * cpu / len(texts),
        "rss": psutil.Process().memory_info().rss / 2**20,
        "vectors": vectors[:40].tolist(),
    }


def _milliseconds(call: Any) -> float:
    began = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began)


def in_child(precision: str, threads: int, arguments: argparse.Namespace) -> dict[str, Any]:
    """One row, in a process of its own."""
    command = [sys.executable, __file__, "--row", precision, "--threads", str(threads)]
    command += ["--passages", str(arguments.passages)]
    command += ["--texts", str(arguments.texts)] if arguments.texts else []
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def table(arguments: argparse.Namespace) -> None:
    """Run all rows and print them."""
    in_child("int8", 1, argparse.Namespace(passages=8, texts=None))  # makes the export, where it is not yet made
    heads = "".join(f"{head:>15}" for head in ("load s", "query p50 ms", "query p95 ms", "passages/s"))
    print(f"{'':15}{heads}{'CPU ms':>9}{'RSS MB':>8}{'cosine':>8}")
    base: dict[str, Any] = {}
    for precision, given in ROWS:
        threads = given or arguments.threads
        row = in_child(precision, threads, arguments)
        base = base or row
        cells = "".join(f"{row[key]:>7.1f} ({row[key] / base[key]:4.2f}×)" for key in ("load", "p50", "p95", "rate"))
        cosine = float((np.array(row["vectors"]) * np.array(base["vectors"])).sum(axis=1).mean())
        print(f"{precision:9}{threads} thr {cells}{row['cpu']:>9.1f}{row['rss']:>8.0f}{cosine:>8.4f}")


def main() -> None:
    """Read the call and run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=160)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--row", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.row is None:
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; {arguments.passages} passages")
        table(arguments)
        return
    row = measure(arguments.row, arguments.threads, passages(arguments.passages, arguments.texts))
    print(json.dumps(row))


if __name__ == "__main__":
    main()
