"""What people correct in quotations, applied to the same words wherever they stand in the article now. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from index.model import Quotation, Span

CORRECTED = ", speaker corrected"
_AROUND = 80  # code points before and after the words that tell which of several equal ones are meant
_LIKE = 60.0  # likeness (0…100) of these surroundings from which they are the same
_MANY_WORDS = 6  # so many words stand for themselves, whatever is around them
_CLEARLY = 10.0
_SAME_SPAN = 0.5  # of the characters that either span has, those that both have


@dataclass(frozen=True, slots=True)
class Change:
    """One correction of one quotation.

    Attributes:
        span: where the words stand in the revision at hand.
        removed: whether they are no quotation.
        speaker: who says them, if they are one; None leaves the speaker open.
    """

    span: Span
    removed: bool
    speaker: str | None = None


def located(before: str, span: Span, now: str) -> Span | None:
    """Where the words of a span of one revision stand in another.

    Told by the words, white space aside, and by what stands around them; None where they are gone, or where it is not
    certain which of several are meant.
    """
    if before == now:
        return span
    words = span.of(before).split()
    places = [Span(*found.span()) for found in re.finditer(r"\s+".join(map(re.escape, words)), now)] if words else []
    scored = sorted(((_likeness(before, span, now, place), place) for place in places), reverse=True)
    if not scored:
        return None
    (best, place), others = scored[0], scored[1:]
    if others and best - others[0][0] < _CLEARLY:
        return None
    return place if best >= _LIKE or (not others and len(words) >= _MANY_WORDS) else None


def _likeness(before: str, span: Span, now: str, place: Span) -> float:
    """How alike the surroundings are: the better of the two sides, since either may have been rewritten."""
    left = fuzz.ratio(_left(before, span), _left(now, place))
    right = fuzz.ratio(_right(before, span), _right(now, place))
    return max(left, right) * 0.75 + min(left, right) * 0.25


def _left(text: str, span: Span) -> str:
    return " ".join(text[max(0, span.start - _AROUND) : span.start].split())


def _right(text: str, span: Span) -> str:
    return " ".join(text[span.end : span.end + _AROUND].split())


def meant(quotations: Sequence[Quotation], span: Span) -> int | None:
    """Which quotation a span means: the one it shares most with, if that is at least half of both; its place."""
    best = max(range(len(quotations)), key=lambda at: _overlap(quotations[at].span, span), default=None)
    return None if best is None or _overlap(quotations[best].span, span) < _SAME_SPAN else best


def _overlap(one: Span, other: Span) -> float:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / max(1, max(one.end, other.end) - min(one.start, other.start))


def corrected(quotations: Sequence[Quotation], changes: Iterable[Change]) -> tuple[Quotation, ...]:
    """The quotations with the changes applied in order; a change whose quotation is not found changes nothing.

    A speaker is set for every part of a split quotation: it is one utterance.
    """
    now = list(quotations)
    for change in changes:
        at = meant(now, change.span)
        if at is None:
            continue
        if change.removed:
            del now[at]
            continue
        group = now[at].group
        parts = [at] if group is None else [each for each in range(len(now)) if now[each].group == group]
        for part in parts:
            now[part] = _spoken_by(now[part], change.speaker)
    return tuple(now)


def _spoken_by(quotation: Quotation, speaker: str | None) -> Quotation:
    rule = quotation.rule.removesuffix(CORRECTED) + CORRECTED
    return replace(quotation, speaker=speaker, speakers=(), rule=rule)
