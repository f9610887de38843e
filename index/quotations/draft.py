"""What a rule found, before overlaps are settled and speakers are named."""

from __future__ import annotations

from dataclasses import dataclass

from index.model import Polarity, Span

BY_POSITION, BY_GRAMMAR, BOUND_BY_MARKS, BY_FORM = range(4)


@dataclass(frozen=True, slots=True)
class Draft:
    """One statement as a rule saw it.

    Attributes:
        pieces: content spans in order; several if the attribution stands in the middle.
        rule: the rule's name.
        mention: first and last token of the speaker's mention; None if none is printed.
        head: the mention's head token, or None.
        cue: first and last token of the cue; None for a bare quotation.
        via: heads of the mentions that report this ("…, according to Reuters").
        polarity: whether it is said that it was *not* so or not said.
        binding: how sure the tie is: by position alone, by grammar, by marks and punctuation, by the form of the line.
    """

    pieces: tuple[Span, ...]
    rule: str
    mention: tuple[int, int] | None = None
    head: int | None = None
    cue: tuple[int, int] | None = None
    via: tuple[int, ...] = ()
    polarity: Polarity = "affirmed"
    binding: int = 1
