"""Overlaps settled: which drafts stand, which are parts of others, what is direct, mixed or indirect."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.model import Span, Speech
from index.quotations.draft import BOUND_BY_MARKS, Draft
from index.quotations.spans import count, quotations_in, trim
from index.quotations.words import Words

_SAME = 0.8
_A_FEW_WORDS = 3  # in marks with a cue of their own within a longer statement: "she never plays anything “too loud”"


def settle(words: Words, drafts: Iterable[Draft]) -> list[Draft]:
    """Trim the drafts, drop empty ones and those that another explains better; in order of the text."""
    trimmed = [cut for draft in drafts if (cut := _trimmed(words, draft)).pieces]
    kept: list[Draft] = []
    near: dict[int, list[Draft]] = {}
    for draft in sorted(trimmed, key=_rank):
        numbers = sentences_of(words, draft)
        if any(_explained(words, draft, other) for number in numbers for other in near.get(number, ())):
            continue
        kept.append(draft)
        for number in numbers:
            near.setdefault(number, []).append(draft)
    return sorted(_without_fragments(words, kept, near), key=lambda d: (d.pieces[0].start, -d.pieces[-1].end))


def _without_fragments(words: Words, kept: Sequence[Draft], near: dict[int, list[Draft]]) -> list[Draft]:
    """Drop words in marks that are only part of what somebody else's statement says; their speaker becomes its `via`.

    Of `A study found that it spreads “at record speed”, said the Gazette`: the study's statement, via the Gazette.
    """
    whole: dict[int, Draft] = {id(draft): draft for draft in kept}
    for draft in kept:
        if draft.binding != BOUND_BY_MARKS or len(draft.pieces) > 1 or not _is_fragment(words, draft.pieces[0]):
            continue
        around = (other for number in sentences_of(words, draft) for other in near.get(number, ()))
        other = next((o for o in around if id(o) in whole and o is not draft and _is_part(draft, o)), None)
        if other is None:
            continue
        said_within = draft.cue is None or any(p.start <= words.start[draft.cue[0]] < p.end for p in other.pieces)
        if said_within and count(draft.pieces[0].of(words.text)) > _A_FEW_WORDS:
            continue
        del whole[id(draft)]
        outer = whole[id(other)]
        if draft.head is not None and not said_within and draft.head not in {*outer.via, outer.head}:
            whole[id(other)] = replace(outer, via=(*outer.via, draft.head))
    return list(whole.values())


def _is_fragment(words: Words, piece: Span) -> bool:
    """Whether words in marks begin in the middle of a sentence."""
    return piece.of(words.text)[:1].islower() and _in_marks(words, piece)


def _is_part(draft: Draft, other: Draft) -> bool:
    mine = draft.pieces[0]
    return any(piece != mine and piece.contains(mine) for piece in other.pieces)


def sentences_of(words: Words, draft: Draft) -> set[int]:
    """Numbers of the sentences that a statement touches, its cue's included; only neighbours have to be compared."""
    found: set[int] = set()
    for piece in draft.pieces:
        inside = words.inside(piece)
        if len(inside):
            found.update(range(words.sentence[inside[0]], words.sentence[inside[-1]] + 1))
    if draft.cue is not None:
        found.add(words.sentence[draft.cue[0]])
    return found


def _trimmed(words: Words, draft: Draft) -> Draft:
    pieces = []
    for piece in draft.pieces:
        cut = piece if draft.rule == "transcript" else trim(words, _whole_quotations(words, piece))
        if _worth_keeping(words, cut, draft):
            pieces.append(cut)
    return replace(draft, pieces=tuple(pieces))


def _whole_quotations(words: Words, piece: Span) -> Span:
    """Never cut a quotation in two: an edge inside one moves to its end."""
    start, end = piece
    quoted = _around(words, start)
    if quoted is not None:
        start = quoted.start if quoted.end - start > start - quoted.start or end <= quoted.end else quoted.end
    quoted = _around(words, end)
    if quoted is not None:
        end = quoted.end
    return Span(start, max(start, end))


def _around(words: Words, at: int) -> Span | None:
    """The quotation that an offset cuts in two, if any."""
    number = bisect_left(words.quoted, at, key=lambda quoted: quoted.start) - 1
    return words.quoted[number] if number >= 0 and at < words.quoted[number].end else None


def _worth_keeping(words: Words, piece: Span, draft: Draft) -> bool:
    if draft.binding >= 2:
        return piece.end > piece.start
    return count(piece.of(words.text)) >= (1 if draft.polarity == "denied" else 2)


def _rank(draft: Draft) -> tuple[int, int]:
    return (-draft.binding, -sum(piece.end - piece.start for piece in draft.pieces))


def _explained(words: Words, draft: Draft, other: Draft) -> bool:
    """Whether `other`, already kept, makes `draft` superfluous."""
    if draft.cue is not None and draft.cue == other.cue and draft.binding < other.binding and draft.binding != 0:
        return True
    mine, theirs = draft.pieces[0], other.pieces[0]
    common = min(mine.end, theirs.end) - max(mine.start, theirs.start)
    longest = max(mine.end - mine.start, theirs.end - theirs.start)
    if common > _SAME * longest:
        return True
    inside = any(piece.contains(p) for piece in other.pieces for p in draft.pieces)
    if inside and other.rule == "transcript":
        return True
    crossing = common > 0 and not mine.contains(theirs) and not theirs.contains(mine)
    return crossing or (inside and _in_marks(words, mine))


def _in_marks(words: Words, piece: Span) -> bool:
    """Whether `piece` is told inside a quotation: what is said there is part of what was said."""
    inside = words.inside(piece)
    return len(inside) > 0 and words.quote[inside[0]] >= 0


def speech_of(words: Words, piece: Span) -> Speech:
    """Direct if one quotation holds all of it, mixed if it holds some marks, else indirect."""
    inside = words.inside(piece)
    if len(inside) == 0:
        return "indirect"
    number = words.quote[inside[0]]
    if number >= 0 and words.quoted[number].contains(piece):
        return "direct"
    return "mixed" if quotations_in(words, piece) or number >= 0 else "indirect"


def groups_of(drafts: Sequence[Draft]) -> list[int | None]:
    """A number for each split quotation; None for those that are whole."""
    numbers: list[int | None] = []
    last, following = None, 0
    for draft in drafts:
        if last is not None and draft.cue is not None and draft.cue == last.cue and draft.rule == "carried on":
            if numbers[-1] is None:
                following += 1
                numbers[-1] = following
            numbers.append(numbers[-1])
        elif len(draft.pieces) > 1:
            following += 1
            numbers.append(following)
        else:
            numbers.append(None)
        last = draft
    return numbers
