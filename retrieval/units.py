"""What an excerpt may be: the fewest whole sentences that stand by themselves. Pure.

A unit is one sentence, or several where one does not stand alone ("He added …") or a split quotation runs on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.model import Quotation, Span
from index.tables.passages import PassageRow
from index.tables.quotations import QuotationRow
from retrieval.terms import stems_among

_OPENS_WITH_MARK = re.compile(r"^[\"'“”‘’«„]")
_LEANS = re.compile(
    r"^(?:he|she|it|they|this|that|these|those|his|her|their|its|but|and|so|however|also|instead|such|both|"
    r"the (?:former|latter|move|decision|report|post|outlet|account|statement|remark|comments?|official|spokes\w+|"
    r"minister|company|group))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of whole sentences of one passage that may become an excerpt.

    Attributes:
        at: which of the passage's sentences the core is.
        core: the sentence that is scored.
        span: what would be shown: the core, and what it needs to stand by itself.
        quotations: the quotations that overlap the core, in order.
    """

    passage: PassageRow
    at: int
    core: Span
    span: Span
    quotations: tuple[QuotationRow, ...]

    @property
    def speakers(self) -> frozenset[str]:
        """Who speaks in the core; somebody unresolved is like nobody else."""
        return _speakers(self.quotations)


def _speakers(quotations: Sequence[QuotationRow]) -> frozenset[str]:
    return frozenset(row.quotation.speaker or f"?{row.id}" for row in quotations)


def units_of(
    passage: PassageRow,
    text: str,
    quotations: Sequence[QuotationRow],
    characters: int,
    *,
    holding: Collection[int] | None = None,
) -> tuple[Unit, ...]:
    """The units of a passage, one a sentence, in order.

    Args:
        text: of the passage's revision.
        quotations: of the passage's article, at least those that overlap the passage.
        characters: how long a unit may become by taking in neighbours; a longer sentence stays whole.
        holding: ids of quotations; only units that hold one of them are wanted. None means every unit.
    """
    found = []
    near = [row for row in quotations if row.quotation.span.overlaps(passage.span)]
    for at, core in enumerate(passage.sentences):
        inside = tuple(row for row in near if row.quotation.span.overlaps(core))
        if holding is not None and not any(row.id in holding for row in inside):
            continue
        span = _with_group(core, inside, near, passage, characters) if inside else core
        if at and leans(span.of(text)):
            span = _with_previous(span, passage.sentences[at - 1], inside, near, characters)
        found.append(Unit(passage, at, core, span, inside))
    return tuple(found)


def _with_group(
    core: Span, inside: Sequence[QuotationRow], all_of_it: Sequence[QuotationRow], passage: PassageRow, characters: int
) -> Span:
    """Take in the sentences that hold the other parts of a split quotation, where they fit."""
    groups = {row.quotation.group for row in inside if row.quotation.group is not None}
    if not groups:
        return core
    parts = [row.quotation.span for row in all_of_it if row.quotation.group in groups]
    wanted = [each for each in passage.sentences if any(each.overlaps(part) for part in parts)]
    if not wanted:
        return core
    whole = Span(min(core.start, wanted[0].start), max(core.end, wanted[-1].end))
    return whole if whole.end - whole.start <= characters else core


def _with_previous(
    span: Span, earlier: Span, inside: Sequence[QuotationRow], quotations: Sequence[QuotationRow], characters: int
) -> Span:
    """Take in the sentence before one that leans on it, where it fits and nobody else speaks in it.

    Before somebody unresolved ("he said") anybody may speak: the reader must see whom it may mean.
    """
    wider = Span(earlier.start, span.end)
    before = _speakers([row for row in quotations if row.quotation.span.overlaps(earlier)])
    unresolved = any(row.quotation.speaker is None for row in inside)
    if wider.end - wider.start > characters or not (unresolved or before <= _speakers(inside)):
        return span
    return wider


def leans(sentence: str) -> bool:
    """Whether a sentence needs the one before it to be understood ("He added …", "The move …")."""
    return bool(_LEANS.match(_OPENS_WITH_MARK.sub("", sentence)))


def principal(
    quotations: Sequence[QuotationRow],
    span: Span,
    speakers: frozenset[str],
    text: str = "",
    stems: frozenset[str] = frozenset(),
) -> Quotation | None:
    """The quotation that an excerpt is named after.

    One of the speakers asked for if there is one; of several, the one that holds most of the question's words, then
    the longest.
    """
    inside = [row.quotation for row in quotations if row.quotation.span.overlaps(span)]
    asked = [each for each in inside if each.speaker in speakers or speakers.intersection(each.speakers)]

    def order(each: Quotation) -> tuple[int, int]:
        return len(stems_among(each.span.of(text), stems)), each.span.end - each.span.start

    return max(asked or inside, key=order, default=None)
