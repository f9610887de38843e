"""Chains: "Roe said, according to the Gazette" is Roe's statement, told by way of the Gazette."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.quotations.draft import BOUND_BY_MARKS, Draft
from index.quotations.nouns import OUTLETS
from index.quotations.people import Table
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
        if (
            piece.start <= cue < piece.end
            and first - piece.start <= _LEAD
            and filled >= _SHARE * (piece.end - piece.start)
        ):
            return True
    return False


def firsthand(words: Words, table: Table, drafts: Sequence[Draft]) -> list[Draft]:
    """Settle statements that are told within another statement.

    An outlet's "reported that Roe said …" is Roe's statement by way of the outlet. What anybody else says that a third
    person said is their own statement, told once; the hearsay in it gets no line of its own. Words in marks with their
    own attribution always keep theirs.
    """
    kept = list(drafts)
    for inner in drafts:
        outer = next((o for o in kept if o is not inner and _tells_of(words, o, inner)), None)
        if outer is None or not any(d is inner for d in kept):
            continue
        if _is_outlet(words, table, outer) and _size(inner) >= _SHARE * _size(outer) and outer.head is not None:
            passed_on = replace(inner, via=(*inner.via, outer.head))
            kept = [passed_on if d is inner else d for d in kept if d is not outer]
        elif inner.binding < BOUND_BY_MARKS:
            kept = [d for d in kept if d is not inner]
    return kept


def _tells_of(words: Words, outer: Draft, inner: Draft) -> bool:
    if inner.cue is None or inner.cue == outer.cue:
        return False
    cue, content = words.start[inner.cue[0]], inner.pieces[0]
    return any(piece.start <= cue < piece.end and piece.contains(content) for piece in outer.pieces)


def _is_outlet(words: Words, table: Table, draft: Draft) -> bool:
    figure = None if draft.head is None else table.by_head.get(draft.head)
    return figure is not None and figure.kind == "body" and bool(figure.roles & OUTLETS)


def _size(draft: Draft) -> int:
    return sum(piece.end - piece.start for piece in draft.pieces)
