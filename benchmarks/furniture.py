"""What is hidden as furniture: the share of words per outlet, and the lines hidden most often, to be looked at.

Usage: python benchmarks/furniture.py [PATH…] [--every N] [--role ROLE] [--lines N]

PATH is a folder of .txt files or a .jsonl file of records with `text` and, optionally, `outlet` and `title`. Before
that, precision and recall on the labelled pages of tests/index/pages are printed, by the page alone and with what
recurs on the outlet's pages.
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
ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package
sys.path.append(str(ROOT / "tests" / "index"))

from pages_support import OUTLETS, LabelledPage, pages_of

from index.blocks import HEADLINE_ROLES, blocks_of
from index.furniture.recurring import find_recurring
from index.layout import lay_out, read_lines, read_page
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
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every Nth text only")
    parser.add_argument("--role", default="", help="show only lines of this role")
    parser.add_argument("--lines", type=int, default=40)
    chosen = parser.parse_args()
    _print_labelled()
    if not chosen.paths:
        return
    items = [item for path in chosen.paths for item in items_of(path)][:: chosen.every]
    words: dict[str, Counter[str]] = defaultdict(Counter)
    lines: Counter[tuple[str, str]] = Counter()
    sizes: list[int] = []
    began = time.perf_counter()
    known = _learned(items)
    for item in items:
        _measure(item, known[item.group], words[item.group], lines, sizes)
    _print(words, lines, chosen.role, chosen.lines)
    total = sum(count for counts in words.values() for count in counts.values())
    rate = total / (time.perf_counter() - began)
    print(f"\n{len(items)} texts, {total} words, {rate:,.0f} words/s (laid out three times)")
    sizes.sort()
    print("passage words, deciles:", [sizes[len(sizes) * step // 10] for step in range(10)], "most", sizes[-1])


def _print_labelled() -> None:
    """Precision and recall by lines; a line of the story or of its headlines that is hidden counts as wrong."""
    print(f"{'labelled pages':<24}{'alone: precision':>18}{'recall':>8}{'recurring: precision':>22}{'recall':>8}")
    for outlet in OUTLETS:
        pages = [page for gap in ("\n\n", "\n") for page in pages_of(outlet, gap)]
        known = find_recurring([read_lines(page.text) for page in pages_of(outlet, "\n\n")])
        (alone, found), (learned, found_then) = _hits(pages, frozenset()), _hits(pages, known)
        print(f"{outlet:<24}{alone:>18.3f}{found:>8.3f}{learned:>22.3f}{found_then:>8.3f}")
    print()


def _hits(pages: list[LabelledPage], known: frozenset[int]) -> tuple[float, float]:
    right = wrong = every = 0
    for page in pages:
        furniture = lay_out(page.text, recurring=known).furniture
        for label, line in page.lines:
            hidden = any(span.overlaps(line) for span in furniture)
            right += hidden and label == "F"
            wrong += hidden and label != "F"
            every += label == "F"
    return right / max(1, right + wrong), right / max(1, every)


def _learned(items: list[Item]) -> dict[str, frozenset[int]]:
    """For each group, what recurs on its pages."""
    groups = {item.group for item in items}
    return {
        group: find_recurring([read_lines(item.text, title=item.title) for item in items if item.group == group])
        for group in groups
    }


def _measure(
    item: Item, known: frozenset[int], words: Counter[str], lines: Counter[tuple[str, str]], sizes: list[int]
) -> None:
    blocks = blocks_of(item.text, ())
    roles = read_page(blocks, item.title, known).roles
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
