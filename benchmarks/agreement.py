"""How far two annotations of the same articles agree on who said what: offsets and names only, no article text stored.

Each file maps an article's name to `{"sha256", "items": [{"start", "end", "speakers", "counts"}]}`. Spans agree by the
protocol of `quotations.py` (IoU >= 0.5, one to one); a speaker agrees if the two share a name. Items that do not count
(`counts` false: headlines, hints, what nobody said) are asked of nobody: matched to them, an item is left out.

    python -P benchmarks/agreement.py
    python -P benchmarks/agreement.py FIRST.json SECOND.json --texts FOLDER --list
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package
GOLD = ROOT / "tests" / "gold"


def _protocol() -> ModuleType:
    """The scoring of the other benchmark, so that people and the program are measured alike."""
    spec = importlib.util.spec_from_file_location("quotations_protocol", ROOT / "benchmarks" / "quotations.py")
    if spec is None or spec.loader is None:
        raise SystemExit("benchmarks/quotations.py: cannot be read; it stands beside this file in the repository")
    module = importlib.util.module_from_spec(spec)
    sys.modules["quotations_protocol"] = module
    spec.loader.exec_module(module)
    return module


def compare(protocol: ModuleType, first: Any, second: Any, disagreements: list[str]) -> tuple[int, int, int, int]:
    """(items of the first, of the second, matched, matched with one speaker) of one article that both annotated."""
    pairs = protocol.match(first.text, first.items, second.items)
    idle_first = {i for i, item in enumerate(first.items) if not item.counts}
    idle_second = {j for j, item in enumerate(second.items) if not item.counts}
    idle_first |= {i for i, j in pairs if j in idle_second}
    idle_second |= {j for i, j in pairs if i in idle_first}
    live = [(i, j) for i, j in pairs if i not in idle_first]
    agreed = [(i, j) for i, j in live if _shared(protocol, first.items[i], second.items[j])]
    for name, article, seen, idle in (
        ("only in the first", first, {i for i, _ in pairs}, idle_first),
        ("only in the second", second, {j for _, j in pairs}, idle_second),
    ):
        for n, item in enumerate(article.items):
            if n not in seen and n not in idle:
                disagreements.append(f"{name}: {article.name} {item.span.start}-{item.span.end}")
    for i, j in set(live) - set(agreed):
        disagreements.append(f"speaker: {first.name} {first.items[i].names} or {second.items[j].names}")
    return len(first.items) - len(idle_first), len(second.items) - len(idle_second), len(live), len(agreed)


def _shared(protocol: ModuleType, one: Any, other: Any) -> bool:
    return bool({protocol.tight_key(n) for n in one.names} & {protocol.tight_key(n) for n in other.names})


def main() -> None:
    """Print the agreement of two annotations."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("first", type=Path, nargs="?", default=GOLD / "seeds_first.json")
    arguments.add_argument("second", type=Path, nargs="?", default=GOLD / "seeds_second.json")
    arguments.add_argument("--texts", type=Path, default=ROOT.parent / "shared" / "seeds")
    arguments.add_argument("--list", action="store_true", help="print where they disagree, as offsets")
    options = arguments.parse_args()
    protocol = _protocol()
    other = {article.name: article for article in protocol.named(options.texts, options.second)}
    disagreements: list[str] = []
    rows = [
        compare(protocol, article, other[article.name], disagreements)
        for article in protocol.named(options.texts, options.first)
        if article.name in other
    ]
    mine, theirs, matched, agreed = (sum(column) for column in zip(*rows, strict=True))
    span_f = 2 * matched / (mine + theirs)
    print(f"{len(rows)} articles, {mine} and {theirs} items, {matched} matched: span F {span_f:.3f}")
    print(f"speaker the same on {agreed} of {matched}; joint F {2 * agreed / (mine + theirs):.3f}")
    for line in disagreements if options.list else ():
        print("   ", line)


if __name__ == "__main__":
    main()
