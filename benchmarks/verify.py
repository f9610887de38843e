"""How well a quotation is verified: faithful and altered ones made from the coverage's own, each class a line.

The quotations are those that are found in the seed articles and in PolNeAR dev (in use as they lie, nothing of them
ships) and that the gold confirms, speaker included. Made from each: faithful forms (marks, case, punctuation, "…",
[brackets], joined over the attribution) and altered ones (word, number, negation, modal, invented tail, splice, cut
qualifier, wrong speaker, the reporter's paraphrase in quotation marks). What an alteration makes true elsewhere in the
coverage is left out. Accepted is `exact` or `trimmed`.

    python -P benchmarks/verify.py [--each 60] [--seed 1] [--errors 5] [--data DIR]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package
sys.path.append(str(ROOT / "benchmarks"))

from claims import SHARED, Item, make, read  # benchmarks/claims.py

from bot.service import Service
from config.settings import load_settings
from index.scope import Scope
from retrieval.verify import verify

ACCEPTED = {"exact", "trimmed"}


async def indexed(data: Path) -> None:
    """Index the seeds and PolNeAR dev, unless that was done."""
    settings = load_settings(data=data)
    async with Service(settings, "benchmark") as service:
        await service.index([SHARED / "seeds", SHARED / "eval" / "polnear" / "dev" / "text"], None, lambda _: None)


def measure(connection: sqlite3.Connection, items: Sequence[Item], errors: int) -> None:
    """Verify everything and print the table."""
    scope = Scope(now=datetime.now(UTC))
    ruled: dict[str, Counter[str]] = defaultdict(Counter)
    shown: Counter[str] = Counter()
    took = []
    right = {True: [0, 0], False: [0, 0]}
    for item in items:
        began = time.perf_counter()
        verdict = verify(connection, item.text, item.speaker, scope)
        took.append(time.perf_counter() - began)
        ruled[item.kind][verdict.ruling] += 1
        good = (verdict.ruling in ACCEPTED) is item.faithful
        right[item.faithful][0] += good
        right[item.faithful][1] += 1
        if not good and shown[item.kind] < errors:
            shown[item.kind] += 1
            print(f"! {item.kind}: {verdict.ruling} ({verdict.cause}) [{item.speaker}] {item.text!r}")
    _table(items, ruled)
    rates = [good / every for good, every in right.values() if every]
    print(f"\nfaithful accepted {right[True][0]}/{right[True][1]}, altered refused {right[False][0]}/{right[False][1]}")
    print(f"balanced accuracy {statistics.mean(rates):.3f} over {len(items)} claims")
    dangerous = sum(
        number
        for kind in ("wrong speaker", "paraphrase in quotation marks", "half a paraphrase")
        for ruling, number in ruled[kind].items()
        if ruling in ACCEPTED
    )
    print(f"accepted with the wrong speaker or as a dressed-up paraphrase: {dangerous}")
    print(f"a claim takes {statistics.median(took) * 1000:.0f} ms (p50), {max(took) * 1000:.0f} ms at most")


def _table(items: Sequence[Item], ruled: dict[str, Counter[str]]) -> None:
    kinds = {item.kind: item.faithful for item in items}
    print("\n| class | claims | right | verdicts |\n| --- | --- | --- | --- |")
    for kind, faithful in kinds.items():
        verdicts = ruled[kind]
        number = sum(verdicts.values())
        good = sum(count for ruling, count in verdicts.items() if (ruling in ACCEPTED) is faithful)
        told = ", ".join(f"{ruling} {count}" for ruling, count in verdicts.most_common())
        print(f"| {kind} | {number} | {good / number:.2f} | {told} |")


def main() -> None:
    """Read the call and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=60, help="at most so many claims of each class")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errors", type=int, default=0, help="show so many errors of each class")
    parser.add_argument("--data", type=Path, help="where the indexed articles are kept; else a folder for this run")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = arguments.data or Path(folder)
        asyncio.run(indexed(data))
        with closing(sqlite3.connect(f"{(data / 'coverage.sqlite').absolute().as_uri()}?mode=ro", uri=True)) as found:
            found.row_factory = sqlite3.Row
            source = read(found)
            print(f"{len(source.direct)} confirmed direct quotations, {len(source.indirect)} indirect ones")
            measure(found, make(source, arguments.each, random.Random(arguments.seed)), arguments.errors)


if __name__ == "__main__":
    main()
