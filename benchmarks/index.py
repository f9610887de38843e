"""How fast coverage is indexed, end to end, beside nothing but the embedding of the same passages.

    python benchmarks/index.py [--passages 2000]

Invented news (`benchmarks/invented_english.py`), half of it in text files, half in one JSON Lines file, is read, laid
out, parsed, searched for quotations, stored in SQLite, embedded and put into Chroma by `Service.index` with the default
settings, start of the worker processes and loading of the models included. The yardstick is a bare
`SentenceTransformer.encode` (float32, torch's own number of threads, model loaded before the clock starts) of the very
strings that were embedded. Each is a process of its own, one after another, twice in turns, so that a neighbour who
comes or goes shows. Memory is the peak of a process and its children together, sampled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

from benchmarks.invented_english import stories

PASSAGES_A_STORY = 5


def write_stories(folder: Path, passages: int) -> None:
    """Half as `.txt` files, half as one `.jsonl`."""
    folder.mkdir()
    made = stories(passages // PASSAGES_A_STORY)
    half = len(made) // 2
    for number, story in enumerate(made[:half]):
        (folder / f"story-{number}.txt").write_text(f"{story.title}\n\n{story.text}\n", encoding="utf-8")
    records = [
        {
            "id": f"wire-{number}",
            "title": story.title,
            "outlet": story.outlet,
            "published": story.published,
            "text": story.text,
        }
        for number, story in enumerate(made[half:])
    ]
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (folder / "wire.jsonl").write_text(lines, encoding="utf-8")


async def index(folder: Path, data: Path) -> dict[str, Any]:
    """Index the folder twice, in this process: seconds of each, seconds by stage, counts."""
    from bot.service import Service  # noqa: PLC0415 - in the child only
    from config.settings import load_settings  # noqa: PLC0415

    stages: dict[str, float] = {}
    began = time.perf_counter()
    async with Service(load_settings(data=data), "benchmarks/index.py") as service:
        done = await service.index([folder], None, lambda at: stages.update({at.stage: at.seconds}))
        first = time.perf_counter() - began
        began = time.perf_counter()
        again = await service.index([folder], None, lambda _: None)
        second = time.perf_counter() - began
    if done.failed or again.unchanged != done.added:
        raise RuntimeError(f"{done.failed[:3]}; {again.unchanged} of {done.added} unchanged the second time")
    return {
        "seconds": first,
        "again": second,
        "stages": stages,
        "articles": done.added,
        "passages": done.passages,
        "quotations": done.quotations,
    }


def encode(data: Path) -> dict[str, Any]:
    """Embed the strings of every passage with the bare model, in this process: seconds."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    from config.settings import EmbedderSettings  # noqa: PLC0415 - in the child only
    from index.models import resolve_embedder  # noqa: PLC0415

    settings = EmbedderSettings()
    with closing(sqlite3.connect(data / "coverage.sqlite")) as connection:
        rows = connection.execute(
            "SELECT p.context || substr(r.text, p.start + 1, p.end - p.start) FROM passage p"
            " JOIN revision r ON r.name = p.revision"
        )
        texts = [row[0] for row in rows]
    folder = resolve_embedder(settings.model, settings.sha256).folder
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    model.encode(texts[:8], show_progress_bar=False)
    began = time.perf_counter()
    model.encode(texts, show_progress_bar=False)
    return {"seconds": time.perf_counter() - began, "words": sum(len(text.split()) for text in texts)}


def in_child(*arguments: str) -> dict[str, Any]:
    """One measurement in a process of its own, with the peak memory (MB) of it and its children together."""
    command = [sys.executable, __file__, *arguments]
    peak = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        while child.poll() is None:
            peak = max(peak, _memory(child.pid))
            time.sleep(0.2)
        said = child.stdout.read() if child.stdout else ""
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return {**found, "peak": peak}


def _memory(process: int) -> float:
    total = 0
    try:
        parent = psutil.Process(process)
        for each in (parent, *parent.children(recursive=True)):
            total += each.memory_info().rss
    except psutil.NoSuchProcess:
        return 0.0
    return total / 2**20


def run(passages: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, data, before = Path(scratch, "news"), Path(scratch, "data"), Path(scratch, "before")
        write_stories(folder, passages)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
        ours = in_child("--index", str(folder), str(data))
        bare = in_child("--encode", str(data))
        repeated = in_child("--index", str(folder), str(before))
        bare_again = in_child("--encode", str(before))
    for name, row in (("index", ours), ("bare encode", bare), ("index", repeated), ("bare encode", bare_again)):
        rate = ours["passages"] / row["seconds"]
        print(f"{name:12} {row['seconds']:7.1f} s {rate:7.1f} passages/s, peak {row['peak']:.0f} MB")
    print(f"stages of the last: {', '.join(f'{stage} {s:.1f} s' for stage, s in repeated['stages'].items())}")
    counts = ", ".join(f"{ours[name]} {name}" for name in ("articles", "passages", "quotations"))
    print(f"{counts}, {bare['words']} words")
    ratio = (bare["seconds"] + bare_again["seconds"]) / (ours["seconds"] + repeated["seconds"])
    print(f"throughput of index ÷ bare encode: {ratio:.2f}")
    print(f"unchanged, a second time: {ours['again']:.2f} s and {repeated['again']:.2f} s")


def main() -> None:
    """Read the call and run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=2000)
    parser.add_argument("--index", type=Path, nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--encode", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.index:
        print(json.dumps(asyncio.run(index(*arguments.index))))
    elif arguments.encode:
        print(json.dumps(encode(arguments.encode)))
    else:
        run(arguments.passages)


if __name__ == "__main__":
    main()
