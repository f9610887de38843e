"""Chains: "Roe said, according to the Gazette" is Roe's statement, told by way of the Gazette."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.quotations.draft import Draft
from index.quotations.words import Words

_TELLING = frozenset({"inserted", "according to", "as reported by"})
_LEAD = 60  # code points that may stand before the inner statement ("Meanwhile, a recent study by the bank …")
_SHARE = 0.4  # of the outer statement that the inner one has to fill


def chained(words: Words, drafts: Sequence[Draft]) -> list[Draft]:
    """Turn statements that only pass on another statement into its `via`, and drop them."""
    kept = list(drafts)
    for outer in drafts:
        if outer.rule not in _TELLING or outer.head is None:
            continue
        inner = [i for i, draft in enumerate(kept) if draft is not outer and _passes_on(words, outer, draft)]
        if inner:
            cue = kept[inner[0]].cue
            kept = [replace(d, via=(*d.via, outer.head)) if d.cue == cue else d for d in kept if d is not outer]
    return kept


def _passes_on(words: Words, outer: Draft, inner: Draft) -> bool:
    """Whether the main clause of `outer` is `inner` with its attribution."""
    if inner.cue is None or inner.mention is None or inner.cue == outer.cue:
        return False
    for piece in outer.pieces:
        cue, mention = words.start[inner.cue[0]], words.start[inner.mention[0]]
        first = min(mention, inner.pieces[0].start)
        filled = sum(p.end - p.start for p in inner.pieces if piece.contains(p))
        if piece.start <= cue < piece.end and first - piece.start <= _LEAD and filled >= _SHARE * (piece.end - piece.start):
            return True
    return False
