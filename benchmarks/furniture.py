"""What is hidden as furniture: the share of words per outlet, and the lines hidden most often, to be looked at.

Usage: python benchmarks/furniture.py PATH… [--every N] [--role ROLE] [--lines N]

PATH is a folder of .txt files or a .jsonl file of records with `text` and, optionally, `outlet` and `title`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

from index.blocks import HEADLINE_ROLES, blocks_of
from index.layout import lay_out, read_page
from index.passages import passages


class Item(NamedTuple):
    """One text and where it came from."""

    group: str
    name: str
    text: str
    title: str | None


def items_of(path: Path) -> Iterator[Item]:
    """All texts under a path."""
    if path.suffix == ".jsonl":
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            yield Item(record.get("outlet") or path.name, str(record.get("id")), record["text"], record.get("title"))
        return
    for file in sorted(path.glob("*.txt")) if path.is_dir() else [path]:
        text = file.read_bytes().decode("utf-8")
        yield Item(file.name.split("_")[0] if path.is_dir() else path.name, file.name, text, None)


def main() -> None:
    """Print the table and the lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every Nth text only")
    parser.add_argument("--role", default="", help="show only lines of this role")
    parser.add_argument("--lines", type=int, default=40)
    chosen = parser.parse_args()
    items = [item for path in chosen.paths for item in items_of(path)][:: chosen.every]
    words: dict[str, Counter[str]] = defaultdict(Counter)
    lines: Counter[tuple[str, str]] = Counter()
    sizes: list[int] = []
    began = time.perf_counter()
    for item in items:
        _measure(item, words[item.group], lines, sizes)
    _print(words, lines, chosen.role, chosen.lines)
    total = sum(count for counts in words.values() for count in counts.values())
    print(f"\n{len(items)} texts, {total} words, {total / (time.perf_counter() - began):,.0f} words/s (laid out twice)")
    sizes.sort()
    print("passage words, deciles:", [sizes[len(sizes) * step // 10] for step in range(10)], "most", sizes[-1])


def _measure(item: Item, words: Counter[str], lines: Counter[tuple[str, str]], sizes: list[int]) -> None:
    blocks = blocks_of(item.text, ())
    roles = read_page(blocks, item.title)[0]
    for block, role in zip(blocks, roles, strict=True):
        words[role] += block.words
        if role != "story":
            lines[role, block.text[:140]] += 1
    sizes += [
        len(passage.span.of(item.text).split()) for passage in passages(item.text, lay_out(item.text, title=item.title))
    ]


def _print(words: dict[str, Counter[str]], lines: Counter[tuple[str, str]], role: str, limit: int) -> None:
    print(f"{'source':<24}{'words':>9}{'furniture':>11}{'headings':>10}  most hidden roles")
    for group, counts in sorted(words.items()):
        total = max(1, sum(counts.values()))
        headings = sum(counts[name] for name in HEADLINE_ROLES)
        furniture = total - headings - counts["story"]
        most = [(name, count) for name, count in counts.most_common() if name not in {"story", *HEADLINE_ROLES}]
        print(f"{group[:23]:<24}{total:>9}{furniture / total:>10.2%}{headings / total:>10.2%}  {most[:6]}")
    print()
    for (name, line), count in [item for item in lines.most_common() if role in {"", item[0][0]}][:limit]:
        print(f"{count:>5} {name:<10} {line!r}")


if __name__ == "__main__":
    main()
