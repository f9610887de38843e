"""Are copies of a story recognised, and only copies? Copies are made the way desks make them, of texts in a folder.

Prints, for each way a story is handled (whole, cut, edited, in other surroundings), the share recognised by MinHash
bands and shingles together; then, over all pairs of the articles as they are, the pairs taken for copies, to be read.

Usage: python benchmarks/copies.py [--articles ../shared/eval/realtimeqa/articles.jsonl] [--stories 300] [--pairs]
Without that file, stories of `benchmarks/invented_english.py` are handled, which share whole sentences with each other.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

from benchmarks.invented_english import stories
from index.copies import are_copies, bands, contained, shingles, signature

SEED = 7
SHORTEST = 150  # words: what is left of a shorter story after a cut would be no story


def cut(text: str, share: float) -> str:
    """The first part of the story, by paragraphs."""
    paragraphs = text.split("\n")
    words, kept = len(text.split()), list[str]()
    while paragraphs and sum(len(each.split()) for each in kept) < share * words:
        kept.append(paragraphs.pop(0))
    return "\n".join(kept)


def edited(text: str, rate: float, dice: random.Random) -> str:
    """Some words replaced, left out or added, as an editor does."""
    words = list[str]()
    for word in text.split(" "):
        lot = dice.random()
        if lot < rate / 3:
            continue
        words.append("some" if lot < 2 * rate / 3 else word)
        if 2 * rate / 3 <= lot < rate:
            words.append("also")
    return " ".join(words)


def surrounded(text: str, other: str) -> str:
    """The story with as much of another one's text after it as a page of teasers has."""
    return text + "\n" + " ".join(other.split()[:200])


HANDLED: dict[str, Callable[[str, str, random.Random], str]] = {
    "whole": lambda text, _, __: text,
    "upper case, straight quotes": lambda text, _, __: text.upper().replace("“", '"').replace("”", '"'),
    "first 3/4": lambda text, _, __: cut(text, 0.75),
    "first half": lambda text, _, __: cut(text, 0.5),
    "first quarter": lambda text, _, __: cut(text, 0.25),
    "2 % of words edited": lambda text, _, dice: edited(text, 0.02, dice),
    "5 % of words edited": lambda text, _, dice: edited(text, 0.05, dice),
    "10 % of words edited": lambda text, _, dice: edited(text, 0.10, dice),
    "half, 3 % edited": lambda text, _, dice: edited(cut(text, 0.5), 0.03, dice),
    "half, 3 % edited, other text": lambda text, other, dice: surrounded(edited(cut(text, 0.5), 0.03, dice), other),
}


def recognised(texts: Sequence[str], handle: Callable[[str, str, random.Random], str]) -> float:
    """The share of stories whose handled form is taken for a copy."""
    dice, found = random.Random(SEED), 0
    for number, text in enumerate(texts):
        one, other = shingles(text), shingles(handle(text, texts[number - 1], dice))
        met = set(bands(signature(one))) & set(bands(signature(other)))
        found += bool(met) and are_copies(one, other)
    return found / len(texts)


def taken(texts: Sequence[str]) -> list[tuple[float, int, int]]:
    """Pairs of the articles as they are that are taken for copies, with how much one holds of the other."""
    held = [shingles(text) for text in texts]
    meeting = defaultdict[int, list[int]](list)
    for number, each in enumerate(held):
        for key in bands(signature(each)):
            meeting[key].append(number)
    pairs = {pair for numbers in meeting.values() for pair in combinations(sorted(set(numbers)), 2)}
    print(f"{len(pairs)} pairs of {len(texts) * (len(texts) - 1) // 2} meet in a band")
    found = [(contained(held[one], held[two]), one, two) for one, two in pairs if are_copies(held[one], held[two])]
    return sorted(found, reverse=True)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, default=ROOT.parent / "shared/eval/realtimeqa/articles.jsonl")
    parser.add_argument("--stories", type=int, default=300)
    parser.add_argument("--pairs", action="store_true", help="print the pairs")
    options = parser.parse_args()
    if options.articles.is_file():
        lines = options.articles.read_text(encoding="utf-8").splitlines()
        articles = [(row["title"], row["text"]) for row in map(json.loads, lines)]
    else:
        articles = [(each.title, each.text) for each in stories(1500, seed=SEED)]
    long = [text for _, text in articles if len(text.split()) >= SHORTEST]
    sample = random.Random(SEED).sample(long, min(options.stories, len(long)))
    for name, handle in HANDLED.items():
        print(f"{name:32} recognised {recognised(sample, handle):.3f} of {len(sample)}")
    began = time.perf_counter()
    pairs = taken([text for _, text in articles])
    print(
        f"{len(pairs)} pairs taken for copies; {(time.perf_counter() - began) / len(articles) * 1000:.1f} ms an article"
    )
    for share, one, two in pairs if options.pairs else ():
        print(f"  {share:.2f}  {articles[one][0][:70]} | {articles[two][0][:70]}")


if __name__ == "__main__":
    main()
