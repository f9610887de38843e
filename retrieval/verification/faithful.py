"""Where a claim's words stand, unchanged, in what an article prints as said; and what was cut off around them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from retrieval.verification.claim import Claim, Part, plain_parts
from retrieval.verification.reading import NARRATION, Stream
from retrieval.verification.tokens import (
    ADVERSATIVES,
    QUALIFIERS,
    is_modal,
    is_negation,
    is_number,
    joined,
)

# How much a cut may leave out, and how many words [brackets] may stand for.
_CUT = r"((?:\S+ ){0,60}?)"
_FILLED = r"((?:[^\s|]+ ){0,8}?)"
_MOST_MATCHES = 4
_CLAUSE_ENDS = re.compile(r"[,;:—–―()]|\s-\s|--")
_PASSED = frozenset("and only even".split())
_SEVERAL = (("as", "long", "as"), ("so", "long", "as"), ("only", "when"), ("in", "case"), ("or", "else"))
# How far before and after a claim a word is looked for that holds it back.
_AFTER, _BEFORE = 10, 3
_NO_DOUBT = frozenset("doubt question wonder only".split())

Left = Literal["left out", "filled in"]


@dataclass(frozen=True, slots=True)
class Omission:
    """What an editor left out ("…") or replaced by [brackets]: words `start` to before `end` of the stream."""

    kind: Left
    start: int
    end: int
    part: Part


@dataclass(frozen=True, slots=True)
class Lost:
    """A word that a cut lost although it holds the statement back, or denies it."""

    what: Literal["qualifier", "negation", "number", "modal", "splice", "cut up"]
    number: int


@dataclass(frozen=True, slots=True)
class Faithful:
    """A claim's words as they stand in a stream, from word `start` to before `end`.

    Attributes:
        trimmed: whether something was left out, filled in or joined on the way.
        lost: what the cut lost that may not be lost, else None.
    """

    stream: Stream
    start: int
    end: int
    omissions: tuple[Omission, ...]
    trimmed: bool
    lost: Lost | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A claim as it is looked for: its steps, the runs of words that must stand somewhere, and the whole pattern."""

    parts: Sequence[Part]
    inner: Sequence[Part]
    runs: tuple[str, ...]
    pattern: re.Pattern[str]


def wanted(claim: Claim) -> tuple[Wanted, ...]:
    """What is looked for, in this order: the claim with [brackets] as words, and with [brackets] as an editor's."""
    ways = [plain_parts(claim)]
    if any(part.kind in ("begun", "filled") for part in claim.parts):
        ways.append(claim.parts)
    return tuple(_wanted(parts) for parts in ways if _inner(parts))


def _wanted(parts: Sequence[Part]) -> Wanted:
    inner = _inner(parts)
    return Wanted(parts, inner, tuple(_runs(inner)), _pattern(inner))


def faithful(claim: Claim, ways: Iterable[Wanted], stream: Stream) -> list[Faithful]:
    """Every place (some at most) of a stream where the claim's words stand.

    Args:
        ways: what `wanted` makes of the claim.
    """
    return next(filter(None, (list(_places(claim, way, stream)) for way in ways)), [])


def _places(claim: Claim, way: Wanted, stream: Stream) -> Iterator[Faithful]:
    if not all(run in stream.string for run in way.runs):
        return
    marked = [part for part in way.inner if part.kind in ("cut", "filled")]
    for match in islice(way.pattern.finditer(stream.string), _MOST_MATCHES):
        start, end = stream.word_at(match.start()), stream.word_at(match.end())
        omissions = tuple(
            Omission("left out" if part.kind == "cut" else "filled in", *_place(stream, match, group), part)
            for group, part in enumerate(marked, 1)
        )
        yield _judged(claim, way, Faithful(stream, start, end, omissions, trimmed=False, lost=None))


def _place(stream: Stream, match: re.Match[str], group: int) -> tuple[int, int]:
    start, end = match.span(group)
    return stream.word_at(start), stream.word_at(end)


def _inner(parts: Sequence[Part]) -> Sequence[Part]:
    """The steps without a cut at the very beginning or end: it only says that more was said there."""
    first, last = 0, len(parts)
    while first < last and parts[first].kind == "cut":
        first += 1
    while last > first and parts[last - 1].kind == "cut":
        last -= 1
    return parts[first:last]


def _runs(parts: Sequence[Part]) -> Iterator[str]:
    run: list[str] = []
    for part in (*parts, Part("cut")):
        if part.kind == "word":
            run.append(part.words[0].key)
        elif run:
            yield f" {' '.join(run)} "
            run = []


def _pattern(parts: Sequence[Part]) -> re.Pattern[str]:
    steps = {"cut": _CUT, "filled": _FILLED}
    body = "".join(
        steps.get(part.kind) or re.escape(part.words[0].key) + (r"\S* " if part.kind == "begun" else " ")
        for part in parts
    )
    return re.compile(rf"(?<= ){body}")


def _judged(claim: Claim, way: Wanted, found: Faithful) -> Faithful:
    parts, stream, start, end = way.parts, found.stream, found.start, found.end
    joints = [at for at in stream.joints if start < at < end]
    cut_off = (parts[0].kind == "cut" and start > 0) or (parts[-1].kind == "cut" and end < len(stream.words))
    changed = [each for each in found.omissions if each.kind == "filled in" or each.start < each.end]
    # [W]e for "we", or a word of the source's in brackets: an editor's hand, though the words are the same.
    edited = claim.text.count("[") > stream.span(start, end).of(stream.article.text).count("[")
    trimmed = bool(changed) or cut_off or edited or len(joints) > len(claim.joins)
    lost = _cut_up(way.inner) or _lost_inside(found) or _lost_after(stream, end) or _lost_before(stream, start)
    return Faithful(stream, start, end, found.omissions, trimmed, lost)


def _cut_up(parts: Sequence[Part]) -> Lost | None:
    """Single words picked out of somebody's speech say whatever one likes."""
    kept = sum(part.kind in ("word", "begun") for part in parts)
    steps = sum(part.kind in ("cut", "filled") for part in parts)
    return Lost("cut up", 0) if steps and (kept < 2 or kept < 2 * steps) else None


def _lost_after(stream: Stream, end: int) -> Lost | None:
    """A "but", "unless" or "if" that follows, before another clause has begun; or a "not" that follows at once."""
    for number in range(end, min(end + _AFTER, len(stream.words))):
        key = stream.words[number].key
        if stream.begins_sentence(number):
            # A whole statement that the outlet itself printed apart from its "But …" was not cut by anybody.
            held_back = number == end and key in ADVERSATIVES and number not in stream.begins
            return Lost("qualifier", number) if held_back else None
        if key == NARRATION:
            return None
        clause = _CLAUSE_ENDS.search(stream.between(number)) is not None
        if key in QUALIFIERS or _begins_several(stream, number):
            return Lost("qualifier", number)
        if number == end and not clause and is_negation(key):
            return Lost("negation", number)
        if clause and key not in _PASSED:
            return None
    return None


def _begins_several(stream: Stream, number: int) -> bool:
    keys = tuple(word.key for word in stream.words[number : number + 3])
    return any(keys[: len(each)] == each for each in _SEVERAL)


def _lost_before(stream: Stream, start: int) -> Lost | None:
    """An "if" right before, or a denial that governs what follows ("I do not think …")."""
    for number in range(start - 1, max(-1, start - 1 - _BEFORE), -1):
        key = stream.words[number].key
        between = stream.between(number + 1)
        if key == NARRATION or key in _NO_DOUBT or stream.begins_sentence(number + 1) or _CLAUSE_ENDS.search(between):
            return None
        if is_negation(key):
            return Lost("negation", number)
        if number == start - 1 and key in QUALIFIERS:
            return Lost("qualifier", number)
    return None


def _lost_inside(found: Faithful) -> Lost | None:
    for omission in found.omissions:
        check = _lost_in_cut if omission.kind == "left out" else _lost_in_brackets
        lost = check(found.stream, omission)
        if lost is not None:
            return lost
    return None


def _lost_in_cut(stream: Stream, cut: Omission) -> Lost | None:
    if cut.start == cut.end:
        return None
    numbers = range(cut.start, cut.end)
    parted = [_parts_clauses(stream, cut.start), _parts_clauses(stream, cut.end)]
    for number in numbers:
        if stream.words[number].key in QUALIFIERS or _begins_several(stream, number):
            return Lost("qualifier", number)
        if is_negation(stream.words[number].key) and not all(parted):
            return Lost("negation", number)
    sentences = [at for at in range(cut.start, cut.end + 1) if stream.begins_sentence(at)]
    if sentences and not parted[0] and not stream.begins_sentence(cut.end):
        return Lost("splice", cut.start)
    return None


def _parts_clauses(stream: Stream, number: int) -> bool:
    return stream.begins_sentence(number) or _CLAUSE_ENDS.search(stream.between(number)) is not None


def _lost_in_brackets(stream: Stream, filled: Omission) -> Lost | None:
    """[Brackets] may explain, but neither deny, nor take back a denial, nor change a figure."""
    theirs = [word.key for word in stream.words[filled.start : filled.end]]
    ours = [word.key for word in filled.part.words]
    for what, check in (("negation", is_negation), ("modal", is_modal)):
        if sorted(filter(check, theirs)) != sorted(filter(check, ours)):
            return Lost("negation" if what == "negation" else "modal", filled.start)
    numbers = [key for key in theirs if is_number(key)]
    beside = filled.start and is_number(stream.words[filled.start - 1].key)
    if not set(numbers) <= set(ours) or (beside and any(map(is_number, ours)) and not numbers):
        return Lost("number", filled.start)
    if any(key in QUALIFIERS for key in theirs):
        return Lost("qualifier", filled.start)
    return None


def in_story(claim: Claim, story: Stream) -> tuple[int, int] | None:
    """Where all the claim's words stand in an article, whoever's they are: (first word, after the last)."""
    at = story.string.find(joined(claim.words)) if claim.words else -1
    return None if at < 0 else (story.word_at(at + 1), story.word_at(at + 1) + len(claim.words))
