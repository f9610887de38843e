"""What a claim's words come nearest to, and how the two differ, word by word. Pure.

Alignment: the window of a text that is most like the claim (rapidfuzz's partial ratio), then the fewest word edits
within it (Levenshtein 1966).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from retrieval.verification.reading import Stream
from retrieval.verification.tokens import Word, is_modal, is_negation, is_number, weigh

Kind = Literal["changed", "dropped", "added"]
What = Literal["number", "negation", "modal", "word"]

# A window less like the claim than this (0…100) is not looked at word by word.
_NEAR = 45.0
_WIDER = 4
# A text shorter than this part of the claim cannot hold enough of it.
_SHORTEST = 0.4
# The least of the claim, by weight of words, that must stand in a window for the claim to come from there.
SHARE = 0.55
_LEAST_WEIGHT = 1.5
# A run of the claim's words that stands somewhere just so: at least so many words, of so much weight.
_RUN_WORDS, _RUN_WEIGHT = 3, 1.5
# Runs from different places that together make up this share of a claim: it was spliced.
_SPLICED = 0.8
# A run of this share of the claim's words, with at least so many that come from nowhere: they were invented.
_TAILED, _TAIL_WORDS = 0.35, 3


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between a claim and the source.

    Attributes:
        given: the claim's words: numbers `start` to before `end` of its words.
        source: the source's words: numbers of the stream's words.
        what: the weightiest thing that it touches.
    """

    kind: Kind
    what: What
    given: tuple[int, int]
    source: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Near:
    """Where a stream comes nearest to a claim.

    Attributes:
        share: of the claim's words, by weight, how much stands there in the same order (0…1).
    """

    stream: Stream
    start: int
    end: int
    share: float
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Words `start` to before `end` of a claim that stand in a stream without a gap, from its word `at`."""

    start: int
    end: int
    stream: Stream
    at: int


def nearest(words: Sequence[Word], stream: Stream) -> Near | None:
    """The window of a stream that is most like a claim's words; None if nothing there is."""
    keys = [word.key for word in words]
    if not keys or not stream.words:
        return None
    start, end = _window(" ".join(keys), stream)
    if start >= end:
        return None
    theirs = [word.key for word in stream.words[start:end]]
    edits = [(op.tag, op.src_start, op.src_end, op.dest_start, op.dest_end) for op in Levenshtein.opcodes(theirs, keys)]
    while edits and edits[0][0] == "delete":
        edits.pop(0)
    while edits and edits[-1][0] == "delete":
        edits.pop()
    if not any(edit[0] == "equal" for edit in edits):
        return None
    equal = sum(weigh(keys[edit[3] : edit[4]]) for edit in edits if edit[0] == "equal")
    if equal < min(_LEAST_WEIGHT, weigh(keys) / 2):
        return None
    first, last = start + edits[0][1], start + edits[-1][2]
    return Near(stream, first, last, equal / weigh(keys), tuple(_differences(edits, keys, theirs, start)))


def _window(claim: str, stream: Stream) -> tuple[int, int]:
    """Numbers of the first word of the window and of the one after its last."""
    every = (0, len(stream.words))
    if len(stream.string) < _SHORTEST * len(claim):
        return 0, 0
    if len(stream.string) <= len(claim) + 2:
        return every if fuzz.partial_ratio(claim, stream.string) >= _NEAR else (0, 0)
    found = fuzz.partial_ratio_alignment(claim, stream.string, score_cutoff=_NEAR)
    if found is None:
        return 0, 0
    start, end = stream.word_at(found.dest_start), stream.word_at(max(found.dest_start, found.dest_end - 1)) + 1
    return max(0, start - _WIDER), min(len(stream.words), end + _WIDER)


def _differences(
    edits: Sequence[tuple[str, int, int, int, int]], ours: Sequence[str], theirs: Sequence[str], offset: int
) -> Iterator[Difference]:
    """The edits that change something, neighbours taken together."""
    open_edit: list[int] | None = None
    for tag, *place in [*edits, ("equal", 0, 0, 0, 0)]:
        if tag != "equal":
            open_edit = [*place] if open_edit is None else [open_edit[0], place[1], open_edit[2], place[3]]
        elif open_edit is not None:
            source, given = (open_edit[0], open_edit[1]), (open_edit[2], open_edit[3])
            what = what_differs(theirs[slice(*source)], ours[slice(*given)])
            kind: Kind = "added" if source[0] == source[1] else "dropped" if given[0] == given[1] else "changed"
            yield Difference(kind, what, given, (source[0] + offset, source[1] + offset))
            open_edit = None


def what_differs(theirs: Sequence[str], ours: Sequence[str]) -> What:
    """The weightiest thing that is in one of the two and not in the other."""
    there, here = Counter(theirs), Counter(ours)
    differ = {*(there - here), *(here - there)}
    if any(map(is_number, differ)):
        return "number"
    if any(map(is_negation, differ)):
        return "negation"
    return "modal" if any(map(is_modal, differ)) else "word"


def runs(words: Sequence[Word], streams: Sequence[Stream]) -> list[Run]:
    """The longest runs of a claim's words, from its beginning on, that stand somewhere just so."""
    keys = [word.key for word in words]
    found, start = [], 0
    while start <= len(keys) - _RUN_WORDS:
        run = _longest(keys, start, streams)
        if run is None:
            start += 1
        else:
            found.append(run)
            start = run.end
    return found


def _longest(keys: Sequence[str], start: int, streams: Sequence[Stream]) -> Run | None:
    end, best = start + _RUN_WORDS, None
    holding = list(streams)
    while end <= len(keys):
        phrase = f" {' '.join(keys[start:end])} "
        holding = [stream for stream in holding if phrase in stream.string]
        if not holding:
            break
        best, end = holding[0], end + 1
    end -= 1
    if best is None or weigh(keys[start:end]) < _RUN_WEIGHT:
        return None
    at = best.string.find(f" {' '.join(keys[start:end])} ")
    return Run(start, end, best, best.word_at(at + 1))


def spliced(words: Sequence[Word], found: Sequence[Run]) -> bool:
    """Whether a claim is made of runs that stand in different places."""
    if len(found) < 2:
        return False
    keys = [word.key for word in words]
    covered = sum(weigh(keys[run.start : run.end]) for run in found)
    return covered >= _SPLICED * weigh(keys)


def invented(words: Sequence[Word], found: Sequence[Run]) -> tuple[int, int] | None:
    """Which words of a claim were put at the end (or the beginning) of somebody's real ones; None if not so."""
    if not found:
        return None
    first, last = found[0].start, found[-1].end
    held = sum(run.end - run.start for run in found)
    if held < max(_TAILED * len(words), _RUN_WORDS + 1):
        return None
    if first <= 1 and len(words) - last >= _TAIL_WORDS:
        return last, len(words)
    return (0, first) if len(words) - last <= 1 and first >= _TAIL_WORDS else None
