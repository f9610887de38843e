"""How follow-ups are read: the pairs under `tests/questions`, against how they should be.

Prints the share read in exactly these words (case and punctuation aside), and the share read equivalently: understood
as the same kind of question, of the same speaker, outlet and time, with the same content words. Then how many questions
that stand by themselves (those of the other lists, and of RealTimeQA where it is there) are left alone after others.

Usage: python benchmarks/follow_ups.py [--misses]
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

from index.names import fold
from retrieval.follow_up import read_as
from retrieval.question import Question, understand
from retrieval.speakers import means
from retrieval.terms import content_terms

NOW = datetime(2031, 5, 1, tzinfo=UTC)
OUTLETS = ("The Daily Klaxon", "Tern Wire", "The Orvane Ledger")
AFTER = (
    "what did Ines Calloway say about the bridge",
    "how many people died in the fire",
    "who won the slalom in Bormio",
    "did the mayor resign",
)
FILES = ("follow_ups", "follow_ups_more")


def read(pair: dict[str, Any]) -> str:
    """What a pair's follow-up is read as; the follow-up itself where it stands by itself."""
    earlier = understand(pair["question"], now=NOW, outlets=OUTLETS)
    return read_as(earlier, pair["follow_up"], outlets=OUTLETS) or str(pair["follow_up"])


def is_exact(found: str, wanted: str) -> bool:
    """Whether two questions have the same words."""
    return fold(found) == fold(wanted)


def is_equivalent(found: str, wanted: str) -> bool:
    """Whether two questions are understood alike."""
    one, other = (understand(text, now=NOW, outlets=OUTLETS) for text in (found, wanted))
    return (
        one.kind == other.kind
        and _same_speaker(one, other)
        and (one.outlet, one.since, one.until) == (other.outlet, other.since, other.until)
        and _topic(one) == _topic(other)
    )


def _same_speaker(one: Question, other: Question) -> bool:
    if one.speaker is None or other.speaker is None:
        return one.speaker == other.speaker
    return means(one.speaker, other.speaker) or means(other.speaker, one.speaker)


def _topic(question: Question) -> set[str]:
    return {term.stem for term in (question.terms if question.speaker else content_terms(question.topic))}


def left_alone() -> tuple[int, list[str]]:
    """How many questions were asked after each of AFTER, and those that were not left alone."""
    paths = [ROOT / f"tests/questions/{name}.jsonl" for name in ("seeds", "seeds-second", "examples")]
    paths += [path for path in (ROOT.parent / "shared/eval/realtimeqa/questions.jsonl",) if path.is_file()]
    asked = [json.loads(line)["question"] for path in paths for line in path.read_text("utf-8").splitlines()]
    earlier = [understand(each, now=NOW, outlets=OUTLETS) for each in AFTER]
    return len(asked), [each for each in asked if any(read_as(one, each, outlets=OUTLETS) for one in earlier)]


def main() -> None:
    """Print a line for each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    for name in FILES:
        lines = (ROOT / f"tests/questions/{name}.jsonl").read_text(encoding="utf-8").splitlines()
        pairs = [json.loads(line) for line in lines]
        found = [read(pair) for pair in pairs]
        exact = [is_exact(said, pair["read_as"]) for said, pair in zip(found, pairs, strict=True)]
        alike = [e or is_equivalent(s, p["read_as"]) for e, s, p in zip(exact, found, pairs, strict=True)]
        print(f"{name:18} exact {sum(exact)} of {len(pairs)}, equivalent {sum(alike)} of {len(pairs)}")
        for pair, said, right in zip(pairs, found, alike, strict=True):
            if options.misses and not right:
                print(f"  {pair['id']} {pair['question']} | {pair['follow_up']}")
                print(f"    is     {said}")
                print(f"    wanted {pair['read_as']}")
    number, otherwise = left_alone()
    print(f"standing alone     left as they are {number - len(otherwise)} of {number}")
    for each in otherwise if options.misses else ():
        print(f"  {each}")


if __name__ == "__main__":
    main()
